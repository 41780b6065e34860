"""Conditions whose inputs have no history: what they say of a past instant would be today's figure."""

from __future__ import annotations

from collections.abc import Mapping
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

    Figures of areas are those of the newest statistics, whatever the day. Of companies only what they are now is
    read, and who their contacts are. Events, order statuses, consents and the fields of people have history; where
    an area lies does not change.
    """
    found, waiting, seen = [], [defn], {defn.slug}
    while waiting:
        one = waiting.pop(0)
        for path, node, unit in everywhere(one):
            found += [Timeless(one.slug, path, name) for name in _now_only(node, unit, vocabulary)]
        for slug in references(one):
            if slug in known and slug not in seen:
                seen.add(slug)
                waiting.append(known[slug])
    return found


def _now_only(node: Node, unit: Unit, vocabulary: Vocabulary) -> list[str]:
    if isinstance(node, Across):
        return ["contacts"]
    read = reads(node)
    names = [name for name in sorted(read.fields) if unit != "customers" or _of_area(name, vocabulary)]
    if read.events & set(DEAL_EVENTS):
        names.append("deals")
    if unit == "accounts" and read.events - set(DEAL_EVENTS):
        names.append("contacts")
    return names


def _of_area(name: str, vocabulary: Vocabulary) -> bool:
    field = vocabulary.customers.get(name)
    return field is not None and field.area
