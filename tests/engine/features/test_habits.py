"""Days as numbers: their differences are those of the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from osuma.engine.features.habits import serial


def test_every_day_of_five_centuries_is_one_after_the_day_before() -> None:
    days = [date(1890, 1, 1) + timedelta(days=n) for n in range(180_000)]
    numbers = [serial(day) for day in days]
    assert {later - earlier for earlier, later in pairwise(numbers)} == {2000}
