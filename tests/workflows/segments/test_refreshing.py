"""A refresh says whether it was computed from differences or in full and why, and its members are the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from in_process import Osuma

BIG = (
    "osuma: 1\nslug: big\n"
    "where: {event: order, measure: {sum: amount}, op: gte, value: 50, window: {last: 30 days}}\n"
)
OFTEN = "osuma: 1\nslug: often\nwhere: {event: order, op: gte, value: 2, window: {last: 7 days}}\n"
LATEST = "osuma: 1\nslug: latest\nwhere: {recency: order, op: lte, value: 3 days}\n"
VIEWS = "osuma: 1\nslug: views\nwhere: {event: attendance, op: gte, value: 1, window: {last: 7 days}}\n"
HEAD = "Tilausnumero;Tilauspvm;Asiakasnumero;Summa;Tila\n"
JANUARY = "1;5.1.2026;101;40,00;Valmis\n2;9.1.2026;102;25,00;Valmis\n3;14.1.2026;101;60,00;Valmis\n"
#: A day later, and enough people that one whose rows changed is not many.
NEXT = "4;15.1.2026;102;35,00;Valmis\n5;15.1.2026;103;80,00;Valmis\n"
MANY = "".join(f"9{n};2.1.2026;2{n:02d};10,00;Valmis\n" for n in range(30))


class Shop:
    """A workspace with orders; every refresh is compared with a full one right after it."""

    def __init__(self, folder: Path) -> None:
        self.osuma = Osuma.create(folder / "home")
        self.folder = folder
        self.files = 0

    def bring(self, rows: str) -> int:
        self.files += 1
        file = self.folder / f"tilaukset_{self.files}.csv"
        file.write_text(HEAD + rows, encoding="utf-8")
        return int(self.osuma.load(file, source="shop")["import_id"])

    def refresh(self, **more: Any) -> dict[str, Any]:
        return self.osuma.ask("segments.refresh", **more)

    def counts(self, told: dict[str, Any]) -> dict[str, int]:
        return {one["slug"]: one["count"] for one in told["segments"]}

    @property
    def warehouse(self) -> Path:
        (found,) = self.folder.glob("home/workspaces/*/warehouse.duckdb")
        return found

    @property
    def kept(self) -> list[Path]:
        return sorted(Path(f"{self.warehouse}.figures").glob("*.bin"))


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path)
    made.bring(JANUARY + MANY)
    made.osuma.apply(BIG, OFTEN, LATEST)
    return made


def test_the_first_is_full_and_the_next_from_differences(shop: Shop) -> None:
    first = shop.refresh()
    assert first["how"] == "nothing_kept"
    assert first["sentences"][0]["en"].startswith("Computed in full: there are no figures of an earlier refresh")
    assert shop.counts(first) == {"big": 1, "often": 0, "latest": 1}
    shop.bring(NEXT)
    second = shop.refresh()
    assert second["how"] == "differences"
    assert second["sentences"][0]["fi"] == "Laskettiin siitä, mikä on muuttunut edellisen laskennan jälkeen."
    assert shop.counts(second) == {"big": 3, "often": 1, "latest": 3}
    assert len(shop.kept) == 1
    whole = shop.refresh(in_full=True)
    assert whole["how"] == "asked"
    assert shop.counts(whole) == shop.counts(second)
    assert [(one["entered"], one["left"]) for one in whole["segments"]] == [(0, 0)] * 3


def test_an_undone_import_and_a_late_order_are_seen(shop: Shop) -> None:
    shop.refresh()
    bought = shop.bring(NEXT)
    shop.refresh()
    shop.bring("6;13.1.2026;102;70,00;Valmis\n")
    late = shop.refresh()
    assert (late["how"], shop.counts(late)) == ("differences", {"big": 3, "often": 1, "latest": 3})
    shop.osuma.ask("import.undo", import_id=bought)
    undone = shop.refresh(as_of="2026-01-15")
    assert (undone["how"], shop.counts(undone)) == ("differences", {"big": 2, "often": 1, "latest": 2})
    assert shop.counts(shop.refresh(in_full=True, as_of="2026-01-15")) == shop.counts(undone)


def test_a_setting_that_changes_the_meaning_makes_it_full(shop: Shop) -> None:
    shop.refresh()
    shop.osuma.ask("settings.set", key="fiscal_year_start_month", value=4)
    assert shop.refresh()["how"] == "meaning"
    assert shop.refresh()["how"] == "differences"


def test_a_day_before_the_end_is_full_and_keeps_nothing(shop: Shop) -> None:
    shop.refresh()
    assert shop.refresh(as_of="2026-01-10")["how"] == "past"
    assert shop.kept == []
    assert shop.refresh()["how"] == "nothing_kept"


@pytest.mark.parametrize("left", [0, 9])
def test_figures_that_are_gone_or_cut_short_are_not_read(shop: Shop, left: int) -> None:
    shop.refresh()
    (file,) = shop.kept
    content = file.read_bytes()
    if left:
        file.write_bytes(content[:-left])
    else:
        file.unlink()
    shop.bring(NEXT)
    told = shop.refresh()
    assert (told["how"], shop.counts(told)) == ("nothing_kept", {"big": 3, "often": 1, "latest": 3})


def test_a_restored_file_does_not_meet_the_figures_of_another_time(shop: Shop) -> None:
    shop.refresh()
    before = shop.warehouse.read_bytes()
    shop.bring(NEXT)
    shop.refresh()
    shop.warehouse.write_bytes(before)
    shop.warehouse.with_suffix(".duckdb.wal").unlink(missing_ok=True)
    with duckdb.connect(str(shop.warehouse)) as con:
        ((token,),) = con.execute("SELECT token FROM kept_figures").fetchall()
    assert token not in {file.stem for file in shop.kept}
    assert shop.refresh()["how"] == "nothing_kept"


def test_one_broken_segment_stops_no_other(shop: Shop) -> None:
    shop.osuma.apply(VIEWS)
    shop.refresh()
    with duckdb.connect(str(shop.warehouse)) as con:
        con.execute("ALTER TABLE event_attendance DROP COLUMN date_only")
    shop.bring(NEXT)
    told = shop.refresh()
    assert told["how"] == "failed"
    assert {one["slug"] for one in told["segments"] if "error" in one} == {"views"}
    assert shop.counts(told) == {"big": 3, "often": 1, "latest": 3, "views": 0}
    # from then on it is tried alone, and the others are refreshed from differences
    shop.bring("6;16.1.2026;102;70,00;Valmis\n")
    again = shop.refresh()
    assert again["how"] == "differences"
    assert {one["slug"] for one in again["segments"] if "error" in one} == {"views"}
    whole = shop.refresh(in_full=True)
    assert shop.counts(again) == shop.counts(whole)
    with duckdb.connect(str(shop.warehouse)) as con:
        con.execute("ALTER TABLE event_attendance ADD COLUMN date_only BOOLEAN DEFAULT false")
    mended = shop.refresh()
    assert mended["how"] == "differences"
    assert not [one for one in mended["segments"] if "error" in one]
