"""The customer base on one page: figures, three groups, pictures, laid out on an A4 as boxes and words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from osuma.engine.errors import Words
from osuma.reporting import numbers, pictures
from osuma.reporting.drawing import GREY, LINE, Box, Drawing, Shape, Text, moved
from osuma.reporting.facts import KeyFigure
from osuma.reporting.pictures import Frame, Picture
from osuma.reporting.tabular import Measure, fitted, wrapped

TITLE = Words("Asiakkaamme yhdellä sivulla", "Our customers on one page")
#: A4 in points, its margin, and the room at the right above for a logo.
WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 34.0
LOGO_WIDTH, LOGO_HEIGHT = 120.0, 40.0
ROOM = WIDTH - 2 * MARGIN
GUTTER = 18.0
HALF = Frame(width=(ROOM - GUTTER) / 2, row=14, label=84, font=7.5)
WHOLE = Frame(width=ROOM, row=14, label=84, font=7.5)
#: A picture with more bars than this goes below the others.
_LINES = 3


@dataclass(frozen=True)
class Group:
    """One group of customers. who: its rule in a sentence. net_sales: of its people in 12 months."""

    slug: str
    name: Words
    who: Words
    count: int
    net_sales: Decimal


@dataclass(frozen=True)
class OnePage:
    """All of it. at: the last day of the data, None where there is none. base, net_sales: of everybody.
    more: pictures that the page has no room for. label: what must be read with it, such as that it is simulated."""

    workspace: str
    at: date | None
    currency: str
    base: int
    net_sales: Decimal
    figures: tuple[KeyFigure, ...]
    groups: tuple[Group, ...]
    pictures: tuple[Picture, ...]
    more: tuple[Picture, ...] = ()
    label: Words | None = None

    def below(self, language: str) -> str:
        """The line below the title."""
        until = "" if self.at is None else numbers.day(self.at, language)
        dated = f"Tiedot {until} asti" if language == "fi" else f"Data until {until}"
        said = [self.workspace, dated if until else "", self.label[language] if self.label else ""]
        return " · ".join(one for one in said if one)

    def size(self, group: Group, language: str) -> str:
        """How many they are, of how many."""
        share = numbers.percent(group.count, self.base, language, 0)
        n = numbers.number(group.count, language)
        one = group.count == 1
        if language == "fi":
            return f"{n} {'asiakas' if one else 'asiakasta'}, {share}"
        return f"{n} {'customer' if one else 'customers'}, {share}"

    def brings(self, group: Group, language: str) -> str:
        """What they buy, of all that is bought."""
        share = numbers.percent(group.net_sales, self.net_sales, language, 0)
        money = numbers.money(group.net_sales, self.currency, language)
        return f"{money}, {share} myynnistä" if language == "fi" else f"{money}, {share} of sales"


def sheet(page: OnePage, language: str, measure: Measure) -> Drawing:
    """The page as an A4. measure: the width of words at a size, bold or not."""
    shapes: list[Shape] = [
        Text(MARGIN, MARGIN + 16, TITLE[language], 18, bold=True),
        Text(MARGIN, MARGIN + 31, page.below(language), 8.5, fill=GREY),
    ]
    top = MARGIN + LOGO_HEIGHT + 14
    shapes += _figures(page, language, top, measure)
    top += 58
    if page.groups:
        made, height = _groups(page, language, top, measure)
        shapes += made
        top += height + 14
    shapes += _pictures(page, language, top, measure)
    return Drawing(WIDTH, HEIGHT, tuple(shapes), WHOLE.font)


def _figures(page: OnePage, language: str, top: float, measure: Measure) -> list[Shape]:
    width = ROOM / max(1, len(page.figures))
    shapes: list[Shape] = []
    for n, one in enumerate(page.figures):
        left = MARGIN + n * width
        shapes += [
            _small(one.name[language], (left, top + 8), width - 4, measure),
            _bold(one.value[language], (left, top + 25), width - 8, 15, measure),
            _small(one.note[language], (left, top + 37), width - 4, measure),
        ]
    return [*shapes, Box(MARGIN, top + 46, ROOM, 0.6, fill=LINE)]


def _groups(page: OnePage, language: str, top: float, measure: Measure) -> tuple[list[Shape], float]:
    width = (ROOM - GUTTER * (len(page.groups) - 1)) / len(page.groups)
    shapes: list[Shape] = []
    most = 0
    for n, group in enumerate(page.groups):
        left = MARGIN + n * (width + GUTTER)
        lines = wrapped(group.who[language], width - 10, 7, measure, _LINES + 2)
        most = max(most, len(lines))
        shapes += [
            _bold(group.name[language], (left + 10, top + 9), width - 10, 10, measure),
            Text(left + 10, top + 20, page.size(group, language), 7.5),
            Text(left + 10, top + 30, page.brings(group, language), 7.5),
            *(Text(left + 10, top + 41 + 9 * m, line, 7, fill=GREY) for m, line in enumerate(lines)),
        ]
    height = 41.0 + 9 * most
    bars = [Box(MARGIN + n * (width + GUTTER), top, 3, height - 6) for n in range(len(page.groups))]
    return [*shapes, *bars], height


def _pictures(page: OnePage, language: str, top: float, measure: Measure) -> list[Shape]:
    """Bars two in a row, what has many columns over the whole width."""
    shapes: list[Shape] = []
    bars = [one for one in page.pictures if one.drawn == "bars"]
    for first in range(0, len(bars), 2):
        heights = []
        for n, one in enumerate(bars[first : first + 2]):
            left = MARGIN + n * (HALF.width + GUTTER)
            made, height = _picture(page, one, language, (left, top), HALF, measure)
            shapes += made
            heights.append(height)
        top += max(heights) + 10
    for one in page.pictures:
        if one.drawn != "bars":
            made, height = _picture(page, one, language, (MARGIN, top), WHOLE, measure)
            shapes += made
            top += height + 10
    return shapes


def _picture(
    page: OnePage, one: Picture, language: str, at: tuple[float, float], frame: Frame, measure: Measure
) -> tuple[list[Shape], float]:
    left, top = at
    notes = wrapped(one.note[language], frame.width, 6.5, measure, 3)
    drawn = pictures.drawn(one, page.currency, language, frame)
    below = top + 15 + 8 * len(notes)
    shapes = [
        Text(left, top + 9, one.title[language], 10, bold=True),
        *(Text(left, top + 19 + 8 * n, line, 6.5, fill=GREY) for n, line in enumerate(notes)),
        *moved(drawn, left, below),
    ]
    return shapes, below - top + drawn.height


def _bold(said: str, at: tuple[float, float], width: float, size: float, measure: Measure) -> Text:
    """Bold words, smaller where they would not fit, and cut only where they would be too small to read."""
    size = _size(said, width, size, measure, bold=True)
    return Text(*at, fitted(said, width, size, measure, bold=True), size, bold=True)


def _small(said: str, at: tuple[float, float], width: float, measure: Measure) -> Text:
    size = _size(said, width, 7.5, measure)
    return Text(*at, fitted(said, width, size, measure), size, fill=GREY)


def _size(said: str, width: float, size: float, measure: Measure, *, bold: bool = False) -> float:
    least = size * 0.7
    while measure(said, size, bold) > width and size > least:
        size -= 0.5
    return size
