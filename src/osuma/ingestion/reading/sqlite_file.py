"""An SQLite database: each of its tables as a table. Read only, by the standard library."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from osuma.ingestion.reading import noticed, refusals
from osuma.ingestion.reading.cell_text import text_of
from osuma.ingestion.reading.limits import Limits
from osuma.ingestion.reading.rewrite import Record
from osuma.ingestion.reading.source import Source
from osuma.ingestion.reading.written import check_width, write_records, written_table
from osuma.ingestion.tables import Dialect, SourceTable

MAGIC = b"SQLite format 3\x00"
_STEPS = 100_000
#: Tables that a program keeps for itself.
_OWN = "sqlite\\_%"


def read_sqlite(source: Source, limits: Limits) -> list[SourceTable]:
    """Every table that has rows; where a sheet is given, that table or view. Raises Refused for a damaged file."""
    try:
        with _opened(source.path, limits.database_seconds) as con:
            tables, views = _names(con, "table"), _names(con, "view")
            wanted = source.given.get("sheet")
            chosen = [name for name in [*tables, *views] if name == wanted] if wanted else tables
            full = [name for name in chosen if _has_rows(con, name)]
            if not full:
                raise refusals.no_such_sheet(source.title, str(wanted)) if wanted else refusals.empty(source.title)
            read = [_table(con, _part(source, name, full), name, limits) for name in full]
    except sqlite3.Error:
        raise refusals.damaged(source.title, "SQLite") from None
    said = [*noticed.empty_tables([n for n in chosen if n not in full]), *noticed.views([] if wanted else views)]
    return [replace(read[0], notes=(*read[0].notes, *said)), *read[1:]]


@contextlib.contextmanager
def _opened(path: Path, seconds: int) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write, runs nothing that the file brings, and ends what takes too long."""
    con = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        con.execute("PRAGMA trusted_schema = OFF")
        con.execute("PRAGMA query_only = ON")
        con.execute("PRAGMA cell_size_check = ON")
        con.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        end = time.monotonic() + seconds
        con.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
        yield con
    finally:
        con.close()


def _names(con: sqlite3.Connection, kind: str) -> list[str]:
    found = con.execute(
        "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE ? ESCAPE '\\' "
        "AND coalesce(sql, '') NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid",
        [kind, _OWN],
    )
    return [str(row[0]) for row in found]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _has_rows(con: sqlite3.Connection, name: str) -> bool:
    return con.execute(f"SELECT 1 FROM {_quoted(name)} LIMIT 1").fetchone() is not None


def _part(source: Source, name: str, full: list[str]) -> Source:
    alone = len(full) == 1 and not source.given.get("sheet")
    shown = "".join(c for c in name if c.isprintable())[:120]
    return replace(source, title=source.title if alone else f"{source.title}: {shown}", sheet=name)


def _table(con: sqlite3.Connection, source: Source, name: str, limits: Limits) -> SourceTable:
    cursor = con.execute(f"SELECT * FROM {_quoted(name)}")
    headers = [str(column[0]) for column in cursor.description]
    check_width(source, len(headers), limits)
    binary: set[str] = set()
    target = source.copy("table")
    found = write_records(target, _records(cursor, headers, binary), len(headers), limits)
    notes = (*source.notes, *noticed.binary([h for h in headers if h in binary]))
    return written_table(
        replace(source, notes=notes), target, headers, found, Dialect(header_row=0, form="SQLite")
    )  # fmt: skip


def _records(cursor: sqlite3.Cursor, headers: list[str], binary: set[str]) -> Iterator[Record]:
    """Rows from 1 as the database gives them; bytes are left empty and their column named."""
    for row, values in enumerate(cursor, start=1):
        cells = []
        for header, value in zip(headers, values, strict=True):
            if isinstance(value, bytes):
                binary.add(header)
                value = None
            cells.append(text_of(value))
        yield Record(row, cells)
