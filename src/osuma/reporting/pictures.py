"""Pictures of the customer base: each a table of figures, and that table drawn as SVG that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from osuma.engine.errors import Words
from osuma.reporting import drawing, numbers
from osuma.reporting.drawing import GREY, LINE, Box, Drawing, Line, Shape, Text

Kind = Literal["text", "count", "change", "share", "money", "day"]
#: One cell: our words, a text, a figure, a day; null where there is none.
Cell = Words | str | int | Decimal | date | None


@dataclass(frozen=True)
class Column:
    """One column of a picture's table. kind: how its figures are shown; shares are 0 to 1."""

    name: Words
    kind: Kind = "text"


@dataclass(frozen=True)
class Picture:
    """A table of figures with a title and what it says in a sentence. drawn: how it is drawn: a bar for each row by
    the column `by`; every cell after the first shaded by its share, or by its part of the largest; a line over the
    days of its first column by the column `by`, with a mark where its last column says something; a line for each
    row through its figures; as nothing but its table."""

    code: str
    title: Words
    note: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    drawn: Literal["bars", "shades", "heat", "line", "lines", "table"] = "bars"
    by: int = 1


def shown(cell: Cell, kind: Kind, currency: str, language: str) -> str:
    """One cell as a reader of the language writes it; empty where there is none."""
    if cell is None:
        return ""
    if isinstance(cell, Words):
        return cell[language]
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return numbers.day(cell, language)
    if kind == "share":
        return numbers.percent(Decimal(cell), Decimal(1), language, 0)
    if kind == "money":
        return numbers.money(Decimal(cell), currency, language)
    mark = "+" if kind == "change" and cell > 0 else ""
    return mark + numbers.number(Decimal(cell), language)


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
    """The room of a drawing. row: height of a row; label: width of the names, 0 where each stands above its bar or
    line; font: size of the letters."""

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

    @property
    def above(self) -> float:
        """The height of a name that stands above."""
        return 0.0 if self.label else self.font * 1.5


WIDE = Frame()
#: For the screen of a phone, where letters are as large as those around them.
NARROW = Frame(width=320, row=26, label=0)


def drawn(picture: Picture, currency: str, language: str, frame: Frame = WIDE) -> Drawing:
    """The picture as boxes and words."""
    match picture.drawn:
        case "bars":
            return _bars(picture, currency, language, frame)
        case "line":
            return _line(picture, currency, language, frame)
        case "lines":
            return _lines(picture, currency, language, frame)
        case _:
            return _shades(picture, currency, language, frame)


def svg(picture: Picture, currency: str, language: str, frame: Frame = WIDE) -> str:
    """The drawing, described by its title, for the table is beside it."""
    return drawing.svg(drawn(picture, currency, language, frame), picture.title[language])


def _bars(picture: Picture, currency: str, language: str, frame: Frame) -> Drawing:
    values = [_figure(row[picture.by]) for row in picture.rows]
    most = max([abs(value) for value in values], default=Decimal(0)) or Decimal(1)
    room, kind = frame.width - frame.label - frame.value, picture.columns[picture.by].kind
    shapes: list[Shape] = []
    for n, (row, value) in enumerate(zip(picture.rows, values, strict=True)):
        top = n * (frame.row + frame.above) + frame.gap + frame.above
        width = max(1.0, room * float(abs(value) / most))
        line = top + frame.row / 2 + frame.font / 12
        shapes += [
            Text(0, top - frame.gap / 2 if frame.above else line, shown(row[0], "text", currency, language)),
            Box(frame.label, top + frame.gap / 2 - 1, width, frame.row - frame.gap, corner=2),
            Text(frame.label + width + 6, line, shown(row[picture.by], kind, currency, language)),
        ]
    height = len(picture.rows) * (frame.row + frame.above) + 2 * frame.gap
    return Drawing(frame.width, height, tuple(shapes), frame.font)


def _shades(picture: Picture, currency: str, language: str, frame: Frame) -> Drawing:
    """Shares as shaded cells; figures of other kinds are written only."""
    columns = picture.columns[1:]
    names = [shown(row[0], "text", currency, language) for row in picture.rows]
    # the room that names leave goes to the heads of columns
    label = min(frame.label, (max(map(len, names), default=0) + 2) * frame.font * 0.62)
    width = (frame.width - label) / max(1, len(columns))
    line, inset, deep = frame.row * 0.63, frame.font / 3, depths(picture)
    heads = (column.name[language] for column in columns)
    shapes: list[Shape] = [Text(label + n * width + inset, line, head) for n, head in enumerate(heads)]
    for n, row in enumerate(picture.rows):
        top = (n + 1) * frame.row
        shapes.append(Text(0, top + line, names[n]))
        for m, (cell, column) in enumerate(zip(row[1:], columns, strict=True)):
            if cell is None:
                continue
            left = label + m * width
            depth = deep[n][m + 1]
            if depth:
                shapes.append(Box(left, top, width - 2, frame.row - 2, opacity=depth))
            shapes.append(Text(left + inset, top + line, shown(cell, column.kind, currency, language)))
    return Drawing(frame.width, (len(picture.rows) + 1) * frame.row + frame.gap, tuple(shapes), frame.font)


def _line(picture: Picture, currency: str, language: str, frame: Frame) -> Drawing:
    """One line over the days of the first column, its largest and last figure beside it; marks where something is
    said. Empty before there is a day."""
    if not picture.rows:
        return Drawing(frame.width, frame.row, (), frame.font)
    days = [row[0].toordinal() if isinstance(row[0], date) else 0 for row in picture.rows]
    values = [_figure(row[picture.by]) for row in picture.rows]
    top, height, kind = frame.font * 2, frame.row * 5, picture.columns[picture.by].kind
    room = frame.width - frame.value
    across = [room * (day - days[0]) / max(1, days[-1] - days[0]) for day in days]
    most = max([*values, Decimal(1)])
    points = [(x, top + height * (1 - float(value / most))) for x, value in zip(across, values, strict=True)]
    shapes: list[Shape] = [Box(0, top + height, room, 0.8, fill=LINE)]
    for x, row in zip(across, picture.rows, strict=True):
        if row[-1] is not None and picture.columns[-1].kind == "text":
            shapes.append(Line(((x, top), (x, top + height)), 1, GREY, dashed=True))
            shapes.append(_beside(x, top - 4, shown(row[-1], "text", currency, language), room))
    foot = top + height + frame.font * 1.4
    shapes += [
        Line(tuple(points), 2),
        Text(room + 6, points[-1][1] + frame.font / 3, shown(picture.rows[-1][picture.by], kind, currency, language)),
        Text(0, foot, shown(picture.rows[0][0], "day", currency, language)),
        Text(room, foot, shown(picture.rows[-1][0], "day", currency, language), anchor="end"),
    ]
    return Drawing(frame.width, foot + frame.gap, tuple(shapes), frame.font)


def _beside(x: float, y: float, said: str, room: float) -> Text:
    """Words at a mark, on the side of it that has room."""
    return Text(x, y, said, anchor="end" if x > room / 2 else "start")


def _lines(picture: Picture, currency: str, language: str, frame: Frame) -> Drawing:
    """A row for each line: the name, the first figure, the line, the last figure."""
    kind, figures = picture.columns[1].kind, frame.font * 5
    left, right = frame.label + figures, frame.width - figures
    shapes: list[Shape] = []
    for n, row in enumerate(picture.rows):
        top = n * (frame.row + frame.above) + frame.gap + frame.above
        foot, line = top + frame.row - frame.gap, top + frame.row / 2 + frame.font / 12
        known = [(m, _figure(cell)) for m, cell in enumerate(row[1:]) if cell is not None]
        most = max([value for _, value in known], default=Decimal(0)) or Decimal(1)
        step = (right - left) / max(1, len(row) - 2)
        high = frame.row - 2 * frame.gap
        points = [(left + m * step, foot - high * float(value / most)) for m, value in known]
        shapes += [
            Text(0, top - 2 if frame.above else line, shown(row[0], "text", currency, language)),
            Text(left - 8, line, shown(row[1 + known[0][0]], kind, currency, language), anchor="end"),
            Line(tuple(points) if len(points) > 1 else (*points, *points)),
            Text(right + 8, line, shown(row[1 + known[-1][0]], kind, currency, language)),
        ]
    foot = len(picture.rows) * (frame.row + frame.above) + frame.gap + frame.font
    ends = (picture.columns[1].name[language], picture.columns[-1].name[language])
    shapes += [Text(left, foot, ends[0], fill=GREY), Text(right, foot, ends[1], fill=GREY, anchor="end")]
    return Drawing(frame.width, foot + frame.gap, tuple(shapes), frame.font)


def depths(picture: Picture) -> list[list[float]]:
    """How deep each cell is shaded, 0 for not at all: by its share, in a heat map by its part of the largest."""
    most = max([_figure(cell) for row in picture.rows for cell in row[1:]], default=Decimal(0)) or Decimal(1)

    def depth(cell: Cell, kind: Kind) -> float:
        if picture.drawn not in ("shades", "heat") or (picture.drawn == "shades" and kind != "share"):
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
