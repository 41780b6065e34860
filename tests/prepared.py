"""New installations as copies of files made once a process: what a new file holds is the same every time.

The first catalog and the first warehouse of a process are made by the product's own migrations, and every one after
them is a copy of what those made. `afresh` is for tests of the making itself. A query that was compiled is not
compiled again: tests ask the same of many shops.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from osuma.catalog import database, installation, settings
from osuma.catalog.database import Catalog
from osuma.catalog.in_sqlite import SqliteCatalog
from osuma.engine.marker import CATALOG_FILE
from osuma.store import sql, warehouse

_MIGRATE = installation._migrate
_CONNECT = warehouse._connect
_PLAIN = sql._plain
#: Of queries that are asked of many shops; those of hundreds of drawn rules are asked once, and are long.
_KEPT_CHARACTERS, _KEPT_TEXTS = 100_000, 5_000
#: What made it, and what says where new catalogs are → the folder that it was made in, and its installation there.
_WORLDS: dict[tuple[object, object], tuple[Path, Path]] = {}
_PLACE: Path | None = None


@contextmanager
def copied(folder: Path) -> Iterator[None]:
    """Inside it new files are copies; folder: where those that are copied lie."""
    with ExitStack() as stack:
        stack.enter_context(mock.patch.dict(globals(), _PLACE=folder))
        stack.enter_context(mock.patch.object(installation, "_migrate", _migrating(folder / CATALOG_FILE)))
        stack.enter_context(mock.patch.object(warehouse, "_connect", _connecting(folder / "warehouse.duckdb")))
        stack.enter_context(mock.patch.object(sql, "_plain", _compiling({})))
        yield


def once(make: Callable[[Path], Any], folder: Path, at: Callable[[Any], Path] = Path) -> Path:
    """The installation that `make` puts into a folder: made once a process, and copied for each who asks.

    at: where the installation is, of what `make` gives. Outside `copied` it is made in the folder itself.
    """
    if _PLACE is None:
        return at(make(folder))
    asked = make, database.new
    if asked not in _WORLDS:
        first = Path(tempfile.mkdtemp(prefix="world-", dir=_PLACE))  # one world may be made of another
        _WORLDS[asked] = first, at(make(first)).relative_to(first)
    first, inside = _WORLDS[asked]
    shutil.copytree(first, folder, dirs_exist_ok=True)
    return folder / inside


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


def _compiling(texts: dict[Any, str]) -> Callable[[Any, Any, bool], str]:
    """Ibis tells apart two expressions that are not the same all through."""

    def plain(expr: Any, compiler: Any, pretty: bool) -> str:
        asked = (expr.op(), compiler, pretty)
        found = texts.get(asked)
        if found is None:
            found = _PLAIN(expr, compiler, pretty)
            if len(found) < _KEPT_CHARACTERS and len(texts) < _KEPT_TEXTS:
                texts[asked] = found
        return found

    return plain
