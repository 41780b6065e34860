"""An old register in which the same people stand two or three times. Planted truth: whose each row is.

Pairs of rows of one person are the true matches against which linking is measured; the typo of each row is told.
Some rows share an e-mail or a phone with the first of their person, some only the birth date, and some only the name.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from osuma.engine.simulate.exports import table
from osuma.engine.simulate.homes import spelled
from osuma.engine.simulate.lists import local_phone
from osuma.engine.simulate.population import Person
from osuma.engine.simulate.rows import Cell, Sheet, dotted, fill
from osuma.engine.simulate.typos import misspell

REGISTER = ("Nro", "Etunimi", "Sukunimi", "Sähköposti", "Puhelin", "Osoite", "Postinumero", "Kaupunki", "Syntynyt")
SHARE = 0.25


@dataclass(frozen=True)
class Entry:
    """One row of the register. typo: of the name, empty where it is right. kept: what is as in the person's first row
    beside the name: the contact (e-mail or phone), the birth date, or nothing."""

    person: int
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    born: bool
    typo: str = ""
    kept: str = "first"


def entered(rng: random.Random, everyone: Sequence[Person]) -> tuple[tuple[Entry, ...], Sheet]:
    """The entries in the order of the file, in which nobody's rows are together."""
    entries: list[Entry] = []
    for person in everyone:
        if person.role == "customer" and rng.random() < SHARE:
            entries += _entries(rng, person)
    rng.shuffle(entries)
    return tuple(entries), Sheet(
        REGISTER, tuple(_row(rng, at, everyone[entry.person], entry) for at, entry in enumerate(entries, 1))
    )


def _entries(rng: random.Random, person: Person) -> list[Entry]:
    first = Entry(person.number, person.first_name, person.last_name, person.email, person.phone, True)
    again = rng.choices((0, 1, 2), (62, 28, 10))[0]
    return [first, *(_again(rng, first) for _ in range(again))]


def _again(rng: random.Random, first: Entry) -> Entry:
    kept = rng.choices(("contact", "birth_date", "nothing"), (60, 30, 10))[0]
    entry = replace(first, kept=kept, born=kept == "birth_date")
    if kept == "contact":
        by_mail = first.email is not None and (first.phone is None or rng.random() < 0.6)
        entry = replace(entry, phone=None) if by_mail else replace(entry, email=None)
    else:
        entry = replace(entry, email=None, phone=None)
    if rng.random() < 0.7:
        part = rng.choice(("first_name", "last_name"))
        written, typo = misspell(rng, entry.first_name if part == "first_name" else entry.last_name)
        named = (written, entry.last_name) if part == "first_name" else (entry.first_name, written)
        entry = replace(entry, first_name=named[0], last_name=named[1], typo=typo)
    return entry


def _row(rng: random.Random, at: int, person: Person, entry: Entry) -> tuple[Cell, ...]:
    phone = local_phone(entry.phone)
    return fill(
        REGISTER,
        {
            "Nro": f"{at:05d}",
            "Etunimi": entry.first_name,
            "Sukunimi": entry.last_name,
            "Sähköposti": entry.email,
            "Puhelin": phone.replace(" ", rng.choice(("", " ", "-"))) if phone else None,
            "Osoite": person.street,
            "Postinumero": person.place.postcode,
            "Kaupunki": spelled(rng, person.place.city),
            "Syntynyt": dotted(person.birth_date) if entry.born else None,
        },
    )


def entries_truth(entries: Sequence[Entry]) -> Sheet:
    """One row a row of the register: whose it is, and how it differs from the person's first."""
    header = ("row", "person", "typo", "kept")
    return table(header, ((at, e.person, e.typo or None, e.kept) for at, e in enumerate(entries, 2)))
