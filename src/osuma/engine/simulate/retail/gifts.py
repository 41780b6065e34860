"""Orders bought for somebody else. Planted truth: which orders are gifts, and to whom each goes.

A gift is billed to its buyer and shipped to another name at another address: what is in it says nothing of the buyer.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from osuma.engine.simulate.exports import table
from osuma.engine.simulate.population import Person
from osuma.engine.simulate.purchases import Order
from osuma.engine.simulate.rows import Cell, Sheet

DECEMBER, OTHER = 0.22, 0.03


@dataclass(frozen=True)
class Gift:
    """One order sent to somebody else, who is a person of the simulation."""

    order: int
    buyer: int
    receiver: int


def choose_gifts(rng: random.Random, orders: Iterable[Order], everyone: Sequence[Person]) -> tuple[Gift, ...]:
    """Which of the web orders are gifts: about a fifth in December, few else. The receiver lives elsewhere."""
    chosen: list[Gift] = []
    for order in orders:
        if order.person is None or not order.web or everyone[order.person].role != "customer":
            continue
        if rng.random() < (DECEMBER if order.moment.month == 12 else OTHER):
            buyer = everyone[order.person]
            receiver = rng.choice(everyone)
            if (receiver.street, receiver.place) != (buyer.street, buyer.place):
                chosen.append(Gift(order.number, buyer.number, receiver.number))
    return tuple(chosen)


def shipped(sheet: Sheet, gifts: Iterable[Gift], everyone: Sequence[Person]) -> Sheet:
    """The orders file with the receiver's name and address where an order is a gift; other cells as they were."""
    by_order = {f"#{gift.order}": everyone[gift.receiver] for gift in gifts}
    name, city = sheet.header.index("Name"), sheet.header.index("Shipping City")
    return Sheet(
        sheet.header,
        tuple(
            _sent(sheet.header, row, by_order[str(row[name])]) if row[name] in by_order and row[city] else row
            for row in sheet.rows
        ),
    )


def _sent(header: Sequence[str], row: tuple[Cell, ...], receiver: Person) -> tuple[Cell, ...]:
    cells: Mapping[str, Cell] = {
        "Shipping Name": f"{receiver.first_name} {receiver.last_name}",
        "Shipping Street": receiver.street,
        "Shipping Address1": receiver.street,
        "Shipping City": receiver.place.city,
        "Shipping Zip": f"'{receiver.place.postcode}",
        "Shipping Phone": None,
        "Notes": "Lahja, ei hintoja pakettiin" if receiver.number % 3 == 0 else None,
    }
    return tuple(cells.get(column, cell) for column, cell in zip(header, row, strict=True))


def gifts_truth(gifts: Iterable[Gift]) -> Sheet:
    """One row a gift."""
    return table(("order", "buyer", "receiver"), ((f"#{g.order}", g.buyer, g.receiver) for g in gifts))
