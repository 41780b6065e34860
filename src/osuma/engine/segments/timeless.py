"""Conditions whose inputs have no history, or only since somebody told of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from osuma.engine.segments.depends import everywhere, reads, references
from osuma.engine.segments.rule import Across, Definition, Node, Unit
from osuma.engine.tables.company_views import DEAL_EVENTS
from osuma.engine.tables.vocabulary import Vocabulary


@dataclass(frozen=True)
class Timeless:
    """One condition. slug: the definition in which it stands. field: the figure that is kept only as it is now."""

    slug: str
    path: str
    field: str


def timeless(defn: Definition, known: Mapping[str, Definition], vocabulary: Vocabulary) -> list[Timeless]:
    """Every such condition of a definition and of all that it refers to.

    Figures of areas are those of the newest statistics, whatever the day. Events, order statuses, consents, deals and
    the fields of people and companies have history; where an area lies does not change.
    """
    return [
        Timeless(one.slug, path, name)
        for one in _with_references(defn, known)
        for path, node, unit in everywhere(one)
        for name in sorted(reads(node).fields)
        if unit == "areas" or (unit == "customers" and _of_area(name, vocabulary))
    ]


def first_told(defn: Definition, known: Mapping[str, Definition]) -> frozenset[str]:
    """What a definition reads that is known only since it was told: fields of people and companies, contacts,
    deals."""
    return frozenset(
        name
        for one in _with_references(defn, known)
        for _, node, unit in everywhere(one)
        for name in _since_told(node, unit)
    )


def _with_references(defn: Definition, known: Mapping[str, Definition]) -> Iterator[Definition]:
    waiting, seen = [defn], {defn.slug}
    while waiting:
        one = waiting.pop(0)
        yield one
        for slug in references(one):
            if slug in known and slug not in seen:
                seen.add(slug)
                waiting.append(known[slug])


def _since_told(node: Node, unit: Unit) -> Iterator[str]:
    if isinstance(node, Across):
        yield "contacts"
        return
    read = reads(node)
    if unit != "areas" and read.fields:
        yield unit if unit == "customers" else "companies"
    if read.events & set(DEAL_EVENTS):
        yield "deals"
    if unit == "accounts" and read.events - set(DEAL_EVENTS):
        yield "contacts"


def _of_area(name: str, vocabulary: Vocabulary) -> bool:
    field = vocabulary.customers.get(name)
    return field is not None and field.area
