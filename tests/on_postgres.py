"""New installations with their catalog in PostgreSQL: a database each, copied from one that the migrations made.

One server a process of tests, begun at first use. What is copied as a folder gets a copy of its database too.
"""

from __future__ import annotations

import functools
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import quote

from osuma.catalog import database, installation, postgres_address, settings
from osuma.catalog.database import Catalog
from osuma.catalog.in_postgres import MARK, PostgresCatalog
from osuma.engine.marker import NOTE
from postgres import PASSWORD, USER, Server, server

_NEW, _MIGRATE, _COPYTREE = database.new, installation._migrate, shutil.copytree
_TEMPLATE = "prepared"
#: Nothing here outlives the run.
_QUICK = ("full_page_writes=off", "synchronous_commit=off", "autovacuum=off", "max_connections=200")


class Databases:
    """The databases of one server, and the folders whose catalogs they are."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._numbers = itertools.count(1)
        self._of: dict[Path, str] = {}

    @functools.cached_property
    def server(self) -> Server:
        return self._stack.enter_context(server(*_QUICK))

    #: Of the server, for `postgres_address.VARIABLE`.
    password = PASSWORD

    def address(self, name: str) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.server.port}/{quote(name)}"

    def empty(self, folder: Path) -> str:
        """Address of a new database with nothing in it, for a folder."""
        return self._made(folder, "template1")

    def ready(self, folder: Path) -> str:
        """Address of a new database that has had the migrations, for a folder."""
        if not self._template:
            raise AssertionError("the template is made at first use")
        return self._made(folder, _TEMPLATE)

    def twin(self, folder: Path, address: str) -> str:
        """Address of a copy of another database, for a folder."""
        return self._made(folder, postgres_address.parse(address).database)

    def drop(self, below: Path) -> None:
        """Remove the databases of the folders that are below another."""
        for folder in [folder for folder in self._of if folder.is_relative_to(below)]:
            self.server.run(f"DROP DATABASE IF EXISTS {self._of.pop(folder)} WITH (FORCE)")

    def close(self) -> None:
        self._stack.close()

    def _made(self, folder: Path, template: str) -> str:
        name = f"osuma_{next(self._numbers)}"
        self.server.run(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{template}'",
            f"CREATE DATABASE {name} TEMPLATE {template}",
        )
        self._of[folder] = name
        return self.address(name)

    @functools.cached_property
    def _template(self) -> bool:
        self.server.run(f"CREATE DATABASE {_TEMPLATE}")
        made = PostgresCatalog(postgres_address.parse(self.address(_TEMPLATE)))
        settings.configure(Path(), made.settings())
        with made.making():
            _MIGRATE(made)
        settings.forget()
        return True


@dataclass(frozen=True)
class Prepared(PostgresCatalog):
    """A database that has had the migrations."""

    @contextmanager
    def making(self) -> Iterator[None]:
        from django.db import connection, transaction

        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {MARK} SET id = %s", [self.mark])
            yield


@contextmanager
def default(databases: Databases, afresh: bool = False) -> Iterator[None]:
    """Inside it an installation for which no place is named has its catalog in PostgreSQL."""

    def new(folder: Path, address: str | None) -> Catalog:
        if address is not None:
            return _NEW(folder, address)
        if afresh:
            return _NEW(folder, databases.empty(folder))
        # The address first: it makes the template, with what is patched here as it was.
        return Prepared(postgres_address.parse(databases.ready(folder)))

    earlier = installation._migrate

    def migrate(catalog: Catalog) -> None:
        if not isinstance(catalog, Prepared):
            earlier(catalog)

    def copytree(source: Any, target: Any, *args: Any, **more: Any) -> Any:
        made = _COPYTREE(source, target, *args, **more)
        for note in Path(target).rglob(NOTE):
            catalog = database.of(note.parent)
            if isinstance(catalog, PostgresCatalog):
                address = databases.twin(note.parent, catalog.address.text)
                database.note(note.parent, PostgresCatalog(postgres_address.parse(address), catalog.mark))
        return made

    with (
        mock.patch.object(database, "new", new),
        mock.patch.object(installation, "_migrate", migrate),
        mock.patch.object(shutil, "copytree", copytree),
        mock.patch.dict(os.environ, {postgres_address.VARIABLE: PASSWORD}),
    ):
        yield


@contextmanager
def not_here() -> Iterator[None]:
    """Inside `default`: an installation has its catalog in its folder after all."""
    with mock.patch.object(database, "new", _NEW):
        yield
