"""A drawing of boxes and words, whatever it is written as: SVG, a page of PDF, a PNG."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias
from xml.sax.saxutils import escape

BLUE, INK, GREY, LINE = "#206bc4", "#1f2937", "#6b7280", "#d1d5db"


@dataclass(frozen=True)
class Box:
    """A filled rectangle. opacity: 0 to 1. corner: its radius."""

    x: float
    y: float
    width: float
    height: float
    fill: str = BLUE
    opacity: float = 1.0
    corner: float = 0.0


@dataclass(frozen=True)
class Text:
    """One line of words; y is where its letters stand. size: of its letters; 0 is the drawing's own. fill: none is
    the ink of the page."""

    x: float
    y: float
    said: str
    size: float = 0.0
    bold: bool = False
    fill: str | None = None
    anchor: Literal["start", "end"] = "start"


@dataclass(frozen=True)
class Line:
    """A line through points (x, y), of a width. dashed: in short strokes."""

    points: tuple[tuple[float, float], ...]
    width: float = 1.5
    stroke: str = BLUE
    dashed: bool = False


Shape: TypeAlias = Box | Text | Line


@dataclass(frozen=True)
class Drawing:
    """Shapes on a canvas, from its upper left corner down. font: the size of letters that say no other."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    font: float = 13.0


def moved(drawing: Drawing, x: float, y: float) -> Iterable[Shape]:
    """The shapes of a drawing as a part of another one."""
    for shape in drawing.shapes:
        if isinstance(shape, Text):
            yield replace(shape, x=shape.x + x, y=shape.y + y, size=shape.size or drawing.font)
        elif isinstance(shape, Line):
            yield replace(shape, points=tuple((left + x, top + y) for left, top in shape.points))
        else:
            yield replace(shape, x=shape.x + x, y=shape.y + y)


def mixed(colour: str, depth: float) -> str:
    """A colour as it looks on white at an opacity of 0 to 1."""
    parts = (round(255 + (int(colour[n : n + 2], 16) - 255) * depth) for n in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)


def svg(drawing: Drawing, title: str) -> str:
    """As SVG that needs nothing else. Its text takes the colour of the page."""
    width, height = _plain(drawing.width), _plain(drawing.height)
    body = "".join(map(_svg, drawing.shapes))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(title, {chr(34): "&quot;"})}" font-family="sans-serif" '
        f'font-size="{_plain(drawing.font)}" fill="currentColor">{body}</svg>'
    )


def _svg(shape: Shape) -> str:
    if isinstance(shape, Text):
        anchor = ' text-anchor="end"' if shape.anchor == "end" else ""
        return f'<text x="{_plain(shape.x)}" y="{_plain(shape.y)}"{anchor}>{escape(shape.said)}</text>'
    if isinstance(shape, Line):
        points = " ".join(f"{_plain(x)},{_plain(y)}" for x, y in shape.points)
        dashes = ' stroke-dasharray="3 3"' if shape.dashed else ""
        width = _plain(shape.width)
        return f'<polyline points="{points}" fill="none" stroke="{shape.stroke}" stroke-width="{width}"{dashes}/>'
    size = f'width="{_plain(shape.width)}" height="{_plain(shape.height)}"'
    corner = f' rx="{_plain(shape.corner)}"' if shape.corner else ""
    faint = f' fill-opacity="{shape.opacity:.2f}"' if shape.opacity < 1 else ""
    return f'<rect x="{_plain(shape.x)}" y="{_plain(shape.y)}" {size}{corner} fill="{shape.fill}"{faint}/>'


def _plain(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
