"""Rows that sum up other rows: "Yhteensä" at the end or between. They are no data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter

from osuma.ingestion.lexicons import fold, lexicon
from osuma.ingestion.reading.sheet_headers import Row, filled

_SEPARATORS = " :,;.-–—=€"
_NEARLY_ALL = 0.9
_CENT = 0.011


class Totals:
    """Tells rows of totals among the rows of one table: by their words and what they lack, or by their sums."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.named = {n for n, row in enumerate(rows) if any(map(_names_a_total, _labels(row)))}
        others = [row for n, row in enumerate(rows) if n not in self.named]
        self.width = max(map(len, rows), default=0)
        counts = [len(cells) - cells.count("") for cells in columns(others, self.width)]
        self.usual = {place for place, n in enumerate(counts) if n and n >= _NEARLY_ALL * len(others)}
        self.sums = [0.0] * self.width
        self.summed, self.found = 0, set[int]()

    def is_total(self, n: int) -> bool:
        """Whether the row at a place sums up; to be asked of all, in order."""
        last = n == len(self.rows) - 1
        if n not in self.named and not last:
            return False
        row = self.rows[n]
        said = filled(row)
        found = self._says_so(n, row, said, last=last) or (last and self._sums_up(n, row, said))
        if found:
            self.found.add(n)
        return found

    def _add_up(self, until: int) -> None:
        """The sums of the rows before a place that are none of totals; only a few rows ever ask."""
        for n in range(self.summed, until):
            if n not in self.found:
                for place, value in enumerate(self.rows[n]):
                    if isinstance(value, int | float):
                        self.sums[place] += float(value)
        self.summed = until

    def _says_so(self, n: int, row: Row, filled: Sequence[int], *, last: bool) -> bool:
        labels = _labels(row)
        if not any(map(_names_a_total, labels)):
            return False
        exact = is_total_word(labels[0])
        lacks = bool(self.usual - set(filled))
        return lacks or (exact and (last or self._sums_up(n, row, filled)))

    def _sums_up(self, n: int, row: Row, filled: Sequence[int]) -> bool:
        """Whether every number is its column's sum so far, and the row lacks what others have."""
        numbers = [place for place in filled if isinstance(row[place], int | float)]
        others = [place for place in filled if place not in numbers]
        if not numbers or len(others) > 1 or not self.usual - set(filled):
            return False
        self._add_up(n)
        return all(abs(float(str(row[place])) - self.sums[place]) < _CENT for place in numbers)


def columns(rows: Sequence[Row], width: int) -> Iterator[list[object]]:
    """Each column's cells, one column at a time."""
    if set(map(len, rows)) <= {width}:
        yield from (list(map(itemgetter(place), rows)) for place in range(width))
    else:
        yield from ([row[place] for row in rows if place < len(row)] for place in range(width))


def _labels(row: Row) -> list[str]:
    """The texts with which a row begins."""
    return [cell for cell in islice((cell for cell in row if cell != ""), 2) if isinstance(cell, str)]


def is_total_word(label: str) -> bool:
    """Whether a text is only a word for a total."""
    return fold(label).strip(_SEPARATORS) in _words()


def _names_a_total(label: str) -> bool:
    """Whether a text begins or ends with a word for a total: `Yhteensä 2024`, `Helsinki yhteensä`."""
    ends = label.casefold().split()  # a quick look, for every row of every sheet
    if not ends or not {ends[0].strip(_SEPARATORS), ends[-1].strip(_SEPARATORS)} & _ends():
        return False
    words = fold(label).strip(_SEPARATORS).split()
    if not 1 <= len(words) <= 5:
        return False
    return is_total_word(label) or words[0].strip(_SEPARATORS) in _words() or words[-1] in _words()


@lru_cache(maxsize=1)
def _ends() -> frozenset[str]:
    """With what a text begins or ends that may name a total; nothing, where it is only a dash."""
    return frozenset(part.strip(_SEPARATORS) for word in _words() for part in (*word.split(), ""))


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(word.strip(_SEPARATORS) for word in lexicon("summary_row"))
