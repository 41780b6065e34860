"""Version 11: what closed months were counted from, so that a write builds the ledger of sales once."""

from __future__ import annotations

import duckdb


def apply(con: duckdb.DuckDBPyConnection) -> None:
    """Add `month_marks`, empty: the next write compares every closed month."""
    con.execute("CREATE TABLE month_marks (month DATE NOT NULL, side VARCHAR NOT NULL, mark VARCHAR NOT NULL)")
