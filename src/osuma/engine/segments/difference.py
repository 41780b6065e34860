"""Two groups side by side: by how much a share differs, and within which bounds chance leaves it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

#: Of a normal distribution, 95 % lies within this many standard deviations.
_Z = 1.959964


@dataclass(frozen=True)
class Difference:
    """share of the first group less that of the second, and its 95 % interval; each from -1 to 1."""

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether chance alone is an unlikely explanation: the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def difference(some: int, of: int, others: int, of_others: int) -> Difference | None:
    """Newcombe's hybrid score interval (Statistics in Medicine 17, 1998, method 10); None where a group is empty."""
    if not of or not of_others:
        return None
    one, other = some / of, others / of_others
    (low, high), (low_other, high_other) = _wilson(one, of), _wilson(other, of_others)
    value = one - other
    return Difference(
        value,
        value - sqrt((one - low) ** 2 + (high_other - other) ** 2),
        value + sqrt((high - one) ** 2 + (other - low_other) ** 2),
    )


def _wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson's score interval of one share."""
    centre = share + _Z**2 / (2 * n)
    half = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    whole = 1 + _Z**2 / n
    return (centre - half) / whole, (centre + half) / whole
