"""Who lives together. Planted truth: people of one household, and nobody else, share street, flat and postcode.

Streets are invented (Esimerkkikatu and the like), so that no address is anybody's.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from osuma.engine.simulate.exports import table
from osuma.engine.simulate.population import Person
from osuma.engine.simulate.residents import resident
from osuma.engine.simulate.rows import Sheet

_STREETS = {
    "fi": ("Esimerkkikatu", "Mallitie", "Koekuja", "Kuvitelmanpolku", "Tarinatie", "Satukuja"),
    "sv": ("Exempelvägen", "Sagogatan", "Provgränd", "Modellvägen"),
}
#: How many customers of the shop live in one household, and how common that is.
_SIZES = ((1, 62), (2, 26), (3, 8), (4, 4))


class Neighbourhood:
    """Draws people so that some move in with the one drawn before them."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, str]] = set()
        self._host: Person | None = None
        self._room = 0

    def draw(self, rng: random.Random, number: int, end: date, taken: set[str]) -> Person:
        """One resident: of a new household, or of the one that has room."""
        person = resident(rng, number, end, taken)
        if self._host is not None and self._room > 0:
            self._room -= 1
            same = rng.random() < 0.7
            last = self._host.last_name if same else person.last_name
            return replace(person, place=self._host.place, street=self._host.street, last_name=last)
        self._room = rng.choices([n for n, _ in _SIZES], [w for _, w in _SIZES])[0] - 1
        self._host = replace(person, street=self._street(rng, person))
        return self._host

    def _street(self, rng: random.Random, person: Person) -> str:
        """An address of the postcode that no household has yet."""
        while True:
            street = f"{rng.choice(_STREETS[person.language])} {rng.randint(1, 90)}"
            if rng.random() > person.place.houses:
                street += f" {rng.choice('ABCDE')} {rng.randint(1, 60)}"
            if (street, person.place.postcode) not in self._taken:
                self._taken.add((street, person.place.postcode))
                return street


def households(everyone: Iterable[Person]) -> dict[int, tuple[int, ...]]:
    """The people of each household by number, the household being named by the first of them."""
    homes: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for person in everyone:
        homes[(person.street, person.place.postcode)].append(person.number)
    return {members[0]: tuple(members) for members in homes.values()}


def households_truth(everyone: Iterable[Person]) -> Sheet:
    """One row a person: whose household they are of, and how many are in it."""
    found = households(everyone)
    rows = [(member, head, len(members)) for head, members in found.items() for member in members]
    return table(("person", "household", "members"), sorted(rows))
