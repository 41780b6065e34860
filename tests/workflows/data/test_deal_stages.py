"""The history of deals as their source tells it: in place of what was read from the deals, and back by an undo."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from in_process import Osuma
from osuma.store.checksum import JOURNAL, checksums
from osuma.workflows.installation.simulating import simulate

DEALS = """\
Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal owner,Associated Company IDs
801,Kevätkauppa,Closed Won,Sales,12000,2026-04-30,2026-03-01 09:00,Sanna,701
802,Syyskauppa,Tarjous,Sales,8000,2026-12-15,2026-10-01 09:00,Sanna,702
803,Talvikauppa,Closed lost,Sales,3000,2026-02-10,2026-01-05 09:00,Sanna,702
"""
STAGES = """\
Record ID,Deal Stage,Entered
801,Qualified to buy,2026-03-02
801,Closed Won,2026-04-28
802,Qualified to buy,2026-10-02
802,Tarjous,2026-10-20
"""
MEANING = """
osuma_mapping: 1
source: crm
outputs:
  - target: deals
    columns:
      Record ID: deal_id
      Deal Name: name
      Deal Stage: {to: stage, codes: {Tarjous: open}}
      Amount: amount
      Create Date: created_at
"""
HISTORY = "SELECT deal_key, stage, state, ts::DATE::VARCHAR FROM deal_stages ORDER BY ts, deal_key"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def sums(osuma: Osuma) -> dict[str, str]:
    (path,) = osuma.folder.rglob("*.duckdb")
    with duckdb.connect(str(path), read_only=True) as con:
        return checksums(con, JOURNAL | {"watermarks"})


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    return Osuma.create(tmp_path / "installation", zone="UTC")


def test_a_history_replaces_what_was_read_from_the_deals_and_its_undo_brings_that_back(osuma, tmp_path):
    osuma.load(written(tmp_path, "deals.csv", DEALS), mapping=written(tmp_path, "m.yaml", MEANING))
    before = sums(osuma)
    assert ("crm:deal:802", "Tarjous", "open", "2026-10-01") in osuma.rows(HISTORY)
    load = osuma.load(written(tmp_path, "stages.csv", STAGES))
    assert load["recognised"]["preset"] == "deal_stages"
    assert (load["targets"]["deal_stages"]["new"], load["refused"], load["questions"]) == (4, 0, [])
    assert osuma.rows(HISTORY) == [
        ("crm:deal:803", "Closed lost", "lost", "2026-01-05"),  # of no history: as the deals said
        ("crm:deal:801", "Qualified to buy", "open", "2026-03-02"),
        ("crm:deal:801", "Closed Won", "won", "2026-04-28"),
        ("crm:deal:802", "Qualified to buy", "open", "2026-10-02"),
        (
            "crm:deal:802",
            "Tarjous",
            "open",
            "2026-10-20",
        ),  # the word is the company's own: the deals say what it means
    ]
    again = osuma.load(tmp_path / "deals.csv", mapping=tmp_path / "m.yaml", again=True)
    assert again["targets"]["deals"]["same"] == 3
    assert osuma.table_rows("deal_stages") == 5
    osuma.ask("import.undo", import_id=again["import_id"])
    osuma.ask("import.undo", import_id=load["import_id"])
    assert sums(osuma) == before


def test_the_same_history_again_changes_nothing_and_a_later_one_adds_its_moves(osuma, tmp_path):
    osuma.load(written(tmp_path, "deals.csv", DEALS), mapping=written(tmp_path, "m.yaml", MEANING))
    osuma.load(written(tmp_path, "stages.csv", STAGES))
    more = osuma.load(written(tmp_path, "more.csv", STAGES + "802,Closed Won,2026-11-03\n"))
    counts = more["targets"]["deal_stages"]
    assert (counts["new"], counts["changed"], counts["same"]) == (1, 0, 4)
    moved = DEALS.replace("802,Syyskauppa,Tarjous", "802,Syyskauppa,Closed Won")
    osuma.load(written(tmp_path, "moved.csv", moved), mapping=tmp_path / "m.yaml")
    assert osuma.rows(HISTORY)[-1] == ("crm:deal:802", "Closed Won", "won", "2026-11-03")  # told once


def test_stages_of_deals_of_another_source_and_stages_that_mean_nothing_yet_are_asked_about(osuma, tmp_path):
    osuma.load(written(tmp_path, "deals.csv", DEALS), mapping=written(tmp_path, "m.yaml", MEANING), source="myynti")
    load = osuma.load(written(tmp_path, "stages.csv", STAGES))
    whose, meaning = load["questions"]
    assert "2 kauppaa" in whose["fi"]
    assert "--source myynti" in whose["fi"]
    assert "2 deals" in whose["en"]
    assert "--source myynti" in whose["en"]
    assert "open: Tarjous?" in meaning["en"]
    osuma.ask("import.undo", import_id=load["import_id"])
    assert osuma.load(tmp_path / "stages.csv", source="myynti")["questions"] == []


def test_a_list_of_stages_that_nobody_knows_is_no_list_of_deals(osuma, tmp_path):
    text = "Kaupan tunnus;Kaupan vaihe;Päivä\n801;Tarjous;2.3.2026\n801;Voitettu;4.4.2026\n"
    load = osuma.load(written(tmp_path, "siirrot.csv", text))
    assert {target: count["new"] for target, count in load["targets"].items()} == {"deal_stages": 2}


def test_the_samples_read_as_the_deals_of_the_crm(osuma):
    folder = Path(str(files("osuma.ingestion.sources")))
    osuma.load(folder / "hubspot" / "deals_sample.csv")
    load = osuma.load(folder / "deal_stages" / "sample.csv")
    assert (load["taken"], load["questions"]) == (7, [])
    assert osuma.rows("SELECT DISTINCT state FROM deal_stages ORDER BY 1") == [("lost",), ("open",), ("won",)]


def test_the_simulated_history_comes_in_whole(osuma, tmp_path):
    world = tmp_path / "b2b"
    simulate(world, "b2b", 150, seed=3)
    osuma.load(world / "first" / "hubspot-deals.csv")
    load = osuma.load(world / "first" / "kauppojen-vaiheet.csv")
    assert load["refused"] == 0
    assert load["taken"] == load["rows"] == load["targets"]["deal_stages"]["new"] == osuma.table_rows("deal_stages")
    ((lost, known),) = osuma.rows(
        "SELECT count(*) FILTER (d.deal_key IS NULL), count(DISTINCT s.deal_key) FROM deal_stages s LEFT JOIN deals "
        "d USING (deal_key)"
    )
    assert lost == 0
    assert known == osuma.table_rows("deals")
