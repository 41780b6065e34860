"""The smallest spreadsheet file: sheets of texts, numbers and dates, with merged cells, the same bytes every time."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from osuma.engine.simulate.exports import Grid
from osuma.engine.simulate.rows import Cell

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACK = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATIONS = (
    f'<Relationships xmlns="{_PACK}/relationships">'
    f'<Relationship Id="rId1" Type="{_DOC}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_DATE = '<xf/><xf numFmtId="14" applyNumberFormat="1"/>'
_TOP = 'applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
#: Styles of a table that people read: 2 its header, 3 text, 4 a share.
_READ = f'{_DATE}<xf fontId="1" applyFont="1" {_TOP}<xf {_TOP}<xf numFmtId="9" applyNumberFormat="1" {_TOP}'
_WIDE, _NARROW = 26, 14


#: Control characters, which XML has no way to hold.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write(path: Path, grids: Sequence[Grid]) -> None:
    """Write one worksheet for each grid; dates become dates, decimals numbers, null an empty cell."""
    _write(path, grids, _styles(1, _DATE, 2), [_sheet(grid) for grid in grids])


def write_table(path: Path, title: str, rows: Sequence[Sequence[Cell]], shares: Collection[int] = ()) -> None:
    """Write one table for people: a bold header that stays in sight, wrapped text, `shares` in per cent."""
    write_tables(path, [(title, rows, shares)])


def write_tables(path: Path, tables: Sequence[tuple[str, Sequence[Sequence[Cell]], Collection[int]]]) -> None:
    """As `write_table`, a worksheet for each (title, rows, shares); titles differ in their first 31 letters."""
    grids = [Grid(title[:31], tuple(map(tuple, rows))) for title, rows, _ in tables]
    _write(path, grids, _styles(2, _READ, 5), [_table(rows, shares) for _, rows, shares in tables])


def _write(path: Path, grids: Sequence[Grid], styles: str, sheets: Sequence[str]) -> None:
    parts = {
        "[Content_Types].xml": _content_types(len(grids)),
        "_rels/.rels": _RELATIONS,
        "xl/_rels/workbook.xml.rels": _relations(len(grids)),
        "xl/styles.xml": styles,
        "xl/workbook.xml": _book(grids),
        **{f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, 1)},
    }
    with ZipFile(path, "w") as archive:
        for name, text in parts.items():
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, _HEAD + text)


def _content_types(sheets: int) -> str:
    listed = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in range(1, sheets + 1)
    )
    return (
        f'<Types xmlns="{_PACK}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'{listed}<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    )


def _relations(sheets: int) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{_DOC}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, sheets + 1)
    )
    return (
        f'<Relationships xmlns="{_PACK}/relationships">{listed}'
        f'<Relationship Id="rId{sheets + 1}" Type="{_DOC}/styles" Target="styles.xml"/></Relationships>'
    )


def _book(grids: Sequence[Grid]) -> str:
    listed = "".join(
        f'<sheet name="{escape(grid.title)}" sheetId="{n}" r:id="rId{n}"/>' for n, grid in enumerate(grids, 1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheets>{listed}</sheets></workbook>'


def _styles(fonts: int, cells: str, count: int) -> str:
    bold = "<font><b/></font>" if fonts > 1 else ""
    return (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="{fonts}"><font/>{bold}</fonts>'
        '<fills count="1"><fill><patternFill/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f'<cellXfs count="{count}">{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0"/></cellStyles></styleSheet>'
    )


def _table(rows: Sequence[Sequence[Cell]], shares: Collection[int]) -> str:
    columns = list(zip(*rows, strict=True))
    wide = [any(isinstance(cell, str) and len(cell) > _NARROW for cell in column[1:]) for column in columns]
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{_WIDE if one else _NARROW}" customWidth="1"/>'
        for n, one in enumerate(wide, 1)
    )
    head, *others = rows
    lines = [f'<row r="1">{"".join(_cell(cell, 2) for cell in head)}</row>']
    for n, row in enumerate(others, 2):
        cells = (_cell(cell, 4 if m in shares else 3) for m, cell in enumerate(row))
        lines.append(f'<row r="{n}">{"".join(cells)}</row>')
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>{''.join(lines)}</sheetData></worksheet>"
    )


def _sheet(grid: Grid) -> str:
    lines = "".join(f'<row r="{n}">{"".join(map(_cell, row))}</row>' for n, row in enumerate(grid.rows, 1))
    cells = "".join(f'<mergeCell ref="{where}"/>' for where in grid.merged)
    merged = f'<mergeCells count="{len(grid.merged)}">{cells}</mergeCells>' if grid.merged else ""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData>{merged}</worksheet>'


def _cell(value: Cell, style: int = 0) -> str:
    as_ = f' s="{style}"' if style else ""
    if value is None:
        return "<c/>"
    if isinstance(value, date):
        return f'<c s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, int | Decimal):
        return f"<c{as_}><v>{value}</v></c>"
    return f'<c{as_} t="inlineStr"><is><t xml:space="preserve">{escape(_NO_XML.sub("", value))}</t></is></c>'
