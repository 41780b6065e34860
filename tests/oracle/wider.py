"""Drawn conditions beyond those of `rules`, with the rows that they need beside those of `worlds`."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from oracle.rules import FIELDS, Cell, Leaves
from oracle.worlds import Drawn, draw
from osuma.engine.segments.rule import Leaf, Property, Unknown


class Wider(Leaves):
    """Draws one leaf for a node and an operator."""

    def beside(self, op: str) -> Property:
        kinds = ["int", "decimal", "date", "instant"] + (["text", "code", "bool"] if op in ("eq", "ne") else [])
        kind = self.rng.choice(kinds)
        names = ("age", *FIELDS["int"][1:]) if kind == "int" else FIELDS[kind]
        one, other = (self.rng.choice(names) for _ in range(2))
        return Property(one, op, other=other)


GRID: dict[str, tuple[str, ...]] = {
    "beside": ("eq", "ne", "gt", "gte", "lt", "lte"),
}
CELLS: list[Cell] = [(node, op, str(u)) for node, ops in GRID.items() for op in ops for u in Unknown]


def world(seed: int, people: int = 40) -> Drawn:
    """A drawn world with the rows that these conditions read."""
    return draw(seed, people)


def pool(rng: random.Random, drawn: Drawn, variants: int) -> dict[tuple[str, str], list[Leaf]]:
    """Some leaves for every node and operator of the grid."""
    leaves = Wider(rng, drawn)
    makers: Mapping[str, Callable[[str], Leaf]] = {"beside": leaves.beside}
    return {(node, op): [makers[node](op) for _ in range(variants)] for node, ops in GRID.items() for op in ops}
