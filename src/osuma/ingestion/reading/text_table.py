"""A CSV or other delimited text file as a table."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from osuma.engine.errors import Words
from osuma.ingestion.reading import encoding as encodings
from osuma.ingestion.reading import refusals
from osuma.ingestion.reading.dialect import Layout, clean_header, layout, unique
from osuma.ingestion.reading.guess import guess, number_format
from osuma.ingestion.reading.limits import MEGABYTE, Limits
from osuma.ingestion.reading.rewrite import rewrite
from osuma.ingestion.reading.scan import scan
from osuma.ingestion.tables import DateOrder, Decimal, Dialect, SourceColumn, SourceTable

Report = Callable[[int], None]


@dataclass(frozen=True)
class Source:
    """One text file to read: its path, what people call it, where copies may be written, and the given dialect."""

    path: Path
    title: str
    original: Path
    work: Path
    given: Mapping[str, object]
    sheet: str | None = None
    typed_cells: bool = False


def read_text(source: Source, limits: Limits, report: Report | None = None) -> SourceTable:
    """Detect, scan and describe one text file; raises Refused with one sentence where it is no table."""
    head = _head(source.path, limits.head_bytes)
    if not head.strip(b"\x00\r\n\t ;,\xef\xbb\xbf\xff\xfe"):
        raise refusals.empty(source.title)
    encoding = _encoding(source, head, report)
    path = source.path
    if encoding != "utf-8":
        path = source.work / f"{source.path.stem[:40]}.{len(list(source.work.iterdir()))}.utf8.csv"
        encodings.transcode(source.path, path, encoding, source.title, report)
        head = _head(path, limits.head_bytes)
    _text_only(source.title, head)
    found = _layout(source, head, limits)
    table = _table(source, path, encoding, found, limits, report)
    if table.rows == 0 and not table.refused:
        raise refusals.header_only(source.title)
    return table


def _head(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


def _encoding(source: Source, head: bytes, report: Report | None) -> str:
    given = source.given.get("encoding")
    if given:
        name = encodings.lookup(source.title, str(given))
        return "utf-8" if name in ("utf-8", "utf-8-sig", "ascii") else name
    return encodings.of_head(head) or encodings.of_body(source.path, report)


def _text_only(where: str, head: bytes) -> None:
    control = sum(head.count(bytes([byte])) for byte in (*range(9), *range(14, 27)))
    if control > 0.05 * len(head):
        raise refusals.not_text(where)


def _layout(source: Source, head: bytes, limits: Limits) -> Layout:
    text = head.decode("utf-8-sig", "replace")
    if len(head) == limits.head_bytes:
        text = text[: text.rfind("\n") + 1] or text
    row = source.given.get("header_row")
    csv.field_size_limit(max(csv.field_size_limit(), limits.record_bytes * 2))
    if len(head) == limits.head_bytes and "\n" not in text and "\r" not in text:
        _one_long_line(source, limits)
    found = layout(text, _quote(source), cast("str | None", source.given.get("delimiter")), cast("int | None", row))
    if len(found.headers) > limits.columns:
        raise refusals.too_many_columns(source.title, len(found.headers), limits.columns)
    return found


def _one_long_line(source: Source, limits: Limits) -> None:
    with source.path.open("rb") as file:
        length = 0
        while block := file.read(MEGABYTE):
            if b"\n" in block or b"\r" in block:
                return
            length += len(block)
            if length > limits.record_bytes:
                raise refusals.too_long(source.title, 1, limits.record_bytes // MEGABYTE)


def _quote(source: Source) -> str:
    return str(source.given.get("quote") or '"')


def _table(
    source: Source, path: Path, encoding: str, found: Layout, limits: Limits, report: Report | None
) -> SourceTable:
    quote, width = _quote(source), len(found.headers)
    scanned = None
    if found.header_row <= 1 and not any("\n" in h or "\r" in h for h in found.headers):
        scanned = scan(path, width, found.delimiter, quote, limits.record_bytes, source.title, report)
    base = Dialect(encoding, found.delimiter, quote, found.header_row, sheet=source.sheet)
    if scanned and scanned.strict:
        sample = _first_records(path, found, quote, limits) + _parse(scanned.sample, found, quote, limits)
        table = SourceTable(
            source.title, path, source.original, base, (), scanned.records - found.header_row,
            first_row=found.header_row + 1, longest=scanned.longest, typed_cells=source.typed_cells,
            padded=scanned.padded,
        )  # fmt: skip
    else:
        target = source.work / f"{source.path.stem[:40]}.{len(list(source.work.iterdir()))}.clean.csv"
        again = rewrite(
            path, target, width, found.delimiter, quote, found.header_row, limits, source.title, report
        )  # fmt: skip
        sample = again.sample
        base = replace(base, encoding=encoding)
        table = SourceTable(
            source.title, target, source.original, base, (), again.records, first_row=found.header_row + 1,
            longest=again.longest, numbered=True, typed_cells=source.typed_cells, padded=False,
            refused=tuple(again.refused),
        )  # fmt: skip
    return describe(table, found.headers, sample, source.given)


def _first_records(path: Path, found: Layout, quote: str, limits: Limits) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=found.delimiter, quotechar=quote)
        kept: list[list[str]] = []
        for place, record in enumerate(reader, start=1):
            if place > found.header_row and record:
                kept.append(record)
            if len(kept) >= limits.sample // 2:
                break
    return kept


def _parse(sample: Sequence[bytes], found: Layout, quote: str, limits: Limits) -> list[list[str]]:
    step = max(1, len(sample) // (limits.sample // 2))
    text = [record.decode("utf-8-sig") for record in sample[::step]]
    lines = [line for record in text for line in record.splitlines(keepends=True)]
    rows = csv.reader(lines, delimiter=found.delimiter, quotechar=quote)
    return [row for row in rows if len(row) == len(found.headers)]


def describe(
    table: SourceTable, headers: Sequence[str], sample: Sequence[Sequence[str]], given: Mapping[str, object]
) -> SourceTable:
    """The table with its columns guessed from a sample, and the file's habits of decimals and dates."""
    dialect = _habits(table.dialect, sample, given)
    columns = []
    for place, (header, name) in enumerate(zip(headers, unique(headers), strict=True)):
        cells = [row[place] for row in sample if place < len(row)]
        columns.append(SourceColumn(clean_header(header), name, f"c{place + 1}", guess(cells, dialect)))
    return replace(table, dialect=dialect, columns=tuple(columns), notes=_notes(table))


def _notes(table: SourceTable) -> tuple[Words, ...]:
    if not table.refused:
        return ()
    count = len(table.refused)
    return (
        Words(
            fi=f"{count} riviä ei voitu lukea; ne ovat hylättyjen rivien tiedostossa.",
            en=f"{count} rows could not be read; they are in the file of refused rows.",
        ),
    )


def _habits(dialect: Dialect, sample: Sequence[Sequence[str]], given: Mapping[str, object]) -> Dialect:
    """The file's habit: what its decided columns do; else the delimiter tells (`;` goes with a decimal comma)."""
    local = "comma" if dialect.delimiter == ";" else "dot"
    votes = {"dot": 0, "comma": 0}
    orders = {"dmy": 0, "mdy": 0}
    plain = replace(dialect, decimal=cast(Decimal, local))
    for place in range(min(200, len(sample[0]) if sample else 0)):
        cells = [row[place].strip() for row in sample[:200] if place < len(row) and row[place].strip()]
        if not cells:
            continue
        form, decided = number_format(cells, plain)
        if form and decided and any("," in c or "." in c for c in cells):
            votes[form] += 1
        seen = guess(cells, plain)
        if seen.shape in ("date", "instant") and seen.decided and seen.format and seen.format[:2] in ("%d", "%m"):
            orders["mdy" if seen.format.startswith("%m") else "dmy"] += 1
    decimal = local if votes["dot"] == votes["comma"] else max(votes, key=lambda k: votes[k])
    dollars = any("$" in cell for row in sample[:200] for cell in row)
    order = "mdy" if orders["mdy"] > orders["dmy"] or (dollars and not orders["dmy"]) else "dmy"
    return replace(
        dialect,
        decimal=cast(Decimal, given.get("decimal") or decimal),
        date_order=cast(DateOrder, given.get("date_order") or order),
    )


def digest(path: Path) -> str:
    """SHA-256 of a file, as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
