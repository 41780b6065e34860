"""New installations as copies of files made once a process: what a new file holds is the same every time.

The first catalog and the first warehouse of a process are made by the product's own migrations, and every one after
them is a copy of what those made. `afresh` is for tests of the making itself.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from osuma.catalog import installation, settings
from osuma.store import warehouse

_MIGRATE = installation._migrate
_CONNECT = warehouse._connect


@contextmanager
def copied(folder: Path) -> Iterator[None]:
    """Inside it new files are copies; folder: where those that are copied lie."""
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(installation, "_migrate", _migrating(folder / "catalog.sqlite")))
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


def _migrating(first: Path) -> Callable[[Path], None]:
    def migrate(folder: Path) -> None:
        file = folder / settings.FILE_NAME
        if not file.is_file() or file.stat().st_size:
            return _MIGRATE(folder)
        if not first.exists():
            _MIGRATE(folder)
            settings.forget()
            with closing(sqlite3.connect(file)) as made, closing(sqlite3.connect(first)) as kept:
                made.backup(kept)
        shutil.copyfile(first, file)
        return settings.configure(folder)

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
