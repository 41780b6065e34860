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
