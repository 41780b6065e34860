"""The events behind a membership: a property of the newest row that a condition of the definition asks for.

An invitation names the event that the person came to; the rule has said which events those are, and says it once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from osuma.engine.segments.absence import zero_passes
from osuma.engine.segments.compile.needs import Beside
from osuma.engine.segments.depends import owner
from osuma.engine.segments.rule import (
    Definition,
    Event,
    Member,
    Node,
    NoneOf,
    Not,
    Partition,
    Recency,
    children,
)


@dataclass(frozen=True)
class Behind:
    """What is asked: a property of one event type. Written `attendance.event_name`."""

    event: str
    property: str

    def figures(self, asked: Event) -> tuple[Beside, Beside]:
        """Over the rows of a condition: the time of the newest, and its property as it was written."""
        return Beside(asked, "latest"), Beside(asked, "spelled", self.property)


def conditions(defn: Definition, klass: str | None, event: str, known: Mapping[str, Definition]) -> tuple[Event, ...]:
    """The conditions by which rows of an event type let people in, each once, also those of segments referred to.

    klass: of a partition, the class whose conditions are meant; without it there are none.
    """
    return tuple(dict.fromkeys(_of_definition(defn, klass, event, known, ())))


def _of_definition(
    defn: Definition, klass: str | None, event: str, known: Mapping[str, Definition], path: tuple[str, ...]
) -> Iterator[Event]:
    if defn.slug in path:
        return
    inside = (*path, defn.slug)
    if not isinstance(defn, Partition):
        yield from _of_node(defn.where, event, known, inside)
        return
    for one in defn.classes:
        if one.slug == klass:
            yield from _of_node(one.where, event, known, inside)


def _of_node(node: Node, event: str, known: Mapping[str, Definition], path: tuple[str, ...]) -> Iterator[Event]:
    match node:
        case Not() | NoneOf():
            return
        case Event() if node.event == event and not (node.measure.kind == "count" and zero_passes(node)):
            yield Event(event, node.where, window=node.window)
        case Recency() if node.recency == event:
            yield Event(event, node.where)
        case Member() if owner(node.member) in known:
            klass = node.member.partition("/")[2] or None
            yield from _of_definition(known[owner(node.member)], klass, event, known, path)
        case _:
            for step, child in children(node):
                if step != "among":
                    yield from _of_node(child, event, known, path)
