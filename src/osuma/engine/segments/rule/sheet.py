"""What people say of a segment on the segment sheet: words, and targets to compare its figures with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: What is said in the company's own words. `factors`: what decides a purchase.
TEXTS = ("interests", "products", "factors", "examples", "channels", "angle", "offer", "goal")
#: Targets that are one whole number; sales: net sales of 12 months in the workspace's currency.
FIGURES = ("customers", "sales", "reach")
KEYS = (*TEXTS, "age", *FIGURES)
LONGEST = 400
OLDEST, MOST = 120, 10**12


@dataclass(frozen=True)
class Sheet:
    """texts: by key, only those that were said. age: the ages meant, both included. figures: targets by key."""

    texts: tuple[tuple[str, str], ...] = ()
    age: tuple[int, int] | None = None
    figures: tuple[tuple[str, int], ...] = ()

    def plain(self) -> dict[str, Any]:
        """As it is written in a definition; empty where nothing was said."""
        age = {} if self.age is None else {"age": list(self.age)}
        return {**dict(self.texts), **age, **dict(self.figures)}
