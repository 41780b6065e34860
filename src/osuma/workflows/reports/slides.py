"""What the extra `slides` draws: said plainly where it is not installed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from osuma.engine.errors import Misuse, Words
from osuma.reporting import document, one_page
from osuma.reporting.document import Document
from osuma.reporting.drawing import Drawing
from osuma.reporting.one_page import LOGO_HEIGHT, LOGO_WIDTH, MARGIN, TITLE, WIDTH, OnePage

PACKAGES = ("pptx", "reportlab", "PIL")
#: Pixels for each point of an A4: some 190 to the inch.
SCALE = 2.6
ENDINGS = ("pdf", "png", "pptx")


def installed() -> bool:
    """Whether the extra is there."""
    return all(find_spec(name) is not None for name in PACKAGES)


def page_file(page: OnePage, ending: str, language: str, logo: Path | None, more: Document | None = None) -> bytes:
    """The one page as pdf, png or pptx; `more` goes into pptx after it. Misuse where the extra is not installed."""
    _needed()
    if ending == "pptx":
        from osuma.reporting.slides import slides

        return slides(page, language, logo, more=more)
    from osuma.reporting import paper

    drawing = one_page.sheet(page, language, paper.measure)
    placed = None if logo is None else paper.Logo(logo, WIDTH - MARGIN, MARGIN, LOGO_WIDTH, LOGO_HEIGHT)
    if ending == "pdf":
        return paper.pdf([drawing], TITLE[language], page.workspace, language, placed)
    return paper.png(drawing, SCALE, placed)


def document_file(made: Document, ending: str, language: str, logo: Path | None) -> bytes:
    """A report of several pages as pdf or pptx, the logo on each. Misuse where the extra is not installed."""
    _needed()
    if ending == "pptx":
        from osuma.reporting.slides import document_slides

        return document_slides(made, language, logo)
    from osuma.reporting import paper

    drawings = document.pages(made, language, paper.measure)
    right, top = document.WIDTH - document.MARGIN, document.MARGIN
    placed = None
    if logo is not None:
        placed = paper.Logo(logo, right, top, document.LOGO_WIDTH, document.LOGO_HEIGHT)
    return paper.pdf(drawings, made.title[language], made.workspace, language, placed)


def png(drawing: Drawing, scale: float) -> bytes:
    """A drawing as PNG. Misuse where the extra is not installed."""
    _needed()
    from osuma.reporting import paper

    return paper.png(drawing, scale)


def _needed() -> None:
    if not installed():
        raise Misuse(
            Words(
                "PowerPoint-, PDF- ja PNG-tiedostoja varten puuttuu lisäosa. Asenna se Osuman koneelle: "
                "pip install 'osuma[slides]'",
                "The part that makes PowerPoint, PDF and PNG files is not installed. Install it on Osuma's machine: "
                "pip install 'osuma[slides]'",
            ),
            "no_slides",
        )
