"""Workbooks as people make them: what is read, what is skipped, and that both are said."""

from __future__ import annotations

import csv
import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from osuma.engine.errors import Refused
from osuma.ingestion.reading import open_file
from osuma.ingestion.reading.totals import Totals
from osuma.ingestion.tables import SourceTable


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def saved(tmp_path: Path, *rows: list[Any], name: str = "kirja.xlsx", book: openpyxl.Workbook | None = None) -> Path:
    book = book or openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    path = tmp_path / name
    book.save(path)
    return path


def one(path: Path, work: Path, **dialect: object) -> SourceTable:
    (table,) = open_file(path, work, dialect=dialect)
    return table


def cells(table: SourceTable) -> list[list[str]]:
    with table.path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def said(table: SourceTable, language: str = "en") -> str:
    return " ".join(note[language] for note in table.notes)


HEADERS = ["Tilausnumero", "Tilauspvm", "Sähköposti", "Summa"]
ROWS: list[list[Any]] = [
    ["T-1", dt.datetime(2025, 2, 3), "a@x.example", 10.5],
    ["T-2", dt.datetime(2025, 2, 4), "b@x.example", 20],
    ["T-3", dt.datetime(2025, 2, 5), "c@x.example", 30.25],
]


def test_title_notes_and_a_row_of_totals_are_no_data_and_are_said(tmp_path: Path, work: Path) -> None:
    path = saved(
        tmp_path,
        ["Myyntiraportti 2025"],
        ["Ajettu", dt.datetime(2025, 3, 1)],
        [],
        HEADERS,
        *ROWS,
        ["Yhteensä", None, None, 60.75],
        [],
        ["Huom. Luvut sisältävät alv:n."],
        ["Lähde: kassajärjestelmä"],
    )
    table = one(path, work)
    assert table.headers == tuple(HEADERS)
    assert table.dialect.header_row == 4
    assert [row[:2] for row in cells(table)] == [["5", "T-1"], ["6", "T-2"], ["7", "T-3"]]
    assert "rows 8" in said(table)
    assert "rivit 8" in said(table, "fi")
    assert "above the headers (2 rows)" in said(table)
    assert "under the table (2 rows)" in said(table)
    kept = one(path, work, summary_rows="keep")
    assert [row[1] for row in cells(kept)] == ["T-1", "T-2", "T-3", "Yhteensä"]
    chosen = one(path, work, header_row=5)
    assert chosen.headers[0] == "T-1"


@pytest.mark.parametrize(
    ("row", "last", "total"),
    [
        (["Yhteensä", "", "", 60], True, True),
        (["", "", "Summa:", 60], True, True),
        (["Total 2025", "", "", 999], False, True),
        (["Helsinki yhteensä", "", "", 5], False, True),
        (["", "", "", 60], True, True),
        (["", "", "", 61], True, False),
        (["", "", "", 60], False, False),
        (["Total Oy", "2025-02-03", "myynti@total.example", 60], True, False),
        (["Summa", "2025-02-03", "s@x.example", 15], False, False),
        (["Kokonaan tavallinen", "", "", 7], True, False),
    ],
)
def test_a_row_of_totals_is_told_by_what_it_says_and_lacks(row: list[object], last: bool, total: bool) -> None:
    rows: list[list[object]] = [[f"T-{i}", "2025-02-03", f"{i}@x.example", 4] for i in range(15)]
    totals = Totals([*rows, row] if last else [*rows, row, *rows])
    assert not any(totals.is_total(n) for n in range(15))
    assert totals.is_total(15) == total


def test_totals_between_groups_headings_and_repeated_headers_are_skipped(tmp_path: Path, work: Path) -> None:
    book = openpyxl.Workbook()
    path = saved(
        tmp_path,
        HEADERS,
        ["Helmikuu"],
        *ROWS,
        ["Helmikuu yhteensä", None, None, 60.75],
        HEADERS,
        ["T-4", dt.datetime(2025, 3, 5), "d@x.example", 1],
        ["Kaikki yhteensä", None, None, 61.75],
        book=book,
    )
    assert book.active is not None
    book.active.merge_cells("A2:D2")
    book.save(path)
    table = one(path, work)
    assert [row[1] for row in cells(table)] == ["T-1", "T-2", "T-3", "T-4"]
    assert "rows 6, 9" in said(table)
    assert "Headings between the rows were skipped: 1" in said(table)
    assert "Repeated rows of headers were skipped: 1" in said(table)


def grouped(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    path = saved(
        tmp_path,
        ["Asiakasluettelo"],
        ["Asiakas", None, None, "Toimitus", None, "Laskutus", None],
        ["Nimi", "Sähköposti", None, "Katu", "Postinumero", "Katu", "Postinumero"],
        ["Aino", "a@x.example", "x", "Katu 1", "00100", "Tie 1", "00200"],
        ["Eero", "e@x.example", "y", "Katu 2", "00100", "Tie 2", "00200"],
        book=book,
    )
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for area in ("A1:G1", "A2:B2", "D2:E2", "F2:G2"):
        sheet.merge_cells(area)
    book.save(path)
    return path


def test_two_rows_of_headers_give_each_column_a_name_of_its_own(tmp_path: Path, work: Path) -> None:
    table = one(grouped(tmp_path), work)
    assert table.headers == (
        "Nimi", "Sähköposti", "column 3", "Toimitus Katu", "Toimitus Postinumero", "Laskutus Katu",
        "Laskutus Postinumero",
    )  # fmt: skip
    assert (table.rows, table.dialect.header_row) == (2, 3)
    assert "two rows" in said(table)


def test_headers_merged_over_two_rows_beside_groups(tmp_path: Path, work: Path) -> None:
    book = openpyxl.Workbook()
    path = saved(
        tmp_path,
        ["Asiakasnro", "Nimi", "Osoite", None],
        [None, None, "Katu", "Postinumero"],
        [1, "Aino", "Katu 1", "00100"],
        [2, "Eero", "Katu 2", "00100"],
        book=book,
    )
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for area in ("A1:A2", "B1:B2", "C1:D1"):
        sheet.merge_cells(area)
    book.save(path)
    table = one(path, work)
    assert table.headers == ("Asiakasnro", "Nimi", "Katu", "Postinumero")
    assert [row[0] for row in cells(table)] == ["3", "4"]


def test_merged_group_labels_are_filled_down(tmp_path: Path, work: Path) -> None:
    book = openpyxl.Workbook()
    path = saved(
        tmp_path,
        ["Kaupunki", "Nimi", "Summa"],
        ["Oulu", "Aino", 1],
        [None, "Eero", 2],
        ["Turku", "Liisa", 3],
        book=book,
    )
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.merge_cells("A2:A3")
    book.save(path)
    table = one(path, work)
    assert [row[1] for row in cells(table)] == ["Oulu", "Oulu", "Turku"]
    assert "Merged cells were filled into the rows that they cover: 1" in said(table)


def test_dates_and_numbers_typed_as_text_are_read_and_what_cannot_be_stays(tmp_path: Path, work: Path) -> None:
    path = saved(
        tmp_path,
        ["nimi", "pvm", "summa", "koodi"],
        ["a", dt.datetime(2025, 2, 13), 10.5, 100],
        ["b", "14.2.2025", "1 234,50", "00100"],
        ["c", dt.datetime(2025, 2, 15), 1, 200],
        ["d", "ei vielä", 2, 300],
        ["e", "3.2.2025", 3, 400],
    )
    table = one(path, work)
    assert [row[2] for row in cells(table)] == ["2025-02-13", "2025-02-14", "2025-02-15", "ei vielä", "2025-02-03"]
    assert [row[3] for row in cells(table)] == ["10.5", "1234.5", "1", "2", "3"]
    assert [row[4] for row in cells(table)] == ["100", "00100", "200", "300", "400"]
    assert "pvm: dates typed as text were read as dates: 2." in said(table)
    assert "summa: numbers typed as text were read as numbers: 1." in said(table)


def test_hidden_rows_columns_sheets_errors_and_formulas_are_counted(tmp_path: Path, work: Path) -> None:
    book = openpyxl.Workbook()
    path = saved(
        tmp_path,
        ["nimi", "summa", "alv", None, "kaava"],
        ["a", "#N/A", 1, None, "=1+1"],
        ["b", "#DIV/0!", 2, None, 5],
        [],
        ["c", 3, 3, None, 6],
        book=book,
    )
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    notes = book.create_sheet("Ohjeet")
    notes["A1"] = "Täytä taulukko."
    book.create_sheet("Tyhjä")
    book.create_chartsheet("Kuvio")
    book.save(path)
    table = one(path, work)
    assert table.headers == ("nimi", "summa", "alv", "kaava")
    assert cells(table) == [["2", "a", "", "1", ""], ["3", "b", "", "2", "5"], ["5", "c", "3", "3", "6"]]
    for sentence in (
        "Hidden rows were imported too: 1",
        "Hidden columns were read too: 1",
        "show an error (such as #N/A): 2",
        "Formulas without a stored result: 1",
        "no table, so they were not read: Ohjeet, Tyhjä, Kuvio",
    ):
        assert sentence in said(table)


def test_stored_results_of_formulas_are_read(tmp_path: Path, work: Path) -> None:
    path = saved(tmp_path, ["nimi", "summa"], ["a", "=1+1"], ["b", 3])
    bare = path.with_name("laskettu.xlsm")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bare, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename.endswith("sheet1.xml"):
                data, found = re.subn(rb"<f>1\+1</f><v(?: ?/>|></v>)", b"<f>1+1</f><v>2</v>", data)
                assert found == 1
            target.writestr(info, data)
    table = one(bare, work)
    assert [row[2] for row in cells(table)] == ["2", "3"]
    assert "Formulas" not in said(table)


def test_a_sheet_can_be_chosen_and_one_that_is_not_there_is_refused(tmp_path: Path, work: Path) -> None:
    book = openpyxl.Workbook()
    path = saved(tmp_path, *[HEADERS, *ROWS], book=book)
    other = book.create_sheet("Toinen & <muu>")
    other.append(["a", "b"])
    other.append([1, "#N/A"])
    other.row_dimensions[2].hidden = True
    other.sheet_state = "hidden"
    book.save(path)
    assert [t.rows for t in open_file(path, work)] == [3, 1]
    table = one(path, work, sheet="Toinen & <muu>")
    assert table.headers == ("a", "b")
    assert all(word in said(table) for word in ("sheet is hidden", "Hidden rows", "#N/A"))
    with pytest.raises(Refused) as refused:
        one(path, work, sheet="Kolmas")
    assert refused.value.code == "no_such_sheet"


ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Taulu">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_ods_is_read_like_xlsx(tmp_path: Path, work: Path) -> None:
    def row(*values: object) -> str:
        made = "".join(
            f'<table:table-cell office:value-type="float" office:value="{v}"><text:p>{v}</text:p></table:table-cell>'
            if isinstance(v, int | float)
            else f'<table:table-cell office:value-type="string"><text:p>{v}</text:p></table:table-cell>'
            for v in values
        )
        return f"<table:table-row>{made}</table:table-row>"

    path = tmp_path / "taulu.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        rows = row("Nimi", "Kaupunki", "Summa") + row("Åke", "Oulu", 1.5) + row("Eero", "Turku", 2)
        archive.writestr("content.xml", ODS.format(rows=rows + row("Yhteensä", "", 3.5)))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    table = one(path, work)
    assert cells(table) == [["2", "Åke", "Oulu", "1.5"], ["3", "Eero", "Turku", "2"]]
    assert "rows 4" in said(table)


def test_the_old_format_of_excel_is_read_like_the_new(tmp_path: Path, work: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Vanha")
    day = xlwt.easyxf(num_format_str="D.M.YYYY")
    rows = [["Nimi", "Kaupunki", "Summa"], ["Åke", "Oulu", 1.5], ["Eero", "Turku", 2], ["Yhteensä", "", 3.5]]
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if value != "":
                sheet.write(place, column, value)
    sheet.write(0, 3, "Pvm")
    sheet.write(1, 3, dt.date(2025, 2, 3), day)
    sheet.write(2, 3, dt.date(2025, 2, 4), day)
    path = tmp_path / "vanha.xls"
    book.save(str(path))
    table = one(path, work)
    assert cells(table) == [["2", "Åke", "Oulu", "1.5", "2025-02-03"], ["3", "Eero", "Turku", "2", "2025-02-04"]]
    assert "rows 4" in said(table)


def test_workbooks_of_an_archive_with_a_long_name_stay_apart(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "asiakasrekisterin_vienti_kesakuu_2024_kaikki_myymalat.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in (1, 2):
            archive.write(
                saved(tmp_path, HEADERS, [f"Z-{n}", dt.datetime(2025, 2, 3), f"{n}@x.example", n]), f"{n}.xlsx"
            )
    tables = open_file(path, work)
    assert len({table.path for table in tables}) == 2
    assert [cells(table)[-1][-2] for table in tables] == ["1@x.example", "2@x.example"]
