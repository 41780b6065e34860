"""Currency rates, and the amounts that waited for one. An amount that is known already never changes."""

from __future__ import annotations

import duckdb

from osuma.store.dialect import identifier, literal
from osuma.store.loading import orders
from osuma.store.loading.refunds import unit_share, units
from osuma.store.writing import rows
from osuma.store.writing.batch import LoadContext, Rows
from osuma.store.writing.staging import Staged

#: Tables with amounts, and whose day decides the rate.
_TABLES = ("event_order", "event_order_line", "event_refund")
_BOTH = ("", "superseded_")


def write(con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext) -> Rows:
    """Write rates; one that another source gave for the same currency and day is replaced."""
    settled = rows.settle(con, "rates", staged.table, source, context)
    incoming = f"FROM {staged.table} AS i{settled.join}"
    settled.rows.removed = rows.supersede_where(
        con, "rates", f"(currency, day) IN (SELECT (i.currency, i.day) {incoming})", context
    )
    given = {c: f"i.{identifier(c)}" for c in ("currency", "day", "rate")}
    rows.insert(con, "rates", given | rows.origin(source, context), incoming, "ORDER BY i.currency, i.day")
    return settled.rows


def fill(con: duckdb.DuckDBPyConnection, context: LoadContext) -> dict[str, int]:
    """Work out amounts that had no rate, by the newest rate not after their day; gives rows by table.

    Older versions get theirs too, so that the undo of a later import brings back rows that are as complete. Leaves
    the rows in `rate_fills` for the undo of this load.
    """
    found = {}
    for table in _TABLES:
        counts = [_fill(con, f"{prefix}{table}", table, context) for prefix in _BOTH]
        found[table] = counts[0]
    orders.recount(con, _orders_of(context.import_id))
    return {table: n for table, n in found.items() if n}


def unfill(con: duckdb.DuckDBPyConnection, import_id: int) -> None:
    """Take back the amounts that a load of rates gave; their orders join temp table `met_orders`.

    Forgets what is known of rows that are gone.
    """
    con.execute(f"INSERT INTO met_orders {_orders_of(import_id)}")
    for table in _TABLES:
        for name in (f"{prefix}{table}" for prefix in _BOTH):
            con.execute(
                f"UPDATE {name} SET amount_base = NULL FROM rate_fills f WHERE f.import_id = {import_id} AND "
                f"f.table_name = {literal(table)} AND {name}.event_id = f.event_id "
                f"AND {name}.content_hash = f.content_hash"
            )
        con.execute(
            f"DELETE FROM rate_fills WHERE table_name = {literal(table)} AND event_id NOT IN (SELECT event_id "
            f"FROM {table} UNION ALL SELECT event_id FROM superseded_{table})"
        )
    con.execute("DELETE FROM rate_fills WHERE import_id = ?", [import_id])


def _fill(con: duckdb.DuckDBPyConnection, name: str, table: str, context: LoadContext) -> int:
    whole = "regexp_replace(t.source_row_id, ' part [0-9]+$', '')"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE waiting AS SELECT t.event_id, t.content_hash, t.import_id, t.amount, r.rate, "
        f"{whole if table == 'event_refund' else 't.source_row_id'} AS whole, t.source FROM {name} t "
        "ASOF JOIN rates r ON r.currency = t.currency AND r.day <= t.local_date "
        "WHERE t.amount_base IS NULL AND t.amount IS NOT NULL "
        f"AND t.currency <> {literal(context.currency)}"
    )
    if not rows.number(con, "SELECT count(*) FROM waiting"):
        return 0
    con.execute(
        f"UPDATE {name} SET amount_base = n.base FROM ({_PARTS if table == 'event_refund' else _PLAIN}) n "
        f"WHERE {name}.event_id = n.event_id AND {name}.content_hash = n.content_hash "
        f"AND {name}.import_id = n.import_id AND {name}.amount_base IS NULL"
    )
    con.execute(
        f"INSERT INTO rate_fills SELECT DISTINCT {context.import_id}, {literal(table)}, event_id, content_hash "
        "FROM waiting ANTI JOIN (SELECT event_id, content_hash FROM rate_fills WHERE import_id = "
        f"{context.import_id} AND table_name = {literal(table)}) USING (event_id, content_hash)"
    )
    return rows.number(con, "SELECT count(*) FROM waiting")


_PLAIN = "SELECT event_id, content_hash, import_id, (amount * rate)::DECIMAL(18,4) AS base FROM waiting"
#: A refund that was split over lines is converted whole and split again, so that the parts sum to it.
_PARTS = (
    "SELECT event_id, content_hash, import_id, "
    f"{unit_share('(total * rate)::DECIMAL(18,4)', 'upto', 'value', 'units')} AS base FROM (SELECT *, "
    f"{units('amount')} AS value, sum(amount) OVER w AS total, sum({units('amount')}) OVER w AS units, "
    f"sum({units('amount')}) OVER (w ORDER BY event_id) AS upto FROM waiting "
    "WINDOW w AS (PARTITION BY source, whole, content_hash, import_id)) WHERE units <> 0 UNION ALL "
    "SELECT event_id, content_hash, import_id, 0::DECIMAL(18,4) FROM waiting WHERE amount = 0"
)


def _orders_of(import_id: int) -> str:
    """SQL of the orders (event_id) whose amounts, lines or refunds a load of rates gave a value."""
    filled = f"SELECT event_id FROM rate_fills WHERE import_id = {import_id} AND table_name = "
    parts = [f"{filled}'event_order'"]
    parts += [
        f"SELECT order_event_id AS event_id FROM {table} WHERE order_event_id IS NOT NULL "
        f"AND event_id IN ({filled}{literal(table)})"
        for table in _TABLES[1:]
    ]
    return " UNION ALL ".join(parts)
