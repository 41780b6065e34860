"""The geometry of the charts: pure figures that the templates draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from osuma.reporting.facts import Concentration, Line, Month, Overlap, RfmGrid

HEAT_LEVELS = 8
SMALL = 30  # fewer people than this are told as a number, not as a per cent


@dataclass(frozen=True)
class HeatCell:
    """One cell of the overlap matrix. share: 0-1 of the row; level: 0-7 of the colour scale."""

    count: int
    share: float
    level: int
    own: bool


@dataclass(frozen=True)
class HeatRow:
    """One segment's row. small: too few people for per cents."""

    index: int
    size: int
    small: bool
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class GridCell:
    """One RFM cell. edge_top, edge_left: another class begins here."""

    count: int
    class_index: int | None
    level: int
    edge_top: bool
    edge_left: bool


@dataclass(frozen=True)
class Tick:
    """A line across a chart. at: per cent of the height from the bottom."""

    value: Decimal
    at: float


@dataclass(frozen=True)
class Column:
    """One column: from `bottom` up by `height`, per cents of the chart's height."""

    month: Month
    bottom: float
    height: float
    label: bool


@dataclass(frozen=True)
class Columns:
    """A column chart over the months."""

    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]


@dataclass
class Node:
    """One line of an explanation with the lines under it."""

    line: Line
    under: list[Node]


def heat_width(names: int) -> float:
    """How wide one column of the matrix is, per cent of the table."""
    return round(min(6.5, 62 / names), 2) if names else 0.0


def share(part: int | Decimal, whole: int | Decimal) -> float:
    """part of whole as 0-100, for the width of a bar."""
    if whole <= 0:
        return 0.0
    return round(min(max(float(part) / float(whole) * 100, 0.0), 100.0), 2)


def level(value: float) -> int:
    """A share 0-1 as a colour level; any sharing at all is told from none."""
    if value <= 0:
        return 0
    return min(HEAT_LEVELS - 1, 1 + int(value * (HEAT_LEVELS - 1)))


def heat(overlap: Overlap) -> tuple[HeatRow, ...]:
    """The overlap matrix as shares of each row."""
    rows = []
    for i, shared in enumerate(overlap.shared):
        size = shared[i]
        cells = tuple(
            HeatCell(count, count / size if size else 0.0, level(count / size if size else 0.0), i == j)
            for j, count in enumerate(shared)
        )
        rows.append(HeatRow(i, size, size < SMALL, cells))
    return tuple(rows)


def strongest(overlap: Overlap, most: int = 5) -> list[tuple[int, int, int, int]]:
    """The pairs (row, column, shared, size of row) with the largest shares, rows of 30 people or more."""
    pairs = [
        (i, j, count, shared[i])
        for i, shared in enumerate(overlap.shared)
        for j, count in enumerate(shared)
        if i != j and count and shared[i] >= SMALL
    ]
    return sorted(pairs, key=lambda pair: (-pair[2] / pair[3], pair[0], pair[1]))[:most]


def grid(rfm: RfmGrid) -> list[list[GridCell]]:
    """The RFM cells with their colours and the borders between classes."""
    most = max((cell.count for row in rfm.cells for cell in row), default=0)
    return [
        [
            GridCell(
                cell.count,
                cell.class_index,
                level(cell.count / most if most else 0.0),
                r > 0 and rfm.cells[r - 1][f].class_index != cell.class_index,
                f > 0 and row[f - 1].class_index != cell.class_index,
            )
            for f, cell in enumerate(row)
        ]
        for r, row in enumerate(rfm.cells)
    ]


def curve(concentration: Concentration) -> list[tuple[float, float]]:
    """The Pareto curve in a box of 100 by 100, y downwards as SVG has it."""
    points = list(concentration.curve) or [
        (float(top.percent) / 100, float(top.net_sales / concentration.net_sales))
        for top in concentration.tops
        if concentration.net_sales > 0
    ]
    whole = sorted({(0.0, 0.0), *points, (1.0, 1.0)})
    return [(round(x * 100, 2), round(100 - y * 100, 2)) for x, y in whole]


def columns(months: Sequence[Month], of: str) -> Columns:
    """The columns of `net_sales` or `orders`, with round lines across. Losses go below the zero line."""
    values = [Decimal(getattr(month, of)) for month in months]
    top, low = max([*values, Decimal(0)]), min([*values, Decimal(0)])
    step = _round_step(top - low)
    high, floor_ = _up(top, step), -_up(-low, step)
    span = (high - floor_) or Decimal(1)
    ticks = [Tick(floor_ + step * i, float((step * i) / span * 100)) for i in range(int((high - floor_) / step) + 1)]
    best = max(values, default=Decimal(0))
    drawn = [
        Column(
            month,
            round(float((min(value, Decimal(0)) - floor_) / span * 100), 2),
            round(float(abs(value) / span * 100), 2),
            value == best,
        )
        for month, value in zip(months, values, strict=True)
    ]
    return Columns(tuple(drawn), tuple(ticks))


def outline(lines: Sequence[Line]) -> list[Node]:
    """The lines as a tree by their depth; a line that skips a depth hangs on the one before it."""
    roots: list[Node] = []
    path: list[tuple[int, Node]] = []
    for line in lines:
        node = Node(line, [])
        while path and path[-1][0] >= line.depth:
            path.pop()
        (path[-1][1].under if path else roots).append(node)
        path.append((line.depth, node))
    return roots


def _round_step(span: Decimal) -> Decimal:
    """A step of 1, 2 or 5 times a power of ten that makes three to five lines over the span."""
    if span <= 0:
        return Decimal(1)
    power = Decimal(10) ** floor(log10(span))
    for part in (Decimal("0.2"), Decimal("0.5"), Decimal(1), Decimal(2)):
        if span / (power * part) <= 5:
            return power * part
    return power * 5


def _up(value: Decimal, step: Decimal) -> Decimal:
    """The first multiple of step that is not below value (0 for a negative one)."""
    return max(ceil(value / step), 0) * step
