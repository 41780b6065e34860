"""The invented sports shop: every file that it would export, and the truth behind them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from osuma.engine.errors import Misuse, Words
from osuma.engine.simulate import lists, mailchimp, shopify, traffic
from osuma.engine.simulate.goods import INTERESTS
from osuma.engine.simulate.places import SUPPRESSED_HOUSES, SUPPRESSED_INCOME, AreaFigures, figures
from osuma.engine.simulate.population import Cast, Draw, Person, anybody, people
from osuma.engine.simulate.presence import Presence, State, presences
from osuma.engine.simulate.purchases import Order, orders
from osuma.engine.simulate.rows import Sheet
from osuma.engine.simulate.truth import Record, Truth, people_truth, totals

DEFAULT_SIZE = 5_000
SMALLEST = 300
AREAS = (
    "posti_alue", "nimi", "namn", "kunta", "vuosi", "he_vakiy", "he_kika", "hr_tuy", "hr_mtu", "ra_asunn", "ra_pt_as",
    "ra_kt_as", "pt_opisk", "pt_elakel",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class SportShop:
    """The exports of the shop, one sheet each, and the truth. Everything in them is invented.

    newsletter: one sheet for each state of the newsletter tool. end: the last local day that the files know of.
    """

    end: date
    orders: Sheet
    customers: Sheet
    products: Sheet
    newsletter: dict[State, Sheet]
    fair: Sheet
    members: Sheet
    visits: Sheet
    messages: Sheet
    areas: Sheet
    truth: Truth


def sportshop(rng: random.Random, end: date, size: int = DEFAULT_SIZE, draw: Draw = anybody) -> SportShop:
    """Simulate a shop of `size` people over the two years up to and including `end`.

    draw: who its people are. The same state of `rng`, size and end give the same shop. Raises Misuse for a size too
    small to hold every awkwardness at least once.
    """
    if size < SMALLEST:
        what = Words(
            fi=f"Simuloidussa kaupassa on oltava vähintään {SMALLEST} ihmistä, ei {size}.",
            en=f"The simulated shop needs at least {SMALLEST} people, not {size}.",
        )
        raise Misuse(what, "too_small")
    everyone, cast = people(rng, size, end, draw)
    bought = orders(rng, everyone, cast, end)
    places, odd = presences(rng, everyone, cast, _buyers(bought), end)
    return _assemble(rng, everyone, cast, bought, places, odd, end)


def _buyers(bought: Iterable[Order]) -> dict[int, date]:
    first: dict[int, date] = {}
    for order in bought:
        if order.person is not None:
            first.setdefault(order.person, order.moment.date())
    return first


def _assemble(
    rng: random.Random,
    everyone: list[Person],
    cast: Cast,
    bought: list[Order],
    places: list[Presence],
    odd: dict[str, list[int]],
    end: date,
) -> SportShop:
    customers, customer_rows = shopify.customers_sheet(everyone, places, bought)
    newsletter = mailchimp.sheets(rng, everyone, places)
    fair, fair_rows, lost_zeros = lists.fair_sheet(rng, everyone, places, end)
    members, member_rows, refused = lists.members_sheet(rng, everyone, places, _spent(bought), end)
    visits, visitors = traffic.visits_sheet(rng, everyone, places, end)
    messages, readers = traffic.messages_sheet(rng, everyone, places, end)
    orders_file = shopify.orders_sheet(everyone, places, bought)
    records = (
        *_order_records(bought),
        *_records("customers", customer_rows, shopify.shop_id),
        *(r for state, (_, rows) in newsletter.items() for r in _records(state, rows)),
        *_records("fair", fair_rows),
        *_records("members", member_rows, lists.member_number),
        *_records("visits", visitors),
        *_records("messages", readers),
    )
    unread = frozenset(member_rows[r.row - 2] for r in refused)
    borrowed = frozenset(child for _, child in cast.families_email)
    return SportShop(
        end=end,
        orders=orders_file,
        customers=customers,
        products=shopify.products_sheet(),
        newsletter={state: sheet for state, (sheet, _) in newsletter.items()},
        fair=fair,
        members=members,
        visits=visits,
        messages=messages,
        areas=_areas(figures(rng)),
        truth=Truth(
            people=people_truth(everyone, places, bought, borrowed, unread),
            orders=tuple(bought),
            records=records,
            refused=refused,
            totals=totals(everyone, bought),
            oddities=_oddities(everyone, cast, bought, odd, lost_zeros, messages),
        ),
    )


def _spent(bought: Iterable[Order]) -> dict[int, Decimal]:
    spent: dict[int, Decimal] = {}
    for order in bought:
        if order.person is not None and order.counts:
            spent[order.person] = spent.get(order.person, Decimal(0)) + order.net
    return spent


def _records(file: str, rows: Iterable[int | None], name: object = None) -> Iterable[Record]:
    for at, person in enumerate(rows):
        named = name(person) if callable(name) and person is not None else None
        yield Record(file, at + 2, person, named)


def _order_records(bought: list[Order]) -> Iterable[Record]:
    """The first row of each order, in the file's own order (newest first)."""
    row = 2
    for order in reversed(bought):
        yield Record("orders", row, order.person, f"#{order.number}")
        row += len(order.lines)


def _areas(found: Iterable[AreaFigures]) -> Sheet:
    return Sheet(
        AREAS,
        tuple(
            (
                a.place.postcode, a.place.name, a.place.name_sv, a.place.municipality, "2023", str(a.inhabitants),
                str(a.mean_age), str(a.adults), str(a.median_income), str(a.dwellings), str(a.small_houses),
                str(a.blocks), str(a.students), str(a.pensioners),
            )
            for a in found
        ),
    )  # fmt: skip


def _oddities(
    everyone: list[Person],
    cast: Cast,
    bought: list[Order],
    odd: dict[str, list[int]],
    lost_zeros: tuple[int, ...],
    messages: Sheet,
) -> dict[str, tuple[int, ...]]:
    machine = messages.column("machine")
    counting = {order.person for order in bought if order.counts}
    kinds: dict[str, tuple[int, ...]] = {kind: tuple(numbers) for kind, numbers in odd.items()}
    kinds |= {
        "employee": cast.employees,
        "reseller": (cast.reseller,),
        "family_email": tuple(n for family in cast.families_email for n in family),
        "family_phone": tuple(n for family in cast.families_phone for n in family),
        "role_address": cast.club,
        "switchboard": cast.switchboard,
        "placeholder": cast.placeholders,
        "namesakes": tuple(n for pair in cast.namesakes for n in pair),
        "leap_day": cast.leap_day,
        "phone_only": cast.phone_only,
        "lost_zeros": lost_zeros,
        "machine_open": tuple(row + 2 for row, cell in enumerate(machine) if cell == "true"),
        "guest_without_email": tuple(o.number for o in bought if o.person is None),
        "only_spoiled_orders": tuple(sorted({o.person for o in bought if o.person is not None} - counting)),
        "foreign_title": tuple(p.number for p in everyone if p.title in ("CEO", "läkare", "advokat")),
        "suppressed_area": tuple(sorted(int(code) for code in SUPPRESSED_INCOME | SUPPRESSED_HOUSES)),
    }
    for order in bought:
        if order.status != "completed":
            kinds[order.status] = (*kinds.get(order.status, ()), order.number)
    for interest in INTERESTS:
        kinds[f"interest {interest}"] = tuple(p.number for p in everyone if interest in p.interests)
    return kinds
