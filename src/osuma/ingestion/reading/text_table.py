"""A CSV or other delimited text file as a table."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from osuma.ingestion.reading import blocks, mojibake, noticed, refusals
from osuma.ingestion.reading import encoding as encodings
from osuma.ingestion.reading.describe import describe
from osuma.ingestion.reading.dialect import Layout, in_columns, layout
from osuma.ingestion.reading.limits import MEGABYTE, Limits
from osuma.ingestion.reading.rewrite import rewrite
from osuma.ingestion.reading.scan import scan
from osuma.ingestion.reading.source import Report, Source
from osuma.ingestion.tables import Dialect, SourceTable


@dataclass(frozen=True)
class Utf8:
    """A text file as UTF-8: where, in what it was written, how it begins.

    mixed: how many of its lines were UTF-8 already where the file is not.
    """

    path: Path
    encoding: str
    head: bytes
    mixed: int = 0


def as_utf8(source: Source, limits: Limits, report: Report | None = None) -> Utf8:
    """The file, or its copy, in UTF-8; raises Refused for an empty file and for what is no text."""
    head = _head(source.path, limits.head_bytes)
    if not head.strip(b"\x00\r\n\t ;,\xef\xbb\xbf\xff\xfe"):
        raise refusals.empty(source.title)
    found, path, mixed = _encoding(source, head, report), source.path, 0
    if found.name != "utf-8":
        path = source.copy("utf8")
        if found.mixed:
            mixed = encodings.transcode_mixed(source.path, path, found.name)
        else:
            encodings.transcode(source.path, path, found.name, source.title, report)
        head = _head(path, limits.head_bytes)
    _text_only(source.title, head)
    return Utf8(path, found.name, head, mixed)


def read_text(source: Source, text: Utf8, limits: Limits, report: Report | None = None) -> SourceTable:
    """Detect, scan and describe one text table; raises Refused with one sentence where it is no table."""
    source, text = _people_of_report(source, text, limits)
    if "delimiter" not in source.given and in_columns(_whole_lines(text.head, limits)):
        source, text = _with_tabs(source, text, limits)
    source, text = _mended(source, text, limits)
    found = _layout(source, text.head, limits)
    if found.short is not None:
        source = replace(source, notes=(*source.notes, noticed.short_rows(found.short, len(found.headers))))
    table = _table(source, text.path, text.encoding, found, limits, report)
    if table.rows == 0 and not table.refused:
        raise refusals.header_only(source.title)
    return table


def _people_of_report(source: Source, text: Utf8, limits: Limits) -> tuple[Source, Utf8]:
    """The list of people in a report of several blocks as a table of its own; any other file as it is."""
    csv.field_size_limit(max(csv.field_size_limit(), limits.record_bytes * 2))
    if "header_row" in source.given:
        return source, text
    block = blocks.find(text.head.decode("utf-8-sig", "replace"))
    if block is None:
        return source, text
    flat = source.copy("flat")
    notes = (*source.notes, *noticed.below_list(blocks.rewrite(text.path, flat, block)))
    given = {**source.given, "delimiter": ",", "header_row": block.header_row}
    return replace(source, given=given, notes=notes), Utf8(flat, text.encoding, _head(flat, limits.head_bytes))


def _with_tabs(source: Source, text: Utf8, limits: Limits) -> tuple[Source, Utf8]:
    """The file again, with one tab where it has spaces between cells."""
    target = source.copy("columns")
    with (
        text.path.open(encoding="utf-8-sig", errors="surrogateescape") as file,
        target.open("w", encoding="utf-8", errors="surrogateescape") as out,
    ):
        while line := file.readline(limits.record_bytes):
            out.write("\t".join(line.split()) + "\n")
    told = replace(source, notes=(*source.notes, noticed.IN_COLUMNS))
    return told, replace(text, path=target, head=_head(target, limits.head_bytes))


def _whole_lines(head: bytes, limits: Limits) -> str:
    text = head.decode("utf-8-sig", "replace")
    return (text[: text.rfind("\n") + 1] or text) if len(head) == limits.head_bytes else text


def _mended(source: Source, text: Utf8, limits: Limits) -> tuple[Source, Utf8]:
    """The file with its broken letters mended where that is sure, and what to say of them."""
    if not mojibake.suspected(text.path):
        return source, text
    found, quote = _layout(source, text.head, limits), _quote(source)
    columns = mojibake.find(text.path, found.delimiter, quote, found.header_row)
    if sure := [column for column in columns if column.whole]:
        target = source.copy("mended")
        mojibake.mend(text.path, target, found.delimiter, quote, sure)
        text = replace(text, path=target, head=_head(target, limits.head_bytes))
    return replace(source, notes=(*source.notes, *(column.words for column in columns))), text


def _head(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


def _encoding(source: Source, head: bytes, report: Report | None) -> encodings.Body:
    given = source.given.get("encoding")
    if given:
        name = encodings.lookup(source.title, str(given))
        return encodings.Body("utf-8" if name in ("utf-8", "utf-8-sig", "ascii") else name)
    decided = encodings.of_head(head)
    return encodings.Body(decided) if decided else encodings.of_body(source.path, report)


def _text_only(where: str, head: bytes) -> None:
    control = sum(head.count(bytes([byte])) for byte in (*range(9), *range(14, 27)))
    if control > 0.05 * len(head):
        raise refusals.not_text(where)


def _layout(source: Source, head: bytes, limits: Limits) -> Layout:
    text = _whole_lines(head, limits)
    row = source.given.get("header_row")
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
            padded=scanned.padded, notes=source.notes,
        )  # fmt: skip
    else:
        target = source.copy("clean")
        again = rewrite(
            path, target, width, found.delimiter, quote, found.header_row, limits, source.title, report,
            found.short,
        )  # fmt: skip
        sample = again.sample
        table = SourceTable(
            source.title, target, source.original, base, (), again.records, first_row=found.header_row + 1,
            longest=again.longest, numbered=True, typed_cells=source.typed_cells, padded=False,
            refused=tuple(again.refused), unread=again.unread,
            unread_rest=again.rest if again.beyond else None, notes=source.notes,
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


def digest(path: Path) -> str:
    """SHA-256 of a file, as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
