"""Rows that sum up other rows: "Yhteensä" at the end or between. They are no data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from osuma.ingestion.lexicons import fold, lexicon
from osuma.ingestion.reading.sheet_headers import filled

_SEPARATORS = " :,;.-–—=€"
_NEARLY_ALL = 0.9
_CENT = 0.011


class Totals:
    """Tells rows of totals among the rows of one table: by their words and what they lack, or by their sums."""

    def __init__(self, rows: Sequence[Sequence[object]]) -> None:
        self.width = max((len(row) for row in rows), default=0)
        others = [row for row in rows if not any(map(_names_a_total, _labels(row, filled(row))))]
        counts = [sum(1 for row in others if place < len(row) and row[place] != "") for place in range(self.width)]
        self.usual = {place for place, n in enumerate(counts) if n and n >= _NEARLY_ALL * len(others)}
        self.sums = [0.0] * self.width

    def is_total(self, row: Sequence[object], *, last: bool) -> bool:
        """Whether a row sums up; one that does not is added to the sums. last: whether it is the last row."""
        said = filled(row)
        found = self._says_so(row, said, last=last) or (last and self._sums_up(row, said))
        if not found:
            for place in said:
                value = row[place]
                self.sums[place] += float(value) if isinstance(value, int | float) else 0.0
        return found

    def _says_so(self, row: Sequence[object], filled: Sequence[int], *, last: bool) -> bool:
        labels = _labels(row, filled)
        if not any(map(_names_a_total, labels)):
            return False
        exact = is_total_word(labels[0])
        lacks = bool(self.usual - set(filled))
        return lacks or (exact and (last or self._sums_up(row, filled)))

    def _sums_up(self, row: Sequence[object], filled: Sequence[int]) -> bool:
        """Whether every number is its column's sum so far, and the row lacks what others have."""
        numbers = [place for place in filled if isinstance(row[place], int | float)]
        others = [place for place in filled if place not in numbers]
        if not numbers or len(others) > 1 or not self.usual - set(filled):
            return False
        return all(abs(float(str(row[place])) - self.sums[place]) < _CENT for place in numbers)


def _labels(row: Sequence[object], filled: Sequence[int]) -> list[str]:
    """The texts with which a row begins."""
    return [cell for place in filled[:2] if isinstance(cell := row[place], str)]


def is_total_word(label: str) -> bool:
    """Whether a text is only a word for a total."""
    return fold(label).strip(_SEPARATORS) in _words()


def _names_a_total(label: str) -> bool:
    """Whether a text begins or ends with a word for a total: `Yhteensä 2024`, `Helsinki yhteensä`."""
    if not _likely().search(label):
        return False
    words = fold(label).strip(_SEPARATORS).split()
    if not 1 <= len(words) <= 5:
        return False
    return is_total_word(label) or words[0].strip(_SEPARATORS) in _words() or words[-1] in _words()


@lru_cache(maxsize=1)
def _likely() -> re.Pattern[str]:
    """A quick look, for every row of every sheet."""
    return re.compile("|".join(sorted(map(re.escape, _words()))), re.IGNORECASE)


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(word.strip(_SEPARATORS) for word in lexicon("summary_row"))
