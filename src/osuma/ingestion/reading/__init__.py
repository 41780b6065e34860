"""Files in: one function that turns a path into tables, or one clear sentence why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from osuma.ingestion.reading import parquet, refusals, sqlite_file
from osuma.ingestion.reading.archive import entries, shown, unpack
from osuma.ingestion.reading.json_table import looks_like_json, read_json
from osuma.ingestion.reading.limits import Limits
from osuma.ingestion.reading.source import Report, Source
from osuma.ingestion.reading.text_table import as_utf8, digest, read_text
from osuma.ingestion.reading.workbook import read_workbook
from osuma.ingestion.tables import SourceTable

#: Bytes read so far and the bytes of the file; a file may be read more than once, so it may start again.
Progress = Callable[[int, int], None]

__all__ = ["Limits", "Progress", "open_file"]

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


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
    tables = _tables(path, name, work, bounds, given, _reporter(size, progress))
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


def _tables(
    path: Path,
    name: str,
    work: Path,
    limits: Limits,
    given: Mapping[str, object],
    report: Report | None,
) -> list[SourceTable]:
    source = Source(path, name, path, work, given)
    with path.open("rb") as file:
        magic = file.read(16)
    if magic.startswith(_OLD_OFFICE):
        return read_workbook(source, limits, zipped=False)
    if magic.startswith((parquet.MAGIC, parquet.LOCKED)):
        return [parquet.read_parquet(source, limits, report)]
    if magic == sqlite_file.MAGIC:
        return sqlite_file.read_sqlite(source, limits)
    if not magic.startswith(_ZIP):
        return _text(source, limits, report)
    if _is_workbook(path, limits):
        return read_workbook(source, limits, zipped=True)
    return [
        table
        for member, copy in unpack(path, work, limits)
        for table in _text(replace(source, path=copy, title=f"{name}: {member}", sheet=member), limits, report)
    ]


def _text(source: Source, limits: Limits, report: Report | None) -> list[SourceTable]:
    text = as_utf8(source, limits, report)
    if looks_like_json(text.head) and not source.given.get("delimiter"):
        return read_json(replace(source, path=text.path), limits, report)
    return [read_text(source, text, limits, report)]


def _is_workbook(path: Path, limits: Limits) -> bool:
    names = {info.filename for info in entries(path, limits)}
    if "[Content_Types].xml" in names:
        return any(name.startswith("xl/") for name in names)
    return {"mimetype", "content.xml"} <= names
