"""Time for the interpreter, written apart from `periods`: plain arithmetic on wall clocks, slow and obvious."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from osuma.engine.segments.rule import Duration, Window

ONE_DAY = timedelta(days=1)


def days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def move_day(day: date, duration: Duration, sign: int) -> date:
    """A day moved one unit of the calendar at a time; only at the end is the day of month clipped."""
    if duration.unit in ("days", "weeks"):
        return day + sign * duration.n * ONE_DAY * (7 if duration.unit == "weeks" else 1)
    year, month = day.year, day.month
    for _ in range(duration.n * (12 if duration.unit == "years" else 1)):
        month += sign
        if month == 0:
            year, month = year - 1, 12
        if month == 13:
            year, month = year + 1, 1
    return date(year, month, min(day.day, days_in(year, month)))


def wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the clock on the wall shows."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def from_wall(clock: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which the wall shows this; where none does, read with the offset of the day before."""
    noon_before = (clock - ONE_DAY).replace(tzinfo=zone).utcoffset() or timedelta()
    noon_after = (clock + ONE_DAY).replace(tzinfo=zone).utcoffset() or timedelta()
    candidates = sorted((clock - offset).replace(tzinfo=UTC) for offset in (noon_before, noon_after))
    for candidate in candidates:
        if wall(candidate, zone) == clock:
            return candidate
    return (clock - noon_before).replace(tzinfo=UTC)


@lru_cache(maxsize=10_000)
def back(as_of: datetime, duration: Duration, sign: int, zone: ZoneInfo) -> datetime:
    """The instant that lies a duration before (sign -1) or after (1) another."""
    if duration.unit in ("minutes", "hours"):
        step = timedelta(minutes=1) if duration.unit == "minutes" else timedelta(hours=1)
        return as_of.astimezone(UTC) + sign * duration.n * step
    clock = wall(as_of, zone)
    return from_wall(datetime.combine(move_day(clock.date(), duration, sign), clock.time()), zone)


def last_day(before: datetime, zone: ZoneInfo) -> date:
    """The local day of the last moment before an instant: at midnight, the day that just ended."""
    return wall(before - timedelta(microseconds=1), zone).date()


def _label(day: date, window: Window, fiscal: int) -> tuple[int, ...]:
    """A name of the calendar period that a day is in: equal exactly for the days of one period."""
    labels: dict[str | None, tuple[int, ...]] = {
        "day": (day.toordinal(),),
        "week": tuple(day.isocalendar()[:2]),
        "month": (day.year, day.month),
        "quarter": (day.year, (day.month + 2) // 3),
        "year": (day.year,),
        "fiscal_quarter": (day.year - (day.month < fiscal), (day.month - fiscal) % 12 // 3),
        "fiscal_year": (day.year if day.month >= fiscal else day.year - 1,),
    }
    return labels[window.calendar]


@lru_cache(maxsize=10_000)
def period_days(window: Window, today: date, fiscal: int) -> tuple[date, date]:
    """First and last day of a calendar period, found by walking from day to day."""

    def spread(day: date) -> tuple[date, date]:
        here = _label(day, window, fiscal)
        first = last = day
        while _label(first - ONE_DAY, window, fiscal) == here:
            first -= ONE_DAY
        while _label(last + ONE_DAY, window, fiscal) == here:
            last += ONE_DAY
        return first, last

    first, last = spread(today)
    for _ in range(abs(window.offset)):
        first, last = spread(first - ONE_DAY if window.offset < 0 else last + ONE_DAY)
    return first, last


def day_in(day: date, window: Window, today: date, fiscal: int) -> bool:
    """Whether a date is in a window of dates: N days end or begin with today."""
    if window.last is not None:
        return move_day(today, window.last, -1) < day <= today
    if window.next is not None:
        return today <= day < move_day(today, window.next, 1)
    if window.ago is not None:
        far, near = window.ago
        return move_day(today, far, -1) < day <= move_day(today, near, -1)
    if window.before is not None:
        return day <= move_day(today, window.before, -1)
    if window.ahead is not None:
        near, far = window.ahead
        return move_day(today, near, 1) <= day < move_day(today, far, 1)
    if window.beyond is not None:
        return day >= move_day(today, window.beyond, 1)
    if window.calendar is not None:
        first, last = period_days(window, today, fiscal)
        return first <= day <= last
    return (window.since is None or window.since <= day) and (window.until is None or day <= window.until)


def anniversary_in(born: date, window: Window, today: date, fiscal: int) -> bool:
    """Whether the day of year comes in the window; 29 February is 1 March where the year has none."""
    for year in range(today.year - 2, today.year + 3):
        if (born.month, born.day) == (2, 29) and days_in(year, 2) == 28:
            day = date(year, 3, 1)
        else:
            day = date(year, born.month, born.day)
        if day_in(day, window, today, fiscal):
            return True
    return False


def instant_in(moment: datetime, window: Window, as_of: datetime, zone: ZoneInfo, fiscal: int) -> bool:
    """Whether an exact instant (aware) is in a window."""
    if window.last is not None:
        return back(as_of, window.last, -1, zone) < moment <= as_of
    if window.next is not None:
        return as_of < moment <= back(as_of, window.next, 1, zone)
    if window.ago is not None:
        far, near = window.ago
        return back(as_of, far, -1, zone) < moment <= back(as_of, near, -1, zone)
    if window.before is not None:
        return moment <= back(as_of, window.before, -1, zone)
    if window.ahead is not None:
        near, far = window.ahead
        return back(as_of, near, 1, zone) < moment <= back(as_of, far, 1, zone)
    if window.beyond is not None:
        return moment > back(as_of, window.beyond, 1, zone)
    return day_in(wall(moment, zone).date(), window, wall(as_of, zone).date(), fiscal)


def dated_in(day: date, window: Window, as_of: datetime, zone: ZoneInfo, fiscal: int) -> bool:
    """Whether something of which only the day is known is in a window: its day against the days that have begun."""
    if window.last is not None:
        return last_day(back(as_of, window.last, -1, zone), zone) < day <= last_day(as_of, zone)
    if window.ago is not None:
        far, near = window.ago
        return last_day(back(as_of, far, -1, zone), zone) < day <= last_day(back(as_of, near, -1, zone), zone)
    if window.before is not None:
        return day <= last_day(back(as_of, window.before, -1, zone), zone)
    return day_in(day, window, wall(as_of, zone).date(), fiscal)
