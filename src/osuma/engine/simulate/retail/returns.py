"""What came back. Planted truth: every euro given back by the orders file, with its goods and a reason.

The sum over an order's rows is what the orders file says was refunded. Clothes come back for their size, the rest for
other reasons; a few rows name an order that nobody knows.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from osuma.engine.simulate.exports import table
from osuma.engine.simulate.purchases import Order
from osuma.engine.simulate.rows import Cell, Sheet, comma, dotted

RETURNS = ("Palautusnro", "Tilausnro", "Tuotekoodi", "Tuote", "Kpl", "Hyvitys", "Palautettu", "Syy")
_REASONS = {
    "size": ("liian pieni", "liian suuri", "Koko väärä", "väärä koko"),
    "fault": ("viallinen", "rikki saapuessa", "Virhe tuotteessa"),
    "regret": ("ei vastannut odotuksia", "mieli muuttui", "MIELI MUUTTUI"),
    "delivery": ("Toimituskulu",),
    "goodwill": ("hyvitys",),
}
_WORN = (
    "kengät",
    "paita",
    "housut",
    "trikoot",
    "takki",
    "puku",
    "toppi",
    "monot",
    "hanskat",
    "sukat",
    "asu",
    "huppari",
)


@dataclass(frozen=True)
class Returned:
    """One row. sku: null for money given back without goods. reason: a key of what people call it."""

    order: int
    sku: str | None
    quantity: int
    amount: Decimal
    reason: str


def returned(rng: random.Random, orders: Iterable[Order]) -> tuple[tuple[Returned, ...], Sheet, tuple[int, ...]]:
    """What came back, the file, and its rows that name an order of nobody."""
    found: list[Returned] = []
    rows: list[tuple[Cell, ...]] = []
    for order in orders:
        for one in _of(rng, order):
            found.append(one)
            day = order.moment.date() + timedelta(days=rng.randint(2, 28))
            rows.append(_row(rng, len(rows), f"#{order.number}", one, _name(order, one.sku), dotted(day)))
    strays = range(len(rows), len(rows) + 3)
    for at in strays:
        one = Returned(0, None, 1, Decimal("19.90"), "regret")
        rows.append(_row(rng, at, f"#9{rng.randint(10_000, 99_999)}", one, None, "3.6.2026"))
    return tuple(found), Sheet(RETURNS, tuple(rows)), tuple(at + 2 for at in strays)


def _row(rng: random.Random, at: int, order: str, one: Returned, name: str | None, day: str) -> tuple[Cell, ...]:
    said = rng.choice(_REASONS[one.reason])
    return (f"P-{at + 1:05d}", order, one.sku, name, str(one.quantity), comma(one.amount), day, said)


def _name(order: Order, sku: str | None) -> str | None:
    return next((line.product.name for line in order.lines if line.product.sku == sku), None)


def _of(rng: random.Random, order: Order) -> list[Returned]:
    if order.refunded == 0:
        return []
    if order.status == "part_refunded":
        line = next((line for line in order.lines if line.product.price == order.refunded), None)
        if line is None:
            return [Returned(order.number, None, 1, order.refunded, "goodwill")]
        return [Returned(order.number, line.product.sku, 1, order.refunded, _why(rng, line.product.name))]
    return _whole(rng, order)


def _whole(rng: random.Random, order: Order) -> list[Returned]:
    """Every line of an order, the discount shared out in proportion and the cent of rounding on the last."""
    value = sum((line.value for line in order.lines), Decimal(0))
    left = order.subtotal
    found: list[Returned] = []
    for at, line in enumerate(order.lines, 1):
        share = (line.value * order.subtotal / value).quantize(Decimal("0.01")) if at < len(order.lines) else left
        left -= share
        why = _why(rng, line.product.name)
        found.append(Returned(order.number, line.product.sku, line.quantity, share, why))
    if order.refunded > order.subtotal:
        found.append(Returned(order.number, None, 1, order.refunded - order.subtotal, "delivery"))
    return found


def _why(rng: random.Random, name: str) -> str:
    worn = any(word in name.casefold() for word in _WORN)
    return rng.choices(("size", "fault", "regret"), (70, 10, 20) if worn else (5, 40, 55))[0]


def returns_truth(found: Sequence[Returned]) -> Sheet:
    """One row a returned line, with the reason behind its words."""
    header = ("order", "sku", "quantity", "amount", "reason")
    return table(header, ((f"#{r.order}", r.sku, r.quantity, f"{r.amount:.2f}", r.reason) for r in found))
