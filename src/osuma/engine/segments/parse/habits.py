"""Written conditions on a person's own rhythm, to values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from osuma.engine.segments.mistakes import at
from osuma.engine.segments.parse import values as parse_values
from osuma.engine.segments.parse.people import Reads, whole
from osuma.engine.segments.rule import Node, Overdue, Seasonal

HABIT_KEYS: dict[str, tuple[str, ...]] = {
    "overdue": ("overdue", "times", "where", "gaps", "unknown"),
    "seasonal": ("seasonal", "where", "months", "percent", "years", "unknown"),
}
MAX_TIMES, MAX_GAPS, MAX_YEARS = 100, 1000, 50


def overdue(reader: Reads, given: Mapping[str, Any], where: str) -> Node:
    """`{overdue: order, times: 2, where: [...], gaps: 2}`"""
    said = parse_values.value(given.get("times", 1), at(where, "times"), reader.mistakes.append)
    times = said if isinstance(said, int | Decimal) and not isinstance(said, bool) else Decimal(-1)
    if not 0 < times <= MAX_TIMES or times * 100 % 1:
        reader.wrong(
            at(where, "times"),
            "times",
            f"Anna kerroin, enintään {MAX_TIMES} ja kahdella desimaalilla: times: 2.",
            f"give the factor, {MAX_TIMES} at most and with two decimals: times: 2.",
        )
        times = 1
    return Overdue(
        reader.text(given, "overdue", where),
        times,
        reader.filters(given, where),
        _whole(reader, given, "gaps", where, 2, MAX_GAPS),
        reader.unknown(given, where),
    )


def seasonal(reader: Reads, given: Mapping[str, Any], where: str) -> Node:
    """`{seasonal: order, where: [...], months: 3, percent: 80, years: 2}`"""
    return Seasonal(
        reader.text(given, "seasonal", where),
        reader.filters(given, where),
        _whole(reader, given, "months", where, 3, 11),
        _whole(reader, given, "percent", where, 80, 100),
        _whole(reader, given, "years", where, 2, MAX_YEARS),
        reader.unknown(given, where),
    )


def _whole(reader: Reads, given: Mapping[str, Any], key: str, where: str, default: int, most: int) -> int:
    found = given.get(key, default)
    if whole(found) and 1 <= found <= most:
        return int(found)
    reader.wrong(at(where, key), "number", f"Anna kokonaisluku 1–{most}.", f"give a whole number of 1 to {most}.")
    return default
