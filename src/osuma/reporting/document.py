"""A report of several pages: sentences, then tables and pictures, laid out on A4 lying down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from osuma.engine.errors import Words
from osuma.reporting import pictures, tabular
from osuma.reporting.drawing import BLUE, GREY, LINE, Box, Drawing, Shape, Text, moved
from osuma.reporting.pictures import Frame, Picture
from osuma.reporting.tabular import Laid, Measure

#: A4 lying down, in points; the room of a logo is at the right above, on each page.
WIDTH, HEIGHT, MARGIN = 842.0, 595.0, 34.0
LOGO_WIDTH, LOGO_HEIGHT = 110.0, 34.0
ROOM = WIDTH - 2 * MARGIN
#: Below this line of a page nothing but its foot is written; above, nothing but its head.
FOOT, TOP = HEIGHT - MARGIN - 8, MARGIN + LOGO_HEIGHT + 12
CELL, PROSE = 7.5, 9.0
FRAME = Frame(width=ROOM, row=15, label=190, font=7.5)


@dataclass(frozen=True)
class Document:
    """below: the line below the title. said: sentences at the beginning. parts: each a table, perhaps drawn too."""

    workspace: str
    title: Words
    below: Words
    currency: str
    said: tuple[Words, ...]
    parts: tuple[Picture, ...]


def pages(document: Document, language: str, measure: Measure) -> list[Drawing]:
    """Each page with its head and foot; a table that needs several has its header on each."""
    paper = _Paper(document, language, measure)
    paper.begin()
    for part in document.parts:
        paper.part(part)
    return paper.finished()


class _Paper:
    """The pages so far, and how far down the last of them is written."""

    def __init__(self, document: Document, language: str, measure: Measure) -> None:
        self.document, self.language, self.measure = document, language, measure
        self.sheets: list[list[Shape]] = []
        self.top = 0.0
        self._turn()

    def begin(self) -> None:
        for said in self.document.said:
            self._prose(said[self.language], PROSE)
        self.top += 6

    def part(self, part: Picture) -> None:
        notes = tabular.wrapped(part.note[self.language], ROOM, CELL, self.measure, 4)
        head = 16 + len(notes) * CELL * 1.3
        if self.top + head + 60 > FOOT:
            self._turn()
        self._write(Text(MARGIN, self.top + 11, part.title[self.language], 12, bold=True))
        for n, line in enumerate(notes):
            self._write(Text(MARGIN, self.top + 22 + n * CELL * 1.3, line, CELL, fill=GREY))
        self.top += head + 6
        if part.drawn != "table":
            self._drawn(part)
        if part.drawn != "lines":  # whose figures are beside it
            self._table(part)
        self.top += 14

    def finished(self) -> list[Drawing]:
        return [Drawing(WIDTH, HEIGHT, (*shapes, *self._foot(n)), CELL) for n, shapes in enumerate(self.sheets, 1)]

    def _drawn(self, part: Picture) -> None:
        """The drawing, over as many pages as its rows need."""
        most = max(1, int((FOOT - TOP - 40) / FRAME.row))
        rows = part.rows
        while rows:
            fits = max(1, int((FOOT - self.top - 30) / FRAME.row))
            some = rows[: min(fits, most)] if part.drawn in ("bars", "lines") else rows
            drawing = pictures.drawn(_of(part, some), self.document.currency, self.language, FRAME)
            if self.top + drawing.height > FOOT and self.top > TOP:
                self._turn()
                continue
            self._write(*moved(drawing, MARGIN, self.top))
            self.top += drawing.height + 8
            rows = rows[len(some) :]
            if rows:
                self._turn()

    def _table(self, part: Picture) -> None:
        rows = pictures.table(part, self.document.currency, self.language)
        laid = tabular.laid(rows, ROOM, CELL, self.measure)
        right = [column.kind not in ("text", "day") for column in part.columns]
        for n, some in enumerate(laid.pages(FOOT - self.top, FOOT - TOP)):
            if n:
                self._turn()
            self._rows(laid, [0, *some], right)

    def _rows(self, laid: Laid, some: list[int], right: list[bool]) -> None:
        for row in some:
            high = laid.height(row)
            if row == 0:
                self._write(Box(MARGIN, self.top, ROOM, high, fill=BLUE))
            self._write(*_cells(laid, row, self.top, right))
            self.top += high
            self._write(Box(MARGIN, self.top, ROOM, 0.5, fill=LINE))

    def _prose(self, said: str, size: float) -> None:
        for line in tabular.wrapped(said, ROOM, size, self.measure, 4):
            self._write(Text(MARGIN, self.top + size, line, size))
            self.top += size * 1.35

    def _write(self, *shapes: Shape) -> None:
        self.sheets[-1].extend(shapes)

    def _turn(self) -> None:
        self.sheets.append([])
        self.top = TOP
        title = Text(MARGIN, MARGIN + 14, self.document.title[self.language], 16, bold=True)
        room = ROOM - LOGO_WIDTH - 10
        below = tabular.fitted(self.document.below[self.language], room, CELL + 1, self.measure)
        self._write(title, Text(MARGIN, MARGIN + 28, below, CELL + 1, fill=GREY))

    def _foot(self, n: int) -> Iterator[Shape]:
        yield Text(WIDTH - MARGIN, HEIGHT - MARGIN + 6, f"{n}/{len(self.sheets)}", CELL, fill=GREY, anchor="end")


def _of(part: Picture, rows: tuple[tuple[pictures.Cell, ...], ...]) -> Picture:
    return Picture(part.code, part.title, part.note, part.columns, rows, part.drawn, part.by)


def _cells(laid: Laid, row: int, top: float, right: list[bool]) -> Iterator[Shape]:
    left = MARGIN
    for cell, width, to_right in zip(laid.cells[row], laid.widths, right, strict=True):
        for n, line in enumerate(cell):
            foot = top + laid.pad + laid.line * n + laid.size
            where = left + width - laid.pad if to_right else left + laid.pad
            yield Text(
                where,
                foot,
                line,
                laid.size,
                row == 0,
                "#ffffff" if row == 0 else None,
                "end" if to_right else "start",
            )
        left += width
