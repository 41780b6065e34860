"""How a file comes to be read: by what was given, what was kept, what is known, or not without a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse, Refused

TILL = "Kuitti nro;Ostettu;Meili;Rivisumma;Kassa;Myyjä\n{}"
MAPPING = """
osuma_mapping: 1
source: kassa
name: Kassan kuitit
outputs:
  - target: orders
    columns: {Kuitti nro: order_id, Ostettu: ts, Meili: person_email, Rivisumma: total}
"""


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    return Osuma.create(tmp_path / "installation")


@pytest.fixture
def till(tmp_path: Path) -> Path:
    path = tmp_path / "kassa.csv"
    path.write_text(TILL.format("1;3.2.2025;aino@posti.example;12,50;1;Liisa\n"), encoding="utf-8")
    return path


def test_a_file_that_is_mostly_unknown_is_not_guessed_at(osuma: Osuma, till: Path) -> None:
    with pytest.raises(Refused) as refused:
        osuma.load(till)
    assert "--mapping-out" in refused.value.what.en
    assert "6" in refused.value.what.fi
    assert osuma.table_rows("customers") == 0
    assert "Rivisumma" in osuma.ask("import.propose", files=[str(till)])["mappings"][0]["yaml"]


def test_a_given_mapping_is_kept_for_the_next_file(osuma: Osuma, till: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "kassa.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    assert osuma.load(till, mapping=mapping)["recognised"]["by"] == "given"
    till.write_text(TILL.format("2;4.2.2025;eero@posti.example;20,00;2;Liisa\n"), encoding="utf-8")
    later = osuma.load(till)
    assert later["recognised"]["by"] == "kept"
    assert later["new"] == 1
    assert osuma.table_rows("event_order") == 2


def test_a_dry_run_says_what_would_be_and_changes_nothing(osuma: Osuma, till: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "kassa.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    found = osuma.ask("import.run", files=[str(till)], map_=str(mapping), dry_run=True)
    assert found["loads"][0]["new"] == 1
    assert osuma.table_rows("event_order") == osuma.table_rows("loads") == 0
    assert osuma.ask("import.list")["loads"] == []


def test_a_preset_that_there_is_not_names_those_that_there_are(osuma: Osuma, till: Path) -> None:
    with pytest.raises(Misuse) as refused:
        osuma.ask("import.run", files=[str(till)], preset="shopfy")
    assert "shopify_orders" in refused.value.what.en


def test_what_the_rows_are_can_be_said(osuma: Osuma, tmp_path: Path) -> None:
    path = tmp_path / "tilaukset.csv"
    path.write_text(
        "Tilausnumero;Tilauspvm;Sähköposti;Summa\n1;3.2.2025;aino@posti.example;12,50\n", encoding="utf-8"
    )
    found = osuma.ask("import.run", files=[str(path)], as_="orders")["loads"][0]
    assert found["recognised"]["by"] == "proposed"
    assert osuma.table_rows("event_order") == 1
    with pytest.raises(Refused):
        osuma.ask("import.run", files=[str(path)], as_="areas")
    with pytest.raises(Misuse) as refused:
        osuma.ask("import.run", files=[str(path)], as_="ordres")
    assert "order_lines" in refused.value.what.en


def test_two_systems_with_equal_ids_are_kept_apart_by_their_source(osuma: Osuma, tmp_path: Path) -> None:
    for name, email in (("kauppa", "aino@posti.example"), ("crm", "eero@posti.example")):
        path = tmp_path / f"{name}.csv"
        path.write_text(
            f"Asiakasnumero;Etunimi;Sukunimi;Sähköposti;Postinumero\n1;Nimi;Suku;{email};00100\n", encoding="utf-8"
        )
        assert osuma.load(path, source=name)["recognised"]["by"] == "preset"
    assert osuma.rows("SELECT source FROM identities ORDER BY 1") == [("crm",), ("kauppa",)]
    assert osuma.table_rows("customers") == 2


def test_a_named_preset_is_fitted_to_the_form_of_the_export(osuma: Osuma, tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text(
        "First Name,Last Name,Email,Accepts Email Marketing,Total Spent,Total Orders,Tax Exempt\n"
        "Aino,Laine,aino@posti.example,yes,10.00,1,no\n",
        encoding="utf-8",
    )
    found = osuma.ask("import.run", files=[str(path)], preset="shopify_customers")["loads"][0]
    assert (found["new"], found["consents"]) == (1, 1)


def test_every_file_that_cannot_be_read_is_named_and_stops_none_of_the_others(tmp_path: Path) -> None:
    osuma = Osuma.create(tmp_path / "many")
    good = tmp_path / "asiakkaat.csv"
    good.write_text("Asiakasnumero;Sähköposti;Etunimi;Sukunimi\n1;a@posti.example;Aino;Virta\n", encoding="utf-8")
    bad = [tmp_path / name for name in ("muu.csv", "outo.csv")]
    for path in bad:
        path.write_text("Väri;Korkeus\nsininen;3\npunainen;4\n", encoding="utf-8")
    found = osuma.ask("import.run", files=[str(path) for path in (bad[0], good, bad[1])])
    assert [(one["file"], one["path"], one["mistakes"][0]["code"]) for one in found["failed"]] == [
        (path.name, str(path), "not_recognised") for path in bad
    ]
    assert [load["file"] for load in osuma.ask("import.list")["loads"]] == [good.name]
