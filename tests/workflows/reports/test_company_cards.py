"""One company: found, shown in words, with its contacts and deals; and what a person's permission stands on."""

from __future__ import annotations

import pytest

from in_process import Osuma
from osuma.engine.errors import Refused

COMPANIES = (
    "Y-tunnus;Yrityksen nimi;Toimialakoodi;Henkilöstö;Liikevaihto;Postitoimipaikka;Perustamisvuosi\n"
    "0112038-9;Nokian Renkaat Oy;22110;1200;1 000 000;Nokia;1988\n1927400-1;Toinen Oy;46900;;;Espoo;\n"
)
PEOPLE = (
    "Yhteyshenkilön tunnus;Etunimi;Sukunimi;Sähköposti;Ammattinimike;Y-tunnus;Yritys;markkinointilupa\n"
    "5;Oona;Oja;oona@renkaat.example;Ostopäällikkö;0112038-9;Nokian Renkaat Oy;kyllä\n"
)
DEALS = (
    "Deal ID;Deal name;Deal stage;Y-tunnus;Amount;Created at;Closed at\n"
    "D1;Talvirenkaat;won;0112038-9;1200,50;1.2.2026;3.3.2026\n"
)


@pytest.fixture(scope="module")
def osuma(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    folder = tmp_path_factory.mktemp("companies")
    made = Osuma.create(folder / "osuma")
    for name, text in (("yritykset.csv", COMPANIES), ("ihmiset.csv", PEOPLE), ("kaupat.csv", DEALS)):
        file = folder / name
        file.write_text(text, encoding="utf-8")
        made.load(file, source="crm")
    return made


def test_a_company_is_found_by_what_one_knows(osuma: Osuma) -> None:
    for text in ("renkaat", "NOKIAN", "0112038-9"):
        (one,) = osuma.ask("companies.find", text=text)["companies"]
        assert one["name"] == "Nokian Renkaat Oy"
    assert osuma.ask("companies.find", text="%")["companies"] == []
    assert osuma.ask("companies.find")["of"] == 2


def test_a_card_tells_facts_contacts_and_deals(osuma: Osuma) -> None:
    (one,) = osuma.ask("companies.find", text="renkaat")["companies"]
    card = osuma.ask("companies.card", key=one["key"])
    facts = {fact["field"]["fi"]: fact["value"]["fi"] for fact in card["facts"]}
    assert facts["Y-tunnus"] == "0112038-9"
    assert facts["paikkakunta"] == "Nokia"
    assert facts["liikevaihto"].replace("\u00a0", " ") == "1 000 000,00 €"
    assert facts["perustamisvuosi"] == "1988"
    assert [(who["name"], who["title"], who["email"]) for who in card["contacts"]] == [
        ("Oona Oja", "Ostopäällikkö", "oona@renkaat.example")
    ]
    assert [(deal["name"], deal["said"]["fi"], float(deal["amount"])) for deal in card["deals"]] == [
        ("Talvirenkaat", "voitettu", 1200.5)
    ]
    named = {(record["name"], record["source"], record["id"]) for record in card["records"]}
    assert ("Nokian Renkaat Oy", "crm", None) in named  # known by its business ID, the source gave no other
    assert not any("T" in value for name, value in facts.items() if "alkupäivä" in name)
    with pytest.raises(Refused):
        osuma.ask("companies.card", key=999)


def test_a_persons_card_tells_the_company_and_what_the_permission_stands_on(osuma: Osuma) -> None:
    (one,) = osuma.ask("customers.find", text="oona@renkaat.example")["customers"]
    card = osuma.ask("customers.card", key=one["key"])
    assert [(company["name"], company["title"]) for company in card["companies"]] == [
        ("Nokian Renkaat Oy", "Ostopäällikkö")
    ]
    (said,) = card["statements"]
    assert (said["channel"], said["state"], said["source"], said["dated"]) == ("email", "granted", "crm", False)
    assert said["evidence"] == ["file: ihmiset.csv", "markkinointilupa: kyllä"]
    assert card["merges"] == []
