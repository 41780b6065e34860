"""Drawn conditions on companies by their order, by the order of what happened, and by lot."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from osuma.engine.periods import Duration
from osuma.engine.segments.rule import (
    Bucket,
    Chain,
    Draw,
    Event,
    Leaf,
    Measure,
    Overdue,
    Property,
    Rank,
    Sample,
    Seasonal,
    Step,
)

GRID: dict[str, tuple[str, ...]] = {
    "ranked": ("top", "share", "tiles", "percentile", "per"),
    "in order": ("done", "sold", "without"),
    "own rhythm": ("overdue", "seasonal"),
    "by lot": ("bucket", "sample"),
}
#: The part of it that people have too, who may be named in deals.
PEOPLE_GRID: dict[str, tuple[str, ...]] = {"in order": ("sold", "without")}
_DEALS = ("deal_made", "deal_won", "deal_lost")


class Ordered:
    """Draws one leaf for a node and an operator."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def leaf(self, node: str, op: str) -> Leaf:
        match node:
            case "ranked":
                return self.ranked(op)
            case "in order":
                return self.in_order(op)
            case "own rhythm":
                return self.rhythm(op)
            case _:
                return self.by_lot(op)

    def ranked(self, op: str) -> Rank:
        rng = self.rng
        by: Property | Event = rng.choice(
            [
                Property(rng.choice(["turnover", "headcount", "founded"]), "set"),
                Event("deal_won", (), Measure("sum", "amount")),
                Event(rng.choice(["deal_made", "order"])),
                Event("visit", (), Measure("avg", "minutes")),
            ]
        )
        among = rng.choice([None, None, Event("deal_made"), Property("country", "eq", "FI")])
        cut: dict[str, Any] = {
            "top": {"n": rng.choice([1, 3])},
            "share": {"percent": rng.choice([20, 50])},
            "tiles": {"tiles": 4, "among_tiles": (1, 3)},
            "percentile": {"percentiles": (25, 75)},
            "per": {"n": 1, "per": rng.choice(["country", "industry_section", "city"])},
        }[op]
        return Rank(by, rng.choice(["asc", "desc"]), among=among, **cut)

    def in_order(self, op: str) -> Chain:
        rng = self.rng
        within = rng.choice([None, Duration(30, "days"), Duration(6, "months")])
        if op == "done":
            return Chain((Step("order"), Step(rng.choice(["order", "visit"]))), within)
        sold, done = Step(rng.choice(_DEALS)), Step(rng.choice(["order", "visit", "deal_made"]))
        if op == "sold":
            return Chain(tuple(rng.sample([sold, done], 2)), within)
        parting = Step(rng.choice(["deal_won", "order"]), without=True)
        if rng.random() < 0.5:
            return Chain((done, parting, sold), within)
        return Chain((sold, parting), within or Duration(2, "weeks"), so_far=rng.random() < 0.5)

    def rhythm(self, op: str) -> Overdue | Seasonal:
        event = self.rng.choice(["order", "visit"])
        if op == "overdue":
            return Overdue(event, self.rng.choice([1, Decimal("1.5")]), gaps=1)
        return Seasonal(event, (), self.rng.choice([3, 6]), self.rng.choice([50, 80]), 1)

    def by_lot(self, op: str) -> Bucket | Sample:
        if op == "bucket":
            low = self.rng.randrange(5_000)
            return Bucket(self.rng.choice(["spring", "ä"]), low, low + 4_999)
        among = self.rng.choice([None, Property("country", "eq", "FI")])
        return Sample(Draw(self.rng.choice(["one", "two"])), percent=self.rng.choice([20, 60]), among=among)
