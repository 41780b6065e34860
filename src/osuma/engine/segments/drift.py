"""How far the make-up of a segment has moved: the population stability index over bins of age."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

#: Lower ends of the bins of age in full years; the last is open.
BINS = (0, 18, 25, 35, 45, 55, 65)
#: Above this the make-up has changed (Siddiqi 2006, Credit Risk Scorecards; 0.1 to 0.25 is a moderate change).
CHANGED = 0.25


@dataclass(frozen=True)
class Bin:
    """low: full years, included. before, now: shares of the people, 0 to 1."""

    low: int
    before: float
    now: float

    @property
    def high(self) -> int | None:
        """Full years, included; None where the bin is open."""
        later = [low for low in BINS if low > self.low]
        return later[0] - 1 if later else None


@dataclass(frozen=True)
class Drift:
    """index: the sum of (now - before) * ln(now / before) over the bins. bins: those that moved most, first."""

    index: float
    bins: tuple[Bin, ...]


def drift(before: Iterable[int], now: Iterable[int]) -> Drift:
    """Of two sets of ages in full years, neither empty. Half a person is added to every bin: none is empty then."""
    old, new = _shares(before), _shares(now)
    bins = [Bin(low, old[low], new[low]) for low in BINS]
    terms = {one: (one.now - one.before) * math.log(one.now / one.before) for one in bins}
    return Drift(sum(terms.values()), tuple(sorted(bins, key=lambda one: -terms[one])))


def full_years(born: date, on: date) -> int:
    """Age on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _shares(ages: Iterable[int]) -> dict[int, float]:
    counts = Counter(max(low for low in BINS if low <= max(age, 0)) for age in ages)
    total = sum(counts.values()) + len(BINS) / 2
    return {low: (counts[low] + 0.5) / total for low in BINS}
