"""Myynti on its pages: tomorrow's calls, what came of them, the file back to the CRM, the industries that pay."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import prepared
from in_house import House, housed
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.asking.verbs import run
from osuma.workflows.installation.upkeep import init
from osuma.workflows.reports.call_outcomes import OUTCOMES

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
    with housed(prepared.once(_begun, tmp_path), "sales") as at:
        yield at


def _begun(folder: Path) -> Path:
    init(folder / "osuma", "myynti", "Jukan yritys")
    with hold(folder / "osuma") as owner:
        for name, text in (("companies.csv", COMPANIES), ("contacts.csv", CONTACTS), ("deals.csv", DEALS)):
            (folder / name).write_text(text, encoding="utf-8")
            asked = {"files": [str(folder / name)]}
            (load,) = run(owner, "myynti", "import.run", asked, quiet, here("test"))["loads"]
            assert load["refused"] == 0, load
    return folder / "osuma"


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


def logged(house: House, folder: Path, *rows: tuple[str, int, str]) -> None:
    """A call log dropped: phone, how many days ago, and what came of it."""
    today = datetime.now(ZoneInfo("Europe/Helsinki"))
    told = [f"{phone};{today - timedelta(days=ago):%d.%m.%Y} 14:30;{outcome};Kalle" for phone, ago, outcome in rows]
    file = folder / "puhelut.csv"
    file.write_text("\n".join(["Puhelinnumero;Soittoaika;Tulos;Soittaja", *told]) + "\n", encoding="utf-8")
    (load,) = house.ask("import.run", files=[str(file)])["loads"]
    assert load["refused"] == 0, load


@pytest.mark.parametrize(("ago", "on_list"), [(1, False), (2, False), (3, True), (4, True)])
def test_who_did_not_answer_a_call_of_the_log_is_back_in_three_days(
    house: House, tmp_path: Path, ago: int, on_list: bool
) -> None:
    logged(house, tmp_path, ("+358401234567", ago, "Ei vastannut"))
    page = house.get("calls/").plain
    # S32.3: nobody is rung again the day after
    assert ("Aino Aalto" in called(house)) is on_list
    back = datetime.now(ZoneInfo("Europe/Helsinki")) + timedelta(days=3 - ago)
    told = f"(Ei vastannut), listalla taas {back.day}.{back.month}.{back.year}"
    assert (told in page) is not on_list
    assert (": Ei vastannut" in page) is on_list


def test_do_not_call_in_the_log_is_for_ever_on_the_phone_alone_and_is_shown_with_its_evidence(
    house: House, tmp_path: Path
) -> None:
    lists = "{osuma: 1, slug: posti, purpose: Kirje, kpi: orders, where: {property: last_name, op: set}}"
    house.ask("segments.apply", texts=[lists])
    key = called(house)["Eero Harju"]
    before = house.ask("segments.reach", slug="posti", channel="email")["reachable"]
    logged(house, tmp_path, ("+358401234568", 400, "Älä soita"), ("+358401234567", 400, "Ei vastannut"))
    # S32.2: years do not change it
    assert list(called(house)) == ["Aino Aalto"]
    assert house.ask("segments.reach", slug="posti", channel="email")["reachable"] == before
    # the number is shut: since when, and who said so
    told = re.search(r"puhelin soittokielto ([\d.]+) Puhelut", house.get(f"customers/{key}/").plain)
    day = datetime.now(ZoneInfo("Europe/Helsinki")) - timedelta(days=400)
    assert told is not None
    assert told[1] == f"{day.day}.{day.month}.{day.year}"
    house.post(f"calls/{called(house)['Aino Aalto']}/outcome", {"outcome": "do_not_call"})
    assert called(house) == {}
    card = house.get("customers/1/").plain
    assert re.search(r"puhelin · kielto · \w+ file: \S+ Outcome: Älä soita", card), card


def test_do_not_call_shuts_the_number_and_no_message(house: House) -> None:
    key = called(house)["Eero Harju"]
    house.post(f"calls/{key}/outcome", {"outcome": "do_not_call"})
    assert "Eero Harju" not in called(house)
    assert house.ask("calls.tomorrow")["not_allowed"] == 1


def test_each_outcome_is_kept_as_what_it_is(house: House, tmp_path: Path) -> None:
    key = called(house)["Aino Aalto"]
    for code in OUTCOMES:
        house.post(f"calls/{key}/outcome", {"outcome": code})
    calls = "{osuma: 1, slug: puhelut, where: {event: call, where: [%s], op: eq, value: %s}}"
    for code in OUTCOMES:
        rule = calls % (f"{{property: outcome, op: eq, value: {code}}}", 1)
        assert house.ask("segments.count", text=rule)["count"] == 1, code
    assert house.ask("segments.count", text=calls % ("{property: answered, op: eq, value: false}", 1))["count"] == 1


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


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            "Record ID,First Name,Last Name,Email,Phone Number,Contact owner",
            "31,Onni,Oja,onni@oja.example,+358401112223,Sanna Salo",
        ),
        (
            "Person - ID,Person - Name,Person - Email - Work,Person - Phone - Work,Person - Owner",
            "32,Onni Oja,onni@oja.example,+358401112223,Sanna Salo",
        ),
        (
            "Id,AccountId,LastName,FirstName,Phone,Email,OwnerId",
            "003A,,Oja,Onni,+358401112223,onni@oja.example,Sanna Salo",
        ),
    ],
    ids=("hubspot", "pipedrive", "salesforce"),
)
def test_a_call_is_of_who_looks_after_the_person_in_the_crm(tmp_path: Path, header: str, row: str) -> None:
    init(tmp_path / "osuma", "myynti", "Jukan yritys")
    contacts, orders = tmp_path / "contacts.csv", tmp_path / "tilaukset.csv"
    contacts.write_text(f"{header}\n{row}\n", encoding="utf-8")
    day = datetime.now(ZoneInfo("Europe/Helsinki")) - timedelta(days=100)
    said = [f"T1;{day.day}.{day.month}.{day.year};onni@oja.example;90,00"]
    today = day + timedelta(days=100)
    said.append(f"T2;{today.day}.{today.month}.{today.year};toinen@oja.example;10,00")
    orders.write_text("\n".join(["Tilausnumero;Tilauspvm;Sähköposti;Summa", *said]) + "\n", encoding="utf-8")
    with housed(tmp_path / "osuma", "sales") as at:
        for file in (contacts, orders):
            (load,) = at.ask("import.run", files=[str(file)])["loads"]
            assert load["refused"] == 0, load
        page = at.get("calls/").plain
        assert "Onni Oja" in page
        assert "Puhelua ei ole tiedossa · Sanna Salo" in page
        rule = "{osuma: 1, slug: sannan, where: {property: x_contact_owner, op: eq, value: sanna salo}}"
        assert at.ask("segments.count", text=rule)["count"] == 1
        (one,) = at.ask("calls.tomorrow")["calls"]
        card = at.get(f"customers/{one['key']}/").plain
        assert "yhteyshenkilön myyjä Sanna Salo" in card
