"""Drawings as pages of PDF, or one as a PNG, with ReportLab and Pillow: the extra `slides`."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from osuma.reporting.drawing import INK, Box, Drawing, Line, Shape, Text, mixed
from osuma.reporting.numbers import SPACE

#: Bitstream Vera, which ReportLab brings along: free to embed, with å ä ö š ž and €.
REGULAR, BOLD = "Vera", "VeraBd"


@dataclass(frozen=True)
class Logo:
    """A picture file and where it is put: the box that it must fit, drawn from the upper right corner."""

    file: Path
    right: float
    top: float
    width: float
    height: float


def measure(text: str, size: float, bold: bool) -> float:
    """The width of words in points."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(spelled(text), _font(bold), size))


def pdf(drawings: Sequence[Drawing], title: str, author: str, language: str, logo: Logo | None = None) -> bytes:
    """A page for each drawing, its letters embedded, the logo on each; the same bytes for the same drawings."""
    from reportlab.pdfgen.canvas import Canvas

    _font(False)
    out = BytesIO()
    canvas = Canvas(out, invariant=1, lang=language)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setCreator("Osuma")
    for drawing in drawings:
        canvas.setPageSize((drawing.width, drawing.height))
        for shape in drawing.shapes:
            _onto(canvas, shape, drawing)
        if logo is not None:
            left, top, width, height = _placed(logo)
            canvas.drawImage(str(logo.file), left, drawing.height - top - height, width, height, mask="auto")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _onto(canvas: Any, shape: Shape, drawing: Drawing) -> None:
    """One shape on a page, whose lower left corner is where it begins."""
    from reportlab.lib.colors import HexColor

    if isinstance(shape, Text):
        canvas.setFillColor(HexColor(shape.fill or INK), alpha=1)
        canvas.setFont(_font(shape.bold), shape.size or drawing.font)
        write = canvas.drawRightString if shape.anchor == "end" else canvas.drawString
        write(shape.x, drawing.height - shape.y, spelled(shape.said))
    elif isinstance(shape, Line):
        canvas.setStrokeColor(HexColor(shape.stroke), alpha=1)
        canvas.setLineWidth(shape.width)
        canvas.setDash([3, 3] if shape.dashed else [])
        turned = [(x, drawing.height - y) for x, y in shape.points]
        canvas.lines([(*one, *other) for one, other in pairwise(turned)])
    else:
        canvas.setFillColor(HexColor(shape.fill), alpha=shape.opacity)
        bottom = drawing.height - shape.y - shape.height
        corner = min(shape.corner, shape.width / 2, shape.height / 2)
        canvas.roundRect(shape.x, bottom, shape.width, shape.height, corner, stroke=0, fill=1)


def png(drawing: Drawing, scale: float, logo: Logo | None = None) -> bytes:
    """On white. scale: pixels for each unit of the drawing."""
    from PIL import Image, ImageDraw

    size = (round(drawing.width * scale), round(drawing.height * scale))
    image = Image.new("RGB", size, "#ffffff")
    pen = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        if isinstance(shape, Text):
            font = _letters(shape.bold, round((shape.size or drawing.font) * scale, 2))
            at = (shape.x * scale, shape.y * scale)
            pen.text(at, spelled(shape.said), shape.fill or INK, font, anchor="rs" if shape.anchor == "end" else "ls")
        elif isinstance(shape, Line):
            _stroke(pen, shape, scale)
        else:
            _fill(pen, shape, scale)
    if logo is not None:
        left, top, width, height = _placed(logo)
        with Image.open(logo.file) as opened:
            drawn = opened.convert("RGBA").resize((max(1, round(width * scale)), max(1, round(height * scale))))
        image.paste(drawn, (round(left * scale), round(top * scale)), drawn)
    out = BytesIO()
    image.save(out, "PNG", optimize=True, dpi=(72 * scale, 72 * scale))
    return out.getvalue()


def _stroke(pen: Any, line: Line, scale: float) -> None:
    """Dashes become a thinner line: Pillow draws none."""
    points = [(x * scale, y * scale) for x, y in line.points]
    width = max(1, round(line.width * scale * (0.5 if line.dashed else 1)))
    pen.line(points, fill=line.stroke, width=width, joint="curve")


def _fill(pen: Any, box: Box, scale: float) -> None:
    left, top = box.x * scale, box.y * scale
    right, bottom = left + box.width * scale, top + max(box.height * scale, 1)
    corner = min(box.corner * scale, (right - left) / 2, (bottom - top) / 2)
    pen.rounded_rectangle((left, top, right, bottom), corner, mixed(box.fill, box.opacity))


def _placed(logo: Logo) -> tuple[float, float, float, float]:
    """Left, top, width and height of the logo, as large as its box lets it be without being stretched."""
    from PIL import Image

    with Image.open(logo.file) as opened:
        wide, high = opened.size
    scale = min(logo.width / wide, logo.height / high)
    width, height = wide * scale, high * scale
    return logo.right - width, logo.top, width, height


def spelled(text: str) -> str:
    """Text with letters that the font has: without its accent where it has not that, else a question mark.

    Its unbreakable space is twice as wide as its space.
    """
    known = _known()
    return "".join(c if ord(c) in known else _plainer(c, known) for c in text.replace(SPACE, " "))


def _plainer(letter: str, known: frozenset[int]) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", letter) if ord(c) in known)
    return plain or "?"


@cache
def _font(bold: bool) -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    name = BOLD if bold else REGULAR
    pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    return name


@cache
def _known() -> frozenset[int]:
    from reportlab.pdfbase import pdfmetrics

    return frozenset(pdfmetrics.getFont(_font(False)).face.charToGlyph)


@cache
def _letters(bold: bool, size: float) -> Any:
    import reportlab
    from PIL import ImageFont

    folder = Path(str(reportlab.__file__)).parent / "fonts"
    return ImageFont.truetype(str(folder / f"{BOLD if bold else REGULAR}.ttf"), size)
