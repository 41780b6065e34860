"""Whose older rows a write changes, told in its own transaction, so that the next refresh computes them anew.

Everybody else's numbers follow from those of the last refresh and the rows that are later than it. A write that
cannot tell forgets what was kept, and the next refresh is a full one.
"""

from __future__ import annotations

from datetime import datetime

import duckdb
import numpy as np
import numpy.typing as npt

from osuma.store import schema
from osuma.store.dialect import literal


def kept_until(con: duckdb.DuckDBPyConnection) -> datetime | None:
    """The instant (naive UTC) up to which figures are kept; None where there are none."""
    found = con.execute("SELECT as_of FROM kept_figures").fetchall()
    return found[0][0] if found else None


def forget(con: duckdb.DuckDBPyConnection) -> None:
    """The kept figures hold no more."""
    con.execute("DELETE FROM kept_figures")


def touch(con: duckdb.DuckDBPyConnection, *queries: str) -> None:
    """Note the people whom the queries (SQL of identity_key) name."""
    if kept_until(con) is not None:
        con.execute(
            f"INSERT INTO people_touched SELECT identity_key FROM ({' UNION '.join(queries)}) "
            "WHERE identity_key IS NOT NULL"
        )


def people(con: duckdb.DuckDBPyConnection) -> npt.NDArray[np.int64]:
    """customer_keys of everybody noted, by who is one person now, in order."""
    found = con.execute(
        "SELECT DISTINCT customer_key FROM identities SEMI JOIN people_touched ON touched = identity_key ORDER BY 1"
    ).fetchnumpy()
    return np.asarray(found["customer_key"], dtype=np.int64)


def by_load(con: duckdb.DuckDBPyConnection, import_id: int) -> None:
    """Note what a load changed besides adding later rows: late and changed rows, and rows that count otherwise now
    because of a refund. Who became one person is noted where that is done (`identity.regroup`)."""
    until = kept_until(con)
    if until is None:
        return
    if _described(con, import_id):
        forget(con)
        return
    late = f"import_id = {import_id} AND ts <= {literal(until)}"
    told = [f"SELECT identity_key FROM {table} WHERE {late}" for table in schema.event_tables(con)]
    gone = [f"SELECT identity_key FROM {table} WHERE superseded_by = {import_id}" for table in _histories(con)]
    touch(con, *told, *gone, *_of_orders(_orders(import_id)))


def by_undo(con: duckdb.DuckDBPyConnection, import_id: int) -> None:
    """Note the people and orders that an undo is about to touch (temporary tables `met`, `met_orders`)."""
    if kept_until(con) is None:
        return
    if _described(con, import_id):
        forget(con)
        return
    touch(con, "SELECT identity_key FROM met", *_of_orders("SELECT event_id FROM met_orders"))


def _described(con: duckdb.DuckDBPyConnection, import_id: int) -> bool:
    """Whether a load wrote lists of products or rates, which change what any older row is or is worth."""
    parts = [
        f"SELECT 1 FROM {name} WHERE {where}"
        for table in ("products", "rates")
        for name, where in (
            (table, f"import_id = {import_id}"),
            (f"superseded_{table}", f"{import_id} IN (import_id, superseded_by)"),
        )
    ]
    return bool(con.execute(f"SELECT count(*) FROM ({' UNION ALL '.join(parts)})").fetchall()[0][0])


def _histories(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of older versions of events."""
    return [f"superseded_{table}" for table in schema.event_tables(con)]


def _orders(import_id: int) -> str:
    """SQL of event_id: orders that were there before and may count otherwise now, and new ones with refunds."""
    refunded = " UNION ALL ".join(
        f"SELECT order_event_id FROM {table} WHERE {where}"
        for table, where in (
            ("event_refund", f"import_id = {import_id}"),
            ("superseded_event_refund", f"superseded_by = {import_id}"),
            ("superseded_event_order_line", f"superseded_by = {import_id}"),
        )
    )
    brought = (
        f"SELECT event_id FROM event_order WHERE import_id = {import_id} "
        "AND event_id IN (SELECT order_event_id FROM event_refund)"
    )
    changed = f"SELECT event_id FROM superseded_event_order WHERE superseded_by = {import_id}"
    return f"SELECT order_event_id AS event_id FROM ({refunded}) UNION ALL {brought} UNION ALL {changed}"


def _of_orders(orders: str) -> list[str]:
    """Whose orders, lines and refunds: a refund may be of another record than its order."""
    return [
        f"SELECT identity_key FROM {table} WHERE {column} IN (SELECT event_id FROM ({orders}))"
        for table, column in (
            ("event_order", "event_id"),
            ("event_order_line", "order_event_id"),
            ("event_refund", "order_event_id"),
        )
    ]
