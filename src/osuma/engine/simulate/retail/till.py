"""The shop till's workbook as a bookkeeper makes it. Planted truth: which rows are sales, and their sum to the cent.

A note on its own sheet, a title above the table, two header rows with merged cells, a total below each month and at
the end, remarks under the table, and dates of which some are dates and some are typed as text.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from osuma.engine.simulate.exports import Grid, Planted
from osuma.engine.simulate.population import SHOP
from osuma.engine.simulate.purchases import Order
from osuma.engine.simulate.rows import Cell, dotted

FILE, SALES = "awkward/kassa.xlsx", "Myynti"
_MONTHS = (
    "tammikuu", "helmikuu", "maaliskuu", "huhtikuu", "toukokuu", "kesäkuu", "heinäkuu", "elokuu", "syyskuu",
    "lokakuu", "marraskuu", "joulukuu",
)  # fmt: skip
_TOP: tuple[Cell, ...] = ("Kuitti", None, "Tuote", None, None, "Summa", None)
_BELOW: tuple[Cell, ...] = ("Nro", "Päivä", "Koodi", "Nimi", "Kpl", "Hinta", "Yhteensä")
MERGED = ("A3:B3", "C3:E3", "F3:G3")
#: The spreadsheet row of the second header row; sales begin below it.
HEADER_ROW = 4
#: The share of dates that are typed as text.
TYPED = 0.15


@dataclass(frozen=True)
class Till:
    """The workbook and what is true of its sheet of sales. lines, total: rows that are sales, and what they come to.

    planted: rows that are not sales, and dates that are typed as text.
    """

    grids: tuple[Grid, ...]
    lines: int
    total: Decimal
    planted: tuple[Planted, ...]


def till(rng: random.Random, orders: Iterable[Order], year: int) -> Till:
    """The sales of one year over the counter, the oldest first."""
    book = _Book(rng, year)
    sales = [order for order in orders if not order.web and order.counts and order.moment.year == year]
    for month in sorted({order.moment.month for order in sales}):
        book.month(month, [order for order in sales if order.moment.month == month])
    return book.closed()


class _Book:
    """The sheet of sales as it grows row by row."""

    def __init__(self, rng: random.Random, year: int) -> None:
        title = f"{SHOP}, myymälän kassa {year}"
        self._rng = rng
        self._rows: list[tuple[Cell, ...]] = [(title, *[None] * 6), (None,) * 7, _TOP, _BELOW]
        self._planted: list[Planted] = []
        self._lines, self._total = 0, Decimal(0)

    def month(self, month: int, receipts: Sequence[Order]) -> None:
        """The receipts of a month and their total."""
        for order in receipts:
            for line in order.lines:
                day = self._day(order.moment.date())
                product = line.product
                self._add(
                    f"K-{order.number}", day, product.sku, product.name, line.quantity, product.price, line.value
                )
        total = sum((line.value for order in receipts for line in order.lines), Decimal(0))
        self._lines += sum(len(order.lines) for order in receipts)
        self._total += total
        self._beside(f"Yhteensä {_MONTHS[month - 1]}", total, "total_row")

    def closed(self) -> Till:
        """The workbook with its last total and remarks."""
        self._beside("Yhteensä", self._total, "total_row")
        self._add(*[None] * 7)
        self._beside("* Hinnat sisältävät arvonlisäveron. Alennuksia ei ole vähennetty.", None, "remark")
        cover = Grid("Lue ensin", (("Tämä tiedosto on kassan vienti.",), ("Myynti on seuraavalla välilehdellä.",)))
        sales = Grid(SALES, tuple(self._rows), MERGED)
        return Till((cover, sales), self._lines, self._total, tuple(self._planted))

    def _add(self, *cells: Cell) -> None:
        self._rows.append(cells)

    def _day(self, day: date) -> Cell:
        """A date, or one typed as text."""
        if self._rng.random() >= TYPED:
            return day
        here = len(self._rows) + 1
        self._planted.append(Planted(FILE, here, "Päivä", "date_as_text", dotted(day), day.isoformat()))
        return dotted(day)

    def _beside(self, said: str, total: Decimal | None, kind: str) -> None:
        """A row that is no sale."""
        self._add(said, *[None] * 5, total)
        self._planted.append(Planted(FILE, len(self._rows), "", kind, said, ""))
