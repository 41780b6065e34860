"""Who has a chain of rows: one step after another, with nothing in between that must not be there.

Every step is one pass. The rows that end a chain so far and the rows of the next step are put in one order, and each
of the latter takes over the latest deadline of the former that lie before it. A row of which only the day is known
opens with its day and closes with it: what comes after it is later than its close. Where something must not have
happened in between, its rows part the order into stretches, and a deadline is taken over within a stretch only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.types as ir

from osuma.engine.features.aggregates import (
    KEY,
    Feature,
    FeatureQuery,
    Rows,
    RowTest,
    compared_value,
    instant,
    passes,
    since_earliest,
)
from osuma.engine.features.deadlines import later, local_days
from osuma.engine.features.operands import days
from osuma.engine.periods import Duration
from osuma.engine.tables.company_views import DEAL_EVENTS
from osuma.engine.tables.schema import INSTANT

#: How rows are ordered: by day, within it by `stage`, then by time and id; of one row its `phase`s.
_ORDER = ("day", "stage", "ts", "event_id", "phase")
#: A row of a day alone opens before and closes after the rows of that day that have a time.
_OPENS, _TIMED, _CLOSES = 0, 1, 2
#: Of one row: it asks who comes before it, it parts, it is there for those after it.
_ASKS, _PARTS, _STANDS = 0, 1, 2
_PLACE = ("day", "ts", "event_id")
_ROW = (*_PLACE, "date_only", "at")


@dataclass(frozen=True)
class Link:
    """Rows of one event type that pass every test."""

    event: str
    where: tuple[RowTest, ...]


@dataclass(frozen=True)
class ChainFeature:
    """A chain of rows of `links` in ``(low, high]`` (naive UTC), in order.

    without: for each link, what must not be between its row and the next one's; after the last, until `within` has
    passed since the first (by `as_of`, unless so_far). same: properties that are equal and known in every link.
    """

    links: tuple[Link, ...]
    without: tuple[tuple[Link, ...], ...]
    within: Duration | None
    same: tuple[str, ...]
    low: datetime | None
    high: datetime
    so_far: bool


def chain_query(feature: ChainFeature, source: Rows, name: str) -> FeatureQuery:
    """One row per customer who has such a chain: `customer_key`, `c0` (1)."""
    found = _Chains(feature, source).found()
    return FeatureQuery(name, found.select(KEY).distinct().mutate(c0=ibis.literal(1, type="int8")))


@dataclass(frozen=True)
class _Chains:
    feature: ChainFeature
    source: Rows

    def found(self) -> ir.Table:
        """The rows that end a chain."""
        feature = self.feature
        keys = [KEY, *(f"same{i}" for i in range(len(feature.same)))]
        heads = self._with_deadline(self._rows(feature.links[0]))
        if not feature.without[-1] or len(feature.links) == 1:
            return self._ended(self._reaching(heads, keys), keys)
        if feature.within is None or any(feature.without[:-1]):
            return self._one_by_one(heads, keys)
        told = _ordered(heads, keys)
        quick = told.in_order & ~told.date_only
        found = self._together(told.filter(quick).drop("in_order"), keys)
        # of the rows of one day alone one stands for all: they begin and end alike
        others = told.filter(~quick).drop("in_order")
        place = ibis.row_number().over(
            group_by=[*keys, "day", "date_only", _timed_id(others)], order_by=others.event_id
        )
        others = others.mutate(place=place).filter(lambda rows: rows.place == 0).drop("place")
        return found.select(keys).union(self._one_by_one(others, keys).select(keys), distinct=False)

    def _reaching(self, heads: ir.Table, keys: list[str], starts: ir.Table | None = None) -> ir.Table:
        """The rows of the last link that a chain leads to, with the latest deadline of those chains."""
        ends = heads
        for place, link in enumerate(self.feature.links[1:]):
            parts = [self._parts(one, ends, keys, starts) for one in self.feature.without[place]]
            ends = _reached(ends, _followed(self._rows(link), keys, starts), parts, keys)
        return ends

    def _ended(self, ends: ir.Table, keys: list[str], starts: ir.Table | None = None) -> ir.Table:
        """Those after which nothing came that must not, and of which the time is over if it has to be."""
        if not self.feature.without[-1]:
            return ends
        ends = _quiet(ends, [self._parts(one, ends, keys, starts) for one in self.feature.without[-1]], keys)
        return ends if self.feature.so_far else ends.filter(ends.until <= instant(self.source.as_of))

    def _one_by_one(self, heads: ir.Table, keys: list[str]) -> ir.Table:
        """Each first row followed on its own: what must not follow depends on the deadline, and so on that row. The
        work grows with the square of a customer's rows."""
        starts = heads.select(*keys, start=heads.event_id, since=heads.ts, until=heads.until)
        ends, own = heads.mutate(start=heads.event_id), [*keys, "start"]
        return self._ended(self._reaching(ends, own, starts), own, starts)

    def _together(self, heads: ir.Table, keys: list[str]) -> ir.Table:
        """All first rows at once, where an earlier one has an earlier deadline and nothing parts the links: whatever
        the latest of them leads to an earlier one does too, so the best deadline of an end is the next after it."""
        return self._ended(_soonest(self._reaching(heads, keys), heads, keys), keys)

    def _rows(self, link: Link, *, bound: bool = True) -> ir.Table:
        """Rows of a link by customer and by what must be the same. bound: in the window, and with every property."""
        feature, source = self.feature, self.source
        known = source.vocabulary.events[link.event].properties
        names = {f"same{i}": name for i, name in enumerate(feature.same) if name in known}
        low, high = (feature.low, feature.high) if bound else (None, source.as_of)
        tested = Feature(link.event, "count", None, link.where, low, high)
        shown = {key: Feature(link.event, "last", name, (), low, high) for key, name in names.items()}
        rows = since_earliest(source.of(link.event, [tested, *shown.values()], days=True), [tested])
        tests = passes(rows, tested, source)
        rows = rows.filter(tests) if tests else rows
        same = {key: compared_value(rows, one, source) for key, one in shown.items()}
        day = self._deal_day(rows, low) if link.event in DEAL_EVENTS else days(rows.local_date)
        rows = rows.select(KEY, **same, **{c: day if c == "day" else rows[c] for c in _ROW})
        return rows.filter([rows[key].notnull() for key in names]) if names else rows

    def _deal_day(self, rows: ir.Table, low: datetime | None) -> ir.IntegerValue:
        """Of a deal only the instant is stored."""
        return local_days(rows.ts, self.source.zone, low, self.source.as_of)

    def _with_deadline(self, rows: ir.Table) -> ir.Table:
        within = self.feature.within
        if within is None:
            return rows.mutate(until=instant(self.source.as_of))
        return later(rows, "until", within, self.source.zone, self.feature.low, self.source.as_of)

    def _parts(self, link: Link, ends: ir.Table, keys: list[str], starts: ir.Table | None) -> ir.Table:
        """Rows that must not be in between, for every chain that they are about."""
        rows = self._rows(link, bound=False)
        if starts is not None:
            return _followed(rows, keys, starts)
        own = [key for key in keys if key in rows.columns]
        return rows if own == keys else _beside(rows, ends.select(keys).distinct(), own)


def _followed(rows: ir.Table, keys: list[str], starts: ir.Table | None) -> ir.Table:
    """The rows beside every start whose chain they may be in; as they are where starts are not told apart."""
    if starts is None:
        return rows
    met = _beside(rows, starts, [key for key in keys if key in rows.columns])
    return met.filter((met.ts >= met.since) & (met["at"] <= met.until)).drop("since", "until")


def _beside(rows: ir.Table, heads: ir.Table, own: Sequence[str]) -> ir.Table:
    """Each row with each of the heads that agree with it on the keys that it has."""
    named = heads.rename({f"head_{column}": column for column in heads.columns})
    met = rows.join(named, [rows[key] == named[f"head_{key}"] for key in own])
    return met.drop(*own).rename({column: f"head_{column}" for column in heads.columns})


def _reached(ends: ir.Table, rows: ir.Table, parts: Sequence[ir.Table], keys: list[str]) -> ir.Table:
    """The rows that come after an end and in time, with the latest deadline of those ends."""
    standing = _placed(ends, keys, _CLOSES, _STANDS, until=ends.until)
    asking = _placed(rows, keys, _OPENS, _ASKS, until=ibis.null(INSTANT))
    records = standing.union(asking, distinct=False)
    until = _latest(_parted(records, parts, keys), keys) if parts else None
    if until is None:
        until = records.mutate(found=records.until.max().over(_running(keys)))
    asked = until.filter((until.phase == _ASKS) & until.found.notnull())
    met = asked.select(*keys, *_PLACE, date_only=asked.stage != _TIMED, at=_at(asked), until=asked.found)
    return met.filter(met["at"] <= met.until)


def _parted(records: ir.Table, parts: Sequence[ir.Table], keys: list[str]) -> ir.Table:
    """The records with how many parting rows lie before each: with a time, and days opened and closed."""
    none = ibis.literal(0, type="int64")
    every = records.mutate(timed=none, opened=none, closed=none)
    for part in parts:
        one = ibis.literal(1, type="int64")
        marks = _placed(part, keys, _OPENS, _PARTS, until=ibis.null(INSTANT))
        marks = marks.mutate(
            timed=ibis.ifelse(marks.stage == _TIMED, one, none),
            opened=ibis.ifelse(marks.stage == _TIMED, none, one),
            closed=none,
        )
        shut = _placed(part.filter(part.date_only), keys, _CLOSES, _PARTS, until=ibis.null(INSTANT))
        shut = shut.mutate(timed=none, opened=none, closed=one)
        every = every.union(marks, shut, distinct=False)
    counts = {name: every[name].sum().over(_running(keys)) for name in ("timed", "opened", "closed")}
    counted = every.mutate(**counts)
    return counted.filter(counted.phase != _PARTS)


def _latest(records: ir.Table, keys: list[str]) -> ir.Table:
    """`found`: the latest deadline of the same stretch.

    What stands inside a day that is opened and not yet closed also stands for those after that day.
    """
    over = ibis.ifelse(records.phase == _STANDS, records.opened, records.closed)
    records = records.mutate(over=over)
    near = records.until.max().over(_running([*keys, "timed", "closed"]))
    far = records.until.max().over(_running([*keys, "timed", "over"]))
    met = records.mutate(near=near, far=far)
    return met.mutate(
        found=ibis.ifelse(met.near.isnull() | (met.far > met.near), met.far, met.near),
    )


def _ordered(heads: ir.Table, keys: list[str]) -> ir.Table:
    """The rows with `in_order`: no deadline of an earlier one is later, and none of a later one earlier. Clocks that
    change and months that end can turn deadlines round."""
    before = ibis.window(group_by=keys, order_by=["at", "event_id"], preceding=None, following=0)
    after = ibis.window(group_by=keys, order_by=["at", "event_id"], preceding=0, following=None)
    met = heads.mutate(most=heads.until.max().over(before), least=heads.until.min().over(after))
    return met.mutate(in_order=(met.most == met.until) & (met.least == met.until)).drop("most", "least")


def _timed_id(rows: ir.Table) -> ir.Value:
    """What tells rows with a time from each other; the same for all of a day alone."""
    return ibis.ifelse(rows.date_only, "", rows.event_id)


def _soonest(ends: ir.Table, heads: ir.Table, keys: list[str]) -> ir.Table:
    """The ends with the earliest deadline of the first rows that is not before them."""
    columns = [*keys, *_PLACE, "date_only"]
    asking = ends.select(*columns, moment=ends["at"], phase=ibis.literal(0, type="int8"), until=ibis.null(INSTANT))
    told = heads.select(*columns, moment=heads.until, phase=ibis.literal(1, type="int8"), until=heads.until)
    sides = [
        one.select(**{c: one[c].cast(one[c].type().copy(nullable=True)) for c in one.columns})
        for one in (asking, told)
    ]
    records = sides[0].union(sides[1], distinct=False)
    after = ibis.window(group_by=keys, order_by=["moment", "phase"], preceding=0, following=None)
    met = records.mutate(soonest=records.until.min().over(after))
    met = met.filter((met.phase == 0) & met.soonest.notnull())
    return met.select(*columns, at=met.moment, until=met.soonest)


def _quiet(ends: ir.Table, parts: Sequence[ir.Table], keys: list[str]) -> ir.Table:
    """The ends after which none of the parting rows comes before their deadline."""
    records = _placed(ends, keys, _CLOSES, _STANDS, until=ends.until)
    for part in parts:
        records = records.union(_placed(part, keys, _OPENS, _PARTS, until=ibis.null(INSTANT)), distinct=False)
    moment = ibis.ifelse(records.phase == _PARTS, _at(records), ibis.null(INSTANT))
    records = records.mutate(moment=moment)
    after = ibis.window(group_by=keys, order_by=list(_ORDER), preceding=0, following=None)
    met = records.mutate(next=records.moment.min().over(after))
    return met.filter((met.phase == _STANDS) & (met.next.isnull() | (met.next > met.until)))


def _placed(rows: ir.Table, keys: list[str], day_stage: int, phase: int, until: ir.Value) -> ir.Table:
    """Rows as records of the order; one of a day alone opens or closes with its day."""
    stage = ibis.ifelse(rows.date_only, day_stage, _TIMED).cast("int8")
    columns = {"stage": stage, "phase": ibis.literal(phase, type="int8"), "until": until}
    made = rows.select(*keys, *_PLACE, **columns)
    # unions take only columns of equal types, and whether null is allowed is part of one
    return made.select(**{c: made[c].cast(made[c].type().copy(nullable=True)) for c in made.columns})


def _at(records: ir.Table) -> ir.TimestampValue:
    """When the row of a record counts as having happened."""
    return ibis.ifelse(records.stage == _TIMED, records.ts, records.ts + ibis.interval(seconds=1))


def _running(keys: Sequence[str]) -> ibis.expr.builders.WindowBuilder:
    """Everything up to the record itself, in order."""
    return ibis.window(group_by=list(keys), order_by=list(_ORDER), preceding=None, following=0)
