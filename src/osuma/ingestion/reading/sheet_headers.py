"""Where the headers of a worksheet are, and what they are when there are two rows of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from osuma.ingestion.reading.cell_text import text_of
from osuma.ingestion.reading.dialect import clean_header, names_things

Row = Sequence[object]
#: First row, first column, last row, last column; places from 0.
Merge = tuple[int, int, int, int]
_LOOKED_AT = 50
_MOST = 0.6


@dataclass(frozen=True)
class Headers:
    """row: place of the last row of headers, -1 where there are none. first: place of the first. names: one for each
    column. two: whether a row of groups stands above."""

    row: int
    first: int
    names: tuple[str, ...]
    two: bool = False


def filled(row: Row) -> list[int]:
    """Places of the cells that say something."""
    return [place for place, cell in enumerate(row) if cell != ""]


def size(row: Row) -> int:
    """How many cells say something."""
    return len(row) - row.count("")


def find_headers(rows: Sequence[Row], merges: Sequence[Merge], given: int | None, *, knows_merges: bool) -> Headers:
    """The headers of a sheet. given: the row that somebody named, 1 is the first, 0 for none."""
    width = max((len(row) for row in rows), default=0)
    place = _find(rows) if given is None else given - 1
    if place < 0 or place >= len(rows):
        return Headers(-1, -1, ("",) * width)
    if given is None and _groups_over(rows, place, merges, knows_merges=knows_merges):
        return _joined(rows, place, merges)
    if place > 0 and _is_group_row(rows, place - 1, merges):
        return _joined(rows, place - 1, merges)
    return Headers(place, place, tuple(_name(cell) for cell in rows[place]))


def _find(rows: Sequence[Row]) -> int:
    counts = [size(row) for row in rows]
    usual = median([n for n in counts if n > 1] or [1])
    for place, row in enumerate(rows[:_LOOKED_AT]):
        if counts[place] and counts[place] >= _MOST * usual:
            cells = [row[n] for n in filled(row)]
            texts = [text_of(cell).strip() for cell in cells]
            return place if names_things(texts) and any(isinstance(cell, str) for cell in cells) else -1
    return 0


def _across(merges: Sequence[Merge], place: int, width: int) -> list[Merge]:
    """The merges of one row that hold several columns, but not the whole width as a title does."""
    return [m for m in merges if m[0] == place and 1 < m[3] - m[1] + 1 < width]


def _texts_only(row: Row) -> bool:
    cells = [row[n] for n in filled(row)]
    return bool(cells) and all(isinstance(c, str) for c in cells) and names_things([str(c) for c in cells])


def _groups_over(rows: Sequence[Row], place: int, merges: Sequence[Merge], *, knows_merges: bool) -> bool:
    """Whether the row found is one of groups, with the headers themselves in the next."""
    if place + 2 >= len(rows) or not _texts_only(rows[place + 1]):
        return False
    over, below = set(filled(rows[place])), set(filled(rows[place + 1]))
    gaps = {n for n in range(len(rows[place])) if n not in over and any(n < len(r) and r[n] != "" for r in rows)}
    if not gaps or not gaps <= below:
        return False
    return bool(_across(merges, place, len(rows[place]))) or (not knows_merges and bool(over - below))


def _is_group_row(rows: Sequence[Row], place: int, merges: Sequence[Merge]) -> bool:
    """Whether the row above the headers names groups of columns."""
    return _texts_only(rows[place]) and bool(_across(merges, place, len(rows[place])))


def _joined(rows: Sequence[Row], place: int, merges: Sequence[Merge]) -> Headers:
    """A row of groups and the row under it: a header alone where it is the only one of its name, else with its
    group's name before it. A question goes before each of its choices."""
    groups = _spread(rows, place, merges)
    own = [_name(cell) for cell in rows[place + 1]]
    names = []
    for group, name in zip(groups, own, strict=True):
        if not name or not group:
            names.append(name or group)
        else:
            alone = own.count(name) == 1 and not group.endswith("?")
            names.append(name if alone else f"{group} {name}")
    return Headers(place + 1, place, tuple(names), two=True)


def _spread(rows: Sequence[Row], place: int, merges: Sequence[Merge]) -> list[str]:
    """The group of each column: as far as its merged cell goes, or until the next group where nothing is merged."""
    groups = [_name(cell) for cell in rows[place]]
    across = _across(merges, place, len(groups))
    for merge in across:
        groups[merge[1] : merge[3] + 1] = [groups[merge[1]]] * (merge[3] - merge[1] + 1)
    if not across:
        for n in range(1, len(groups)):
            groups[n] = groups[n] or (groups[n - 1] if rows[place + 1][n] != "" else "")
    return groups


def _name(cell: object) -> str:
    return clean_header(text_of(cell))
