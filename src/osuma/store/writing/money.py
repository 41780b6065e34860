"""Amounts in the workspace's currency: by the rate of the day, fixed at import."""

from __future__ import annotations

import duckdb

from osuma.store.dialect import literal
from osuma.store.writing import rows
from osuma.store.writing.batch import LoadContext


def rate_join(con: duckdb.DuckDBPyConnection, table: str, day: str, context: LoadContext) -> str:
    """SQL that joins the newest rate not after `day` to staged rows called `i`; empty where one currency is "
    "in use."""
    own = literal(context.currency)
    if not rows.number(con, f"SELECT count(*) FROM {table} WHERE currency <> {own}"):
        return ""
    return f" ASOF LEFT JOIN rates AS rate ON rate.currency = i.currency AND rate.day <= {day}"


def base(amount: str, join: str, context: LoadContext) -> str:
    """SQL for an amount in the workspace's currency; null where no rate is known."""
    if not join:
        return amount
    converted = f"({amount} * rate.rate)::DECIMAL(18,4)"
    return f"CASE WHEN i.currency = {literal(context.currency)} THEN {amount} ELSE {converted} END"
