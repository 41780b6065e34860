"""`segments.health`: what the guard rails find, and what a person has said is meant to be so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments.dated import stored_runs
from osuma.workflows.segments.definitions import stored
from osuma.workflows.segments.health.guards import CODES, Finding, findings, shelf

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

_KEY = "meant_to_be_so"
#: Where a finding is of all definitions together.
ALL = "-"


@verb("segments.health", kept=True)
def health(session: Session, slug: str | None = None) -> dict[str, Any]:
    """Each finding with its figure and its way out; those that are on purpose apart, with the reason."""
    known = meant(session)
    on = shelf(session)
    shown = [_shown(one, known) for one in findings(on) if slug in (None, one.slug)]
    with session.warehouse.reader() as con:
        at = stored_runs(session, con, [*on.sets] if slug is None else [slug])
    return {
        **at,
        "findings": [one for one in shown if "reason" not in one],
        "on_purpose": [one for one in shown if "reason" in one],
    }


@verb("segments.on_purpose", writes=True)
def on_purpose(session: Session, slug: str, code: str, reason: str) -> dict[str, Any]:
    """Keep why a finding is meant to be so; an empty reason takes it back. `-` is for what concerns them all."""
    from osuma.catalog import settings_store

    if slug != ALL and slug not in stored(session):
        raise Misuse(
            Words(f"Segmenttiä ”{slug}” ei ole. {ALL} = kaikki.", f"There is no segment “{slug}”. {ALL} is for all."),
            "no_segment",
        )
    if code == "undescribed":
        raise Misuse(
            Words(
                "Tarkoitus ja mittari annetaan: osuma segments describe.",
                "Purpose and KPI are given: osuma segments describe.",
            ),
            "no_purpose",
        )
    if code not in CODES:
        there = ", ".join(one for one in CODES if one != "undescribed")
        raise Misuse(
            Words(f"Havaintoa ”{code}” ei ole. Koodit: {there}.", f"There is no finding “{code}”. Codes: {there}."),
            "no_finding",
        )
    known = meant(session)
    known.pop(f"{slug} {code}", None)
    if reason.strip():
        when = session.now().isoformat(timespec="seconds")
        known[f"{slug} {code}"] = {"reason": reason.strip(), "who": session.who, "at": when}
    settings_store.put(session.workspace, _KEY, known)
    return {"slug": slug, "code": code, "reason": reason.strip()}


def unmeant(session: Session, found: list[Finding]) -> list[Finding]:
    """Findings without those that a person has said to be on purpose."""
    known = meant(session)
    return [one for one in found if f"{one.slug or ALL} {one.code}" not in known]


def meant(session: Session) -> dict[str, Any]:
    """What is on purpose, by slug and code: reason, who and when."""
    from osuma.catalog import settings_store

    return dict(settings_store.get(session.workspace, _KEY, {}))


def _shown(one: Finding, known: dict[str, Any]) -> dict[str, Any]:
    kept = known.get(f"{one.slug or ALL} {one.code}", {})
    return {"slug": one.slug, "code": one.code, **one.said.plain(), "way_out": one.way_out.plain(), **kept}
