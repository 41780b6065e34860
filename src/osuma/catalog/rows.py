"""The catalog's rows carried from one database to another, whatever either is.

Both have had the same migrations, and the tables are those of that time: a backup may be older than this program.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from osuma.catalog import settings
from osuma.catalog.in_sqlite import SqliteCatalog
from osuma.catalog.modes import private_file

ALIAS = "other"
BATCH = 1000


def save(done: Iterable[str], to: Path) -> Path:
    """The catalog of this process as a file of SQLite in the folder `to`: its rows at one instant; the file.

    done: the migrations that the catalog has had.
    """
    target = SqliteCatalog(to)
    private_file(target.file)
    with settings.beside(ALIAS, target.settings()):
        call_command("migrate", "catalog", max(done), database=ALIAS, verbosity=0, interactive=False)
        with transaction.atomic():
            with connections["default"].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            with transaction.atomic(using=ALIAS):
                _carry("default", ALIAS, done)
        with connections[ALIAS].cursor() as cursor:
            # One file: a journal beside it would be left behind when it is moved.
            cursor.execute("PRAGMA journal_mode=DELETE")
    return target.file


def load(source: SqliteCatalog) -> None:
    """Fill the empty catalog of this process with the rows of a file, and bring it up to this program.

    Inside a transaction of the caller's, so that it is filled wholly or not at all.
    """
    done = source.applied()
    read_only = {**source.settings(), "NAME": f"{source.file.absolute().as_uri()}?mode=ro", "OPTIONS": {"uri": True}}
    call_command("migrate", "catalog", max(done), verbosity=0, interactive=False)
    with settings.beside(ALIAS, read_only):
        _carry(ALIAS, "default", done)
    # Tables with references that were not looked at yet cannot be changed.
    connections["default"].check_constraints()
    call_command("migrate", verbosity=0, interactive=False)


def _carry(source: str, target: str, done: Iterable[str]) -> None:
    models = _models(target, done)
    for model in models:
        rows = model._base_manager.using(source).order_by("pk").iterator(chunk_size=BATCH)
        while some := list(islice(rows, BATCH)):
            model._base_manager.using(target).bulk_create(some)
    connection = connections[target]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _models(alias: str, done: Iterable[str]) -> list[type[Model]]:
    """The tables as they were after those migrations; what another names comes before it."""
    loader = MigrationLoader(connections[alias])
    state: Any = loader.project_state([("catalog", name) for name in done])
    left = {model._meta.label: model for model in state.apps.get_models()}
    ordered: list[type[Model]] = []
    while left:
        ready = [label for label, model in left.items() if not (_named(model) & left.keys()) - {label}]
        ordered += [left.pop(label) for label in ready]
    return ordered


def _named(model: type[Model]) -> set[str]:
    """The tables that the rows of a table name."""
    return {field.related_model._meta.label for field in model._meta.fields if field.related_model is not None}
