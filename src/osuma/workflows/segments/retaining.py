"""Old runs let go: every run of the last 400 days is kept, then the last of each month. Every refresh sees to it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.periods import local_day
from osuma.engine.segments.explain import numbers
from osuma.store.membership import retention
from osuma.workflows.asking.verbs import verb

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


@verb("segments.tidy", writes=True)
def tidy(session: Session) -> dict[str, Any]:
    """Let old runs go; who was in after each run that stays is as it was. gone: runs, kept: runs.

    The runs of the workspace's own warehouse: on another engine membership only grows.
    """
    with session.warehouse.transaction(noted=True) as con:
        gone = retention.tidy(con, session.workspace.zone, today=_today(session))
    ((kept,),) = session.warehouse.rows("SELECT count(*) FROM runs")
    return {"gone": gone, "kept": int(kept), "sentences": [_said(gone, int(kept)).plain()]}


def tidied(session: Session) -> list[Words]:
    """After a refresh: the same where anything is due, as sentences; nothing where nothing is."""
    with session.warehouse.reader() as con:
        due = retention.due(con, session.workspace.zone, _today(session))
    if not due:
        return []
    told = tidy(session)
    return [_said(told["gone"], told["kept"])]


def _today(session: Session) -> date:
    return local_day(session.now(), session.zone)


def _said(gone: int, kept: int) -> Words:
    went, stayed = numbers.number(gone), numbers.number(kept)
    first = (
        Words("1 vanha ajo poistui", "1 old run is gone")
        if gone == 1
        else Words(f"Vanhoja ajoja poistui {went.fi}", f"{went.en} old runs are gone")
    )
    return Words(
        f"{first.fi}, jäljellä on {stayed.fi}: viimeisten {retention.KEPT_DAYS} päivän kaikki "
        "ja sitä vanhemmista kuukauden viimeinen. Jäsenet jäljellä olevissa ajoissa ovat ennallaan.",
        f"{first.en}, {stayed.en} are left: all of the last {retention.KEPT_DAYS} days, and before "
        "that the last of each month. The members after each run that is left are as they were.",
    )
