"""Counts and sums per customer as whole numbers, for a reader that looks conditions up by the customer's position.

Where many features want one value each of the same property, a row of the result is one customer and one feature
(`wish`): rows are met with the wishes once and grouped by both, instead of being tried against every feature. The
other features are columns. A customer, or a pair, without a row is 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from osuma.engine.features.aggregates import (
    KEY,
    WIDTH,
    Aggregate,
    Feature,
    Made,
    Rows,
    folded,
    met_wishes,
    order_of,
    passes,
    rest_of_wish,
    shared,
    since_earliest,
    together,
)
from osuma.engine.tables.schema import MONEY
from osuma.engine.tables.views import WIDE

#: Sums are given in ten-thousandths: money has four decimals.
SCALE = 10_000
#: Aggregates that are whole numbers here and of which no row means 0.
WHOLE: tuple[Aggregate, ...] = ("count", "known", "sum")
#: Wishes in one query; the table of wishes is written out in it.
WISHES = 256


@dataclass(frozen=True)
class Place:
    """Where a feature is found: the column of a query, in the rows of one wish where the query has wishes."""

    query: str
    column: str
    wish: int | None = None


@dataclass(frozen=True)
class TotalQuery:
    """expr: `customer_key`, `wish` where `long`, then whole numbers that are never null."""

    name: str
    expr: ir.Table
    long: bool


@dataclass
class Totals:
    """The queries of a set of features, and where each feature is found."""

    queries: list[TotalQuery] = field(default_factory=list)
    places: dict[Feature, Place] = field(default_factory=dict)


def totals(features: Iterable[Feature], rows: Rows) -> Totals:
    """Queries for features whose aggregate is in `WHOLE`, equal ones once."""
    found = Totals()
    wanted = sorted(dict.fromkeys(features), key=order_of)
    for event in dict.fromkeys(f.event for f in wanted):
        for name, alike in shared([f for f in wanted if f.event == event]).items():
            if name is None:
                for start in range(0, len(alike), WIDTH):
                    _add_wide(found, alike[start : start + WIDTH], rows)
                continue
            wishes = list(dict.fromkeys(_wish_of(f) for f in alike))
            for start in range(0, len(wishes), WISHES):
                _add_long(found, wishes[start : start + WISHES], alike, rows, name)
    return found


def _wish_of(feature: Feature) -> Feature:
    """The rows that a feature is about, without what is made of them."""
    return Feature(feature.event, "count", None, feature.where, feature.low, feature.high)


def _add_wide(found: Totals, features: list[Feature], source: Rows) -> None:
    name = f"total_{len(found.queries)}_{features[0].event}"
    made = together(features, source)
    columns = {f"c{i}": whole(made[f"c{i}"], feature.aggregate) for i, feature in enumerate(features)}
    found.queries.append(TotalQuery(name, made.select(KEY, **columns), long=False))
    found.places.update({feature: Place(name, f"c{i}") for i, feature in enumerate(features)})


def _add_long(
    found: Totals, wishes: list[Feature], features: Sequence[Feature], source: Rows, picked_name: str
) -> None:
    name = f"total_{len(found.queries)}_{wishes[0].event}"
    number = {wish: i for i, wish in enumerate(wishes)}
    own = [f for f in features if _wish_of(f) in number]
    rows = since_earliest(source.of(wishes[0].event, own), own)
    met = met_wishes(rows, wishes, source, picked_name)
    asked: Made = {}
    rest = [test for wish in wishes for test in _rest(met, wish, number[wish], source, picked_name, asked)]
    met = met.filter(rest) if rest else met
    measures = {(f.aggregate, f.field): f for f in own}
    columns = {f"c{i}": folded(met, feature, [], source) for i, feature in enumerate(measures.values())}
    made = met.group_by([KEY, "wish"]).agg(**columns)
    values = {f"c{i}": whole(made[f"c{i}"], feature.aggregate) for i, feature in enumerate(measures.values())}
    found.queries.append(TotalQuery(name, made.select(KEY, "wish", **values), long=True))
    column = {measure: f"c{i}" for i, measure in enumerate(measures)}
    for feature in own:
        found.places[feature] = Place(name, column[feature.aggregate, feature.field], number[_wish_of(feature)])


def _rest(met: ir.Table, wish: Feature, number: int, source: Rows, name: str, made: Made) -> list[ir.BooleanValue]:
    """A row that met this wish must pass the rest of its tests; other wishes' rows pass."""
    tests = passes(met, rest_of_wish(wish, name), source, made)
    return [ibis.ifelse(met.wish == number, ibis.and_(*tests), True)] if tests else []


def whole(value: ir.Value, aggregate: Aggregate) -> ir.Value:
    """What an aggregate in `WHOLE` came to as a whole number: sums in ten-thousandths."""
    if aggregate != "sum":
        return value
    money = value.fill_null(ibis.literal(0, type=WIDE)).cast(MONEY)
    return (money * ibis.literal(SCALE, type="decimal(5,0)")).cast("int64")
