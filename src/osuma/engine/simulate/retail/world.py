"""The whole of the consumer shop: its exports of two months, and the truth behind them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.simulate import shopify
from osuma.engine.simulate.exports import Content, Export, Grid, Planted, World, planted_table, table
from osuma.engine.simulate.population import OWN_DOMAIN, RESELLER_DOMAIN, ROLE_ADDRESS, SWITCHBOARD, Person
from osuma.engine.simulate.retail import (
    campaigns,
    deliveries,
    gifts,
    households,
    register,
    returns,
    reviews,
    surveys,
    till,
    untidy,
)
from osuma.engine.simulate.rows import Sheet
from osuma.engine.simulate.shop import SportShop, sportshop
from osuma.engine.simulate.truth import PersonTruth

CAMPAIGN = "Takaisin lenkille"
#: Where the rows that the shop's own truth tells of are written.
PATHS = {
    "orders": "first/orders_export_1.csv", "customers": "first/customers_export.csv",
    "subscribed": "first/audience_export.zip/subscribed_audience_export.csv",
    "unsubscribed": "first/audience_export.zip/unsubscribed_audience_export.csv",
    "cleaned": "first/audience_export.zip/cleaned_audience_export.csv", "fair": "awkward/messukavijat.xlsx",
    "members": "first/kanta-asiakkaat.csv", "visits": "first/verkkokaynnit.csv",
    "messages": "first/uutiskirjeet.csv",
}  # fmt: skip


@dataclass(frozen=True)
class _Streams:
    """Randomness of its own for each part, so that a change of one leaves the others as they are."""

    seed: int

    def of(self, part: str) -> random.Random:
        return random.Random(f"{self.seed} {part}")  # noqa: S311 - repeatable on purpose


def shop_world(seed: int, end: date, size: int) -> World:
    """Simulate the shop of `size` people up to `end`, and its next month. The same arguments give the same world.

    Raises Misuse for a size too small to hold every awkwardness.
    """
    streams = _Streams(seed)
    shop = sportshop(streams.of("shop"), end, size, households.Neighbourhood().draw)
    everyone = [one.person for one in shop.truth.people]
    found = _Parts(streams, shop, everyone)
    return World(kind="shop", files=tuple(found.files()), truth=found.truth(), facts=found.facts())


class _Parts:
    """Every generator run once over the same people and orders."""

    def __init__(self, streams: _Streams, shop: SportShop, everyone: list[Person]) -> None:
        self.shop, self.everyone = shop, everyone
        self.orders = list(shop.truth.orders)
        end = shop.end
        self.trial = campaigns.trial(
            streams.of("campaign"), CAMPAIGN, end + timedelta(days=1), _targets(shop.truth.people)
        )
        self.letters = campaigns.letters_sheet(streams.of("letters"), self.trial)
        places = [one.presence for one in shop.truth.people]
        reached = {outcome.target.person for outcome in self.trial.outcomes}
        others = [place.person for place in places if place.listed and place.person not in reached]
        self.turns = deliveries.second_orders(
            streams.of("orders"), everyone, self.orders, self.trial.buyers, others, end, campaigns.WINDOW_DAYS
        )
        self.second = deliveries.standing(self.turns)
        self.later_people, self.later_places, self.moves = deliveries.second_people(
            streams.of("people"), everyone, places, self.trial.buyers, self._buying()
        )
        known = {order.number: order for order in (*self.orders, *self.second)}
        self.gifts = gifts.choose_gifts(streams.of("gifts"), known.values(), everyone)
        self.returned, self.returns, self.strays = returns.returned(streams.of("returns"), self.orders)
        self.reviews, self.reviewed = reviews.reviewed(streams.of("reviews"), everyone, self.orders)
        self.answers = surveys.answered(streams.of("survey"), everyone, end)
        self.entries, self.register = register.entered(streams.of("register"), everyone)
        self.untidy, self.spoilt, self.listed = untidy.untidy(streams.of("untidy"), everyone, end)
        self.till = till.till(streams.of("till"), self.orders, end.year)

    def _buying(self) -> frozenset[int]:
        """Who buys in the month: nobody of them asks to be erased."""
        return frozenset(
            t.after.person for t in self.turns if t.fate == "new" and t.after and t.after.person is not None
        )

    def files(self) -> Iterable[Export]:
        shop = self.shop
        wrapped = gifts.shipped(shop.orders, self.gifts, self.everyone)
        yield _export("first/postinumeroalueet.csv", shop.areas, "Postinumeroalueet", "Postcode areas")
        yield _export("first/products_export_1.csv", shop.products, "Tuotteet", "Products")
        yield _export("first/customers_export.csv", shop.customers, "Asiakkaat", "Customers")
        yield _export("first/orders_export_1.csv", wrapped, "Tilaukset", "Orders")
        yield _export("first/audience_export.zip", self._audience(), "Uutiskirje", "Newsletter")
        yield _export("first/kanta-asiakkaat.csv", shop.members, "Kanta-asiakkaat", "Loyalty members", ";", "cp1252")
        yield _export("first/verkkokaynnit.csv", shop.visits, "Verkkokäynnit", "Site visits")
        yield _export("first/uutiskirjeet.csv", shop.messages, "Uutiskirjeiden avaukset", "Newsletters opened")
        yield _export("first/palautukset.csv", self.returns, "Palautukset", "Returns", ";", "utf-8-sig")
        yield _export("first/arvostelut.csv", self.reviewed, "Arvostelut", "Reviews")
        yield from self._surveys()
        yield from self._campaign()
        yield _export("second/customers_export.csv", self._customers(), "Asiakkaat", "Customers")
        yield _export("second/orders_export_2.csv", self._orders(), "Tilaukset", "Orders")
        yield _export("awkward/messukavijat.xlsx", self._fair(), "Messukävijät", "Visitors of a fair")
        yield _export(
            "awkward/vanha-rekisteri.csv", self.register, "Vanha rekisteri", "An old register", ";", "cp1252"
        )
        yield _export("awkward/asiakkaat.csv", self.untidy, "Sekava asiakaslista", "An untidy list", ";", "utf-8-sig")
        yield _export("awkward/kassa.xlsx", self.till.grids, "Kassan myynti", "Sales of the till")

    def _audience(self) -> Mapping[str, Sheet]:
        return {f"{state}_audience_export.csv": sheet for state, sheet in self.shop.newsletter.items()}

    def _fair(self) -> Content:
        return (Grid("Messukävijät", (self.shop.fair.header, *self.shop.fair.rows)),)

    def _surveys(self) -> Iterable[Export]:
        long, wide = surveys.long_sheet(self.answers), surveys.wide_sheet(self.answers)
        yield _export(
            "first/kysely-riveina.csv", long, "Kysely, rivi vastausta kohti", "A survey, a row an answer", ";"
        )
        yield _export(
            "first/kysely-sarakkeina.csv", wide, "Kysely, sarake kysymystä kohti", "A column a question", ";"
        )
        yield _export(
            "awkward/kysely.xlsx", surveys.workbook(self.answers), "Kysely, kaksi otsikkoriviä", "Two header rows"
        )

    def _campaign(self) -> Iterable[Export]:
        arms = campaigns.arms_sheet(self.trial)
        yield _export("second/kampanja-ryhmat.csv", arms, "Kampanjan ryhmät", "The campaign's groups", ";")
        yield _export("second/kampanja-viestit.csv", self.letters, "Kampanjan viestit", "The campaign's letters")

    def _orders(self) -> Sheet:
        """The second orders file. It names buyers as they were when they bought."""
        places = [
            now if then.shop is None else then
            for then, now in zip((one.presence for one in self.shop.truth.people), self.later_places, strict=True)
        ]
        sheet = shopify.orders_sheet(self.everyone, places, list(self.second))
        return gifts.shipped(sheet, self.gifts, self.everyone)

    def _customers(self) -> Sheet:
        since = {turn.number for turn in self.turns}
        before = [order for order in self.orders if order.number not in since]
        now = [*before, *self.second]
        return shopify.customers_sheet(list(self.later_people), list(self.later_places), now)[0]

    def truth(self) -> Mapping[str, Sheet]:
        ids = {person.number: shopify.shop_id(person.number) for person in self.everyone}
        return {
            "people": people_truth(self.shop.truth.people),
            "records": _records(self.shop),
            "households": households.households_truth(self.everyone),
            "gifts": gifts.gifts_truth(self.gifts),
            "returns": returns.returns_truth(self.returned),
            "reviews": reviews.reviews_truth(self.reviews),
            "survey": surveys.answers_truth(self.answers),
            "campaign_effects": campaigns.effects_truth(self.trial),
            "campaign_people": campaigns.outcomes_truth(self.trial),
            "second_orders": deliveries.orders_truth(self.turns, shopify.FINANCIAL),
            "second_customers": deliveries.customers_truth(self.moves, ids),
            "register": register.entries_truth(self.entries),
            "awkward": planted_table((*_members(self.shop), *self.spoilt, *self.till.planted)),
            "oddities": _oddities(self.shop),
        }

    def facts(self) -> Mapping[str, Any]:
        totals, odd = self.shop.truth.totals, self.shop.truth.oddities
        return {
            "end": self.shop.end.isoformat(),
            "second_end": (self.shop.end + timedelta(days=deliveries.MONTH_DAYS)).isoformat(),
            "second_period_from": (self.shop.end - timedelta(days=deliveries.OVERLAP_DAYS - 1)).isoformat(),
            "orders": totals.everything.orders,
            "net": f"{totals.net:.2f}",
            "net_customers": f"{totals.net_customers:.2f}",
            "returned": f"{sum(one.amount for one in self.returned):.2f}",
            "returns_of_no_order": list(self.strays),
            "survey_means": surveys.MEANS,
            "till": {"lines": self.till.lines, "total": f"{self.till.total:.2f}", "header_row": till.HEADER_ROW},
            "set_apart": {OWN_DOMAIN: len(odd["employee"]), RESELLER_DOMAIN: len(odd["reseller"])},
            "role_address": {ROLE_ADDRESS: len(odd["role_address"])},
            "switchboard": {SWITCHBOARD: len(odd["switchboard"])},
            "contradictory_consents": len(odd["contradictory_consent"]),
            "reachable": sum(one.permission.reachable for one in self.shop.truth.people),
        }


def _export(path: str, content: Content, fi: str, en: str, delimiter: str = ",", encoding: str = "utf-8") -> Export:
    return Export(path=path, what=Words(fi, en), content=content, delimiter=delimiter, encoding=encoding)


def _targets(people: Iterable[PersonTruth]) -> list[campaigns.Target]:
    """Those who may be written to, by the address that the newsletter tool has, or else the shop."""
    found = []
    for one in people:
        letter, shop = one.presence.newsletter, one.presence.shop
        email = letter.email if letter else shop.email if shop else None
        if one.permission.reachable and email:
            found.append(campaigns.Target(one.person.number, email, one.person.life_cycle))
    return found


def people_truth(people: Iterable[PersonTruth]) -> Sheet:
    """One row a person: who they are, what they like, what they said to each source and what they bought.

    consent: what holds of what they said, a refusal anywhere winning.
    """
    header = (
        "person", "first_name", "last_name", "gender", "birth_date", "language", "postcode", "municipality", "email",
        "phone", "role", "life_cycle", "interests", "said_shop", "said_newsletter", "said_members", "consent",
        "reachable", "orders", "net",
    )  # fmt: skip
    return table(
        header,
        (
            (
                p.number, p.first_name, p.last_name, p.gender, p.birth_date.isoformat(), p.language, p.place.postcode,
                p.place.municipality, p.email, p.phone, p.role, p.life_cycle, "; ".join(p.interests) or None,
                one.said.get("shop"), one.said.get("newsletter"), one.said.get("members"), one.permission.state,
                int(one.permission.reachable), one.orders, f"{one.net:.2f}",
            )
            for one in people
            for p in (one.person,)
        ),
    )  # fmt: skip


def _records(shop: SportShop) -> Sheet:
    """One row a row of the first delivery that names somebody."""
    header = ("file", "row", "person", "source_id")
    return table(header, ((PATHS[r.file], r.row, r.person, r.source_id) for r in shop.truth.records))


def _members(shop: SportShop) -> list[Planted]:
    return [Planted(PATHS[r.file], r.row, r.column, "refused", r.value, "", r.code) for r in shop.truth.refused]


def _oddities(shop: SportShop) -> Sheet:
    """One row an awkward thing, by kind: numbers of people, orders or rows."""
    return table(("kind", "number"), ((kind, n) for kind, found in shop.truth.oddities.items() for n in found))
