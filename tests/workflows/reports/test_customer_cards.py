"""One person: found, shown in words, and why they are in a segment."""

from __future__ import annotations

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse

RULE = "osuma: 1\nslug: buyers\nname: {fi: Ostajat, en: Buyers}\nwhere: {event: order, op: gte, value: 2}\n"


@pytest.fixture(scope="module")
def osuma(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    folder = tmp_path_factory.mktemp("cards")
    made = Osuma.create(folder / "osuma")
    people = folder / "asiakkaat.csv"
    people.write_text(
        "Asiakasnumero;Etunimi;Sukunimi;Sähköposti;Syntymäaika;Postinumero\n"
        "7;Aino;Oja;aino@posti.example;1.3.1989;65100\n8;Ai_no;100%;toinen@posti.example;;\n",
        encoding="utf-8",
    )
    orders = folder / "tilaukset.csv"
    orders.write_text(
        "Tilausnumero;Tilauspvm;Sähköposti;Summa;Tila\n"
        "41;1.2.2026;aino@posti.example;10,00;Valmis\n42;3.2.2026;aino@posti.example;1 020,50;Valmis\n",
        encoding="utf-8",
    )
    made.load(people)
    made.load(orders)
    made.apply(RULE)
    made.refresh()
    return made


def names(osuma: Osuma, text: str) -> list[str]:
    return [one["name"] for one in osuma.ask("customers.find", text=text)["customers"]]


def key(osuma: Osuma) -> int:
    (one,) = osuma.ask("customers.find", text="aino@posti.example")["customers"]
    return int(one["key"])


@pytest.mark.parametrize("text", ["aino o", "OJA", "AINO@posti.example", "7", " Aino Oja "])
def test_a_person_is_found_by_what_one_knows(osuma: Osuma, text: str) -> None:
    assert names(osuma, text) == ["Aino Oja"]


@pytest.mark.parametrize("text", ["", "   ", "posti.example", "%", "' OR 1=1 --", "ei ketään"])
def test_nobody_is_found_by_accident(osuma: Osuma, text: str) -> None:
    assert names(osuma, text) == (["Ai_no 100%"] if text == "%" else [])


def test_signs_of_patterns_are_letters_like_others(osuma: Osuma) -> None:
    assert names(osuma, "i_n") == ["Ai_no 100%"]


def test_the_card_tells_what_is_known_and_nothing_else(osuma: Osuma) -> None:
    card = osuma.ask("customers.card", key=key(osuma))
    facts = {one["field"]["fi"]: one["value"]["fi"] for one in card["facts"]}
    assert facts["syntymäaika"] == "1.3.1989"
    assert facts["kunta"] == "Vaasa"
    assert not {"birth_year", "nimi", "titteli"} & set(facts)
    assert [one["what"]["fi"].replace("\u00a0", " ") for one in card["timeline"]] == [
        "osti (tilaus 42, 1 020,50 €)",
        "osti (tilaus 41, 10,00 €)",
    ]
    assert card["timeline"][0]["when"] == {"fi": "3.2.2026", "en": "3 Feb 2026"}
    assert [(one["slug"], one["name"]["en"]) for one in card["segments"]] == [("buyers", "Buyers")]
    listed, ordered = card["records"]
    assert (listed["name"], listed["email"], listed["source"], listed["id"]) == (
        "Aino Oja", "aino@posti.example", "asiakkaat", "7",
    )  # fmt: skip
    assert (ordered["name"], ordered["id"]) == ("aino@posti.example", None)  # an order knows the e-mail alone


def test_the_card_adds_up_what_counts_and_says_whether_one_may_write(osuma: Osuma) -> None:
    card = osuma.ask("customers.card", key=key(osuma))
    assert card["buying"] == {
        "first": "2026-02-01", "last": "2026-02-03", "purchases": 2, "value": "1030.5000", "currency": "EUR",
    }  # fmt: skip
    assert card["mail"] == {"allowed": False, "fi": "ei lupaa", "en": "no consent or other ground"}
    (other,) = osuma.ask("customers.find", text="8")["customers"]
    nothing = osuma.ask("customers.card", key=other["key"])["buying"]
    assert (nothing["purchases"], nothing["value"], nothing["last"]) == (0, None, None)


def test_why_is_told_in_words(osuma: Osuma) -> None:
    said = osuma.ask("customers.why", key=key(osuma), slug="buyers")["sentences"]
    assert "Aino Oja kuuluu segmenttiin" in " ".join(said["fi"])
    assert "Aino Oja has been in the segment" in " ".join(said["en"])


def test_who_is_not_there_is_said_to_be_gone(osuma: Osuma) -> None:
    for asked in (("customers.card", {}), ("customers.why", {"slug": "buyers"})):
        with pytest.raises(Misuse, match="not there any more"):
            osuma.ask(asked[0], key=999, **asked[1])


def test_looking_at_a_person_is_in_the_log_without_their_name(osuma: Osuma) -> None:
    osuma.ask("customers.card", key=key(osuma))
    assert "customers.card" in osuma.audit()
    assert "Aino" not in osuma.audit_text()
