"""The one page as PDF, PNG and slides: read back, and nothing of it outside the paper."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from PIL import Image
from pptx import Presentation

from osuma.engine.errors import Words
from osuma.reporting import one_page, paper, pictures
from osuma.reporting.drawing import Box, Drawing, Text
from osuma.reporting.facts import KeyFigure
from osuma.reporting.one_page import HEIGHT, WIDTH, Group, OnePage
from osuma.reporting.pictures import Column, Picture
from osuma.reporting.slides import slides

LONG = (
    "Kaikki nämä pitävät paikkansa: asiakas on ostanut tuoteryhmästä ”Äijänpäivä & öylätti” vähintään 4 kertaa. " * 4
)
BARS = Picture(
    "value",
    Words("Arvon keskittyminen", "Where the money comes from"),
    Words("Osuus myynnistä.", "Share of sales."),
    (
        Column(Words("Ostajat", "Buyers")),
        Column(Words("Osuus", "Share"), "share"),
        Column(Words("Myynti", "Sales"), "money"),
    ),
    (
        (Words("Paras 1 %", "Best 1%"), Decimal("0.5"), Decimal(100)),
        (Words("Muut", "Others"), Decimal(1), Decimal(-20)),
    ),
)
GRID = Picture(
    "rfm",
    Words("RFM-ruudukko", "RFM grid"),
    Words("Asiakkaita.", "Customers."),
    (Column(Words("Tuoreus", "Recency")), *(Column(Words(f"T {n}", f"F {n}"), "count") for n in range(1, 6))),
    (("5", 0, 1, 2, 4, None),),
    "heat",
)
FIGURE = KeyFigure(Words("Nettomyynti, 12 kk", "Net sales"), Words("1 003 316 €", "€1,003,316"), Words("x", "y"))
GROUP = Group("a", Words("Eniten ostanut kymmenesosa", "Top tenth"), Words(LONG, LONG), 842, Decimal(586981))
PAGE = OnePage(
    "Maijan <kauppa> & co", date(2026, 11, 19), "EUR", 5029, Decimal(1003316), (FIGURE,) * 5, (GROUP,) * 3,
    (BARS,) * 2, more=(GRID,),
)  # fmt: skip


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    Image.new("RGBA", (600, 60), (200, 0, 0, 128)).save(tmp_path / "logo.png")
    return tmp_path / "logo.png"


@pytest.mark.parametrize("language", ["fi", "en"])
def test_everything_fits_on_the_paper(language: str) -> None:
    drawing = one_page.sheet(replace(PAGE, pictures=(BARS, BARS, GRID)), language, paper.measure)
    assert (drawing.width, drawing.height) == (WIDTH, HEIGHT)
    for shape in drawing.shapes:
        width = shape.width if isinstance(shape, Box) else paper.measure(shape.said, shape.size or 7, shape.bold)
        assert shape.x >= 0
        assert shape.x + width <= WIDTH - 30, shape
        assert 0 <= shape.y <= HEIGHT - 30, shape
    columns = [shape for shape in drawing.shapes if isinstance(shape, Text) and shape.bold and "Eniten" in shape.said]
    assert len(columns) == (3 if language == "fi" else 0)
    if language == "fi":
        first, second, _ = columns
        assert first.x + paper.measure(first.said, first.size, True) < second.x


def test_the_pdf_is_one_a4_with_its_letters_inside(logo: Path) -> None:
    drawing = one_page.sheet(PAGE, "fi", paper.measure)
    placed = paper.Logo(logo, 500, 30, 100, 40)
    made = paper.pdf([drawing], "Otsikko", "Maija", "fi", placed)
    assert made.startswith(b"%PDF-")
    assert made == paper.pdf([drawing], "Otsikko", "Maija", "fi", placed), "the same bytes every time"
    assert len(re.findall(rb"/Type /Page\b", made)) == 1
    assert b"0 0 595 842" in made
    assert made.count(b"/FontFile2") == 2
    assert b"/Subtype /Image" in made


def test_the_png_is_as_large_as_said_and_the_logo_keeps_its_shape(logo: Path) -> None:
    plain = paper.png(Drawing(300, 100, ()), 2)
    with Image.open(BytesIO(paper.png(Drawing(300, 100, ()), 2, paper.Logo(logo, 290, 10, 100, 50)))) as image:
        assert image.size == (600, 200)
        red = [x for x in range(600) if image.getpixel((x, 25)) != (255, 255, 255)]
        assert (min(red), max(red)) == (380, 579), "100 wide at the right, on white"
        assert image.getpixel((400, 45)) == (255, 255, 255), "ten times as wide as high"
    assert len(plain) < 2000


def test_letters_that_the_font_has_not_lose_their_accent() -> None:
    assert paper.spelled("Åäö € š ž – Łódź ąŋ 1\u00a0000") == "Åäö € š ž – Łódz a? 1 000"


def test_the_deck_holds_charts_and_tables_that_can_be_edited(logo: Path) -> None:
    made = slides(PAGE, "fi", logo)
    with ZipFile(BytesIO(made)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
    deck = Presentation(BytesIO(made))
    first, *others = deck.slides
    assert (deck.slide_width, deck.slide_height) == (12191695, 6858000)
    assert [one.shapes.title.text for one in (first, *others)] == [
        "Asiakkaamme yhdellä sivulla", "Arvon keskittyminen", "Arvon keskittyminen", "RFM-ruudukko"
    ]  # fmt: skip
    words = " ".join(shape.text_frame.text for shape in first.shapes if shape.has_text_frame)
    for said in ("1 003 316 €", "Eniten ostanut kymmenesosa", "842 asiakasta", "Maijan <kauppa> & co"):
        assert said in words.replace("\u00a0", " ")
    chart = next(shape.chart for shape in first.shapes if shape.has_chart)
    assert list(chart.plots[0].categories) == ["Paras 1 %", "Muut"]
    assert list(chart.plots[0].series[0].values) == [0.5, 1.0]
    table = next(shape.table for shape in others[-1].shapes if shape.has_table)
    assert [cell.text for cell in table.rows[1].cells] == ["5", "0", "1", "2", "4", ""]
    for one in (first, *others):
        drawn = [shape for shape in one.shapes if shape.shape_type == 13]
        assert len(drawn) == 1
        assert abs(drawn[0].width / drawn[0].height - 10) < 0.1
        assert all(shape.left >= 0 and shape.left + shape.width <= deck.slide_width for shape in one.shapes)


def test_the_deck_without_a_logo_groups_or_figures_is_still_one() -> None:
    bare = OnePage("Kauppa", None, "SEK", 0, Decimal(0), (), (), (), label=Words("Simuloitu", "Simulated"))
    deck = Presentation(BytesIO(slides(bare, "en")))
    assert len(deck.slides) == 1
    assert paper.pdf([one_page.sheet(bare, "en", paper.measure)], "t", "a", "en").startswith(b"%PDF-")


def test_a_heat_map_is_shaded_by_the_largest_and_bars_are_not() -> None:
    ((label, none, low, middle, most, gap),) = pictures.depths(GRID)
    assert (label, none, gap) == (0, 0, 0)
    assert 0 < low < middle < most <= 0.78
    assert not any(value for row in pictures.depths(BARS) for value in row)
