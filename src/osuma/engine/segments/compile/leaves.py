"""The truth of one leaf over a row of people: true, false or null, before what `unknown` makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from osuma.engine import periods
from osuma.engine.features.aggregates import Feature, operand
from osuma.engine.features.habits import HabitFeature
from osuma.engine.features.hashes import digest
from osuma.engine.features.operands import Operand, beside, compared, day_number, days, literal, truth
from osuma.engine.features.sequences import ChainFeature
from osuma.engine.segments.compile.accounts import across_truth
from osuma.engine.segments.compile.needs import (
    Environment,
    chains_of,
    features_of,
    figure_features,
    habit_feature,
)
from osuma.engine.segments.compile.people import Told, person_truth, read_of
from osuma.engine.segments.operators import COUNTING
from osuma.engine.segments.rule import (
    Across,
    Bucket,
    Chain,
    Consent,
    Dates,
    Draw,
    Event,
    Leaf,
    Member,
    Near,
    Node,
    Overdue,
    Property,
    Rank,
    Recency,
    RowsLeaf,
    Sample,
    Seasonal,
)
from osuma.engine.segments.tracked import refusals
from osuma.engine.tables.schema import INSTANT
from osuma.engine.tables.vocabulary import Field

_SCALE = Decimal(10000)


@dataclass(frozen=True)
class Ranking:
    """What decides an order of people; rules that only cut it at different places share it."""

    by: Event | Property | Draw
    order: str
    among: Node | None
    per: str | None = None

    @staticmethod
    def of(leaf: Rank | Sample) -> Ranking:
        if isinstance(leaf, Sample):
            return Ranking(leaf.draw, "asc", leaf.among)
        return Ranking(leaf.by, leaf.order, leaf.among, leaf.per)


@dataclass(frozen=True)
class Row:
    """One person, company or area as a row: the table, and how to find features, ranks and members in it."""

    table: ir.Table
    fields: Mapping[str, Field]
    features: Mapping[Feature | ChainFeature | HabitFeature, str]
    ranks: Mapping[Ranking, str]
    member: Callable[[Member, Row], ir.BooleanValue]
    #: The columns of what is known of a person beside fields and events.
    told: Mapping[Told, str] = field(default_factory=dict)
    #: What the other unit tells: the temporary table and the name of its columns.
    across: Mapping[Across, tuple[str, str]] = field(default_factory=dict)
    #: What equal leaves have come to on this row: definitions share many.
    truths: dict[Leaf, ir.BooleanValue] = field(default_factory=dict, init=False, compare=False)

    def feature(self, feature: Feature | ChainFeature | HabitFeature) -> Any:
        return self.table[self.features[feature]]


def consent_column(leaf: Consent) -> str:
    return f"consent__{leaf.consent}__{leaf.purpose}"


def leaf_truth(
    leaf: Leaf, row: Row, env: Environment, among: Callable[[Rank | Sample], ir.BooleanValue]
) -> ir.BooleanValue:
    """The truth of a leaf. among: whether a person stands in the ranking at all, never null."""
    match leaf:
        case Property():
            return _property(leaf, row, env)
        case Near():
            return _near(leaf, row)
        case Event():
            return _event(leaf, row, env)
        case Recency():
            return _recency(leaf, row, env)
        case Dates():
            return _dates(leaf, row, env)
        case Member() | Across():
            return _elsewhere(leaf, row)
        case Consent():
            state: ir.BooleanValue = row.table[consent_column(leaf)] == leaf.state
            return state
        case Rank() | Sample():
            return _rank(leaf, row, among)
        case Chain() | Overdue() | Seasonal():
            return _own(leaf, row, env)
        case _:
            name = "" if isinstance(leaf, Bucket) else row.told[read_of(leaf)]
            return person_truth(leaf, row.table, name, env)


def _elsewhere(leaf: Member | Across, row: Row) -> ir.BooleanValue:
    """What another definition says, or the rows of the other unit."""
    return row.member(leaf, row) if isinstance(leaf, Member) else across_truth(leaf, row.table, *row.across[leaf])


def _own(leaf: RowsLeaf, row: Row, env: Environment) -> ir.BooleanValue:
    """What a query of its own says: whether there is a chain or a season; of a rhythm, 1 or 0 where it is known."""
    if isinstance(leaf, Overdue):
        late: ir.BooleanValue = row.feature(habit_feature(leaf, env)) == 1
        return late
    found: ir.BooleanValue = row.feature(chains_of(leaf, env)[0]).notnull()
    return found


def _property(leaf: Property, row: Row, env: Environment) -> ir.BooleanValue:
    found = field_operand(row, leaf.property, env)
    if leaf.other is not None:
        return beside(found, leaf.op, field_operand(row, leaf.other, env))
    return truth(found, leaf.op, leaf.value, env.day_start)


def field_operand(row: Row, name: str, env: Environment) -> Operand:
    """A field of the unit; `age` is computed for the local day of `as_of`."""
    if name == "age":
        return _age(row.table, env)
    return operand(row.table, name, row.fields[name].kind)


def _age(table: ir.Table, env: Environment) -> Operand:
    """Full years on the day; by the birth date, else as the source gave it."""
    born: Any = table.birth_date
    before = born.month().cast("int64") * 100 + born.day().cast("int64") > env.today.month * 100 + env.today.day
    years = ibis.literal(env.today.year, type="int64") - born.year().cast("int64") - ibis.ifelse(before, 1, 0)
    age = ibis.ifelse(born.notnull(), years, table.age_given)
    return Operand("int", age, known=born.notnull() | table.age_given.notnull())


def _near(leaf: Near, row: Row) -> ir.BooleanValue:
    # squares of whole metres: exact on every engine
    east: Any = row.table.home_east - row.table[f"east_{leaf.near}"]
    north: Any = row.table.home_north - row.table[f"north_{leaf.near}"]
    inside: ir.BooleanValue = east * east + north * north <= ibis.literal(leaf.metres**2, type="int64")
    return inside


def unseen(leaf: Event, env: Environment) -> tuple[Consent, ...]:
    """The refusals that make the silence of a person unknown; companies refuse nothing."""
    return refusals(leaf) if env.unit == "customers" else ()


def _seen(leaf: Event, counted: Any, row: Row, env: Environment) -> Any:
    """What was counted; null where nothing was, of somebody who may have done it unseen."""
    refused = [row.table[consent_column(one)] == one.state for one in unseen(leaf, env)]
    if not refused:
        return counted
    return ibis.ifelse(ibis.or_(*refused).fill_null(False), counted.nullif(0), counted)


def _event(leaf: Event, row: Row, env: Environment) -> ir.BooleanValue:
    kind, first = leaf.measure.kind, row.feature(features_of(leaf, env)[0])
    if kind in COUNTING:
        return compared(_seen(leaf, first.fill_null(0), row, env), leaf.op, leaf.value, lambda v: literal("int", v))
    if kind == "sum":
        zero = ibis.literal(Decimal(0), type=first.type())
        return compared(first.fill_null(zero), leaf.op, leaf.value, lambda v: literal("decimal", v))
    if kind == "avg":
        # exact: sum >= value * count, no division; the sum of nothing is null, so the average is unknown
        count = row.feature(features_of(leaf, env)[1]).cast("decimal(18,0)")
        return compared(first, leaf.op, leaf.value, lambda v: count * literal("decimal", v))
    measured = env.rows.kind(leaf.event, str(leaf.measure.field))
    return truth(Operand(measured, first, first), leaf.op, leaf.value, env.day_start)


def _recency(leaf: Recency, row: Row, env: Environment) -> ir.BooleanValue:
    moment = row.feature(features_of(leaf, env)[0])
    low, _ = env.past(periods.Window(last=leaf.value))
    edge = ibis.literal(low, type=INSTANT)
    found: ir.BooleanValue = moment > edge if leaf.op == "lte" else moment <= edge
    return found


def _dates(leaf: Dates, row: Row, env: Environment) -> ir.BooleanValue:
    found = field_operand(row, leaf.date, env)
    column: Any = found.plain
    fiscal = env.settings.fiscal_year_start_month
    if leaf.anniversary:
        wanted = sorted(periods.month_days(leaf.window, env.today, fiscal))
        day_of_year: Any = column.month().cast("int64") * 100 + column.day().cast("int64")
        chosen: ir.BooleanValue = day_of_year.isin(wanted)
        return chosen
    if found.kind == "instant":
        low, high = env.bounds(leaf.window)
        tests = [column > ibis.literal(low, type=INSTANT)] if low else []
        return ibis.and_(*tests, *([column <= ibis.literal(high, type=INSTANT)] if high else []))
    first, last = periods.date_bounds(leaf.window, env.today, fiscal)
    tests = [days(column) >= literal("int", day_number(first))] if first else []
    return ibis.and_(*tests, *([days(column) <= literal("int", day_number(last))] if last else []))


def figure(by: Event | Property | Draw, row: Row, env: Environment) -> ir.Value:
    """What a ranking ranks by; null where it is not known."""
    if isinstance(by, Property):
        return field_operand(row, by.property, env).plain
    if isinstance(by, Draw):
        return digest(by.seed, row.table.external_id)
    columns = [row.feature(f) for f in figure_features(by, env)]
    if by.measure.kind in (*COUNTING, "sum"):
        return columns[0].fill_null(ibis.literal(0, type=columns[0].type()))
    if by.measure.kind == "avg":
        # equal averages must tie: both sides whole numbers first, then one correctly rounded division
        units = (columns[0] * ibis.literal(_SCALE, type="decimal(5,0)")).cast("float64")
        return units / columns[1].nullif(0).cast("float64")
    return columns[0]


def _rank(leaf: Rank | Sample, row: Row, among: Callable[[Rank | Sample], ir.BooleanValue]) -> ir.BooleanValue:
    name = row.ranks[Ranking.of(leaf)]
    place, size = row.table[f"{name}__place"], row.table[f"{name}__size"]
    if leaf.percent is not None:
        stands = place * 100 < size * leaf.percent
    elif leaf.n is not None:
        stands = place < leaf.n
    elif isinstance(leaf, Rank) and leaf.percentiles is not None:
        low, high = leaf.percentiles
        stands = (place * 100 >= size * low) & (place * 100 < size * high)
    else:
        stands = _in_tiles(leaf, place, size)
    if leaf.among is None:
        return stands
    return ibis.ifelse(among(leaf), stands, False)


def _in_tiles(leaf: Rank | Sample, place: Any, size: Any) -> ir.BooleanValue:
    if isinstance(leaf, Sample) or leaf.tiles is None:
        raise ValueError("a rank without a place to cut at")
    found: ir.BooleanValue = ibis.or_(*(_in_tile(place * leaf.tiles, size, tile) for tile in leaf.among_tiles))
    return found


def _in_tile(scaled: Any, size: Any, tile: int) -> ir.BooleanValue:
    # tile = place * tiles // size + 1, without a division
    inside: ir.BooleanValue = (scaled >= size * (tile - 1)) & (scaled < size * tile)
    return inside
