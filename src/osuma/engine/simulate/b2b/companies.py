"""The companies that are sold to. Planted truth: what each is, its business ID, and its line in the company register.

Business IDs begin with 9, which no register has given out, or with 00 where a leading zero is to be lost; their check
digits are right unless a wrong one is planted. The CRM knows names better than IDs: most accounts have none, and whom
an account's name means in the register is the truth against which matching is measured.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from osuma.engine.simulate.exports import Planted, table
from osuma.engine.simulate.goods import slug
from osuma.engine.simulate.homes import Municipality, choose_home, spelled
from osuma.engine.simulate.places import Place
from osuma.engine.simulate.rows import Cell, Sheet, fill
from osuma.engine.simulate.typos import misspell
from osuma.engine.tables.business_id import check_digit

Role = Literal["customer", "reseller", "own"]
Situation = Literal["active", "bankrupt", "liquidation"]
OWN_NAME, OWN_DOMAIN = "Kirkas Mittaus Oy", "kirkasmittaus.example"
COMPANIES = (
    "Record ID", "Company name", "Company Domain Name", "Y-tunnus", "Industry", "City", "Postal Code", "Phone Number",
    "Number of Employees", "Annual Revenue", "Type", "Company owner", "Create Date",
)  # fmt: skip
REGISTER = (
    "Y-tunnus", "Yrityksen nimi", "Yhtiömuoto", "Toimialakoodi", "Toimialaluokitus", "Toimiala", "Postinumero",
    "Kotikunta", "Henkilöstö", "Liikevaihto", "Tilanne",
)  # fmt: skip
FILE, REGISTER_FILE = "first/hubspot-companies.csv", "first/yritysrekisteri.csv"
OWNERS = ("Sari Mittari", "Ville Kallistus", "Nea Anturi", "Petri Lukema", "Outi Asteikko", "Jani Vaaka")
#: The share of companies that somebody entered in the CRM again.
TWICE = 0.03


@dataclass(frozen=True)
class Trade:
    """One industry. code: TOL 2025 to five digits. crm: how the CRM's own list names it.

    win: planted share of decided deals that are won; deal: mean size in euros; days: mean time to a decision.
    """

    code: str
    name: str
    crm: str
    tail: str
    win: float
    deal: int
    days: int


TRADES = (
    Trade("25530", "Metalliosien työstö", "MACHINERY", "Konepaja", 0.42, 28_000, 60),
    Trade("41000", "Talonrakentaminen", "CONSTRUCTION", "Rakennus", 0.18, 15_000, 45),
    Trade("49410", "Tieliikenteen tavarankuljetus", "LOGISTICS_AND_SUPPLY_CHAIN", "Kuljetus", 0.25, 9_000, 30),
    Trade("62100", "Ohjelmistojen suunnittelu", "COMPUTER_SOFTWARE", "Ohjelmisto", 0.30, 22_000, 75),
    Trade("69200", "Kirjanpito- ja tilintarkastuspalvelut", "ACCOUNTING", "Tilitoimisto", 0.12, 4_000, 20),
    Trade("55100", "Hotellit", "HOSPITALITY", "Hotelli", 0.10, 6_000, 40),
    Trade("10710", "Leivonnaisten valmistus", "FOOD_PRODUCTION", "Leipomo", 0.36, 12_000, 50),
    Trade("71120", "Insinööritoiminta", "CIVIL_ENGINEERING", "Suunnittelu", 0.28, 18_000, 65),
)
_STEMS = (
    "Utuvuoren", "Hallaniemen", "Kaikuharjun", "Usvajärven", "Ruskamäen", "Tuulikallion", "Kuuraperän", "Aamurannan",
    "Sumukosken", "Pilvilahden", "Routasaaren", "Kajolahden", "Hämyharjun", "Tyynisalmen", "Viimavaaran",
    "Sadekankaan", "Kirkkoutun", "Iltapolun", "Jäälinnan", "Sarastuksen", "Myrskymäen", "Poutarannan", "Huurrekosken",
    "Nietoslammen",
)  # fmt: skip
_FORMS = (("Oy", 82), ("Ky", 6), ("Ab", 4), ("Oyj", 3), ("Tmi", 5))


@dataclass(frozen=True, kw_only=True)
class Company:
    """One company. number: of the simulation. business_id: as the register writes it.

    listed: in the CRM. situation: as the register knows it. staff, turnover: whole people and euros, null where the
    register does not tell.
    """

    number: int
    name: str
    form: str
    business_id: str
    trade: Trade
    place: Place
    municipality: Municipality
    staff: int | None
    turnover: int | None
    situation: Situation
    role: Role
    listed: bool
    registered: bool

    @property
    def domain(self) -> str:
        """The company's own, invented domain."""
        return OWN_DOMAIN if self.role == "own" else f"{slug(self.name)}{self.number}.example"

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.form}"


def _business_id(rng: random.Random, taken: set[str]) -> str:
    while True:
        start = "00" if rng.random() < 0.12 else "9"
        seven = start + f"{rng.randrange(10 ** (7 - len(start))):0{7 - len(start)}d}"
        digit = check_digit(seven)
        if digit is not None and seven not in taken:
            taken.add(seven)
            return f"{seven}-{digit}"


def companies(rng: random.Random, count: int) -> tuple[Company, ...]:
    """`count` accounts of the CRM, half as many that only the register knows, and the seller itself as the last."""
    taken: set[str] = set()
    names: set[str] = set()
    found = [_draw(rng, number, taken, names, number < count) for number in range(count + count // 2)]
    own = _draw(rng, len(found), taken, names, True)
    kept = {**vars(own), "name": OWN_NAME.removesuffix(" Oy"), "form": "Oy", "role": "own", "situation": "active"}
    return (*found, Company(**kept))


def _draw(rng: random.Random, number: int, taken: set[str], names: set[str], listed: bool) -> Company:
    trade = rng.choice(TRADES)
    name = f"{rng.choice(_STEMS)} {trade.tail}"
    while name in names:
        name = f"{rng.choice(_STEMS)} {trade.tail} {rng.choice('ABCDEFGHJKLMNPRSTUV')}{rng.randint(1, 99)}"
    names.add(name)
    municipality, place = choose_home(rng)
    staff = max(1, int(rng.lognormvariate(2.6, 1.2)))
    known = rng.random() < 0.8
    return Company(
        number=number,
        name=name,
        form=rng.choices([form for form, _ in _FORMS], [weight for _, weight in _FORMS])[0],
        business_id=_business_id(rng, taken),
        trade=trade,
        place=place,
        municipality=municipality,
        staff=staff if known else None,
        turnover=staff * rng.randrange(60_000, 220_000) if known else None,
        situation=rng.choices(("active", "bankrupt", "liquidation"), (95, 3, 2))[0],
        role="reseller" if listed and rng.random() < 0.03 else "customer",
        listed=listed,
        registered=not listed or rng.random() < 0.95,
    )


def account_id(company: int, again: bool = False) -> str:
    """The CRM's own id of a company; `again` of the second entry of one that was entered twice."""
    return str(9_400_000_000 + company * 17 + (5 if again else 0))


#: How the CRM's users write a business ID, and how common that is.
_WRITTEN: Mapping[str, tuple[int, Callable[[str], str]]] = {
    "missing": (55, lambda _: ""),
    "as_registered": (25, lambda given: given),
    "spaces": (5, lambda given: f" {given[:3]} {given[3:7]} - {given[8]}"),
    "no_hyphen": (4, lambda given: given.replace("-", "")),
    "vat_number": (4, lambda given: f"FI{given.replace('-', '')}"),
    "lost_zero": (4, lambda given: given[1:]),
    "wrong_check_digit": (2, lambda given: f"{given[:8]}{(int(given[8]) + 1) % 10}"),
    "not_an_id": (1, lambda _: "kysy taloudesta"),
}
_NEVER_MEANT = ("wrong_check_digit", "not_an_id")


def crm_sheet(rng: random.Random, found: Iterable[Company]) -> tuple[Sheet, tuple[Planted, ...], tuple[int, ...]]:
    """The CRM's companies, the awkward cells of them, and which company each row is."""
    listed = [company for company in found if company.listed]
    planted: list[Planted] = []
    again = [company for company in listed if company.role == "customer" and rng.random() < TWICE]
    rows = [_crm_row(rng, at, company, planted) for at, company in enumerate(listed, 2)]
    for at, company in enumerate(again, len(rows) + 2):
        row = _crm_row(rng, at, company, planted)
        rows.append((account_id(company.number, again=True), *row[1:]))
        planted.append(Planted(FILE, at, "", "entered_twice", str(rows[-1][0]), str(row[0])))
    listed += again
    return Sheet(COMPANIES, tuple(rows)), tuple(planted), tuple(company.number for company in listed)


def _crm_row(rng: random.Random, at: int, company: Company, planted: list[Planted]) -> tuple[Cell, ...]:
    name, kind = crm_name(rng, company)
    if kind:
        planted.append(Planted(FILE, at, "Company name", kind, name, company.full_name))
    kinds = [k for k in _WRITTEN if k != "lost_zero" or company.business_id.startswith("0")]
    how = rng.choices(kinds, [_WRITTEN[k][0] for k in kinds])[0]
    given = _WRITTEN[how][1](company.business_id)
    if how not in ("missing", "as_registered"):
        meant = "" if how in _NEVER_MEANT else company.business_id
        planted.append(Planted(FILE, at, "Y-tunnus", how, given, meant))
    city = spelled(rng, company.place.city)
    if city != company.place.city:
        planted.append(Planted(FILE, at, "City", "spelling", city, company.place.city))
    return fill(
        COMPANIES,
        {
            "Record ID": account_id(company.number),
            "Company name": name,
            "Company Domain Name": company.domain if rng.random() < 0.7 else None,
            "Y-tunnus": given or None,
            "Industry": company.trade.crm if rng.random() < 0.4 else None,
            "City": city,
            "Postal Code": company.place.postcode if rng.random() < 0.8 else None,
            "Phone Number": switchboard(company.number),
            "Number of Employees": company.staff,
            "Annual Revenue": company.turnover,
            "Type": "RESELLER" if company.role == "reseller" else "PROSPECT",
            "Company owner": OWNERS[company.number % len(OWNERS)],
            "Create Date": f"{2023 + company.number % 3}-{1 + company.number % 12:02d}-14 09:30",
        },
    )


def switchboard(company: int) -> str:
    """A company's own number, two digits shorter than numbers in use: nobody's."""
    return f"+35820{company * 37 % 100_000:05d}"


def crm_name(rng: random.Random, company: Company) -> tuple[str, str]:
    """The name as the CRM's users type it, and the kind of its difference; an empty kind where there is none."""
    roll = rng.random()
    if company.role == "own" or roll < 0.5:
        return company.full_name, ""
    if roll < 0.7:
        return company.name, "without_form"
    if roll < 0.8:
        return company.full_name.upper(), "shouted"
    if roll < 0.88:
        return f"{company.form} {company.name}", "form_first"
    name, typo = misspell(rng, company.name)
    return f"{name} {company.form}", f"typo_{typo}" if typo else ""


def register_sheet(found: Sequence[Company]) -> Sheet:
    """The company register, by business ID; it has companies that the CRM has not, and lacks some that it has."""
    said = {"active": None, "bankrupt": "Konkurssi", "liquidation": "Selvitystila"}
    rows = [
        (
            c.business_id, c.full_name, c.form, c.trade.code, "TOL 2025", c.trade.name, c.place.postcode,
            c.place.city, c.staff, c.turnover, said[c.situation],
        )
        for c in sorted(found, key=lambda company: company.business_id)
        if c.registered
    ]  # fmt: skip
    return Sheet(REGISTER, tuple(rows))


def companies_truth(found: Iterable[Company]) -> Sheet:
    """One row a company: its account in the CRM if it has one, its ID, and what it is. registered: 1 where the
    register has it, so that a match can be found."""
    header = (
        "company", "account", "business_id", "name", "industry_code", "staff", "turnover", "situation", "role",
        "registered",
    )  # fmt: skip
    return table(
        header,
        (
            (
                c.number, account_id(c.number) if c.listed else None, c.business_id, c.full_name, c.trade.code,
                c.staff, c.turnover, c.situation, c.role, int(c.registered),
            )
            for c in found
        ),
    )  # fmt: skip


def trades_truth() -> Sheet:
    """One row an industry: the planted share of decided deals won, the mean deal and the mean days to a decision."""
    header = ("code", "name", "crm_name", "win", "deal", "days")
    return table(header, ((t.code, t.name, t.crm, str(t.win), t.deal, t.days) for t in TRADES))
