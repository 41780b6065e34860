"""JSON as a table: one record a line, an array of records, or one document that holds such arrays."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from osuma.ingestion.reading import noticed, refusals, register_record
from osuma.ingestion.reading.cell_text import text_of
from osuma.ingestion.reading.limits import MEGABYTE, Limits
from osuma.ingestion.reading.rewrite import Record
from osuma.ingestion.reading.source import Report, Source
from osuma.ingestion.reading.written import check_width, write_records, written_table
from osuma.ingestion.tables import Dialect, SourceTable

_DEPTH = 20
_ABOUT_ITSELF = 4
_KEY = "key"


@dataclass(frozen=True)
class Item:
    """One record: its line or its place in the array, and its content; null where it cannot be read."""

    row: int
    content: Any
    text: str = ""


@dataclass
class _Columns:
    """What the records have: headers by key path in the order they are met, what was flattened and left out."""

    headers: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, None] = field(default_factory=dict)
    flattened: dict[str, None] = field(default_factory=dict)


def looks_like_json(head: bytes) -> bool:
    """Whether a file's beginning is that of JSON with records in it."""
    text = head.decode("utf-8-sig", "ignore").lstrip()
    if text[:1] not in ("[", "{"):
        return False
    rest = text[1:].lstrip()
    return rest[:1] in (("{", "[", "]") if text[0] == "[" else ('"', "}"))


def read_json(source: Source, head: bytes, limits: Limits, report: Report | None = None) -> list[SourceTable]:
    """The tables of a JSON file in UTF-8; several only where one document holds several arrays of records.

    head: its beginning, which the caller has.
    """
    if _is_array(head):
        return [_table(source, lambda: _array(source, limits, report), limits, "JSON")]
    if _is_lines(head):
        return [_table(source, lambda: _lines(source, limits, report), limits, "JSON Lines")]
    return _document(source, limits)


def _is_array(head: bytes) -> bool:
    return head.decode("utf-8-sig", "ignore").lstrip().startswith("[")


def _is_lines(head: bytes) -> bool:
    """Whether the first line is a record by itself and another follows."""
    lines = [line for line in head.decode("utf-8-sig", "ignore").splitlines() if line.strip()]
    if len(lines) < 2:
        return False
    return isinstance(_parsed(lines[0]), dict) or lines[1].lstrip().startswith('{"')


def _holds_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _parsed(text: str) -> Any:
    """The content of a text; null where it is no JSON."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=lambda _: None)
    except (ValueError, RecursionError, ArithmeticError):
        return None


def _lines(source: Source, limits: Limits, report: Report | None) -> Iterator[Item]:
    with source.path.open("rb") as file:
        row = 0
        while line := file.readline(limits.record_bytes + 1):
            row += 1
            if len(line) > limits.record_bytes:
                raise refusals.too_long(source.title, row, limits.record_bytes // MEGABYTE)
            if report:
                report(len(line))
            if line.strip(b"\xef\xbb\xbf \t\r\n"):
                text = line.decode("utf-8-sig" if row == 1 else "utf-8", "surrogateescape")
                yield Item(row, _parsed(text), text)


def _array(source: Source, limits: Limits, report: Report | None) -> Iterator[Item]:
    """The records of an array, one at a time; the file may be larger than memory."""
    decoder = json.JSONDecoder(parse_float=Decimal, parse_constant=lambda _: None)
    with source.path.open(encoding="utf-8-sig", errors="surrogateescape") as file:
        text, at, row = file.read(MEGABYTE).lstrip(), 1, 0
        while True:
            at = _next(text, at)
            if text.startswith("]", at):
                if text[at + 1 :].strip() or file.read(MEGABYTE).strip():
                    raise refusals.broken_json(source.title, row + 1)
                return
            try:
                content, at = decoder.raw_decode(text, at)
            except (ValueError, RecursionError, ArithmeticError):
                text, at = text[at:], 0
                more = file.read(max(MEGABYTE, len(text)))
                if not more or len(text) > limits.record_bytes:
                    raise refusals.broken_json(source.title, row + 1) from None
                if report:
                    report(len(more))
                text += more
                continue
            row += 1
            yield Item(row, content)


def _next(text: str, at: int) -> int:
    """Where the next record begins: after the commas and space between two."""
    while at < len(text) and text[at] in " \t\r\n,":
        at += 1
    return at


def _document(source: Source, limits: Limits) -> list[SourceTable]:
    if source.path.stat().st_size > limits.document_bytes:
        raise refusals.document_too_big(source.title, limits.document_bytes // MEGABYTE)
    content = _parsed(source.path.read_text(encoding="utf-8-sig", errors="surrogateescape"))
    if not isinstance(content, dict):
        raise refusals.broken_json(source.title, 1)
    parts = {name: value for name, value in content.items() if _holds_records(value)}
    if parts and _is_envelope(content, parts):
        return _parts(source, parts, limits)
    if len(content) == 1 and isinstance(inner := next(iter(content.values())), dict):
        content = inner
    if len(content) > 1 and all(isinstance(value, dict) for value in content.values()):
        items = [Item(n, {_KEY: key, **value}) for n, (key, value) in enumerate(content.items(), start=1)]
        return [_table(source, lambda: items, limits, "JSON")]
    return [_table(source, lambda: [Item(1, content)], limits, "JSON")]


def _is_envelope(content: dict[str, Any], parts: dict[str, list[Any]]) -> bool:
    """Whether a document only carries arrays of records, beside a few words on itself such as a count or a page."""
    others = [value for name, value in content.items() if name not in parts]
    return len(others) <= (_ABOUT_ITSELF if len(parts) == 1 else 0)


def _parts(source: Source, parts: dict[str, list[Any]], limits: Limits) -> list[SourceTable]:
    tables = []
    for name, records in parts.items():
        title = source.title if len(parts) == 1 else f"{source.title}: {name}"
        part = replace(source, title=title, sheet=None if len(parts) == 1 else name)
        items = [Item(row, record) for row, record in enumerate(records, start=1)]
        tables.append(_table(part, lambda items=items: items, limits, "JSON"))
    return tables


def _table(source: Source, items: Any, limits: Limits, what: str) -> SourceTable:
    """items: called twice, for the headers and for the rows."""
    columns = _columns(_plain(items()), source, limits)
    if not columns.headers:
        raise refusals.broken_json(source.title, 1)
    target = source.copy("json")
    found = write_records(target, _records(_plain(items()), columns), len(columns.headers), limits)
    notes = (*noticed.flattened(list(columns.flattened)), *noticed.left_out_columns(list(columns.left_out)))
    named = replace(source, notes=(*source.notes, *notes))
    return written_table(named, target, list(columns.headers), found, Dialect(header_row=0, form=what))


def _plain(items: Iterable[Item]) -> Iterator[Item]:
    """The items, those of the company register made flat."""
    for item in items:
        known = register_record.is_company(item.content)
        yield replace(item, content=register_record.flat(item.content)) if known else item


def _columns(items: Iterable[Item], source: Source, limits: Limits) -> _Columns:
    columns = _Columns()
    for item in items:
        if isinstance(item.content, dict):
            for header, _ in _cells(item.content, columns):
                columns.headers.setdefault(header, len(columns.headers))
            check_width(source, len(columns.headers), limits)
    for header in [h for h in columns.headers if h in columns.left_out]:
        del columns.headers[header]
    columns.headers = {header: place for place, header in enumerate(columns.headers)}
    return columns


def _cells(content: dict[str, Any], columns: _Columns, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """The cells of a record with their headers; what is nested has the header `a.b`."""
    for key, value in content.items():
        header = f"{prefix}{key}"
        if isinstance(value, dict) and depth < _DEPTH:
            if value and not prefix:
                columns.flattened.setdefault(header)
            yield from _cells(value, columns, f"{header}.", depth + 1)
        elif isinstance(value, dict) or (isinstance(value, list) and any(isinstance(v, list | dict) for v in value)):
            columns.left_out.setdefault(header)
        else:
            yield header, value


def _records(items: Iterable[Item], columns: _Columns) -> Iterator[Record]:
    for item in items:
        if not isinstance(item.content, dict):
            yield Record(item.row, [item.text or str(item.content)], "not_json")
            continue
        cells = [""] * len(columns.headers)
        for header, value in _cells(item.content, _Columns()):
            place = columns.headers.get(header)
            if place is not None:
                cells[place] = text_of(value)
        yield Record(item.row, cells)
