"""Two lists kept by hand: the visitors of a fair, and the members of the loyalty club with some broken rows."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from osuma.engine.simulate.population import Person
from osuma.engine.simulate.presence import Card, Presence
from osuma.engine.simulate.rows import Cell, Sheet, comma, dotted, fill

FAIR = ("Etunimi", "Sukunimi", "Sähköposti", "Puhelin", "Postinumero", "Päivämäärä", "Messut")
MEMBERS = (
    "Jäsennumero", "Etunimi", "Sukunimi", "Sähköposti", "Matkapuhelin", "Syntymäaika", "Sukupuoli", "Postinumero",
    "Postitoimipaikka", "Ammattinimike", "Kiinnostukset", "Liittymispäivä", "Ostot yhteensä", "Markkinointilupa",
)  # fmt: skip
_ALLOWED = {True: "Kyllä", False: "Ei", None: None}
FAIRS = (("Juoksumessut", 3), ("Pyörämessut", 5))


@dataclass(frozen=True)
class RefusedRow:
    """A row that cannot be read: where, which value, and the code of the reason; column empty for a whole row."""

    file: str
    row: int
    column: str
    value: str
    code: str


def fair_sheet(
    rng: random.Random, everyone: list[Person], places: list[Presence], end: date
) -> tuple[Sheet, tuple[int, ...], tuple[int, ...]]:
    """The fair's list, whose each row is, and the rows whose postcode lost its leading zeros in the spreadsheet."""
    rows: list[tuple[Cell, ...]] = []
    lost: list[int] = []
    visitors = [(everyone[p.person], p.fair) for p in places if p.fair]
    for person, written in visitors:
        name, month = FAIRS[0] if "Pyöräily" not in person.interests else FAIRS[1]
        year = end.year if (end.month, end.day) > (month, 28) else end.year - 1
        number = rng.random() < 0.7
        if number and person.place.postcode.startswith("0"):
            lost.append(len(rows) + 2)
        values: dict[str, Cell] = {
            "Etunimi": written.first_name,
            "Sukunimi": written.last_name,
            "Sähköposti": written.email,
            "Puhelin": local_phone(written.phone),
            "Postinumero": int(person.place.postcode) if number else person.place.postcode,
            "Päivämäärä": date(year, month, rng.choice((14, 15))),
            "Messut": f"{name} {year}",
        }
        rows.append(fill(FAIR, values))
    return Sheet(FAIR, tuple(rows)), tuple(person.number for person, _ in visitors), tuple(lost)


def local_phone(phone: str | None) -> str | None:
    """+3584412345 as people in Finland write it: 044 12345."""
    if phone is None:
        return None
    split = 6 if phone.startswith(("+3584", "+3585")) else 5
    return f"0{phone[4:split]} {phone[split:]}"


def member_number(person: int) -> str:
    """The club's own id of a member; leading zeros matter."""
    return f"{person + 12:06d}"


def members_sheet(
    rng: random.Random, everyone: list[Person], places: list[Presence], spent: dict[int, Decimal], end: date
) -> tuple[Sheet, tuple[int, ...], tuple[RefusedRow, ...]]:
    """The club's list with broken rows among the good: the sheet, whose each row is, and which are refused."""
    members = [(everyone[p.person], p.member, p.member_yes) for p in places if p.member]
    rows = [
        _member(person, written, _ALLOWED[yes], spent.get(person.number, Decimal(0)), end - timedelta(days=_age(rng)))
        for person, written, yes in members
    ]
    spare = [i for i, (person, written, _) in enumerate(members) if _spare(person, written)]
    refused = _break(rng, rows, spare)
    return Sheet(MEMBERS, tuple(rows)), tuple(person.number for person, _, _ in members), refused


def _age(rng: random.Random) -> int:
    """Days since joining the club."""
    return rng.randint(30, 1500)


def _member(person: Person, written: Card, allowed: str | None, spent: Decimal, joined: date) -> tuple[Cell, ...]:
    return fill(
        MEMBERS,
        {
            "Jäsennumero": member_number(person.number),
            "Etunimi": written.first_name,
            "Sukunimi": written.last_name,
            "Sähköposti": written.email,
            "Matkapuhelin": local_phone(written.phone),
            "Syntymäaika": dotted(person.birth_date),
            "Sukupuoli": "nainen" if person.gender == "f" else "mies",
            "Postinumero": person.place.postcode,
            "Postitoimipaikka": person.place.city.upper(),
            "Ammattinimike": person.title,
            "Kiinnostukset": ", ".join(person.interests) or None,
            "Liittymispäivä": dotted(joined),
            "Ostot yhteensä": comma(spent),
            "Markkinointilupa": allowed,
        },
    )


def _spare(person: Person, written: Card) -> bool:
    """Whether a row may be broken without spoiling another planted oddity."""
    plain = person.email is not None and written.email == person.email
    return plain and (person.birth_date.month, person.birth_date.day) != (2, 29)


def _break(rng: random.Random, rows: list[tuple[Cell, ...]], spare: list[int]) -> tuple[RefusedRow, ...]:
    """Spoil a few rows in place, in the ways that hand-kept lists are spoiled."""
    chosen = sorted(rng.sample(spare, min(len(spare), max(6, len(rows) // 120))))
    refused: list[RefusedRow] = []
    for turn, at in enumerate(chosen):
        match turn % 6:
            case 0:
                refused.append(_spoil(rows, at, "Syntymäaika", "31.2.1985", "not_a_date"))
            case 1:
                refused.append(_spoil(rows, at, "Ostot yhteensä", "noin 200 euroa", "not_a_number"))
            case 2:
                rows[at] = (*rows[at], "huom. soita")
                refused.append(RefusedRow("members", at + 2, "", "", "too_many_cells"))
            case 3:
                refused.append(_spoil(rows, at, "Liittymispäivä", "kesällä", "not_a_date"))
            case 4:
                rows[at] = rows[at][:9]
                refused.append(RefusedRow("members", at + 2, "", "", "too_few_cells"))
            case _:
                refused.append(_spoil(rows, at, "Ostot yhteensä", "12,50,00", "not_a_number"))
    return tuple(refused)


def _spoil(rows: list[tuple[Cell, ...]], at: int, column: str, value: str, code: str) -> RefusedRow:
    cells = list(rows[at])
    cells[MEMBERS.index(column)] = value
    rows[at] = tuple(cells)
    return RefusedRow("members", at + 2, column, value, code)
