"""A kept number made the number of now: what came into its window since, less what left it.

Counts and sums of whole numbers follow from their value at another instant and the rows between the old bounds of
their window and the new ones, as long as no older row has changed. Those rows are few: they are read one by one, with
what tells which features they are of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import ibis
import ibis.expr.types as ir

from osuma.engine.features.aggregates import (
    KEY,
    Feature,
    Rows,
    compared_value,
    order_of,
    passes,
    picked,
    wanted_value,
)
from osuma.engine.features.totals import whole
from osuma.engine.tables.company_views import DEAL_EVENTS
from osuma.engine.tables.views import WIDE

#: A feature whose rows to look at are more than this share of its window is read whole.
WORTH = 0.5


@dataclass(frozen=True)
class Known:
    """What a kept number is of. shape: the feature but for its bounds, the same text in every process."""

    shape: str
    low: datetime | None
    high: datetime


def known(feature: Feature) -> Known:
    """What the number of a feature is kept as."""
    shape = (feature.event, feature.aggregate, feature.field, feature.where)
    return Known(repr(shape), feature.low, feature.high)


@dataclass(frozen=True)
class Slice:
    """Rows in ``(low, high]``, to be added (sign 1) or taken away (-1)."""

    sign: int
    low: datetime
    high: datetime

    @property
    def length(self) -> timedelta:
        return self.high - self.low


@dataclass(frozen=True)
class Step:
    """From a kept number to the number of a feature."""

    kept: Known
    slices: tuple[Slice, ...]


def step(kept: Known, wanted: Known) -> Step | None:
    """How the one becomes the other; None where rows without end lie between, or a window holds no time."""
    if kept.shape != wanted.shape or (kept.low is None) != (wanted.low is None):
        return None
    if any(one.low is not None and one.low >= one.high for one in (kept, wanted)):
        return None
    slices = _between(kept.high, wanted.high, 1)
    if kept.low is not None and wanted.low is not None:
        slices += _between(kept.low, wanted.low, -1)
    return Step(kept, slices)


def _between(old: datetime, new: datetime, sign: int) -> tuple[Slice, ...]:
    if old == new:
        return ()
    return (Slice(sign, old, new),) if old < new else (Slice(-sign, new, old),)


def steps(features: Iterable[Feature], kept: Iterable[Known]) -> dict[Feature, Step]:
    """For each feature that is worth it, the way from the nearest kept number."""
    by_shape: dict[str, list[Known]] = {}
    for one in kept:
        by_shape.setdefault(one.shape, []).append(one)
    found: dict[Feature, Step] = {}
    for feature in features:
        wanted = known(feature)
        ways = [way for one in by_shape.get(wanted.shape, ()) if (way := step(one, wanted)) is not None]
        # a deal may be changed for whoever is named in it: what a change of it touches is not told
        if feature.event not in DEAL_EVENTS and ways and _worth(nearest := min(ways, key=_length), wanted):
            found[feature] = nearest
    return found


def _length(way: Step) -> timedelta:
    return sum((one.length for one in way.slices), timedelta())


def _worth(way: Step, wanted: Known) -> bool:
    return wanted.low is None or _length(way) <= (wanted.high - wanted.low) * WORTH


@dataclass(frozen=True)
class Found:
    """Which rows of a query are a feature's, and what they add.

    value: the column that must have a value, and which; test: the column that must be true; neither: every row.
    amount: the column of whole numbers that are added up; None where rows are counted.
    """

    query: str
    value: tuple[str, str] | None
    test: str | None
    amount: str | None


@dataclass(frozen=True)
class SliceQuery:
    """expr: one row per event: `customer_key`, `at` (when it counts as having happened, naive UTC) and what `Found`
    names: values as rules compare them, tests, whole numbers that are never null."""

    name: str
    expr: ir.Table


@dataclass
class Sliced:
    """The queries for a set of steps, one for each event type. places: by shape."""

    queries: list[SliceQuery] = field(default_factory=list)
    places: dict[str, Found] = field(default_factory=dict)


def sliced(ways: Iterable[Feature], rows: Rows) -> Sliced:
    """What must be known of the rows of slices for features whose aggregate is count or sum."""
    found = Sliced()
    wanted = {known(f).shape: replace(f, low=None, high=rows.as_of) for f in sorted(ways, key=order_of)}
    for event in dict.fromkeys(f.event for f in wanted.values()):
        _add(found, {shape: f for shape, f in wanted.items() if f.event == event}, rows)
    return found


def _add(found: Sliced, shapes: Mapping[str, Feature], source: Rows) -> None:
    event = next(iter(shapes.values())).event
    query = f"slice_{len(found.queries)}_{event}"
    rows = source.of(event, shapes.values())
    columns: dict[str, ir.Value] = {}
    numbers: dict[object, str] = {}

    def column(meaning: object, made: Callable[[], ir.Value]) -> str:
        if meaning not in numbers:
            numbers[meaning] = f"c{len(numbers)}"
            columns[numbers[meaning]] = made()
        return numbers[meaning]

    for shape, f in shapes.items():
        value = test = amount = None
        name = _looked_up(f)
        if name is not None:
            one = column(name, partial(compared_value, rows, replace(f, field=name), source))
            value = (one, wanted_value(f, source.kind(event, name), name))
        elif f.where:
            test = column(f.where, partial(_passes, rows, f, source))
        if f.aggregate == "sum":
            amount = column((f.field,), partial(_amount, rows, f))
        found.places[shape] = Found(query, value, test, amount)
    found.queries.append(SliceQuery(query, rows.select(KEY, "at", **columns)))


def _looked_up(feature: Feature) -> str | None:
    """The property of which the feature wants one value and nothing else."""
    name = picked(replace(feature, low=feature.high))
    return name if len(feature.where) == 1 else None


def _passes(rows: ir.Table, feature: Feature, source: Rows) -> ir.BooleanValue:
    return ibis.coalesce(ibis.and_(*passes(rows, feature, source)), False)


def _amount(rows: ir.Table, feature: Feature) -> ir.Value:
    return whole(rows[str(feature.field)].cast(WIDE), "sum")
