"""A seeded file of orders as CSV, XLSX or Parquet, and the floor: the library underneath reading it and inserting it.

`python -m bench.orders write FORM ROWS PATH`, `python -m bench.orders floor FORM PATH`: each a process of its own, so
that what it prints of its memory is its own.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import python_calamine

FORMS = ("csv", "xlsx", "parquet")
#: Rows of a sheet, the header among them; a workbook of more is not made.
SHEET_ROWS = 1_048_576
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
    'sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Orders" '
    'sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def fits(form: str, rows: int) -> bool:
    """Whether a file of this form can have so many rows."""
    return form != "xlsx" or rows < SHEET_ROWS


def rows_sql(rows: int) -> str:
    """One order in two hundred has a total that is no number."""
    return f"""SELECT 'A' || i AS "Order",
          strftime(TIMESTAMP '2024-11-01' + to_seconds(CAST(hash(i) % 63072000 AS BIGINT)), '%Y-%m-%d %H:%M:%S')
            AS "Date",
          'c' || (hash(i * 7) % {rows // 4}) AS "Customer",
          'person' || (hash(i * 7) % {rows // 4}) || '@mail.example' AS "Email",
          CASE WHEN i % 200 = 7 THEN 'unknown' ELSE printf('%.2f', (hash(i * 3) % 20000) / 100.0 + 5) END
            AS "Total",
          '4.90' AS "Shipping",
          CASE WHEN i % 40 = 3 THEN 'cancelled' ELSE 'completed' END AS "Status"
        FROM range({rows}) t(i)"""


def write(form: str, rows: int, path: Path) -> None:
    """The file; amounts are numbers in a workbook, as a program writes them there."""
    with duckdb.connect() as con:
        if form == "xlsx":
            _workbook(con, rows, path)
        else:
            how = "HEADER, DELIMITER ','" if form == "csv" else "FORMAT parquet"
            con.execute(f"COPY ({rows_sql(rows)}) TO '{path.as_posix()}' ({how})")


def _workbook(con: duckdb.DuckDBPyConnection, rows: int, path: Path) -> None:
    found = con.execute(rows_sql(rows))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in _PARTS.items():
            book.writestr(name, text)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_SHEET.encode())
            sheet.write(_row([str(column[0]) for column in found.description or ()]).encode())
            while block := found.fetchmany(20_000):
                sheet.write("".join(map(_row, block)).encode())
            sheet.write(b"</sheetData></worksheet>")


def _row(cells: Sequence[str]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(text: str) -> str:
    if text.replace(".", "", 1).isdigit():
        return f"<c><v>{text}</v></c>"
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def floor(form: str, path: Path) -> None:
    """Read with types as the library gives them, and insert, into a fresh file of DuckDB."""
    target = path.with_name("floor.duckdb")
    with duckdb.connect(str(target), config={"threads": 2}) as con:
        if form == "xlsx":
            con.register("sheet", _sheet(path))
        what = {"csv": f"read_csv('{path}')", "parquet": f"read_parquet('{path}')", "xlsx": "sheet"}[form]
        con.execute(f"CREATE TABLE orders AS SELECT * FROM {what}")
        con.execute("CHECKPOINT")
    target.unlink()


def _sheet(path: Path) -> pa.Table:
    """The first sheet by calamine, every cell as text: a column of amounts has words in it too."""
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()
    header = next(rows)
    columns = zip(*rows, strict=True)
    return pa.table({str(name): pa.array(map(str, cells)) for name, cells in zip(header, columns, strict=True)})


def spent() -> dict[str, float]:
    """Processor seconds and the most memory of this process and of those that it started."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "cpu": own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime,
        "peak_mb": max(own.ru_maxrss, others.ru_maxrss) / 1024,
    }


def main() -> None:
    what, form, *rest = sys.argv[1:]
    begun = time.perf_counter()
    if what == "write":
        write(form, int(rest[0]), Path(rest[1]))
    else:
        floor(form, Path(rest[0]))
    print(json.dumps({"seconds": time.perf_counter() - begun, **spent()}))


if __name__ == "__main__":
    main()
