"""When a member would leave by the clock alone, nothing new happening to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from osuma.engine.periods import TICK, Duration, Window, calendar_dates, day_start, local_day, shift, shift_days
from osuma.engine.segments.explain.spans import durations
from osuma.engine.segments.rule import (
    Chain,
    Changed,
    Dates,
    Definition,
    Event,
    Filter,
    Joined,
    Member,
    Node,
    Overdue,
    Partition,
    Property,
    Recency,
    Seasonal,
    Stated,
    Suppressed,
    walk,
)

_MOST_CANDIDATES = 2000
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Leaving:
    """at: the first refresh at which they are out, aware. event, where, row, duration: what falls out of which
    window then, where that is the reason; row is aware.
    """

    at: datetime
    event: str | None = None
    where: tuple[Filter, ...] = ()
    row: datetime | None = None
    duration: Duration | None = None


@dataclass(frozen=True)
class _Clock:
    as_of: datetime
    zone: ZoneInfo
    horizon: datetime
    fiscal_year_start_month: int


def leaves_at(
    defn: Definition,
    is_member: Callable[[datetime], bool],
    *,
    as_of: datetime,
    zone: ZoneInfo,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    dates: Mapping[str, date] | None = None,
    known: Mapping[str, Definition] | None = None,
    fiscal_year_start_month: int = 1,
    horizon: timedelta = timedelta(days=800),
) -> Leaving | None:
    """The first refresh (local midnight; exact for windows of hours) at which a member is out; None if not in time.

    is_member: evaluates the same rows at another instant. rows: this person's events by type, `ts` naive UTC.
    dates: the person's date fields by name. Rankings depend on others, so they are as `is_member` says.
    """
    clock = _Clock(as_of, zone, as_of + horizon, fiscal_year_start_month)
    earliest: dict[datetime, Leaving] = {}
    for node in _nodes(defn, known or {}, set()):
        for candidate in _candidates(node, rows, dates or {}, clock):
            if as_of < candidate.at <= clock.horizon:
                kept = earliest.get(candidate.at)
                earliest[candidate.at] = candidate if kept is None or kept.row is None else kept
    ordered = sorted(earliest.values(), key=lambda leaving: leaving.at)
    return next((leaving for leaving in ordered[:_MOST_CANDIDATES] if not is_member(leaving.at)), None)


def _nodes(defn: Definition, known: Mapping[str, Definition], seen: set[str]) -> Iterator[Node]:
    seen.add(defn.slug)
    roots = (
        [*(chosen.where for chosen in defn.classes), *([defn.base] if defn.base else [])]
        if isinstance(defn, Partition)
        else [defn.where]
    )
    for root in roots:
        for _, node in walk(root):
            yield node
            if isinstance(node, Member):
                slug = node.member.split("/")[0]
                if slug in known and slug not in seen:
                    yield from _nodes(known[slug], known, seen)


def _candidates(
    node: Node, rows: Mapping[str, Sequence[Mapping[str, Any]]], dates: Mapping[str, date], clock: _Clock
) -> Iterator[Leaving]:
    match node:
        case Event(event=name, window=Window() as window):
            for duration in durations(window):
                yield from _falling_out(name, node.where, duration, rows, clock)
            yield from _period_starts(window, clock)
        case Recency():
            found = _falling_out(node.recency, node.where, node.value, rows, clock)
            # the first time is not moved by doing it again
            yield from found if node.which == "last" else (Leaving(one.at) for one in found)
        case Seasonal():
            yield from _period_starts(Window(calendar="month"), clock)
        case Chain():
            yield from _chain_ends(node, rows, clock)
        case Overdue() | Joined() | Changed(window=Window()) | Stated(window=Window()) | Suppressed(window=Window()):
            # a rhythm follows from all rows at once, and history is not among them
            yield from _every_day(clock)
        case Dates():
            if node.date in dates:
                yield from _date_changes(dates[node.date], node, clock)
            yield from _period_starts(node.window, clock)
        case Property() if "age" in (node.property, node.other) and "birth_date" in dates:
            yield from (_at(day, clock) for day in _yearly(dates["birth_date"], clock))


def _chain_ends(node: Chain, rows: Mapping[str, Sequence[Mapping[str, Any]]], clock: _Clock) -> Iterator[Leaving]:
    """When its rows fall out of its window, and when the time after a first step is over."""
    window = node.window or Window()
    for step in node.done:
        for duration in durations(window):
            yield from (Leaving(one.at) for one in _falling_out(step.event, step.where, duration, rows, clock))
    if node.waits and node.within is not None:
        first = node.done[0]
        yield from (Leaving(one.at) for one in _falling_out(first.event, first.where, node.within, rows, clock))
    yield from _period_starts(window, clock)


def _falling_out(
    event: str,
    where: tuple[Filter, ...],
    duration: Duration,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    clock: _Clock,
) -> Iterator[Leaving]:
    for row in rows.get(event, ()):
        happened = row["ts"].replace(tzinfo=UTC)
        out = shift(happened, duration, 1, clock.zone)
        if duration.unit not in ("minutes", "hours"):
            # What has a day and no time is in until that day is over.
            out = _refresh_after(out + TICK if row.get("date_only") else out, clock.zone)
        yield Leaving(out, event, where, happened, duration)


def _refresh_after(instant: datetime, zone: ZoneInfo) -> datetime:
    day = local_day(instant, zone)
    midnight = day_start(day, zone)
    return midnight if midnight >= instant else day_start(day + _DAY, zone)


def _period_starts(window: Window, clock: _Clock) -> Iterator[Leaving]:
    if window.calendar is None:
        return
    first, after = calendar_dates(
        window.calendar, 0, local_day(clock.as_of, clock.zone), clock.fiscal_year_start_month
    )
    last = local_day(clock.horizon, clock.zone)
    while after <= last:
        yield _at(after, clock)
        first, after = calendar_dates(window.calendar, 1, first, clock.fiscal_year_start_month)


def _every_day(clock: _Clock) -> Iterator[Leaving]:
    first, last = local_day(clock.as_of, clock.zone), local_day(clock.horizon, clock.zone)
    yield from (_at(first + n * _DAY, clock) for n in range(1, (last - first).days + 1))


def _date_changes(value: date, node: Dates, clock: _Clock) -> Iterator[Leaving]:
    days = list(_yearly(value, clock)) if node.anniversary else [value]
    for day in days:
        for near in (day, day + _DAY):
            yield _at(near, clock)
        for duration in durations(node.window):
            for sign in (1, -1):
                moved = shift_days(day, duration, sign)
                yield from (_at(moved + step * _DAY, clock) for step in (0, 1))


def _yearly(value: date, clock: _Clock) -> Iterator[date]:
    first, last = local_day(clock.as_of, clock.zone).year - 1, local_day(clock.horizon, clock.zone).year
    for year in range(first, last + 1):
        leap = (value.month, value.day) == (2, 29)
        yield date(year, 3, 1) if leap and not _is_leap(year) else date(year, value.month, value.day)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _at(day: date, clock: _Clock) -> Leaving:
    return Leaving(day_start(day, clock.zone))
