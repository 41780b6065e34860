"""Files in: one function that turns a path into tables, or one clear sentence why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from osuma.ingestion.reading import refusals
from osuma.ingestion.reading.archive import shown
from osuma.ingestion.reading.kinds import tables_of
from osuma.ingestion.reading.limits import Limits
from osuma.ingestion.reading.source import Source
from osuma.ingestion.reading.text_table import digest
from osuma.ingestion.tables import SourceTable

#: Bytes read so far and the bytes of the file; a file may be read more than once, so it may start again.
Progress = Callable[[int, int], None]

__all__ = ["Limits", "Progress", "called", "digest", "is_address", "open_file", "open_named"]


def open_named(
    name: str,
    work: Path,
    limits: Limits | None = None,
    dialect: Mapping[str, object] | None = None,
    progress: Progress | None = None,
) -> list[SourceTable]:
    """The tables of a file, or the table of a database that an address names; see `open_file`."""
    if not is_address(name):
        return open_file(Path(name), work, limits, dialect, progress)
    from osuma.ingestion.reading.database import read_database  # Ibis's connections, for addresses alone

    tables = read_database(name, work, limits or Limits(), dict(dialect or {}))
    return [replace(table, sha256=digest(table.path)) for table in tables]


def called(name: str) -> str:
    """What people are told of a file or an address: its last part, without who and where."""
    if not is_address(name):
        return Path(name).name
    found = urlsplit(name)
    table = dict(parse_qsl(found.query)).get("table", "")
    return ".".join(part for part in (found.path.strip("/") or found.scheme, table) if part)


def is_address(name: str) -> bool:
    """Whether a name is an address of a database rather than a file."""
    return "://" in name


def open_file(
    path: Path,
    work: Path,
    limits: Limits | None = None,
    dialect: Mapping[str, object] | None = None,
    progress: Progress | None = None,
) -> list[SourceTable]:
    """The tables of a file: CSV, JSON or Parquet; a workbook, one per sheet; a database, one per table; a zip, one
    per member.

    work: a folder that the caller made and will remove; copies go there and must live until the load is done.
    dialect: what the caller knows better (encoding, delimiter, quote, header_row, decimal, date_order, sheet,
    summary_rows).
    Raises Refused with one sentence where the file cannot be read at all. Never reads a file whole into memory.
    """
    bounds, given, name = limits or Limits(), dict(dialect or {}), shown(path.name)
    if not path.is_file():
        raise refusals.missing(name)
    size = path.stat().st_size
    if size == 0:
        raise refusals.empty(name)
    tables = tables_of(Source(path, name, path, work, given), bounds, _reporter(size, progress))
    sha = digest(path)
    wanted = given.get("sheet")
    chosen = [t for t in tables if wanted is None or t.dialect.sheet == wanted]
    if not chosen:
        raise refusals.no_such_sheet(name, str(wanted))
    return [replace(table, sha256=sha) for table in chosen]


def _reporter(size: int, progress: Progress | None) -> Callable[[int], None] | None:
    if progress is None:
        return None
    done = 0

    def report(read: int) -> None:
        nonlocal done
        done = (done + read) % (size + 1)
        progress(done, size)

    return report
