"""A CRM without a single event: its deals say until when the data reaches, and how much there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import Osuma
from osuma.cli.main import run

DEALS = """\
Record ID,Deal Name,Deal Stage,Amount,Create Date,Close Date,Associated Company,Associated Company IDs
801,Varasto,Closed Won,12000,2026-03-02 10:00,2026-04-28 09:00,Teräs Oy,71
802,Lattia,Appointment scheduled,900,2026-09-30 22:30,2027-06-01 09:00,Teräs Oy,71
803,Katto,Closed lost,300,2025-11-03 10:00,2026-01-05 09:00,Laine Oy,72
"""


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    made = Osuma.create(tmp_path / "installation")
    path = tmp_path / "deals.csv"
    path.write_text(DEALS, encoding="utf-8")
    made.load(path)
    return made


def test_the_last_deal_is_the_end_of_the_data_and_a_plan_is_not(osuma: Osuma) -> None:
    quality = osuma.ask("quality.show")
    assert quality["data_end"] == quality["as_of"] == "2026-09-30"
    assert quality["dated"]["en"] == "Data up to 30 Sep 2026."


def test_companies_and_deals_are_told_first(osuma: Osuma) -> None:
    (came, *_) = osuma.ask("quality.show")["sentences"]
    assert came["en"] == "You brought one file: 0 customers, 2 companies, 3 deals, no purchases."
    assert came["fi"].startswith("Toit yhden tiedoston: siinä on 0 asiakasta, 2 yritystä, 3 kauppaa")


def test_an_event_after_the_last_deal_is_the_end_of_the_data(osuma: Osuma, tmp_path: Path) -> None:
    path = tmp_path / "tilaukset.csv"
    path.write_text("Tilausnumero;Tilauspvm;Asiakasnumero;Summa\n1;3.10.2026;5;20,00\n", encoding="utf-8")
    osuma.load(path)
    assert osuma.ask("quality.show")["data_end"] == "2026-10-03"


def test_the_command_puts_each_file_beside_its_own_total(
    osuma: Osuma, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tilaukset.csv"
    lines = (
        "Tilausnumero;Tilauspvm;Asiakasnumero;Summa;Tila\n1;3.10.2026;5;1020,50;Valmis\n2;3.10.2026;5;7,00;Peruttu\n"
    )
    path.write_text(lines, encoding="utf-8")
    osuma.load(path)
    with pytest.raises(SystemExit):
        run(["quality", "--dir", str(osuma.folder), "--lang", "en"])
    said = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "Reconciliation in the file amount in Osuma explained unexplained" in said
    assert "tilaukset.csv 2 orders 1,027.50 1,020.50 7.00 0.00" in said


def test_companies_with_the_names_of_another_source_are_asked_about(osuma: Osuma, tmp_path: Path) -> None:
    path = tmp_path / "tilit.csv"
    lines = "Account ID,Account Name,Industry\n71,Teräs Oy,Metal\n72,Laine Oy,Retail\n73,Uusi Oy,Retail\n"
    path.write_text(lines, encoding="utf-8")
    load = osuma.load(path)
    (asked,) = (one["en"] for one in load["questions"])
    assert asked.startswith("2 companies have the names of companies of the source crm, but are other companies now.")
    assert "--source crm" in asked
    osuma.ask("import.undo", import_id=load["import_id"])
    assert osuma.load(path, source="crm")["questions"] == []
    assert osuma.rows("SELECT name FROM accounts ORDER BY name") == [("Laine Oy",), ("Teräs Oy",), ("Uusi Oy",)]
