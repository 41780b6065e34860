"""A file declared complete for a period: what its source had there before and has no longer is taken out.

Rows go as replaced versions go, into `superseded_<table>`, and come back when the import is undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from osuma.engine.errors import Mistake, Refused, Words
from osuma.store import schema
from osuma.store.dialect import identifier, literal
from osuma.store.loading import orders, weighing
from osuma.store.people import customers
from osuma.store.writing import rows
from osuma.store.writing.batch import Complete, LoadContext, LoadResult
from osuma.store.writing.staging import Staged

#: Of the rows of the period, the most that goes without being asked for again; fewer rows than this are not weighed.
MOST_PERCENT, FEWEST = 20, 5
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class _Held:
    """One table of which the file says all that its source has in the period."""

    target: str
    table: str
    source: str

    @property
    def gone(self) -> str:
        """The temp table of the rows that would go."""
        return identifier(f"gone_{self.target}_{self.source}")


def start(con: duckdb.DuckDBPyConnection) -> None:
    """Temp tables `declared` and `present`: which tables the load speaks of, and the rows that its files have."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE declared (target VARCHAR, name VARCHAR, source VARCHAR, first DATE, last DATE)"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE present (name VARCHAR, source VARCHAR, id VARCHAR)")


def note(con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], source: str, period: Complete) -> None:
    """Remember the rows of one table of the file, whatever became of them."""
    has_orders = any(one.target == "orders" for one in staged)
    for one in staged:
        table = _table_of(con, one, period, has_orders=has_orders)
        if table is None:
            continue
        days = "NULL::DATE, NULL::DATE" if table == "profiles" else "min(local_date), max(local_date)"
        con.execute(
            f"INSERT INTO declared SELECT {literal(one.target)}, {literal(table)}, {literal(source)}, {days} "
            f"FROM {one.table}"
        )
        ids = f"SELECT source_row_id AS id FROM {one.table}"
        if table == "profiles":
            ids = (
                "SELECT 'customers:' || i.source_id AS id FROM identities i SEMI JOIN (SELECT identity_key FROM who "
                f"SEMI JOIN {one.table} USING (person)) USING (identity_key)"
            )
        con.execute(f"INSERT INTO present SELECT {literal(table)}, {literal(source)}, id FROM ({ids})")


def remove(con: duckdb.DuckDBPyConnection, period: Complete, context: LoadContext, result: LoadResult) -> None:
    """Take out what the files do not have, and tell it in `result`.

    Raises Refused where nothing in the load can be complete, and, unless it was said to do so anyway, where rows of
    the load were refused or more than a fifth of a table's rows in the period would go.
    """
    held = [
        _Held(*map(str, row))
        for row in con.execute("SELECT DISTINCT target, name, source FROM declared ORDER BY ALL").fetchall()
    ]
    if not held:
        raise Refused([Mistake("", "nothing_complete", _NOTHING)], code="nothing_complete")
    weighed = [(one, *_weigh(con, one, period, context)) for one in held]
    if not period.anyway:
        _must_be_safe(con, weighed)
    before = _counted(con, held, period)
    told = {one.target: {"rows": gone, "of": weighed_rows(con, one, period)} for one, gone, _ in weighed}
    for one, gone, _ in weighed:
        if gone:
            result.of(one.target).removed += _still_there(con, one)
            _take(con, one, context, result)
    after = _counted(con, held, period)
    result.removed = {
        "orders": before[0] - after[0],
        "amount": str((before[1] - after[1]).quantize(_CENT)),
        "targets": told,
        **_covered(con),
    }


def weighed_rows(con: duckdb.DuckDBPyConnection, one: _Held, period: Complete) -> int:
    """Rows that a table has of the source in the period, those of this load included."""
    return rows.number(
        con, f"SELECT count(DISTINCT {rows.row_id(one.table)}) FROM {one.table} WHERE {_scope(one, period)}"
    )


def _table_of(con: duckdb.DuckDBPyConnection, staged: Staged, period: Complete, *, has_orders: bool) -> str | None:
    """The table that rows of a target are in, where a period of it can be complete. Lines go with their orders."""
    if staged.target == "customers":
        return "profiles" if period.everything and staged.origin == "customers" else None
    if staged.target == "order_lines" and has_orders:
        return None
    slug = staged.target.removeprefix("events:")
    names = {"orders": "event_order", "order_lines": "event_order_line", "refunds": "event_refund"}
    table = names.get(staged.target, f"event_{slug}")
    return table if schema.exists(con, table) else None


def _scope(one: _Held, period: Complete) -> str:
    where = f"source = {literal(one.source)}"
    if one.table == "profiles":
        return f"{where} AND origin = 'customers'"
    if one.table == "event_refund":  # what an orders file says of refunds is not in a list of refunds
        where += " AND refund_id NOT LIKE '%/refund%'"
    if period.first is not None:
        where += f" AND local_date >= {literal(period.first)}"
    if period.last is not None:
        where += f" AND local_date <= {literal(period.last)}"
    return where


def _weigh(con: duckdb.DuckDBPyConnection, one: _Held, period: Complete, context: LoadContext) -> tuple[int, int]:
    """How many rows would go, into temp table `one.gone`, and how many there were before this load."""
    id_, scope = rows.row_id(one.table), _scope(one, period)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {one.gone} AS SELECT DISTINCT {id_} AS id "
        f"FROM {one.table} WHERE {scope} AND import_id <> {context.import_id} AND {id_} NOT IN (SELECT id FROM "
        f"present WHERE name = {literal(one.table)} AND source = {literal(one.source)})"
    )
    gone = rows.number(con, f"SELECT count(*) FROM {one.gone}")
    fresh = (
        f"SELECT {id_} FROM {one.table} WHERE {scope} AND import_id = {context.import_id} AND {id_} NOT IN "
        f"(SELECT {id_} FROM superseded_{one.table} WHERE superseded_by = {context.import_id})"
    )
    stored = rows.number(
        con, f"SELECT count(DISTINCT {id_}) FROM {one.table} WHERE {scope} AND {id_} NOT IN ({fresh})"
    )
    return gone, stored


def _must_be_safe(con: duckdb.DuckDBPyConnection, weighed: Sequence[tuple[_Held, int, int]]) -> None:
    found = []
    refused = rows.number(con, 'SELECT count(DISTINCT "row") FROM refused')
    if refused and any(gone for _, gone, _ in weighed):
        found.append(Mistake("", "refused_in_complete", _refused(refused)))
    found += [
        Mistake(one.target, "removes_much", _much(gone, stored))
        for one, gone, stored in weighed
        if gone > FEWEST and gone * 100 > stored * MOST_PERCENT
    ]
    if found:
        raise Refused(found, code=found[0].code)


def _still_there(con: duckdb.DuckDBPyConnection, one: _Held) -> int:
    """Rows that are to go and did not go with their orders."""
    id_ = rows.row_id(one.table)
    return rows.number(
        con,
        f"SELECT count(DISTINCT {id_}) FROM {one.table} WHERE source = {literal(one.source)} "
        f"AND {id_} IN (SELECT id FROM {one.gone})",
    )


def _take(con: duckdb.DuckDBPyConnection, one: _Held, context: LoadContext, result: LoadResult) -> None:
    gone = f"SELECT id FROM {one.gone}"
    if one.table == "event_order":
        _take_with_orders(con, one, gone, context, result)
    if one.table == "event_refund":
        con.execute(
            "CREATE OR REPLACE TEMP TABLE unrefunded AS SELECT DISTINCT order_event_id AS event_id FROM event_refund "
            f"WHERE source = {literal(one.source)} AND {rows.row_id(one.table)} IN ({gone})"
        )
    if one.table == "profiles":
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE left_people AS SELECT identity_key FROM profiles WHERE source = "
            f"{literal(one.source)} AND source_row_id IN ({gone})"
        )
    rows.supersede(con, one.table, gone, one.source, context)
    if one.table == "event_refund":
        orders.recount(con, "SELECT event_id FROM unrefunded WHERE event_id IS NOT NULL")
    if one.table == "profiles":
        weighing.weigh(con, "left_people")
        keys = "SELECT customer_key FROM identities SEMI JOIN left_people USING (identity_key)"
        result.touched += customers.touch(con, "touched", keys)
        customers.derive(con, "touched", context.set_apart)
        orders.recount(con, customers.ORDERS_OF_APART_CHANGED)


def _take_with_orders(
    con: duckdb.DuckDBPyConnection, one: _Held, gone: str, context: LoadContext, result: LoadResult
) -> None:
    """What an order consists of goes with it: lines, refunds, the history of its status."""
    of_gone = (
        f"order_event_id IN (SELECT event_id FROM event_order WHERE source = {literal(one.source)} "
        f"AND source_row_id IN ({gone}))"
    )
    for target, table in (("order_lines", "event_order_line"), ("refunds", "event_refund")):
        found = rows.number(con, f"SELECT count(DISTINCT {rows.row_id(table)}) FROM {table} WHERE {of_gone}")
        if found:
            rows.supersede_where(con, table, of_gone, context)
            result.of(target).removed += found
    rows.supersede_where(con, "order_status", of_gone, context)


def _counted(con: duckdb.DuckDBPyConnection, held: Sequence[_Held], period: Complete) -> tuple[int, Decimal]:
    """Orders that count and their net sales, of the sources of the load in the period."""
    total: tuple[int, Decimal] = (0, Decimal(0))
    for source in sorted({one.source for one in held}):
        where = _scope(_Held("orders", "event_order", source), period)
        row = con.execute(f"SELECT count(*), sum(net_base) FROM event_order WHERE counted AND {where}").fetchone()
        total = (total[0] + int(row[0]), total[1] + Decimal(row[1] or 0)) if row else total
    return total


def _covered(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """First and last day of the rows that the files have; null where none has a day."""
    row = con.execute("SELECT min(first), max(last) FROM declared").fetchone() or (None, None)
    return {name: None if day is None else day.isoformat() for name, day in zip(("first", "last"), row, strict=True)}


_NOTHING = Words(
    "Tiedostossa ei ole mitään, mikä voisi olla täydellinen jaksolta. Jakson voi antaa tilauksille ja muille "
    "tapahtumille; asiakaslistalle anna --complete-for all.",
    "The file has nothing that can be complete for a period. Orders and other events can; for a customer list give "
    "--complete-for all.",
)


def _refused(n: int) -> Words:
    return Words(
        f"Tiedostosta hylättäisiin {n} riviä, joten ei voi tietää, mitä siitä puuttuu. Korjaa rivit, tai anna --yes, "
        "jos hylättyjen rivien aiemmat versiot saa poistaa.",
        f"{n} rows of the file would be refused, so what it lacks cannot be known. Correct the rows, or give --yes "
        "if earlier versions of the refused rows may go.",
    )


def _much(gone: int, stored: int) -> Words:
    return Words(
        f"Tiedostosta puuttuu {gone} jakson {stored} rivistä, eli yli viidesosa. Onko vienti kesken tai jakso väärä? "
        "Mitään ei muuttunut. Jos rivit on todella poistettu lähteestä, anna --yes.",
        f"The file lacks {gone} of the {stored} rows of the period, more than a fifth. Is the export cut short, or "
        "the period wrong? Nothing changed. If the rows are really gone from the source, give --yes.",
    )
