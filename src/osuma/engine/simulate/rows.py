"""The form in which every simulated file leaves the engine: header and cells, as the product exports them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

Cell = str | int | Decimal | date | None


@dataclass(frozen=True)
class Sheet:
    """One exported table. rows: text cells, null for empty; a ragged row may be shorter or longer than the header.

    Row n of the file as a spreadsheet shows it is rows[n - 2], the header being row 1.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def column(self, name: str) -> list[Cell]:
        """The cells of one column; null where a ragged row ends before it."""
        at = self.header.index(name)
        return [row[at] if at < len(row) else None for row in self.rows]


def money(value: Decimal) -> str:
    """1690.00"""
    return f"{value:.2f}"


def comma(value: Decimal) -> str:
    """1 234,50 with a plain space for thousands, as Finnish spreadsheets write it."""
    return f"{value:,.2f}".replace(",", " ").replace(".", ",")


def dotted(day: date) -> str:
    """3.2.2025"""
    return f"{day.day}.{day.month}.{day.year}"


def offset_time(moment: datetime) -> str:
    """2026-05-01 10:00:00 +0300"""
    return moment.strftime("%Y-%m-%d %H:%M:%S %z")


def fill(header: Sequence[str], values: dict[str, Cell]) -> tuple[Cell, ...]:
    """A row in the header's order; a name that the header does not have is a mistake of the caller."""
    unknown = values.keys() - set(header)
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    return tuple(values.get(name) for name in header)
