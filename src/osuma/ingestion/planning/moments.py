"""Dates and times as SQL: strict patterns, zones, instants in UTC."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from osuma.ingestion.mapping.formats import UNIX, pattern_of
from osuma.ingestion.planning import quoting

_TIMES = (
    "%H:%M:%S",
    "%H:%M",
    "%H:%M:%S.%f",
    "%H.%M",
    "%H.%M.%S",
    "%I:%M %p",
    "%I:%M:%S %p",
    "klo %H.%M",
    "klo %H.%M.%S",
)
_JOINTS = ("T", ", ", " ")
_AWARE = r":\d\d(\.\d+)?\s*(Z|z|UTC|[+-]\d\d:?\d\d)$"
_SERIAL = r"[1-9]\d{4}([.,]\d+)?"
_YEARS = range(1890, 2101)
_FIRST, _LAST = (f"TIMESTAMP '{year}-01-01'" for year in (_YEARS.start, _YEARS.stop))


@dataclass(frozen=True)
class Moment:
    """SQL of what one cell says: `instant` TIMESTAMP in UTC, `day` DATE in the workspace's zone."""

    instant: str
    day: str


def split(pattern: str) -> tuple[str, str]:
    """The date part of a pattern, and the rest with what joins it."""
    for marker in ("%H", "%I", "klo"):
        place = pattern.find(marker)
        if place > 0:
            for joint in _JOINTS:
                if pattern[:place].endswith(joint):
                    return pattern[: place - len(joint)], pattern[place - len(joint) :]
    return pattern, ""


def family(patterns: Sequence[str]) -> tuple[list[str], list[str]]:
    """Patterns to try, as given and their kin: without a zone, and with one (the offset close to the time)."""
    bare = [p.replace("%z", "").rstrip() for p in patterns]
    aware = [p.replace(" %z", "%z") for p in patterns if "%z" in p]
    kin = list(bare)
    for pattern in bare:
        date, rest = split(pattern)
        joints = ("T", " ") if date == "%Y-%m-%d" else (" ",)
        times = _TIMES if "." in date else tuple(t for t in _TIMES if "." not in t or "%f" in t)
        ordered = [date + rest, date, *(date + joint + time for joint in joints for time in times)]
        kin.extend(ordered)
    kin = list(dict.fromkeys(kin))
    zoned = [*aware, *(p + "%z" for p in kin if "%H:%M:%S" in p or p.endswith("%H:%M"))]
    return kin, list(dict.fromkeys(zoned))


def _parsed(value: str, patterns: Sequence[str]) -> str:
    tries = [f"try_strptime({value}, {quoting.text(p)})" for p in patterns]
    return f"coalesce({', '.join(tries)})" if len(tries) > 1 else tries[0]


@lru_cache(maxsize=32)
def moves(zone: str) -> tuple[int, tuple[tuple[dt.datetime, int], ...]]:
    """Seconds that a zone is ahead of UTC to begin with; the local times at which that changes, and to what.

    Of a time that happens twice the first counts, so that a change comes at the end of the hour, as in zoneinfo.
    """
    day, end, step = dt.datetime(_YEARS.start, 1, 1, tzinfo=ZoneInfo(zone)), _YEARS.stop, dt.timedelta(days=1)
    first = offset = day.utcoffset()
    found = []
    while day.year < end:
        tomorrow = day + step
        after = tomorrow.utcoffset()
        if after != offset:
            found.append((_turn(day, offset), _seconds(after)))
            offset = after
        day = tomorrow
    return _seconds(first), tuple(found)


def _seconds(offset: dt.timedelta | None) -> int:
    return round(offset.total_seconds()) if offset is not None else 0


def _turn(day: dt.datetime, offset: dt.timedelta | None) -> dt.datetime:
    """The first local second of a day that has another offset."""
    low, high = 0, 86400
    while low < high:
        middle = (low + high) // 2
        if (day + dt.timedelta(seconds=middle)).utcoffset() == offset:
            low = middle + 1
        else:
            high = middle
    return (day + dt.timedelta(seconds=low)).replace(tzinfo=None)


def to_utc(local: str, zone: str) -> str:
    """A local time as an instant in UTC; of a time that happens twice, the first (as Python's zoneinfo says).

    The offset comes from lists by year, which take a quarter of the time of the engine's own calendar.
    """
    offset, found = moves(zone)
    if not found:
        return f"{local} - to_seconds({offset})" if offset else local
    years: list[list[tuple[dt.datetime, int]]] = [[] for _ in _YEARS]
    for moment, after in found:
        years[moment.year - _YEARS.start].append((moment, after))
    most, cases, before = max(map(len, years)), [], [offset]
    for year in years:
        before.append(year[-1][1] if year else before[-1])
    for turn in range(most):
        moments = [y[turn][0].isoformat(" ") if turn < len(y) else "NULL" for y in years]
        earlier = [
            b if not turn else y[turn - 1][1] if turn <= len(y) else 0
            for b, y in zip(before[:-1], years, strict=True)
        ]
        limit, ahead = _by_year(moments, "TIMESTAMP", local), _by_year(earlier, "INTEGER", local)
        cases.append(f"WHEN {local} < {limit} THEN {ahead}")
    return f"{local} - to_seconds(CASE {' '.join(cases)} ELSE {_by_year(before[1:], 'INTEGER', local)} END)"


def _by_year(values: Sequence[object], kind: str, local: str) -> str:
    # one text that is cast once: a list of as many literals takes longer to parse than a small file to load
    return f"('[{', '.join(map(str, values))}]'::{kind}[])[year({local}) - {_YEARS.start - 1}]"


def serial(value: str) -> str:
    """A spreadsheet's day number as a local time, to the second."""
    days = f"try_cast(replace({value}, ',', '.') AS DOUBLE)"
    return (
        f"CASE WHEN regexp_full_match({value}, {quoting.text(_SERIAL)}) THEN "
        f"TIMESTAMP '1899-12-30' + to_seconds(CAST(round({days} * 86400) AS BIGINT)) END"
    )


def steps(value: str, formats: Sequence[str], *, typed: bool) -> dict[str, str]:
    """What is read of a text first: its `local` time, and its `aware` instant in UTC where it may say its zone.

    typed: cells of a workbook, whose dates are ISO and whose bare numbers are day numbers.
    """
    patterns = [pattern_of(f) for f in formats]
    if counted := next((p for p in patterns if p in UNIX), None):
        count = (
            f"CASE WHEN regexp_full_match({value}, '\\d{{1,17}}') THEN CAST({value} AS BIGINT) * {UNIX[counted]} END"
        )
        return {"local": "CAST(NULL AS TIMESTAMP)", "aware": f"make_timestamp({count})"}
    if typed and "%Y-%m-%d" not in patterns:
        patterns.append("%Y-%m-%d")
    plain, zoned = family([p for p in patterns if p != "excel"])
    tries = [_parsed(value, plain)] if plain else []
    if typed or "excel" in patterns:
        tries.append(serial(value))
    found = {"local": f"coalesce({', '.join(tries)})" if len(tries) > 1 else tries[0]}
    if any("%z" in p or p.startswith("%Y-%m-%d") for p in patterns):
        near = (
            f"regexp_replace(regexp_replace({value}, '\\s*(Z|z|UTC)$', '+0000'), '\\s+([+-]\\d\\d:?\\d\\d)$', '\\1')"
        )
        test = f"regexp_matches({value}, {quoting.text(_AWARE)})"
        found["aware"] = f"CASE WHEN {test} THEN timezone('UTC', {_parsed(near, zoned)}) END"
    return found


def moment(local: str, aware: str | None, zone: str, workspace: str) -> Moment:
    """What a cell says. local, aware: SQL of the steps. zone: of times without one. workspace: whose days count."""
    sane = f"{local} >= {_FIRST} AND {local} < {_LAST}"
    instant = f"CASE WHEN {sane} THEN {to_utc(local, zone)} END"
    day = f"CASE WHEN {sane} THEN CAST({local} AS DATE) END" if zone == workspace else _day(instant, workspace)
    if aware:
        known = f"{aware} >= {_FIRST} AND {aware} < {_LAST}"
        instant = f"CASE WHEN {known} THEN {aware} ELSE {instant} END"
        day = f"CASE WHEN {known} THEN {_day(aware, workspace)} ELSE {day} END"
    return Moment(instant, day)


def _day(instant: str, zone: str) -> str:
    return f"CAST(timezone({quoting.text(zone)}, timezone('UTC', {instant})) AS DATE)"


def date_only(value: str, formats: Sequence[str], *, typed: bool) -> str:
    """SQL that is true where a text gives only the day."""
    if typed or any(pattern_of(f) == "excel" for f in formats):
        return f"NOT regexp_matches({value}, '^\\d+[.,]\\d*[1-9]|:')"
    if any("%b" in pattern_of(f) for f in formats):
        return f"NOT regexp_matches({value}, ':|\\d{{4}} (klo )?\\d{{1,2}}\\.\\d\\d')"
    return "false" if any(f in UNIX for f in formats) else f"length({value}) <= 10"
