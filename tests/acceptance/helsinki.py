"""S20: people whose home is told by a municipality code, a postcode, a city in three languages, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from people import write_rows

#: A few true facts: postcode → municipality code.
POSTCODES = {
    "00100": "091", "00240": "091", "00980": "091", "02100": "049", "01300": "092", "33100": "837", "20100": "853",
}  # fmt: skip
HELSINKI_WORDS = ("Helsinki", "helsinki", "HELSINKI", "Helsingfors", "helsingfors", "HKI", "Hki", " Helsinki ")
ELSEWHERE = {"Espoo": "049", "Esbo": "049", "Vantaa": "092", "Tampere": "837", "Turku": "853", "Åbo": "853"}


@dataclass(frozen=True)
class Resident:
    """code, postcode, city: as in the file, maybe empty. lives: the code that follows, None if unknown."""

    id: str
    code: str
    postcode: str
    city: str
    lives: str | None


def residents() -> list[Resident]:
    """Each way of saying it, alone and against another; a code decides before a postcode, and that before a word."""
    rows: list[tuple[str, str, str, str | None]] = []
    for postcode, code in POSTCODES.items():
        rows += [("", postcode, "", code), ("", postcode, "Helsinki", code), ("", postcode, "HKI", code)]
    rows += [("", "", word, "091") for word in HELSINKI_WORDS]
    rows += [("", "", word, code) for word, code in ELSEWHERE.items()]
    rows += [("091", "", "", "091"), ("049", "", "", "049"), ("091", "", "Helsingfors", "091")]
    rows += [("", "00100", "Espoo", "091"), ("", "02100", "Helsingfors", "049"), ("", "", "", None)]
    rows += [("", "", "Atlantis", None), ("", "", "Helsinginkatu", None)]
    return [Resident(f"H{n:03d}", *row) for n, row in enumerate(rows)]


def expected(given: list[Resident]) -> tuple[frozenset[str], frozenset[str]]:
    """Who lives in Helsinki, and of whom it is not known."""
    return (
        frozenset(r.id for r in given if r.lives == "091"),
        frozenset(r.id for r in given if r.lives is None),
    )


def write(path: Path, given: list[Resident]) -> Path:
    rows: list[tuple[object, ...]] = [(r.id, f"{r.id.lower()}@example.fi", r.code, r.postcode, r.city) for r in given]
    return write_rows(path, ("Asiakasnumero", "Sähköposti", "Kuntakoodi", "Postinumero", "Postitoimipaikka"), rows)


def write_areas(path: Path) -> Path:
    """Which municipality each postcode lies in."""
    rows: list[tuple[object, ...]] = [(place, f"Alue {place}", code, 1000) for place, code in POSTCODES.items()]
    return write_rows(path, ("Postinumero", "Nimi", "Kuntakoodi", "Asukkaita"), rows)
