"""One drop for all files: each its own import, in an order that suits the store, and none stops another."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from in_process import Osuma
from osuma.cli.main import run
from osuma.engine.errors import Refused

ORDERS = "Tilausnumero;Tilauspvm;Asiakasnumero;Summa;Tila\n1;5.1.2026;101;40,00;Valmis\n2;9.1.2026;102;25,00;Valmis\n"
LATER = ORDERS + "3;4.2.2026;103;15,00;Valmis\n"
PEOPLE = "Asiakasnumero;Sähköposti;Etunimi;Sukunimi\n101;a@posti.example;Aino;Virta\n"
PRODUCTS = "Tuotenumero;Tuotenimi;Tuoteryhmä;Hinta\nT1;Lapio;Puutarha;20,00\n"
STRANGE = "Väri;Korkeus\nsininen;3\npunainen;4\n"


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    return Osuma.create(tmp_path / "osuma")


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    """A folder with four files, of which one cannot be known; and what programs leave in folders."""
    folder = tmp_path / "pudota"
    (folder / "vanhat").mkdir(parents=True)
    texts = {
        "asiakkaat.csv": PEOPLE, "muu.csv": STRANGE, "tilaukset.csv": ORDERS, "tuotteet.csv": PRODUCTS,
        "vanhat/tilaukset.csv": LATER, ".DS_Store": "x", "~$tilaukset.xlsx": "x", "kesken.csv.part": "x",
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_folder_comes_in_file_by_file_and_the_strange_one_is_named(osuma: Osuma, drop: Path) -> None:
    found = osuma.ask("import.run", files=[str(drop)])
    assert [(load["file"], load["import_id"]) for load in found["loads"]] == [
        ("tuotteet.csv", 1),
        ("tilaukset.csv", 2),
        ("asiakkaat.csv", 3),
    ]
    (failed,) = found["failed"]
    assert (failed["file"], failed["kind"], failed["mistakes"][0]["code"]) == ("muu.csv", "refused", "not_recognised")
    assert [said["fi"] for said in found["sentences"]][:2] == [
        "1/4 tiedostosta jäi tuomatta; syyt ovat edellä.",
        "Alikansioita ei luettu: vanhat.",
    ]
    assert osuma.table_rows("event_order") == 2
    osuma.ask("import.undo", import_id=2)
    assert (osuma.table_rows("event_order"), osuma.table_rows("products")) == (0, 1)


def test_the_same_content_says_so_and_does_nothing_whatever_it_is_called(
    osuma: Osuma, drop: Path, tmp_path: Path
) -> None:
    osuma.load(drop / "tilaukset.csv")
    copy = shutil.copy(drop / "tilaukset.csv", tmp_path / "tilaukset (1).csv")
    found = osuma.ask("import.run", files=[str(copy), str(drop / "asiakkaat.csv")])
    again, people = found["loads"]
    assert (again["file"], again["already"]["import_id"], again["new"], again["same"]) == (
        "tilaukset (1).csv",
        1,
        0,
        2,
    )
    assert people["new"] == 1
    assert "already" not in people
    assert [load["file"] for load in osuma.ask("import.list")["loads"]] == ["tilaukset.csv", "asiakkaat.csv"]
    osuma.ask("import.undo", import_id=1)
    assert "already" not in osuma.load(Path(copy)), "what was undone can come in again"
    assert osuma.table_rows("event_order") == 2


def test_the_same_content_read_in_another_way_is_imported(osuma: Osuma, drop: Path) -> None:
    osuma.load(drop / "tilaukset.csv")
    other = osuma.load(drop / "tilaukset.csv", source="kassa")
    assert (other["new"], "already" in other) == (2, False)
    assert osuma.table_rows("event_order") == 4


def test_overlapping_exports_of_one_drop_are_harmless(osuma: Osuma, drop: Path) -> None:
    (drop / "tilaukset-2.csv").write_text(LATER, encoding="utf-8")
    first, second = osuma.ask("import.run", files=[str(drop / "tilaukset.csv"), str(drop / "tilaukset-2.csv")])[
        "loads"
    ]
    assert [(load["new"], load["same"]) for load in (first, second)] == [(2, 0), (1, 2)]


def test_a_dry_run_of_a_folder_imports_nothing(osuma: Osuma, drop: Path) -> None:
    found = osuma.ask("import.run", files=[str(drop)], dry_run=True)
    assert [load["new"] for load in found["loads"]] == [1, 2, 1]
    assert [one["file"] for one in found["failed"]] == ["muu.csv"]
    assert osuma.ask("import.list")["loads"] == []
    assert osuma.table_rows("event_order") == 0


def test_a_folder_without_files_is_refused(osuma: Osuma, tmp_path: Path) -> None:
    (tmp_path / "tyhja").mkdir()
    with pytest.raises(Refused) as refused:
        osuma.ask("import.run", files=[str(tmp_path / "tyhja")])
    assert refused.value.code == "empty_folder"


@pytest.fixture
def osuma_says(osuma: Osuma, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[str]]]:
    """A command in Finnish: its exit code and the lines it prints, spaces made plain."""

    def said(*argv: str) -> tuple[int, list[str]]:
        with pytest.raises(SystemExit) as left:
            run([*argv, "--dir", str(osuma.folder), "--lang", "fi"])
        assert isinstance(left.value.code, int)
        return left.value.code, [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]

    return said


def test_every_file_has_a_line_in_the_table_and_a_failure_is_exit_code_one(
    drop: Path, osuma_says: Callable[..., tuple[int, list[str]]]
) -> None:
    code, lines = osuma_says("import", str(drop))
    assert code == 1
    assert "tilaukset.csv Tilausluettelo 2 2 2 0 0 0 tuotu" in lines
    assert "muu.csv ei tuotu" in lines
    assert any(line.startswith("! tiedostoa ei tunnistettu") for line in lines)
    (drop / "muu.csv").unlink()
    code, lines = osuma_says("import", str(drop))
    assert code == 0
    assert "tilaukset.csv Tilausluettelo 2 2 0 0 2 0 tuotu jo aiemmin" in lines
