"""Drawn conditions beyond those of `rules`, with the rows that they need beside those of `worlds`."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from oracle.rules import FIELDS, Cell, Leaves
from oracle.worlds import Drawn, draw
from osuma.engine.segments.rule import (
    Bucket,
    Draw,
    Event,
    Leaf,
    Measure,
    Overdue,
    Property,
    Rank,
    Sample,
    Seasonal,
    Unknown,
)


class Wider(Leaves):
    """Draws one leaf for a node and an operator."""

    def beside(self, op: str) -> Property:
        kinds = ["int", "decimal", "date", "instant"] + (["text", "code", "bool"] if op in ("eq", "ne") else [])
        kind = self.rng.choice(kinds)
        names = ("age", *FIELDS["int"][1:]) if kind == "int" else FIELDS[kind]
        one, other = (self.rng.choice(names) for _ in range(2))
        return Property(one, op, other=other)

    def bucket(self, op: str) -> Bucket:
        low = self.rng.randrange(10_000)
        high = low + 1_500 if op == "narrow" else low + 6_000
        return Bucket(self.rng.choice(["spring", "ä"]), low if high < 10_000 else 0, min(high, 9_999))

    def sample(self, op: str) -> Sample:
        size = {"n": self.rng.choice([1, 3, 15])} if op == "n" else {"percent": self.rng.choice([10, 33, 80])}
        among = self.rng.choice([None, Property("country", "ne", "SE"), Property("x_vip", "set")])
        return Sample(Draw(self.rng.choice(["one", "two"])), **size, among=among)

    def grouped(self, op: str) -> Rank:
        by: Event | Property = self.rng.choice(
            [
                Property("income", "set"),
                Property("age", "set"),
                Event("order", (), Measure("sum", "amount")),
                Event("visit"),
            ]
        )
        per = self.rng.choice(["country", "city", "x_vip", "municipality"])
        if op == "percentile":
            low, high = sorted(self.rng.sample([0, 20, 50, 75, 100], 2))
            return Rank(by, "asc", percentiles=(low, high), per=self.rng.choice([None, per]))
        among = self.rng.choice([None, Event("order")])
        cut: dict[str, Any] = {"percent": {"percent": 40}, "n": {"n": 2}, "tiles": {"tiles": 3, "among_tiles": (2,)}}[
            op
        ]
        return Rank(by, self.rng.choice(["desc", "asc"]), among=among, per=per, **cut)

    def overdue(self, op: str) -> Overdue:
        event = self.rng.choice(["order", "visit"])
        times = self.rng.choice([Decimal("0.5"), 1, 2]) if op == "few" else self.rng.choice([Decimal("1.25"), 3])
        return Overdue(event, times, gaps=1 if op == "few" else 3)

    def seasonal(self, op: str) -> Seasonal:
        event = self.rng.choice(["order", "visit"])
        months = self.rng.choice([6, 9]) if op == "long" else self.rng.choice([2, 3])
        return Seasonal(event, (), months, self.rng.choice([50, 60, 80]), self.rng.choice([1, 1, 2]))


GRID: dict[str, tuple[str, ...]] = {
    "beside": ("eq", "ne", "gt", "gte", "lt", "lte"),
    "bucket": ("narrow", "wide"),
    "sample": ("n", "percent"),
    "grouped": ("percent", "n", "tiles", "percentile"),
    "overdue": ("few", "many"),
    "seasonal": ("long", "short"),
}
CELLS: list[Cell] = [(node, op, str(u)) for node, ops in GRID.items() for op in ops for u in Unknown]


def world(seed: int, people: int = 40) -> Drawn:
    """A drawn world with the rows that these conditions read."""
    return draw(seed, people)


def pool(rng: random.Random, drawn: Drawn, variants: int) -> dict[tuple[str, str], list[Leaf]]:
    """Some leaves for every node and operator of the grid."""
    leaves = Wider(rng, drawn)
    makers: Mapping[str, Callable[[str], Leaf]] = {
        "beside": leaves.beside,
        "bucket": leaves.bucket,
        "sample": leaves.sample,
        "grouped": leaves.grouped,
        "overdue": leaves.overdue,
        "seasonal": leaves.seasonal,
    }
    return {(node, op): [makers[node](op) for _ in range(variants)] for node, ops in GRID.items() for op in ops}
