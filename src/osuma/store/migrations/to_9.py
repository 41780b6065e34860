"""Version 9: the history of attributes compares as rules do; what models and experiments say of people."""

from __future__ import annotations

import duckdb

from osuma.store.dialect import fold


def apply(con: duckdb.DuckDBPyConnection) -> None:
    """Add the folded values to `customer_changes`, and `scores` and `exposures`."""
    for side in ("old", "new"):
        con.execute(f"ALTER TABLE customer_changes ADD COLUMN {side}_fold VARCHAR")
    con.execute(f"UPDATE customer_changes SET old_fold = {fold('old')}, new_fold = {fold('new')}")
    con.execute(
        "CREATE TABLE scores (customer_key BIGINT NOT NULL, model VARCHAR NOT NULL, score DECIMAL(18,4), "
        "ts TIMESTAMP NOT NULL, fingerprint VARCHAR NOT NULL)"
    )
    con.execute(
        "CREATE TABLE exposures (customer_key BIGINT NOT NULL, experiment VARCHAR NOT NULL, arm VARCHAR NOT NULL, "
        "ts TIMESTAMP NOT NULL)"
    )
