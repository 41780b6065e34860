"""Version 10: a refresh starts from the figures of the last one."""

from __future__ import annotations

import duckdb


def apply(con: duckdb.DuckDBPyConnection) -> None:
    """Add `kept_figures` and `people_touched`, both empty: the next refresh is a full one."""
    con.execute(
        "CREATE TABLE kept_figures (token VARCHAR NOT NULL, run_id BIGINT NOT NULL, as_of TIMESTAMP NOT NULL)"
    )
    con.execute("CREATE TABLE people_touched (touched BIGINT NOT NULL)")
