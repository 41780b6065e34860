"""How many belong to a segment, with the word that fits the number."""

from __future__ import annotations

from collections.abc import Mapping

from osuma.engine.errors import Words
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.rule import Unit

_NAMES: Mapping[Unit, tuple[Words, Words]] = {
    "customers": (Words("asiakas", "customer"), Words("asiakasta", "customers")),
    "accounts": (Words("yritys", "company"), Words("yritystä", "companies")),
}


def sized(count: int, unit: Unit) -> Words:
    """1 asiakas, 1 204 asiakasta; 1 company, 1,204 companies."""
    n, name = numbers.number(count), _NAMES[unit][count != 1]
    return Words(f"{n.fi} {name.fi}", f"{n.en} {name.en}")
