"""Backups are whole, are put back whole, and nothing that was there is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from asked import serving
from osuma.catalog import definitions, installation, workspaces
from osuma.engine.errors import Conflict, Misuse, Refused
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.verbs import call
from osuma.workflows.installation import upkeep


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    upkeep.init(tmp_path / "osuma", "kauppa", "Kauppa")
    yield tmp_path / "osuma"
    installation.close()


def mark(folder: Path, text: str) -> None:
    """Something in the catalog and something in the warehouse."""
    with hold(folder) as owner:
        session = owner.session()
        definitions.save(session.workspace, "runners", "segment", text, text, "anna")
        session.warehouse.run("DELETE FROM rates")
        session.warehouse.run(
            "INSERT INTO rates VALUES ('SEK', DATE '2026-11-19', 0.0875, ?, 'r', now(), 0, '')", [text]
        )


def marked(folder: Path) -> tuple[str, list[tuple[str]]]:
    with hold(folder) as owner:
        session = owner.session()
        return definitions.get(session.workspace, "runners").text, session.warehouse.rows("SELECT source FROM rates")


@pytest.mark.sqlite  # with PostgreSQL another database is needed: test_catalog_in_postgres
def test_a_backup_is_restored_over_newer_data_which_is_kept(folder: Path, tmp_path: Path) -> None:
    mark(folder, "before")
    made = call(folder, None, "backup.make", {"to": str(tmp_path / "kept")})
    assert (made["path"], made["workspaces"]) == (str(tmp_path / "kept"), ["kauppa"])
    mark(folder, "after")
    restored = upkeep.restore(tmp_path / "kept", folder)
    assert marked(folder) == ("before", [("before",)])
    assert restored["workspaces"] == ["kauppa"]
    assert upkeep.restore(Path(made["path"]), tmp_path / "elsewhere")["kept"] is None
    assert marked(tmp_path / "elsewhere") == ("before", [("before",)])
    kept = Path(restored["kept"])
    (kept / upkeep.MANIFEST).write_text("{}")
    upkeep.restore(kept, tmp_path / "undone")
    assert marked(tmp_path / "undone") == ("after", [("after",)])


def test_a_backup_is_made_beside_a_running_owner_with_every_workspace(folder: Path, tmp_path: Path) -> None:
    mark(folder, "text")
    with hold(folder):
        workspaces.create("toinen", "Toinen", "Europe/Helsinki", "EUR", "fi")
    with serving(folder):
        made = call(folder, "kauppa", "backup.make", {"to": str(tmp_path / "kept")})
        with pytest.raises(Conflict) as refused:
            upkeep.restore(tmp_path / "kept", folder)
        assert refused.value.code == "serving"
        with pytest.raises(Conflict):
            upkeep.upgrade(folder)
    assert made["workspaces"] == ["kauppa", "toinen"]
    upkeep.restore(tmp_path / "kept", tmp_path / "elsewhere")
    with hold(tmp_path / "elsewhere") as owner:
        assert owner.session("toinen").warehouse.rows("SELECT count(*) FROM rates") == [(0,)]
        assert owner.session("kauppa").warehouse.rows("SELECT count(*) FROM rates") == [(1,)]


def test_a_backup_into_a_folder_with_something_in_it_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    with pytest.raises(Conflict, match="not an empty folder"):
        call(folder, None, "backup.make", {"to": str(tmp_path / "taken")})


def test_what_is_no_backup_is_not_restored(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "catalog.sqlite").touch()
    with pytest.raises(Misuse, match="not a backup"):
        upkeep.restore(tmp_path / "half", folder)


def test_an_upgrade_keeps_a_backup_first(folder: Path, tmp_path: Path) -> None:
    mark(folder, "before")
    done = upkeep.upgrade(folder)
    assert done["migrations"] == []
    upkeep.restore(Path(done["backup"]), tmp_path / "elsewhere")
    assert marked(tmp_path / "elsewhere") == ("before", [("before",)])


def test_settings_are_checked_and_go_back_to_their_default(folder: Path) -> None:
    assert call(folder, None, "settings.get", {"key": "threads"})["settings"] == {"threads": None}
    assert call(folder, None, "settings.set", {"key": "threads", "value": 2})["settings"] == {"threads": 2}
    everything = call(folder, None, "settings.get", {})
    assert everything["settings"]["threads"] == 2
    assert set(everything["about"]) == set(everything["settings"])
    bad = {
        "threads": 0,
        "memory_limit": "lots",
        "fiscal_year_start_month": 13,
        "identity_max_shared": True,
        "set_apart": {"domains": {"kauppa.fi": "friend"}},
        "soft_opt_in": {"allowed": "yes"},
        "treads": 2,
    }
    for key, value in bad.items():
        with pytest.raises(Refused) as refused:
            call(folder, None, "settings.set", {"key": key, "value": value})
        assert refused.value.mistakes[0].where == key
    assert call(folder, None, "settings.set", {"key": "threads", "value": None})["settings"] == {"threads": None}
    assert [act["verb"] for act in call(folder, None, "audit.list", {"limit": 3})["audit"]] == ["settings.set"] * 3
