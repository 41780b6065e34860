"""The conditions of a definition that let in those who did *not* do something: old data makes them true by itself."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from osuma.engine.segments.depends import owner
from osuma.engine.segments.rule import (
    Across,
    Chain,
    Definition,
    Event,
    Member,
    Node,
    NoneOf,
    Not,
    Overdue,
    Partition,
    Rank,
    Recency,
    Sample,
    Unknown,
    children,
)

#: Of someone who has no such event these are 0; every other measure is unknown.
MEASURES_OF_NOTHING = ("count", "sum", "distinct")
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


#: A definition, one class of it or none, and whether it stands under an odd number of `not`s.
_Seen = set[tuple[str, str | None, bool]]


@dataclass(frozen=True)
class Absence:
    """One condition that missing rows make true. slug: the definition in which it stands. said: the condition as it
    works, under a `not` where it stands under an odd number of them. event: the type of which rows would be missing.
    """

    slug: str
    leaf: Event | Recency | Chain | Overdue
    said: Node
    event: str


def absences(defn: Definition, known: Mapping[str, Definition]) -> tuple[Absence, ...]:
    """Every such condition of a definition and of those that it refers to, each once, in the order of the text."""
    return tuple(dict.fromkeys(_of_definition(defn, None, False, known, set())))


def zero_passes(node: Event) -> bool:
    """Whether 0 is a value that the condition accepts."""
    match node.op, node.value:
        case "between", (int() | Decimal() as low, int() | Decimal() as high):
            return low <= 0 <= high
        case ("in" | "not_in") as op, tuple() as items:
            return (0 in items) == (op == "in")
        case op, int() | Decimal() as limit if op in _COMPARISONS:
            return _COMPARISONS[op](0, limit)
        case _:
            return False


def _of_definition(
    defn: Definition, klass: str | None, negative: bool, known: Mapping[str, Definition], seen: _Seen
) -> Iterator[Absence]:
    """klass: only what puts people into one class of a partition, which is also to be in none before it.

    seen: what was gone through. A chain of segments that each name the one before twice would else be gone through
    in as many ways as two to the power of its length.
    """
    if (defn.slug, klass, negative) in seen:
        return
    seen.add((defn.slug, klass, negative))
    if not isinstance(defn, Partition):
        yield from _of_node(defn.where, defn.slug, negative, known, seen)
        return
    if defn.base is not None:
        yield from _of_node(defn.base, defn.slug, negative, known, seen)
    for one in defn.classes:
        if klass in (None, one.slug):
            yield from _of_node(one.where, defn.slug, negative, known, seen)
        if klass == one.slug:
            return
        yield from _of_node(one.where, defn.slug, not negative, known, seen)


def _of_node(
    node: Node, slug: str, negative: bool, known: Mapping[str, Definition], seen: _Seen
) -> Iterator[Absence]:
    match node:
        case Event() | Recency():
            if _accepts_nothing(node, negative):
                event = node.event if isinstance(node, Event) else node.recency
                yield Absence(slug, node, Not(node) if negative else node, event)
        case Chain() | Overdue():
            for event in _missed(node, negative):
                yield Absence(slug, node, Not(node) if negative else node, event)
        case Member(member=name) if (other := known.get(owner(name))) is not None:
            yield from _of_definition(other, name.partition("/")[2] or None, negative, known, seen)
        case Rank(among=among) | Sample(among=among) if among is not None:
            yield from _of_node(among, slug, False, known, seen)
        case Across(where=inner) if inner is not None:
            for way in _ways(node):
                yield from _of_node(inner, slug, negative != way, known, seen)
        case _:
            turned = negative != isinstance(node, Not | NoneOf)
            for _, child in children(node):
                yield from _of_node(child, slug, turned, known, seen)


def _ways(node: Across) -> tuple[bool, ...]:
    """Whether one more for whom the inner rule holds could turn the condition false (True), true (False), or both."""
    if node.which == "count":
        return (False,) if node.op in ("gt", "gte") else (True,) if node.op in ("lt", "lte") else (False, True)
    return (node.which == "none",)


def _missed(node: Chain | Overdue, negative: bool) -> Iterator[str]:
    """The event types of which missing rows would make the condition true, or false where negative."""
    if isinstance(node, Chain):
        yield from (step.event for step in node.steps if step.without != negative)
    elif not negative:
        yield node.overdue


def _accepts_nothing(node: Event | Recency, negative: bool) -> bool:
    """Whether the condition, turned round where negative, is true of someone of whom no such row is there."""
    if isinstance(node, Event) and node.measure.kind in MEASURES_OF_NOTHING:
        return zero_passes(node) != negative
    if node.unknown in (Unknown.INCLUDE, Unknown.ONLY):
        return node.unknown is Unknown.INCLUDE or not negative
    # the first time is never moved by what is missing at the end of the data
    return isinstance(node, Recency) and node.which == "last" and (node.op == "gt") != negative
