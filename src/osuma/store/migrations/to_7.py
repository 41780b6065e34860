"""Version 7: whom a site has seen behind a browser, and which consents say when they were given."""

from __future__ import annotations

import duckdb

_VISITORS = (
    "identity_key BIGINT NOT NULL, customer_key BIGINT NOT NULL, visitor VARCHAR NOT NULL, source VARCHAR NOT NULL, "
    "source_row_id VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL, import_id BIGINT NOT NULL, "
    "content_hash VARCHAR NOT NULL"
)


def apply(con: duckdb.DuckDBPyConnection) -> None:
    """Add `visitors` and the columns; of rows that are there nothing more is known than before."""
    con.execute(f"CREATE TABLE visitors ({_VISITORS})")
    con.execute(f"CREATE TABLE superseded_visitors ({_VISITORS}, superseded_by BIGINT NOT NULL)")
    con.execute("ALTER TABLE consents ADD COLUMN dated BOOLEAN")
    con.execute("ALTER TABLE inbox_consents ADD COLUMN dated BOOLEAN DEFAULT false")
    con.execute("ALTER TABLE inbox_consents ALTER COLUMN dated SET NOT NULL")
    con.execute("ALTER TABLE inbox_consents ALTER COLUMN dated DROP DEFAULT")
