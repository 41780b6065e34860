"""Time as rules mean it: durations, windows, and their bounds in naive UTC.

All calendar arithmetic of the product is here, by `zoneinfo`; an engine only ever compares with literals.

* Minutes and hours are exact. Days and longer keep the local wall time: a day may be 23 or 25 hours.
* A local time that does not exist (spring) is read with the offset before the change: 03:30 becomes 04:30.
  A local time that exists twice (autumn) is the first of the two.
* A day of month that the month lacks is its last day: 31 March less a month is 28 or 29 February.
* 29 February counts with 1 March in common years.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

TimeUnit = Literal["minutes", "hours", "days", "weeks", "months", "years"]
Calendar = Literal["day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"]
Bounds = tuple[datetime | None, datetime | None]
DateBounds = tuple[date | None, date | None]

TICK = timedelta(microseconds=1)
#: Days that a question may name.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2105, 12, 31)
_DAY = timedelta(days=1)
_MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12, "fiscal_quarter": 3, "fiscal_year": 12}


@dataclass(frozen=True)
class Duration:
    """`12 months`: minutes and hours are exact, days and longer are calendar arithmetic in the local zone."""

    n: int
    unit: TimeUnit


@dataclass(frozen=True)
class Window:
    """A stretch of time relative to `as_of`, or fixed. Exactly one form is set:

    last: the last N, ``(as_of - N, as_of]`` (dates: N days that end today).
    next: the next N, ``(as_of, as_of + N]`` (dates: N days that begin today).
    ago: between two durations ago, ``(as_of - far, as_of - near]``. before: longer than N ago, ``(-inf, as_of - N]``.
    ahead: between two durations from now, ``(as_of + near, as_of + far]``; beyond: further than N from now.
    calendar + offset: a calendar period, 0 this, -1 last, 1 next, -3 three ago. since, until: fixed local dates, both
    included.
    """

    last: Duration | None = None
    next: Duration | None = None
    ago: tuple[Duration, Duration] | None = None
    before: Duration | None = None
    ahead: tuple[Duration, Duration] | None = None
    beyond: Duration | None = None
    calendar: Calendar | None = None
    offset: int = 0
    since: date | None = None
    until: date | None = None


def naive_utc(instant: datetime) -> datetime:
    """An aware instant as the tables hold it."""
    return instant.astimezone(UTC).replace(tzinfo=None)


def local_day(as_of: datetime, zone: ZoneInfo) -> date:
    """The local date of an aware instant: the "today" of an evaluation."""
    return as_of.astimezone(zone).date()


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day, aware."""
    return datetime.combine(day, time(), tzinfo=zone)


def day_end(day: date, zone: ZoneInfo) -> datetime:
    """The end of a local day, exclusive: the first instant of the next, aware. What "as of a date" means."""
    return day_start(day + _DAY, zone)


def add_months(day: date, months: int) -> date:
    """The same day of month, clipped to the last day that the month has."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def shift_days(day: date, duration: Duration, sign: int) -> date:
    """A local date moved by a duration of days or longer; minutes and hours do not move it."""
    n = sign * duration.n
    match duration.unit:
        case "days":
            return day + timedelta(days=n)
        case "weeks":
            return day + timedelta(days=7 * n)
        case "months":
            return add_months(day, n)
        case "years":
            return add_months(day, 12 * n)
        case _:
            return day


def shift(instant: datetime, duration: Duration, sign: int, zone: ZoneInfo) -> datetime:
    """An aware instant moved by a duration, forwards (sign 1) or backwards (-1), aware in UTC."""
    if duration.unit == "minutes":
        return instant.astimezone(UTC) + sign * timedelta(minutes=duration.n)
    if duration.unit == "hours":
        return instant.astimezone(UTC) + sign * timedelta(hours=duration.n)
    local = instant.astimezone(zone)
    moved = datetime.combine(shift_days(local.date(), duration, sign), local.time().replace(fold=0), tzinfo=zone)
    return moved.astimezone(UTC)


@dataclass(frozen=True)
class Change:
    """A change of a zone's clocks. at: naive UTC. before, after: seconds to add to UTC."""

    at: datetime
    before: int
    after: int

    @property
    def settled(self) -> datetime:
        """The first local time that is read with the new offset: one that does not exist, or that exists twice, is
        read with the old one (see `shift`)."""
        return self.at + timedelta(seconds=max(self.before, self.after))


@lru_cache(maxsize=64)
def clock_changes(zone: ZoneInfo, first: int, last: int) -> tuple[Change, ...]:
    """Every change of the zone's clocks in the years from `first` to `last`, in order."""
    found, here = [], datetime(first, 1, 1, tzinfo=UTC)
    while here.year <= last:
        there = here + _DAY
        before, after = utc_offset(here, zone), utc_offset(there, zone)
        if before != after:
            low, high = here, there
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // timedelta(seconds=2) * timedelta(seconds=1)
                low, high = (middle, high) if utc_offset(middle, zone) == before else (low, middle)
            found.append(Change(naive_utc(high), before, after))
        here = there
    return tuple(found)


def utc_offset(instant: datetime, zone: ZoneInfo) -> int:
    """Seconds that a zone's clocks are ahead of UTC at an instant, which is in UTC where it is naive."""
    aware = instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)
    found = aware.astimezone(zone).utcoffset()
    return int(found.total_seconds()) if found is not None else 0


def calendar_dates(period: Calendar, offset: int, today: date, fiscal_year_start_month: int = 1) -> tuple[date, date]:
    """First day of a calendar period and first day after it; weeks are ISO weeks, from Monday."""
    if period == "day":
        first = today + timedelta(days=offset)
        return first, first + _DAY
    if period == "week":
        first = today - timedelta(days=today.weekday()) + timedelta(days=7 * offset)
        return first, first + timedelta(days=7)
    months = _MONTHS[period]
    start_month = fiscal_year_start_month if period in ("fiscal_quarter", "fiscal_year") else 1
    behind = (today.month - start_month) % months
    first = add_months(today.replace(day=1), offset * months - behind)
    return first, add_months(first, months)


def bounds(window: Window | None, as_of: datetime, zone: ZoneInfo, fiscal_year_start_month: int = 1) -> Bounds:
    """The window as ``(lo, hi]`` in naive UTC; None is an open end. No window means everything until `as_of`."""
    low, high = _aware_bounds(window or Window(), as_of, zone, fiscal_year_start_month)
    return (naive_utc(low) if low else None, naive_utc(high) if high else None)


def past_bounds(window: Window | None, as_of: datetime, zone: ZoneInfo, fiscal_year_start_month: int = 1) -> Bounds:
    """`bounds` for things that happened: nothing after `as_of` counts, so `hi` is never open nor later."""
    low, high = bounds(window, as_of, zone, fiscal_year_start_month)
    now = naive_utc(as_of)
    return low, now if high is None else min(high, now)


def rolling(window: Window, as_of: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """`past_bounds` of a window with two ends, such as the last 12 months. ValueError where it lacks one."""
    low, high = past_bounds(window, as_of, zone)
    if low is None or high is None:
        raise ValueError(f"{window} has no two ends")
    return low, high


def _aware_bounds(window: Window, as_of: datetime, zone: ZoneInfo, fiscal: int) -> Bounds:
    match window:
        case Window(last=Duration() as far):
            return shift(as_of, far, -1, zone), as_of
        case Window(next=Duration() as far):
            return as_of, shift(as_of, far, 1, zone)
        case Window(ago=(far, near)):
            return shift(as_of, far, -1, zone), shift(as_of, near, -1, zone)
        case Window(before=Duration() as near):
            return None, shift(as_of, near, -1, zone)
        case Window(ahead=(near, far)):
            return shift(as_of, near, 1, zone), shift(as_of, far, 1, zone)
        case Window(beyond=Duration() as near):
            return shift(as_of, near, 1, zone), None
        case Window(calendar=str() as period):
            first, after = calendar_dates(period, window.offset, local_day(as_of, zone), fiscal)
            return _just_before(first, zone), _just_before(after, zone)
        case Window(since=None, until=None):
            return None, as_of
        case _:
            low = _just_before(window.since, zone) if window.since else None
            high = _just_before(window.until + _DAY, zone) if window.until else None
            return low, high


def _just_before(day: date, zone: ZoneInfo) -> datetime:
    # [midnight, …) in the half-open form (…]: instants have microseconds, so one tick earlier is exact
    return day_start(day, zone).astimezone(UTC) - TICK


def date_bounds(window: Window, today: date, fiscal_year_start_month: int = 1) -> DateBounds:
    """The window in local dates, both ends included; None is an open end. Today is in `last` and in `next`."""
    match window:
        case Window(last=Duration() as far):
            return shift_days(today, far, -1) + _DAY, today
        case Window(next=Duration() as far):
            return today, shift_days(today, far, 1) - _DAY
        case Window(ago=(far, near)):
            return shift_days(today, far, -1) + _DAY, shift_days(today, near, -1)
        case Window(before=Duration() as near):
            return None, shift_days(today, near, -1)
        case Window(ahead=(near, far)):
            return shift_days(today, near, 1), shift_days(today, far, 1) - _DAY
        case Window(beyond=Duration() as near):
            return shift_days(today, near, 1), None
        case Window(calendar=str() as period):
            first, after = calendar_dates(period, window.offset, today, fiscal_year_start_month)
            return first, after - _DAY
        case _:
            return window.since, window.until


def month_days(window: Window, today: date, fiscal_year_start_month: int = 1) -> frozenset[int]:
    """Anniversaries in a bounded window as ``month * 100 + day``; 229 comes with 301 of a common year."""
    first, last = date_bounds(window, today, fiscal_year_start_month)
    if first is None or last is None:
        raise ValueError("an anniversary needs a window with two ends")
    days = [first + timedelta(days=n) for n in range(min((last - first).days + 1, 366))]
    found = {day.month * 100 + day.day for day in days}
    if any(day.month == 3 and day.day == 1 and monthrange(day.year, 2)[1] == 28 for day in days):
        found.add(229)
    return frozenset(found)


def printed(low: datetime | None, high: datetime | None, zone: ZoneInfo) -> DateBounds:
    """Bounds ``(lo, hi]`` in naive UTC as a reader reads them: first and last local date, both included."""
    first = (low + TICK).replace(tzinfo=UTC).astimezone(zone).date() if low else None
    last = (high - TICK).replace(tzinfo=UTC).astimezone(zone).date() if high else None
    return first, last
