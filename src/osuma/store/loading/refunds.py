"""Money given back: rows of their own, linked to orders, split over lines so that the parts sum to the whole."""

from __future__ import annotations

from typing import Any

import duckdb

from osuma.store import schema
from osuma.store.dialect import content_hash, identifier, literal, local_date
from osuma.store.loading import events, orders
from osuma.store.writing import money, rows
from osuma.store.writing.batch import LoadContext, Rows
from osuma.store.writing.staging import Staged


def from_orders(con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext) -> Rows:
    """Refund rows for what an orders file says has been given back so far.

    What is new since the last import becomes a row of its own; a total that shrank replaces the rows made before.
    The part that exceeds the value of the goods (delivery) is left out: order amounts leave it out too.
    """
    if "refunded" not in staged.columns:
        return Rows()
    target = "CASE WHEN i.status = 'refunded' THEN i.amount ELSE least(coalesce(i.refunded, 0), i.amount) END"
    changed = rows.number(con, "SELECT count(*) FROM written_orders WHERE fate = 'changed'")
    wanted = f"{target} > 0 OR w.fate = 'changed'" if changed else f"{target} > 0"
    owed = rows.number(
        con,
        f"CREATE OR REPLACE TEMP TABLE owed AS SELECT i.*, w.event_id AS order_event_id, w.fate, {target} AS target "
        f"FROM {staged.table} i JOIN written_orders w USING (source_row_id) WHERE i.amount > 0 AND ({wanted})",
    )
    if not owed:
        return Rows()
    shrunk = rows.supersede_where(
        con,
        "event_refund",
        f"source = {literal(source)} AND order_event_id IN (SELECT o.order_event_id FROM owed o JOIN ({_HAVE}) h "
        "USING (order_event_id) WHERE h.made > 0 AND o.target < h.total) AND refund_id LIKE '%/refund%'",
        context,
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE owed_rows AS SELECT o.*, (o.target - coalesce(h.total, "
        "0))::DECIMAL(18,4) AS delta, "
        "o.order_id || '/refund' || CASE WHEN coalesce(h.made, 0) = 0 THEN '' ELSE '/' || (h.made + 1) END AS "
        "refund_id "
        f"FROM owed o LEFT JOIN ({_HAVE}) h USING (order_event_id) WHERE o.target > coalesce(h.total, 0)"
    )
    updated = "i.source_updated_at" if "source_updated_at" in staged.columns else "NULL::TIMESTAMP"
    status_ts = "CASE WHEN i.status = 'refunded' THEN i.status_ts END" if "status_ts" in staged.columns else "NULL"
    when = (
        f"greatest(i.ts, coalesce(i.refunded_at, {status_ts}, CASE WHEN i.fate = 'changed' THEN {updated} END, "
        f"{orders.moment(con, staged, context)}))"
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE owed_rows AS SELECT i.* REPLACE ({when} AS ts) FROM owed_rows i")
    join = money.rate_join(con, "owed_rows", "i.local_date", context)
    given = events.common(con, "event_refund", staged, source, context)
    given = {c: e for c, e in given.items() if c in _FROM_ORDER} | {
        "source_row_id": "'refund:' || i.refund_id",
        "event_id": f"{literal(source + ':refund:')} || i.refund_id",
        "content_hash": content_hash({"refund_id": "i.refund_id", "amount": "i.delta"}),
        "local_date": local_date("i.ts", context.zone),
        "date_only": "false",
        "refund_id": "i.refund_id",
        "order_event_id": "i.order_event_id",
        "allocated": "false",
        "amount": "i.delta",
        "amount_base": money.base("i.delta", join, context),
    }
    made = rows.insert(
        con,
        "event_refund",
        given,
        events.sorted_rows("owed_rows", "") + join,
    )
    return Rows(new=made, removed=shrunk)


_HAVE = (
    "SELECT order_event_id, sum(amount) FILTER (set_apart IS DISTINCT FROM 'same_refund') AS total, "
    "count(DISTINCT refund_id) FILTER (WHERE refund_id LIKE '%/refund%') AS made FROM event_refund WHERE "
    "order_event_id IN (SELECT order_event_id FROM owed) GROUP BY order_event_id"
)
_FROM_ORDER = {
    "ts", "identity_key", "customer_key", "currency", "set_apart", "source", "recorded_at", "import_id",
}  # fmt: skip


def write(con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext) -> Rows:
    """Write refunds that the source lists itself. A refund of an order that is not known waits for it, unlinked."""
    settled = rows.settle(con, "event_refund", staged.table, source, context)
    join = money.rate_join(con, staged.table, "i.local_date", context)
    given = events.common(con, "event_refund", staged, source, context)
    line = f"{literal(source + ':order_line:')} || i.order_id || '/' || i.line_no"
    given |= {
        "refund_id": "coalesce(i.refund_id, i.source_row_id)",
        "order_event_id": "o.event_id",
        "line_event_id": "coalesce(l.event_id, single.event_id)",
        "allocated": "false",
        "amount_base": money.base("i.amount", join, context),
    }
    for column in ("product_id", "product", "product_fold", "category", "category_fold"):
        known = given.get(column, "NULL")
        given[column] = f"coalesce({known}, l.{column}, single.{column})"
    for column in ("identity_key", "customer_key"):
        given[column] = f"coalesce(i.{column}, o.{column})"
    single = (
        "(SELECT order_event_id, product_id, min(event_id) AS event_id, min(product) AS product, "
        "min(product_fold) AS "
        "product_fold, min(category) AS category, min(category_fold) AS category_fold FROM event_order_line "
        "GROUP BY ALL HAVING count(*) = 1)"
    )
    order_key = f"{literal(source + ':order:')} || i.order_id"
    rows.insert(
        con,
        "event_refund",
        given,
        f"{events.sorted_rows(staged.table, settled.join)} "
        f"LEFT JOIN event_order o ON o.event_id = {order_key} LEFT JOIN event_order_line l ON l.event_id = {line} "
        f"LEFT JOIN {single} AS single ON single.order_event_id = o.event_id AND single.product_id = "
        f"i.product_id{join}",
    )
    con.execute(f"INSERT INTO written_list SELECT i.source_row_id FROM {staged.table} AS i{settled.join}")
    con.execute(
        f"INSERT INTO refund_awaits SELECT {literal(source)}, i.source_row_id, {order_key}, {context.import_id} "
        f"FROM {staged.table} AS i{settled.join} ANTI JOIN event_order o ON o.event_id = {order_key} "
        "WHERE i.order_id IS NOT NULL"
    )
    con.execute(
        "INSERT INTO written_refunds SELECT DISTINCT order_event_id FROM event_refund "
        f"WHERE import_id = {context.import_id} AND order_event_id IS NOT NULL"
    )
    return settled.rows


def link_waiting(con: duckdb.DuckDBPyConnection) -> None:
    """Link refunds that came before their order to the orders written now."""
    if not rows.number(con, "SELECT count(*) FROM refund_awaits"):
        return
    con.execute(
        "UPDATE event_refund SET order_event_id = a.order_event_id FROM refund_awaits a JOIN written_orders w "
        "ON w.event_id = a.order_event_id WHERE event_refund.order_event_id IS NULL AND event_refund.source = "
        "a.source "
        "AND event_refund.source_row_id = a.source_row_id"
    )


def elsewhere(con: duckdb.DuckDBPyConnection, context: LoadContext) -> list[dict[str, Any]]:
    """Refunds of no known order whose order number is another source's, where this load brought either of the two:
    that source, how many refunds, what they are worth, and how many of their orders have refunds of their own."""
    if not rows.number(con, "SELECT count(*) FROM refund_awaits"):
        return []
    number = "substr(a.order_event_id, strpos(a.order_event_id, ':order:') + 1)"
    found = con.execute(
        "SELECT o.source, count(*), sum(r.amount_base), count(*) FILTER (WHERE own.order_event_id IS NOT NULL) "
        "FROM refund_awaits a JOIN event_refund r ON r.source = a.source AND r.source_row_id = a.source_row_id "
        "AND r.order_event_id IS NULL AND r.set_apart IS NULL JOIN event_order o ON o.source <> a.source AND "
        f"o.source_row_id = {number} "
        "LEFT JOIN (SELECT DISTINCT order_event_id FROM event_refund) own ON own.order_event_id = o.event_id "
        f"WHERE {context.import_id} IN (a.import_id, o.import_id) GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return [
        {"source": source, "rows": count, "amount": str(round(amount or 0, 2)), "refunded": refunded}
        for source, count, amount, refunded in found
    ]


def unlink_orphans(con: duckdb.DuckDBPyConnection) -> None:
    """Refunds whose order is gone (its import was undone) wait again."""
    con.execute(
        "UPDATE event_refund SET order_event_id = NULL WHERE order_event_id NOT IN (SELECT event_id FROM event_order)"
    )


def allocate(con: duckdb.DuckDBPyConnection, context: LoadContext) -> None:
    """Split refunds of whole orders over the lines of the order by value, for orders in `written_refunds`."""
    whole = rows.number(
        con,
        "CREATE OR REPLACE TEMP TABLE whole AS SELECT r.* FROM event_refund r WHERE r.line_event_id IS NULL "
        "AND r.order_event_id IN (SELECT order_event_id FROM written_refunds)",
    )
    if not whole:
        return
    con.execute(
        "CREATE OR REPLACE TEMP TABLE shares AS SELECT l.order_event_id, l.event_id, l.line_no, l.product_id, "
        "l.product, "
        f"l.product_fold, l.category, l.category_fold, {units('l.amount - coalesce(g.back, 0)')} AS value "
        "FROM event_order_line l SEMI JOIN whole ON whole.order_event_id = l.order_event_id LEFT JOIN (SELECT "
        "line_event_id, "
        "sum(amount) AS back FROM event_refund WHERE line_event_id IS NOT NULL GROUP BY 1) g ON "
        "g.line_event_id = l.event_id "
        "WHERE l.amount > coalesce(g.back, 0)"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE shares AS SELECT *, sum(value) OVER (PARTITION BY order_event_id) AS total, "
        "sum(value) OVER (PARTITION BY order_event_id ORDER BY line_no, event_id) AS upto FROM shares"
    )
    con.execute("DELETE FROM whole WHERE order_event_id NOT IN (SELECT order_event_id FROM shares)")
    if not rows.number(con, "SELECT count(*) FROM whole"):
        return
    rows.supersede_where(con, "event_refund", "event_id IN (SELECT event_id FROM whole)", context)
    rows.insert(con, "event_refund", _parts(con, context), "FROM whole r JOIN shares s USING (order_event_id)")


def _parts(con: duckdb.DuckDBPyConnection, context: LoadContext) -> dict[str, str]:
    given = {c: f"r.{identifier(c)}" for c in schema.columns(con, "event_refund")}
    for column in ("product_id", "product", "product_fold", "category", "category_fold"):
        given[column] = f"s.{column}"
    part = "' part ' || s.line_no"
    return given | {
        "order_event_id": "order_event_id",
        "line_event_id": "s.event_id",
        "allocated": "true",
        "quantity": "NULL",
        "amount": _share("r.amount"),
        "amount_base": _share("r.amount_base"),
        "event_id": f"r.event_id || {part}",
        "source_row_id": f"r.source_row_id || {part}",
        "import_id": str(context.import_id),
    }


def units(amount: str) -> str:
    """An amount as a whole number of its smallest unit, so that division is exact."""
    return f"(({amount})::DECIMAL(28,4) * 10000)::HUGEINT"


def _share(amount: str) -> str:
    """The share of a line of an order's refund."""
    return unit_share(amount, "s.upto", "s.value", "s.total")


def unit_share(amount: str, upto: str, value: str, total: str) -> str:
    """A part of an amount: differences of a running quotient, whose sum is the whole by construction."""
    whole = units(amount)
    part = f"({whole} * {upto} // {total}) - ({whole} * ({upto} - {value}) // {total})"
    return f"(({part})::DECIMAL(18,0) * 0.0001)::DECIMAL(18,4)"
