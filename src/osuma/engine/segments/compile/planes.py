"""All definitions at once for a reader that holds conditions as planes: features and leaves, and no rule.

The rules are put together by `planes`; what a plan of `compile_` gives for the same definitions is the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property, partial
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt

from osuma.engine.features.aggregates import KEY, Feature, FeatureQuery
from osuma.engine.features.carried import (
    Group,
    Span,
    Valued,
    groups,
    keeps,
    kept_column,
    known_value,
    touching,
)
from osuma.engine.features.habits import OverdueFeature
from osuma.engine.features.slices import Known, Sliced, Step, sliced, steps
from osuma.engine.features.totals import SCALE, Place, TotalQuery, Totals, totals
from osuma.engine.segments.compile.base import Base, Needs, base, needs_of, people_of_base
from osuma.engine.segments.compile.leaves import Row, consent_column
from osuma.engine.segments.compile.needs import Environment, features_of
from osuma.engine.segments.compile.nodes import raw_truth, three
from osuma.engine.segments.depends import evaluation_order, roots
from osuma.engine.segments.rule import (
    AllOf,
    AnyOf,
    Consent,
    Definition,
    Event,
    Leaf,
    Member,
    Node,
    NoneOf,
    Not,
    Unknown,
    unit_of,
)
from osuma.engine.segments.tracked import refusals

Numbers = npt.NDArray[np.int64]
_COMPARED: dict[str, Callable[[Numbers, Any], npt.NDArray[np.bool_]]] = {
    "eq": lambda found, value: found == value,
    "ne": lambda found, value: found != value,
    "gt": lambda found, value: found > value,
    "gte": lambda found, value: found >= value,
    "lt": lambda found, value: found < value,
    "lte": lambda found, value: found <= value,
    "between": lambda found, value: (found >= value[0]) & (found <= value[1]),
    "in": np.isin,
}
#: Largest whole number that both sides of a comparison can hold.
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Threshold:
    """A condition on one whole number of a customer, which is 0 where the feature has no row.

    unseen: the column of people (1 or 0) of whom a 0 is unknown, for what they do is not seen; null where every 0 is
    known.
    """

    feature: Feature
    op: str
    value: int | tuple[int, ...]
    unseen: str | None = None

    def holds(self, found: Numbers) -> npt.NDArray[np.bool_]:
        return _COMPARED[self.op](found, self.value)


class Kept(Protocol):
    """What an earlier run left. as_of: of when (naive UTC)."""

    @property
    def as_of(self) -> datetime: ...
    @property
    def numbers(self) -> Collection[Known]: ...
    @property
    def values(self) -> Collection[Known]: ...


@dataclass(frozen=True)
class PlanesPlan:
    """Read `totals`; materialise `stages` in order, then read `people`; then judge `order` with `planes.Planes`.

    places: where the features of `totals` are found. people: one row per person of the base: `customer_key` and the
    columns of `columns` (1, 0, 2 for unknown). Every leaf but references is in `thresholds` or in `columns`, with its
    `unknown` kept. order: the definitions and all that they refer to, each after those. wanted: the definitions that
    were asked for.
    """

    totals: tuple[TotalQuery, ...]
    places: dict[Feature, Place]
    thresholds: dict[Leaf, Threshold]
    stages: tuple[FeatureQuery, ...]
    people: ir.Table
    columns: dict[Leaf, str]
    order: tuple[Definition, ...]
    wanted: tuple[Definition, ...]
    #: What of the stages holds at another instant, and for whom: stage → column → what it is kept as.
    held: Mapping[str, Mapping[str, Known]]

    @cached_property
    def asking(self) -> dict[Feature, list[Leaf]]:
        """The conditions on each number."""
        found: dict[Feature, list[Leaf]] = {}
        for leaf, threshold in self.thresholds.items():
            found.setdefault(threshold.feature, []).append(leaf)
        return found


@dataclass(frozen=True)
class CarriedPlan:
    """A plan for whoever keeps the numbers of another instant. ways: the features that follow from them, which `plan`
    leaves out of its totals. slices: what lies between. again: these features in full, for people whose older rows
    have changed. groups: the stages of `plan` whose values hold for most. base: `customer_key` of everybody."""

    plan: PlanesPlan
    ways: dict[Feature, Step]
    slices: Sliced
    again: Callable[[], Totals]
    groups: tuple[Group, ...]
    base: ir.Table

    @property
    def carried(self) -> int:
        """How many features follow from what is kept."""
        return len(self.ways) + sum(len(columns) for group in self.groups for columns in group.values.values())


def planes_plan(definitions: Sequence[Definition], env: Environment) -> PlanesPlan:
    """The plan for definitions over customers, which must have passed `check`."""
    read = _Read.of(definitions, env)
    return read.plan((), read.based(()))


def carried_plan(definitions: Sequence[Definition], env: Environment, kept: Kept) -> CarriedPlan:
    """As `planes_plan`, from what is kept of an earlier instant."""
    read = _Read.of(definitions, env)
    ways = steps(dict.fromkeys(read.measured.values()), kept.numbers)
    grouped = groups(read.valued, kept.values, kept.as_of, env.rows)
    made = read.based([*grouped.values()])
    return CarriedPlan(
        read.plan(ways, made),
        ways,
        sliced((f for f, way in ways.items() if way.slices), env.rows),
        partial(totals, ways, env.rows),
        tuple(_group(between, features, made, env) for between, features in grouped.items()),
        people_of_base().select(KEY),
    )


def _group(between: frozenset[Span], features: Mapping[Valued, Known], made: Base, env: Environment) -> Group:
    values: dict[str, dict[str, Known]] = {}
    passed: dict[str, int] = {}
    for feature, one in features.items():
        name, column = made.places[feature]
        values.setdefault(name, {})[kept_column(feature, column)] = one
        if isinstance(feature, OverdueFeature):
            passed[name] = feature.reached
    return Group(touching(between, env.rows), tuple(q for q in made.features if q.name in values), values, passed)


@dataclass(frozen=True)
class _Read:
    """What definitions read. order: slugs of all that they need. measured: leaves that compare a whole number."""

    wanted: tuple[Definition, ...]
    order: tuple[Definition, ...]
    leaves: tuple[Leaf, ...]
    measured: dict[Event, Feature]
    env: Environment

    @staticmethod
    def of(definitions: Sequence[Definition], env: Environment) -> _Read:
        slugs = evaluation_order({d.slug: d for d in definitions}, env.known)
        order = tuple(env.known[slug] for slug in slugs if unit_of(env.known[slug]) == env.unit)
        leaves = tuple(dict.fromkeys(leaf for defn in order for _, root in roots(defn) for leaf in _leaves(root)))
        measured = {leaf: features_of(leaf, env)[0] for leaf in leaves if isinstance(leaf, Event) and _is_whole(leaf)}
        return _Read(tuple(definitions), order, leaves, measured, env)

    @cached_property
    def others(self) -> list[Leaf]:
        """The leaves that are columns of people."""
        return [leaf for leaf in self.leaves if leaf not in self.measured]

    @cached_property
    def needs(self) -> Needs:
        """What the columns of people read."""
        needs = needs_of(self.others, self.env)
        needs.consents |= {consent_column(one): one for leaf in self.measured for one in refusals(leaf)}
        return needs

    @property
    def valued(self) -> Iterator[Valued]:
        """The features behind the columns."""
        yield from self.needs.features
        yield from self.needs.chains

    def based(self, apart: Sequence[Collection[Valued]]) -> Base:
        """The row of people with the tables that it reads."""
        return base(self.needs, self.env, apart)

    def plan(self, without: Collection[Feature], read: Base) -> PlanesPlan:
        """The plan, without the totals of some features."""
        found = totals((f for f in self.measured.values() if f not in without), self.env.rows)
        columns = {leaf: f"l{i}" for i, leaf in enumerate(self.others)}
        shown: dict[str, ir.Value] = {
            name: three(raw_truth(leaf, read.row, self.env)) for leaf, name in columns.items()
        }
        unseen = {
            refused: f"u{i}" for i, refused in enumerate(dict.fromkeys(map(refusals, self.measured))) if refused
        }
        for refused, name in unseen.items():
            shown[name] = _refused(refused, read.row)
        return PlanesPlan(
            tuple(found.queries),
            found.places,
            {
                leaf: Threshold(feature, leaf.op, _value(leaf), unseen.get(refusals(leaf)))
                for leaf, feature in self.measured.items()
            },
            read.features + read.ranks,
            read.row.table.select(KEY, **shown),
            columns,
            self.order,
            self.wanted,
            self._held(read),
        )

    def _held(self, read: Base) -> dict[str, dict[str, Known]]:
        held: dict[str, dict[str, Known]] = {}
        for feature in filter(keeps, self.valued):
            name, column = read.places[feature]
            held.setdefault(name, {})[kept_column(feature, column)] = known_value(feature)
        return held


def _refused(refused: tuple[Consent, ...], row: Row) -> ir.Value:
    """Whether somebody has said any of these: 1 or 0."""
    said = ibis.or_(*(row.table[consent_column(one)] == one.state for one in refused))
    return ibis.ifelse(said.fill_null(False), 1, 0).cast("int8")


def _leaves(node: Node) -> Iterator[Leaf]:
    """The leaves of a rule but references, with their `unknown` kept; `among` belongs to its ranking."""
    match node:
        case AllOf(nodes) | AnyOf(nodes) | NoneOf(nodes):
            for child in nodes:
                yield from _leaves(child)
        case Not(child):
            yield from _leaves(child)
        case Member():
            return
        case _:
            yield replace(node, unknown=Unknown.KEEP)


def _is_whole(leaf: Event) -> bool:
    """Whether the condition compares a count, or a sum with whole ten-thousandths."""
    if leaf.measure.kind not in ("count", "sum") or leaf.measure.field == "ts" or leaf.op not in _COMPARED:
        return False
    if refusals(leaf) and leaf.measure.kind != "count":
        return False
    return all(number % 1 == 0 and abs(number) <= _LARGEST for number in _scaled(leaf))


def _scaled(leaf: Event) -> list[Decimal]:
    scale = SCALE if leaf.measure.kind == "sum" else 1
    given: tuple[Any, ...] = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    return [Decimal(value) * scale for value in given]


def _value(leaf: Event) -> int | tuple[int, ...]:
    numbers = tuple(int(number) for number in _scaled(leaf))
    return numbers if isinstance(leaf.value, tuple) else numbers[0]
