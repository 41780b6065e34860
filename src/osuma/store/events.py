"""Event rows of a load, written into the table of their type."""

from __future__ import annotations

import duckdb

from osuma.engine.errors import Mistake, Refused, Words
from osuma.store import rows, schema
from osuma.store.batch import LoadContext, Rows
from osuma.store.dialect import fold, identifier, literal, local_date
from osuma.store.staging import Staged


def write(con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext) -> Rows:
    """Write the rows of one event type. Raises Refused where the type has no table."""
    table = f"event_{staged.target.removeprefix('events:')}"
    if not schema.exists(con, table):
        raise Refused([Mistake(staged.target, "unknown_event_type", _unknown(staged.target))])
    settled = rows.settle(con, table, staged.table, source, context)
    rows.insert(
        con,
        table,
        common(con, table, staged, source, context),
        sorted_rows(staged.table, settled.join),
    )
    return settled.rows


def sorted_rows(table: str, join: str) -> str:
    """FROM: staged rows `i` with their person, in the order of storage; sorted before they are made wide."""
    return (
        "FROM (SELECT i.*, w.identity_key, w.customer_key, coalesce(w.apart, false) AS apart "
        f"FROM {table} AS i{join} LEFT JOIN who AS w ON w.person = i.person ORDER BY w.customer_key, i.ts) AS i"
    )


def common(
    con: duckdb.DuckDBPyConnection, table: str, staged: Staged, source: str, context: LoadContext
) -> dict[str, str]:
    """An expression for each column of an event table that a staged row `i` with its person gives."""
    target = schema.columns(con, table)
    given = {c: f"i.{identifier(c)}" for c in staged.columns if c in target}
    given |= {f"{c}_fold": fold(sql) for c, sql in given.items() if f"{c}_fold" in target}
    day = local_date("i.ts", context.zone)
    given["local_date"] = f"coalesce(i.local_date, {day})" if "local_date" in staged.columns else day
    given["date_only"] = "coalesce(i.date_only, false)" if "date_only" in staged.columns else "false"
    given |= {"identity_key": "i.identity_key", "customer_key": "i.customer_key"}
    given["event_id"] = f"{literal(source + ':')} || i.source_row_id"
    return given | rows.origin(source, context)


def _unknown(target: str) -> Words:
    return Words(
        fi=f"Tapahtumatyyppiä ”{target}” ei ole rekisteröity. Rekisteröi se tai tuo rivit tyyppinä events:other.",
        en=f"The event type “{target}” is not registered. Register it or import the rows as events:other.",
    )
