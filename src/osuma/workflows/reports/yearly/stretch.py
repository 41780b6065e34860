"""The days that a review is told of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.periods import add_months, day_end, day_start, local_day, naive_utc
from osuma.workflows.asking.instants import end_of

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

YEAR = 12


@dataclass(frozen=True)
class Stretch:
    """first, last: local days, both included. low, high: the instants of wall clocks in them, ``[low, high)``.

    then, now: the ends of both days in naive UTC, as of which sizes are asked.
    """

    first: date
    last: date
    low: datetime
    high: datetime
    then: datetime
    now: datetime

    def holds(self, instant: datetime) -> bool:
        """Whether an aware instant lies in it."""
        return self.low <= instant < self.high


def stretch(session: Session, since: str | None, until: str | None) -> Stretch:
    """A year until today, or between the days given. Refused where one is no day or they are the wrong way round."""
    mistakes: list[Mistake] = []
    last = _day("until", until, mistakes) or local_day(session.now(), session.zone)
    first = _day("since", since, mistakes) or add_months(last, -YEAR)
    if not mistakes and first >= last:
        what = Words("Alkupäivän on oltava ennen loppupäivää.", "The first day has to be before the last.")
        mistakes.append(Mistake("since", "backwards", what))
    if mistakes:
        raise Refused(mistakes)
    zone = session.zone
    return Stretch(
        first,
        last,
        day_start(first, zone).astimezone(UTC),
        day_end(last, zone).astimezone(UTC),
        naive_utc(end_of(first, zone)),
        naive_utc(end_of(last, zone)),
    )


def _day(where: str, given: str | None, mistakes: list[Mistake]) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        what = Words("Anna päivä, esimerkiksi 2026-01-31.", "Give a day, such as 2026-01-31.")
        mistakes.append(Mistake(where, "bad_day", what))
        return None
