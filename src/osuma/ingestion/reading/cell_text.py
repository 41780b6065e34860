"""Values as text that reads back without doubt."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache


def text_of(cell: object) -> str:
    """A value as text: nothing as '', dates as ISO, instants with their offset, numbers with a point and never three
    decimals, lists as quoted texts. Raises TypeError for what is no cell: bytes, mappings, lists of those."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return number(cell) if math.isfinite(cell) else ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, Decimal):
        return _unmistakable(format(cell, "f")) if cell.is_finite() else ""
    return _moment_or_list(cell)


def _moment_or_list(cell: object) -> str:
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time() and cell.tzinfo is None
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, dt.timedelta):
        return str(cell)
    if isinstance(cell, list | tuple):
        return list_text([text_of(item) for item in cell if not isinstance(item, list | tuple)])
    raise TypeError(type(cell).__name__)


def list_text(items: Sequence[str]) -> str:
    """A list as one cell: each item in quotes, so that an item may hold a comma."""
    return ", ".join('"' + item.replace('"', "'") + '"' for item in items if item)


@lru_cache(maxsize=65_536)  # prices and quantities come again and again
def number(value: float) -> str:
    """A typed number; `1.234` becomes `1.2340`, so that nobody takes the point for a thousands mark."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if 1e-4 < abs(value) < 1e5:  # ten decimals of these are within what a float holds: the short way says the same
        return _unmistakable(repr(round(value, 10)))
    return _unmistakable(format(round(value, 10), ".10f").rstrip("0"))


def _unmistakable(text: str) -> str:
    return text + "0" if "." in text and len(text.rpartition(".")[2]) == 3 else text
