"""Closing a month, and restating a closed one: what a later load changes in it is written down, never just changed.

The figures of a closed month stay as they were stored. Whoever writes facts does it inside `restating`: it builds
the ledger of sales once, after the write, and compares its months with the marks that the last write left. Only
where a closed month is touched is the ledger of before built too, from what is committed; then each figure's old and
new value and each order or refund behind it is written under the load that did it. What holds now is the newest
restatement, else the stored figure.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb

from osuma.engine.tables.months import AS_STORED, SHOP, SHOP_FIGURES
from osuma.engine.tables.views import relation
from osuma.store.dialect import literal, values
from osuma.store.loading.orders import OURS
from osuma.store.membership.history import members_sql
from osuma.store.quality.fields import PEOPLE
from osuma.store.warehouse import sql_of

KIND = "close_month"
#: What holds of every figure of a closed month.
KNOWN = (
    "SELECT f.month, f.slug, f.figure, f.value AS closed, coalesce(r.value, f.value) AS value FROM month_figures f "
    "LEFT JOIN (SELECT month, slug, figure, arg_max(new_value, load_id) AS value FROM month_restatements "
    "GROUP BY ALL) r USING (month, slug, figure)"
)


@dataclass(frozen=True)
class Month:
    """A month to close. first: its first day; low, high: its bounds in naive UTC, half open."""

    first: date
    low: datetime
    high: datetime


@dataclass(frozen=True)
class Change:
    """One figure of a closed month that a load changed. slug: empty for the whole shop."""

    month: date
    slug: str
    figure: str
    old: Decimal
    new: Decimal


def closed(con: duckdb.DuckDBPyConnection) -> list[date]:
    """The first days of the months that are closed, the oldest first."""
    return [first for (first,) in con.execute("SELECT month FROM month_closings ORDER BY month").fetchall()]


def close(
    con: duckdb.DuckDBPyConnection, month: Month, load_id: int, closed_at: datetime, data_end: date | None
) -> None:
    """Store the figures of a month, inside the caller's transaction. closed_at: naive UTC."""
    con.execute(
        "INSERT INTO month_closings SELECT ?, ?, ?, (SELECT max(committed_at) FROM loads WHERE kind <> 'refresh'), ?",
        [month.first, load_id, closed_at, data_end],
    )
    _build(con)
    runs = f"FROM runs WHERE as_of >= {literal(month.low)} AND as_of < {literal(month.high)}"
    con.execute(
        f"INSERT INTO month_segments SELECT {literal(month.first)}, v.slug, r.run_id, r.as_of FROM runs r JOIN "
        f"run_segments s USING (run_id) JOIN segment_versions v USING (segment_id) WHERE r.run_id = (SELECT "
        f"max(run_id) {runs}) AND s.error IS NULL AND v.unit = 'customers'"
    )
    _figures(con, [month.first], [month.first])
    con.execute("INSERT INTO month_figures SELECT * FROM months_now")
    con.execute(
        f"INSERT INTO month_figures WITH moved AS (SELECT v.slug, sum(s.entered) AS entered, sum(s.left_) AS gone "
        f"FROM run_segments s JOIN segment_versions v USING (segment_id) WHERE s.error IS NULL AND s.run_id IN "
        f"(SELECT run_id {runs}) GROUP BY v.slug), last AS (SELECT m.month, m.slug, s.members FROM month_segments m "
        f"JOIN segment_versions v USING (slug) JOIN run_segments s USING (segment_id, run_id) "
        f"WHERE m.month = {literal(month.first)}) SELECT l.month, l.slug, f.figure, CASE f.figure WHEN 'size' THEN "
        "l.members WHEN 'entered' THEN m.entered ELSE m.gone END FROM last l JOIN moved m USING (slug), "
        f"(VALUES {', '.join(values([name]) for name in AS_STORED)}) f(figure)"
    )
    _mark(con)


@contextmanager
def restating(con: duckdb.DuckDBPyConnection, load_id: int, at: datetime) -> Iterator[list[Change]]:
    """Write facts inside the block, as one load; gives the figures of closed months that it changed, when it ends.

    at: naive UTC. Where no month is closed nothing is compared.
    """
    changes: list[Change] = []
    yield changes
    months = closed(con)
    if not months:
        return
    _build(con)
    touched = _mark(con)
    if touched:
        _build_before(con, touched)
        _figures(con, months, [month for month in months if month in touched])
        changes += _restate(con, touched, load_id, at)


def unexplained(con: duckdb.DuckDBPyConnection) -> list[date]:
    """Closed months in which counting anew gives other figures than are written down; there should be none."""
    months = closed(con)
    _build(con)
    _figures(con, months, months)
    found = con.execute(
        f"SELECT DISTINCT month FROM months_now n JOIN ({KNOWN}) k USING (month, slug, figure) "
        "WHERE n.value <> k.value ORDER BY month"
    ).fetchall()
    return [month for (month,) in found]


def _build(con: duckdb.DuckDBPyConnection) -> None:
    """Temp table months_ledger: every sale and refund of the shop with its month, up to the last closed one."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE months_ledger AS {ledger()}")


def _build_before(con: duckdb.DuckDBPyConnection, touched: Collection[date]) -> None:
    """Temp table months_before: these months of the ledger as they are committed, seen by a reader of its own."""
    with con.cursor() as reader:
        before = reader.sql(f"SELECT * FROM ({ledger()}) WHERE month IN ({_listed(touched)})").to_arrow_table()
    con.register("months_committed", before)
    con.execute("CREATE OR REPLACE TEMP TABLE months_before AS FROM months_committed")
    con.unregister("months_committed")


def _listed(months: Collection[date]) -> str:
    return ", ".join(literal(month) for month in sorted(months))


@functools.cache
def ledger() -> str:
    """SQL: every sale and refund of the shop with its month, up to the last month that is closed."""
    sold = sql_of(relation("sale", datetime.min.replace(tzinfo=UTC), current=True))
    return (
        "SELECT event_id, event_id IN (SELECT event_id FROM event_order) AS is_order, customer_key, customer_key IN "
        f"(SELECT customer_key FROM customers WHERE {PEOPLE}) AS is_person, "
        "date_trunc('month', local_date)::DATE AS month, coalesce(amount, 0) AS amount "
        f"FROM ({sold}) WHERE ({OURS}) AND local_date < (SELECT max(month) FROM month_closings) + INTERVAL 1 MONTH"
    )


def _mark(con: duckdb.DuckDBPyConnection) -> set[date]:
    """Write down what each month was counted from, by months_ledger and the site; gives the months that changed.

    Of the site: the months that have segments. A mark that was written by another version only costs a comparison.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE months_marked AS SELECT month, 'sales' AS side, count(*) || ':' || "
        "sum(hash(event_id, is_order, customer_key, is_person, amount)) AS mark FROM months_ledger GROUP BY month "
        "UNION ALL SELECT date_trunc('month', local_date)::DATE AS month, 'site' AS side, count(*) || ':' || "
        "sum(hash(event_id, customer_key, session_id, local_date)) AS mark FROM event_page_view "
        "WHERE date_trunc('month', local_date)::DATE IN (SELECT month FROM month_segments) GROUP BY 1"
    )
    found = con.execute(
        "SELECT DISTINCT month FROM month_marks w FULL JOIN months_marked n USING (month, side) "
        "WHERE w.mark IS DISTINCT FROM n.mark"
    ).fetchall()
    if found:
        con.execute("DELETE FROM month_marks")
        con.execute("INSERT INTO month_marks SELECT month, side, mark FROM months_marked")
    return {month for (month,) in found}


def _figures(con: duckdb.DuckDBPyConnection, months: Sequence[date], of_segments: Sequence[date]) -> None:
    """Temp table months_now (month, slug, figure, value): of the shop for `months`, of segments for `of_segments`.

    Reads months_ledger. A person is new in the month of their first order.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE months_now (month DATE, slug VARCHAR, figure VARCHAR, value DECIMAL(18,4))"
    )
    if not months:
        return
    asked = ", ".join(values([month]) for month in months)
    buys = "is_order AND is_person"
    _insert(
        con,
        SHOP_FIGURES,
        f"SELECT a.month, {literal(SHOP)} AS slug, count(*) FILTER (is_order) AS orders, "
        "coalesce(sum(amount), 0) AS net_sales, -coalesce(sum(amount) FILTER (NOT is_order), 0) AS refunds, "
        f"count(DISTINCT l.customer_key) FILTER ({buys}) AS buyers, "
        f"count(DISTINCT l.customer_key) FILTER ({buys} AND f.month = a.month) AS new_buyers "
        f"FROM (VALUES {asked}) a(month) LEFT JOIN months_ledger l USING (month) LEFT JOIN (SELECT customer_key, "
        "min(month) AS month FROM months_ledger WHERE is_order GROUP BY 1) f ON f.customer_key = l.customer_key "
        "GROUP BY a.month",
    )
    if of_segments:
        _figures_of_segments(con, of_segments)


def _figures_of_segments(con: duckdb.DuckDBPyConnection, months: Sequence[date]) -> None:
    listed = _listed(months)
    con.execute("CREATE OR REPLACE TEMP TABLE months_members (month DATE, slug VARCHAR, customer_key BIGINT)")
    speaking = con.execute(f"SELECT month, slug, run_id FROM month_segments WHERE month IN ({listed})").fetchall()
    for month, slug, run_id in speaking:
        # who was stored then is an identity that never changes; whose it is now may have been joined to others
        con.execute(
            f"INSERT INTO months_members SELECT DISTINCT {literal(month)}, {literal(slug)}, i.customer_key "
            f"FROM ({members_sql(con, slug, run_id)}) m JOIN identities i ON i.identity_key = m.unit_key"
        )
    _insert(
        con,
        ("net_sales", "page_views", "visits"),
        "SELECT s.month, s.slug, coalesce(b.net_sales, 0) AS net_sales, coalesce(v.page_views, 0) AS page_views, "
        f"coalesce(v.visits, 0) AS visits FROM (SELECT month, slug FROM month_segments WHERE month IN ({listed})) s "
        "LEFT JOIN (SELECT m.month, m.slug, sum(l.amount) AS net_sales FROM months_members m JOIN months_ledger l "
        "USING (month, customer_key) GROUP BY ALL) b USING (month, slug) LEFT JOIN (SELECT m.month, m.slug, "
        "count(*) AS page_views, count(DISTINCT (e.customer_key, coalesce(e.session_id, e.local_date::VARCHAR))) AS "
        "visits FROM event_page_view e JOIN months_members m ON m.customer_key = e.customer_key AND m.month = "
        "date_trunc('month', e.local_date)::DATE GROUP BY ALL) v USING (month, slug)",
    )


def _insert(con: duckdb.DuckDBPyConnection, figures: Sequence[str], wide: str) -> None:
    """One row a figure of a query with a column for each."""
    columns = ", ".join(f"{name}::DECIMAL(18,4) AS {name}" for name in figures)
    con.execute(
        f"INSERT INTO months_now SELECT month, slug, figure, value FROM (UNPIVOT (SELECT month, slug, {columns} "
        f"FROM ({wide})) ON {', '.join(figures)} INTO NAME figure VALUE value)"
    )


def _restate(con: duckdb.DuckDBPyConnection, touched: Collection[date], load_id: int, at: datetime) -> list[Change]:
    con.execute(
        f"INSERT INTO month_restatements SELECT {load_id}, {literal(at)}, n.month, n.slug, n.figure, k.value, "
        f"n.value FROM months_now n JOIN ({KNOWN}) k USING (month, slug, figure) WHERE n.value <> k.value"
    )
    con.execute(
        f"INSERT INTO month_rows SELECT {load_id}, month, event_id, is_order, b.amount, a.amount FROM months_before "
        f"b FULL JOIN (FROM months_ledger WHERE month IN ({_listed(touched)})) a USING (month, event_id, is_order) "
        "WHERE month IN (SELECT month FROM month_closings) AND a.amount IS DISTINCT FROM b.amount"
    )
    found = con.execute(
        "SELECT month, slug, figure, old_value, new_value FROM month_restatements WHERE load_id = ? ORDER BY ALL",
        [load_id],
    ).fetchall()
    return [Change(*row) for row in found]
