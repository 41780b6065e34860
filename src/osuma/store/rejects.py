"""Refused rows as a file."""

from __future__ import annotations

from pathlib import Path

import duckdb

from osuma.store import rows
from osuma.store.dialect import literal


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
