"""The RFM grid of a partition that divides people by fifths of recency and of frequency."""

from __future__ import annotations

from dataclasses import dataclass, replace

from osuma.engine.segments.rule import AllOf, AnyOf, Event, Node, NoneOf, Not, Partition, Rank, Unknown, walk
from osuma.reporting.facts import RFM_SIDE
from osuma.workflows.segments.probes import Probes


@dataclass(frozen=True)
class Axes:
    """The two rankings that the grid is of; their `among_tiles` say nothing."""

    recency: Rank
    frequency: Rank


def axes(partition: Partition) -> Axes | None:
    """The rankings by fifths that a partition uses: by the time of the last purchase and by their number."""
    fifths = [
        node
        for chosen in partition.classes
        for _, node in walk(chosen.where)
        if isinstance(node, Rank) and node.tiles == RFM_SIDE and isinstance(node.by, Event)
    ]
    recency = next((r for r in fifths if isinstance(r.by, Event) and r.by.measure.field == "ts"), None)
    frequency = next((r for r in fifths if isinstance(r.by, Event) and r.by.measure.kind == "count"), None)
    return Axes(recency, frequency) if recency is not None and frequency is not None else None


def score(rank: Rank, value: int) -> Rank:
    """The rank's own fifth that gets a score: 5 is the newest, or the most."""
    tile = RFM_SIDE + 1 - value if rank.order == "desc" else value
    return replace(rank, among_tiles=(tile,), unknown=Unknown.KEEP)


def probe(partition: Partition, probes: Probes) -> None:
    """Ask of everybody which fifths they are in, where the partition is such a grid."""
    found = axes(partition)
    if found is None:
        return
    for value in range(1, RFM_SIDE + 1):
        probes.add(score(found.recency, value))
        probes.add(score(found.frequency, value))


def class_of(partition: Partition, found: Axes, recency: int, frequency: int) -> int | None:
    """The class of everybody with these scores, by the rules alone; the number of classes is other.

    None where it depends on something else as well.
    """
    for index, chosen in enumerate(partition.classes):
        holds = _holds(chosen.where, found, recency, frequency)
        if holds is None:
            return None
        if holds:
            return index
    return len(partition.classes)


def _holds(node: Node, found: Axes, recency: int, frequency: int) -> bool | None:
    match node:
        case AllOf(children):
            return _all([_holds(child, found, recency, frequency) for child in children])
        case AnyOf(children):
            return _negated(_all([_negated(_holds(child, found, recency, frequency)) for child in children]))
        case NoneOf(children):
            return _all([_negated(_holds(child, found, recency, frequency)) for child in children])
        case Not(child):
            return _negated(_holds(child, found, recency, frequency))
        case Rank():
            return _in_fifth(node, found, recency, frequency)
        case _:
            return None


def _in_fifth(node: Rank, found: Axes, recency: int, frequency: int) -> bool | None:
    for axis, value in ((found.recency, recency), (found.frequency, frequency)):
        if replace(node, among_tiles=axis.among_tiles, unknown=axis.unknown) == axis:
            return score(axis, value).among_tiles[0] in node.among_tiles
    return None


def _all(values: list[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _negated(value: bool | None) -> bool | None:
    return None if value is None else not value
