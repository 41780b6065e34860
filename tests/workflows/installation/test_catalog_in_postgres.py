"""An installation moves from SQLite to PostgreSQL and back by its backups, and is upgraded and proved there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from in_process import Osuma
from on_postgres import Databases
from osuma.catalog import installation, postgres_address
from osuma.engine.errors import Misuse
from osuma.engine.marker import CATALOG_FILE, NOTE
from osuma.workflows.installation import upkeep

pytestmark = pytest.mark.sqlite  # each test says itself where its catalog is

ORDERS = (
    "Tilausnumero;Päivä;Asiakasnumero;Sähköposti;Summa\n"
    "1;1.2.2026;1;aino@kauppa.example;10,00\n"
    "2;15.11.2026;2;eero@kauppa.example;20,00\n"
)
RULE = "osuma: 1\nslug: buyers\nwhere: {event: order}\n"


@pytest.fixture
def addresses(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Databases]:
    monkeypatch.setenv(postgres_address.VARIABLE, databases.password)
    yield databases
    installation.close()
    databases.drop(tmp_path)


def filled(folder: Path) -> Osuma:
    file = folder.parent / "tilaukset.csv"
    file.write_text(ORDERS, encoding="utf-8")
    osuma = Osuma.create(folder)
    osuma.load(file)
    osuma.apply(RULE)
    osuma.refresh()
    return osuma


def told(osuma: Osuma) -> dict[str, Any]:
    """What the catalog has of what was done, and whether it agrees with the warehouse."""
    checks = osuma.ask("doctor")["checks"]
    return {
        "segments": osuma.ask("segments.list")["segments"],
        "imports": osuma.ask("import.list"),
        "members": osuma.members("buyers"),
        "wrong": [one["name"] for one in checks if not one["ok"]],
    }


def test_it_moves_over_and_back(addresses: Databases, tmp_path: Path) -> None:
    first = filled(tmp_path / "first")
    before = told(first)
    assert (len(before["members"]), before["wrong"]) == (2, [])
    first.ask("backup.make", to=str(tmp_path / "kept"))

    there = tmp_path / "there"
    moved = upkeep.restore(tmp_path / "kept", there, catalog=addresses.empty())
    assert moved["kept"] is None
    assert not (there / CATALOG_FILE).exists()
    second = Osuma(there)
    assert told(second) == before
    (catalog,) = [one for one in second.ask("doctor")["checks"] if one["name"] == "catalog"]
    assert "PostgreSQL 1" in catalog["en"]

    second.ask("backup.make", to=str(there / "backups" / "made"))
    assert second.ask("backup.prove", name="made")["ok"]
    assert upkeep.restore(there / "backups" / "made", tmp_path / "back")["workspaces"] == ["main"]
    assert told(Osuma(tmp_path / "back")) == before


def test_what_was_there_stays(addresses: Databases, tmp_path: Path) -> None:
    osuma = filled(tmp_path / "osuma")
    kept = Path(osuma.ask("backup.make")["path"])
    address = addresses.empty()
    restored = upkeep.restore(kept, osuma.folder, catalog=address)
    assert (Path(restored["kept"]) / CATALOG_FILE).is_file()
    with pytest.raises(Misuse, match="new, empty database"):
        upkeep.restore(kept, osuma.folder)
    again = upkeep.restore(kept, osuma.folder, catalog=addresses.empty())
    assert address in (Path(again["kept"]) / NOTE).read_text()
    assert told(osuma)["wrong"] == []


def test_what_cannot_be_restored_leaves_all_as_it_was(addresses: Databases, tmp_path: Path) -> None:
    osuma = filled(tmp_path / "osuma")
    kept = Path(osuma.ask("backup.make")["path"])
    before = {path.name for path in osuma.folder.iterdir()}
    with pytest.raises(Misuse, match="no database"):
        upkeep.restore(kept, osuma.folder, catalog=addresses.address("none"))
    assert {path.name for path in osuma.folder.iterdir()} == before
    assert told(osuma)["wrong"] == []


def test_an_upgrade_keeps_a_copy_first(addresses: Databases, tmp_path: Path) -> None:
    upkeep.init(tmp_path / "osuma", catalog=addresses.empty())
    done = upkeep.upgrade(tmp_path / "osuma")
    assert done["migrations"] == []
    assert (Path(done["backup"]) / CATALOG_FILE).is_file()
    assert upkeep.restore(Path(done["backup"]), tmp_path / "elsewhere")["workspaces"] == ["main"]
