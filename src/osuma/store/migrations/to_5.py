"""Version 5: what advertising cost, minutes attended, ratings of comments, reasons of returns."""

from __future__ import annotations

import duckdb

_AD_COST = (
    "day DATE NOT NULL, campaign VARCHAR, campaign_fold VARCHAR, campaign_id VARCHAR, ad_group VARCHAR, "
    "ad_group_fold VARCHAR, ad_group_id VARCHAR, ad VARCHAR, ad_fold VARCHAR, currency VARCHAR NOT NULL, "
    "cost DECIMAL(18,4) NOT NULL, cost_base DECIMAL(18,4), impressions BIGINT, clicks BIGINT, "
    "conversions DECIMAL(18,4), conversion_value DECIMAL(18,4), source VARCHAR NOT NULL, "
    "source_row_id VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL, import_id BIGINT NOT NULL, "
    "content_hash VARCHAR NOT NULL"
)
_COLUMNS = (
    ("event_attendance", "minutes DECIMAL(18,4)"),
    ("event_comment", "rating DECIMAL(18,4)"),
    ("event_comment", "product VARCHAR"),
    ("event_comment", "product_fold VARCHAR"),
    ("event_refund", "reason VARCHAR"),
    ("event_refund", "reason_fold VARCHAR"),
)


def apply(con: duckdb.DuckDBPyConnection) -> None:
    """Add `ad_cost` and the columns; of rows that are there nothing more is known than before."""
    con.execute(f"CREATE TABLE ad_cost ({_AD_COST})")
    con.execute(f"CREATE TABLE superseded_ad_cost ({_AD_COST}, superseded_by BIGINT NOT NULL)")
    for table, column in _COLUMNS:
        for name in (table, f"superseded_{table}"):
            con.execute(f"ALTER TABLE {name} ADD COLUMN {column}")
