"""What a segment is for and who answers for it: owner, purpose, KPI, day of review. Without them nothing is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import yaml

from osuma.engine.errors import Mistake, Misuse, Refused, Words
from osuma.engine.periods import local_day
from osuma.engine.segments.dump import dump
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.merge import blocks
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition
from osuma.engine.segments.version import fingerprint, rule_version
from osuma.engine.shell import command
from osuma.workflows.asking.known_settings import value
from osuma.workflows.asking.options import language_settings
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments.as_code.changes import kind_of
from osuma.workflows.segments.definitions import known

if TYPE_CHECKING:
    from osuma.catalog.definitions import Definition as Kept
    from osuma.workflows.asking.session import Session

#: What nobody but a person can say; owner and review date are prefilled.
ASKED = ("purpose", "kpi")
#: Keys above which what is new of the metadata goes.
_RULE = ("base", "where", "classes")
LABELS = {"purpose": Words("tarkoitus", "purpose"), "kpi": Words("mittari", "KPI")}


@dataclass(frozen=True)
class Described:
    """owner, review_by: as given, else who saved it first and the review interval after its last change. prefilled:
    which of the two nobody gave. purpose, kpi: None where nobody gave them."""

    owner: str
    review_by: date
    purpose: str | None
    kpi: str | None
    prefilled: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name in ASKED if not getattr(self, name))


def described(session: Session, kept: Kept, defn: Definition) -> Described:
    """What is said of one stored definition, with what is prefilled."""
    days = int(value(session.workspace, "segment_review_days"))
    prefilled = tuple(name for name in ("owner", "review_by") if getattr(defn, name) is None)
    due = defn.review_by or local_day(kept.changed_at, session.zone) + timedelta(days=days)
    return Described(defn.owner or kept.who, due, defn.purpose, defn.kpi, prefilled)


def refuse_undescribed(defn: Definition) -> None:
    """Raises Refused where a list is about to leave and nobody has said what it is for or how it is judged."""
    lacking = [name for name in ASKED if not getattr(defn, name)]
    if lacking:
        raise Refused([Mistake("", "undescribed", _way_out(defn.slug, lacking))], code="undescribed")


@verb("segments.describe", writes=True)
def describe(
    session: Session,
    slug: str,
    owner: str | None = None,
    purpose: str | None = None,
    kpi: str | None = None,
    review_by: str | None = None,
    restore: bool = False,
) -> dict[str, Any]:
    """Say who answers for a stored definition, what it is for, by what it is judged, when it is looked at again.

    restore: bring one that is out of use back, which nothing here does unasked. The text keeps its form and
    comments; Misuse where nothing is given, the day is no date, or the definition is out of use and to stay so.
    """
    from osuma.catalog import definitions

    given = {"owner": owner, "purpose": purpose, "kpi": kpi, "review_by": review_by}
    said: dict[str, object] = {
        name: text.strip() for name, text in given.items() if text is not None and text.strip()
    }
    if not said and not restore:
        raise Misuse(
            Words(
                "Anna ainakin yksi: --owner, --purpose, --kpi tai --review-by.",
                "Give at least one of --owner, --purpose, --kpi, --review-by.",
            ),
            "nothing_given",
        )
    defn = keep(session, slug, said, restore=restore)
    found = described(session, definitions.get(session.workspace, slug), defn)
    return {
        "slug": slug, "owner": found.owner, "purpose": found.purpose, "kpi": found.kpi,
        "review_by": found.review_by.isoformat(), "missing": list(found.missing),
    }  # fmt: skip


def keep(session: Session, slug: str, said: Mapping[str, object], *, restore: bool = False) -> Definition:
    """A stored definition with keys of its metadata replaced, as its newest version; None takes a key away.

    Misuse where it is out of use and not to be restored, Refused where a value will not do.
    """
    from osuma.catalog import definitions

    kept = definitions.get(session.workspace, slug)
    if kept.archived_at is not None and not restore:
        raise _out_of_use(slug, local_day(kept.archived_at, session.zone))
    defn = parse(text := with_metadata(kept.text, said))
    mark = fingerprint(defn, known(session, defn), language_settings(session.workspace))
    definitions.save(session.workspace, slug, kind_of(defn), text, rule_version(defn), session.who, "", mark)
    return defn


def _out_of_use(slug: str, since: date) -> Misuse:
    day, back = numbers.day(since), command("segments", "describe", slug, "--restore")
    return Misuse(
        Words(
            f"”{slug}” poistettiin käytöstä {day.fi}, eikä sitä muuteta. Ota se takaisin käyttöön: {back}",
            f"“{slug}” was archived on {day.en} and is not changed. Bring it back into use: {back}",
        ),
        "archived",
    )


def with_metadata(text: str, said: Mapping[str, object]) -> str:
    """The text of a definition with its keys of metadata replaced, added, or taken away by None; comments and order
    stay.

    What cannot be cut at its outermost keys, such as JSON, comes back as YAML without its comments.
    """
    parts = blocks(text) or blocks(dump(parse(text))) or {}
    rows = {name: _written(name, given) for name, given in said.items()}
    found = ""
    for key, part in parts.items():
        if key in _RULE:
            found += "".join(rows.pop(name) for name in said if name in rows and name not in parts)
        found += _comments(part) + rows.pop(key) if key in rows else part
    return found


def _written(name: str, given: object) -> str:
    if given is None:
        return ""
    if isinstance(given, Mapping):
        return str(yaml.safe_dump({name: dict(given)}, sort_keys=False, allow_unicode=True, width=110))
    return f"{name}: {json.dumps(given, ensure_ascii=False)}\n"


def _comments(part: str) -> str:
    return "".join(line for line in part.splitlines(keepends=True) if line.startswith("#"))


def labels(names: Sequence[str]) -> Words:
    """What of the metadata is lacking, in a row."""
    return Words(", ".join(LABELS[name].fi for name in names), ", ".join(LABELS[name].en for name in names))


def to_describe(slug: str, names: Sequence[str]) -> str:
    """The command by which it is said."""
    return command("segments", "describe", slug, *(word for name in names for word in (f"--{name}", "…")))


def _way_out(slug: str, lacking: Sequence[str]) -> Words:
    named, command = labels(lacking), to_describe(slug, lacking)
    return Words(
        f"Segmentistä ”{slug}” puuttuu: {named.fi}. Listaa ei voi ladata, ennen kuin ne on kerrottu: {command}",
        f"“{slug}” lacks its {named.en}. The list is not handed out before they are said: {command}",
    )
