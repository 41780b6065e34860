"""Version 6: rates say where they came from, and which amounts they gave."""

from __future__ import annotations

import duckdb

_RATES = (
    "currency VARCHAR NOT NULL, day DATE NOT NULL, rate DECIMAL(18,8) NOT NULL, source VARCHAR NOT NULL, "
    "source_row_id VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL, import_id BIGINT NOT NULL, "
    "content_hash VARCHAR NOT NULL"
)


def apply(con: duckdb.DuckDBPyConnection) -> None:
    """Rates that are there keep their source and belong to no load: nothing undoes them."""
    con.execute("CREATE TEMP TABLE rates_before AS SELECT currency, day, rate, source FROM rates")
    con.execute("DROP TABLE rates")
    con.execute(f"CREATE TABLE rates ({_RATES})")
    con.execute(
        "INSERT INTO rates SELECT currency, day, rate, source, 'rate:' || currency || '/' || day, "
        "TIMESTAMP '1970-01-01', 0, '' FROM rates_before"
    )
    con.execute("DROP TABLE rates_before")
    con.execute(f"CREATE TABLE superseded_rates ({_RATES}, superseded_by BIGINT NOT NULL)")
    con.execute(
        "CREATE TABLE rate_fills (import_id BIGINT NOT NULL, table_name VARCHAR NOT NULL, event_id VARCHAR NOT NULL, "
        "content_hash VARCHAR NOT NULL)"
    )
