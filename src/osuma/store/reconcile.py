"""Reconciling a load with what its source itself would total, to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import duckdb

from osuma.store.batch import Batch, LoadContext
from osuma.store.dialect import literal
from osuma.store.staging import Staged

_CENT = Decimal("0.01")
#: Reasons in the order in which they are shown. Those after `refunded` change the amount, not the number of orders.
REASONS = (
    "refused", "repeated", "already_there", "cancelled", "pending", "test", "set_apart", "no_rate", "refunded",
    "partly_refunded", "shipping", "currency", "refunds",
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
    if batch.refused_sql:
        con.execute(
            f'CREATE OR REPLACE TEMP TABLE {raw}_refused AS SELECT * FROM {raw} WHERE "row" IN '
            f'(SELECT "row" FROM ({batch.refused_sql.format(raw=raw)}))'
        )
        ledger.add("refused", *_sum(con, batch.claim_sql.format(raw=f"{raw}_refused")))


def explain(
    con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], source: str, context: LoadContext, ledger: Ledger
) -> None:
    """Our side, read from the tables, and the reason of every staged order that differs, read from the staged "
    "rows."""
    if not ledger.claimed:
        return
    for table in (s for s in staged if s.target == "orders"):
        _explain_orders(con, table, context, ledger)
    _explain_refunds(con, source, context, ledger)


def _explain_orders(con: duckdb.DuckDBPyConnection, staged: Staged, context: LoadContext, ledger: Ledger) -> None:
    claimed = (
        "coalesce(i.claimed, i.total, i.amount)" if "claimed" in staged.columns else "coalesce(i.total, i.amount)"
    )
    rate = (
        f"CASE WHEN i.currency = {literal(context.currency)} THEN 1 ELSE (SELECT arg_max(r.rate, r.day) FROM rates r "
        "WHERE r.currency = i.currency AND r.day <= i.local_date) END"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE compared AS SELECT w.fate, o.*, c.set_apart AS person_apart, {claimed} "
        "AS claimed, "
        f"({claimed} * ({rate}))::DECIMAL(18,4) AS claimed_base, (i.shipping * ({rate}))::DECIMAL(18,4) AS delivery "
        f"FROM {staged.table} i LEFT JOIN written_orders w USING (source_row_id) "
        "LEFT JOIN event_order o ON o.event_id = w.event_id LEFT JOIN customers c ON c.customer_key = o.customer_key"
    )
    ours = _sum(con, "SELECT count(*), sum(net_base) FROM compared WHERE counted")
    ledger.osuma[0] += ours[0]
    ledger.osuma[1] += ours[1]
    reason = (
        "CASE WHEN fate IS NULL THEN 'already_there' WHEN set_apart = 'test' THEN 'test' WHEN set_apart IS NOT NULL "
        "OR person_apart IS NOT NULL THEN 'set_apart' WHEN status IN ('cancelled', 'pending') THEN status "
        "WHEN NOT counted THEN 'refunded' WHEN net_base IS NULL THEN 'no_rate' END"
    )
    out = con.execute(
        f"SELECT {reason} AS reason, count(*), sum(claimed) FROM compared GROUP BY reason HAVING reason IS NOT NULL"
    ).fetchall()
    for name, orders, amount in out:
        counted = name != "no_rate"
        ledger.add(str(name), int(orders) if counted else 0, Decimal(amount or 0))
    kept = "counted AND net_base IS NOT NULL"
    for name, amount in (
        ("partly_refunded", "amount_base - net_base"),
        ("shipping", "CASE WHEN claimed_base - amount_base = delivery THEN delivery ELSE 0 END"),
        ("currency", "claimed - claimed_base"),
    ):
        ledger.add(name, 0, _sum(con, f"SELECT 0, sum({amount}) FROM compared WHERE {kept}")[1])
    if staged.repeated:
        ledger.add("repeated", 0, Decimal(0))


def _explain_refunds(con: duckdb.DuckDBPyConnection, source: str, context: LoadContext, ledger: Ledger) -> None:
    """Refunds that belong to no known order lower our total by themselves."""
    _, amount = _sum(
        con,
        f"SELECT 0, sum(amount_base) FROM event_refund WHERE import_id = {context.import_id} AND source = "
        f"{literal(source)} "
        "AND order_event_id IS NULL AND set_apart IS NULL",
    )
    ledger.osuma[1] -= amount
