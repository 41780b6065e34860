"""The segment sheet: one row a segment, with what the data says of it, what people say, targets and deviations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from osuma.engine.errors import Words
from osuma.engine.segments import kpis
from osuma.reporting import numbers
from osuma.reporting.pictures import Cell, Column, Picture

TITLE = Words("Segmenttitaulukko", "Segment sheet")
#: Of fewer people than this nothing is said but that they are few.
LEAST = 5
#: What people say in their own words, by key.
TEXTS = {
    "interests": Words("Kiinnostuksen kohteet", "Interests"),
    "products": Words("Tuotetyypit", "Product types"),
    "factors": Words("Ostopäätökseen vaikuttavat tekijät", "Factors in purchase decision"),
    "examples": Words("Esimerkit", "Examples"),
    "channels": Words("Kanavat", "Channels"),
    "angle": Words("Viestin kulma", "Message angle"),
    "offer": Words("Tarjous", "Offer"),
    "goal": Words("Tavoite", "Goal"),
}
#: What people aim at.
TARGETS = {
    "age": Words("ikä", "age"),
    "customers": Words("asiakkaita", "customers"),
    "sales": Words("myynti 12 kk", "sales, 12 months"),
    "reach": Words("tavoitettavissa sähköpostilla", "reached by e-mail"),
}


@dataclass(frozen=True)
class Shares:
    """Values with how many people have each, the commonest first. of: people of whom it is known."""

    of: int
    values: tuple[tuple[Words, int], ...] = ()


@dataclass(frozen=True)
class Ages:
    """Full years on the day of the figures. low, high: the quartiles, between which half of the people are.

    known: people whose age is known. inside: those within the target; None where there is none.
    """

    low: int
    high: int
    known: int
    inside: int | None = None


@dataclass(frozen=True)
class Target:
    """One thing that was aimed at. deviation: the figure less the target, in words; None where there is no figure."""

    code: str
    name: Words
    target: Words
    actual: Words | None
    deviation: Words | None


@dataclass(frozen=True)
class Row:
    """One segment. who: its rule in a sentence. net_sales: of its people in 12 months. reach: who may be reached, by
    channel; empty where nobody has an address. said: what people wrote, by key. kpi: by what it is judged."""

    slug: str
    name: Words
    who: Words
    count: int
    net_sales: Decimal
    reach: Mapping[str, int]
    ages: Ages | None
    age_known: int
    gender: Shares
    interests: Shares
    products: Shares
    examples: Shares
    said: Mapping[str, str]
    kpi: str | None
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class Sheet:
    """All of it. at: the day of the figures; window: of sales. base, net_sales: of everybody."""

    rows: tuple[Row, ...]
    at: date
    window: tuple[date, date]
    base: int
    net_sales: Decimal
    currency: str
    notes: tuple[Words, ...] = ()


def _both(make: Callable[[str], str]) -> Words:
    return Words(make("fi"), make("en"))


@dataclass(frozen=True)
class Told:
    """What the data says of one thing. values: each on its own; note: of how many it is known, or why nothing is."""

    values: tuple[Words, ...]
    note: Words | None

    @property
    def line(self) -> Words:
        """All of it on one line."""
        note = self.note
        if not self.values:
            return note or Words("", "")
        return _both(lambda to: ", ".join(one[to] for one in self.values) + (f" ({note[to]})" if note else ""))


def ages(row: Row) -> Told:
    """Between which ages half of the people are."""
    if row.ages is None:
        return Told((), _few(row.age_known))
    between = f"{row.ages.low}–{row.ages.high}"
    return Told((Words(between, between),), _known(row.ages.known, row.count))


def shares(found: Shares, count: int) -> Told:
    """The values with their shares of those of whom it is known."""
    if found.of < LEAST or not found.values:
        return Told((), _few(found.of))
    values = tuple(
        Words(*(f"{name[to]} {numbers.percent(n, found.of, to, 0)}" for to in ("fi", "en")))
        for name, n in found.values
    )
    return Told(values, _known(found.of, count))


def named_alone(found: Shares) -> Told:
    """The values alone."""
    return Told(tuple(name for name, _ in found.values) if found.of >= LEAST else (), None)


def reached(row: Row, channels: Mapping[str, Words]) -> Words:
    """How many may be reached by each channel."""
    return _both(lambda to: ", ".join(f"{channels[key][to]} {numbers.number(n, to)}" for key, n in row.reach.items()))


def _known(of: int, count: int) -> Words:
    fi, en = (f"{numbers.number(of, to)}/{numbers.number(count, to)}" for to in ("fi", "en"))
    return Words(f"tiedossa {fi}", f"known of {en}")


def _few(n: int) -> Words:
    if not n:
        return Words("ei tiedossa", "not known")
    return Words(f"liian harvan tiedetään ({n})", f"known of too few ({n})")


def said_first(said: str | None, data: Words) -> Words:
    """What people wrote, then what the data says."""
    if not said:
        return data
    return _both(lambda to: f"{said} | {data[to]}" if data[to] else said)


def columns(sheet: Sheet, channels: Mapping[str, Words]) -> tuple[tuple[Column, Callable[[Row], Cell]], ...]:
    """Each column with what it holds of a row; the first seven are the segment table as it is printed."""

    def of(key: str) -> Callable[[Row], Cell]:
        return lambda row: row.said.get(key)

    def aimed(code: str, part: str) -> Callable[[Row], Cell]:
        return lambda row: next((getattr(one, part) for one in row.targets if one.code == code), None)

    return (
        (Column(Words("Segmentti", "Segment")), lambda row: row.name),
        (Column(Words("Ikäryhmä", "Age group")), lambda row: ages(row).line),
        (Column(Words("Sukupuoli", "Sex")), lambda row: shares(row.gender, row.count).line),
        (
            Column(TEXTS["interests"]),
            lambda row: said_first(row.said.get("interests"), shares(row.interests, row.count).line),
        ),
        (
            Column(TEXTS["products"]),
            lambda row: said_first(row.said.get("products"), shares(row.products, row.count).line),
        ),
        (Column(TEXTS["factors"]), of("factors")),
        (
            Column(TEXTS["examples"]),
            lambda row: said_first(row.said.get("examples"), named_alone(row.examples).line),
        ),
        (Column(Words("Keitä", "Who")), lambda row: row.who),
        (Column(Words("Asiakkaita", "Customers"), "count"), lambda row: row.count),
        (Column(Words("Osuus asiakkaista", "Share of customers"), "share"), lambda row: _part(row.count, sheet.base)),
        (Column(Words("Myynti 12 kk", "Sales, 12 months"), "money"), lambda row: row.net_sales),
        (
            Column(Words("Osuus myynnistä", "Share of sales"), "share"),
            lambda row: _part(row.net_sales, sheet.net_sales),
        ),
        (Column(Words("Tavoitettavissa", "Can be reached")), lambda row: reached(row, channels)),
        (Column(TEXTS["channels"]), of("channels")),
        (Column(TEXTS["angle"]), of("angle")),
        (Column(TEXTS["offer"]), of("offer")),
        (Column(TEXTS["goal"]), of("goal")),
        (Column(Words("Mittari", "KPI")), lambda row: kpis.named(row.kpi) if row.kpi else None),
        *(
            (Column(name), aimed(code, part))
            for code in TARGETS
            for name, part in (
                (Words(f"Tavoite: {TARGETS[code].fi}", f"Target: {TARGETS[code].en}"), "target"),
                (Words(f"Poikkeama: {TARGETS[code].fi}", f"Deviation: {TARGETS[code].en}"), "deviation"),
            )
        ),
        (Column(Words("Luvut ajalta", "Figures as of")), lambda _: _both(lambda to: numbers.day(sheet.at, to))),
        (
            Column(Words("Myynti ajalta", "Sales of")),
            lambda _: _both(lambda to: numbers.period(*sheet.window, to)),
        ),
    )


def targets(age: tuple[int, int] | None, figures: Mapping[str, int], row: Row, currency: str) -> tuple[Target, ...]:
    """What was aimed at, beside what is. row: the same without its targets."""
    reach = row.reach.get("email", 0)
    actual: Mapping[str, int | Decimal] = {"customers": row.count, "sales": row.net_sales, "reach": reach}
    found = [] if age is None else [_aged(age, row)]
    for code, aim in figures.items():
        found.append(_figure(code, Decimal(aim), Decimal(actual[code]), currency))
    return tuple(found)


def _aged(age: tuple[int, int], row: Row) -> Target:
    low, high = age
    target = _both(lambda to: f"{low}–{high}{' v' if to == 'fi' else ''}")
    found = row.ages
    if found is None or found.inside is None:
        return Target("age", TARGETS["age"], target, None, None)
    now = f"{found.low}–{found.high}"
    ends = f"{_signed(found.low - low)} / {_signed(found.high - high)}"
    inside = found.inside
    deviation = _both(
        lambda to: (
            f"{ends} vuotta; {numbers.percent(inside, found.known, to, 0)} on tavoitteen iässä"
            if to == "fi"
            else f"{ends} years; {numbers.percent(inside, found.known, to, 0)} are of the age aimed at"
        )
    )
    return Target("age", TARGETS["age"], target, Words(now, now), deviation)


def _figure(code: str, aim: Decimal, actual: Decimal, currency: str) -> Target:
    def shown(value: Decimal, to: str) -> str:
        return numbers.money(value, currency, to) if code == "sales" else numbers.number(value, to)

    def deviation(to: str) -> str:
        off = actual - aim
        share = f" ({'+' if off > 0 else ''}{numbers.percent(off, aim, to, 0)})" if aim else ""
        return f"{'+' if off > 0 else ''}{shown(off, to)}{share}"

    return Target(
        code,
        TARGETS[code],
        _both(lambda to: shown(aim, to)),
        _both(lambda to: shown(actual, to)),
        _both(deviation),
    )


def _signed(years: int) -> str:
    return f"+{years}" if years > 0 else "±0" if years == 0 else f"{numbers.MINUS}{-years}"


def _part(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.001")) if whole else None


def cells(sheet: Sheet, channels: Mapping[str, Words]) -> tuple[tuple[Column, ...], Sequence[tuple[Cell, ...]]]:
    """The columns, and the rows as they go into a file."""
    found = columns(sheet, channels)
    return tuple(column for column, _ in found), [tuple(hold(row) for _, hold in found) for row in sheet.rows]


def one_table(sheet: Sheet, channels: Mapping[str, Words]) -> Picture:
    """All of it as one table, for a file."""
    head, rows = cells(sheet, channels)
    return Picture("sheet", TITLE, Words("", ""), head, tuple(rows), "table")


#: Tables of the sheet on paper and slides, each by how many of the columns after the segment's name it has.
_PARTS = (
    ("sheet", TITLE, 6),
    ("figures", Words("Segmentit lukuina", "The segments in figures"), 6),
    ("message", Words("Viesti ja tavoitteet", "Message and targets"), 13),
)


def parts(sheet: Sheet, channels: Mapping[str, Words]) -> tuple[Picture, ...]:
    """The sheet as tables that a page has room for; columns of which nothing is known of any segment are left out."""
    head, rows = cells(sheet, channels)
    note = Words(
        "Ikäryhmä: puolet asiakkaista on tällä ikävälillä. Osuudet ovat niistä asiakkaista, joista asia tiedetään.",
        "Age group: half of the members are between these ages. Shares are of the members of whom it is known.",
    )
    found, begun = [], 1
    for code, title, n in _PARTS:
        said = [m for m in range(begun, begun + n) if any(row[m] not in (None, "") for row in rows)]
        begun += n
        if said:
            of = (0, *said)
            found.append(
                Picture(
                    code, title, note if code == "sheet" else Words("", ""), tuple(head[m] for m in of),
                    tuple(tuple(row[m] for m in of) for row in rows), "table",
                )
            )  # fmt: skip
    return tuple(found)
