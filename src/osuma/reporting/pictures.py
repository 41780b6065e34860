"""Pictures of the customer base: each a table of figures, and that table drawn as SVG that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from xml.sax.saxutils import escape

from osuma.engine.errors import Words
from osuma.reporting import numbers

Kind = Literal["text", "count", "share", "money"]
#: One cell: our words, a text, a figure; null where there is none.
Cell = Words | str | int | Decimal | None

WIDTH, ROW, LABEL, GAP = 720, 30, 190, 8
_BAR = "#206bc4"


@dataclass(frozen=True)
class Column:
    """One column of a picture's table. kind: how its figures are shown; shares are 0 to 1."""

    name: Words
    kind: Kind = "text"


@dataclass(frozen=True)
class Picture:
    """A table of figures with a title and what it says in a sentence. drawn: how it is drawn: a bar for each row by
    the column `by`, or every cell after the first shaded by its share."""

    code: str
    title: Words
    note: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    drawn: Literal["bars", "shades"] = "bars"
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


def svg(picture: Picture, currency: str, language: str) -> str:
    """The drawing, described by its title, for the table is beside it. Its text takes the colour of the page."""
    draw = _bars if picture.drawn == "bars" else _shades
    body, height = draw(picture, currency, language)
    title = escape(picture.title[language])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="{title}" font-family="sans-serif" font-size="13" fill="currentColor">{body}</svg>'
    )


def _bars(picture: Picture, currency: str, language: str) -> tuple[str, int]:
    values = [_figure(row[picture.by]) for row in picture.rows]
    most = max([abs(value) for value in values], default=Decimal(0)) or Decimal(1)
    room, kind = WIDTH - LABEL - 120, picture.columns[picture.by].kind
    parts = []
    for n, (row, value) in enumerate(zip(picture.rows, values, strict=True)):
        top = n * ROW + GAP
        width = max(1, int(Decimal(room) * abs(value) / most))
        middle = top + ROW // 2 + 1
        parts += [
            _text(0, middle, shown(row[0], "text", currency, language)),
            f'<rect x="{LABEL}" y="{top + 3}" width="{width}" height="{ROW - GAP}" rx="2" fill="{_BAR}"/>',
            _text(LABEL + width + 6, middle, shown(row[picture.by], kind, currency, language)),
        ]
    return "".join(parts), len(picture.rows) * ROW + 2 * GAP


def _shades(picture: Picture, currency: str, language: str) -> tuple[str, int]:
    """Shares as shaded cells; figures of other kinds are written only."""
    columns = picture.columns[1:]
    width = (WIDTH - LABEL) // max(1, len(columns))
    parts = [_text(LABEL + n * width + 4, 18, column.name[language]) for n, column in enumerate(columns)]
    for n, row in enumerate(picture.rows):
        top = (n + 1) * ROW
        parts.append(_text(0, top + 19, shown(row[0], "text", currency, language)))
        for m, (cell, column) in enumerate(zip(row[1:], columns, strict=True)):
            if cell is None:
                continue
            left = LABEL + m * width
            depth = float(_figure(cell)) if column.kind == "share" else 0.0
            if depth > 0:
                parts.append(
                    f'<rect x="{left}" y="{top}" width="{width - 2}" height="{ROW - 2}" fill="{_BAR}" '
                    f'fill-opacity="{min(0.75, 0.08 + depth * 0.7):.2f}"/>'
                )
            parts.append(_text(left + 4, top + 19, shown(cell, column.kind, currency, language)))
    return "".join(parts), (len(picture.rows) + 1) * ROW + GAP


def _figure(cell: Cell) -> Decimal:
    return Decimal(cell) if isinstance(cell, int | Decimal) else Decimal(0)


def _text(x: int, y: int, said: str) -> str:
    return f'<text x="{x}" y="{y}">{escape(said)}</text>'


def plain(picture: Picture, language: str) -> Sequence[tuple[object, ...]]:
    """The table for a file: figures as figures, words in one language."""
    head = tuple(column.name[language] for column in picture.columns)
    rows = (tuple(cell[language] if isinstance(cell, Words) else cell for cell in row) for row in picture.rows)
    return [head, *rows]
