"""The figures behind the conditions of definitions, one column each: what a rule compares, without the comparison."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis.expr.types as ir

from osuma.engine.features.aggregates import KEY
from osuma.engine.segments.compile.base import base, closure, needs_of
from osuma.engine.segments.compile.leaves import Row, consent_column, field_operand, figure
from osuma.engine.segments.compile.needs import Environment, features_of
from osuma.engine.segments.compile.nodes import raw_truth
from osuma.engine.segments.compile.plan import Plan
from osuma.engine.segments.depends import nodes
from osuma.engine.segments.dump import node_mapping
from osuma.engine.segments.parse.values import window_mapping
from osuma.engine.segments.rule import (
    AllOf,
    AnyOf,
    Consent,
    Dates,
    Definition,
    Event,
    Filter,
    Node,
    NoneOf,
    Not,
    Property,
    Rank,
    Recency,
    Window,
    plain,
)
from osuma.engine.segments.settings import Settings
from osuma.engine.tables.vocabulary import Vocabulary, canonical

EXTERNAL = "external_id"
_LONGEST = 60


@dataclass(frozen=True)
class Figure:
    """One column. condition: the first one that it stands in, as it is written. first, after: the instants of events
    that it counts (first < ts <= after, aware UTC), None where there is no such bound."""

    name: str
    condition: Mapping[str, Any]
    first: datetime | None = None
    after: datetime | None = None


@dataclass(frozen=True)
class Figures:
    """plan: its stages are to be made first; `plan.flags` then has one row per person: `customer_key`,
    `external_id` and a column for each of `columns`."""

    plan: Plan
    columns: tuple[Figure, ...]


def figures(
    definitions: Sequence[Definition],
    known: Mapping[str, Definition],
    settings: Settings,
    as_of: datetime,
    current: bool = True,
    vocabulary: Vocabulary | None = None,
) -> Figures:
    """Every figure of definitions over people that have passed `check`, each once; arguments as for `compile_`.

    Of an event its measure (0 for none where it counts or sums), of a recency the instant in UTC, of a property or a
    date its value, of a consent its state, of a rank what it ranks by. Other conditions give their truth.
    """
    env = Environment(settings, as_of, current, vocabulary or canonical(), closure(definitions, known))
    every = [node for defn in definitions for _, node in nodes(defn)]
    leaves = [node for node in every if not isinstance(node, AllOf | AnyOf | NoneOf | Not)]
    asked = {_key(leaf): leaf for leaf in reversed(leaves)}
    needs = needs_of(leaves, env)
    needs.fields[EXTERNAL] = None
    found = base(needs, env)
    made: dict[str, ir.Value] = {}
    columns = []
    for leaf in reversed(asked.values()):
        name = _unlike(_name(leaf), made)
        made[name] = _value(leaf, found.row, env)
        first, after = _bounds(leaf, env)
        columns.append(Figure(name, node_mapping(leaf), first, after))
    table = found.row.table
    return Figures(Plan(found.features, found.ranks, table.select(KEY, EXTERNAL, **made), {}), tuple(columns))


def _measured(leaf: Node) -> Event | Property | None:
    by = leaf.by if isinstance(leaf, Rank) else leaf
    return by if isinstance(by, Event | Property) else None


def _key(leaf: Any) -> Any:
    """Conditions of equal keys compare the same figure."""
    by = _measured(leaf)
    match by if by is not None else leaf:
        case Event() as event:
            return "event", event.event, event.where, event.measure, event.window
        case Property() as field:
            return "field", field.property
        case Dates():
            return "field", leaf.date
        case Recency():
            return "recency", leaf.recency, leaf.which, leaf.where
        case Consent():
            return "consent", consent_column(leaf)
        case other:
            return other


def _value(leaf: Any, row: Row, env: Environment) -> ir.Value:
    by = _measured(leaf)
    if by is not None:
        return figure(by, row, env)
    match leaf:
        case Dates():
            return field_operand(row, leaf.date, env).plain
        case Recency():
            found: ir.Value = row.feature(features_of(leaf, env)[0])
            return found
        case Consent():
            state: ir.Value = row.table[consent_column(leaf)]
            return state
        case _:
            return raw_truth(leaf, row, env)


def _bounds(leaf: Any, env: Environment) -> tuple[datetime | None, datetime | None]:
    by = _measured(leaf)
    if isinstance(by, Event):
        return env.past(by.window)
    return (None, env.now) if isinstance(leaf, Recency) else (None, None)


def _name(leaf: Any) -> str:
    by = _measured(leaf)
    match by if by is not None else leaf:
        case Event() as event:
            measure = event.measure
            parts = [event.event, measure.kind, measure.field or "", *_filters(event.where), _window(event.window)]
        case Property() as field:
            parts = [field.property]
        case Dates() as dates:
            parts = [dates.date]
        case Recency() as recency:
            parts = [recency.which, recency.recency, *_filters(recency.where), "at"]
        case Consent() as consent:
            parts = ["consent", consent.consent, consent.purpose]
        case _:
            parts = [f"{key} {value}" for key, value in node_mapping(leaf).items()]
    return _slug("_".join(part for part in parts if part))


def _filters(filters: Sequence[Filter]) -> list[str]:
    return [f"{one.property} {one.op} {plain(one.value) if one.other is None else one.other}" for one in filters]


def _window(window: Window | None) -> str:
    return "" if window is None else " ".join(f"{key} {value}" for key, value in window_mapping(window).items())


def _slug(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")[:_LONGEST].rstrip("_")


def _unlike(name: str, taken: Mapping[str, Any]) -> str:
    """A name that is not taken: long ones are cut, and may then be alike."""
    used = {*taken, KEY, EXTERNAL}
    return next(one for n in range(1, len(used) + 2) if (one := name if n == 1 else f"{name}_{n}") not in used)
