"""Aggregates per customer: equal ones are computed once, many in one pass over the table of an event type."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property, lru_cache, partial
from typing import Any, Literal
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from osuma.engine.features.operands import DayStart, Operand, beside, fold, truth
from osuma.engine.tables.company_views import DEAL_EVENTS, deal_rows, of_companies
from osuma.engine.tables.inner import constants, inner
from osuma.engine.tables.schema import INSTANT, Table
from osuma.engine.tables.views import DESCRIBED, WIDE, relation
from osuma.engine.tables.vocabulary import Kind, Vocabulary

#: Measured: about 32 aggregates in one query are fastest.
WIDTH = 32
#: Up to so many conditions, rows are tried against each of them.
FEW = 4
#: The key of the unit: of a person, or in a plan over companies of a company.
KEY = "customer_key"
#: A row that has only a date happens in the first second of its local day, so that a window that begins at
#: midnight holds its first day and one that ends at midnight does not hold the day that begins there.
WITHIN_DAY = timedelta(seconds=1)

#: What a row has to meet: the number of the feature, the value that it wants and how far back it looks.
_WISHES = {"wish": "int16", "wanted": "string", "reach": INSTANT}
#: Conditions of rows by what they ask.
Made = dict[object, ir.BooleanValue]

_NEEDED = (KEY, "ts", "event_id", "date_only")

Aggregate = Literal[
    "count", "sum", "known", "min", "max", "latest", "earliest", "distinct", "first", "last", "spelled", "mode"
]


@dataclass(frozen=True)
class RowTest:
    """A filter on one property of a row, against a value or another property; the row counts where it is true."""

    property: str
    op: str
    value: Any = None
    other: str | None = None


@dataclass(frozen=True)
class Feature:
    """One aggregate of one event type over the rows in ``(low, high]`` (naive UTC) that pass every test.

    known: how many rows have the field. latest, earliest: the time itself. spelled: as last, but as it was written
    and not as rules compare it. A customer without such rows has null, which is 0 for count, known, distinct and sum.
    """

    event: str
    aggregate: Aggregate
    field: str | None
    where: tuple[RowTest, ...]
    low: datetime | None
    high: datetime
    #: Of a mode: what is summed to tell the value that has most, in the place of the number of rows.
    weight: str | None = None


@dataclass(frozen=True)
class FeatureQuery:
    """One temporary table: `expr` materialised under `name`, one row per customer that has something, by `key`.

    A customer without a row has no such events (or is not ranked). unit: customers, or accounts where the key is a
    company's.
    """

    name: str
    expr: ir.Table
    key: str = KEY
    unit: Literal["customers", "accounts"] = "customers"


@dataclass
class FeatureSet:
    """The queries of a set of features, and where each feature is found."""

    queries: list[FeatureQuery] = field(default_factory=list)
    places: dict[Feature, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rows:
    """How rows of events are read: as of when, with which vocabulary, of people or of the companies they work for."""

    as_of: datetime
    current: bool
    vocabulary: Vocabulary
    custom: Mapping[str, Table]
    day_start: DayStart
    zone: ZoneInfo
    unit: Literal["customers", "accounts"] = "customers"

    def of(self, event: str, features: Iterable[Feature], days: bool = False) -> ir.Table:
        """The rows of named people up to `as_of`, with `at`: when the row counts as having happened.

        Only the columns that the features read. days: with the local date of each row.
        """
        fields = sorted({name for f in features for name in (f.field, f.weight, *_tested(f)) if name})
        return _read(_Reading(event, self.as_of, self.current, self.unit, self._own, (*fields,), days))

    @cached_property
    def _own(self) -> tuple[tuple[str, Table], ...]:
        return tuple(self.custom.items())

    def kind(self, event: str, name: str) -> Kind:
        return self.vocabulary.events[event].properties[name].kind

    def operand(self, rows: ir.Table, event: str, name: str) -> Operand:
        return operand(rows, name, self.kind(event, name))


@dataclass(frozen=True)
class _Reading:
    """Everything that decides which rows of an event are read, and what of them. own: as `Rows.custom`."""

    event: str
    as_of: datetime
    current: bool
    unit: Literal["customers", "accounts"]
    own: tuple[tuple[str, Table], ...]
    fields: tuple[str, ...]
    days: bool


@lru_cache(maxsize=512)
def _read(asked: _Reading) -> ir.Table:
    """The rows as one relation: nearly every condition reads some, and they are most of what there is to write."""
    described = not set(DESCRIBED).isdisjoint(asked.fields)
    rows = _relation(asked, described=described)
    read = {column for name in asked.fields for column in (name, f"{name}_fold", f"{name}_set")}
    needed = (*_NEEDED, "local_date") if asked.days else _NEEDED
    rows = rows.select([c for c in rows.columns if c in read or c in needed])
    if asked.unit == "accounts" and asked.event not in DEAL_EVENTS:
        rows = of_companies(rows)
    rows = rows.filter(rows.customer_key.notnull() & (rows.ts <= instant(asked.as_of)))
    after = rows.ts + ibis.interval(seconds=int(WITHIN_DAY.total_seconds()))
    rows = rows.mutate(at=ibis.ifelse(rows.date_only, after, rows.ts))
    told = hashlib.blake2s(repr(asked).encode(), digest_size=6).hexdigest()
    return inner(f"rows_{asked.event}_{told}", rows.filter(rows["at"] <= instant(asked.as_of)))


def _relation(asked: _Reading, *, described: bool) -> ir.Table:
    if asked.event in DEAL_EVENTS:  # a deal is of a company, whoever is named in it
        return deal_rows(asked.event, asked.unit)
    return relation(asked.event, asked.as_of, asked.current, dict(asked.own), described=described)


def operand(rows: ir.Table, name: str, kind: Kind) -> Operand:
    """A column of a table with its twins, as rules see it."""
    twin = rows[f"{name}_fold"] if f"{name}_fold" in rows.columns else None
    known = rows[f"{name}_set"] if f"{name}_set" in rows.columns else None
    return Operand(kind, rows[name], twin, known)


def feature_queries(features: Iterable[Feature], rows: Rows) -> FeatureSet:
    """Queries for the features, equal ones once, grouped by event type and by how far back they look."""
    found = FeatureSet()
    wanted = sorted(dict.fromkeys(features), key=order_of)
    for event in dict.fromkeys(f.event for f in wanted):
        own = [f for f in wanted if f.event == event]
        for name, alike in shared([f for f in own if f.aggregate not in _ALONE]).items():
            for start in range(0, len(alike), WIDTH):
                batch = alike[start : start + WIDTH]
                _add(found, batch, together(batch, rows, name), event)
        for feature in own:
            if feature.aggregate in _ALONE:
                _add(found, [feature], _ALONE[feature.aggregate](feature, rows), event)
    return found


def picked(feature: Feature) -> str | None:
    """The property of which a feature wants one value only, within a window; such features share a pass."""
    if feature.low is None:
        return None
    return next((test.property for test in feature.where if test.op == "eq" and isinstance(test.value, str)), None)


def shared(features: Sequence[Feature]) -> dict[str | None, list[Feature]]:
    """Features of one event type by the property that they pick a value of, where so many do that it pays."""
    picking = Counter(picked(f) for f in features)
    found: dict[str | None, list[Feature]] = {}
    for feature in features:
        name = picked(feature)
        found.setdefault(name if picking[name] > FEW else None, []).append(feature)
    return found


def order_of(feature: Feature) -> tuple[Any, ...]:
    """Where a feature stands among others: by event type and how far back it looks."""
    low = feature.low or datetime.min  # noqa: DTZ901 - naive UTC, only an order
    tests = tuple((t.property, t.op, repr(t.value), t.other or "") for t in feature.where)
    return feature.event, low, tests, feature.aggregate, feature.field or "", feature.high, feature.weight or ""


def _add(found: FeatureSet, features: list[Feature], expr: ir.Table, event: str) -> None:
    name = f"feature_{len(found.queries)}_{event}"
    found.queries.append(FeatureQuery(name, expr))
    for column, feature in zip(expr.columns[1:], features, strict=True):
        found.places[feature] = (name, column)


def instant(moment: datetime) -> ir.TimestampScalar:
    return ibis.literal(moment, type=INSTANT)


def since_earliest(rows: ir.Table, features: list[Feature]) -> ir.Table:
    """Only rows that some feature can use: with a lower bound on the stored column, engines skip old blocks."""
    lows = [f.low for f in features]
    if not lows or any(low is None for low in lows):
        return rows
    earliest = min(low for low in lows if low is not None)
    return rows.filter(rows.ts > instant(earliest - WITHIN_DAY))


def passes(rows: ir.Table, feature: Feature, source: Rows, made: Made | None = None) -> list[ir.BooleanValue]:
    """The conditions of one row; `high` is left out where it is `as_of`, which bounds every row already.

    made: what other features over the same rows ask, to be used again and added to.
    """
    asked: dict[object, Callable[[], ir.BooleanValue]] = {}
    if (low := feature.low) is not None:
        asked["low", low] = lambda: rows["at"] > instant(low)
    if feature.high < source.as_of:
        asked["high", feature.high] = lambda: rows["at"] <= instant(feature.high)
    for test in feature.where:
        asked[repr(test)] = partial(_passes, rows, feature.event, test, source)
    known = {} if made is None else made
    known |= {what: make() for what, make in asked.items() if what not in known}
    return [known[what] for what in asked]


def _passes(rows: ir.Table, event: str, test: RowTest, source: Rows) -> ir.BooleanValue:
    column = source.operand(rows, event, test.property)
    if test.other is not None:
        return beside(column, test.op, source.operand(rows, event, test.other))
    return truth(column, test.op, test.value, source.day_start)


def _tested(feature: Feature) -> Iterator[str | None]:
    for test in feature.where:
        yield from (test.property, test.other)


def together(features: list[Feature], source: Rows, name: str | None = None) -> ir.Table:
    """One row per customer with a column a feature, in order. name: the property that all of them pick a value of."""
    rows = since_earliest(source.of(features[0].event, features), features)
    if name is not None:
        return _by_value(rows, features, source, name)
    made: Made = {}
    tests = [passes(rows, feature, source, made) for feature in features]
    if len(features) == 1:
        rows, tests = rows.filter(tests[0]) if tests[0] else rows, [[]]
    elif len(features) <= FEW and all(tests):
        rows = rows.filter(ibis.or_(*(ibis.and_(*one) for one in tests)))
    columns = {f"c{i}": folded(rows, feature, tests[i], source) for i, feature in enumerate(features)}
    return rows.group_by(KEY).agg(**columns)


def _by_value(rows: ir.Table, features: list[Feature], source: Rows, name: str) -> ir.Table:
    met = met_wishes(rows, features, source, name)
    columns: dict[str, ir.Value] = {}
    made: Made = {}
    for i, feature in enumerate(features):
        tests = passes(met, rest_of_wish(feature, name), source, made)
        columns[f"c{i}"] = folded(met, feature, [met.wish == i, *tests], source)
    return met.group_by(KEY).agg(**columns)


def met_wishes(rows: ir.Table, features: Sequence[Feature], source: Rows, name: str) -> ir.Table:
    """Each row with every feature (`wish`, its number) that wants its value and reaches back to it; few are left."""
    kind = source.kind(features[0].event, name)
    values = compared_value(rows, replace(features[0], field=name), source)
    wanted = constants("wishes", _WISHES, [
        (i, wanted_value(feature, kind, name), feature.low or feature.high) for i, feature in enumerate(features)
    ])  # fmt: skip
    return rows.join(wanted, [values == wanted.wanted, rows["at"] > wanted.reach])


def wanted_value(feature: Feature, kind: Kind, name: str) -> str:
    """The value of a property that a feature wants, in the form of `compared_value`."""
    value = str(_wanted(feature, name).value)
    return fold(value) if kind == "text" else unicodedata.normalize("NFC", value)


def rest_of_wish(feature: Feature, name: str) -> Feature:
    """What is left to ask of a row that has met the feature's wish."""
    first = _wanted(feature, name)
    return replace(feature, low=None, where=tuple(test for test in feature.where if test is not first))


def _wanted(feature: Feature, name: str) -> RowTest:
    return next(test for test in feature.where if test.property == name and test.op == "eq")


def folded(rows: ir.Table, feature: Feature, tests: list[ir.BooleanValue], source: Rows) -> ir.Scalar:
    """The aggregate of a feature over the rows that pass."""
    passed = ibis.and_(*tests) if tests else None

    def only(value: Any) -> Any:
        return value if passed is None else ibis.ifelse(passed, value, ibis.null(value.type().copy(nullable=True)))

    match feature.aggregate:
        case "count":
            return (rows.count() if passed is None else ibis.ifelse(passed, 1, 0).sum()).cast("int32")
        case "known":
            known = rows[str(feature.field)].notnull()
            return ibis.ifelse(known if passed is None else passed & known, 1, 0).sum().cast("int32")
        case "latest":
            return only(rows["at"]).max()
        case "earliest":
            return only(rows["at"]).min()
    value: Any = rows[str(feature.field)]
    if feature.aggregate == "sum":
        exact = value if source.kind(feature.event, str(feature.field)) == "decimal" else value.cast(WIDE)
        return only(exact).sum().cast(WIDE)
    return only(value).max() if feature.aggregate == "max" else only(value).min()


def _chosen(feature: Feature, source: Rows) -> ir.Table:
    rows = since_earliest(source.of(feature.event, [feature]), [feature])
    tests = passes(rows, feature, source)
    return rows.filter(ibis.and_(*tests)) if tests else rows


def compared_value(rows: ir.Table, feature: Feature, source: Rows) -> ir.Value:
    """The value as rules compare it: folded for text."""
    found = source.operand(rows, feature.event, str(feature.field))
    return found.fold if found.kind == "text" and found.fold is not None else found.plain


def _distinct(feature: Feature, source: Rows) -> ir.Table:
    rows = _chosen(feature, source)
    values = rows.select(KEY, value=compared_value(rows, feature, source))
    return values.filter(values.value.notnull()).distinct().group_by(KEY).agg(c0=lambda t: t.count().cast("int32"))


def _end(feature: Feature, source: Rows) -> ir.Table:
    """The value on the first or last row by (ts, event_id); null where that row has none."""
    rows = _chosen(feature, source)
    order: list[Any] = [rows.ts, rows.event_id]
    if feature.aggregate != "first":
        order = [ibis.desc(column) for column in order]
    place = ibis.row_number().over(group_by=rows.customer_key, order_by=order)
    value = rows[str(feature.field)] if feature.aggregate == "spelled" else compared_value(rows, feature, source)
    placed = rows.select(KEY, c0=value, place=place)
    return placed.filter(placed.place == 0).select(KEY, "c0")


def _mode(feature: Feature, source: Rows) -> ir.Table:
    """The value that most rows have, the smallest of those that tie."""
    rows = _chosen(feature, source)
    if feature.weight is not None:
        return _heaviest(rows, rows[feature.weight], feature, source)
    values = rows.select(KEY, value=compared_value(rows, feature, source))
    met = values.filter(values.value.notnull()).group_by([KEY, "value"]).agg(n=lambda t: t.count())
    place = ibis.row_number().over(group_by=met[KEY], order_by=[ibis.desc(met.n), met.value])
    placed = met.select(KEY, c0=met.value, place=place)
    return placed.filter(placed.place == 0).select(KEY, "c0")


def _heaviest(rows: ir.Table, weight: ir.Value, feature: Feature, source: Rows) -> ir.Table:
    """The value with the largest sum; of those that tie the one of the newest row, then the smallest."""
    zero = ibis.literal(0, type=WIDE)
    values = rows.select(
        KEY, "at", value=compared_value(rows, feature, source), weight=weight.cast(WIDE).fill_null(zero)
    )
    known = values.filter(values.value.notnull())
    met = known.group_by([KEY, "value"]).agg(total=known.weight.sum(), newest=known["at"].max())
    order = [ibis.desc(met.total), ibis.desc(met.newest), met.value]
    placed = met.select(KEY, c0=met.value, place=ibis.row_number().over(group_by=met[KEY], order_by=order))
    return placed.filter(placed.place == 0).select(KEY, "c0")


_ALONE: dict[str, Callable[[Feature, Rows], ir.Table]] = {
    "distinct": _distinct,
    "first": _end,
    "last": _end,
    "spelled": _end,
    "mode": _mode,
}
