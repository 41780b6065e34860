"""The invented people behind the files: who they are, what they like and how they buy."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, TypeAlias

from osuma.engine.simulate.goods import INTERESTS, slug
from osuma.engine.simulate.names import FAMILY_NAMES, MEN, WOMEN
from osuma.engine.simulate.places import PLACES, Place

LifeCycle = Literal["never", "new", "loyal", "occasional", "lapsing", "lapsed"]
Role = Literal["customer", "employee", "reseller"]

SHOP = "Reipas Urheilu"
OWN_DOMAIN = "reipasurheilu.example"
RESELLER_DOMAIN = "kuntokauppavaris.example"
ROLE_ADDRESS = "info@metsolanhiihtoseura.example"
SWITCHBOARD = "+35892100"
PLACEHOLDERS = ("ei@ei.example", "puuttuu@example.com", "test@example.com", "eiole@example.fi")

_DOMAINS = ("posti.example", "sposti.example", "omaposti.example", "kotisivu.example", "example.fi", "example.com")
_LIFE: tuple[tuple[LifeCycle, float], ...] = (
    ("never", 0.16), ("new", 0.08), ("loyal", 0.16), ("occasional", 0.32), ("lapsing", 0.12), ("lapsed", 0.16),
)  # fmt: skip
_LIKED = (22, 16, 14, 18, 12, 12, 6, 8)
_TITLES = (
    ("opettaja", 9), ("sairaanhoitaja", 9), ("insinööri", 8), ("myyjä", 8), ("toimitusjohtaja", 4), ("lääkäri", 4),
    ("Toimitusjohtaja", 2), ("CEO", 2), ("läkare", 2), ("juristi", 3), ("lakimies", 2), ("verkställande direktör", 1),
    ("asianajaja", 1), ("yrittäjä", 5), ("ohjelmistokehittäjä", 6), ("kirjanpitäjä", 5), ("sähköasentaja", 5),
    ("lähihoitaja", 7), ("projektipäällikkö", 5), ("varastotyöntekijä", 4), ("Erikoislääkäri", 1), ("advokat", 1),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Person:
    """One invented person. email, phone: their own, null where they have none; phone is E.164.

    interests: planted, may be empty. price_level: 0 cheap, 1 middle, 2 dear. title: null where nobody asked.
    language: mother tongue. street: null where the simulation does not say where at the postcode they live.
    """

    number: int
    first_name: str
    last_name: str
    gender: Literal["f", "m"]
    birth_date: date
    place: Place
    email: str | None
    phone: str | None
    interests: tuple[str, ...]
    life_cycle: LifeCycle
    price_level: int
    role: Role = "customer"
    title: str | None = None
    language: Literal["fi", "sv"] = "fi"
    street: str | None = None


#: How one person is drawn: randomness, their number, the end of the data, and e-mail addresses that are taken.
Draw: TypeAlias = Callable[[random.Random, int, date, set[str]], Person]


@dataclass(frozen=True)
class Cast:
    """People who are awkward on purpose, each group by the numbers of its people.

    families_email, families_phone: tuples of people of whom the first is the parent whose e-mail or phone the
    others give. namesakes: pairs with one name and one postcode.
    """

    employees: tuple[int, ...]
    reseller: int
    families_email: tuple[tuple[int, ...], ...]
    families_phone: tuple[tuple[int, ...], ...]
    club: tuple[int, ...]
    switchboard: tuple[int, ...]
    placeholders: tuple[int, ...]
    namesakes: tuple[tuple[int, int], ...]
    leap_day: tuple[int, ...]
    phone_only: tuple[int, ...]


def people(rng: random.Random, size: int, end: date, draw: Draw) -> tuple[list[Person], Cast]:
    """`size` people, among them the awkward ones."""
    taken: set[str] = set()
    everyone = [draw(rng, number, end, taken) for number in range(size)]
    cast = _choose_cast(rng, size)
    for change in (_employ, _resell, _make_families, _make_namesakes, _make_leap_days, _drop_emails):
        change(everyone, cast)
    return everyone, cast


def anybody(rng: random.Random, number: int, end: date, taken: set[str]) -> Person:
    """One person with any of the names in any of the places, all equally likely."""
    gender: Literal["f", "m"] = "f" if rng.random() < 0.54 else "m"
    first = rng.choice(WOMEN if gender == "f" else MEN)
    last = rng.choice(FAMILY_NAMES)
    age_days = int(min(max(rng.gauss(41, 14), 16), 84) * 365.25) + rng.randrange(365)
    birth = end - timedelta(days=age_days)
    return Person(
        number=number,
        first_name=first,
        last_name=last,
        gender=gender,
        birth_date=birth,
        place=rng.choice(PLACES),
        email=address(rng, f"{slug(first)}.{slug(last)}", number, taken),
        phone=mobile(rng, number) if rng.random() < 0.86 else None,
        interests=likes(rng),
        life_cycle=life(rng),
        price_level=rng.choices((0, 1, 2), (35, 45, 20))[0],
        title=title(rng, age_days // 365),
    )


def address(rng: random.Random, name: str, number: int, taken: set[str]) -> str:
    """An address of nobody that is not taken yet, which it then is."""
    email = f"{name}@{rng.choice(_DOMAINS)}"
    if email in taken:
        email = email.replace("@", f"{number}@")
    taken.add(email)
    return email


def mobile(rng: random.Random, number: int) -> str:
    """A number with two digits fewer than Finnish mobile numbers in use: well formed, and nobody's."""
    return f"+358{rng.choice((44, 46, 50))}{number * 7919 % 100_000:05d}"


def likes(rng: random.Random) -> tuple[str, ...]:
    """Up to three interests, the common ones more often."""
    wanted = rng.choices((0, 1, 2, 3), (18, 48, 26, 8))[0]
    chosen: list[str] = []
    while len(chosen) < wanted:
        interest = rng.choices(INTERESTS, _LIKED)[0]
        if interest not in chosen:
            chosen.append(interest)
    return tuple(chosen)


def life(rng: random.Random) -> LifeCycle:
    """How somebody buys."""
    return rng.choices([name for name, _ in _LIFE], [share for _, share in _LIFE])[0]


def title(rng: random.Random, age: int) -> str | None:
    """Title at work; null of those who did not say."""
    if rng.random() < 0.3:
        return None
    if age < 24:
        return "opiskelija"
    if age > 66:
        return "eläkeläinen"
    return rng.choices([name for name, _ in _TITLES], [weight for _, weight in _TITLES])[0]


def _choose_cast(rng: random.Random, size: int) -> Cast:
    numbers = list(range(size))
    rng.shuffle(numbers)

    def take(count: int) -> tuple[int, ...]:
        taken = tuple(numbers[:count])
        del numbers[:count]
        return taken

    few = max(2, size // 500)
    return Cast(
        employees=take(max(3, size // 800)),
        reseller=take(1)[0],
        families_email=tuple(take(2) for _ in range(few)),
        families_phone=tuple(take(rng.choice((2, 3))) for _ in range(few)),
        club=take(5),
        switchboard=take(7),
        placeholders=take(max(len(PLACEHOLDERS), size // 400)),
        namesakes=tuple((a, b) for a, b in (take(2) for _ in range(few))),
        leap_day=take(max(2, size // 800)),
        phone_only=take(max(3, size // 60)),
    )


def _employ(everyone: list[Person], cast: Cast) -> None:
    for number in cast.employees:
        person = everyone[number]
        email = f"{slug(person.first_name)}.{slug(person.last_name)}@{OWN_DOMAIN}"
        everyone[number] = replace(person, role="employee", email=email, life_cycle="loyal")


def _resell(everyone: list[Person], cast: Cast) -> None:
    person = everyone[cast.reseller]
    email = f"{slug(person.first_name)}.{slug(person.last_name)}@{RESELLER_DOMAIN}"
    everyone[cast.reseller] = replace(person, role="reseller", email=email, life_cycle="loyal")


def _make_families(everyone: list[Person], cast: Cast) -> None:
    for family in (*cast.families_email, *cast.families_phone):
        parent = replace(everyone[family[0]], life_cycle="loyal")
        parent = replace(parent, phone=parent.phone or f"+35845{parent.number * 7919 % 100_000:05d}")
        everyone[family[0]] = parent
        for number in family[1:]:
            child = replace(everyone[number], last_name=parent.last_name, place=parent.place, street=parent.street)
            everyone[number] = replace(child, life_cycle="occasional")
    for parent_number, child_number in cast.families_email:
        born = everyone[parent_number].birth_date
        child = everyone[child_number]
        everyone[parent_number] = replace(
            everyone[parent_number], birth_date=born.replace(year=1979, day=min(born.day, 28))
        )
        everyone[child_number] = replace(
            child,
            birth_date=child.birth_date.replace(year=2009, day=min(child.birth_date.day, 28)),
            life_cycle="never",
        )


def _make_namesakes(everyone: list[Person], cast: Cast) -> None:
    for a, b in cast.namesakes:
        first = replace(everyone[a], life_cycle="loyal")
        everyone[a] = first
        everyone[b] = replace(
            everyone[b],
            first_name=first.first_name,
            last_name=first.last_name,
            gender=first.gender,
            place=first.place,
            life_cycle="occasional",
        )


def _make_leap_days(everyone: list[Person], cast: Cast) -> None:
    for i, number in enumerate(cast.leap_day):
        born = date(1972 + 4 * (i % 8), 2, 29)
        everyone[number] = replace(everyone[number], birth_date=born, life_cycle="loyal")


def _drop_emails(everyone: list[Person], cast: Cast) -> None:
    for number in cast.phone_only:
        person = everyone[number]
        phone = person.phone or f"+35845{number * 7919 % 100_000:05d}"
        cycle: LifeCycle = "occasional" if person.life_cycle == "never" else person.life_cycle
        everyone[number] = replace(person, email=None, phone=phone, life_cycle=cycle)
