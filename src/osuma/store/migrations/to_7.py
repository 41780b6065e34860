"""Version 7: whom a site has seen behind a browser."""

from __future__ import annotations

import duckdb

_VISITORS = (
    "identity_key BIGINT NOT NULL, customer_key BIGINT NOT NULL, visitor VARCHAR NOT NULL, source VARCHAR NOT NULL, "
    "source_row_id VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL, import_id BIGINT NOT NULL, "
    "content_hash VARCHAR NOT NULL"
)


def apply(con: duckdb.DuckDBPyConnection) -> None:
    """Add `visitors`; of rows that are there nothing more is known than before."""
    con.execute(f"CREATE TABLE visitors ({_VISITORS})")
    con.execute(f"CREATE TABLE superseded_visitors ({_VISITORS}, superseded_by BIGINT NOT NULL)")
