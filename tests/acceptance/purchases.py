"""S21 and S07: customers, orders with what became of them, and order lines by category."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from people import finnish, write_rows

STATUSES = {"completed": "Valmis", "cancelled": "Peruttu", "pending": "Odottaa", "refunded": "Palautettu"}
CATEGORIES = {"running": "Juoksu", "cycling": "Pyöräily", "yoga": "Jooga", "gym": "Kuntosali"}


@dataclass(frozen=True)
class Order:
    """refunded: how much was given back, 0 where nothing was."""

    number: str
    person: str
    day: date
    amount: Decimal
    status: str
    refunded: Decimal = Decimal(0)


@dataclass(frozen=True)
class Line:
    order: str
    person: str
    day: date
    category: str
    product: str
    amount: Decimal


def euros(amount: Decimal) -> str:
    """`1 234,50`, with a no-break space between thousands."""
    whole, _, cents = f"{amount:.2f}".partition(".")
    return f"{int(whole):,}".replace(",", "\u00a0") + "," + cents


def customers(count: int = 300) -> list[str]:
    return [f"A{n:04d}" for n in range(count)]


def orders(seed: int = 21) -> list[Order]:
    """0 to 5 orders each; some cancelled or waiting, some given back in full, some in part."""
    rng = Random(seed)
    found: list[Order] = []
    for person in customers():
        for _ in range(rng.randrange(0, 6)):
            amount = Decimal(rng.randrange(500, 250_000)) / 100
            status = rng.choice(("completed", "completed", "completed", "cancelled", "pending", "refunded"))
            back = amount if status == "refunded" else Decimal(0)
            if status == "completed" and rng.random() < 0.2:
                back = rng.choice((amount, (amount / 3).quantize(Decimal("0.01"))))
            day = date(2026, 10, 14) - timedelta(days=rng.randrange(0, 700))
            found.append(Order(f"T{len(found) + 1:05d}", person, day, amount, status, back))
    return found


def counts(order: Order) -> bool:
    """Completed and not given back in full."""
    return order.status == "completed" and order.refunded < order.amount


def expected_repeat(given: list[Order]) -> frozenset[str]:
    """S21: two or more orders that count."""
    bought: dict[str, int] = {}
    for order in given:
        bought[order.person] = bought.get(order.person, 0) + counts(order)
    return frozenset(person for person, n in bought.items() if n >= 2)


def refund_one(given: list[Order]) -> tuple[list[Order], str]:
    """The same orders after one more was given back: of somebody who had exactly two that count."""
    for person in customers():
        theirs = [order for order in given if order.person == person and counts(order)]
        if len(theirs) == 2:
            back = replace(theirs[0], status="refunded", refunded=theirs[0].amount)
            return [back if order == theirs[0] else order for order in given], person
    raise AssertionError("nobody has exactly two")


def write_customers(path: Path) -> Path:
    rows: list[tuple[object, ...]] = [(person, f"{person.lower()}@example.fi") for person in customers()]
    return write_rows(path, ("Asiakasnumero", "Sähköposti"), rows)


def write_orders(path: Path, given: list[Order]) -> Path:
    rows: list[tuple[object, ...]] = [
        (
            o.number,
            o.person,
            finnish(o.day),
            euros(o.amount),
            STATUSES[o.status],
            euros(o.refunded) if o.refunded else "",
        )
        for o in given
    ]
    return write_rows(path, ("Tilausnumero", "Asiakasnumero", "Tilauspäivä", "Summa", "Tila", "Palautettu"), rows)


def lines(seed: int = 7) -> list[Line]:
    """Lines of sports and of other things; about a third of the buyers bought nothing of the four sports."""
    rng = Random(seed)
    found: list[Line] = []
    for person in customers():
        sports = rng.sample(sorted(CATEGORIES), rng.choice((0, 0, 1, 1, 2, 3)))
        for category in (*(CATEGORIES[s] for s in sports), *(["Lahjakortti"] if rng.random() < 0.6 else [])):
            for _ in range(rng.randrange(1, 3)):
                number = f"R{len(found) + 1:05d}"
                amount = Decimal(rng.randrange(500, 20_000)) / 100
                day = date(2026, 10, 14) - timedelta(days=rng.randrange(0, 300))
                found.append(Line(number, person, day, category, f"{category} {rng.randrange(20)}", amount))
    return found


def write_lines(path: Path, given: list[Line]) -> Path:
    rows: list[tuple[object, ...]] = [
        (r.order, r.person, finnish(r.day), 1, r.product, r.category, "1", euros(r.amount)) for r in given
    ]
    header = ("Tilausnumero", "Asiakasnumero", "Tilauspäivä", "Rivi", "Tuote", "Tuoteryhmä", "Määrä", "Rivisumma")
    return write_rows(path, header, rows)


def buyers_of(given: list[Line], category: str) -> frozenset[str]:
    """S07: who bought something of a category."""
    return frozenset(line.person for line in given if line.category == CATEGORIES[category])
