"""Version 8: closed months and their restatements."""

from __future__ import annotations

import duckdb

_TABLES = {
    "month_closings": (
        "month DATE NOT NULL, load_id BIGINT NOT NULL, closed_at TIMESTAMP NOT NULL, horizon TIMESTAMP, data_end DATE"
    ),
    "month_figures": (
        "month DATE NOT NULL, slug VARCHAR NOT NULL, figure VARCHAR NOT NULL, value DECIMAL(18,4) NOT NULL"
    ),
    "month_segments": (
        "month DATE NOT NULL, slug VARCHAR NOT NULL, run_id BIGINT NOT NULL, as_of TIMESTAMP NOT NULL"
    ),
    "month_restatements": (
        "load_id BIGINT NOT NULL, restated_at TIMESTAMP NOT NULL, month DATE NOT NULL, slug VARCHAR NOT NULL, "
        "figure VARCHAR NOT NULL, old_value DECIMAL(18,4) NOT NULL, new_value DECIMAL(18,4) NOT NULL"
    ),
    "month_rows": (
        "load_id BIGINT NOT NULL, month DATE NOT NULL, event_id VARCHAR NOT NULL, is_order BOOLEAN NOT NULL, "
        "old_amount DECIMAL(18,4), new_amount DECIMAL(18,4)"
    ),
}


def apply(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables, empty: no month of a workspace of version 7 is closed."""
    for name, columns in _TABLES.items():
        con.execute(f"CREATE TABLE {name} ({columns})")
