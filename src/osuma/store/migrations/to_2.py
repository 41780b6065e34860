"""Version 2: snapshots of membership."""

from __future__ import annotations

import duckdb


def apply(con: duckdb.DuckDBPyConnection) -> None:
    """Add `membership_snapshots`; the history of version 1 is read from its moves alone until the next snapshot."""
    con.execute(
        "CREATE TABLE membership_snapshots "
        "(run_id BIGINT NOT NULL, segment_id BIGINT NOT NULL, unit_key BIGINT NOT NULL)"
    )
