"""Orders and their lines: rows, status history, and the two columns that say what counts."""

from __future__ import annotations

import duckdb

from osuma.store.dialect import literal
from osuma.store.loading import events
from osuma.store.writing import money, rows
from osuma.store.writing.batch import LoadContext, Rows
from osuma.store.writing.staging import Staged

#: Whose sales are the shop's: nobody's in particular, or of people who are not set apart.
OURS = "customer_key IS NULL OR customer_key NOT IN (SELECT customer_key FROM customers WHERE set_apart IS NOT NULL)"


def moment(con: duckdb.DuckDBPyConnection, staged: Staged, context: LoadContext) -> str:
    """SQL for the instant that the file speaks for: the context's, else the newest instant in it."""
    if context.file_at is not None:
        return literal(context.file_at)
    newest = con.execute(f"SELECT max(ts) FROM {staged.table}").fetchone()
    return literal(newest[0] if newest and newest[0] else context.recorded_at)


def write(con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext) -> Rows:
    """Write orders; their changes of status go to the history. Leaves temp table `written_orders` (event_id, "
    "fate)."""
    settled = rows.settle(
        con, "event_order", staged.table, source, context, clock="source_updated_at" in staged.columns
    )
    join = money.rate_join(con, staged.table, "i.local_date", context)
    given = events.common(con, "event_order", staged, source, context)
    given["amount_base"] = money.base("i.amount", join, context)
    given["net_base"] = given["amount_base"]
    given["counted"] = "i.status = 'completed' AND i.set_apart IS NULL AND NOT i.apart"
    rows.insert(
        con,
        "event_order",
        given,
        events.sorted_rows(staged.table, settled.join) + join,
    )
    fate = "fate.fate" if settled.join else "'new'"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE written_orders AS SELECT {literal(source + ':')} || i.source_row_id AS "
        "event_id, "
        f"i.source_row_id, {fate} AS fate FROM {staged.table} AS i{settled.join}"
    )
    if settled.rows.changed or staged.gives("status_ts"):
        _history(con, staged, source, context)
    return settled.rows


def _history(con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext) -> None:
    """Status rows: only where an order's status began later than the order or has changed.

    An order without history has had its status since it was made; a change writes down the former status first, and
    is later than what the history has, whatever its source says.
    """
    since = "i.status_ts" if "status_ts" in staged.columns else "NULL::TIMESTAMP"
    updated = "i.source_updated_at" if "source_updated_at" in staged.columns else "NULL::TIMESTAMP"
    turned = rows.number(
        con,
        "CREATE OR REPLACE TEMP TABLE turned AS SELECT w.event_id, i.status, i.ts AS made, w.fate, CASE WHEN "
        "w.fate = 'new' "
        f"THEN {since} ELSE greatest(coalesce({since}, {updated}, {moment(con, staged, context)}), "
        "coalesce(h.last, i.ts) "
        "+ INTERVAL 1 MICROSECOND) END AS since, old.status AS former, h.last IS NOT NULL AS has_history "
        f"FROM written_orders w JOIN {staged.table} i USING (source_row_id) LEFT JOIN (SELECT event_id, status "
        f"FROM superseded_event_order WHERE superseded_by = {context.import_id}) old ON old.event_id = w.event_id "
        "LEFT JOIN (SELECT order_event_id, max(ts) AS last FROM order_status GROUP BY 1) h "
        "ON h.order_event_id = w.event_id "
        f"WHERE w.fate = 'changed' AND old.status <> i.status OR w.fate = 'new' AND {since} > i.ts",
    )
    if not turned:
        return
    steps = (
        "SELECT event_id, status, since AS ts FROM turned UNION ALL "
        "SELECT event_id, former, made FROM turned WHERE fate = 'changed' AND NOT has_history"
    )
    con.execute(
        f"INSERT INTO order_status SELECT event_id, status, ts, {literal(source)}, id, "
        f"{literal(context.recorded_at)}, "
        f"{context.import_id}, md5(id) FROM (SELECT *, event_id || '/' || status || '/' || ts AS id FROM ({steps})) "
        "WHERE id NOT IN (SELECT source_row_id FROM order_status)"
    )


def write_lines(
    con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext, *, whole: bool
) -> Rows:
    """Write order lines; person and time are the order's. Lines of unknown orders go to temp table `refused`.

    whole: the load has the orders of these lines too, so stored lines of a changed order that are not among them
    are removed. Leaves temp table `written_lines` (order_event_id).
    """
    table, order_key = staged.table, f"{literal(source + ':order:')} || i.order_id"
    lost = _refuse_orphans(con, table, order_key)
    settled = rows.settle(con, "event_order_line", table, source, context)
    settled.rows.refused = lost
    currency = "coalesce(i.currency, o.currency)" if "currency" in staged.columns else "o.currency"
    given = events.common(con, "event_order_line", staged, source, context)
    given |= {c: f"o.{c}" for c in ("ts", "local_date", "date_only", "identity_key", "customer_key", "counted")}
    given["set_apart"] = "coalesce(i.set_apart, o.set_apart)" if "set_apart" in staged.columns else "o.set_apart"
    given["counted"] = f"o.counted AND {given['set_apart']} IS NULL"
    given |= {"order_event_id": "o.event_id", "currency": currency}
    given["amount_base"] = _line_base(con, context, currency)
    given["net_base"] = given["amount_base"]
    orders = f"(SELECT * FROM event_order WHERE source = {literal(source)})"
    rows.insert(
        con,
        "event_order_line",
        given,
        f"FROM {table} AS i{settled.join} JOIN {orders} AS o ON o.event_id = {order_key}",
        "ORDER BY o.customer_key, o.ts",
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE written_lines AS SELECT DISTINCT {order_key} AS order_event_id "
        f"FROM {table} AS i{settled.join}"
    )
    if whole:
        settled.rows.removed = _remove_missing(con, table, source, context)
    return settled.rows


def _line_base(con: duckdb.DuckDBPyConnection, context: LoadContext, currency: str) -> str:
    """A line's amount by the rate of its order's day, so that lines and order agree."""
    own = literal(context.currency)
    if not rows.number(con, f"SELECT count(*) FROM event_order WHERE currency <> {own}"):
        return "i.amount"
    rate = f"(SELECT arg_max(r.rate, r.day) FROM rates r WHERE r.currency = {currency} AND r.day <= o.local_date)"
    return f"CASE WHEN {currency} = {own} THEN i.amount ELSE (i.amount * {rate})::DECIMAL(18,4) END"


def _refuse_orphans(con: duckdb.DuckDBPyConnection, table: str, order_key: str) -> int:
    lost = rows.number(
        con,
        f"INSERT INTO refused SELECT i.\"row\", 'order_id', i.order_id, 'order_not_known' FROM {table} AS i "
        f"ANTI JOIN event_order o ON o.event_id = {order_key}",
    )
    if lost:
        con.execute(f"DELETE FROM {table} AS i WHERE {order_key} NOT IN (SELECT event_id FROM event_order)")
    return lost


def _remove_missing(con: duckdb.DuckDBPyConnection, table: str, source: str, context: LoadContext) -> int:
    changed = "SELECT event_id FROM written_orders WHERE fate = 'changed'"
    if not rows.number(con, f"SELECT count(*) FROM ({changed})"):
        return 0
    return rows.supersede_where(
        con,
        "event_order_line",
        f"source = {literal(source)} AND order_event_id IN ({changed}) "
        f"AND source_row_id NOT IN (SELECT source_row_id FROM {table})",
        context,
    )


def recount(con: duckdb.DuckDBPyConnection, orders: str) -> None:
    """Derive `counted` and `net_base` again for orders in the query `orders` (event_id) and for their lines."""
    if not rows.number(con, f"CREATE OR REPLACE TEMP TABLE recounted AS SELECT DISTINCT event_id FROM ({orders})"):
        return
    holds = "o.status = 'completed' AND o.set_apart IS NULL AND c.set_apart IS NULL"
    _apply(
        con,
        "event_order",
        f"SELECT o.event_id, {holds} AND {_kept('o')} AS counted, {_net('o')} AS net FROM event_order o "
        f"SEMI JOIN recounted USING (event_id) LEFT JOIN ({_given('order_event_id')}) g ON g.id = o.event_id "
        "LEFT JOIN customers c ON c.customer_key = o.customer_key",
    )
    _apply(
        con,
        "event_order_line",
        f"SELECT l.event_id, coalesce(o.counted, false) AND l.set_apart IS NULL AND {_kept('l')} AS counted, "
        f"{_net('l')} AS net FROM event_order_line l JOIN recounted r ON r.event_id = l.order_event_id "
        f"LEFT JOIN event_order o ON o.event_id = l.order_event_id LEFT JOIN ({_given('line_event_id')}) g "
        "ON g.id = l.event_id",
    )


def _given(by: str) -> str:
    return (
        f"SELECT {by} AS id, sum(amount_base) AS back FROM event_refund WHERE {by} IS NOT NULL AND set_apart IS NULL "
        f"AND order_event_id IN (SELECT event_id FROM recounted) GROUP BY {by}"
    )


def _kept(row: str) -> str:
    return f"NOT coalesce(g.back > 0 AND g.back >= {row}.amount_base, false)"


def _net(row: str) -> str:
    return f"({row}.amount_base - coalesce(g.back, 0))::DECIMAL(18,4)"


def _apply(con: duckdb.DuckDBPyConnection, table: str, derived: str) -> None:
    con.execute(
        f"UPDATE {table} SET counted = n.counted, net_base = n.net FROM ({derived}) n WHERE {table}.event_id = "
        "n.event_id "
        f"AND ({table}.counted <> n.counted OR {table}.net_base IS DISTINCT FROM n.net)"
    )
