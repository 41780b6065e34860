"""The written basis without which special-category fields about people are refused."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from osuma.engine.errors import Mistake, Refused, Words

if TYPE_CHECKING:
    from osuma.workflows.session import Session

NEEDED = {
    "fields": Words(fi="mitä kenttiä peruste koskee (luettelo)", en="which fields it concerns (a list)"),
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


def allowed(session: Session, path: str | None) -> frozenset[str]:
    """Fields of special categories that this workspace may hold: those of the given basis and of earlier ones.

    A basis is entered in the audit with its hash. Refused names everything that it lacks.
    """
    from osuma.catalog import audit, settings_store

    kept: list[str] = settings_store.get(session.workspace, "special_fields", [])
    if path is None:
        return frozenset(kept)
    text = Path(path).read_bytes()
    found = _read(text)
    fields = sorted({str(field) for field in found["fields"]})
    audit.record(
        session.workspace,
        session.who,
        "special_basis",
        {
            "fields": fields,
            **{key: str(found[key]) for key in ("role", "who", "purpose", "article", "date", "signed")},
            "sha256": hashlib.sha256(text).hexdigest(),
        },
    )
    settings_store.put(session.workspace, "special_fields", sorted({*kept, *fields}))
    return frozenset([*kept, *fields])


def _read(text: bytes) -> dict[str, Any]:
    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, UnicodeDecodeError):
        found = None
    found = found if isinstance(found, dict) else {}
    mistakes = [
        Mistake(key, "missing", Words(fi=f"puuttuu: {need.fi}", en=f"missing: {need.en}"))
        for key, need in NEEDED.items()
        if not found.get(key)
    ]
    if found.get("role") and found["role"] not in ROLES:
        mistakes.append(
            Mistake(
                "role",
                "role",
                Words(
                    fi=f"rooli ”{found['role']}” ei riitä; tarvitaan {' tai '.join(ROLES)}",
                    en=f"role “{found['role']}” is not enough; {' or '.join(ROLES)} is needed",
                ),
            )
        )
    if found.get("fields") and not isinstance(found["fields"], list):
        mistakes.append(
            Mistake("fields", "fields", Words(fi="kenttien pitää olla luettelo", en="fields must be a list"))
        )
    if found.get("date") and not isinstance(found["date"], date):
        mistakes.append(
            Mistake("date", "date", Words(fi="päivän pitää olla muotoa 2026-11-19", en="write the day as 2026-11-19"))
        )
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
