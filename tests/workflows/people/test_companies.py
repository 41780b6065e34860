"""Companies through the verbs: candidates, confirming them, taking that back, and what is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from in_process import Osuma
from osuma.cli.main import run
from osuma.engine.errors import Misuse, Refused
from osuma.store.checksum import checksums
from osuma.store.warehouse import Warehouse

REGISTER = """Y-tunnus;Yritys;Kotisivu;Postinumero;Henkilöstö;Liikevaihto (1000 €)
0737546-2;Acme Oy;acme.example;00100;12;3 000
0112038-9;Pinja & Pojat Ky;;33100;3;200
0201256-6;Pinja ja Pojat Oy;;33100;4;300
2077474-0;Kolmas Oyj;kolmas.example;90100;;
"""
CRM = """Account ID,Account Name,Website,Zip,Industry
1,ACME,https://www.acme.example,00100,it
2,Pinja ja Pojat,,33100,it
3,Kolmas,kolmas.example,20200,it
4,Aivan Muu,,,it
"""
DEALS = """Deal ID,Deal Name,Associated Company,Deal Stage,Amount,Close Date
D1,Eka,ACME,closedwon,100,2026-03-01
D2,Toka,ACME,Vaihe X,50,
D3,Kolmas,Tuntematon,closedlost,70,2026-04-01
"""


def _begun(folder: Path) -> Osuma:
    made = Osuma.create(folder / "osuma")
    for name, text, source in (("rekisteri.csv", REGISTER, None), ("accounts.csv", CRM, "crm")):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        made.load(path, source=source)
    return made


@pytest.fixture
def osuma(made_once: Callable[..., Osuma], tmp_path: Path) -> Osuma:
    return made_once(_begun, tmp_path)


def _offered(osuma: Osuma) -> dict[str, tuple[str, int]]:
    rows = osuma.ask("companies.candidates")["candidates"]
    return {f"{row['company']} = {row['register_name']}": (row["candidate_id"], row["points"]) for row in rows}


def _sums(osuma: Osuma, without: set[str]) -> dict[str, str]:
    with Warehouse(next(osuma.folder.rglob("*.duckdb"))) as opened:
        return {table: s for table, s in checksums(opened.cursor()).items() if table not in without}


def test_yes_confirms_what_is_sure_and_never_one_of_two(osuma: Osuma) -> None:
    assert _offered(osuma) == {
        "ACME = Acme Oy": ("5-1", 100),
        "Kolmas = Kolmas Oyj": ("7-4", 95),
        "Pinja ja Pojat = Pinja & Pojat Ky": ("6-2", 80),
        "Pinja ja Pojat = Pinja ja Pojat Oy": ("6-3", 80),
    }
    osuma.ask("settings.set", key="company_match_threshold", value=75)
    assert osuma.ask("companies.confirm", yes=True)["confirmed"] == ["5-1", "7-4"]
    assert _offered(osuma).keys() == {"Pinja ja Pojat = Pinja & Pojat Ky", "Pinja ja Pojat = Pinja ja Pojat Oy"}
    assert osuma.ask("companies.confirm", yes=True)["confirmed"] == []
    shown = osuma.ask("companies.show", company="crm:1")
    assert shown["company"]["business_id"] == "0737546-2"
    assert shown["company"]["size_class"] == "small"
    assert [row["record"] for row in shown["records"]] == ["yritysrekisteri:business:0737546-2", "crm:1"]


def test_yes_is_silent_below_the_threshold(osuma: Osuma) -> None:
    osuma.ask("settings.set", key="company_match_threshold", value=100)
    assert osuma.ask("companies.confirm", yes=True)["confirmed"] == ["5-1"]


def test_a_confirmation_is_taken_back_whole_and_not_offered_again(osuma: Osuma) -> None:
    decided = {"account_links", "account_candidates", "loads", "key_counters", "sightings"}
    before = _sums(osuma, decided)
    done = osuma.ask("companies.confirm", candidates=["6-3"])
    assert _sums(osuma, decided) != before
    osuma.ask("companies.undo", link_id=done["links"][0])
    assert _sums(osuma, decided) == before
    assert "Pinja ja Pojat = Pinja ja Pojat Oy" not in _offered(osuma)
    with pytest.raises(Refused) as refused:
        osuma.ask("companies.undo", link_id=done["links"][0])
    assert refused.value.code == "no_such_link"


def test_what_cannot_be_confirmed_is_told_all_at_once(osuma: Osuma) -> None:
    with pytest.raises(Refused) as refused:
        osuma.ask("companies.confirm", candidates=["6-2", "6-3", "1-1"])
    assert [m.code for m in refused.value.mistakes] == ["two_business_ids", "no_such_candidate"]
    with pytest.raises(Misuse):
        osuma.ask("companies.confirm")
    with pytest.raises(Refused) as unknown:
        osuma.ask("companies.show", company="ei")
    assert unknown.value.mistakes[0].code == "no_such_company"


def test_deals_tell_what_is_not_known_of_their_stages(osuma: Osuma, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(DEALS, encoding="utf-8")
    done = osuma.load(path, source="crm")
    assert (done["rows"], done["refused"]) == (3, 0)
    states = osuma.rows("SELECT deal_id, state, account_key FROM deals ORDER BY deal_id")
    assert states == [("D1", "won", 5), ("D2", "unknown", 5), ("D3", "lost", 10)]
    assert [row["state"] for row in osuma.ask("companies.show", company="crm:1")["deals"]] == ["won", "unknown"]


def test_a_merge_of_people_takes_their_contacts_along_and_undo_of_imports_leaves_nothing(
    osuma: Osuma, tmp_path: Path
) -> None:
    for number in (2, 1):
        osuma.ask("import.undo", import_id=number)
    tables = [
        name for (name,) in osuma.rows("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '%account%'")
    ]
    assert len(tables) == 7
    assert {t: osuma.table_rows(t) for t in tables} == dict.fromkeys(tables, 0)


def test_a_company_is_shown_in_the_readers_words(
    osuma: Osuma, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rekisteri.csv"
    text = "Y-tunnus;Yritys;Kunta;Toimialakoodi;Henkilöstö;Liikevaihto\n0112038-9;Sampo Oy;Espoo;25110;45;8000000\n"
    path.write_text(text, encoding="utf-8")
    osuma.load(path)
    with pytest.raises(SystemExit):
        run(["companies", "show", "0112038-9", "--dir", str(osuma.folder), "--lang", "fi"])
    said = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert {"kunta: Espoo", "toimialan pääluokka: Teollisuus", "kokoluokka: pieni"} <= set(said)
    assert "liikevaihto: 8 000 000,00" in said
    with pytest.raises(SystemExit):
        run(["companies", "list", "--dir", str(osuma.folder), "--lang", "fi"])
    assert any(
        "Sampo Oy 0112038-9 Espoo Teollisuus" in " ".join(x.split()) for x in capsys.readouterr().out.split("\n")
    )
