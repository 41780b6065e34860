"""Some rows of the tables of events in the place of all of them, for the queries of one cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import ibis.expr.types as ir
import pyarrow as pa

from osuma.engine.tables.inner import tables_read
from osuma.store.dialect import identifier
from osuma.store.evaluation.numbers import Keys
from osuma.store.warehouse import Connection


def tables(expr: ir.Table) -> frozenset[str]:
    """The tables of events that a query reads."""
    return frozenset(name for name in tables_read(expr) if name.startswith("event_"))


def has_dates(con: Connection, table: str) -> bool:
    """Whether any row of a table has only a date."""
    found = con.execute(f"SELECT 1 FROM {identifier(table)} WHERE date_only LIMIT 1").fetchall()
    return bool(found)


def chosen_people(con: Connection, keys: Keys) -> None:
    """Temporary table `anew` of some customer_keys."""
    con.register("anew_keys", pa.table({"customer_key": keys}))
    con.execute("CREATE OR REPLACE TEMP TABLE anew AS SELECT customer_key FROM anew_keys")
    con.unregister("anew_keys")


def stand_in(con: Connection, reads: Iterable[frozenset[str]], chosen: Callable[[str], str]) -> None:
    """Let queries of this cursor see only some rows (SQL of which) of the tables of events that they read.

    A refund counts as its order does: the orders of chosen refunds are there too. Views, not tables: a query reads no
    more columns than it needs.
    """
    together = [*reads]
    (base,) = con.execute("SELECT current_database()").fetchall()[0]
    for table in sorted(frozenset().union(*together)):
        where = chosen(table)
        if table == "event_order" and any({"event_order", "event_refund"} <= read for read in together):
            given = (
                f"SELECT order_event_id FROM {identifier(str(base))}.main.event_refund WHERE {chosen('event_refund')}"
            )
            where = f"({where}) OR event_id IN ({given})"
        # where no row has only a date, none has to be asked when it happened
        dates = "*" if has_dates(con, table) else "* REPLACE (FALSE AS date_only)"
        name = identifier(table)
        con.execute(
            f"CREATE TEMP VIEW {name} AS SELECT {dates} FROM {identifier(str(base))}.main.{name} WHERE {where}"
        )
