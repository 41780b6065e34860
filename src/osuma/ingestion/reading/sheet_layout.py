"""A worksheet as people make them becomes a table: its headers, its rows, and what was skipped or assumed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from osuma.ingestion.reading.cell_text import text_of
from osuma.ingestion.reading.sheet_headers import Headers, Merge, Row, filled, find_headers, size
from osuma.ingestion.reading.sheet_values import mend_column
from osuma.ingestion.reading.totals import Totals

_NOTE = re.compile(r"\*|\d\)|huom|note|lähde|source|päivitetty|updated|tulostettu|printed", re.IGNORECASE)
_LONG_NOTE = 60
_SHORT = 0.34


@dataclass(frozen=True)
class Wanted:
    """What the caller states: the row of headers, whether rows of totals are kept, the order of day and month."""

    header_row: int | None = None
    keep_totals: bool = False
    month_first: bool = False


@dataclass
class Laid:
    """A sheet as a table. rows: spreadsheet row and cells. header_row: 0 where there are none. columns: places in the
    sheet. counts: how many of what was skipped or assumed, by the name that `noticed` knows. totals: rows skipped.
    mended: headers of columns with texts made dates or numbers, and how many."""

    headers: list[str]
    header_row: int
    columns: list[int]
    rows: list[tuple[int, list[object]]]
    counts: Counter[str] = field(default_factory=Counter)
    totals: list[int] = field(default_factory=list)
    mended: dict[str, dict[str, int]] = field(default_factory=dict)


def lay(grid: Sequence[Sequence[object]], merges: Sequence[Merge] | None, wanted: Wanted) -> Laid:
    """The table of a sheet. grid: its cells from A1, '' where empty. merges: null where the format does not say."""
    rows = [[cell.strip() if isinstance(cell, str) else cell for cell in row] for row in grid]
    known = [] if merges is None else list(merges)
    headers = find_headers(rows, known, wanted.header_row, knows_merges=merges is not None)
    laid = Laid([], headers.row + 1, [], [])
    laid.counts["above"] = sum(1 for row in rows[: max(headers.first, 0)] if size(row))
    laid.counts["two_headers"] = int(headers.two)
    body = [(place, row) for place, row in enumerate(rows) if place > headers.row]
    body = _filled_down(_without_headings(body, headers, known, rows, laid), known, laid)
    body = _without_notes([(place, row) for place, row in body if size(row)], laid)
    if not wanted.keep_totals:
        body = _without_totals(body, laid)
    _columns(headers, body, laid)
    cells = [row for _, row in laid.rows]
    for place, header in enumerate(laid.headers):
        if mended := mend_column(cells, place, month_first=wanted.month_first):
            laid.mended[header] = mended
    return laid


def _without_headings(
    body: list[tuple[int, list[object]]],
    headers: Headers,
    merges: Sequence[Merge],
    rows: Sequence[Row],
    laid: Laid,
) -> list[tuple[int, list[object]]]:
    """Without headings merged over the table, and without the headers said again."""
    wide = {m[0] for m in merges if m[3] - m[1] + 1 >= max(3, 0.6 * len(headers.names))}
    own = list(rows[headers.row]) if headers.row >= 0 else None
    kept = []
    for place, row in body:
        if place in wide and size(row) == 1:
            laid.counts["headings"] += 1
        elif row == own:
            laid.counts["repeated_headers"] += 1
        else:
            kept.append((place, row))
    return kept


def _filled_down(
    body: list[tuple[int, list[object]]], merges: Sequence[Merge], laid: Laid
) -> list[tuple[int, list[object]]]:
    """A merged cell stands for each of its rows."""
    by_place = dict(body)
    for first, column, last, _ in merges:
        value = by_place[first][column] if first in by_place and column < len(by_place[first]) else ""
        if value == "":
            continue
        for place in range(first + 1, last + 1):
            if (row := by_place.get(place)) is not None and row[column] == "":
                row[column] = value
                laid.counts["merged"] += 1
    return body


def _without_notes(body: list[tuple[int, list[object]]], laid: Laid) -> list[tuple[int, list[object]]]:
    """Without the lines of text under the table."""
    usual = median([size(row) for _, row in body] or [0])
    while usual >= 2 and len(body) > 1 and _is_note(body, usual):
        body = body[:-1]
        laid.counts["notes"] += 1
    return body


def _is_note(body: Sequence[tuple[int, Row]], usual: float) -> bool:
    place, row = body[-1]
    cells = [row[n] for n in filled(row)]
    if len(cells) > max(1, _SHORT * usual) or not all(isinstance(cell, str) for cell in cells):
        return False
    text = str(cells[0])
    apart = place - body[-2][0] > 1
    return apart or len(text) > _LONG_NOTE or _NOTE.match(text) is not None


def _without_totals(body: list[tuple[int, list[object]]], laid: Laid) -> list[tuple[int, list[object]]]:
    totals, kept = Totals([row for _, row in body]), []
    for n, (place, row) in enumerate(body):
        if totals.is_total(n):
            laid.totals.append(place + 1)
        else:
            kept.append((place, row))
    return kept


def _columns(headers: Headers, body: Sequence[tuple[int, Row]], laid: Laid) -> None:
    """The columns that have a header or a value."""
    laid.columns = [
        n for n, name in enumerate(headers.names) if name or any(n < len(row) and row[n] != "" for _, row in body)
    ]
    laid.headers = [headers.names[n] for n in laid.columns]
    every = len(laid.columns) == len(headers.names) and {len(row) for _, row in body} <= {len(laid.columns)}
    laid.rows = [(place + 1, list(row) if every else [row[n] for n in laid.columns]) for place, row in body]


def texts(cells: Sequence[object]) -> list[str]:
    """A row as text."""
    return [cell if type(cell) is str else text_of(cell) for cell in cells]
