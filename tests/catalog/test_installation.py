"""An installation is made whole or not at all; an older, newer or damaged one is said in a sentence."""

from __future__ import annotations

import importlib
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection

from osuma.catalog import installation, migrations, settings_store, workspaces
from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import Conflict, Misuse, OsumaError, Refused

pytestmark = pytest.mark.usefixtures("made_afresh")

LATER = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("catalog", "NEWEST")]
    operations = [migrations.AddField("setting", "why", models.TextField(default="because"))]
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_and_files_are_for_their_owner_only(folder: Path, on: str) -> None:
    assert mode(folder) == 0o700
    (file,) = [path for path in folder.iterdir() if path.suffix in (".sqlite", ".toml")]
    assert (file.name, mode(file)) == ("osuma.toml" if on == "postgres" else "catalog.sqlite", 0o600)
    inside = [path for path in folder.rglob("*") if path.is_dir()]
    assert {path.name for path in inside} == {"workspaces", "kauppa", "reports", "rejects", "uploads", "exports"}
    assert {mode(path) for path in inside} == {0o700}


@pytest.mark.sqlite
def test_the_catalog_is_in_wal_with_its_pragmas(shop: Workspace) -> None:
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 30000,
    }


def test_a_second_installation_in_the_folder_is_refused(folder: Path) -> None:
    with pytest.raises(Conflict) as refused:
        installation.create(folder, "kauppa", "Kauppa", "Europe/Helsinki", "EUR", "fi")
    assert refused.value.code == "installation_exists"
    assert str(folder) in refused.value.what.fi


def test_every_mistake_is_told_at_once_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        installation.create(tmp_path / "o", "Ei käy", "Kauppa", "Europe/Nowhere", "euro", "sv")
    assert [mistake.code for mistake in refused.value.mistakes] == [
        "bad_slug",
        "bad_zone",
        "bad_currency",
        "bad_language",
    ]
    assert list((tmp_path / "o").iterdir()) == []
    installation.create(tmp_path / "o", "kauppa", "Kauppa", "Europe/Helsinki", "EUR", "fi")
    installation.close()


def test_a_folder_without_an_installation_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="osuma init"):
        installation.open_(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.sqlite
def test_a_file_of_something_else_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(Conflict) as refused:
        installation.open_(tmp_path)
    assert refused.value.code == "catalog_damaged"


def test_a_newer_catalog_is_refused_by_open_and_upgrade(folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('catalog', '9999_later', '2030-01-01')"
        )
    installation.close()
    for refuse in (installation.open_, installation.upgrade):
        with pytest.raises(Conflict) as refused:
            refuse(folder)
        assert refused.value.code == "catalog_newer"


@pytest.fixture
def newer_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The next version of Osuma: it has one migration more."""
    package = tmp_path / "code" / "later_migrations"
    package.mkdir(parents=True)
    for file in Path(migrations.__path__[0]).glob("*.py"):
        shutil.copy(file, package / file.name)
    newest = max(file.stem for file in package.glob("0*.py"))
    (package / "9000_later.py").write_text(LATER.replace("NEWEST", newest), encoding="utf-8")
    monkeypatch.syspath_prepend(package.parent)
    later = importlib.import_module("later_migrations")
    monkeypatch.setattr(installation, "migrations", later)
    monkeypatch.setattr(django_settings, "MIGRATION_MODULES", {"catalog": "later_migrations"})
    yield later
    for name in [name for name in sys.modules if name.startswith("later_migrations")]:
        del sys.modules[name]


def test_an_older_catalog_is_refused_until_it_is_upgraded(
    shop: Workspace, folder: Path, newer_code: ModuleType
) -> None:
    settings_store.put(shop, "threads", 2)
    installation.close()
    with pytest.raises(Conflict, match="osuma upgrade") as refused:
        installation.open_(folder)
    assert refused.value.code == "catalog_older"
    assert installation.upgrade(folder) == ["9000_later"]
    installation.open_(folder)
    assert settings_store.get(workspaces.get("kauppa"), "threads") == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT value, why FROM catalog_setting")
        assert cursor.fetchall() == [("2", "because")]
    assert installation.upgrade(folder) == []
    installation.close()


def test_the_migrations_are_those_of_the_models(shop: Workspace) -> None:
    call_command("makemigrations", "catalog", check=True, dry_run=True, verbosity=0)


@pytest.mark.sqlite
def test_a_copy_is_whole_while_a_writer_is_at_work(shop: Workspace, folder: Path, tmp_path: Path) -> None:
    settings_store.put(shop, "threads", 2)
    with closing(sqlite3.connect(folder / "catalog.sqlite", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM catalog_setting")
        target = tmp_path / "copy"
        target.mkdir()
        copied = installation.copy(folder, target)
        writer.execute("ROLLBACK")
    assert [path.name for path in target.iterdir()] == ["catalog.sqlite"]
    assert mode(copied) == 0o600
    with closing(sqlite3.connect(copied)) as connected:
        assert connected.execute("SELECT value FROM catalog_setting").fetchall() == [("2",)]


def test_one_workspace_needs_no_name_and_two_do(shop: Workspace) -> None:
    assert workspaces.pick(None) == shop
    workspaces.create("toinen", "Toinen", "Europe/Stockholm", "SEK", "en")
    with pytest.raises(Misuse, match="kauppa, toinen"):
        workspaces.pick(None)
    with pytest.raises(Misuse, match="kauppa, toinen"):
        workspaces.get("kolmas")
    with pytest.raises(OsumaError):
        workspaces.create("toinen", "Toinen", "Europe/Stockholm", "SEK", "en")
    assert [workspace.slug for workspace in workspaces.list_()] == ["kauppa", "toinen"]
