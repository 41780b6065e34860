"""Version 2: snapshots of membership, and orders know when their source last changed them."""

from __future__ import annotations

import duckdb


def apply(con: duckdb.DuckDBPyConnection) -> None:
    """Add `membership_snapshots`; version 1 has none, so history is read from its moves alone."""
    con.execute(
        "CREATE TABLE membership_snapshots "
        "(run_id BIGINT NOT NULL, segment_id BIGINT NOT NULL, unit_key BIGINT NOT NULL)"
    )
