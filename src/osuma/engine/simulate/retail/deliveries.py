"""The next month's files. Planted truth: row by row, how the second delivery differs from the first.

The orders of the second delivery are complete for their period: the last 60 days of the first, and the month after.
An order of the period that is in the first delivery and not in the second is gone at its source. An order of the days
of the first that only the second has is late. The customers come whole each time.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from osuma.engine.simulate.exports import table
from osuma.engine.simulate.given_names import choose_name
from osuma.engine.simulate.goods import slug
from osuma.engine.simulate.homes import choose_home
from osuma.engine.simulate.population import Person
from osuma.engine.simulate.presence import Presence, card
from osuma.engine.simulate.purchases import Order, draw_order
from osuma.engine.simulate.rows import Sheet

Fate = Literal["same", "changed", "gone", "late", "new"]
OVERLAP_DAYS, MONTH_DAYS = 60, 30
_MOST_LATE = 40
#: The share that buys in a month of those whom the campaign does not reach.
_BUYS = 0.12


@dataclass(frozen=True)
class Turn:
    """What became of one order between the deliveries. before, after: null where it is not in that delivery."""

    number: int
    fate: Fate
    before: Order | None
    after: Order | None


@dataclass(frozen=True)
class Move:
    """What became of one customer between the deliveries. columns: of the customers file that were changed at the
    source; purchases of the month change the columns of totals too, and are not told here."""

    person: int
    fate: Fate
    columns: tuple[str, ...] = ()


def second_orders(
    rng: random.Random,
    everyone: Sequence[Person],
    orders: Sequence[Order],
    buyers: Iterable[int],
    others: Iterable[int],
    end: date,
    window: int,
) -> tuple[Turn, ...]:
    """What became of every order of the period, by number.

    buyers buy once in the `window` days after `end`; of the others some buy on any day of the month.
    """
    first = end - timedelta(days=OVERLAP_DAYS - 1)
    turns = [_turn(rng, order, everyone) for order in orders if order.moment.date() >= first]
    late = [_late(rng, end) for _ in range(min(_MOST_LATE, max(3, len(turns) // 40)))]
    new = [draw_order(rng, everyone[n], end + timedelta(days=rng.randint(1, window))) for n in buyers]
    chance = [n for n in others if rng.random() < _BUYS]
    new += [draw_order(rng, everyone[n], end + timedelta(days=rng.randint(1, MONTH_DAYS))) for n in chance]
    number = max(order.number for order in orders)
    fresh: list[tuple[Fate, Order]] = [*(("late", order) for order in late), *(("new", order) for order in new)]
    fresh.sort(key=lambda pair: (pair[0] == "new", pair[1].moment))
    for at, (fate, order) in enumerate(fresh, number + 1):
        turns.append(Turn(at, fate, None, replace(order, number=at)))
    return tuple(turns)


def _turn(rng: random.Random, order: Order, everyone: Sequence[Person]) -> Turn:
    roll = rng.random()
    if order.status == "test" or (order.status == "pending" and roll < 0.4):
        return Turn(order.number, "gone", order, None)
    after = order
    if order.status == "pending":
        after = replace(order, status="completed")
    elif order.status == "completed" and roll < 0.04 and (order.person is None or _customer(everyone, order)):
        after = replace(order, status="refunded", refunded=order.total)
    elif order.status == "completed" and roll < 0.05:
        return Turn(order.number, "gone", order, None)
    return Turn(order.number, "same" if after is order else "changed", order, after)


def _customer(everyone: Sequence[Person], order: Order) -> bool:
    return order.person is not None and everyone[order.person].role == "customer"


def _late(rng: random.Random, end: date) -> Order:
    """A till's receipt that came in days after it was written: nobody is named on it."""
    return draw_order(rng, None, end - timedelta(days=rng.randint(1, 20)))


def second_people(
    rng: random.Random,
    everyone: Sequence[Person],
    places: Sequence[Presence],
    buyers: Iterable[int],
    kept: frozenset[int],
) -> tuple[tuple[Person, ...], tuple[Presence, ...], tuple[Move, ...]]:
    """People and their cards a month later, and what changed. kept: people who are not erased at the source."""
    people, cards, moves = list(everyone), list(places), []
    for number in buyers:
        if not cards[number].listed:
            # A yes to the newsletter was needed to be in the trial, so that the shop notes one too.
            cards[number] = replace(cards[number], shop=cards[number].shop or card(people[number]), listed=True)
            moves.append(Move(number, "new"))
    fresh = {move.person for move in moves}
    for presence in places:
        if presence.listed and presence.person not in fresh:
            number = presence.person
            people[number], cards[number], move = _month(rng, people[number], presence, number in kept)
            moves.append(move)
    return tuple(people), tuple(cards), tuple(sorted(moves, key=lambda move: move.person))


def _month(rng: random.Random, person: Person, presence: Presence, kept: bool) -> tuple[Person, Presence, Move]:
    roll, shop = rng.random(), presence.shop
    if shop is None or roll >= 0.06:
        return person, presence, Move(person.number, "same")
    if roll < 0.01:
        yes = not presence.shop_yes
        return person, replace(presence, shop_yes=yes), Move(person.number, "changed", ("Accepts Email Marketing",))
    if roll < 0.03:
        _, place = choose_home(rng)
        if place == person.place:
            return person, presence, Move(person.number, "same")
        moved = replace(person, place=place, street=f"Muuttokatu {person.number + 1}")
        city = ("Default Address City",) if place.city.upper() != person.place.city.upper() else ()
        columns = ("Default Address Address1", *city, "Default Address Zip")
        return moved, presence, Move(person.number, "changed", columns)
    if roll < 0.045 and person.gender == "f":
        return _married(rng, person, presence)
    if roll < 0.055 and shop.email:
        email = f"{slug(person.first_name)}.uusi{person.number}@posti.example"
        changed = replace(presence, shop=replace(shop, email=email))
        return person, changed, Move(person.number, "changed", ("Email",))
    if not kept:
        return person, replace(presence, listed=False), Move(person.number, "gone")
    return person, presence, Move(person.number, "same")


def _married(rng: random.Random, person: Person, presence: Presence) -> tuple[Person, Presence, Move]:
    _, last = choose_name(rng, "f", person.birth_date.year, person.language)
    assert presence.shop is not None  # noqa: S101 - asked for before
    if last == presence.shop.last_name:
        return person, presence, Move(person.number, "same")
    changed = replace(presence, shop=replace(presence.shop, last_name=last))
    return replace(person, last_name=last), changed, Move(person.number, "changed", ("Last Name",))


def standing(turns: Iterable[Turn]) -> tuple[Order, ...]:
    """The orders of the second delivery by number."""
    return tuple(sorted((t.after for t in turns if t.after is not None), key=lambda order: order.number))


def orders_truth(turns: Iterable[Turn], financial: Mapping[str, str]) -> Sheet:
    """One row an order of the period. financial: the file's word for each status."""
    header = ("order", "fate", "status_before", "status_after", "refunded_before", "refunded_after")
    return table(
        header,
        (
            (
                f"#{turn.number}", turn.fate,
                financial[turn.before.status] if turn.before else None,
                financial[turn.after.status] if turn.after else None,
                f"{turn.before.refunded:.2f}" if turn.before else None,
                f"{turn.after.refunded:.2f}" if turn.after else None,
            )
            for turn in turns
        ),
    )  # fmt: skip


def customers_truth(moves: Iterable[Move], name: Mapping[int, str]) -> Sheet:
    """One row a customer of either delivery. name: the shop's id of each person."""
    header = ("customer_id", "person", "fate", "columns")
    return table(header, ((name[m.person], m.person, m.fate, ", ".join(m.columns) or None) for m in moves))
