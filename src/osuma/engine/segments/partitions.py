"""Whether a partition over score tiles is what its names promise: dead classes, uncovered and doubled cells.

A partition is complete and exclusive by construction: the first match wins and the rest is other. That hides
classes that nobody can ever be in and cells that fall to other unseen. Where every rule is built of tiles
(`rank … tiles`) by all, any, none and not, all cells are tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from osuma.engine.segments.rule import AllOf, AnyOf, Event, Node, NoneOf, Not, Partition, Property, Rank, walk

#: More cells than these are not tried one by one.
MAX_CELLS = 100_000
Axis = tuple[Event | Property, str, Node | None, int]


@dataclass(frozen=True)
class Cells:
    """axes: what each tile axis ranks by and how many tiles it has. A cell is one tile per axis, from 1.

    dead: slugs of classes that no cell reaches first. uncovered: cells that fall to other.
    shared: cells that several rules fit, with the slugs, of which the first wins.
    """

    axes: tuple[Axis, ...]
    dead: tuple[str, ...]
    uncovered: tuple[tuple[int, ...], ...]
    shared: dict[tuple[int, ...], tuple[str, ...]]


def cells(partition: Partition) -> Cells | None:
    """Every cell tried against every rule; None where the rules are not over tiles alone."""
    axes = _axes(partition)
    if axes is None or not axes:
        return None
    fits = {cell: _fitting(partition, dict(zip(axes, cell, strict=True))) for cell in _all_cells(axes)}
    reached = {slugs[0] for slugs in fits.values() if slugs}
    return Cells(
        axes,
        tuple(c.slug for c in partition.classes if c.slug not in reached),
        tuple(cell for cell, slugs in fits.items() if not slugs),
        {cell: slugs for cell, slugs in fits.items() if len(slugs) > 1},
    )


def _axes(partition: Partition) -> tuple[Axis, ...] | None:
    found: dict[Axis, None] = {}
    for klass in partition.classes:
        for node in _outside_rankings(klass.where):
            if isinstance(node, Rank) and node.tiles is not None:
                found[_axis(node)] = None
            elif not isinstance(node, AllOf | AnyOf | NoneOf | Not):
                return None
    axes = tuple(found)
    size = 1
    for axis in axes:
        size *= axis[3]
    return axes if size <= MAX_CELLS else None


def _outside_rankings(rule: Node) -> Iterator[Node]:
    """The nodes of a rule without those of an `among`, which says who is ranked and not where one stands."""
    return (node for path, node in walk(rule, "") if ".among" not in path)


def _axis(rank: Rank) -> Axis:
    return rank.by, rank.order, rank.among, rank.tiles or 1


def _all_cells(axes: tuple[Axis, ...]) -> Iterator[tuple[int, ...]]:
    return product(*(range(1, axis[3] + 1) for axis in axes))


def _fitting(partition: Partition, cell: dict[Axis, int]) -> tuple[str, ...]:
    return tuple(c.slug for c in partition.classes if _holds(c.where, cell))


def _holds(node: Node, cell: dict[Axis, int]) -> bool:
    match node:
        case AllOf(nodes):
            return all(_holds(child, cell) for child in nodes)
        case AnyOf(nodes):
            return any(_holds(child, cell) for child in nodes)
        case NoneOf(nodes):
            return not any(_holds(child, cell) for child in nodes)
        case Not(child):
            return not _holds(child, cell)
        case Rank():
            return cell[_axis(node)] in node.among_tiles
        case _:
            raise TypeError(type(node).__name__)
