"""With the catalog in PostgreSQL: an import killed at any step, a refresh, an undo. See `test_kill_import`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import kill_checks
import pytest

import on_postgres
from in_process import Osuma
from on_postgres import Databases
from osuma.catalog import installation
from osuma.engine.marker import NOTE

pytestmark = pytest.mark.sqlite  # it says itself where its catalog is

ORDERS = (
    "Tilausnumero;Päivä;Asiakasnumero;Sähköposti;Summa\n"
    "1;1.2.2026;1;aino@kauppa.example;10,00\n"
    "2;15.11.2026;2;eero@kauppa.example;20,00\n"
)
BUYERS = "osuma: 1\nslug: buyers\nwhere: {event: order}\n"


@pytest.fixture
def place(databases: Databases, tmp_path: Path) -> Iterator[Path]:
    with on_postgres.default(databases):
        yield tmp_path
    installation.close()
    databases.drop(tmp_path)


def test_killed_between_the_warehouse_and_the_catalog(place: Path) -> None:
    home = kill_checks.template(place)
    assert (home / NOTE).is_file()
    kill_checks.killed_at_every_step(home, "import.run", ("loaded", "committed", "ledger"))


def test_an_import_a_refresh_and_an_undo(place: Path) -> None:
    file = place / "tilaukset.csv"
    file.write_text(ORDERS, encoding="utf-8")
    osuma = Osuma.create(place / "osuma")
    import_id = osuma.load(file)["import_id"]
    osuma.apply(BUYERS)
    assert [one["count"] for one in osuma.refresh()["segments"]] == [2]
    assert osuma.ask("import.run", files=[str(file)])["loads"][0]["import_id"] == import_id
    osuma.ask("import.undo", import_id=import_id)
    assert osuma.count("buyers")["count"] == 0
    assert [one["name"] for one in osuma.ask("doctor")["checks"] if not one["ok"]] == []
    assert {"import.run", "segments.refresh", "import.undo"} <= osuma.audit()
