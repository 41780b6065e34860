"""Pictures of the customer base: each a table of figures, and that table drawn as SVG that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from osuma.engine.errors import Words
from osuma.reporting import drawing, numbers
from osuma.reporting.drawing import Box, Drawing, Shape, Text

Kind = Literal["text", "count", "share", "money"]
#: One cell: our words, a text, a figure; null where there is none.
Cell = Words | str | int | Decimal | None


@dataclass(frozen=True)
class Column:
    """One column of a picture's table. kind: how its figures are shown; shares are 0 to 1."""

    name: Words
    kind: Kind = "text"


@dataclass(frozen=True)
class Picture:
    """A table of figures with a title and what it says in a sentence. drawn: how it is drawn: a bar for each row by
    the column `by`, every cell after the first shaded by its share, or by its part of the largest."""

    code: str
    title: Words
    note: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    drawn: Literal["bars", "shades", "heat"] = "bars"
    by: int = 1


def shown(cell: Cell, kind: Kind, currency: str, language: str) -> str:
    """One cell as a reader of the language writes it; empty where there is none."""
    if cell is None:
        return ""
    if isinstance(cell, Words):
        return cell[language]
    if isinstance(cell, str):
        return cell
    if kind == "share":
        return numbers.percent(Decimal(cell), Decimal(1), language, 0)
    if kind == "money":
        return numbers.money(Decimal(cell), currency, language)
    return numbers.number(Decimal(cell), language)


def table(picture: Picture, currency: str, language: str) -> list[list[str]]:
    """The table with its headers, as text."""
    head = [column.name[language] for column in picture.columns]
    return [
        head,
        *(
            [shown(cell, column.kind, currency, language) for cell, column in zip(row, picture.columns, strict=True)]
            for row in picture.rows
        ),
    ]


@dataclass(frozen=True)
class Frame:
    """The room of a drawing. row: height of a row; label: width of the names; font: size of the letters."""

    width: float = 720
    row: float = 30
    label: float = 190
    font: float = 13

    @property
    def gap(self) -> float:
        return self.row / 4

    @property
    def value(self) -> float:
        """What the figure beside the longest bar needs."""
        return self.font * 7.5


WIDE = Frame()


def drawn(picture: Picture, currency: str, language: str, frame: Frame = WIDE) -> Drawing:
    """The picture as boxes and words."""
    draw = _bars if picture.drawn == "bars" else _shades
    return draw(picture, currency, language, frame)


def svg(picture: Picture, currency: str, language: str, frame: Frame = WIDE) -> str:
    """The drawing, described by its title, for the table is beside it."""
    return drawing.svg(drawn(picture, currency, language, frame), picture.title[language])


def _bars(picture: Picture, currency: str, language: str, frame: Frame) -> Drawing:
    values = [_figure(row[picture.by]) for row in picture.rows]
    most = max([abs(value) for value in values], default=Decimal(0)) or Decimal(1)
    room, kind = frame.width - frame.label - frame.value, picture.columns[picture.by].kind
    shapes: list[Shape] = []
    for n, (row, value) in enumerate(zip(picture.rows, values, strict=True)):
        top = n * frame.row + frame.gap
        width = max(1.0, room * float(abs(value) / most))
        line = top + frame.row / 2 + frame.font / 12
        shapes += [
            Text(0, line, shown(row[0], "text", currency, language)),
            Box(frame.label, top + frame.gap / 2 - 1, width, frame.row - frame.gap, corner=2),
            Text(frame.label + width + 6, line, shown(row[picture.by], kind, currency, language)),
        ]
    return Drawing(frame.width, len(picture.rows) * frame.row + 2 * frame.gap, tuple(shapes), frame.font)


def _shades(picture: Picture, currency: str, language: str, frame: Frame) -> Drawing:
    """Shares as shaded cells; figures of other kinds are written only."""
    columns = picture.columns[1:]
    width = (frame.width - frame.label) / max(1, len(columns))
    line, inset, deep = frame.row * 0.63, frame.font / 3, depths(picture)
    heads = (column.name[language] for column in columns)
    shapes: list[Shape] = [Text(frame.label + n * width + inset, line, head) for n, head in enumerate(heads)]
    for n, row in enumerate(picture.rows):
        top = (n + 1) * frame.row
        shapes.append(Text(0, top + line, shown(row[0], "text", currency, language)))
        for m, (cell, column) in enumerate(zip(row[1:], columns, strict=True)):
            if cell is None:
                continue
            left = frame.label + m * width
            depth = deep[n][m + 1]
            if depth:
                shapes.append(Box(left, top, width - 2, frame.row - 2, opacity=depth))
            shapes.append(Text(left + inset, top + line, shown(cell, column.kind, currency, language)))
    return Drawing(frame.width, (len(picture.rows) + 1) * frame.row + frame.gap, tuple(shapes), frame.font)


def depths(picture: Picture) -> list[list[float]]:
    """How deep each cell is shaded, 0 for not at all: by its share, in a heat map by its part of the largest."""
    most = max([_figure(cell) for row in picture.rows for cell in row[1:]], default=Decimal(0)) or Decimal(1)

    def depth(cell: Cell, kind: Kind) -> float:
        if picture.drawn == "bars" or (picture.drawn == "shades" and kind != "share"):
            return 0.0
        part = float(_figure(cell) / (most if picture.drawn == "heat" else 1))
        return min(0.75, 0.08 + part * 0.7) if part > 0 else 0.0

    return [
        [depth(cell, column.kind) for cell, column in zip(row, picture.columns, strict=True)] for row in picture.rows
    ]


def _figure(cell: Cell) -> Decimal:
    return Decimal(cell) if isinstance(cell, int | Decimal) else Decimal(0)


def plain(picture: Picture, language: str) -> Sequence[tuple[object, ...]]:
    """The table for a file: figures as figures, words in one language."""
    head = tuple(column.name[language] for column in picture.columns)
    rows = (tuple(cell[language] if isinstance(cell, Words) else cell for cell in row) for row in picture.rows)
    return [head, *rows]
