"""Old runs let go: every run of the last 400 days is kept, then the last of each month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.segments.explain import numbers
from osuma.store import retention
from osuma.workflows.verbs import verb

if TYPE_CHECKING:
    from osuma.workflows.session import Session


@verb("segments.tidy", writes=True)
def tidy(session: Session) -> dict[str, Any]:
    """Let old runs go; who was in after each run that stays is as it was. gone: runs, kept: runs."""
    with session.warehouse.transaction(noted=True) as con:
        gone = retention.tidy(con, session.workspace.zone)
    ((kept,),) = session.warehouse.rows("SELECT count(*) FROM runs")
    went, stayed = numbers.number(gone), numbers.number(int(kept))
    said = Words(
        f"Vanhoja ajoja poistui {went.fi}, jäljellä on {stayed.fi}: viimeisten {retention.KEPT_DAYS} päivän kaikki "
        "ja sitä vanhemmista kuukauden viimeinen. Jäsenet jäljellä olevissa ajoissa ovat ennallaan.",
        f"{went.en} old runs are gone, {stayed.en} are left: all of the last {retention.KEPT_DAYS} days, and before "
        "that the last of each month. The members after each run that is left are as they were.",
    )
    return {"gone": gone, "kept": int(kept), "sentences": [said.plain()]}
