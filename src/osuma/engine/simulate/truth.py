"""What is really so behind the simulated files: the answers that an import and a segment are held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from osuma.engine.simulate.lists import RefusedRow
from osuma.engine.simulate.population import PLACEHOLDERS, ROLE_ADDRESS, Person
from osuma.engine.simulate.presence import Presence
from osuma.engine.simulate.purchases import Order, Status

Said = Literal["granted", "refused", "unknown"]


@dataclass(frozen=True)
class Record:
    """One row of a file that names somebody. person: null where it names nobody.

    source_id: the file's own id of the person, null where it has none.
    """

    file: str
    row: int
    person: int | None
    source_id: str | None


@dataclass(frozen=True)
class Permission:
    """Whether e-mail marketing is allowed. state: a refusal of any source wins.

    reachable: granted, an address of their own that does not fail, not set apart.
    """

    state: Said
    reachable: bool


@dataclass(frozen=True, kw_only=True)
class PersonTruth:
    """One real person behind the files.

    presence: where the person stands, rows that are refused left out. said: what each source states on e-mail
    marketing (shop, newsletter, members); the shop's "no" is unknown, for it does not tell a refusal from never
    having been asked. orders, net, spent: purchases that
    count, goods less refunds in euros; spent is by product group before an order's discount and refunds.
    """

    person: Person
    presence: Presence
    said: Mapping[str, Said]
    permission: Permission
    orders: int
    net: Decimal
    first_order: date | None
    last_order: date | None
    spent: Mapping[str, Decimal]


@dataclass(frozen=True)
class Amount:
    """How many orders and how much they are, goods with VAT."""

    orders: int
    subtotal: Decimal
    total: Decimal
    refunded: Decimal


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Sums of the orders file, to the cent.

    everything: all orders. by_status: by what became of them. apart: completed orders of employees and resellers,
    which stand outside every total. nobody: completed orders of unnamed buyers. net: goods less refunds of all
    completed orders; net_customers: the same without those set apart.
    """

    everything: Amount
    lines: int
    shipping: Decimal
    by_status: Mapping[Status, Amount]
    apart: Amount
    nobody: Amount
    net: Decimal
    net_customers: Decimal


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Everything that was planted.

    people: by number. records: every row of every file that names or could name somebody. refused: rows that no
    import can take. oddities: kind of awkwardness to where it is (numbers of people, orders or rows, by kind).
    """

    people: tuple[PersonTruth, ...]
    orders: tuple[Order, ...]
    records: tuple[Record, ...]
    refused: tuple[RefusedRow, ...]
    totals: Totals
    oddities: Mapping[str, tuple[int, ...]]


def totals(everyone: Sequence[Person], orders: Sequence[Order]) -> Totals:
    """Sums over all orders; role decides who stands apart."""
    by_status: dict[Status, list[Order]] = {}
    for order in orders:
        by_status.setdefault(order.status, []).append(order)
    counting = [order for order in orders if order.counts]
    apart = [o for o in counting if o.person is not None and everyone[o.person].role != "customer"]
    return Totals(
        everything=_amount(orders),
        lines=sum(len(order.lines) for order in orders),
        shipping=sum((order.shipping for order in orders), Decimal(0)),
        by_status={status: _amount(some) for status, some in by_status.items()},
        apart=_amount(apart),
        nobody=_amount([o for o in counting if o.person is None]),
        net=sum((o.net for o in counting), Decimal(0)),
        net_customers=sum((o.net for o in counting), Decimal(0)) - sum((o.net for o in apart), Decimal(0)),
    )


def _amount(orders: Sequence[Order]) -> Amount:
    return Amount(
        len(orders),
        sum((o.subtotal for o in orders), Decimal(0)),
        sum((o.total for o in orders), Decimal(0)),
        sum((o.refunded for o in orders), Decimal(0)),
    )


def people_truth(
    everyone: Sequence[Person],
    places: Sequence[Presence],
    orders: Sequence[Order],
    borrowed: frozenset[int],
    unread: frozenset[int],
) -> tuple[PersonTruth, ...]:
    """The truth of everybody. borrowed: people whose only e-mail is another's. unread: people whose row of the
    members' list is refused, so that what it says never arrives."""
    bought: dict[int, list[Order]] = {}
    for order in orders:
        if order.counts and order.person is not None:
            bought.setdefault(order.person, []).append(order)
    return tuple(
        _truth(
            person,
            replace(presence, member=None) if person.number in unread else presence,
            bought.get(person.number, []),
            person.number in borrowed,
        )
        for person, presence in zip(everyone, places, strict=True)
    )


def _truth(person: Person, presence: Presence, bought: list[Order], borrowed: bool) -> PersonTruth:
    said = statements(presence)
    failing = presence.newsletter is not None and presence.newsletter.state == "cleaned"
    usable = person.role == "customer" and _has_address(presence) and not (borrowed or failing)
    days = [order.moment.date() for order in bought]
    spent: dict[str, Decimal] = {}
    for line in (line for order in bought for line in order.lines):
        spent[line.product.category] = spent.get(line.product.category, Decimal(0)) + line.value
    return PersonTruth(
        person=person,
        presence=presence,
        said=said,
        permission=_permission(said, usable),
        orders=len(bought),
        net=sum((order.net for order in bought), Decimal(0)),
        first_order=min(days, default=None),
        last_order=max(days, default=None),
        spent=spent,
    )


def _permission(said: Mapping[str, Said], usable: bool) -> Permission:
    if "refused" in said.values():
        return Permission("refused", False)
    return Permission("granted", usable) if "granted" in said.values() else Permission("unknown", False)


def _has_address(presence: Presence) -> bool:
    """Whether some file holds an e-mail that is a person's, not a placeholder or a role address."""
    cards = (presence.shop, presence.fair, presence.member)
    emails = {card.email.strip().casefold() for card in cards if card and card.email}
    return presence.newsletter is not None or bool(emails - {ROLE_ADDRESS, *PLACEHOLDERS})


def statements(presence: Presence) -> dict[str, Said]:
    """What each source states on e-mail marketing."""
    said: dict[str, Said] = {}
    if presence.shop:
        said["shop"] = "granted" if presence.shop_yes else "unknown"
    if presence.newsletter and presence.newsletter.state != "cleaned":
        said["newsletter"] = "granted" if presence.newsletter.state == "subscribed" else "refused"
    if presence.member and presence.member_yes is not None:
        said["members"] = "granted" if presence.member_yes else "refused"
    return said
