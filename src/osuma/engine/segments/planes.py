"""Rules over planes: the truth of a condition for everybody at once, one bit a person.

A plane is two sets of people as packed bits: for whom the condition is `sure` (true) and for whom it is `maybe`
(true or unknown). Kleene's logic is then plain logic on each of the two; `not` swaps them. The same rules as
columns of an expression are in `compile_nodes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np
import numpy.typing as npt

from osuma.engine.segments.depends import owner
from osuma.engine.segments.rule import (
    AllOf,
    AnyOf,
    Definition,
    Leaf,
    Member,
    Node,
    NoneOf,
    Not,
    Partition,
    Unknown,
)

Bits = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Plane:
    """sure: true. maybe: true or unknown. Where nothing is unknown the two are one array."""

    sure: Bits
    maybe: Bits

    @staticmethod
    def of(truth: npt.NDArray[np.bool_], unknown: npt.NDArray[np.bool_] | None = None) -> Plane:
        """From one value a person; unknown: where the truth is not known."""
        sure = np.packbits(truth)
        return Plane(sure, sure if unknown is None else np.packbits(truth | unknown))

    @property
    def unknown(self) -> Bits:
        return self.maybe & ~self.sure


@dataclass(frozen=True)
class Classes:
    """A partition: whom it divides, and the members of each class by its slug, the last of which is other."""

    inside: Bits
    members: dict[str, Bits]


@dataclass
class Planes:
    """leaves: the truth of each leaf but references, by the leaf with its `unknown` kept. found: by slug."""

    people: int
    leaves: Mapping[Leaf, Plane]
    found: dict[str, Plane | Classes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._everybody = np.packbits(np.ones(self.people, dtype=np.bool_))
        self._nobody = np.zeros_like(self._everybody)

    def add(self, defn: Definition) -> None:
        """Work a definition out; those that it refers to have been added before."""
        self.found[defn.slug] = self._divided(defn) if isinstance(defn, Partition) else self._truth(defn.where, True)

    def _truth(self, node: Node, positive: bool) -> Plane:
        match node:
            case AllOf(nodes):
                return self._both(np.bitwise_and, [self._truth(n, positive) for n in nodes], self._everybody)
            case AnyOf(nodes):
                return self._both(np.bitwise_or, [self._truth(n, positive) for n in nodes], self._nobody)
            case NoneOf(nodes):
                return self._not(
                    self._both(np.bitwise_or, [self._truth(n, not positive) for n in nodes], self._nobody)
                )
            case Not(child):
                return self._not(self._truth(child, not positive))
            case Member():
                return _decided(self._member(node), node.unknown, positive)
            case _:
                return _decided(self.leaves[replace(node, unknown=Unknown.KEEP)], node.unknown, positive)

    def _both(self, way: Callable[[Bits, Bits], Bits], planes: Sequence[Plane], none: Bits) -> Plane:
        sure = reduce(way, (p.sure for p in planes), none)
        if all(p.sure is p.maybe for p in planes):
            return Plane(sure, sure)
        return Plane(sure, reduce(way, (p.maybe for p in planes), none))

    def _not(self, plane: Plane) -> Plane:
        sure = self._everybody & ~plane.maybe
        return Plane(sure, sure if plane.sure is plane.maybe else self._everybody & ~plane.sure)

    def _member(self, leaf: Member) -> Plane:
        found = self.found[owner(leaf.member)]
        if isinstance(found, Plane):
            return found
        slug = owner(leaf.member)
        members = found.members[leaf.member.removeprefix(f"{slug}/")]
        return Plane(members, members)

    def _divided(self, partition: Partition) -> Classes:
        inside = self._everybody if partition.base is None else self._truth(partition.base, True).sure
        left, members = inside, dict[str, Bits]()
        for klass in partition.classes:
            members[klass.slug] = left & self._truth(klass.where, True).sure
            left = left & ~members[klass.slug]
        return Classes(inside, {**members, partition.other.slug: left})


def _decided(plane: Plane, unknown: Unknown, positive: bool) -> Plane:
    match unknown:
        case Unknown.KEEP:
            return plane
        case Unknown.INCLUDE:
            chosen = plane.maybe if positive else plane.sure
        case Unknown.EXCLUDE:
            chosen = plane.sure if positive else plane.maybe
        case Unknown.ONLY:
            chosen = plane.unknown
    return Plane(chosen, chosen)
