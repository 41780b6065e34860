"""The whole numbers of people by position: of everybody, or of those few who have another than 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]
Keys = npt.NDArray[np.int64]
_KINDS = (np.uint8, np.uint16, np.int32, np.int64)
#: Where fewer numbers than one in so many bytes are another than 0, only those are held: there is less to go through.
_SPARSE = 16


def smallest(values: Numbers, least: Any = np.uint8) -> np.dtype[Any]:
    """The smallest kind of whole number, from `least` on, that holds all of these."""
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    kinds = _KINDS[_KINDS.index(np.dtype(least).type) :]
    return np.dtype(next(k for k in kinds if np.iinfo(k).min <= low and high <= np.iinfo(k).max))


@dataclass(frozen=True)
class Places:
    """Where people stand: keys are dense, so a table tells. people: how many they are."""

    people: int
    table: npt.NDArray[np.int32]

    @staticmethod
    def of(keys: Keys) -> Places:
        """keys: ascending."""
        table = np.full(int(keys[-1]) + 2 if len(keys) else 1, -1, dtype=np.int32)
        table[keys] = np.arange(len(keys), dtype=np.int32)
        return Places(len(keys), table)

    def find(self, wanted: Keys) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
        """The position of each key, and whether it has one."""
        at = self.table[np.minimum(wanted, len(self.table) - 1)]
        return at, at >= 0


@dataclass(frozen=True)
class Column:
    """A whole number of each person. at: of whom `values` are, ascending, the others have 0; None: of everybody."""

    people: int
    at: npt.NDArray[np.int32] | None
    values: Numbers

    @staticmethod
    def of(at: Numbers | slice, values: Numbers, people: int) -> Column:
        """From the numbers of some, in any order."""
        dense = np.zeros(people, dtype=smallest(values))
        dense[at] = values
        return Column(people, None, dense).packed()

    @property
    def where(self) -> npt.NDArray[np.int32] | slice:
        """The positions of `values`."""
        return slice(None) if self.at is None else self.at

    def packed(self) -> Column:
        """The same, in the form that is smaller."""
        here = self.values != 0
        if np.count_nonzero(here) * _SPARSE > self.people * self.values.dtype.itemsize:
            return Column(self.people, None, self.spread())
        at = np.flatnonzero(here).astype(np.int32) if self.at is None else self.at[here]
        return Column(self.people, at, self.values[here])

    def spread(self) -> Numbers:
        """The numbers of everybody, by position."""
        if self.at is None:
            return self.values
        found = np.zeros(self.people, dtype=self.values.dtype)
        found[self.at] = self.values
        return found

    def of_people(self, at: Numbers) -> Numbers:
        """The numbers of some."""
        if self.at is None:
            return self.values[at].astype(np.int64)
        place = np.minimum(np.searchsorted(self.at, at), max(len(self.at) - 1, 0))
        if not len(self.at):
            return np.zeros(len(at), dtype=np.int64)
        return np.where(self.at[place] == at, self.values[place], 0).astype(np.int64)

    def plus(self, at: Numbers, more: Numbers) -> Column:
        """With more for some people, who may be named several times."""
        if not len(at):
            return self
        # what comes from tables that are sorted by person is sorted in a few runs: a stable sort is quick then
        order = np.argsort(at, kind="stable")
        at = at[order]
        starts = np.flatnonzero(np.append(True, at[1:] != at[:-1]))
        return self._put(at[starts], np.add.reduceat(more[order], starts, dtype=np.int64))

    def instead(self, at: Numbers, numbers: Numbers) -> Column:
        """With other numbers for some people, each named once."""
        return self.plus(at, numbers - self.of_people(at))

    def moved(self, to: npt.NDArray[np.int32], people: int) -> Column:
        """Among other people. to: the new position of each, ascending but for -1, who is there no more."""
        new = to if self.at is None else to[self.at]
        here = new >= 0
        if self.at is not None:
            return Column(people, new[here], self.values[here])
        found = np.zeros(people, dtype=self.values.dtype)
        found[new[here]] = self.values[here]
        return Column(people, None, found)

    def _put(self, at: Numbers, sums: Numbers) -> Column:
        """With these sums more for some people, ascending."""
        numbers = self.of_people(at) + sums
        values = self.values.astype(smallest(numbers, self.values.dtype))
        if self.at is None:
            values[at] = numbers
            return Column(self.people, None, values)
        place = np.searchsorted(self.at, at)
        known = np.append(self.at, -1)[place] == at
        values[place[known]] = numbers[known]
        place, new = place[~known], ~known
        return Column(self.people, np.insert(self.at, place, at[new]), np.insert(values, place, numbers[new]))
