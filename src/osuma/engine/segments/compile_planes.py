"""All definitions at once for a reader that holds conditions as planes: features and leaves, and no rule.

The rules are put together by `planes`; what a plan of `compile_` gives for the same definitions is the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt

from osuma.engine.features.aggregates import KEY, FeatureQuery
from osuma.engine.features.totals import SCALE, Place, TotalQuery, totals
from osuma.engine.segments.compile_base import base, needs_of
from osuma.engine.segments.compile_needs import Environment, features_of
from osuma.engine.segments.compile_nodes import raw_truth, three
from osuma.engine.segments.depends import evaluation_order, roots
from osuma.engine.segments.rule import (
    AllOf,
    AnyOf,
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
    """A condition on one whole number of a customer, which is 0 where the place has no row. Never unknown."""

    place: Place
    op: str
    value: int | tuple[int, ...]

    def holds(self, found: Numbers) -> npt.NDArray[np.bool_]:
        return _COMPARED[self.op](found, self.value)


@dataclass(frozen=True)
class PlanesPlan:
    """Read `totals`; materialise `stages` in order, then read `people`; then judge `order` with `planes.Planes`.

    people: one row per person of the base: `customer_key` and the columns of `columns` (1, 0, 2 for unknown).
    Every leaf but references is in `thresholds` or in `columns`, with its `unknown` kept. order: the definitions
    and all that they refer to, each after those. wanted: the definitions that were asked for.
    """

    totals: tuple[TotalQuery, ...]
    thresholds: dict[Leaf, Threshold]
    stages: tuple[FeatureQuery, ...]
    people: ir.Table
    columns: dict[Leaf, str]
    order: tuple[Definition, ...]
    wanted: tuple[Definition, ...]


def planes_plan(definitions: Sequence[Definition], env: Environment) -> PlanesPlan:
    """The plan for definitions over customers, which must have passed `check`."""
    slugs = evaluation_order({d.slug: d for d in definitions}, env.known)
    order = [env.known[slug] for slug in slugs if unit_of(env.known[slug]) == env.unit]
    leaves = dict.fromkeys(leaf for defn in order for _, root in roots(defn) for leaf in _leaves(root))
    measured = {leaf: features_of(leaf, env)[0] for leaf in leaves if isinstance(leaf, Event) and _is_whole(leaf)}
    found = totals(measured.values(), env.rows)
    thresholds: dict[Leaf, Threshold] = {
        leaf: Threshold(found.places[feature], leaf.op, _value(leaf)) for leaf, feature in measured.items()
    }
    others = [leaf for leaf in leaves if leaf not in thresholds]
    read = base(needs_of(others, env), env)
    columns = {leaf: f"l{i}" for i, leaf in enumerate(others)}
    shown = {name: three(raw_truth(leaf, read.row, env)) for leaf, name in columns.items()}
    return PlanesPlan(
        tuple(found.queries),
        thresholds,
        read.features + read.ranks,
        read.row.table.select(KEY, **shown),
        columns,
        tuple(order),
        tuple(definitions),
    )


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
    return all(number % 1 == 0 and abs(number) <= _LARGEST for number in _scaled(leaf))


def _scaled(leaf: Event) -> list[Decimal]:
    scale = SCALE if leaf.measure.kind == "sum" else 1
    given: tuple[Any, ...] = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    return [Decimal(value) * scale for value in given]


def _value(leaf: Event) -> int | tuple[int, ...]:
    numbers = tuple(int(number) for number in _scaled(leaf))
    return numbers if isinstance(leaf.value, tuple) else numbers[0]
