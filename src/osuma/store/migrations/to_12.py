"""Version 12: how consent was given, and whether it was confirmed."""

from __future__ import annotations

import duckdb


def apply(con: duckdb.DuckDBPyConnection) -> None:
    """Add the columns; of statements that are there it is not known."""
    for table in ("consents", "inbox_consents"):
        con.execute(f"ALTER TABLE {table} ADD COLUMN method VARCHAR")
        con.execute(f"ALTER TABLE {table} ADD COLUMN double_opt_in BOOLEAN")
