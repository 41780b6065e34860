"""A hand-kept customer list with every cell that goes wrong in life. Planted truth: cell by cell what is meant.

Cells that a careful reader can mend have what they mean beside them; a row that means nothing must be refused, and is
told with the code of its reason. No row has more than one of these.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from osuma.engine.simulate.exports import Planted
from osuma.engine.simulate.homes import SPELLINGS
from osuma.engine.simulate.lists import local_phone
from osuma.engine.simulate.population import Person
from osuma.engine.simulate.rows import Cell, Sheet, dotted, fill
from osuma.engine.simulate.typos import mojibake

UNTIDY = (
    "Asiakasnumero", "Etunimi", "Sukunimi", "Sähköposti", "Puhelin", "Postinumero", "Postitoimipaikka", "Syntymäaika",
    "Asiakas alkaen", "Markkinointilupa", "Lupa annettu",
)  # fmt: skip
FILE = "awkward/asiakkaat.csv"
SHARE = 0.2
#: The share of rows that are awkward, and how common each kind of awkwardness is among them.
AWKWARD = 0.45
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class Spoilt:
    """A change of one cell. meant: empty for a row that must be refused for the reason `code`."""

    column: str
    written: str
    meant: str
    code: str = ""


def _text(row: Mapping[str, Cell], column: str) -> str:
    return str(row[column] or "")


def _apostrophe(_rng: random.Random, row: Mapping[str, Cell], _person: Person) -> Spoilt:
    return Spoilt("Asiakasnumero", f"'{row['Asiakasnumero']}", _text(row, "Asiakasnumero"))


def _lost_zeros(_rng: random.Random, row: Mapping[str, Cell], _person: Person) -> Spoilt | None:
    code = _text(row, "Postinumero")
    return Spoilt("Postinumero", code.lstrip("0"), code) if code.startswith("0") else None


def _serial(_rng: random.Random, _row: Mapping[str, Cell], person: Person) -> Spoilt:
    return Spoilt("Syntymäaika", str((person.birth_date - _EPOCH).days), dotted(person.birth_date))


def _iso(_rng: random.Random, _row: Mapping[str, Cell], person: Person) -> Spoilt:
    return Spoilt("Syntymäaika", person.birth_date.isoformat(), dotted(person.birth_date))


def _spelling(rng: random.Random, _row: Mapping[str, Cell], person: Person) -> Spoilt | None:
    found = SPELLINGS.get(person.place.city)
    return Spoilt("Postitoimipaikka", rng.choice(found[1:]), person.place.city) if found else None


def _broken_letters(_rng: random.Random, row: Mapping[str, Cell], _person: Person) -> Spoilt | None:
    name = _text(row, "Sukunimi")
    return Spoilt("Sukunimi", mojibake(name), name) if not name.isascii() else None


def _spaces(_rng: random.Random, row: Mapping[str, Cell], _person: Person) -> Spoilt | None:
    email = _text(row, "Sähköposti")
    return Spoilt("Sähköposti", f"  {email.upper()} ", email) if email else None


def _foreign_phone(_rng: random.Random, _row: Mapping[str, Cell], person: Person) -> Spoilt | None:
    if person.phone is None:
        return None
    return Spoilt("Puhelin", f"(00358) {person.phone[4:6]}-{person.phone[6:]}", person.phone)


def _no_such_day(_rng: random.Random, _row: Mapping[str, Cell], _person: Person) -> Spoilt:
    return Spoilt("Syntymäaika", "31.2.1985", "", "not_a_date")


def _a_season(_rng: random.Random, _row: Mapping[str, Cell], _person: Person) -> Spoilt:
    return Spoilt("Asiakas alkaen", "kesällä -19", "", "not_a_date")


def _not_an_address(_rng: random.Random, _row: Mapping[str, Cell], _person: Person) -> Spoilt:
    return Spoilt("Sähköposti", "matti(at)posti.example", "", "not_an_email")


KINDS: Mapping[str, tuple[int, Callable[[random.Random, Mapping[str, Cell], Person], Spoilt | None]]] = {
    "apostrophe_id": (10, _apostrophe), "lost_zeros": (10, _lost_zeros), "excel_serial": (8, _serial),
    "other_date_form": (8, _iso), "spelling": (14, _spelling), "broken_letters": (8, _broken_letters),
    "spaces_and_case": (10, _spaces), "phone_form": (10, _foreign_phone), "no_such_day": (3, _no_such_day),
    "not_a_date": (3, _a_season), "not_an_email": (3, _not_an_address),
}  # fmt: skip


def untidy(
    rng: random.Random, everyone: Sequence[Person], end: date
) -> tuple[Sheet, tuple[Planted, ...], tuple[int, ...]]:
    """The list, its planted cells and rows, and whose each row is."""
    chosen = [p for p in everyone if p.role == "customer" and rng.random() < SHARE]
    rows: list[tuple[Cell, ...]] = []
    planted: list[Planted] = []
    for at, person in enumerate(chosen, 2):
        row = _tidy(rng, at, person, end)
        if rng.random() < AWKWARD:
            planted += _spoil(rng, at, row, person)
        rows.append(fill(UNTIDY, row))
    planted += _ragged(rng, rows, {p.row for p in planted})
    return Sheet(UNTIDY, tuple(rows)), tuple(sorted(planted, key=lambda p: p.row)), tuple(p.number for p in chosen)


def _tidy(rng: random.Random, at: int, person: Person, end: date) -> dict[str, Cell]:
    since = end - timedelta(days=rng.randint(40, 2500))
    said = rng.choice(("kyllä", "ei", None))
    return {
        "Asiakasnumero": f"{at:06d}",
        "Etunimi": person.first_name,
        "Sukunimi": person.last_name,
        "Sähköposti": person.email,
        "Puhelin": local_phone(person.phone),
        "Postinumero": person.place.postcode,
        "Postitoimipaikka": person.place.city,
        "Syntymäaika": dotted(person.birth_date),
        "Asiakas alkaen": dotted(since),
        "Markkinointilupa": said,
        "Lupa annettu": dotted(since) if said else None,
    }


def _spoil(rng: random.Random, at: int, row: dict[str, Cell], person: Person) -> list[Planted]:
    """One awkward cell, of a kind that this row can have."""
    kind = rng.choices(list(KINDS), [weight for weight, _ in KINDS.values()])[0]
    spoilt = KINDS[kind][1](rng, row, person)
    if spoilt is None or spoilt.written == row[spoilt.column]:
        return []
    row[spoilt.column] = spoilt.written
    return [Planted(FILE, at, spoilt.column, kind, spoilt.written, spoilt.meant, spoilt.code)]


def _ragged(rng: random.Random, rows: list[tuple[Cell, ...]], used: set[int]) -> list[Planted]:
    """A few rows with a cell too many or too few."""
    free = [at for at in range(2, len(rows) + 2) if at not in used]
    found: list[Planted] = []
    for turn, at in enumerate(sorted(rng.sample(free, min(len(free), max(2, len(rows) // 80))))):
        row = rows[at - 2]
        many = turn % 2 == 0
        rows[at - 2] = (*row, "soita illalla") if many else row[:7]
        code = "too_many_cells" if many else "too_few_cells"
        found.append(Planted(FILE, at, "", "ragged", "", "", code))
    return found
