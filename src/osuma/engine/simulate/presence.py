"""In which of the shop's files a person stands, and how each file writes them."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from osuma.engine.simulate.goods import slug
from osuma.engine.simulate.population import PLACEHOLDERS, ROLE_ADDRESS, SWITCHBOARD, Cast, Person

State = Literal["subscribed", "unsubscribed", "cleaned"]


@dataclass(frozen=True)
class Card:
    """A person as one file writes them; email and phone null where the file has none."""

    first_name: str
    last_name: str
    email: str | None
    phone: str | None


@dataclass(frozen=True)
class Subscription:
    """One contact of the newsletter tool. until: local day of leaving, or of the address failing for good."""

    state: State
    email: str
    since: date
    until: date | None

    def receives(self, day: date) -> bool:
        """Whether a letter of that day goes to them."""
        return self.since < day and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Where one person stands; null where they are not in that file.

    listed: in the shop's customer list too, not only on orders. shop_yes: whether the shop notes a permission; it
    writes "no" for all others.
    member_yes: permission asked when joining the loyalty club, null where not asked.
    """

    person: int
    shop: Card | None = None
    listed: bool = False
    shop_yes: bool = False
    newsletter: Subscription | None = None
    fair: Card | None = None
    member: Card | None = None
    member_yes: bool | None = None


def presences(
    rng: random.Random, everyone: list[Person], cast: Cast, buyers: dict[int, date], end: date
) -> tuple[list[Presence], dict[str, list[int]]]:
    """Where everybody stands, and which oddities that planted (kind to people's numbers).

    buyers: first local day of any order by person, whatever became of it.
    """
    odd: dict[str, list[int]] = {}
    drawn = [_draw(rng, person, buyers.get(person.number), end) for person in everyone]
    _awkward_cards(everyone, cast, drawn)
    _clash(drawn)
    for presence in drawn:
        for kind in _kinds(everyone[presence.person], presence):
            odd.setdefault(kind, []).append(presence.person)
    return drawn, odd


def card(person: Person) -> Card:
    """The person as they would write themselves."""
    return Card(person.first_name, person.last_name, person.email, person.phone)


def _draw(rng: random.Random, person: Person, first: date | None, end: date) -> Presence:
    home = rng.choices(("mailing", "fair", "member", "shop"), (62, 14, 12, 12))[0] if first is None else ""
    shop = first is not None or home == "shop"
    presence = Presence(
        person=person.number,
        shop=_shop_card(rng, person) if shop else None,
        listed=shop and (first is None or person.email is None or rng.random() < 0.97),
        fair=_fair_card(rng, person) if home == "fair" or rng.random() < 0.04 else None,
        member=_member_card(rng, person) if home == "member" or (shop and rng.random() < 0.28) else None,
        member_yes=rng.choices((True, False, None), (55, 25, 20))[0],
    )
    if person.email and (home == "mailing" or (shop and rng.random() < 0.55)):
        presence = replace(presence, newsletter=_subscribe(rng, person.email, first, end))
    state = presence.newsletter.state if presence.newsletter else ""
    likely = {"subscribed": 0.95, "unsubscribed": 0.3, "cleaned": 0.6}.get(state, 0.4)
    yes = shop and person.email is not None and rng.random() < likely
    return replace(presence, shop_yes=yes)


def _subscribe(rng: random.Random, email: str, first: date | None, end: date) -> Subscription:
    since = first or end - timedelta(days=rng.randint(20, 700))
    state: State = rng.choices(("subscribed", "unsubscribed", "cleaned"), (80, 14, 6))[0]
    days = (end - since).days
    if days < 3:
        state = "subscribed"
    until = None if state == "subscribed" else since + timedelta(days=rng.randint(1, max(1, days - 1)))
    return Subscription(state, email.lower(), since, until)


def _shop_card(rng: random.Random, person: Person) -> Card:
    written = card(person)
    if written.email and rng.random() < 0.06:
        written = replace(written, email=written.email.title().replace(".Example", ".example"))
    if rng.random() < 0.03:
        written = replace(written, first_name=written.first_name.lower(), last_name=written.last_name.lower())
    return written


def _fair_card(rng: random.Random, person: Person) -> Card:
    written = card(person)
    if rng.random() < 0.15:
        written = replace(written, last_name=written.last_name.upper())
    if rng.random() < 0.15:
        written = replace(written, first_name=_ascii(written.first_name), last_name=_ascii(written.last_name))
    if written.email and rng.random() < 0.2:
        written = replace(written, email=written.email.capitalize())
    if written.email and rng.random() < 0.08:
        written = replace(written, email=f" {written.email} ")
    return written


def _member_card(rng: random.Random, person: Person) -> Card:
    written = card(person)
    if not written.phone:
        return written
    roll = rng.random()
    if roll < 0.06:
        return replace(written, email=f"{slug(person.first_name)}@tyo{person.number}.example")
    return replace(written, email=None) if roll < 0.2 else written


def _ascii(name: str) -> str:
    return name.translate(str.maketrans("äöåÄÖÅ", "aoaAOA"))


def _awkward_cards(everyone: list[Person], cast: Cast, drawn: list[Presence]) -> None:
    """What the cast gives in the files instead of their own contact details."""

    def own(number: int) -> Card:
        return card(everyone[number])

    for parent, child in cast.families_email:
        drawn[parent] = replace(drawn[parent], member=own(parent), listed=True)
        drawn[child] = Presence(
            person=child, member=replace(own(child), email=everyone[parent].email, phone=None), member_yes=None
        )
    for parent, *others in cast.families_phone:
        drawn[parent] = replace(drawn[parent], member=own(parent))
        for other in others:
            drawn[other] = replace(drawn[other], member=replace(own(other), phone=everyone[parent].phone))
    for number in cast.club:
        drawn[number] = replace(drawn[number], fair=replace(own(number), email=ROLE_ADDRESS))
    for number in cast.switchboard:
        drawn[number] = replace(drawn[number], member=replace(own(number), phone=SWITCHBOARD))
    for i, number in enumerate(cast.placeholders):
        fake = PLACEHOLDERS[i % len(PLACEHOLDERS)]
        drawn[number] = replace(drawn[number], member=replace(own(number), email=fake))
    for number in cast.leap_day:
        drawn[number] = replace(drawn[number], member=own(number))


def _clash(drawn: list[Presence]) -> None:
    """At least one who said yes in the shop has left the newsletter."""
    for i, presence in enumerate(drawn):
        if _state(presence) == "unsubscribed" and presence.listed:
            drawn[i] = replace(presence, shop_yes=True)
            return


def _state(presence: Presence) -> State | None:
    return presence.newsletter.state if presence.newsletter else None


def _kinds(person: Person, presence: Presence) -> list[str]:
    """The oddities of one person, by name."""
    state = _state(presence)
    asked = presence.member_yes if presence.member else None
    said_no = state == "unsubscribed" or asked is False
    said_yes = state == "subscribed" or presence.shop_yes or asked is True
    silent = state in (None, "cleaned") and asked is None and presence.shop is None
    cards = [c for c in (presence.shop, presence.fair, presence.member) if c]
    emails = {c.email.strip() for c in cards if c.email} | {s.email for s in (presence.newsletter,) if s}
    at_work = f"{slug(person.first_name)}@tyo"
    facts = {
        "contradictory_consent": said_no and said_yes,
        "cleaned": state == "cleaned",
        "unknown_consent": silent,
        "guest_with_email": presence.shop is not None and not presence.listed,
        "email_case_differs": len(emails) > len({e.casefold() for e in emails}),
        "name_spelled_differently": len({(c.first_name, c.last_name) for c in cards}) > 1,
        "other_email_same_phone": presence.shop is not None and any(e.startswith(at_work) for e in emails),
        "several_interests": len(person.interests) > 1,
        "no_interest": not person.interests,
        "in_three_files": len(cards) + (state is not None) >= 3,
    }
    return [kind for kind, true in facts.items() if true]
