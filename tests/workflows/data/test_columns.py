"""Columns that a person looks at and answers for, and refused rows that come back mended."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from in_process import Osuma
from osuma.engine.errors import Misuse, Refused
from osuma.ingestion.mapping.concepts import concept_words, concepts_of, kind_needs, kind_words, listed_kinds
from osuma.ingestion.mapping.headers import concept_of
from osuma.ingestion.mapping.kinds import KINDS

TILL = "Kuitti;Kassapvm;Kortti;Euroa;Myymälä\n1;1.10.2026;A1;10,00;Kamppi\n2;2.10.2026;A2;20,50;Tripla\n"
COLUMNS = {"Kuitti": "order_id", "Kassapvm": "order_date", "Kortti": "customer_id", "Euroa": "total", "Myymälä": ""}


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    return Osuma.create(tmp_path / "osuma")


@pytest.fixture
def till(tmp_path: Path) -> Path:
    file = tmp_path / "kassa.csv"
    file.write_text(TILL, encoding="utf-8")
    return file


def taken(osuma: Osuma, file: Path, tmp_path: Path, **tables: object) -> Path:
    mapping = tmp_path / "yhdista.yaml"
    mapping.write_text(osuma.ask("import.mapped", file=str(file), tables=tables)["yaml"], encoding="utf-8")
    return mapping


def test_every_kind_of_rows_has_words_and_columns_that_make_it() -> None:
    assert {kind.name for kind in listed_kinds()} == {kind.name for kind in KINDS}
    for kind in KINDS:
        assert kind_words(kind).fi != kind_words(kind).en
        assert kind_needs(kind).fi
        readable = concepts_of(kind)
        assert kind.fits(frozenset(readable)) or kind.name in ("page views", "customers", "companies", "deal stages")
        assert set(readable) <= concept_words().keys()
    assert all(concept_of(name.replace("_", " ")) == name for name in concept_words())


def test_orders_are_read_by_what_they_tell_and_not_by_what_people_do() -> None:
    orders = next(kind for kind in KINDS if kind.name == "orders")
    assert {"order_id", "order_date", "total", "amount", "email", "customer_id"} <= set(concepts_of(orders))
    assert not {"stage", "business_id", "page"} & set(concepts_of(orders))


def test_an_unknown_file_is_shown_with_values_and_read_as_a_person_says(
    osuma: Osuma, till: Path, tmp_path: Path
) -> None:
    with pytest.raises(Refused):
        osuma.load(till)
    (table,) = osuma.ask("import.columns", file=str(till), kinds={"kassa.csv": "orders"})["tables"]
    assert table["known"] is None
    assert table["kind"] == "orders"
    assert table["columns"][3] == {
        "column": "Euroa",
        "examples": ["10,00", "20,50"],
        "filled": 1.0,
        "becomes": "",
        "protected": False,
        "undecided": [],
    }
    mapping = taken(osuma, till, tmp_path, **{"kassa.csv": {"kind": "orders", "columns": COLUMNS}})
    tried = osuma.ask("import.run", files=[str(till)], map_=str(mapping), dry_run=True)["loads"][0]
    assert (tried["taken"], tried["refused"]) == (2, 0)
    assert osuma.ask("import.list")["loads"] == []
    load = osuma.load(till, mapping=mapping)
    assert load["targets"]["orders"]["new"] == 2
    shown = osuma.ask("import.show", import_id=load["import_id"])
    assert [(one["column"], one["fi"]) for one in shown["columns"][0]["columns"]] == [
        ("Kortti", "asiakasnumero"),
        ("Kuitti", "tilausnumero"),
        ("Kassapvm", "päivä tai aika"),
        ("Euroa", "loppusumma"),
    ]
    assert shown["columns_left_out"]


def test_what_the_columns_lack_is_told_at_once(osuma: Osuma, till: Path) -> None:
    columns = {**COLUMNS, "Euroa": "", "Myymälä": "customer_id"}
    with pytest.raises(Refused) as refused:
        osuma.ask("import.mapped", file=str(till), tables={"kassa.csv": {"kind": "orders", "columns": columns}})
    assert [one.code for one in refused.value.mistakes] == ["twice", "no_fit"]
    assert "Kortti, Myymälä" in refused.value.mistakes[0].what.fi
    assert "tilausnumero, päivä ja summa" in refused.value.mistakes[1].what.fi
    with pytest.raises(Refused) as nothing:
        osuma.ask("import.mapped", file=str(till), tables={})
    assert [one.code for one in nothing.value.mistakes] == ["no_kind"]
    with pytest.raises(Misuse):
        osuma.ask("import.mapped", file=str(till), tables={"kassa.csv": {"kind": "cats", "columns": {}}})


def test_a_field_of_the_files_own_is_kept_where_a_person_says_so(osuma: Osuma, tmp_path: Path) -> None:
    file = tmp_path / "jasenet.csv"
    file.write_text("Sähköposti;Kenkä;Uskonto\na@x.example;42;ei\nb@x.example;43;ei\n", encoding="utf-8")
    (table,) = osuma.ask("import.columns", file=str(file))["tables"]
    assert [(one["becomes"], one["protected"]) for one in table["columns"]] == [
        ("email", False),
        ("own", False),
        ("", True),
    ]
    said = {"Sähköposti": "email", "Kenkä": "own", "Uskonto": "own"}
    mapping = taken(osuma, file, tmp_path, **{"jasenet.csv": {"kind": "customers", "columns": said}})
    osuma.load(file, mapping=mapping)
    known = {one["field"] for one in osuma.ask("quality.show")["fields"]}
    assert "x_kenka" in known
    assert "x_uskonto" not in known


def test_refused_rows_come_back_mended(osuma: Osuma, tmp_path: Path) -> None:
    file = tmp_path / "kassa.csv"
    rows = "9;ei päivää;A9;5,00;Kamppi\n10;3.10.2026;A1;=paljon;Kamppi\n"
    file.write_text(TILL + rows, encoding="utf-8")
    mapping = taken(osuma, file, tmp_path, **{"kassa.csv": {"kind": "orders", "columns": COLUMNS}})
    load = osuma.load(file, mapping=mapping)
    assert load["refused"] == 2
    book = CalamineWorkbook.from_path(load["mend_file"])
    assert book.sheet_names[-1] == "Syyt"
    sheet = book.get_sheet_by_index(0).to_python()
    assert sheet[0] == ["Kuitti", "Kassapvm", "Kortti", "Euroa", "Myymälä"]
    assert sheet[1:] == [["9", "ei päivää", "A9", "5,00", ""], ["10", "3.10.2026", "A1", "=paljon", ""]]

    mended = tmp_path / "korjattu.csv"
    mended.write_text(TILL.splitlines()[0] + "\n" + rows.replace("ei päivää", "4.10.2026").replace("=paljon", "7,00"))
    again = osuma.load(mended, source=load["recognised"]["source"])
    assert (again["refused"], again["targets"]["orders"]["new"]) == (0, 2)


def test_a_dry_run_leaves_no_rows_behind(osuma: Osuma, tmp_path: Path) -> None:
    file = tmp_path / "kassa.csv"
    file.write_text(TILL + "9;ei päivää;A9;5,00;Kamppi\n", encoding="utf-8")
    mapping = taken(osuma, file, tmp_path, **{"kassa.csv": {"kind": "orders", "columns": COLUMNS}})
    tried = osuma.ask("import.run", files=[str(file)], map_=str(mapping), dry_run=True)["loads"][0]
    assert tried["refused"] == 1
    assert list((osuma.folder / "workspaces" / "main" / "rejects").iterdir()) == []
