"""The yearly review: each segment then and now, what came of it, who answers for it, and what changed and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from osuma.engine.errors import Words
from osuma.reporting import courses, numbers, pictures
from osuma.reporting.courses import Size
from osuma.reporting.document import Document
from osuma.reporting.pictures import Cell, Column, Kind, Picture

TITLE = Words("Vuosikatsaus", "Annual review")
#: What is told of the people, then and now.
DRIFT: Mapping[str, tuple[Words, Kind]] = {
    "sales": (Words("Osuus myynnistä", "Share of sales"), "share"),
    "buyers": (Words("Osti 12 kk:n aikana", "Bought in 12 months"), "share"),
    "spent": (Words("Ostajan mediaani", "Median buyer"), "money"),
    "silent": (Words("Päiviä viime ostosta, mediaani", "Days since purchase, median"), "count"),
    "age": (Words("Ikä, mediaani", "Age, median"), "count"),
    "reach": (Words("Tavoitettavissa sähköpostilla", "Reached by e-mail"), "share"),
}
#: Why people came in or left, as the runs stored it.
CAUSES = {
    "behaviour": Words("asiakkaat muuttuivat", "customers changed"),
    "definition": Words("sääntö muuttui", "the rule changed"),
    "merge": Words("asiakkaita yhdistettiin", "customers were merged"),
    "first": Words("laskettiin ensi kerran", "computed for the first time"),
}
NO_RESULTS = Words("Tuloksia ei ole vielä mitattu.", "No results measured yet.")
NEVER_USED = Words("ei käytetty koskaan", "never used")


@dataclass(frozen=True)
class Moves:
    """How many came in and left for one cause, over all runs: who came twice is in it twice."""

    cause: str
    came: int
    left: int


@dataclass(frozen=True)
class Reviewed:
    """One segment, or one class of a partition.

    then, now: None where it was never computed; both the same where it was computed once. stayed: of those of then,
    who are in now; came, left: who is in at one end alone; null where there is nothing to compare. drift: by code of
    `DRIFT` its value then and now; empty where it is not of people or there is nothing to compare. lists, rows: what
    was handed out in the stretch; used: whether anything ever was. results: of its control groups. retired: since
    when it is out of use.
    """

    slug: str
    name: Words
    then: Size | None
    now: Size | None
    stayed: int | None
    came: int | None
    left: int | None
    moves: tuple[Moves, ...]
    course: tuple[Size, ...]
    drift: Mapping[str, tuple[Decimal | None, Decimal | None]]
    lists: int
    rows: int
    last_list: date | None
    used: bool
    results: tuple[Words, ...]
    owner: str
    kpi: Words | None
    review_by: date
    overdue: bool
    begun: date
    changed: date
    changed_by: str
    version: int
    retired: date | None

    @property
    def compared(self) -> bool:
        """Whether there are two ends to compare."""
        return self.stayed is not None

    @property
    def state(self) -> Words:
        """In use or not, and whether it was of any use."""
        if self.retired is not None:
            fi, en = (numbers.day(self.retired, to) for to in ("fi", "en"))
            return Words(f"poistettu käytöstä {fi}", f"retired {en}")
        return Words("käytössä", "in use") if self.used else NEVER_USED


@dataclass(frozen=True)
class Act:
    """One thing that changed. kind: a code. slug, name: of the segment that it concerns. why: as it was written."""

    day: date
    kind: str
    what: Words
    slug: str | None = None
    name: Words | None = None
    why: str = ""
    who: str = ""


@dataclass(frozen=True)
class Review:
    """All of it. first, last: the days that it is told of, both included. data_end: None where there is no data.
    calls: what calling has brought; None where nobody was left without."""

    workspace: str
    currency: str
    first: date
    last: date
    data_end: date | None
    segments: tuple[Reviewed, ...]
    acts: tuple[Act, ...]
    calls: Words | None = None

    @property
    def below(self) -> Words:
        """The line below the title."""
        until = Words("", "")
        if self.data_end is not None:
            until = Words(*(numbers.day(self.data_end, to) for to in ("fi", "en")))
            until = Words(f" · tiedot {until.fi} asti", f" · data until {until.en}")
        fi, en = (numbers.period(self.first, self.last, to) for to in ("fi", "en"))
        return Words(f"{self.workspace} · {fi}{until.fi}", f"{self.workspace} · {en}{until.en}")


def sentences(review: Review) -> tuple[Words, ...]:
    """What it comes to, for who reads no further."""
    return (*_of_segments(review), *([review.calls] if review.calls else []))


def _of_segments(review: Review) -> tuple[Words, ...]:
    whole = [one for one in review.segments if "/" not in one.slug]
    if not whole:
        return (
            Words(
                "Katsaukseen ei ole vielä mitään: tuo tiedot ja tallenna ensimmäinen segmentti.",
                "There is nothing to review yet: import data and keep the first segment.",
            ),
        )
    live = [one for one in whole if one.retired is None]
    said = [_counted(live, len(whole) - len(live), sum(review.first <= one.begun for one in live))]
    idle = sum(not one.used for one in live)
    late = sum(one.overdue for one in live)
    if idle:
        said.append(
            Words(
                f"Käyttämättä: {idle}. Listaa ei ole ladattu kertaakaan; ota käyttöön tai poista käytöstä.",
                f"Never used: {idle}. No list was ever handed out; use it or retire it.",
            )
        )
    if late:
        said.append(Words(f"Tarkistuspäivä on mennyt: {late}.", f"Past the day of review: {late}."))
    if not any(one.results for one in review.segments):
        said.append(_unmeasured(sum(one.lists for one in review.segments)))
    return tuple(said)


def _counted(live: Sequence[Reviewed], retired: int, begun: int) -> Words:
    n = len(live)
    fi = f"Käytössä on {n} {'segmentti' if n == 1 else 'segmenttiä'}"
    en = f"{n} {'segment is' if n == 1 else 'segments are'} in use"
    if begun:
        fi, en = f"{fi}, joista uusia {begun}", f"{en}, of which {begun} new"
    if retired:
        fi, en = f"{fi}; käytöstä poistettiin {retired}", f"{en}; {retired} retired"
    return Words(f"{fi}.", f"{en}.")


def _unmeasured(lists: int) -> Words:
    way = Words(
        "Kun lataat listan, jätä osa kontrolliryhmäksi: ero mitataan ostoista.",
        "When you download a list, leave a part as a control group: the difference is measured in purchases.",
    )
    fi = f"Listoja annettiin ulos {lists}. " if lists else ""
    en = f"{lists} {'list was' if lists == 1 else 'lists were'} handed out. " if lists else ""
    return Words(f"{NO_RESULTS.fi} {fi}{way.fi}", f"{NO_RESULTS.en} {en}{way.en}")


def document(review: Review) -> Document:
    """The review for paper and slides."""
    below = sentences(review)
    return Document(review.workspace, TITLE, review.below, review.currency, below, tables(review))


def tables(review: Review) -> tuple[Picture, ...]:
    """The review as tables, of which the course of sizes is drawn too; those without a row are left out."""
    found = (
        _sizes(review),
        courses.of_many([(one.name, one.course) for one in review.segments]),
        _drift(review),
        _results(review),
        _owners(review),
        _acts(review),
    )
    return tuple(one for one in found if one.rows)


_SEGMENT = Column(Words("Segmentti", "Segment"))


def _sizes(review: Review) -> Picture:
    def row(one: Reviewed) -> tuple[Cell, ...]:
        moved = None if one.then is None or one.now is None or not one.compared else one.now.count - one.then.count
        part = None if moved is None or one.then is None or not one.then.count else Decimal(moved) / one.then.count
        then = one.then if one.compared else None
        return (
            one.name,
            None if then is None else then.day,
            None if then is None else then.count,
            None if one.now is None else one.now.count,
            moved,
            part,
            one.came,
            one.left,
            _causes(one),
        )

    note = Words(
        "Tuli ja poistui: ketkä ovat mukana vain toisessa päässä. Tyhjä: segmentti on laskettu vain kerran, eikä "
        "vertailukohtaa ole. Syyt ovat kaikista laskennoista, joten sama asiakas voi olla niissä monesti.",
        "Came and left: who is in at one end only. Empty: the segment was computed once, with nothing to compare "
        "with. Causes are of every run, so one customer may be in them more than once.",
    )
    columns = (
        _SEGMENT,
        Column(Words("Alkaen", "Since"), "day"),
        Column(Words("Silloin", "Then"), "count"),
        Column(Words("Nyt", "Now"), "count"),
        Column(Words("Muutos", "Change"), "change"),
        Column(Words("Muutos %", "Change %"), "share"),
        Column(Words("Tuli", "Came"), "count"),
        Column(Words("Poistui", "Left"), "count"),
        Column(Words("Miksi", "Why")),
    )
    known = [one for one in review.segments if one.now is not None]
    return Picture(
        "sizes", Words("Koko silloin ja nyt", "Size then and now"), note, columns, tuple(map(row, known)),
        "table",
    )  # fmt: skip


def _causes(one: Reviewed) -> Words | None:
    def told(to: str) -> str:
        both = ((of.cause, [n for n in (of.came, -of.left) if n]) for of in one.moves)
        return "; ".join(
            " ".join((CAUSES[cause][to], *(pictures.shown(n, "change", "", to) for n in moved)))
            for cause, moved in both
        )

    return Words(told("fi"), told("en")) if one.moves else None


def _drift(review: Review) -> Picture:
    shown = [one for one in review.segments if one.drift]
    rows = [
        (
            one.name,
            end,
            *(
                None if (value := one.drift[code][n]) is None else _rounded(value, kind)
                for code, (_, kind) in DRIFT.items()
            ),
        )
        for one in shown
        for n, end in enumerate((Words("silloin", "then"), Words("nyt", "now")))
    ]
    note = Words(
        "Silloin ja nyt mukana olleet. Ostot ovat kunkin päivän edeltävältä 12 kuukaudelta. Tavoitettavuus on "
        "kummastakin tämän päivän lupien mukaan, koska menneitä lupia ei verrata. Mediaani: puolet on sen alle.",
        "Those who were in then and are in now. Purchases are of the 12 months before each day. Reach is by today’s "
        "permissions in both, for past ones are not compared. Median: half are below it.",
    )
    columns = (_SEGMENT, Column(Words("Milloin", "When")), *(Column(name, kind) for name, kind in DRIFT.values()))
    title = Words("Miten joukko on muuttunut", "How the people have changed")
    return Picture("drift", title, note, columns, tuple(rows), "table")


def _rounded(value: Decimal, kind: Kind) -> Decimal:
    return value if kind == "share" else value.quantize(Decimal(1))


def _results(review: Review) -> Picture:
    rows = [
        (
            one.name,
            one.lists,
            one.rows,
            one.last_list,
            Words(*(" ".join(said[to] for said in one.results or (NO_RESULTS,)) for to in ("fi", "en"))),
        )
        for one in review.segments
        if one.lists or one.results
    ]
    note = Words(
        "Tänä aikana ladatut listat. Tulos on kontrolliryhmän ja listan saaneiden ostojen ero.",
        "Lists handed out in this time. A result is the difference in purchases between the control group and the "
        "list.",
    )
    columns = (
        _SEGMENT,
        Column(Words("Listoja", "Lists"), "count"),
        Column(Words("Rivejä niissä", "Rows in them"), "count"),
        Column(Words("Viimeksi", "Last"), "day"),
        Column(Words("Tulos", "Result")),
    )
    return Picture("results", Words("Listat ja tulokset", "Lists and results"), note, columns, tuple(rows), "table")


def _owners(review: Review) -> Picture:
    rows = [
        (
            one.name,
            one.owner,
            one.kpi,
            one.review_by,
            Words("myöhässä", "overdue") if one.overdue else None,
            one.changed,
            one.changed_by,
            one.version,
            one.state,
        )
        for one in review.segments
        if "/" not in one.slug
    ]
    note = Words(
        "Vastuuhenkilö ja tarkistuspäivä ovat ne, jotka segmentille on sanottu, tai ensimmäinen tallentaja ja "
        "tarkistusväli.",
        "Owner and day of review are as said of the segment, else who saved it first and the interval of reviews.",
    )
    columns = (
        _SEGMENT,
        Column(Words("Vastuuhenkilö", "Owner")),
        Column(Words("Mittari", "KPI")),
        Column(Words("Tarkistetaan", "Review by"), "day"),
        Column(Words("Myöhässä", "Overdue")),
        Column(Words("Muutettu", "Changed"), "day"),
        Column(Words("Muuttaja", "Changed by")),
        Column(Words("Versio", "Version"), "count"),
        Column(Words("Tila", "State")),
    )
    title = Words("Vastuut ja tarkistukset", "Owners and reviews")
    return Picture("owners", title, note, columns, tuple(rows), "table")


def _row(same: Sequence[Act]) -> tuple[Cell, ...]:
    """The same thing done on one day, with every segment that it was done to."""
    one, names = same[0], [act.name for act in same if act.name is not None]
    listed = Words(*(", ".join(name[to] for name in names) for to in ("fi", "en"))) if names else None
    many = f" ({len(same)})" if len(same) > 1 else ""
    what = Words(f"{one.what.fi}{many}", f"{one.what.en}{many}")
    return (one.day, what, listed, one.why or None, one.who or None)


def _acts(review: Review) -> Picture:
    rows = [_row(list(same)) for _, same in groupby(review.acts, lambda one: (one.day, one.what, one.why, one.who))]
    note = Words(
        "Versiot, käytöstä poistot, tuonnit, yhdistämiset, oikaisut, muistiinpanot ja kommentit, vanhin ensin. Syy "
        "on muuttajan omin sanoin.",
        "Versions, retirements, imports, merges, restatements, notes and comments, the oldest first. Why is in the "
        "words of who changed it.",
    )
    columns = (
        Column(Words("Päivä", "Day"), "day"),
        Column(Words("Mitä", "What")),
        _SEGMENT,
        Column(Words("Miksi", "Why")),
        Column(Words("Kuka", "Who")),
    )
    title = Words("Mikä muuttui ja miksi", "What changed and why")
    return Picture("acts", title, note, columns, tuple(rows), "table")
