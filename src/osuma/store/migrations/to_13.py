"""Version 13: which entries of the suppression list say themselves since when."""

from __future__ import annotations

import duckdb


def apply(con: duckdb.DuckDBPyConnection) -> None:
    """Add the columns; of entries that are there it is not known."""
    for table in ("suppressions", "inbox_suppressions"):
        con.execute(f"ALTER TABLE {table} ADD COLUMN dated BOOLEAN")
