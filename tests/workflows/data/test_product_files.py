"""Files of products in an installation: no question, the same again changes nothing, undo leaves no trace."""

from __future__ import annotations

from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pytest

from in_process import Osuma
from osuma.store.checksum import JOURNAL, checksums

SOURCES = Path(str(files("osuma.ingestion.sources")))
SAMPLES = (
    "finnish_invoices/sample.csv",
    "webinar_attendees/zoom_sample.csv",
    "call_log/sample_fi.csv",
    "survey_answers/forms_sample_fi.csv",
    "loyalty_cards/sample_fi.csv",
    "product_returns/sample_fi.csv",
    "reviews/sample.csv",
    "ga4_events/sample.csv",
    "google_ads/sample_fi.csv",
    "meta_ads/sample.csv",
)


@pytest.fixture(scope="module")
def osuma(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    return Osuma.create(tmp_path_factory.mktemp("products") / "installation")


def sums(osuma: Osuma) -> dict[str, str]:
    (path,) = osuma.folder.rglob("*.duckdb")
    with duckdb.connect(str(path), read_only=True) as con:
        return checksums(con, JOURNAL | {"watermarks", "consents", "suppressions"})


@pytest.fixture(scope="module")
def first(osuma: Osuma) -> list[dict[str, Any]]:
    return list(osuma.ask("import.run", files=[str(SOURCES / name) for name in SAMPLES])["loads"])


def test_no_sample_asks_anything_or_refuses_a_row(first: list[dict[str, Any]]) -> None:
    assert {load["recognised"]["by"] for load in first} == {"preset"}
    assert [load["questions"] for load in first] == [[] for _ in SAMPLES]
    assert [load["refused"] for load in first] == [0 for _ in SAMPLES]


def test_what_came_in(osuma: Osuma, first: list[dict[str, Any]]) -> None:
    counted = {
        table: osuma.table_rows(table)
        for table in ("event_order", "event_attendance", "event_call", "event_survey_answer",
                      "event_comment", "event_page_view", "event_other", "ad_cost")
    }  # fmt: skip
    assert counted == {
        "event_order": 3, "event_attendance": 3, "event_call": 4, "event_survey_answer": 6,
        "event_comment": 2, "event_page_view": 2, "event_other": 1, "ad_cost": 5,
    }  # fmt: skip
    assert osuma.total("ad_cost", "cost_base") == Decimal("1123.45")
    assert osuma.total("event_attendance", "minutes") == Decimal(68)
    assert osuma.rows("SELECT refund_id, amount, reason FROM event_refund WHERE reason IS NOT NULL ORDER BY 1") == [
        ("R1", Decimal(100), "Liian pieni"), ("R2", Decimal(50), "Muutin mieleni")]  # fmt: skip
    assert osuma.rows("SELECT DISTINCT amount FROM event_refund WHERE refund_id = '9003'") == [(Decimal(251),)]
    assert osuma.rows("SELECT channel, reason FROM suppressions WHERE reason = 'do_not_call'") == [
        ("phone", "do_not_call")]  # fmt: skip


def test_a_webinar_tells_who_was_there_and_for_how_long(osuma: Osuma, first: list[dict[str, Any]]) -> None:
    rule = """
osuma: 1
slug: there
name: {fi: Paikalla, en: There}
owner: test
of: customers
where:
  event: attendance
  where:
    - {property: state, op: eq, value: attended}
    - {property: minutes, op: gte, value: 30}
"""
    assert osuma.count(rule)["count"] == 1


def test_the_import_says_which_columns_it_left_out(first: list[dict[str, Any]]) -> None:
    said = {load["file"]: load["columns_left_out"] for load in first}
    (line,) = [s for load in first if load["recognised"]["preset"] == "call_log" for s in load["columns_left_out"]]
    assert line == {
        "fi": "Tuomatta jäi sarake Muistiinpanot.", "en": "One column was not imported: Muistiinpanot."}  # fmt: skip
    assert said["zoom_sample.csv"][0]["en"].startswith("15 columns were not imported: User Name (Original Name), ")
    assert said["zoom_sample.csv"][0]["en"].endswith(" and 3 more.")
    notes = [w for load in first if load["recognised"]["preset"] == "product_returns" for w in load["warnings"]]
    assert any("--source shopify" in note["en"] for note in notes)


def test_the_same_files_again_change_nothing(osuma: Osuma, first: list[dict[str, Any]]) -> None:
    before = sums(osuma)
    loads = osuma.ask("import.run", files=[str(SOURCES / name) for name in SAMPLES], again=True)["loads"]
    assert [(load["new"], load["changed"]) for load in loads] == [(0, 0) for _ in SAMPLES]
    assert sums(osuma) == before
    for load in reversed(loads):
        osuma.ask("import.undo", import_id=load["import_id"])
    assert sums(osuma) == before


RESTATED = """Campaign,Ad group,Currency code,Day,Campaign ID,Impr.,Cost,Clicks,Conversions
Brändi,Sukat,EUR,2026-05-02,111,500,8.10,25,1.50
Brändi,Kengät,EUR,2026-05-02,111,480,9.00,26,1.50
"""


def test_restated_days_are_new_versions_and_never_counted_twice(
    osuma: Osuma, first: list[dict[str, Any]], tmp_path: Path
) -> None:
    before = sums(osuma)
    finer, again = tmp_path / "finer.csv", tmp_path / "again.csv"
    finer.write_text(RESTATED, encoding="utf-8")
    again.write_text(RESTATED.replace("9.00", "9.25"), encoding="utf-8")
    one = osuma.load(finer)
    assert one["targets"]["ad_cost"]["new"] == 2
    assert one["targets"]["ad_cost"]["removed"] == 1
    assert osuma.total("ad_cost", "cost") == Decimal("1125.45")
    two = osuma.load(again)
    assert (two["targets"]["ad_cost"]["changed"], two["targets"]["ad_cost"]["same"]) == (1, 1)
    assert osuma.total("ad_cost", "cost") == Decimal("1125.70")
    assert osuma.table_rows("superseded_ad_cost") == 2
    for load in (two, one):
        osuma.ask("import.undo", import_id=load["import_id"])
    assert sums(osuma) == before


def test_undo_of_every_import_returns_the_empty_workspace(tmp_path: Path) -> None:
    emptied = Osuma.create(tmp_path / "installation")
    before = sums(emptied)
    loads = emptied.ask("import.run", files=[str(SOURCES / name) for name in SAMPLES])["loads"]
    for load in reversed(loads):
        emptied.ask("import.undo", import_id=load["import_id"])
    assert sums(emptied) == before
