"""Reports as slides that can be edited: charts and tables of PowerPoint's own. Needs the extra `slides`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from osuma.engine.errors import Words
from osuma.reporting import numbers, pictures, tabular
from osuma.reporting.document import Document
from osuma.reporting.drawing import BLUE, GREY, INK, mixed
from osuma.reporting.one_page import TITLE, OnePage
from osuma.reporting.paper import measure
from osuma.reporting.pictures import Cell, Picture

#: 16:9 in inches, its margin, and the room of a logo at the right above.
WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6
LOGO_WIDTH, LOGO_HEIGHT = 2.0, 0.7
ROOM = WIDTH - 2 * MARGIN
#: The layout that has a title and nothing else.
_TITLE_ONLY = 5
#: Points of an inch, and the letters of a long table in them.
_POINTS, _SMALL = 72, 10.0
_LANGUAGES = {"fi": MSO_LANGUAGE_ID.FINNISH, "en": MSO_LANGUAGE_ID.ENGLISH_UK}


def slides(
    page: OnePage,
    language: str,
    logo: Path | None = None,
    made: datetime | None = None,
    more: Document | None = None,
) -> bytes:
    """The whole base on the first slide, then a slide for each picture, then the tables of `more`.

    made: when, as the file says.
    """
    pen = _Pen(page.workspace, page.currency, language, logo)
    pen.one_page(page)
    for one in (*page.pictures, *page.more, *(more.parts if more else ())):
        pen.picture(one)
    return pen.bytes_(TITLE, made)


def document_slides(
    document: Document, language: str, logo: Path | None = None, made: datetime | None = None
) -> bytes:
    """The title with its sentences on the first slide, then each part; a long table goes on over several."""
    pen = _Pen(document.workspace, document.currency, language, logo)
    pen.title(document)
    for one in document.parts:
        pen.picture(one)
    return pen.bytes_(document.title, made)


class _Pen:
    """Writes slides of one workspace in one language."""

    def __init__(self, workspace: str, currency: str, language: str, logo: Path | None) -> None:
        self.deck: Any = Presentation()
        self.deck.slide_width, self.deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
        self.workspace, self.currency, self.language, self.logo = workspace, currency, language, logo

    def bytes_(self, title: Words, made: datetime | None) -> bytes:
        about = self.deck.core_properties
        about.title, about.author, about.language = title[self.language], self.workspace, self.language
        if made is not None:
            about.created = about.modified = made.replace(tzinfo=None)
        out = BytesIO()
        self.deck.save(out)
        return out.getvalue()

    def one_page(self, page: OnePage) -> None:
        slide = self._slide(TITLE[self.language], page.below(self.language))
        width = ROOM / max(1, len(page.figures))
        for n, one in enumerate(page.figures):
            lines = [(one.name, 12, GREY, False), (one.value, 26, INK, True), (one.note, 11, GREY, False)]
            self._words(slide, (MARGIN + n * width, 1.55, width - 0.2, 1.2), lines)
        self._groups(slide, page)
        bars = [one for one in page.pictures if one.drawn == "bars"]
        if bars:
            self._words(slide, (MARGIN, 4.7, ROOM, 0.4), [(bars[0].title, 14, INK, True)])
            self._chart(slide, bars[0], (MARGIN, 5.0, ROOM, 2.2))

    def title(self, document: Document) -> None:
        slide = self._slide(document.title[self.language], document.below[self.language])
        self._words(slide, (MARGIN, 1.7, ROOM, 4.5), [(said, 18, INK, False) for said in document.said])

    def picture(self, one: Picture) -> None:
        slide = self._slide(one.title[self.language], one.note[self.language])
        if one.drawn == "bars":
            self._chart(slide, one, (MARGIN, 1.6, ROOM * 0.58, 5.3))
            self._table(slide, one, (MARGIN + ROOM * 0.6, 1.6, ROOM * 0.4))
        elif one.drawn == "table":
            self._long(slide, one)
        elif one.drawn == "lines":
            self._courses(slide, one)
        else:
            self._table(slide, one, (MARGIN, 1.6, ROOM))

    def _long(self, slide: Any, one: Picture) -> None:
        """A table of texts, on as many slides as it needs; the header is on each."""
        rows = pictures.table(one, self.currency, self.language)
        laid = tabular.laid(rows, ROOM * _POINTS, _SMALL, measure, pad=4)
        room = (HEIGHT - 1.6 - 0.3) * _POINTS
        for n, some in enumerate(laid.pages(room, room)):
            if n:
                slide = self._slide(one.title[self.language], one.note[self.language])
            chosen = [0, *some]
            high = [laid.height(row) / _POINTS for row in chosen]
            frame = slide.shapes.add_table(len(chosen), len(rows[0]), *map(Inches, (MARGIN, 1.6, ROOM, sum(high))))
            frame._element.nvGraphicFramePr.cNvPr.set("descr", one.title[self.language])
            for m, width in enumerate(laid.widths):
                frame.table.columns[m].width = Inches(width / _POINTS)
            for at, row in enumerate(chosen):
                frame.table.rows[at].height = Inches(high[at])
                for m, cell in enumerate(rows[row]):
                    right = one.columns[m].kind not in ("text", "day")
                    self._fill(frame.table.cell(at, m), cell, round(_SMALL), 0.0, head=row == 0, right=right)

    def _courses(self, slide: Any, one: Picture) -> None:
        """A line for each row over the days of the columns, then the same as a table."""
        data: Any = CategoryChartData(number_format=self._format("count"))
        data.categories = [column.name[self.language] for column in one.columns[1:]]
        for row in one.rows:
            data.add_series(self._cell(row[0], "text"), [_figure(cell) for cell in row[1:]])
        frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE, *map(Inches, (MARGIN, 1.6, ROOM, 5.5)), data)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", f"{one.title[self.language]}. {one.note[self.language]}")
        frame.chart.has_title, frame.chart.has_legend = False, True
        frame.chart.legend.include_in_layout = False
        frame.chart.legend.position = XL_LEGEND_POSITION.RIGHT
        frame.chart.font.size = Pt(10)
        self._long(self._slide(one.title[self.language], one.note[self.language]), one)

    def _slide(self, title: str, below: str) -> Any:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_TITLE_ONLY])
        room = ROOM - (LOGO_WIDTH + 0.3 if self.logo else 0)
        head = slide.shapes.title
        head.left, head.top, head.width, head.height = Inches(MARGIN), Inches(0.35), Inches(room), Inches(0.65)
        head.text_frame.text = ""
        head.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        self._write(head.text_frame.paragraphs[0], title, 28, INK, bold=True)
        self._words(slide, (MARGIN, 0.98, room, 0.5), [(below, 12, GREY, False)])
        if self.logo is not None:
            drawn = slide.shapes.add_picture(str(self.logo), 0, Inches(0.35))
            scale = min(Inches(LOGO_WIDTH) / drawn.width, Inches(LOGO_HEIGHT) / drawn.height)
            drawn.width, drawn.height = round(drawn.width * scale), round(drawn.height * scale)
            drawn.left = Inches(WIDTH - MARGIN) - drawn.width
            drawn._element.nvPicPr.cNvPr.set("descr", self.workspace)
        return slide

    def _groups(self, slide: Any, page: OnePage) -> None:
        groups = page.groups
        width = ROOM / max(1, len(groups))
        for n, group in enumerate(groups):
            lines = [
                (group.name, 16, BLUE, True),
                (page.size(group, self.language), 13, INK, False),
                (page.brings(group, self.language), 13, INK, False),
                (group.who, 11, GREY, False),
            ]
            self._words(slide, (MARGIN + n * width, 2.85, width - 0.25, 1.8), lines)

    def _chart(self, slide: Any, one: Picture, at: tuple[float, float, float, float]) -> None:
        kind = one.columns[one.by].kind
        data: Any = CategoryChartData(number_format=self._format(kind))
        data.categories = [self._cell(row[0], "text") for row in one.rows]
        data.add_series(one.columns[one.by].name[self.language], [_figure(row[one.by]) for row in one.rows])
        frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *map(Inches, at), data)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", f"{one.title[self.language]}. {one.note[self.language]}")
        chart = frame.chart
        chart.has_legend = chart.has_title = False
        chart.font.size = Pt(11)
        chart.category_axis.reverse_order = True
        chart.category_axis.format.line.color.rgb = _colour(GREY)
        chart.category_axis.has_major_gridlines = False
        chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
        plot = chart.plots[0]
        plot.gap_width = 40
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = self._format(kind), False
        plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
        plot.series[0].format.fill.solid()
        plot.series[0].format.fill.fore_color.rgb = _colour(BLUE)

    def _table(self, slide: Any, one: Picture, at: tuple[float, float, float]) -> None:
        rows = pictures.table(one, self.currency, self.language)
        left, top, width = at
        high = min(0.42, (HEIGHT - top - 0.4) / len(rows))
        frame = slide.shapes.add_table(len(rows), len(rows[0]), *map(Inches, (left, top, width, high * len(rows))))
        frame._element.nvGraphicFramePr.cNvPr.set("descr", one.title[self.language])
        wide = len(rows[0]) > 7 or len(rows) > 12
        size = 10 if wide else 14 if width > ROOM / 2 else 11
        depths = pictures.depths(one)
        for n, row in enumerate(rows):
            frame.table.rows[n].height = Inches(high)
            for m, cell in enumerate(row):
                depth = depths[n - 1][m] if n else None
                self._fill(frame.table.cell(n, m), cell, size, depth, head=n == 0, right=m > 0)

    def _fill(self, cell: Any, said: str, size: int, depth: float | None, *, head: bool, right: bool) -> None:
        cell.margin_top = cell.margin_bottom = Inches(0.02)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        paragraph = cell.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        self._write(paragraph, said, size, "#ffffff" if head else INK, bold=head)
        cell.fill.solid()
        cell.fill.fore_color.rgb = _colour(BLUE if head else mixed(BLUE, depth or 0.0))

    def _words(self, slide: Any, at: tuple[float, float, float, float], lines: Sequence[tuple[Any, ...]]) -> None:
        frame = slide.shapes.add_textbox(*map(Inches, at)).text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_top = frame.margin_bottom = 0
        for n, (said, size, colour, bold) in enumerate(lines):
            paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
            self._write(paragraph, said if isinstance(said, str) else said[self.language], size, colour, bold=bold)

    def _write(self, paragraph: Any, said: str, size: int, colour: str, *, bold: bool) -> None:
        run = paragraph.add_run()
        run.text = said
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, _colour(colour)
        run.font.language_id = _LANGUAGES[self.language]
        paragraph.alignment = paragraph.alignment or PP_ALIGN.LEFT

    def _cell(self, cell: Cell, kind: pictures.Kind) -> str:
        return pictures.shown(cell, kind, self.currency, self.language)

    def _format(self, kind: pictures.Kind) -> str:
        fi = self.language == "fi"
        if kind == "share":
            return '0" "%' if fi else "0%"
        sign = numbers.SIGNS.get(self.currency, self.currency)
        return "#,##0" if kind != "money" else f'#,##0" {sign}"' if fi else f'"{sign}"#,##0'


def _figure(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, int | Decimal) else None


def _colour(written: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(written.removeprefix("#")))
