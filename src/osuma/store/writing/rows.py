"""Versions of rows: what is new, what changed, what is the same; older versions go to superseded_<table>."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from osuma.store import schema
from osuma.store.dialect import identifier, literal
from osuma.store.writing.batch import LoadContext, Rows


@dataclass(frozen=True)
class Settled:
    """What to write of staged rows. `join` is appended to ``FROM staged AS i``: it keeps new and changed ones."""

    rows: Rows
    join: str


def row_id(table: str, alias: str = "") -> str:
    """SQL for the id under which the rows of a table came: an allocated refund is one row of its source."""
    column = f"{alias}.source_row_id" if alias else "source_row_id"
    return f"regexp_replace({column}, ' part [0-9]+$', '')" if table == "event_refund" else column


def settle(
    con: duckdb.DuckDBPyConnection,
    table: str,
    incoming: str,
    source: str,
    context: LoadContext,
    *,
    clock: bool = False,
) -> Settled:
    """Compare staged rows (source_row_id, content_hash) with a table and take superseded versions out of it.

    clock: both have source_updated_at; a row that is older than the stored one by it is kept as history only. In a
    file that was given its day, a stored row without such a time counts as of when it was learned.
    """
    total = number(con, f"SELECT count(*) FROM {incoming}")
    if not total or not number(con, f"SELECT count(*) FROM {table} WHERE source = {literal(source)}"):
        return Settled(Rows(new=total), "")
    fate = f"fate_{table}"
    updated = "source_updated_at" if clock else "NULL::TIMESTAMP"
    before = "coalesce(source_updated_at, recorded_at)" if clock and context.file_at is not None else updated
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {fate} AS SELECT i.source_row_id, i.content_hash, "
        "CASE WHEN t.id IS NULL THEN 'new' WHEN t.content_hash = i.content_hash THEN 'same' "
        f"WHEN {'i.' if clock else ''}{updated} < t.updated THEN 'stale' ELSE 'changed' END AS fate "
        f"FROM {incoming} AS i LEFT JOIN (SELECT DISTINCT {row_id(table)} AS id, content_hash, {before} AS updated "
        f"FROM {table} WHERE source = {literal(source)}) AS t ON t.id = i.source_row_id"
    )
    counts = dict(con.execute(f"SELECT fate, count(*) FROM {fate} GROUP BY fate").fetchall())
    if counts.get("changed"):
        supersede(con, table, f"SELECT source_row_id FROM {fate} WHERE fate = 'changed'", source, context)
    if counts.get("same"):
        _sight(con, table, fate, source, context)
    rows = Rows(**{name: int(counts.get(name, 0)) for name in ("new", "changed", "same", "stale")})
    join = f" JOIN {fate} AS fate ON fate.source_row_id = i.source_row_id AND fate.fate IN ('new', 'changed')"
    return Settled(rows, join)


def said_at(columns: Collection[str], context: LoadContext, alias: str = "") -> str:
    """SQL of when the source says that a staged row was so: its own time, else the day that the file was given."""
    given = "NULL::TIMESTAMP" if context.file_at is None else literal(context.file_at)
    return f"coalesce({alias}source_updated_at, {given})" if "source_updated_at" in columns else given


def supersede(con: duckdb.DuckDBPyConnection, table: str, ids_sql: str, source: str, context: LoadContext) -> int:
    """Move the rows with these ids out of the current table; gives how many."""
    return supersede_where(con, table, f"source = {literal(source)} AND {row_id(table)} IN ({ids_sql})", context)


def supersede_where(con: duckdb.DuckDBPyConnection, table: str, where: str, context: LoadContext) -> int:
    """Move rows out of the current table; a row that this load itself wrote leaves no trace. Gives how many."""
    names = ", ".join(identifier(c) for c in schema.columns(con, table))
    con.execute(
        f"INSERT INTO superseded_{table} ({names}, superseded_by) SELECT {names}, {context.import_id} FROM {table} "
        f"WHERE ({where}) AND import_id <> {context.import_id}"
    )
    return number(con, f"DELETE FROM {table} WHERE {where}")


def insert(
    con: duckdb.DuckDBPyConnection,
    table: str,
    expressions: dict[str, str],
    from_sql: str,
    order: str = "",
) -> int:
    """INSERT one expression per column; columns that are not given stay null. Gives the number of rows."""
    columns = [c for c in schema.columns(con, table) if c in expressions]
    selected = ", ".join(f"{expressions[c]} AS {identifier(c)}" for c in columns)
    names = ", ".join(identifier(c) for c in columns)
    return number(con, f"INSERT INTO {table} ({names}) SELECT {selected} {from_sql} {order}")


def origin(source: str, context: LoadContext) -> dict[str, str]:
    """Expressions of the ORIGIN columns over a staged row called `i`."""
    return {
        "source": literal(source),
        "source_row_id": "i.source_row_id",
        "recorded_at": literal(context.recorded_at),
        "import_id": str(context.import_id),
        "content_hash": "i.content_hash",
    }


def filled(con: duckdb.DuckDBPyConnection, incoming: str, fields: list[str]) -> list[str]:
    """Columns with at least one value: a column without any is one that the file does not give."""
    counts = ", ".join(f"count({identifier(f)})" for f in fields)
    row = con.execute(f"SELECT {counts} FROM {incoming}").fetchone() if fields else None
    return [f for f, n in zip(fields, row or (), strict=bool(row)) if n]


def keep_stale(
    con: duckdb.DuckDBPyConnection, table: str, incoming: str, expressions: dict[str, str], context: LoadContext
) -> None:
    """A version older than the stored one becomes history at once; the same old file again adds nothing."""
    insert(
        con,
        f"superseded_{table}",
        expressions | {"superseded_by": str(context.import_id)},
        f"FROM {incoming} AS i JOIN fate_{table} AS fate ON fate.source_row_id = i.source_row_id AND fate.fate "
        "= 'stale' "
        f"ANTI JOIN superseded_{table} old ON old.source_row_id = i.source_row_id AND old.content_hash = "
        "i.content_hash",
    )


def _sight(con: duckdb.DuckDBPyConnection, table: str, fate: str, source: str, context: LoadContext) -> None:
    con.execute(
        f"INSERT INTO sightings SELECT {literal(table)}, {literal(source)}, source_row_id, content_hash, "
        f"{context.import_id} FROM {fate} WHERE fate = 'same'"
    )


def number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    """The single whole number that a query gives; 0 for null or no row."""
    found = con.execute(sql).fetchall()
    return int(found[0][0]) if found and found[0][0] is not None else 0


def rewind_changes(con: duckdb.DuckDBPyConnection, table: str, key: str, import_id: int) -> None:
    """Take an import's changes of fields out of the chain: the next change starts from what was before them."""
    by = f"{key}, origin, field"
    con.execute(
        f"UPDATE {table} SET old = gone.old FROM (SELECT {by}, arg_min_null(old, valid_from) AS old FROM {table} "
        f"WHERE import_id = {import_id} GROUP BY ALL) gone JOIN (SELECT {by}, min(import_id) AS import_id "
        f"FROM {table} WHERE import_id > {import_id} GROUP BY ALL) next USING ({by}) WHERE "
        f"{table}.{key} = gone.{key} AND {table}.origin = gone.origin "
        f"AND {table}.field = gone.field AND {table}.import_id = next.import_id"
    )
    con.execute(f"DELETE FROM {table} WHERE import_id = {import_id} OR old IS NOT DISTINCT FROM new")
