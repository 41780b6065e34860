"""Segments and partitions of companies on their pages: which companies they are, and what they are worth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from in_house import House, housed
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import here
from osuma.workflows.asking.verbs import run
from osuma.workflows.installation.upkeep import init

REGISTER = """Y-tunnus;Yritys;Liikevaihto (1000 €);Henkilöstö;Postitoimipaikka
0737546-2;Acme Oy;3 000;60;Turku
0112038-9;Pinja Ky;200;3;Espoo
0201256-6;Tyhjä Oy;;;Turku
"""
STAFF = """Asiakasnumero;Etunimi;Sukunimi;Sähköposti;Titteli;Y-tunnus;Markkinointilupa
1;Aino;Aalto;aino@acme.example;Toimitusjohtaja;0737546-2;kyllä
2;Eero;Harju;eero@acme.example;Ostaja;0737546-2;ei
3;Kaisu;Lehto;kaisu@pinja.example;Toimitusjohtaja;0112038-9;kyllä
"""
DEALS = """Deal ID;Deal name;Deal stage;Y-tunnus;Amount;Created at;Closed at
D1;Talvirenkaat;won;0737546-2;1200,50;1.2.2026;3.3.2026
D2;Kesärenkaat;won;0737546-2;800;1.2.2023;3.3.2023
D3;Vanteet;lost;0112038-9;500;1.2.2026;3.3.2026
"""
ORDERS = """Tilausnumero;Päivä;Asiakasnumero;Sähköposti;Summa
100;1.2.2026;2;eero@acme.example;40,00
101;15.4.2026;3;kaisu@pinja.example;60,00
"""
KNOWN = """osuma: 1
slug: tunnetut
name: {fi: Liikevaihto tiedossa, en: Turnover known}
of: accounts
where: {property: turnover, op: set}
"""
SIZES = """osuma: 1
partition: koko
of: accounts
name: {fi: Yrityskoko, en: Company size}
classes:
  - {slug: isot, name: {fi: Isot, en: Large}, where: {property: headcount, op: gte, value: 50}}
  - {slug: pienet, name: {fi: Pienet, en: Small}, where: {property: headcount, op: lt, value: 50}}
other: {slug: muut, name: {fi: Koko ei tiedossa, en: Not known}}
"""


def seller(folder: Path) -> Path:
    """A company that sells to three others."""
    init(folder / "osuma", "myynti", "Jukan yritys")
    with hold(folder / "osuma") as owner:
        for name, text in (("r.csv", REGISTER), ("s.csv", STAFF), ("d.csv", DEALS), ("o.csv", ORDERS)):
            (folder / name).write_text(text, encoding="utf-8")
            asked = {"files": [str(folder / name)], "source": "crm"}
            (load,) = run(owner, "myynti", "import.run", asked, quiet, here("test"))["loads"]
            assert load["refused"] == 0, load
    return folder / "osuma"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with housed(seller(tmp_path_factory.mktemp("firms"))) as at:
        at.ask("segments.apply", texts=[KNOWN, SIZES])
        at.ask("segments.refresh")
        yield at


def test_a_segment_names_its_companies_and_leads_to_their_cards(house: House) -> None:
    page = house.get("segments/tunnetut/")
    assert "Acme Oy Turku Pinja Ky Espoo" in page.plain
    assert "business:" not in page.text
    (acme, _) = house.ask("segments.companies", slug="tunnetut")["companies"]
    assert f'href="{house.root}companies/{acme["key"]}/"' in page.text
    assert house.get(f"companies/{acme['key']}/").status == 200
    assert "Voitetut kaupat 12 kk:" in page.plain
    assert "sähköpostia voit lähettää 2" in page.plain.replace(" ,", ",")


def test_what_companies_are_worth_is_their_deals_and_what_their_contacts_bought(house: House) -> None:
    worth = house.ask("segments.companies", slug="tunnetut")["worth"]
    assert (float(worth["won"]), worth["deals"], float(worth["bought"])) == (1200.5, 1, 100.0)
    assert (worth["contacts"], worth["reachable"]) == (3, 2)
    small = house.ask("segments.companies", slug="koko/pienet")["worth"]
    assert (float(small["won"]), float(small["bought"]), small["contacts"], small["reachable"]) == (0, 60.0, 1, 1)
    nothing = house.ask("segments.companies", slug="koko/muut")
    assert nothing["worth"] == {"won": "0", "deals": 0, "bought": "0", "contacts": 0, "reachable": 0}
    assert [one["name"] for one in nothing["companies"]] == ["Tyhjä Oy"]


def test_the_shelf_shows_the_same_for_a_segment_of_companies(house: House) -> None:
    (one,) = [one for one in house.ask("segments.shelf")["segments"] if one["slug"] == "tunnetut"]
    assert (one["count"], float(one["sales"]), one["reach"]) == (2, 1300.5, 2)


def test_a_partition_of_companies_is_on_one_screen_and_a_class_lists_its_companies(house: House) -> None:
    page = house.get("segments/koko/")
    assert "Jokainen yritys kuuluu täsmälleen yhteen luokkaan." in page.plain
    assert "Isot 1 33 %" in page.plain
    assert "Koko ei tiedossa 1 33 %" in page.plain
    assert "Henkilöstön määrä on alle 50." in page.plain
    assert "siakas" not in page.plain.partition("Yrityskoko jako")[2].partition("Tiedot")[0]
    small = house.get("segments/koko/classes/pienet/").plain
    assert "Pienet yritykset" in small
    assert "Pinja Ky" in small
    assert "Acme Oy" not in small
    assert house.get("segments/koko/classes/olematon/").status == 404


def test_a_draft_of_companies_shows_them_before_it_is_kept(house: House) -> None:
    key = house.sent("build/begin", {"from": "edit:tunnetut"}).rstrip("/").rpartition("/")[2]
    page = house.get(f"build/{key}/")
    assert "Mitkä yritykset" in page.plain
    part = house.get(f"build/{key}/who").plain
    assert "Acme Oy" in part
    assert "Voitetut kaupat 12 kk:" in part
    assert "sähköpostia voit lähettää 2" in part.replace(" ,", ",")


def test_a_template_of_companies_is_looked_at_and_kept(house: House) -> None:
    page = house.get("segments/small-and-medium-companies/")
    assert "Tallenna segmentti" in page.plain
    assert "comments" not in page.text
    kept = house.post("segments/small-and-medium-companies/keep")
    assert "Muuta ehtoja" in kept.plain
    assert "Tallenna segmentti" not in kept.plain
