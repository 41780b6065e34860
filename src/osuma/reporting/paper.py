"""A drawing as a page of PDF or as a PNG, with ReportLab and Pillow: the extra `slides`."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from osuma.reporting.drawing import INK, Box, Drawing, Text, mixed
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


def pdf(drawing: Drawing, title: str, author: str, language: str, logo: Logo | None = None) -> bytes:
    """One page, its letters embedded; the same bytes for the same drawing."""
    from reportlab.lib.colors import HexColor
    from reportlab.pdfgen.canvas import Canvas

    _font(False)
    out = BytesIO()
    canvas = Canvas(out, pagesize=(drawing.width, drawing.height), invariant=1, lang=language)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setCreator("Osuma")
    for shape in drawing.shapes:
        if isinstance(shape, Text):
            canvas.setFillColor(HexColor(shape.fill or INK), alpha=1)
            canvas.setFont(_font(shape.bold), shape.size or drawing.font)
            write = canvas.drawRightString if shape.anchor == "end" else canvas.drawString
            write(shape.x, drawing.height - shape.y, spelled(shape.said))
        else:
            canvas.setFillColor(HexColor(shape.fill), alpha=shape.opacity)
            bottom = drawing.height - shape.y - shape.height
            corner = min(shape.corner, shape.width / 2, shape.height / 2)
            canvas.roundRect(shape.x, bottom, shape.width, shape.height, corner, stroke=0, fill=1)
    if logo is not None:
        left, top, width, height = _placed(logo)
        canvas.drawImage(str(logo.file), left, drawing.height - top - height, width, height, mask="auto")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


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
