"""The catalog carried from SQLite to PostgreSQL and back: row by row the same, and numbered on from there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models as fields

from on_postgres import Databases
from osuma.catalog import database, installation, jobs, models, postgres_address, settings, workspaces
from osuma.catalog.in_sqlite import SqliteCatalog
from osuma.engine.errors import Conflict
from osuma.engine.marker import CATALOG_FILE

pytestmark = pytest.mark.sqlite  # each test says itself where its catalog is

AT = datetime(2026, 11, 20, 12, 30, 15, 123456, tzinfo=UTC)
TABLES = list(apps.get_app_config("catalog").get_models())
#: Where any text or number would do, what a database could take for something else.
TEXTS = ("", " hännät ", "ÅÄÖ’\n\x7f")
JSON = ({"b": 1, "a": [None, 1.5, "\x00"], "ä": {}}, [], "text")


@pytest.fixture
def folder(tmp_path: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation in SQLite, with three rows in every table that takes as many."""
    monkeypatch.setenv(postgres_address.VARIABLE, databases.password)
    made = installation.create(tmp_path / "osuma", "kauppa", "Kauppa", "Europe/Helsinki", "EUR", "fi").folder
    shop = workspaces.get("kauppa")
    models.access_models.User.objects.bulk_create(
        models.access_models.User(name=f"u{n}", language="fi", email=f"u{n}@x.example" if n else None, created_at=AT)
        for n in range(3)
    )
    for model in TABLES:
        if model.__name__ not in ("Workspace", "User"):
            model._base_manager.bulk_create(model(**_row(model, shop.key, n)) for n in range(3))
    yield made
    installation.close()
    databases.drop(tmp_path)


def _row(model: Any, workspace: int, n: int) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, fields.ForeignKey):
            given[field.attname] = workspace if field.name == "workspace" else n + 1
        elif not isinstance(field, fields.AutoField):
            given[field.attname] = None if field.null and n == 1 else _value(model.__name__, field, n)
    return given


def _value(table: str, field: Any, n: int) -> Any:
    known = {"state": _STATES.get(table), "kind": "segment", "role": "owner", "session_key": f"key{n}"}
    if field.name in known:
        return known[field.name]
    match field:
        case fields.DateTimeField():
            return AT.replace(second=n)
        case fields.DateField():
            return date(2026, 2, 20 + n)
        case fields.BooleanField():
            return n == 0
        case fields.JSONField():
            return JSON[n]
        case fields.IntegerField():
            return n if isinstance(field, fields.PositiveSmallIntegerField) else 2**31 - 1 - n
        case _:
            return TEXTS[n] + ("" if not field.unique else str(n))


_STATES = {
    "Load": "done", "ConsentEntry": "unknown", "Job": "running", "Pin": "in", "WatchedFile": "failed",
    "SuppressionEntry": "",
}  # fmt: skip


def rows() -> dict[str, list[dict[str, Any]]]:
    """Everything that this process's catalog has; JSON as written, since the order of its keys is kept."""
    found = {}
    for model in TABLES:
        kept = model._base_manager.order_by("pk").values()
        found[model.__name__] = [{name: repr(value) for name, value in row.items()} for row in kept]
    return found


def test_every_row_comes_over_and_back(folder: Path, databases: Databases, tmp_path: Path) -> None:
    first = rows()
    assert {name for name, kept in first.items() if len(kept) < 3} == {"Workspace"}
    (tmp_path / "kept").mkdir()
    installation.copy(folder, tmp_path / "kept")

    there = tmp_path / "there"
    there.mkdir()
    made = installation.fill(there, tmp_path / "kept", databases.empty())
    database.note(there, made)
    installation.open_(there)
    assert rows() == first
    shop = workspaces.get("kauppa")
    assert jobs.enqueue(shop, "report.write", {}) == 4
    assert installation.sound()

    (tmp_path / "back").mkdir()
    second = rows()
    file = installation.copy(there, tmp_path / "back")
    assert rows() == second
    assert [path.name for path in (tmp_path / "back").iterdir()] == [CATALOG_FILE]
    assert file.stat().st_mode & 0o077 == 0
    installation.open_(tmp_path / "back")
    assert rows() == second
    assert second["Job"][:3] == first["Job"]
    assert jobs.enqueue(shop, "report.write", {}) == 5
    with closing(sqlite3.connect(folder / CATALOG_FILE)) as old, closing(sqlite3.connect(file)) as new:
        shapes = [
            con.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY 1").fetchall()
            for con in (old, new)
        ]
    assert shapes[0] == shapes[1]


def test_a_backup_of_an_earlier_osuma_is_brought_up_on_the_way(
    tmp_path: Path, databases: Databases, folder: Path
) -> None:
    installation.close()
    early = SqliteCatalog(tmp_path / "early")
    early.folder.mkdir()
    settings.configure(early.folder, early.settings())
    _migrate_to("0005_dated_consents")
    with closing(sqlite3.connect(early.file)) as con, con:
        con.execute(
            "INSERT INTO catalog_workspace (id, slug, name, zone, currency, language, created_at) "
            "VALUES (7, 'kauppa', 'Kauppa', 'Europe/Helsinki', 'EUR', 'fi', '2026-01-01 00:00:00')"
        )
    there = tmp_path / "there"
    there.mkdir()
    database.note(there, installation.fill(there, early.folder, databases.empty()))
    installation.open_(there)
    assert [(one.key, one.colour) for one in workspaces.list_()] == [(7, "blue")]


def test_a_database_with_something_in_it_takes_no_backup(folder: Path, databases: Databases, tmp_path: Path) -> None:
    address = databases.empty()
    installation.create(tmp_path / "there", "toinen", "Toinen", "Europe/Helsinki", "EUR", "fi", catalog=address)
    before = rows()
    with pytest.raises(Conflict) as refused:
        installation.fill(tmp_path / "another", folder, address)
    assert refused.value.code == "catalog_taken"
    installation.open_(tmp_path / "there")
    assert rows() == before


def _migrate_to(name: str) -> None:
    from django.core.management import call_command

    call_command("migrate", "catalog", name, verbosity=0)
    settings.forget()
