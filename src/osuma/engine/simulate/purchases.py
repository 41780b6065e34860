"""What the invented people bought, when, and what became of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from osuma.engine.simulate.goods import BUSY, Product, choose_category, choose_product
from osuma.engine.simulate.population import Cast, Person

Status = Literal["completed", "part_refunded", "refunded", "cancelled", "cancelled_refunded", "pending", "test"]
ZONE = ZoneInfo("Europe/Helsinki")
HISTORY_DAYS = 730
CENT = Decimal("0.01")
_SPOILED: tuple[Status, ...] = ("refunded", "cancelled", "cancelled_refunded", "pending")


@dataclass(frozen=True)
class OrderLine:
    """One line: pieces of a product at its price with VAT."""

    product: Product
    quantity: int

    @property
    def value(self) -> Decimal:
        return self.product.price * self.quantity


@dataclass(frozen=True, kw_only=True)
class Order:
    """One order. person: null where the till did not ask. moment: aware, local.

    discount: of the whole order; refunded: given back so far, delivery included where all of it was.
    """

    person: int | None
    moment: datetime
    lines: tuple[OrderLine, ...]
    status: Status
    web: bool
    code: str = ""
    discount: Decimal = Decimal(0)
    shipping: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)
    number: int = 0

    @property
    def subtotal(self) -> Decimal:
        """Goods with VAT, discounts taken off, delivery not in it."""
        return sum((line.value for line in self.lines), Decimal(0)) - self.discount

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.shipping

    @property
    def tax(self) -> Decimal:
        """VAT inside the total: 25.5 % since September 2024, 24 % before."""
        rate = Decimal("25.5") if self.moment.date() >= date(2024, 9, 1) else Decimal(24)
        return (self.total * rate / (100 + rate)).quantize(CENT, ROUND_HALF_EVEN)

    @property
    def counts(self) -> bool:
        """Whether it is a purchase: completed, not a test, not refunded in full."""
        return self.status in ("completed", "part_refunded")

    @property
    def net(self) -> Decimal:
        """Goods less what was given back for them; 0 for an order that does not count."""
        return self.subtotal - self.refunded if self.counts else Decimal(0)


def orders(rng: random.Random, everyone: list[Person], cast: Cast, end: date) -> list[Order]:
    """Every order of two years up to and including the local day `end`, numbered by time."""
    newest = next((p.number for p in everyone if p.life_cycle == "new" and p.role == "customer"), 0)
    drawn: list[Order] = []
    for person in everyone:
        days = _days(rng, person, end)
        if person.number == newest:
            days = [end]
        drawn += [draw_order(rng, person, day) for day in days]
        drawn += _spoiled(rng, person, days, end)
    drawn += list(_tests(rng, everyone, cast, end))
    drawn += [
        draw_order(rng, None, _day(rng, end - timedelta(days=HISTORY_DAYS - 1), end)) for _ in range(len(drawn) // 16)
    ]
    drawn.sort(key=lambda order: order.moment)
    return [replace(order, number=1001 + i) for i, order in enumerate(drawn)]


def _day(rng: random.Random, first: date, last: date) -> date:
    """A day of the stretch, busy months and the days around Black Friday more likely."""
    span = (last - first).days
    while True:
        day = first + timedelta(days=rng.randint(0, span))
        weight = BUSY[day.month - 1] * (1.8 if day.month == 11 and 22 <= day.day <= 30 else 1)
        if rng.random() * 2.8 < weight:
            return day


def _days(rng: random.Random, person: Person, end: date) -> list[date]:
    """Days of the purchases that count, by the planted life cycle."""
    start = end - timedelta(days=HISTORY_DAYS - 1)

    def ago(near: int, far: int) -> date:
        return _day(rng, end - timedelta(days=far), end - timedelta(days=near))

    match person.life_cycle:
        case "never":
            return []
        case "new":
            return [ago(0, 45) for _ in range(rng.choice((1, 1, 1, 2)))]
        case "loyal":
            recent = [ago(0, 60)] + [ago(0, 360) for _ in range(rng.randint(3, 6))]
            return recent + [_day(rng, start, end) for _ in range(rng.randint(0, 5))]
        case "occasional":
            last = ago(61, 110)
            return [last, *(_day(rng, start, last) for _ in range(rng.choice((0, 1, 1, 2))))]
        case "lapsing":
            last = ago(125, 250)
            return [last, *(_day(rng, start, last) for _ in range(rng.randint(2, 5)))]
        case "lapsed":
            last = _day(rng, start, end - timedelta(days=370))
            return [last, *(_day(rng, start, last) for _ in range(rng.choice((0, 0, 1, 2))))]


def _moment(rng: random.Random, day: date, web: bool) -> datetime:
    hours = range(7, 23) if web else range(10, 19)
    weights = [1.0 + (2.0 if 18 <= h <= 21 else 0.5 if 11 <= h <= 13 else 0.0) for h in hours]
    clock = time(rng.choices(hours, weights)[0], rng.randrange(60), rng.randrange(60))
    return datetime.combine(day, clock, ZONE)


def _basket(rng: random.Random, person: Person | None, day: date) -> tuple[OrderLine, ...]:
    interests = person.interests if person else ()
    level = person.price_level if person else 1
    count = rng.choices((1, 2, 3, 4), (46, 30, 16, 8))[0]
    chosen: dict[str, OrderLine] = {}
    for _ in range(count):
        product = choose_product(rng, choose_category(rng, interests, day.month), level)
        many = 2 if product.level == 0 and rng.random() < 0.2 else 1
        if person and person.role == "reseller":
            many = rng.randint(8, 30)
        chosen.setdefault(product.sku, OrderLine(product, many))
    return tuple(chosen.values())


def _code(rng: random.Random, day: date, person: Person | None) -> tuple[str, int]:
    """Discount code and its per cent."""
    if person and person.role == "employee":
        return "HENKILOKUNTA30", 30
    if day.month == 11 and 22 <= day.day <= 30 and rng.random() < 0.5:
        return "BLACK20", 20
    if day.month in (4, 5) and rng.random() < 0.2:
        return "KEVAT10", 10
    return ("TERVETULOA10", 10) if rng.random() < 0.05 else ("", 0)


def draw_order(rng: random.Random, person: Person | None, day: date, status: Status = "completed") -> Order:
    """One order of that day, not numbered yet. person: null for a buyer whom the till does not ask."""
    web = person is not None and rng.random() < 0.9
    lines = _basket(rng, person, day)
    value = sum((line.value for line in lines), Decimal(0))
    code, percent = _code(rng, day, person)
    discount = (value * percent / 100).quantize(CENT, ROUND_HALF_EVEN)
    shipping = Decimal("5.90") if web and value - discount < 60 else Decimal(0)
    order = Order(
        person=person.number if person else None,
        moment=_moment(rng, day, web),
        lines=lines,
        status=status,
        web=web,
        code=code,
        discount=discount,
        shipping=shipping,
    )
    return _settle(rng, order)


def _settle(rng: random.Random, order: Order) -> Order:
    """What was given back: all for the refunded, a part for some of the completed."""
    if order.status in ("refunded", "cancelled_refunded"):
        return replace(order, refunded=order.total)
    if order.status != "completed" or rng.random() >= 0.035:
        return order
    one = rng.choice(order.lines).product.price
    if one >= order.subtotal:
        one = (order.subtotal * Decimal("0.2")).quantize(CENT, ROUND_HALF_EVEN)
    return replace(order, status="part_refunded", refunded=one)


def _spoiled(rng: random.Random, person: Person, days: list[date], end: date) -> list[Order]:
    """Orders beside the purchases that came to nothing."""
    if rng.random() >= 0.16 or person.role != "customer":
        return []
    status = rng.choices(_SPOILED, (50, 25, 15, 10))[0]
    if status == "pending":
        return [draw_order(rng, person, end - timedelta(days=rng.randint(1, 9)), status)]
    first = min(days, default=end - timedelta(days=300))
    return [draw_order(rng, person, _day(rng, first, end), status)]


def _tests(rng: random.Random, everyone: list[Person], cast: Cast, end: date) -> Iterator[Order]:
    for i in range(max(4, len(everyone) // 250)):
        tester = everyone[cast.employees[i % len(cast.employees)]]
        yield replace(
            draw_order(rng, tester, end - timedelta(days=rng.randint(1, 600)), "test"), discount=Decimal(0), code=""
        )
