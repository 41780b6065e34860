"""S68: what a segment was, month by month, and what late data does to a month that is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from people import finnish, write_rows
from purchases import euros

from in_process import Osuma

CLOSED = ("2026-01", "2026-02", "2026-03")
#: Two purchases or more of running shoes and the like, ever: people only come in, until something is taken back.
REPEAT = "osuma: 1\nslug: repeat\nwhere: {event: order, op: gte, value: 2}\n"
#: A purchase within the last 30 days: people come in and leave.
ACTIVE = "osuma: 1\nslug: active\nwhere: {event: order, window: {last: 30 days}}\n"


@dataclass(frozen=True)
class Sale:
    number: int
    person: int
    day: date
    amount: Decimal


@dataclass(frozen=True)
class View:
    person: int
    day: date
    hour: int


@dataclass(frozen=True)
class Year:
    """What happened, drawn from a seed, with what a spreadsheet would say of it."""

    sales: list[Sale]
    views: list[View]

    def until(self, day: date) -> Year:
        return Year([s for s in self.sales if s.day <= day], [v for v in self.views if v.day <= day])

    def members(self, slug: str, day: date) -> set[int]:
        bought = [s for s in self.sales if s.day <= day]
        if slug == "repeat":
            return {s.person for s in bought if sum(other.person == s.person for other in bought) >= 2}
        return {s.person for s in bought if 0 <= (day - s.day).days < 30}

    def in_month(self, month: str) -> Year:
        return Year(
            [s for s in self.sales if f"{s.day:%Y-%m}" == month], [v for v in self.views if f"{v.day:%Y-%m}" == month]
        )

    def sold(self, month: str, people: set[int] | None = None) -> Decimal:
        return sum((s.amount for s in self.in_month(month).sales if people is None or s.person in people), Decimal(0))


LAST_DAYS = {"2026-01": date(2026, 1, 31), "2026-02": date(2026, 2, 28), "2026-03": date(2026, 3, 31)}


def drawn(seed: int = 68) -> Year:
    """Sixty people; somebody buys and looks on the last day of each month, so that the data reaches it."""
    rng = Random(seed)
    sales, views = [], []
    for month, last in LAST_DAYS.items():
        days = [last, *(date.fromisoformat(f"{month}-{rng.randrange(1, 28):02d}") for _ in range(44))]
        for day in days:
            person = rng.randrange(1, 61)
            sales.append(Sale(1000 + len(sales), person, day, Decimal(rng.randrange(500, 30_000)) / 100))
            views += [View(person, day, hour) for hour in rng.sample(range(24), rng.randrange(1, 4))]
    return Year(sales, views)


def write_sales(path: Path, year: Year) -> Path:
    rows: list[tuple[object, ...]] = [
        (s.number, finnish(s.day), s.person, euros(s.amount), "Valmis") for s in year.sales
    ]
    return write_rows(path, ("Tilausnumero", "Tilauspvm", "Asiakasnumero", "Summa", "Tila"), rows)


def write_views(path: Path, year: Year) -> Path:
    rows = [(v.person, f"{v.day.isoformat()}T{v.hour:02d}:30:00", "/kengat") for v in year.views]
    text = "person,ts,page\n" + "".join(f"{','.join(map(str, row))}\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return path


VIEWS = """\
osuma_mapping: 1
source: tilaukset
outputs:
  - target: events:page_view
    columns: {person: person_id, ts: ts, page: page}
"""


@pytest.fixture(scope="module")
def year() -> Year:
    return drawn()


@pytest.fixture(scope="module")
def closed(osuma: Osuma, folder: Path, year: Year) -> Osuma:
    """Each month: that month's export, a refresh, and the month is closed."""
    mapping = folder / "views.yaml"
    mapping.write_text(VIEWS, encoding="utf-8")
    osuma.apply(REPEAT, ACTIVE)
    for month, last in LAST_DAYS.items():
        so_far = year.until(last)
        osuma.load(write_sales(folder / f"tilaukset-{month}.csv", so_far), source="tilaukset")
        osuma.load(write_views(folder / f"kaynnit-{month}.csv", so_far), mapping=mapping)
        osuma.refresh()
        osuma.ask("months.close", month=month)
    return osuma


def of_segment(shown: dict[str, Any], slug: str, side: str) -> dict[str, Decimal]:
    (one,) = [one for one in shown["segments"] if one["slug"] == slug]
    return {name: Decimal(pair[side]) for name, pair in one["figures"].items()}


def expected(year: Year, slug: str, month: str) -> dict[str, Decimal]:
    """By hand: who is in on the month's last day, who came and left since the month before, what they did in it."""
    last = LAST_DAYS[month]
    before = [day for day in LAST_DAYS.values() if day < last]
    then = year.members(slug, before[-1]) if before else set()
    people = year.members(slug, last)
    seen = [v for v in year.in_month(month).views if v.person in people]
    return {
        "size": Decimal(len(people)),
        "entered": Decimal(len(people - then)),
        "left": Decimal(len(then - people)),
        "net_sales": year.sold(month, people),
        "page_views": Decimal(len(seen)),
        "visits": Decimal(len({(v.person, v.day) for v in seen})),
    }


@pytest.mark.parametrize("slug", ["repeat", "active"])
@pytest.mark.parametrize("month", CLOSED)
def test_sizes_moves_revenue_and_visits_a_month(closed: Osuma, year: Year, slug: str, month: str) -> None:
    # S68.1
    assert of_segment(closed.ask("months.show", month=month), slug, "closed") == expected(year, slug, month)


def test_a_closed_month_changes_only_by_a_restatement(closed: Osuma, year: Year, folder: Path) -> None:
    before = {month: closed.ask("months.show", month=month) for month in CLOSED}
    buyer = min(year.members("repeat", LAST_DAYS["2026-02"]))
    late = Sale(9001, buyer, date(2026, 2, 11), Decimal("77.70"))
    other = next(s for s in year.sales if f"{s.day:%Y-%m}" == "2026-02" and s.person != buyer)
    corrected = Sale(other.number, other.person, other.day, other.amount - Decimal("1.25"))
    file = write_sales(folder / "myohassa.csv", Year([late, corrected], []))
    load = closed.load(file, source="tilaukset")

    # S68.2: what was stored stays, what is now is beside it, and the two differ by what the file brought
    after = {month: closed.ask("months.show", month=month) for month in CLOSED}
    for month in CLOSED:
        assert {n: p["closed"] for n, p in after[month]["figures"].items()} == {
            n: p["closed"] for n, p in before[month]["figures"].items()
        }
        for slug in ("repeat", "active"):
            assert of_segment(after[month], slug, "closed") == expected(year, slug, month)
    assert after["2026-01"] == before["2026-01"]
    assert after["2026-03"] == before["2026-03"]
    sold = after["2026-02"]["figures"]["net_sales"]
    assert Decimal(sold["closed"]) == year.sold("2026-02")
    assert Decimal(sold["now"]) == year.sold("2026-02") + Decimal("76.45")
    (mark,) = after["2026-02"]["restatements"]
    assert (mark["load_id"], mark["rows"], Decimal(mark["amount"])) == (load["import_id"], 2, Decimal("76.45"))
    assert mark["cause"]["fi"] == f"tuonti {load['import_id']} (myohassa.csv)"
    changed = {(c["slug"], c["figure"]): (Decimal(c["old"]), Decimal(c["new"])) for c in mark["changes"]}
    assert changed["", "net_sales"] == (year.sold("2026-02"), year.sold("2026-02") + Decimal("76.45"))
    was = expected(year, "repeat", "2026-02")["net_sales"]
    correction = Decimal("1.25") if other.person in year.members("repeat", LAST_DAYS["2026-02"]) else Decimal(0)
    assert changed["repeat", "net_sales"] == (was, was + Decimal("77.70") - correction)
    assert of_segment(after["2026-02"], "repeat", "now")["size"] == expected(year, "repeat", "2026-02")["size"]

    # S68.2: a refresh and the undo of what came late leave the stored figures alone too
    closed.refresh()
    closed.ask("import.undo", import_id=load["import_id"])
    again = closed.ask("months.show", month="2026-02")
    assert [one["cause"]["en"].partition(" ")[0] for one in again["restatements"]] == ["import", "undo"]
    for slug in ("repeat", "active"):
        assert of_segment(again, slug, "closed") == of_segment(again, slug, "now")
    assert all(pair["closed"] == pair["now"] for pair in again["figures"].values())
