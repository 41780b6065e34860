"""From a kept number to the number of now: which rows are added and which are taken away."""

from __future__ import annotations

from datetime import datetime

import pytest

from osuma.engine.features.aggregates import Feature, RowTest
from osuma.engine.features.slices import Slice, known, step, steps

SHOES = (RowTest("category", "eq", "Kengät"),)


def day(n: int) -> datetime:
    return datetime(2026, 10, n)


def count(low: int | None, high: int, where: tuple[RowTest, ...] = ()) -> Feature:
    return Feature("order_line", "count", None, where, None if low is None else day(low), day(high))


@pytest.mark.parametrize(
    ("kept", "wanted", "slices"),
    [
        (count(1, 8), count(2, 9), [(1, 8, 9), (-1, 1, 2)]),  # a day later
        (count(1, 8), count(1, 9), [(1, 8, 9)]),  # since a date
        (count(2, 9), count(1, 8), [(-1, 8, 9), (1, 1, 2)]),  # a day earlier
        (count(1, 8), count(1, 8), []),
        (count(None, 8), count(None, 9), [(1, 8, 9)]),
        (count(1, 8), count(9, 16), [(1, 8, 16), (-1, 1, 9)]),  # the two do not meet
    ],
)
def test_what_came_is_added_and_what_left_is_taken_away(
    kept: Feature, wanted: Feature, slices: list[tuple[int, int, int]]
) -> None:
    found = step(known(kept), known(wanted))
    assert found is not None
    assert found.slices == tuple(Slice(sign, day(low), day(high)) for sign, low, high in slices)


@pytest.mark.parametrize(
    ("kept", "wanted"),
    [
        (count(None, 8), count(1, 8)),  # rows without end lie between
        (count(1, 8), count(None, 8)),
        (count(8, 8), count(8, 9)),  # a window that holds no time has no rows to begin with
        (count(1, 8), count(1, 9, SHOES)),
    ],
)
def test_there_is_no_way_from_what_is_of_other_rows(kept: Feature, wanted: Feature) -> None:
    assert step(known(kept), known(wanted)) is None


def test_the_nearest_number_is_taken_where_it_is_worth_it() -> None:
    month, week = count(1, 28, SHOES), count(21, 28, SHOES)
    wanted, far = count(22, 29, SHOES), count(28, 29, SHOES)
    found = steps([wanted, far], [known(month), known(week)])
    assert found[wanted].kept == known(week)
    assert far not in found  # six days taken away from a week for a day: reading the day is less
