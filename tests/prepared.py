"""New installations as copies of files made once a process: what a new file holds is the same every time.

The first catalog and the first warehouse of a process are made by the product's own migrations, and every one after
them is a copy of what those made. `afresh` is for tests of the making itself.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from osuma.catalog import installation, settings
from osuma.catalog.database import Catalog
from osuma.catalog.in_sqlite import SqliteCatalog
from osuma.engine.marker import CATALOG_FILE
from osuma.store import warehouse

_MIGRATE = installation._migrate
_CONNECT = warehouse._connect


@contextmanager
def copied(folder: Path) -> Iterator[None]:
    """Inside it new files are copies; folder: where those that are copied lie."""
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(installation, "_migrate", _migrating(folder / CATALOG_FILE)))
        stack.enter_context(mock.patch.object(warehouse, "_connect", _connecting(folder / "warehouse.duckdb")))
        yield


@contextmanager
def afresh() -> Iterator[None]:
    """Inside it every file is made by the migrations."""
    with (
        mock.patch.object(installation, "_migrate", _MIGRATE),
        mock.patch.object(warehouse, "_connect", _CONNECT),
    ):
        yield


def _migrating(first: Path) -> Callable[[Catalog], None]:
    def migrate(catalog: Catalog) -> None:
        if not isinstance(catalog, SqliteCatalog) or catalog.file.stat().st_size:
            return _MIGRATE(catalog)
        if not first.exists():
            _MIGRATE(catalog)
            settings.forget()
            catalog.copy(first.parent)
        shutil.copyfile(first, catalog.file)
        return None

    return migrate


def _connecting(first: Path) -> Callable[[Path, dict[str, Any]], Any]:
    def connect(path: Path, config: dict[str, Any]) -> Any:
        if str(path) != ":memory:" and not path.exists():
            if not first.exists():
                with afresh(), warehouse.Warehouse(first):
                    pass
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(first, path)
        return _CONNECT(path, config)

    return connect
