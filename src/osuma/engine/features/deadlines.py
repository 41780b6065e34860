"""Local time of rows, exact also where clocks change: an instant a length of time later, the day of an instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from osuma.engine.features.operands import days
from osuma.engine.periods import Change, Duration, clock_changes, utc_offset
from osuma.engine.tables.schema import INSTANT

#: Instants of the tables begin here.
_FIRST_YEAR = 1970
_YEARS = {"days": 365, "weeks": 52, "months": 12, "years": 1}


def later(rows: ir.Table, name: str, by: Duration, zone: ZoneInfo, low: datetime | None, high: datetime) -> ir.Table:
    """The rows with `at` moved forwards by a duration, as `osuma.engine.periods.shift` does: same local time.

    low, high: between which (naive UTC) every `at` lies.
    """
    moment: ir.TimestampColumn = rows["at"]
    if by.unit in ("minutes", "hours"):
        return rows.mutate(**{name: moment + _interval(by)})
    changes, offsets = _clocks(zone, low, high, high.year + by.n // _YEARS[by.unit] + 1)
    there = rows.mutate(wall=_moved(moment, [one.at for one in changes], offsets) + _interval(by))
    back = [-offset for offset in offsets]
    return there.mutate(**{name: _moved(there.wall, [one.settled for one in changes], back)})


def local_days(moment: ir.TimestampColumn, zone: ZoneInfo, low: datetime | None, high: datetime) -> ir.IntegerValue:
    """The local day of instants between `low` and `high` (naive UTC), as the integer 20261031."""
    changes, offsets = _clocks(zone, low, high, high.year + 1)
    return days(_moved(moment, [one.at for one in changes], offsets))


def _clocks(
    zone: ZoneInfo, low: datetime | None, high: datetime, last: int
) -> tuple[Sequence[Change], Sequence[int]]:
    """The changes of clocks up to the year `last`, and what to add before, between and after them."""
    first = _FIRST_YEAR if low is None else low.year
    changes = clock_changes(zone, first - 1, last)
    return changes, [changes[0].before, *(one.after for one in changes)] if changes else [utc_offset(high, zone)]


def _interval(by: Duration) -> ir.IntervalScalar:
    return ibis.interval(**{by.unit: by.n})


def _moved(column: ir.TimestampValue, edges: Sequence[datetime], seconds: Sequence[int]) -> ir.TimestampValue:
    """The column with the seconds of its stretch between the edges added: a tree of comparisons."""
    # a zone has few offsets: shared expressions keep the tree small for whoever walks it
    added = {offset: column + ibis.interval(seconds=offset) for offset in set(seconds)}

    def tree(low: int, high: int) -> ir.TimestampValue:
        if low == high:
            return added[seconds[low]]
        middle = (low + high) // 2
        return ibis.ifelse(
            column < ibis.literal(edges[middle], type=INSTANT), tree(low, middle), tree(middle + 1, high)
        )

    return tree(0, len(edges))
