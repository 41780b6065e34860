"""Version 2: snapshots of membership."""

from __future__ import annotations

import duckdb


def apply(con: duckdb.DuckDBPyConnection) -> None:
    """Add `membership_snapshots`; version 1 read history from its moves alone, and so it goes on until the next one."""
    con.execute(
        "CREATE TABLE membership_snapshots "
        "(run_id BIGINT NOT NULL, segment_id BIGINT NOT NULL, unit_key BIGINT NOT NULL)"
    )
