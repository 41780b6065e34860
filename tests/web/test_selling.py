"""Myynti on its pages: tomorrow's calls, what came of them, the file back to the CRM, the industries that pay."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from in_house import House, housed
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.asking.verbs import run
from osuma.workflows.installation.upkeep import init

COMPANIES = "Record ID,Company name,Company owner,Industry\n71,Teräs Oy,Sanna,METAL_GOODS\n72,Laine Oy,Kalle,Retail\n"
CONTACTS = """Record ID,First Name,Last Name,Email,Phone Number,Job Title,Associated Company,Associated Company IDs
11,Aino,Aalto,aino@teras.example,+358401234567,Toimitusjohtaja,Teräs Oy,71
12,Eero,Harju,eero@laine.example,+358401234568,Ostaja,Laine Oy,72
"""
DEALS = """\
Record ID,Deal Name,Deal Stage,Amount,Create Date,Close Date,Deal owner,Associated Company,Associated Company IDs
801,Varasto,Closed Won,12000,2026-03-02 10:00,2026-04-28 09:00,Sanna,Teräs Oy,71
802,Lattia,Appointment scheduled,900,2026-09-30 22:30,2026-12-01 09:00,Sanna,Teräs Oy,71
803,Katto,Appointment scheduled,300,2026-09-03 10:00,2026-12-05 09:00,Kalle,Laine Oy,72
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A salesperson of a company whose CRM is HubSpot."""
    folder = tmp_path / "osuma"
    init(folder, "myynti", "Jukan yritys")
    with hold(folder) as owner:
        for name, text in (("companies.csv", COMPANIES), ("contacts.csv", CONTACTS), ("deals.csv", DEALS)):
            (tmp_path / name).write_text(text, encoding="utf-8")
            asked = {"files": [str(tmp_path / name)]}
            (load,) = run(owner, "myynti", "import.run", asked, quiet, here("test"))["loads"]
            assert load["refused"] == 0, load
    with housed(folder, "sales") as at:
        yield at


def called(house: House) -> dict[str, int]:
    return {one["name"]: one["key"] for one in house.ask("calls.tomorrow")["calls"]}


def test_the_first_page_of_sales_is_tomorrows_list_with_its_reasons(house: House) -> None:
    page = house.get("").plain
    assert "Huomisen soittolista" in page
    assert "Aino Aalto Toimitusjohtaja, Teräs Oy" in page
    assert "Avoin kauppa ”Lattia”" in page
    assert "Soitettu Ei vastannut Tapaaminen Ei kiinnosta Älä soita" in page
    assert "Soittolista Toimialat Yritykset" in page


def test_an_outcome_is_kept_and_the_person_rests(house: House) -> None:
    key = called(house)["Aino Aalto"]
    page = house.post(f"calls/{key}/outcome", {"outcome": "meeting"})
    assert "Kirjattu: Tapaaminen." in page.plain
    assert "Eero Harju" in page.plain
    assert list(called(house)) == ["Eero Harju"]
    assert "puhelu (sovittiin tapaaminen)" in house.get(f"customers/{key}/").plain
    assert house.ask("calls.tomorrow")["not_allowed"] == 0


def test_do_not_call_shuts_the_number_and_no_message(house: House) -> None:
    key = called(house)["Eero Harju"]
    house.post(f"calls/{key}/outcome", {"outcome": "do_not_call"})
    assert "Eero Harju" not in called(house)
    assert house.ask("calls.tomorrow")["not_allowed"] == 1


def test_what_is_no_outcome_is_refused(house: House) -> None:
    key = called(house)["Eero Harju"]
    assert house.post(f"calls/{key}/outcome", {"outcome": "<b>"}).status == 400
    assert house.post("calls/999/outcome", {"outcome": "talked"}).status == 400
    assert len(called(house)) == 2


@pytest.mark.parametrize(
    ("crm", "header", "ids"), [("hubspot", "Record ID", ("11", "12")), ("pipedrive", "Person - ID", ("", ""))]
)
def test_the_file_for_the_crm_has_its_own_ids_reasons_and_outcomes(
    house: House, crm: str, header: str, ids: tuple[str, str]
) -> None:
    house.post(f"calls/{called(house)['Aino Aalto']}/outcome", {"outcome": "no_answer"})
    answer = house.post("calls/file", {"format": crm})
    assert f"soittolista-{crm}.csv" in answer.headers["content-disposition"]
    rows = {row["Nimi"]: row for row in csv.DictReader(io.StringIO(answer.text))}
    # the CRM is HubSpot: its ids would name strangers in another
    assert (rows["Aino Aalto"][header], rows["Eero Harju"][header]) == ids
    assert (rows["Aino Aalto"]["Puhelun tulos"], rows["Aino Aalto"]["Osuma-peruste"]) == ("Ei vastannut", "")
    assert rows["Eero Harju"]["Osuma-peruste"].startswith("Avoin kauppa ”Katto”")
    assert rows["Eero Harju"]["Phone Number"] == "+358401234568"
    assert rows["Eero Harju"]["Myyjä"] == "Kalle"


def test_industries_are_told_with_their_range_and_the_small_ones_as_too_few(house: House) -> None:
    page = house.get("industries/")
    assert "Metal goods liian vähän kauppoja 100 % voitettu, väli 21 %–100 %" in page.plain
    assert "Päättyneitä kauppoja 1, joista voitettu 1" in page.plain
    assert "osuma-few" in page.text
    assert "<rect" in page.text


def test_stages_that_nobody_knows_are_asked_about_and_the_answer_counts(house: House, tmp_path: Path) -> None:
    file = tmp_path / "omat.csv"
    file.write_text(DEALS.replace("Appointment scheduled", "Keskustellaan").replace("80", "90"), encoding="utf-8")
    house.ask("import.run", files=[str(file)])
    page = house.get("industries/").plain
    assert "Mitä kauppojen vaiheet tarkoittavat?" in page
    assert "Keskustellaan (2 )" in page.replace("(2)", "(2 )")
    assert "Pyydä markkinoijaa tai omistajaa vastaamaan." in page  # a salesperson does not decide it
    assert house.post("industries/stages", {"stage": "Keskustellaan", "means": "open"}).status == 404
    house.ask("deals.explain_stages", meanings={"Keskustellaan": "open"})
    assert "Mitä kauppojen vaiheet" not in house.get("calls/").plain
