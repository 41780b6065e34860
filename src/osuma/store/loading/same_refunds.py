"""Refunds that two files tell of: the orders' own ("12 € given back so far") and a list of returns. Each counts once.

Derived from the rows as they stand, at every load and undo. The row of the list is set apart, with the reason
`same_refund`; that of the orders counts, for it is what the order's own totals speak of.
"""

from __future__ import annotations

from typing import Any

import duckdb

from osuma.store.dialect import literal
from osuma.store.writing import rows, touched
from osuma.store.writing.batch import LoadContext

REASON = "same_refund"
#: How many days a listed refund may be younger than the orders' own of the same amount. It may be older by any
#: number: an orders' file that has no day for a refund dates it by the file's own.
NEAR_DAYS = 31
#: How many of them are named in the result of a load.
LISTED = 20
#: How the ids of refunds look that are made of an orders' file; see `osuma.store.loading.refunds.from_orders`.
_OWN = "r.refund_id LIKE '%/refund%'"
_OPEN = f"(r.set_apart IS NULL OR r.set_apart = {literal(REASON)})"
#: The list may speak of a refund that the orders had told of when it came, or whose order it does not know.
_LATER = "(l.import_id IS NULL OR l.import_id >= o.import_id)"
_NEAR = f"l.day <= o.day + {NEAR_DAYS}"
#: No order at all.
_NONE = "SELECT order_id AS event_id FROM same_refunds WHERE false"


def settle(con: duckdb.DuckDBPyConnection, context: LoadContext) -> str:
    """Mark what is told twice, and unmark what no longer is. Gives SQL of the orders (event_id) that this touched.

    The same: of one order (the source's own, or the only one of any source with the number), in one currency, and
    either one amount each, or all that the list has of the order together. Leaves temp table `same_news`.
    """
    told = "order_id VARCHAR, source VARCHAR, refund_id VARCHAR"
    con.execute(f"CREATE OR REPLACE TEMP TABLE same_refunds ({told})")
    both, marked = _there(con)
    if both:
        _find(con, context)
    elif not marked:
        sums = "amount DECIMAL(38,4), amount_base DECIMAL(38,4)"
        con.execute(f"CREATE OR REPLACE TEMP TABLE same_news ({told}, {sums})")
        return _NONE
    found = "SELECT source, refund_id FROM same_refunds"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE same_news AS SELECT s.order_id, s.source, s.refund_id, sum(r.amount) AS "
        "amount, sum(r.amount_base) AS amount_base FROM event_refund r JOIN same_refunds s USING (source, refund_id) "
        "WHERE r.set_apart IS NULL GROUP BY ALL"
    )
    mark, pair = literal(REASON), "(source, refund_id)"
    turned = f"set_apart = {mark} AND {pair} NOT IN ({found}) OR set_apart IS NULL AND {pair} IN ({found})"
    touched.touch(
        con,
        f"SELECT identity_key FROM event_refund WHERE {turned}",
        f"SELECT o.identity_key FROM event_order o JOIN event_refund r ON r.order_event_id = o.event_id WHERE "
        f"r.event_id IN (SELECT event_id FROM event_refund WHERE {turned})",
    )
    freed = rows.number(
        con, f"UPDATE event_refund SET set_apart = NULL WHERE set_apart = {mark} AND {pair} NOT IN ({found})"
    )
    if freed or rows.number(con, "SELECT count(*) FROM same_news"):
        con.execute(f"UPDATE event_refund SET set_apart = {mark} WHERE set_apart IS NULL AND {pair} IN ({found})")
        return "SELECT order_event_id AS event_id FROM event_refund WHERE order_event_id IS NOT NULL"
    return _NONE


def brought(con: duckdb.DuckDBPyConnection, context: LoadContext) -> dict[str, Any]:
    """Of the refunds that a load showed to be told twice: how many, their sum in the workspace's currency, the first
    of them by order and amount; and what the load's own list has in all. Empty where there are none."""
    count, total = con.execute("SELECT count(*), sum(amount_base) FROM same_news").fetchall()[0]
    if not count:
        return {}
    named = con.execute(
        "SELECT substr(n.order_id, strpos(n.order_id, ':order:') + 7), n.refund_id, n.amount, split_part(n.order_id, "
        f"':order:', 1) FROM same_news n ORDER BY 1, 2 LIMIT {LISTED}"
    ).fetchall()
    listed, amount = con.execute(
        "SELECT count(DISTINCT (r.source, r.refund_id)), sum(r.amount_base) FROM event_refund r WHERE NOT "
        f"{_OWN} AND r.import_id = {context.import_id}"
    ).fetchall()[0]
    return {
        "same": {"refunds": int(count), "amount": str(round(total or 0, 2))},
        "list": {"refunds": int(listed), "amount": str(round(amount or 0, 2))},
        "named": [
            {"order": order, "refund": refund, "amount": str(round(one, 2)), "source": source}
            for order, refund, one, source in named
        ],
    }


def _there(con: duckdb.DuckDBPyConnection) -> tuple[bool, bool]:
    """Whether there are refunds of both kinds, orders' own and listed; whether any is marked as told twice."""
    ((own, listed, marked),) = con.execute(
        f"SELECT bool_or({_OWN}), bool_or(NOT {_OWN}), bool_or(set_apart = {literal(REASON)}) FROM event_refund r"
    ).fetchall()
    return bool(own and listed), bool(marked)


def _find(con: duckdb.DuckDBPyConnection, context: LoadContext) -> None:
    """Fill `same_refunds`; sources of `context.separate_refunds` have been said to be separate."""
    number = "substr(a.order_event_id, strpos(a.order_event_id, ':order:') + 1)"
    separate = "".join(f" AND r.source <> {literal(source)}" for source in sorted(context.separate_refunds))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE own_refunds AS SELECT *, row_number() OVER (PARTITION BY order_id, currency, "
        "amount ORDER BY day, refund_id) AS nth FROM (SELECT r.order_event_id AS order_id, r.refund_id, r.currency, "
        "sum(r.amount) AS amount, min(r.local_date) AS day, min(r.import_id) AS import_id FROM event_refund r "
        f"WHERE {_OWN} AND r.order_event_id IS NOT NULL AND {_OPEN} GROUP BY ALL)"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE awaited AS SELECT a.source, a.source_row_id, min(o.event_id) AS order_id FROM "
        f"refund_awaits a JOIN event_order o ON o.source <> a.source AND o.source_row_id = {number} GROUP BY ALL "
        "HAVING count(*) = 1"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE listed_refunds AS SELECT *, row_number() OVER (PARTITION BY order_id, source, "
        "currency, amount ORDER BY day, refund_id) AS nth FROM (SELECT coalesce(r.order_event_id, e.order_id) AS "
        "order_id, r.source, r.refund_id, r.currency, sum(r.amount) AS amount, min(r.local_date) AS day, "
        "CASE WHEN bool_and(r.order_event_id IS NOT NULL) THEN min(r.import_id) END AS import_id FROM event_refund r "
        "LEFT JOIN awaited e ON r.order_event_id IS NULL AND e.source = r.source AND e.source_row_id = "
        f"{rows.row_id('event_refund', 'r')} WHERE NOT {_OWN} AND {_OPEN}{separate} GROUP BY ALL) "
        "WHERE order_id IS NOT NULL"
    )
    together = "order_id, currency, sum(amount) AS amount"
    con.execute(
        "INSERT INTO same_refunds SELECT l.order_id, l.source, l.refund_id FROM listed_refunds l JOIN own_refunds o "
        f"USING (order_id, currency, amount, nth) WHERE {_LATER} AND {_NEAR} UNION SELECT m.order_id, m.source, "
        f"m.refund_id FROM listed_refunds m JOIN (SELECT source, {together}, max(day) AS day, min(import_id) AS "
        f"import_id FROM listed_refunds GROUP BY ALL) l USING (order_id, source, currency) JOIN (SELECT {together}, "
        "max(day) AS day, max(import_id) AS import_id FROM own_refunds GROUP BY ALL) o ON o.order_id = l.order_id "
        f"AND o.currency = l.currency AND o.amount = l.amount WHERE {_LATER} AND {_NEAR}"
    )
