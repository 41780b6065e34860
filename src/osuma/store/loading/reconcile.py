"""Reconciling a load with what its source itself would total, to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import duckdb

from osuma.store.dialect import literal
from osuma.store.loading import same_refunds
from osuma.store.writing import money, rows
from osuma.store.writing.batch import Batch, LoadContext
from osuma.store.writing.staging import Staged

_CENT = Decimal("0.01")
#: Reasons in the order in which they are shown. Those after `refunded` change the amount, not the number of orders.
REASONS = (
    "refused", "repeated", "contradicting", "already_there", "same_refund", "cancelled", "pending", "test",
    "set_apart", "no_rate", "refunded", "partly_refunded", "shipping", "currency", "refunds",
)  # fmt: skip


#: What the result of a load calls them.
RECONCILIATIONS = ("reconciliation", "reconciliation_of_refunds")


class Ledger:
    """Both sides of one load and the reasons between them, summed over its batches. what: orders or refunds."""

    def __init__(self, what: str) -> None:
        self.what = what
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
        """The reconciliation as JSON takes it; null where the load had nothing to total."""
        if not self.claimed:
            return None
        shown = [r for r in REASONS if any(self.reasons.get(r, ()))]
        orders = self.file[0] - self.osuma[0] - sum(self.reasons[r][0] for r in shown)
        amount = self.file[1] - self.osuma[1] - sum((self.reasons[r][1] for r in shown), Decimal(0))
        return {
            "file": self._pair(*self.file),
            "osuma": self._pair(*self.osuma),
            "differences": [{"reason": r, **self._pair(*self.reasons[r])} for r in shown],
            "unexplained": self._pair(orders, amount),
        }

    def _pair(self, number: Any, amount: Any) -> dict[str, Any]:
        return {self.what: int(number), "amount": str(Decimal(amount).quantize(_CENT, ROUND_HALF_EVEN))}


class Ledgers:
    """What a load says of orders and of refunds that a file lists, each summed by itself."""

    def __init__(self) -> None:
        self.orders = Ledger("orders")
        self.refunds = Ledger("refunds")

    def told(self) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        """Of orders and of refunds. Refunds of a file of orders are a reason there, so they are told by themselves
        only where one of them is not counted because another file told of it."""
        orders, refunds = self.orders.as_dict(), self.refunds.as_dict()
        return orders, refunds if orders is None or same_refunds.REASON in self.refunds.reasons else None


def _sum(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[int, Decimal]:
    row = con.execute(sql).fetchone()
    return (int(row[0] or 0), Decimal(row[1] or 0)) if row else (0, Decimal(0))


def claim(con: duckdb.DuckDBPyConnection, batch: Batch, raw: str, ledgers: Ledgers) -> None:
    """What the file totals by its own count, and how much of that is in rows that were refused."""
    for ledger in (ledgers.orders, ledgers.refunds):
        if ledger.what in batch.claims:
            ledger.claimed = True
            everything, refused = (sql.format(raw=raw) for sql in batch.claims[ledger.what])
            ledger.file = [have + more for have, more in zip(ledger.file, _sum(con, everything), strict=True)]
            ledger.add("refused", *_sum(con, refused))


def explain(
    con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], source: str, context: LoadContext, ledgers: Ledgers
) -> None:
    """Our side, read from the tables, and the reason of every staged order and refund that differs, read from the
    staged rows."""
    if ledgers.orders.claimed:
        for table in (s for s in staged if s.target == "orders"):
            _explain_orders(con, table, source, context, ledgers.orders)
        _explain_refunds(con, source, context, ledgers.orders)
    if ledgers.refunds.claimed:
        for table in (s for s in staged if s.target == "refunds"):
            _explain_list(con, table, source, context, ledgers.refunds)
    _explain_earlier(con, source, ledgers.refunds)


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
    if rows.number(con, "SELECT count(*) FROM written_orders") != staged.rows:
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


#: Why a refund of a list is not among ours; null for one that is.
_REFUND_REASON = (
    "CASE WHEN NOT fresh THEN 'already_there' WHEN same THEN 'same_refund' WHEN set_apart = 'test' THEN 'test' "
    "WHEN set_apart IS NOT NULL THEN 'set_apart' WHEN base IS NULL THEN 'no_rate' END"
)


def _explain_list(
    con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext, ledger: Ledger
) -> None:
    """Refunds that a file lists: our side from the table, the reasons from the staged rows."""
    own = f"{rows.row_id('event_refund')}"
    ours = _sum(
        con,
        f"SELECT count(DISTINCT {own}), sum(amount_base) FROM event_refund WHERE source = {literal(source)} AND "
        f"set_apart IS NULL AND amount_base IS NOT NULL AND {own} IN (SELECT source_row_id FROM written_list)",
    )
    ledger.osuma = [have + more for have, more in zip(ledger.osuma, ours, strict=True)]
    rate = money.rate_join(con, staged.table, "i.local_date", context)
    apart = "i.set_apart" if "set_apart" in staged.columns else "NULL"
    found = con.execute(
        f"SELECT {_REFUND_REASON} AS reason, count(*), sum(amount), sum(amount - base) FROM (SELECT "
        f"w.source_row_id IS NOT NULL AS fresh, s.refund_id IS NOT NULL AS same, {apart} AS set_apart, i.amount, "
        f"{money.base('i.amount', rate, context)} AS base FROM {staged.table} i LEFT JOIN written_list w USING "
        f"(source_row_id) LEFT JOIN (SELECT DISTINCT refund_id FROM same_refunds WHERE source = {literal(source)}) s "
        f"ON s.refund_id = coalesce(i.refund_id, i.source_row_id){rate}) GROUP BY reason"
    ).fetchall()
    for reason, number, amount, foreign in found:
        if reason is None:
            ledger.add("currency", 0, Decimal(foreign or 0))
        else:
            ledger.add(str(reason), int(number), Decimal(amount or 0))


def _explain_earlier(con: duckdb.DuckDBPyConnection, source: str, ledger: Ledger) -> None:
    """Refunds that a list told of before and that count no more, because the orders of this load tell of them."""
    if not rows.number(con, "SELECT count(*) FROM same_news"):
        return
    own = rows.row_id("event_refund", "r")
    number, amount = _sum(
        con,
        f"SELECT count(DISTINCT (r.source, {own})), sum(r.amount_base) FROM event_refund r JOIN same_news "
        f"USING (source, refund_id) WHERE r.set_apart = {literal(same_refunds.REASON)} AND NOT (r.source = "
        f"{literal(source)} AND {own} IN (SELECT source_row_id FROM written_list))",
    )
    if number:
        ledger.claimed = True
        ledger.file = [ledger.file[0] + number, ledger.file[1] + amount]
        ledger.add(same_refunds.REASON, number, amount)
