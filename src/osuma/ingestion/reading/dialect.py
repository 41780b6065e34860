"""How a text table is written: its delimiter, its header row, its habit of decimals and dates."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

DELIMITERS = (";", ",", "\t", "|")
_SEP_LINE = re.compile(r"\Asep=(.)\r?\n?\Z", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_VALUE = re.compile(r"[-+]?[\d\s.,:/\\%€$£-]*\d[\d\s.,:/\\%€$£-]*|\S+@\S+\.\S+", re.DOTALL)


@dataclass(frozen=True)
class Layout:
    """The delimiter, which record holds the headers (1 is the first; 0: there are none), and those headers.

    short: the width of the records where they leave their last cells out; null where they do not.
    """

    delimiter: str
    header_row: int
    headers: tuple[str, ...]
    short: int | None = None


def records(text: str, delimiter: str, quote: str) -> list[list[str]]:
    """The records of a piece of text, read leniently; an open quote at the end is simply cut."""
    return list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, quotechar=quote))


def _score(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]))
    return (count / sum(widths.values()) if width > 1 else 0.0), width


def find_delimiter(text: str, quote: str = '"') -> str:
    """The delimiter under which most records have the same number of cells, more than one."""
    first = text.split("\n", 1)[0]
    if marked := _SEP_LINE.match(first):
        return marked.group(1)
    scored = [(_score(records(text, d, quote)), -place, d) for place, d in enumerate(DELIMITERS)]
    best = max(scored, key=lambda s: (round(s[0][0], 1), s[0][1], s[1]))
    return best[2] if best[0][0] > 0 else ","


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """The record that holds the headers: the first as wide as the table that names things; 0 for none."""
    _, width = _score(rows)
    for place, row in enumerate(rows[:50], start=1):
        filled = [cell.strip() for cell in row if cell.strip()]
        if len(row) >= width and len(filled) >= max(1, 0.6 * width):
            below = next((r for r in rows[place:] if any(cell.strip() for cell in r)), ())
            return place if names_things(filled) or _names_years(row, below) else 0
    return 1


def names_things(cells: Sequence[str]) -> bool:
    """Whether a row of cells reads as headers: hardly any of them is a value."""
    values = sum(1 for cell in cells if _VALUE.fullmatch(cell))
    return values <= 0.25 * len(cells)


def _names_years(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the values of a row are years that head columns, as in statistics: none stands below them."""
    years = [place for place, cell in enumerate(row) if _YEAR.fullmatch(cell.strip())]
    others = [cell for place, cell in enumerate(row) if place not in years and cell.strip()]
    under = [below[place].strip() for place in years if place < len(below)]
    return bool(years) and bool(others) and names_things(others) and not any(_YEAR.fullmatch(c) for c in under)


def short_rows(rows: Sequence[Sequence[str]], headers: int) -> int | None:
    """The width of nearly every record where that is less than the headers: the last cells are left out."""
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    if not widths:
        return None
    width, count = widths.most_common(1)[0]
    return width if 1 < width < headers and count >= max(2, 0.95 * sum(widths.values())) else None


def in_columns(text: str) -> bool:
    """Whether the cells of a text stand apart by runs of spaces, as in listings of old programs."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    widths = Counter(map(len, lines))
    if len(lines) < 3 or any(mark in text for mark in DELIMITERS):
        return False
    width, count = widths.most_common(1)[0]
    wide = sum(1 for line in text.splitlines() if "  " in line.strip())
    return width > 1 and count >= 0.95 * len(lines) and wide >= 0.5 * len(lines)


def layout(text: str, quote: str, delimiter: str | None, header_row: int | None) -> Layout:
    """The layout of a file from its head; what is given is kept."""
    found = delimiter or find_delimiter(text, quote)
    rows = records(text, found, quote)
    place = find_header(rows) if header_row is None else header_row
    if place == 0:
        return Layout(found, 0, tuple("" for _ in range(_score(rows)[1] or 1)))
    headers = rows[place - 1] if len(rows) >= place else []
    return Layout(found, place, tuple(headers), short_rows(rows[place:], len(headers)))


def clean_header(header: str) -> str:
    """A header on one line, without marks that exports leave around it."""
    return " ".join(header.replace("\ufeff", "").replace("\x00", "").split())


def unique(headers: Sequence[str]) -> list[str]:
    """Handles: the header itself, ` (2)` and so on where it repeats, `column 7` where it is empty."""
    seen: set[str] = set()
    names = []
    for place, header in enumerate(headers, start=1):
        base = clean_header(header) or f"column {place}"
        name, turn = base, 1
        while name in seen:
            turn += 1
            name = f"{base} ({turn})"
        seen.add(name)
        names.append(name)
    return names
