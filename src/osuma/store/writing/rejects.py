"""Refused rows as a file."""

from __future__ import annotations

from pathlib import Path

import duckdb

from osuma.store.dialect import literal
from osuma.store.writing import rows

#: Rows of one table that are written whole, to be mended; whoever has more of them mends the source.
MENDED = 50_000


def write_out(con: duckdb.DuckDBPyConnection, table: str, path: Path | None) -> int:
    """Refused rows as a file that a spreadsheet opens: nothing in it is taken for a formula. Gives the lines."""
    n = rows.number(con, f"SELECT count(*) FROM {table}")
    if path is not None and n:
        path.parent.mkdir(parents=True, exist_ok=True)
        plain = {
            c: f"CASE WHEN regexp_matches({c}, '^([=+@\\t\\r]|-[^0-9])') THEN '''' || {c} ELSE {c} END AS {c}"
            for c in ('"column"', "value")
        }
        con.execute(
            f'COPY (SELECT "row", {plain[chr(34) + "column" + chr(34)]}, {plain["value"]}, code FROM {table} '
            f"ORDER BY \"row\") TO {literal(str(path))} (HEADER, DELIMITER ',')"
        )
    return n


def rows_beside(refused: Path, part: int) -> Path:
    """Where the refused rows of a table of the file are written whole, beside the list of reasons."""
    return refused.with_name(refused.name.replace("refused", f"rows-{part}"))


def write_rows(con: duckdb.DuckDBPyConnection, numbered: str, noted: int, path: Path) -> None:
    """The refused rows of one table as they were read: the row's number, then every cell, without headers.

    numbered: SQL of the table with its row numbers. noted: how many refusals the tables before it gave.
    """
    among = f'(SELECT "row" FROM refused WHERE rowid >= {noted})'
    if rows.number(con, f"SELECT count(*) FROM {among}"):
        path.parent.mkdir(parents=True, exist_ok=True)
        con.execute(
            f'COPY (SELECT "row", COLUMNS(\'^c\\d+$\') FROM {numbered} WHERE "row" IN {among} ORDER BY "row" '
            f"LIMIT {MENDED}) TO {literal(str(path))} (HEADER false, DELIMITER ',')"
        )
