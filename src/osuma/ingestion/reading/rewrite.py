"""The slow path: a text table that a strict reader does not take is written again as a clean one.

Every record gets the spreadsheet row as its first field. Records that cannot be read become refusals.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TextIO

from osuma.ingestion.reading import refusals
from osuma.ingestion.reading.limits import MEGABYTE, Limits
from osuma.ingestion.reading.reservoir import Reservoir
from osuma.ingestion.reading.source import Report
from osuma.ingestion.tables import Refusal

_JOIN_LINES = 1000
_SHOWN = 200
#: Refused rows that are kept in memory; of a file that is broken all through, the others go to a file.
KEPT = 10_000

#: What stands for bytes that are no text.
_UNDECODED = re.compile("[\udc80-\udcff]")
_OPEN = "unexpected end of data"


@dataclass
class Rewritten:
    """What became of it: records written, the longest of them in bytes, refused rows, a sample of records.

    rest: the CSV of the refused rows that are not kept, and beyond: how many those are.
    """

    rest: Path
    records: int = 0
    longest: int = 0
    refused: list[Refusal] = field(default_factory=list)
    sample: list[list[str]] = field(default_factory=list)
    beyond: int = 0
    _out: TextIO | None = field(default=None, repr=False)

    def refuse(self, refusal: Refusal) -> None:
        """Keep why a row cannot be read."""
        if len(self.refused) < KEPT:
            self.refused.append(refusal)
            return
        if self._out is None:
            self._out = self.rest.open("w", encoding="utf-8", newline="")
        self.beyond += 1
        csv.writer(self._out).writerow([refusal.row, refusal.column, refusal.value, refusal.code])

    @property
    def unread(self) -> int:
        """How many rows could not be read."""
        return len(self.refused) + self.beyond

    def close(self) -> None:
        """End the file of those that are not kept."""
        if self._out is not None:
            self._out.close()


@dataclass(frozen=True)
class Record:
    """One record: its spreadsheet row, its cells, or why it has none."""

    row: int
    cells: list[str]
    code: str | None = None


class Writer(Protocol):
    """What the csv module gives for writing."""

    def writerow(self, row: list[object], /) -> object: ...


class _Lines:
    """Physical lines with push-back, none longer than the limit."""

    def __init__(self, file: TextIO, limits: Limits, where: str) -> None:
        self.file, self.most, self.where = file, limits.record_bytes, where
        self.waiting: list[str] = []
        self.taken = 0

    def next(self) -> str:
        if self.waiting:
            return self.waiting.pop()
        line = self.file.readline(self.most)
        if len(line) >= self.most and not line.endswith(("\n", "\r")):
            raise refusals.too_long(self.where, self.taken + 1, self.most // MEGABYTE)
        self.taken += 1
        return line

    def back(self, lines: list[str]) -> None:
        self.waiting.extend(reversed(lines))


def _parse(text: str, delimiter: str, quote: str) -> list[str] | None:
    """The cells of one record; null where a quote is still open."""
    try:
        rows = list(csv.reader([text], delimiter=delimiter, quotechar=quote, strict=True))
    except csv.Error as error:
        if _OPEN in str(error):
            return None
        rows = list(csv.reader([text], delimiter=delimiter, quotechar=quote))
    return rows[0] if rows else []


def records(file: TextIO, delimiter: str, quote: str, limits: Limits, where: str) -> Iterator[Record]:
    """Every record with its spreadsheet row, counted as a spreadsheet does: a cell may hold line breaks."""
    csv.field_size_limit(max(csv.field_size_limit(), limits.record_bytes * 2))
    lines, row = _Lines(file, limits, where), 0
    while line := lines.next():
        row += 1
        cells = _parse(line, delimiter, quote)
        if cells is None:
            cells = _join(lines, line, delimiter, quote, limits)
        if cells is None:
            yield Record(row, [line], "broken_quotes")
        else:
            yield Record(row, cells)


def _join(lines: _Lines, first: str, delimiter: str, quote: str, limits: Limits) -> list[str] | None:
    """Add lines to an open record until its quote closes; null, and the lines given back, where it does not."""
    parts, size = [first], len(first)
    while len(parts) < _JOIN_LINES and size < limits.record_bytes:
        line = lines.next()
        if not line:
            break
        parts.append(line)
        size += len(line)
        if quote not in line:
            continue
        try:
            return next(csv.reader(["".join(parts)], delimiter=delimiter, quotechar=quote, strict=True))
        except csv.Error as error:
            if _OPEN not in str(error):
                break  # what is wrong already is not mended by more lines
    lines.back(parts[1:])
    return None


def _fault(record: Record, width: int) -> str | None:
    """Why a record is not taken."""
    if record.code:
        return record.code
    cells = record.cells
    text = "\n".join(cells)
    if "\x00" in text:
        return "control_characters"
    if not text.isascii() and _UNDECODED.search(text):
        return "undecodable"
    if len(cells) < width:
        return "too_few_cells"
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        return "too_many_cells"
    return None


def rewrite(
    source: Path,
    target: Path,
    width: int,
    delimiter: str,
    quote: str,
    header_row: int,
    limits: Limits,
    where: str,
    report: Report | None = None,
    short: int | None = None,
) -> Rewritten:
    """Write the records below `header_row` as clean UTF-8 CSV with the row number first. Streams.

    short: the width of records whose last cells are left out of the file, and are empty then.
    """
    found, reservoir = Rewritten(rest_of(target)), Reservoir(limits.sample)
    with (
        source.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out, lineterminator="\n")
        for record in records(file, delimiter, quote, limits, where):
            if report:
                report(sum(map(len, record.cells)) + len(record.cells))
            if short is not None and len(record.cells) == short and record.code is None:
                record.cells.extend([""] * (width - short))
            if record.row > header_row and any(cell.strip() for cell in record.cells):
                take(record, width, writer, found, reservoir)
    found.sample = reservoir.kept
    found.close()
    return found


def rest_of(target: Path) -> Path:
    """Where the refused rows of a file go that are too many to keep."""
    return target.with_suffix(".refused")


def take(record: Record, width: int, writer: Writer, found: Rewritten, reservoir: Reservoir) -> None:
    """Write one record, or keep why it cannot be read."""
    if code := _fault(record, width):
        shown = "".join(record.cells[:1])[:_SHOWN].strip()
        shown = shown.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
        found.refuse(Refusal(record.row, "", shown, code))
        return
    cells = [cell.strip() for cell in record.cells[:width]]
    writer.writerow([record.row, *cells])
    found.records += 1
    found.longest = max(found.longest, 4 * sum(map(len, cells)) + 4 * width + 20)
    reservoir.offer(cells)
