"""Who is in by what is known of them, and who only by what is known of their area."""

from __future__ import annotations

from dataclasses import replace

from osuma.engine.segments.depends import fields_read
from osuma.engine.segments.rule import AllOf, AnyOf, Near, Node, NoneOf, Not, Segment, walk
from osuma.engine.tables.vocabulary import Vocabulary


def reads_areas(segment: Segment, vocabulary: Vocabulary) -> bool:
    """Whether a rule over people asks for a figure of their area, or where it is."""
    return segment.of == "customers" and any(_of_area(node, vocabulary) for _, node in walk(segment.where))


def by_own_data(segment: Segment, vocabulary: Vocabulary) -> Segment:
    """The segment in which every condition about an area decides against the person.

    Whoever is in the segment and not in this one is in it by inference from their area.
    """
    return replace(segment, slug=f"{segment.slug}?own", where=_without(segment.where, vocabulary, positive=True))


def _of_area(node: Node, vocabulary: Vocabulary) -> bool:
    fields = (vocabulary.customers.get(name) for name in fields_read(node))
    return isinstance(node, Near) or any(field is not None and field.area for field in fields)


def _without(node: Node, vocabulary: Vocabulary, *, positive: bool) -> Node:
    match node:
        case AllOf(children):
            return AllOf(tuple(_without(child, vocabulary, positive=positive) for child in children))
        case AnyOf(children):
            return AnyOf(tuple(_without(child, vocabulary, positive=positive) for child in children))
        case NoneOf(children):
            return NoneOf(tuple(_without(child, vocabulary, positive=not positive) for child in children))
        case Not(child):
            return Not(_without(child, vocabulary, positive=not positive))
        # whom a rank or a sample leaves out by area decides for the others too
        case _ if any(_of_area(one, vocabulary) for _, one in walk(node)):
            return AnyOf(()) if positive else AllOf(())
        case _:
            return node
