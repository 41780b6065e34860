"""The written basis without which what the law protects is neither kept of people nor used to pick them.

A basis is a signed file. It covers fields and slugs of segments (`fields`), and values such as tags and product
groups (`values`). A decision about values ends on a day; a decision about fields may.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.periods import local_day
from osuma.engine.tables.special import value_key
from osuma.engine.written import Unreadable, read
from osuma.workflows.asking.verbs import verb

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

NEEDED = {
    "role": Words(fi="päättäjän rooli", en="the role of who decided"),
    "who": Words(fi="kuka päätti", en="who decided"),
    "purpose": Words(fi="mihin tietoa käytetään", en="what the data is used for"),
    "article": Words(
        fi="tietosuoja-asetuksen kohta, esim. 9(2)(a)", en="the article of the GDPR, for example 9(2)(a)"
    ),
    "date": Words(fi="päätöksen päivä (2026-11-19)", en="the day of the decision (2026-11-19)"),
    "signed": Words(fi="allekirjoitus (nimi)", en="a signature (name)"),
}
ROLES = ("owner", "data_protection_officer")
COVERED = ("fields", "values")
DAYS = ("date", "expires")
_KEPT = "special_bases"


@verb("special.allow", writes=True)
def allow(session: Session, file: str) -> dict[str, Any]:
    """Enter a signed basis. Refused names everything that it lacks."""
    allowed(session, file)
    return list_(session)


@verb("special.list")
def list_(session: Session) -> dict[str, Any]:
    """Every basis that was entered, the oldest first, and whether it holds today."""
    today = local_day(session.now(), session.zone)
    return {"bases": [{**one, "holds": _holds(one, today)} for one in _entered(session)]}


def allowed(session: Session, path: str | None = None) -> frozenset[str]:
    """What may be held and used today: fields, slugs and `value_key`s of the given basis and of earlier ones.

    A basis is entered in the audit with its hash. Refused names everything that it lacks.
    """
    if path is not None:
        _enter(session, Path(path).read_bytes())
    today = local_day(session.now(), session.zone)
    holding = [one for one in _entered(session) if _holds(one, today)]
    fields = {field for one in holding for field in one["fields"]}
    return frozenset(fields | {value_key(value) for one in holding for value in one["values"]})


def _enter(session: Session, text: bytes) -> None:
    from osuma.catalog import audit, settings_store

    found = _read(text)
    basis = {
        **{name: sorted({str(one) for one in found.get(name) or []}) for name in COVERED},
        **{name: str(found[name]) for name in NEEDED},
        "expires": str(found["expires"]) if found.get("expires") else None,
        "sha256": hashlib.sha256(text).hexdigest(),
    }
    audit.record(session.workspace, session.who, "special_basis", basis)
    kept = [one for one in _entered(session) if one["sha256"] != basis["sha256"]]
    settings_store.put(session.workspace, _KEPT, [*kept, basis])


def _entered(session: Session) -> list[dict[str, Any]]:
    from osuma.catalog import settings_store

    return list(settings_store.get(session.workspace, _KEPT, []))


def _holds(basis: dict[str, Any], today: date) -> bool:
    """Whether a basis has not ended: it holds on its last day too."""
    return basis["expires"] is None or today <= date.fromisoformat(basis["expires"])


def _read(text: bytes) -> dict[str, Any]:
    try:
        found = read(text)
    except Unreadable as error:
        raise Refused([Mistake("", error.code, error.words)], code="special_basis") from None
    found = found if isinstance(found, dict) else {}
    mistakes = list(_mistakes(found))
    if mistakes:
        raise Refused(
            mistakes,
            Words(
                fi="Peruste arkaluonteisille tiedoille ei riitä: " + "; ".join(m.what.fi for m in mistakes),
                en="The basis for special-category data is not enough: " + "; ".join(m.what.en for m in mistakes),
            ),
            "special_basis",
        )
    return found


def _mistakes(found: dict[str, Any]) -> Iterator[Mistake]:
    if not any(found.get(name) for name in COVERED):
        yield _missing("fields", Words(
            fi="mitä kenttiä (fields) tai arvoja (values) peruste koskee (luettelo)",
            en="which fields or values it concerns (a list)",
        ))  # fmt: skip
    for name, need in NEEDED.items():
        if not found.get(name):
            yield _missing(name, need)
    if found.get("values") and not found.get("expires"):
        yield _missing("expires", Words(
            fi="mihin päivään asti päätös on voimassa (expires)",
            en="the day until which the decision holds (expires)",
        ))  # fmt: skip
    if found.get("role") and found["role"] not in ROLES:
        yield Mistake("role", "role", Words(
            fi=f"rooli ”{found['role']}” ei riitä; tarvitaan {' tai '.join(ROLES)}",
            en=f"role “{found['role']}” is not enough; {' or '.join(ROLES)} is needed",
        ))  # fmt: skip
    for name in COVERED:
        if found.get(name) and not isinstance(found[name], list):
            yield Mistake(name, name, Words(fi=f"{name}: pitää olla luettelo", en=f"{name} must be a list"))
    for name in DAYS:
        if found.get(name) and not isinstance(found[name], date):
            yield Mistake(name, "date", Words(
                fi=f"{name}: päivän pitää olla muotoa 2026-11-19", en=f"{name}: write the day as 2026-11-19"
            ))  # fmt: skip


def _missing(where: str, need: Words) -> Mistake:
    return Mistake(where, "missing", Words(fi=f"puuttuu: {need.fi}", en=f"missing: {need.en}"))
