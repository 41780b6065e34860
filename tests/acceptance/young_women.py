"""S19: people whose ages stand on each side of both bounds, and some who were born on a leap day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from people import finnish, write_rows

#: Evaluations at noon of these local days: the last day of February and the first of March of a common year, the leap
#: day of a leap year, and a day of no importance.
DAYS = (date(2026, 2, 28), date(2026, 3, 1), date(2028, 2, 29), date(2026, 10, 15))


@dataclass(frozen=True)
class Woman:
    """gender: as in the file, nainen or mies or empty. born: None where the cell is empty."""

    id: str
    gender: str
    born: date | None


def years_on(born: date, today: date) -> int:
    """Full years. Written apart from `people`: a birthday on 29 February is 1 March where the year has no 29th."""
    birthday = (born.month, born.day)
    if birthday == (2, 29) and (today.year % 4 or (today.year % 100 == 0 and today.year % 400)):
        birthday = (3, 1)
    return today.year - born.year - (0 if (today.month, today.day) >= birthday else 1)


def women(seed: int = 19) -> list[Woman]:
    """Around each bound on each day; leap-day births of 2000, 2004, 2008, 2010's neighbours; others at random."""
    rng = Random(seed)
    births: list[date | None] = [date(2000, 2, 29), date(2004, 2, 29), date(2008, 2, 29), date(2012, 2, 29)] * 3
    for day in DAYS:
        for years in (17, 18, 25, 26):
            start = date(day.year - years, day.month, min(day.day, 28))
            births += [start, date.fromordinal(start.toordinal() + 1), date.fromordinal(start.toordinal() - 1)]
    births += [
        date.fromordinal(rng.randrange(date(1940, 1, 1).toordinal(), date(2012, 1, 1).toordinal()))
        for _ in range(300)
    ]
    births += [None] * 12
    genders = ("nainen", "nainen", "nainen", "mies", "")
    return [Woman(f"N{n:04d}", rng.choice(genders) if n >= 12 else "nainen", born) for n, born in enumerate(births)]


def expected(given: list[Woman], today: date) -> tuple[frozenset[str], frozenset[str]]:
    """Members, and those of whom it is not known: neither condition is false and one is not known."""
    members, unknown = set(), set()
    for one in given:
        female = None if not one.gender else one.gender == "nainen"
        right_age = None if one.born is None else 18 <= years_on(one.born, today) <= 25
        if female and right_age:
            members.add(one.id)
        elif female is not False and right_age is not False:
            unknown.add(one.id)
    return frozenset(members), frozenset(unknown)


def write(path: Path, given: list[Woman]) -> Path:
    rows: list[tuple[object, ...]] = [(w.id, f"{w.id.lower()}@example.fi", w.gender, finnish(w.born)) for w in given]
    return write_rows(path, ("Asiakasnumero", "Sähköposti", "Sukupuoli", "Syntymäaika"), rows)
