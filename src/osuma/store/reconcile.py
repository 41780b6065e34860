"""Reconciling a load with what its source itself would total, to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import duckdb

from osuma.store import money, rows
from osuma.store.batch import Batch, LoadContext
from osuma.store.dialect import literal
from osuma.store.staging import Staged

_CENT = Decimal("0.01")
#: Reasons in the order in which they are shown. Those after `refunded` change the amount, not the number of orders.
REASONS = (
    "refused", "repeated", "contradicting", "already_there", "cancelled", "pending", "test", "set_apart", "no_rate",
    "refunded", "partly_refunded", "shipping", "currency", "refunds",
)  # fmt: skip


class Ledger:
    """Both sides of one load and the reasons between them, summed over its batches."""

    def __init__(self) -> None:
        self.file: list[Any] = [0, Decimal(0)]
        self.osuma: list[Any] = [0, Decimal(0)]
        self.reasons: dict[str, list[Any]] = {}
        self.claimed = False

    def add(self, reason: str, orders: int, amount: Decimal) -> None:
        """One more part of the difference."""
        entry = self.reasons.setdefault(reason, [0, Decimal(0)])
        entry[0] += orders
        entry[1] += amount

    def as_dict(self) -> dict[str, Any] | None:
        """The reconciliation as JSON takes it; null where the load had no orders to total."""
        if not self.claimed:
            return None
        shown = [r for r in REASONS if any(self.reasons.get(r, ()))]
        orders = self.file[0] - self.osuma[0] - sum(self.reasons[r][0] for r in shown)
        amount = self.file[1] - self.osuma[1] - sum((self.reasons[r][1] for r in shown), Decimal(0))
        return {
            "file": _pair(*self.file),
            "osuma": _pair(*self.osuma),
            "differences": [{"reason": r, **_pair(*self.reasons[r])} for r in shown],
            "unexplained": _pair(orders, amount),
        }


def _pair(orders: Any, amount: Any) -> dict[str, Any]:
    return {"orders": int(orders), "amount": str(Decimal(amount).quantize(_CENT, ROUND_HALF_EVEN))}


def _sum(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[int, Decimal]:
    row = con.execute(sql).fetchone()
    return (int(row[0] or 0), Decimal(row[1] or 0)) if row else (0, Decimal(0))


def claim(con: duckdb.DuckDBPyConnection, batch: Batch, raw: str, ledger: Ledger) -> None:
    """What the file totals by its own count, and how much of that is in rows that were refused."""
    if batch.claim_sql is None:
        return
    ledger.claimed = True
    orders, amount = _sum(con, batch.claim_sql.format(raw=raw))
    ledger.file[0] += orders
    ledger.file[1] += amount
    if batch.refused_claim_sql is not None:
        ledger.add("refused", *_sum(con, batch.refused_claim_sql.format(raw=raw)))


def explain(
    con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], source: str, context: LoadContext, ledger: Ledger
) -> None:
    """Our side, read from the tables, and the reason of every staged order that differs, read from the staged "
    "rows."""
    if not ledger.claimed:
        return
    for table in (s for s in staged if s.target == "orders"):
        _explain_orders(con, table, source, context, ledger)
    _explain_refunds(con, source, context, ledger)


def _explain_orders(
    con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext, ledger: Ledger
) -> None:
    """Our side comes from the tables alone, the reasons from the staged rows and the refunds alone."""
    ours = _sum(
        con,
        f"SELECT count(*), sum(net_base) FROM event_order WHERE counted AND source = {literal(source)} "
        f"AND import_id = {context.import_id}",
    )
    ledger.osuma[0] += ours[0]
    ledger.osuma[1] += ours[1]
    found = con.execute(
        f"SELECT {_REASON} AS reason, count(*), sum(claimed), sum(back), "
        "sum(CASE WHEN claimed_base - base = delivery THEN delivery ELSE 0 END), sum(claimed - claimed_base) "
        f"FROM ({_compared(con, staged, source, context)}) GROUP BY reason"
    ).fetchall()
    for reason, orders, claimed, back, delivery, foreign in found:
        if reason is not None:
            ledger.add(str(reason), int(orders) if reason != "no_rate" else 0, Decimal(claimed or 0))
            continue
        ledger.add("partly_refunded", 0, Decimal(back or 0))
        ledger.add("shipping", 0, Decimal(delivery or 0))
        ledger.add("currency", 0, Decimal(foreign or 0))
    for reason, left in (("repeated", staged.repeated), ("contradicting", staged.contradicting)):
        ledger.add(reason, left.rows, left.amount)


#: Why a staged order is not among ours; null for one that is.
_REASON = (
    "CASE WHEN there THEN 'already_there' WHEN set_apart = 'test' THEN 'test' WHEN set_apart IS NOT NULL OR apart "
    "THEN 'set_apart' WHEN status IN ('cancelled', 'pending') THEN status WHEN status = 'refunded' OR back > 0 "
    "AND back >= base THEN 'refunded' WHEN base IS NULL THEN 'no_rate' END"
)


def _compared(con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext) -> str:
    """SQL for each staged order: what its source counts, its amount, and what we know against it."""
    rate = money.rate_join(con, staged.table, "i.local_date", context)
    given = "i.claimed, " if "claimed" in staged.columns else ""
    claimed = f"coalesce({given}i.total, i.amount)"
    there, seen = "false", ""
    if rows.number(con, "SELECT count(*) FROM written_orders") != rows.number(
        con, f"SELECT count(*) FROM {staged.table}"
    ):
        there = "o.source_row_id IS NULL"
        seen = " LEFT JOIN written_orders o ON o.source_row_id = i.source_row_id"
    back, refunds = "0::DECIMAL(18,4)", ""
    if rows.number(con, f"SELECT count(order_event_id) FROM event_refund WHERE source = {literal(source)}"):
        back = "coalesce(r.back, 0)"
        refunds = (
            " LEFT JOIN (SELECT order_event_id, sum(amount_base) AS back FROM event_refund WHERE set_apart IS NULL "
            f"GROUP BY 1) r ON r.order_event_id = {literal(source + ':')} || i.source_row_id"
        )
    return (
        f"SELECT i.status, i.set_apart, coalesce(w.apart, false) AS apart, {there} AS there, {claimed} AS claimed, "
        f"{money.base(claimed, rate, context)} AS claimed_base, {money.base('i.amount', rate, context)} AS base, "
        f"{money.base('i.shipping', rate, context)} AS delivery, {back} AS back FROM {staged.table} i "
        f"LEFT JOIN who w ON w.person = i.person{seen}{refunds}{rate}"
    )


def _explain_refunds(con: duckdb.DuckDBPyConnection, source: str, context: LoadContext, ledger: Ledger) -> None:
    """Refunds that belong to no known order lower our total by themselves."""
    _, amount = _sum(
        con,
        f"SELECT 0, sum(amount_base) FROM event_refund WHERE import_id = {context.import_id} AND source = "
        f"{literal(source)} "
        "AND order_event_id IS NULL AND set_apart IS NULL",
    )
    ledger.osuma[1] -= amount
    ledger.add("refunds", 0, amount)
