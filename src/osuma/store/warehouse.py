"""One workspace's warehouse: a single DuckDB file, one writer at a time, readers by cursor."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

import duckdb
import ibis.expr.types as ir
import pyarrow as pa

from osuma.engine.errors import Conflict, Mistake, OsumaError, Refused, Words
from osuma.store import dialect, migrations
from osuma.store.overlap import Bitmaps
from osuma.store.sql import written

Connection = duckdb.DuckDBPyConnection
Query: TypeAlias = str | ir.Table

HELD = Words(
    fi="Toinen ohjelma käyttää tätä työtilaa juuri nyt. Sulje se, tai odota, että se on valmis, ja yritä uudelleen.",
    en="Another program is using this workspace right now. Close it, or wait until it is done, and try again.",
)
DAMAGED = Words(
    fi="Työtilan tiedosto on vaurioitunut tai se ei ole Osuman tietokanta. Palauta varmuuskopio: osuma restore.",
    en="The workspace's file is damaged or is not Osuma's database. Restore a backup: osuma restore.",
)
CLOSED = Words(fi="Työtila ei ole auki.", en="The workspace is not open.")


def sql_of(query: Query, *, pretty: bool = False) -> str:
    """SQL as it is, or an Ibis expression compiled for DuckDB. pretty: for people to read."""
    if isinstance(query, str):
        return query
    from osuma.store.duckdb_sql import COMPILER  # slow to import, and many a command asks nothing

    return written(query, COMPILER, pretty=pretty)


class Warehouse:
    """The file of one workspace. Open it once per process; `cursor` per thread, `transaction` to write."""

    def __init__(
        self,
        path: Path | str,
        memory_limit: str = "4GB",
        threads: int | None = None,
        spill: Path | None = None,
    ) -> None:
        """path: `:memory:` for one that is never a file. spill: the folder for what does not fit in memory, else one
        beside the file."""
        self.path = Path(path)
        self.spill = spill
        self.memory_limit = memory_limit
        self.threads = threads
        self._con: Connection | None = None
        self._writer = threading.RLock()
        self._writes = 0
        self._kept: dict[str, tuple[int, list[tuple[Any, ...]]]] = {}
        #: Stored members as compressed sets, for as long as the process lives.
        self.bitmaps = Bitmaps()

    def open(self) -> Self:
        """Open or make the file and bring it to this code's version.

        Raises Conflict where another process holds it, Refused where it is newer than this code or damaged.
        """
        if self._con is not None:
            return self
        con = _connect(self.path, self._config())
        try:
            con.execute("SET GLOBAL TimeZone = 'UTC'")
            dialect.register(con)
            migrations.migrate(con)
        except OsumaError:
            con.close()
            raise
        except duckdb.Error as error:
            con.close()
            raise _damaged(error) from error
        self._con = con
        return self

    def close(self) -> None:
        """Let go of the file; waits for a writer to end."""
        with self._writer:
            if self._con is not None:
                self._con.close()
                self._con = None
                self._kept.clear()
                self.bitmaps = Bitmaps()

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def cursor(self) -> Connection:
        """A reader of its own: one per thread; its temporary tables are seen by nobody else."""
        if self._con is None:
            raise Conflict(CLOSED, "closed")
        return self._con.cursor()

    @property
    def writes(self) -> int:
        """How many times this process has written into the file."""
        return self._writes

    @contextmanager
    def transaction(self, on: Connection | None = None, noted: bool = False) -> Iterator[Connection]:
        """The one writer: everything inside is committed together, or nothing when an exception leaves it.

        on: a cursor to write with, where its temporary tables are needed; else a new one, closed at the end.
        noted: whether it is told in `people_touched` whose older rows are changed inside; if not, the figures that
        the last refresh kept hold no more (`osuma.store.evaluation.figures`).
        """
        with self._writer:
            con = self.cursor() if on is None else on
            con.execute("BEGIN")
            try:
                yield con
                if not noted:
                    con.execute("DELETE FROM kept_figures")
                con.execute("COMMIT")
            except BaseException:
                _rollback(con)
                raise
            finally:
                self._writes += 1
                if on is None:
                    con.close()

    @contextmanager
    def writer(self) -> Iterator[Connection]:
        """The writer's lock without a transaction, for what cannot run inside one (checkpoint, backup)."""
        with self._writer:
            con = self.cursor()
            try:
                yield con
            finally:
                self._writes += 1
                con.close()

    @contextmanager
    def reader(self) -> Iterator[Connection]:
        """A cursor that is closed when the block ends."""
        con = self.cursor()
        try:
            yield con
        finally:
            con.close()

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """One writing statement in a transaction of its own."""
        with self.transaction() as con:
            con.execute(sql, list(parameters))

    def rows(self, query: Query, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query, as tuples of plain values."""
        with self.reader() as con:
            return con.execute(sql_of(query), list(parameters)).fetchall()

    def kept_rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query, read once and again after any write: for small answers that are asked all the time."""
        writes = self._writes
        held = self._kept.get(sql)
        if held is None or held[0] != writes:
            held = self._kept[sql] = (writes, self.rows(sql))
        return held[1]

    def table(self, query: Query, parameters: Sequence[Any] = ()) -> pa.Table:
        """The result of a query as Arrow."""
        with self.reader() as con:
            return con.sql(sql_of(query), params=list(parameters)).to_arrow_table()

    def _config(self) -> dict[str, Any]:
        config: dict[str, Any] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": self.memory_limit,
            "temp_directory": f"{self.path}.tmp" if self.spill is None else str(self.spill),
        }
        if self.threads is not None:
            config["threads"] = str(self.threads)
        return config


def _connect(path: Path, config: dict[str, Any]) -> Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return duckdb.connect(str(path), config=config)
    except duckdb.Error as error:
        raise _damaged(error) from error


def _damaged(error: duckdb.Error) -> OsumaError:
    said = str(error).lower()
    if "lock" in said and ("conflicting" in said or "could not set" in said or "used by another" in said):
        return Conflict(HELD, "held")
    if "being used by another process" in said:
        return Conflict(HELD, "held")
    if "newer version" in said or "version number" in said:
        return Refused([Mistake("", "newer_warehouse", migrations.NEWER)], migrations.NEWER, "newer_warehouse")
    return Refused([Mistake("", "damaged_warehouse", DAMAGED)], DAMAGED, "damaged_warehouse")


def _rollback(con: Connection) -> None:
    try:
        con.execute("ROLLBACK")
    except duckdb.Error:
        # a failed statement or commit has already rolled back; the first error is the one to show
        return
