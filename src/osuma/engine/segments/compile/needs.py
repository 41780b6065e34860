"""Which features a leaf needs, with its window worked out into bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from osuma.engine import periods
from osuma.engine.features.aggregates import Aggregate, Feature, Rows, RowTest
from osuma.engine.features.habits import HabitFeature, OverdueFeature, SeasonFeature, serial
from osuma.engine.features.sequences import ChainFeature, Link
from osuma.engine.segments.rule import (
    Chain,
    Definition,
    Draw,
    Event,
    Filter,
    Node,
    Overdue,
    Property,
    Recency,
    Seasonal,
    Step,
    Window,
)
from osuma.engine.segments.settings import Settings
from osuma.engine.tables.facts import EVENT_TABLES, event_table
from osuma.engine.tables.schema import Table
from osuma.engine.tables.vocabulary import VIEWS, Vocabulary, columns_of

_COMMON = ("ts", "source")
#: Units whose rules are asked of rows that have events.
RowUnit = Literal["customers", "accounts"]


@dataclass(frozen=True)
class Environment:
    """Everything that gives a rule its meaning, beside the rule.

    unit: what the rule is of. inside: of a rule inside a condition on another unit, the units on the way to it.
    """

    settings: Settings
    as_of: datetime
    current: bool
    vocabulary: Vocabulary
    known: Mapping[str, Definition]
    unit: RowUnit = "customers"
    inside: tuple[RowUnit, ...] = ()

    @cached_property
    def beyond(self) -> Environment:
        """The same for rules about the other unit."""
        other: RowUnit = "accounts" if self.unit == "customers" else "customers"
        return replace(self, unit=other, inside=(*self.inside, other))

    @cached_property
    def now(self) -> datetime:
        """`as_of` in naive UTC."""
        return periods.naive_utc(self.as_of)

    @cached_property
    def today(self) -> date:
        return periods.local_day(self.as_of, self.settings.zone_info)

    def day_start(self, day: date) -> datetime:
        return periods.naive_utc(periods.day_start(day, self.settings.zone_info))

    @cached_property
    def rows(self) -> Rows:
        return Rows(
            self.now,
            self.current,
            self.vocabulary,
            custom_tables(self.vocabulary),
            self.day_start,
            self.settings.zone_info,
            self.unit,
        )

    def past(self, window: Window | None) -> tuple[datetime | None, datetime]:
        """Bounds for events: nothing after `as_of`."""
        low, high = periods.past_bounds(
            window, self.as_of, self.settings.zone_info, self.settings.fiscal_year_start_month
        )
        return low, self.now if high is None else high

    def bounds(self, window: Window) -> periods.Bounds:
        return periods.bounds(window, self.as_of, self.settings.zone_info, self.settings.fiscal_year_start_month)


def custom_tables(vocabulary: Vocabulary) -> dict[str, Table]:
    """The tables of a workspace's own event types, and the canonical ones that have properties of its own."""
    found = {}
    for event in vocabulary.events.values():
        known = EVENT_TABLES.get(event.name)
        new = [f for f in event.properties.values() if (f.custom if known else f.name not in _COMMON)]
        columns = [c for f in new for c in columns_of(f)]
        if known is not None and columns:
            found[event.name] = known.extended(*columns)
        elif known is None and event.name not in VIEWS:
            found[event.name] = event_table(event.name, "custom", *columns)
    return found


def features_of(leaf: Node, env: Environment) -> tuple[Feature, ...]:
    """The aggregates behind an event condition, a recency or the figure of a rank; none for other nodes."""
    match leaf:
        case Event():
            return _measured(leaf, env)
        case Recency():
            end: Aggregate = "latest" if leaf.which == "last" else "earliest"
            return (Feature(leaf.recency, end, None, _tests(leaf.where), None, env.now),)
        case _:
            return ()


@dataclass(frozen=True)
class Beside:
    """A figure that is shown beside the flags: an aggregate over the rows that a condition asks for."""

    asked: Event
    aggregate: Aggregate
    field: str | None = None

    def feature(self, env: Environment) -> Feature:
        """The feature with the window of the condition worked out."""
        low, high = env.past(self.asked.window)
        return Feature(self.asked.event, self.aggregate, self.field, _tests(self.asked.where), low, high)


def figure_features(by: Event | Property | Draw, env: Environment) -> tuple[Feature, ...]:
    return _measured(by, env) if isinstance(by, Event) else ()


def _measured(leaf: Event, env: Environment) -> tuple[Feature, ...]:
    low, high = env.past(leaf.window)
    kind, field, tests = leaf.measure.kind, leaf.measure.field, _tests(leaf.where)
    names: tuple[Aggregate, ...]
    if field == "ts":
        names, field = ("latest" if kind == "max" else "earliest",), None
    elif kind == "avg":
        names = ("sum", "known")
    else:
        names = (kind,)
    return tuple(Feature(leaf.event, name, field, tests, low, high, leaf.measure.by) for name in names)


def chain_feature(leaf: Chain, env: Environment) -> ChainFeature:
    """What a sequence asks of the rows, with its window worked out into bounds."""
    low, high = env.past(leaf.window)
    links = tuple(_link(step) for step in leaf.done)
    without = tuple(tuple(_link(step) for step in leaf.without_after(i)) for i in range(len(links)))
    return ChainFeature(links, without, leaf.within, leaf.same, low, high, leaf.so_far)


def habit_feature(leaf: Overdue | Seasonal, env: Environment) -> HabitFeature:
    """What a rhythm asks of the rows."""
    tests = _tests(leaf.where)
    if isinstance(leaf, Overdue):
        today = serial(env.today)
        return OverdueFeature(leaf.overdue, tests, env.now, today, leaf.hundredths, leaf.gaps)
    return SeasonFeature(leaf.seasonal, tests, env.now, leaf.months, leaf.percent, leaf.years)


def chains_of(leaf: Node, env: Environment) -> tuple[ChainFeature | HabitFeature, ...]:
    """What has a query of its own: the chain behind a sequence, a rhythm; none for other nodes."""
    if isinstance(leaf, Overdue | Seasonal):
        return (habit_feature(leaf, env),)
    return (chain_feature(leaf, env),) if isinstance(leaf, Chain) else ()


def _link(step: Step) -> Link:
    return Link(step.event, _tests(step.where))


def _tests(filters: tuple[Filter, ...]) -> tuple[RowTest, ...]:
    return tuple(RowTest(f.property, f.op, f.value, f.other) for f in filters)
