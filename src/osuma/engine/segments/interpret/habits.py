"""A person's own rhythm for the interpreter: gaps and seasons, counted one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import pairwise
from statistics import median

from osuma.engine.segments.rule import Overdue, Seasonal


def gaps(days: Iterable[date]) -> list[int]:
    """Whole days between the days on which something happened, in order."""
    ordered = sorted(set(days))
    return [(later - earlier).days for earlier, later in pairwise(ordered)]


def is_overdue(leaf: Overdue, days: list[date], today: date) -> bool | None:
    """None of a person with too few gaps."""
    found = gaps(days)
    if len(found) < leaf.gaps:
        return None
    return (today - max(days)).days > Fraction(leaf.times) * Fraction(median([Fraction(gap) for gap in found]))


def is_seasonal(leaf: Seasonal, days: list[date]) -> bool:
    """Whether any month of the year begins such a season."""
    return any(_season(leaf, days, first) for first in range(12))


def _season(leaf: Seasonal, days: list[date], first: int) -> bool:
    every, inside = Counter[int](), Counter[int]()
    for day in days:
        since = day.year * 12 + day.month - 1 - first
        every[since // 12] += 1
        inside[since // 12] += since % 12 < leaf.months
    good = all(Fraction(inside[year], every[year]) >= Fraction(leaf.percent, 100) for year in every)
    return good and len(every) >= leaf.years
