"""The day on which a file was made, where its rows do not tell: what it says is known from then on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from osuma.engine.errors import Mistake, Misuse, Refused, Words
from osuma.engine.periods import local_day
from osuma.engine.shell import command

if TYPE_CHECKING:
    from osuma.catalog.journal import Load
    from osuma.workflows.asking.session import Session
    from osuma.workflows.data.preparing import Job

#: In the journal: the day that was given.
DATED = "dated"


def own_day(session: Session, text: str | None) -> date | None:
    """The day that is given; Misuse where it is none, or is still to come."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Misuse(
            Words(
                f"”{text}” ei ole päivä. Anna tiedoston päivä muodossa 2026-10-01.",
                f"“{text}” is no day. Give the day of the file as 2026-10-01.",
            ),
            "bad_day",
        ) from None
    if day > local_day(session.now(), session.zone):
        raise Misuse(
            Words(
                f"{text} on vasta tulossa. Anna päivä, jona tiedosto tehtiin.",
                f"{text} is still to come. Give the day on which the file was made.",
            ),
            "bad_day",
        )
    return day


def refuse_other_day(job: Job, before: Load, day: date | None) -> None:
    """Refused where a file that was imported before is now given another day: that import has to be undone first."""
    if day is None or before.detail.get(DATED) == day.isoformat():
        return
    undo = command("import", "undo", before.import_id)
    said = Words(
        f"tiedosto on jo tuotu ilman tätä päivää (tuonti {before.import_id}). Peru se ja tuo uudelleen: {undo}",
        f"the file was imported without this day (import {before.import_id}). Undo that and import it again: {undo}",
    )
    raise Refused([Mistake(job.name, "other_day", said)], code="other_day")
