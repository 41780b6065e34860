"""Which kind of file it is, told by its first bytes and never by its name, and the tables in it."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from osuma.engine.errors import Refused
from osuma.ingestion.reading import noticed, refusals, sqlite_file
from osuma.ingestion.reading.archive import broken, entries, unpack
from osuma.ingestion.reading.json_table import looks_like_json, read_json
from osuma.ingestion.reading.limits import MEGABYTE, Limits
from osuma.ingestion.reading.source import Report, Source
from osuma.ingestion.reading.text_table import as_utf8, read_text
from osuma.ingestion.reading.workbook import read_workbook
from osuma.ingestion.tables import SourceTable

_ZIP, _GZIP, _OLD_OFFICE = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"
_OTHER_ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
#: What a Parquet file begins with; the second where its footer is encrypted.
_PARQUET = (b"PAR1", b"PARE")


def tables_of(source: Source, limits: Limits, report: Report | None, *, packed: bool = False) -> list[SourceTable]:
    """The tables of one file. packed: whether it comes out of an archive, in which there may be no other."""
    with source.path.open("rb") as file:
        magic = file.read(16)
    if magic.startswith(_OLD_OFFICE):
        return read_workbook(source, limits, zipped=False)
    if magic.startswith(_PARQUET):
        from osuma.ingestion.reading.parquet import read_parquet  # a heavy import, for this kind of file alone

        return [read_parquet(source, limits, report)]
    if magic == sqlite_file.MAGIC:
        return sqlite_file.read_sqlite(source, limits)
    if magic.startswith(_ZIP) and _is_workbook(source.path, limits):
        return read_workbook(source, limits, zipped=True)
    if magic.startswith((_ZIP, _GZIP, *_OTHER_ARCHIVES)):
        return _packed(source, magic, limits, report, packed=packed)
    return _text(source, limits, report)


def _packed(
    source: Source, magic: bytes, limits: Limits, report: Report | None, *, packed: bool
) -> list[SourceTable]:
    if packed:
        raise refusals.nested_archive(source.title)
    if magic.startswith(_OTHER_ARCHIVES):
        raise refusals.other_archive(source.title)
    if magic.startswith(_GZIP):
        return tables_of(replace(source, path=_gunzipped(source, limits)), limits, report, packed=True)
    return _members(source, limits, report)


def _text(source: Source, limits: Limits, report: Report | None) -> list[SourceTable]:
    text = as_utf8(source, limits, report)
    source = replace(source, notes=(*source.notes, *noticed.encoding(text.encoding, text.mixed)))
    if looks_like_json(text.head) and not source.given.get("delimiter"):
        return read_json(replace(source, path=text.path), text.head, limits, report)
    return [read_text(source, text, limits, report)]


def _is_workbook(path: Path, limits: Limits) -> bool:
    names = {info.filename for info in entries(path, limits)}
    if "[Content_Types].xml" in names:
        return any(name.startswith("xl/") for name in names)
    return {"mimetype", "content.xml"} <= names


def _members(source: Source, limits: Limits, report: Report | None) -> list[SourceTable]:
    """The tables of every member; members that cannot be read are named, where any can."""
    found: list[SourceTable] = []
    faults: list[tuple[str, Refused]] = []
    for name, copy in unpack(source.path, source.work, limits):
        member = replace(source, path=copy, title=f"{source.title}: {name}", given=_inside(source.given))
        try:
            tables = tables_of(member, limits, report, packed=True)
        except Refused as fault:
            faults.append((name, fault))
            continue
        found.extend(_named(table, name) for table in tables)
    if not found:
        raise Refused([mistake for _, fault in faults for mistake in fault.mistakes], code=faults[0][1].code)
    said = noticed.unread_members([(name, fault.mistakes[0].what) for name, fault in faults])
    return [replace(found[0], notes=(*found[0].notes, *said)), *found[1:]]


def _inside(given: Mapping[str, object]) -> dict[str, object]:
    """What the caller states of a member: a sheet means one of the archive's tables, chosen when all are known."""
    return {key: value for key, value in given.items() if key != "sheet"}


def _named(table: SourceTable, member: str) -> SourceTable:
    own = table.dialect.sheet
    return replace(table, dialect=replace(table.dialect, sheet=f"{member}: {own}" if own else member))


def _gunzipped(source: Source, limits: Limits) -> Path:
    target = source.copy("gunzipped")
    most = min(limits.unpacked_bytes, max(10 * MEGABYTE, source.path.stat().st_size * limits.ratio))
    size = 0
    try:
        with gzip.open(source.path) as packed, target.open("wb") as out:
            while block := packed.read(MEGABYTE):
                size += len(block)
                if size > most:
                    raise refusals.unpacks_too_big(source.title)
                out.write(block)
    except (OSError, EOFError, zlib.error):
        raise broken(source.path) from None
    return target
