"""New installations with their catalog in PostgreSQL: a database each, copied from one that the migrations made.

One server a process of tests, begun at first use. What is copied as a folder gets a copy of its database too.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg

from osuma.catalog import database, installation, postgres_address, settings
from osuma.catalog.database import Catalog
from osuma.catalog.in_postgres import MARK, PostgresCatalog
from osuma.engine.errors import OsumaError
from osuma.engine.marker import NOTE
from postgres import PASSWORD, USER, Server, server

_NEW, _MIGRATE, _COPYTREE = database.new, installation._migrate, shutil.copytree
_TEMPLATE = "prepared"
#: Nothing here outlives the run.
_QUICK = ("full_page_writes=off", "synchronous_commit=off", "autovacuum=off", "max_connections=200")


#: Making a database copies some three hundred files; what a test leaves is a few rows.
_EMPTY = f"""
DO $$
DECLARE one text;
BEGIN
  PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
      AND relname NOT IN ('django_migrations', '{MARK}') LOOP
    EXECUTE format('DELETE FROM %I', one);
  END LOOP;
  PERFORM setval(oid::regclass, 1, false) FROM pg_class
    WHERE relkind = 'S' AND relname <> 'django_migrations_id_seq';
END $$
"""


class Databases:
    """The databases of one server."""

    #: Of the server, for `postgres_address.VARIABLE`.
    password = PASSWORD

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._ready: set[str] = set()
        self._free: list[str] = []

    @functools.cached_property
    def server(self) -> Server:
        return self._stack.enter_context(server(*_QUICK))

    def address(self, name: str) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.server.port}/{name}"

    def empty(self) -> str:
        """Address of a new database with nothing in it."""
        return _twin(self.address("template1"))

    def ready(self) -> str:
        """Address of a database that has had the migrations and has no rows: one that a test is done with, or new."""
        address = self._free.pop() if self._free else _twin(self._template)
        self._ready.add(address)
        return address

    def drop(self, below: Path) -> None:
        """Empty or remove the databases of the installations below a folder."""
        for _, catalog in _catalogs(below):
            address = catalog.address.text
            if address in self._ready:
                self._ready.discard(address)
                with psycopg.connect(address, password=PASSWORD, autocommit=True) as con:
                    con.execute(_EMPTY)
                self._free.append(address)
            else:
                _ask(address, f"DROP DATABASE IF EXISTS {catalog.address.database} WITH (FORCE)")

    def close(self) -> None:
        self._stack.close()

    @functools.cached_property
    def _template(self) -> str:
        address = self.empty()
        made = PostgresCatalog(postgres_address.parse(address))
        settings.configure(Path(), made.settings())
        with made.making():
            _MIGRATE(made)
        settings.forget()
        return address


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
            return _NEW(folder, databases.empty())
        return Prepared(postgres_address.parse(databases.ready()))

    earlier = installation._migrate

    def migrate(catalog: Catalog) -> None:
        if not isinstance(catalog, Prepared):
            earlier(catalog)

    with (
        mock.patch.object(database, "new", new),
        mock.patch.object(installation, "_migrate", migrate),
        mock.patch.object(shutil, "copytree", copytree),
        mock.patch.dict(os.environ, {postgres_address.VARIABLE: PASSWORD}),
    ):
        yield


def copytree(source: Any, target: Any, *args: Any, **more: Any) -> Any:
    """`shutil.copytree`, with a copy of the database for each installation in it."""
    made = _COPYTREE(source, target, *args, **more)
    for folder, catalog in _catalogs(Path(target)):
        address = postgres_address.parse(_twin(catalog.address.text))
        database.note(folder, PostgresCatalog(address, catalog.mark))
    return made


def _catalogs(below: Path) -> Iterator[tuple[Path, PostgresCatalog]]:
    for note in sorted(below.rglob(NOTE)):
        with contextlib.suppress(OsumaError):  # a test may have written nonsense there
            catalog = database.of(note.parent)
            if isinstance(catalog, PostgresCatalog):
                yield note.parent, catalog


def _twin(address: str) -> str:
    """Address of a new database that has what another has; whoever is connected to that is cut off."""
    place, _, template = address.rpartition("/")
    name = f"osuma_{uuid.uuid4().hex}"
    _ask(
        address,
        f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{template}'",
        f"CREATE DATABASE {name} TEMPLATE {template}",
    )
    return f"{place}/{name}"


def _ask(address: str, *statements: str) -> None:
    """At the server of an address, by its keeper."""
    with psycopg.connect(f"{address.rpartition('/')[0]}/postgres", password=PASSWORD, autocommit=True) as con:
        for statement in statements:
            con.execute(statement)


@contextmanager
def not_here() -> Iterator[None]:
    """Inside `default`: an installation has its catalog in its folder after all."""
    with mock.patch.object(database, "new", _NEW):
        yield
