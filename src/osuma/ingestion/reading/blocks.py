"""Reports of several blocks: a summary above, then a list of people. The list becomes the table, and what the summary
says of the whole (the topic, when it began) becomes columns of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from osuma.ingestion.lexicons import fold
from osuma.ingestion.reading.dialect import clean_header, find_delimiter

#: How such a report begins: Zoom's and GoTo's by name, Teams' by the number of its first section.
_FIRST = re.compile(
    r"(attendee report|registration report|registrant report|osallistujaraportti|ilmoittautumisraportti)\W*"
    r"|1\.\s+\S.*"
)
_PEOPLE = re.compile(r"attendee|participant|registrant|osallistuj|ilmoittautu|deltagar")
_EMAIL = frozenset({"email", "e-mail", "email address", "sähköposti", "sähköpostiosoite", "e-post", "user email"})
_LEAST = 3


@dataclass(frozen=True)
class Block:
    """The list of people in a report.

    delimiter: of the report. header_row: the record with its headers, 1 is the first. headers: its own. more: what
    the summary says of all of them, name → value.
    """

    delimiter: str
    header_row: int
    headers: tuple[str, ...]
    more: dict[str, str]


def find(text: str) -> Block | None:
    """The block of a report from the beginning of a file; null where the file is no such report."""
    first = text.lstrip("\ufeff").split("\n", 1)[0].strip().strip('",;\t ')
    if not _FIRST.fullmatch(fold(first)):
        return None
    delimiter = find_delimiter(text)
    rows = [_cells(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    lists = [place for place, row in enumerate(rows) if len(row) >= _LEAST and _EMAIL & {fold(c) for c in row}]
    if not lists:
        return None
    chosen = next((place for place in lists if _PEOPLE.search(_title(rows, place))), lists[0])
    more = {
        name: value for name, value in _told(rows[: lists[0]]).items() if fold(name) not in map(fold, rows[chosen])
    }
    return Block(delimiter, chosen + 1, tuple(rows[chosen]), more)


def rewrite(source: Path, target: Path, block: Block) -> int:
    """Write the list as a table of its own, every record in the place that it had, so that rows keep their numbers.

    What stands above or below the list is left blank; what cannot be decoded goes through, to be refused by row, and
    so do cells beyond the last header. Gives how many records below the list were left out.
    """
    width, below = len(block.headers), 0
    with (
        source.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file,
        target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as out,
    ):
        writer = csv.writer(out, lineterminator="\n")
        inside = True
        for place, record in enumerate(csv.reader(file, delimiter=block.delimiter), start=1):
            cells = _cells(record)
            if place == block.header_row:
                writer.writerow([*block.headers, *block.more])
                continue
            inside = inside and (place < block.header_row or len(cells) > 1)
            if not inside or place < block.header_row:
                below += bool(cells) and place > block.header_row
                out.write("\n")
                continue
            writer.writerow([*(record + [""] * width)[:width], *block.more.values(), *cells[width:]])
    return below


def _cells(record: Sequence[str]) -> list[str]:
    """A record's cells without the empty ones at its end."""
    cells = [clean_header(cell) for cell in record]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _title(rows: Sequence[Sequence[str]], place: int) -> str:
    """The heading above a list."""
    above = (row for row in reversed(rows[:place]) if row)
    row = next(above, ())
    return fold(row[0]) if len(row) == 1 else ""


def _told(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """What a summary says: a name and its value side by side, or a row of names above a row of values."""
    found: dict[str, str] = {}
    names: Sequence[str] = ()
    for row in rows:
        if len(row) == 2 and not names:
            found.setdefault(row[0].rstrip(":"), row[1])
        elif names:
            found |= {n: v for n, v in zip(names, row, strict=False) if n and n not in found}
            names = ()
        elif len(row) >= _LEAST:
            names = row
    return found
