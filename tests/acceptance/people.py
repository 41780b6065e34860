"""Seeded customers of an invented Finnish shop, as the files that somebody would export, and who belongs where.

Everything here is plain Python over the generated rows: nothing is asked of Osuma. A `World` holds the rows; the
functions `write_*` put them into files as a shop, a CRM and a webinar tool would; the functions `expected_*` compute
the sets by hand. The same seed gives the same bytes.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

TODAY = date(2026, 10, 15)
#: The end of that local day. The last 180 days begin after the midnight that ends 18 April.
AS_OF = "2026-10-15"
BEFORE_180_DAYS = datetime(2026, 4, 19)

FIRST_NAMES = (
    "Aino",
    "Eero",
    "Helmi",
    "Ilmari",
    "Kaisu",
    "Lauri",
    "Meri",
    "Onni",
    "Pinja",
    "Reino",
    "Siiri",
    "Väinö",
)
LAST_NAMES = (
    "Aalto",
    "Harju",
    "Järvi",
    "Kangas",
    "Laine",
    "Metsä",
    "Niemi",
    "Oja",
    "Pelto",
    "Räsänen",
    "Saari",
    "Öhman",
)

#: How people write a role, by its code: case, inflection, Finnish, English, Swedish.
TITLES: dict[str, tuple[str, ...]] = {
    "ceo": ("toimitusjohtaja", "Toimitusjohtaja", "TOIMITUSJOHTAJA", "toimitusjohtajana", "CEO", "ceo", "VD"),
    "physician": ("lääkäri", "Lääkäri", "lääkärinä", "läkare", "Läkare", "physician"),
    "lawyer": ("juristi", "Juristi", "JURISTI", "juristina", "jurist", "lawyer"),
}
#: Titles that only look like one of those, and titles that are something else.
OTHER_TITLES = ("lääkärisihteeri", "myyjä", "opettaja", "sairaanhoitaja", "ohjelmistokehittäjä", "siivooja", "")
INCOME_BANDS = {"upper": "ylempi", "middle": "keskitaso", "lower": "alempi"}
EMPLOYMENT = {"employed": "työssä", "self_employed": "yrittäjä", "student": "opiskelija", "pensioner": "eläkeläinen"}
RELATIONSHIPS = {"married": "naimisissa", "cohabiting": "avoliitossa", "single": "sinkku", "widowed": "leski"}
INTERESTS = ("Talouselämä", "Taloussanomat", "design", "arvoesineet", "kalastus", "neulonta", "jalkapallo")
BOOSTED = frozenset({"Talouselämä", "Taloussanomat", "design", "arvoesineet"})


@dataclass(frozen=True)
class Person:
    """One customer as generated. Empty text or None: the file has an empty cell."""

    id: str
    first_name: str
    last_name: str
    born: date | None
    income_band: str
    title: str
    title_role: str
    postcode: str
    interests: tuple[str, ...]
    employment: str
    relationship: str

    @property
    def email(self) -> str:
        return f"asiakas{self.id}@example.fi"

    def age(self, today: date) -> int | None:
        """Full years on a day; who was born on 29 February grows older on 1 March of a common year."""
        if self.born is None:
            return None
        return today.year - self.born.year - ((today.month, today.day) < (self.born.month, self.born.day))


@dataclass(frozen=True)
class Area:
    """One postcode area. None: the statistics office does not give the figure."""

    postcode: str
    name: str
    municipality: str
    median_income: int | None
    dwellings: int | None
    small_houses: int | None


@dataclass(frozen=True)
class PageView:
    person: str
    at: datetime
    page: str
    category: str


@dataclass
class World:
    people: list[Person] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    page_views: list[PageView] = field(default_factory=list)


def years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years)


def _areas(rng: Random) -> list[Area]:
    """60 areas: 50 with known and different incomes, so that each tenth holds exactly five; 10 suppressed."""
    numbers = [f"{n:05d}" for n in [100, 120, 240, 2100, 6100, *range(10100, 65100, 1000)]]
    incomes: list[int | None] = [18_000 + 700 * n for n in range(50)]
    rng.shuffle(incomes)
    known: list[int | None] = incomes + [None] * (len(numbers) - len(incomes))
    rng.shuffle(known)
    areas = []
    for number, income in zip(numbers, known, strict=True):
        dwellings = rng.randrange(200, 3000)
        suppressed = income is None or rng.random() < 0.05
        municipality = "091" if number.startswith("00") else "049" if number == "02100" else "638"
        areas.append(
            Area(
                number, f"Alue {number}", municipality, income,
                None if suppressed else dwellings, None if suppressed else int(dwellings * rng.random()),
            )
        )  # fmt: skip
    return areas


def _title(rng: Random) -> tuple[str, str]:
    if rng.random() < 0.15:
        role = rng.choice(sorted(TITLES))
        return rng.choice(TITLES[role]), role
    return rng.choice(OTHER_TITLES), ""


def _person(rng: Random, number: int, areas: list[Area], born: date | None) -> Person:
    title, role = _title(rng)
    return Person(
        id=f"{number:05d}",
        first_name=rng.choice(FIRST_NAMES),
        last_name=rng.choice(LAST_NAMES),
        born=born,
        income_band=rng.choice(("upper", "middle", "middle", "lower", "lower", "")),
        title=title,
        title_role=role,
        postcode=rng.choice([*(a.postcode for a in areas), ""]),
        interests=tuple(rng.sample(INTERESTS, rng.randrange(0, 4))),
        employment=rng.choice((*EMPLOYMENT, "employed", "employed", "")),
        relationship=rng.choice((*RELATIONSHIPS, "married", "")),
    )


def _births(rng: Random, count: int) -> list[date | None]:
    """Birthdays around every bound of the rules, then random ones and a few that are not known."""
    planted: list[date | None] = []
    for lower, upper in ((30, 60), (30, 70)):
        planted += [years_before(TODAY, lower), years_before(TODAY, lower) + timedelta(days=1)] * 10
        planted += [years_before(TODAY, upper + 1) + timedelta(days=1), years_before(TODAY, upper + 1)] * 10
    drawn: list[date | None] = [TODAY - timedelta(days=rng.randrange(18 * 365, 85 * 365)) for _ in range(count - 120)]
    missing: list[date | None] = [None] * 40
    births = planted + drawn + missing
    rng.shuffle(births)
    return births


def _views(rng: Random, people: list[Person]) -> list[PageView]:
    """Visits of about half of the people; the last one of some lies on either side of 180 days ago."""
    noon = datetime(2026, 10, 15, 12)
    views = []
    for person in rng.sample(people, len(people) // 2):
        for _ in range(rng.randrange(1, 4)):
            at = noon - timedelta(minutes=rng.randrange(1, 400 * 24 * 60))
            category = rng.choice(("mökki", "mökki", "huvila", "autotalli"))
            views.append(PageView(person.id, at, f"/{category}/malli-{rng.randrange(9)}", category))
    for person in rng.sample(people, 40):
        at = BEFORE_180_DAYS + timedelta(minutes=rng.choice((-1, 1)))
        views.append(PageView(person.id, at, "/mökki/malli-1", rng.choice(("mökki", "Mökki"))))
    return views


def world(seed: int = 1, count: int = 2000) -> World:
    """2,000 customers with their areas and visits."""
    rng = Random(seed)
    areas = _areas(rng)
    people = [_person(rng, 1 + n, areas, born) for n, born in enumerate(_births(rng, count))]
    assert len(people) == count
    return World(people, areas, _views(rng, people))


def write_rows(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]], *, delimiter: str = ";") -> Path:
    """A CSV as Finnish programs write it: semicolons, a BOM, Windows line ends."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def finnish(day: date | None) -> str:
    """3.2.2025, or nothing."""
    return f"{day.day}.{day.month}.{day.year}" if day else ""


PERSON_HEADER = (
    "Asiakasnumero", "Etunimi", "Sukunimi", "Sähköposti", "Syntymäaika", "Tuloluokka", "Titteli", "Postinumero",
    "Kiinnostuksen kohteet", "Työtilanne", "Siviilisääty",
)  # fmt: skip


def write_people(path: Path, people: list[Person], *, without: tuple[str, ...] = ()) -> Path:
    """The customer list; columns named in `without` are left out."""
    rows: list[tuple[object, ...]] = [
        (
            p.id, p.first_name, p.last_name, p.email, finnish(p.born), INCOME_BANDS.get(p.income_band, ""), p.title,
            p.postcode, ", ".join(p.interests), EMPLOYMENT.get(p.employment, ""),
            RELATIONSHIPS.get(p.relationship, ""),
        )
        for p in people
    ]  # fmt: skip
    keep = [i for i, name in enumerate(PERSON_HEADER) if name not in without]
    header = tuple(PERSON_HEADER[i] for i in keep)
    return write_rows(path, header, [tuple(row[i] for i in keep) for row in rows])


def write_areas(path: Path, areas: list[Area]) -> Path:
    """The statistics of areas by their Paavo codes; a suppressed figure is two dots, in one column -1."""
    rows: list[tuple[object, ...]] = [
        (
            a.postcode, a.name, a.municipality,
            ".." if a.median_income is None else a.median_income,
            ".." if a.dwellings is None else a.dwellings,
            -1 if a.small_houses is None else a.small_houses,
        )
        for a in areas
    ]  # fmt: skip
    return write_rows(path, ("Postinumero", "Nimi", "Kuntakoodi", "hr_mtu", "ra_asunn", "ra_pt_as"), rows)


def write_page_views(path: Path, views: list[PageView]) -> Path:
    """Visits of the own site, in the shop's local time."""
    rows: list[tuple[object, ...]] = [(v.person, f"{v.at:%d.%m.%Y %H:%M:%S}", v.page, v.category) for v in views]
    return write_rows(path, ("Asiakasnumero", "Aika", "Sivu", "Kategoria"), rows)


def top_decile(areas: list[Area]) -> frozenset[str]:
    """The tenth of areas with the highest known median income."""
    known = sorted((a for a in areas if a.median_income is not None), key=lambda a: a.median_income or 0)
    assert len(known) % 10 == 0
    return frozenset(a.postcode for a in known[-len(known) // 10 :])


def villa_clauses(person: Person, top: frozenset[str]) -> tuple[str, ...]:
    """By which of the three ways a person of the right age comes in."""
    ways = []
    if person.income_band == "upper":
        ways.append("income")
    if person.title_role in TITLES:
        ways.append("title")
    if person.postcode in top:
        ways.append("area")
    return tuple(ways)


def expected_villa(given: World) -> dict[str, tuple[str, ...]]:
    """S01: id → the ways in."""
    top = top_decile(given.areas)
    members = {}
    for person in given.people:
        age = person.age(TODAY)
        ways = villa_clauses(person, top)
        if age is not None and 30 <= age <= 60 and ways:
            members[person.id] = ways
    return members


def viewed_cottages(given: World) -> frozenset[str]:
    """Who saw a page of the category in the 180 days that end with the day of evaluation."""
    recent = (v for v in given.page_views if v.at >= BEFORE_180_DAYS)
    return frozenset(v.person for v in recent if v.category.casefold() == "mökki")


def expected_cottage(given: World, *, visits: bool = True) -> frozenset[str]:
    """S02: who belongs; without the visit condition where `visits` is false."""
    seen = viewed_cottages(given)
    members = set()
    for p in given.people:
        age = p.age(TODAY)
        fits = (
            p.employment in ("employed", "self_employed")
            and p.relationship in ("married", "cohabiting", "")
            and p.income_band == "middle"
            and age is not None
            and 30 <= age <= 70
        )
        if fits and (p.id in seen or not visits):
            members.add(p.id)
    return frozenset(members)


def expected_small_house_areas(given: World, share: float) -> tuple[frozenset[str], frozenset[str]]:
    """S05: postcodes where small houses are at least this share of dwellings, and those where it is not known."""
    known = [a for a in given.areas if a.dwellings and a.small_houses is not None]
    inside = frozenset(a.postcode for a in known if (a.small_houses or 0) / (a.dwellings or 1) >= share)
    return inside, frozenset(a.postcode for a in given.areas) - frozenset(a.postcode for a in known)
