"""The segment sheet in the browser: its columns, what is filled in, files, and who may do what."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from in_house import House, housed, small_shop
from osuma.catalog import definitions, workspaces

RULE = "osuma: 1\nslug: kaikki\nname: {fi: Kaikki <b>, en: Everybody}\n# tärkeä\nwhere: {all: []}\n"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with housed(small_shop(tmp_path)) as made:
        made.ask("segments.apply", texts=[RULE, RULE.replace("kaikki", "toinen").replace("Kaikki <b>", "Toinen")])
        yield made


def test_the_sheet_is_shown_filled_in_and_handed_out(house: House) -> None:
    page = house.get("reports/sheet/")
    assert "Kaikki &lt;b&gt;" in page.text
    assert "4 asiakasta" in page.plain
    assert "Ostopäätökseen vaikuttavat tekijät" in page.plain
    assert "liian harvan tiedetään (3)" in page.plain, "three birthdays tell of nobody's age group"
    told = house.post("reports/sheet/kaikki/", {"factors": "Hinta <i>", "age": "18–30", "customers": "1 000"})
    assert "Hinta &lt;i&gt;" in told.text
    assert "nyt 4: −996 (−100 %)" in told.plain
    text = definitions.get(workspaces.get("kauppa"), "kaikki").text
    assert "# tärkeä\nwhere:" in text, "comments and order stay"
    with_file = house.get("reports/sheet/file.csv?slug=kaikki").text
    (row,) = csv.DictReader(with_file.splitlines())
    assert (row["Segmentti"], row["Asiakkaita"], row["Tavoite: ikä"]) == ("Kaikki <b>", "4", "18–30 v")
    house.post("reports/sheet/kaikki/", {})
    assert house.ask("sheet.show", slugs=["kaikki"])["segments"][0]["said"] == {}


def test_what_will_not_do_is_told_beside_its_field_and_nothing_is_lost(house: House) -> None:
    page = house.post(
        "reports/sheet/kaikki/", {"age": "vanhat", "reach": "moni", "factors": "Hinta", "offer": "x" * 500}
    )
    assert page.status == 400
    for key in ("age", "reach", "offer"):
        assert f'id="wrong-{key}"' in page.text
    assert "Hinta</textarea>" in page.text
    assert house.ask("sheet.show")["segments"][0]["said"] == {}


def test_only_what_is_a_segment_of_people_has_a_row(house: House) -> None:
    house.ask("segments.apply", texts=["osuma: 1\nslug: alueet\nof: areas\nwhere: {all: []}\n"])
    assert house.get("reports/sheet/alueet/").status == 404
    assert house.get("reports/sheet/file.docx").status == 404
    assert len(house.ask("sheet.show")["segments"]) == 2


def test_a_viewer_looks_and_fills_nothing_in(tmp_path: Path) -> None:
    with housed(small_shop(tmp_path), role="viewer", language="en") as house:
        house.ask("segments.apply", texts=[RULE])
        page = house.get("reports/sheet/")
        assert "Everybody" in page.plain
        assert "sheet/kaikki/" not in page.text
        assert house.post("reports/sheet/kaikki/", {"factors": "x"}).status == 404
