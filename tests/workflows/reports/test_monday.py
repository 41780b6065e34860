"""The week at a glance and tomorrow's calls: what is counted, what is suggested, and who is left in peace."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import Osuma

#: The week of the data is 13.–19.11.2020. Aino is new in it, Eero came back after a year, Iida faded 180 days after.
ORDERS = (
    "Tilausnumero;Tilauspvm;Sähköposti;Puhelin;Summa;Tila\n"
    "1;14.11.2020;aino@x.example;040 123 4567;10,00;Valmis\n"
    "2;1.11.2019;eero@x.example;040 123 4568;20,00;Valmis\n"
    "3;19.11.2020;eero@x.example;040 123 4568;30,50;Valmis\n"
    "4;20.5.2020;iida@x.example;040 123 4569;40,00;Valmis\n"
    "5;7.11.2020;olli@x.example;040 123 4570;50,00;Valmis\n"
    "6;8.11.2020;olli@x.example;040 123 4570;5,00;Peruttu\n"
)


def osuma_of(folder: Path, **files: str) -> Osuma:
    osuma = Osuma.create(folder / "osuma")
    for name, text in files.items():
        file = folder / f"{name}.csv"
        file.write_text(text, encoding="utf-8")
        osuma.load(file, source="kauppa")
    return osuma


@pytest.fixture(scope="module")
def osuma(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    return osuma_of(tmp_path_factory.mktemp("monday"), tilaukset=ORDERS)


def test_a_week_is_counted_to_where_the_data_ends(osuma: Osuma) -> None:
    week = osuma.ask("monday.show")
    assert (week["first"], week["data_end"], week["stale"]) == ("2020-11-13", "2020-11-19", True)
    told = {one["code"]: (float(one["value"]), float(one["before"])) for one in week["figures"]}
    assert told == {
        "orders": (2, 1),
        "value": (40.5, 50),
        "new": (1, 1),
        "returned": (1, 0),
        "faded": (1, 0),
    }


def test_the_most_urgent_come_first_and_there_are_three_of_them(osuma: Osuma) -> None:
    said = osuma.ask("monday.show")["suggestions"]
    assert [one["page"] for one in said] == ["data", "choices", "segment"]
    assert "päivää vanhoja" in said[0]["fi"]
    assert said[2]["slug"] == "inactive"
    assert said[2]["fi"].startswith("Viikossa hiipui 1:")


def test_a_mail_says_the_same_and_names_nobody(osuma: Osuma) -> None:
    body = osuma.ask("monday.mail")
    for text in (body["text"], body["html"]):
        assert "€40" in text.replace("\u00a0", " ") or "41 €" in text.replace("\u00a0", " ")
        assert "aino" not in text.casefold()
    assert "47" in body["subject"]
    assert "http" not in body["html"]


def test_a_workspace_without_data_is_told_where_to_begin(tmp_path: Path) -> None:
    week = osuma_of(tmp_path).ask("monday.show")
    assert (week["figures"], week["data_end"]) == ([], None)
    assert week["suggestions"][0]["page"] == "data"


def test_a_segment_that_grew_in_a_week_is_told(tmp_path: Path) -> None:
    osuma = osuma_of(tmp_path, tilaukset=ORDERS)
    osuma.apply(
        "osuma: 1\nslug: buyers\nname: Ostajat\nwhere: {event: order, op: gte, value: 1, window: {last: 30 days}}\n"
    )
    osuma.ask("segments.refresh", as_of="2020-11-10")
    assert osuma.ask("monday.show")["segments"] == []
    osuma.ask("segments.refresh", as_of="2020-11-19")
    (one,) = osuma.ask("monday.show")["segments"]
    assert (one["slug"], one["value"], one["before"]) == ("buyers", 3, 1)


def test_silent_buyers_are_rung_where_there_are_no_deals(osuma: Osuma) -> None:
    listed = osuma.ask("calls.tomorrow")
    (one,) = listed["calls"]
    assert (one["phone"], one["rung"]) == ("+358401234569", None)
    assert "20.5.2020" in one["why"]["fi"]
    assert one["why"]["en"].startswith("Last bought on 20 May 2020")


def test_open_deals_come_first_and_who_was_rung_is_left_in_peace(tmp_path: Path) -> None:
    companies = (
        "Y-tunnus;Yrityksen nimi;Toimialakoodi\n0112038-9;Nokian Renkaat Oy;22110\n1927400-1;Toinen Oy;46900\n"
    )
    people = (
        "Asiakasnumero;Etunimi;Sukunimi;Sähköposti;Puhelin;Y-tunnus;Yritys\n"
        "5;Oona;Oja;oona@r.example;040 123 4567;0112038-9;Nokian Renkaat Oy\n"
        "6;Matti;Maa;matti@t.example;040 123 4568;1927400-1;Toinen Oy\n"
    )
    deals = (
        "Deal ID;Deal name;Deal stage;Y-tunnus;Amount;Created at\n"
        "D1;Talvirenkaat;open;0112038-9;1200,50;1.2.2026\nD2;Muu;open;1927400-1;9000;1.2.2026\n"
        "D3;Hävitty;lost;1927400-1;99000;1.2.2026\n"
    )
    osuma = osuma_of(tmp_path, yritykset=companies, ihmiset=people, kaupat=deals)
    calls = osuma.ask("calls.tomorrow")["calls"]
    assert [(one["name"], one["company_name"]) for one in calls] == [
        ("Matti Maa", "Toinen Oy"),
        ("Oona Oja", "Nokian Renkaat Oy"),
    ]
    assert "Avoin kauppa ”Muu” (open), 9 000" in calls[0]["why"]["fi"].replace("\u00a0", " ")
    osuma.ask("consents.withdraw", customer="kauppa:6", channel="phone", how="puhelimessa")
    listed = osuma.ask("calls.tomorrow")
    assert [one["name"] for one in listed["calls"]] == ["Oona Oja"]
    assert listed["not_allowed"] == 1
