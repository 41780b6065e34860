"""Event rows of a load, written into the table of their type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import duckdb

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.tables.own import OwnType
from osuma.store import schema
from osuma.store.dialect import fold, identifier, literal, local_date
from osuma.store.loading.own import fits, is_type, note_misfits, read_typed
from osuma.store.writing import rows
from osuma.store.writing.batch import LoadContext, OwnEvents, Rows
from osuma.store.writing.staging import Staged


def write(con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext) -> Rows:
    """Write the rows of one event type. Raises Refused where the type has no table.

    Rows of `events:other` whose type is registered go into its table; a value that does not fit refuses its row.
    """
    slug = staged.target.removeprefix("events:")
    told = Rows()
    if slug == "other":
        for own in context.own:
            if not own.type.canonical:
                told.add(_write_registered(con, staged, own, source, context))
    elif not schema.exists(con, f"event_{slug}"):
        raise Refused([Mistake(staged.target, "unknown_event_type", _unknown(staged.target))])
    more = next((_as_given(own.type) for own in context.own if own.type.slug == slug), {})
    if more:
        _same_id(con, staged.table, f"event_{slug}", "other", source)
    told.add(_insert(con, f"event_{slug}", staged, source, context, more))
    return told


def _insert(
    con: duckdb.DuckDBPyConnection,
    table: str,
    staged: Staged,
    source: str,
    context: LoadContext,
    more: Mapping[str, str],
) -> Rows:
    settled = rows.settle(con, table, staged.table, source, context)
    given = common(con, table, staged, source, context) | dict(more)
    if table == "event_attendance":
        given |= _registered(given, context)
    rows.insert(con, table, given, sorted_rows(staged.table, settled.join))
    return settled.rows


def _registered(given: Mapping[str, str], context: LoadContext) -> dict[str, str]:
    """Who has registered for a day to come has done so by now: on its own day nobody would know of it in time."""
    now = literal(context.recorded_at)
    early = f"i.state = 'registered' AND i.ts > {now}"
    today = local_date(now, context.zone)
    return {
        "ts": f"CASE WHEN {early} THEN {now} ELSE i.ts END",
        "local_date": f"CASE WHEN {early} THEN {today} ELSE {given['local_date']} END",
        "date_only": f"CASE WHEN {early} THEN false ELSE {given['date_only']} END",
    }


def _write_registered(
    con: duckdb.DuckDBPyConnection, staged: Staged, own: OwnEvents, source: str, context: LoadContext
) -> Rows:
    """Take the rows of a registered type out of staged rows of any type, into its table."""
    table = own.type.table.name
    read_typed(con, own, f"(SELECT * FROM {staged.table} WHERE {is_type(own.type.given)})")
    con.execute(f"DELETE FROM {staged.table} WHERE {is_type(own.type.given)}")
    note_misfits(con, own, '"row"')
    refused = rows.number(con, f"DELETE FROM typed_rows WHERE NOT {fits(own)}")
    if not rows.number(con, "SELECT count(*) FROM typed_rows"):
        return Rows(refused=refused)
    _same_id(con, "typed_rows", table, own.type.slug, source)
    rows.supersede(con, "event_other", "SELECT source_row_id FROM typed_rows", source, context)
    kinds = schema.columns(con, "typed_rows")
    columns = staged.columns | {p.name: kinds[p.name] for p in own.type.properties}
    told = _insert(con, table, replace(staged, table="typed_rows", columns=columns), source, context, {})
    told.refused += refused
    return told


def _same_id(con: duckdb.DuckDBPyConnection, incoming: str, table: str, prefix: str, source: str) -> None:
    """A row that came before under the other name of its type keeps the id that it came with."""
    id_ = f"{literal(prefix + ':')} || event_id"
    con.execute(
        f"UPDATE {incoming} SET source_row_id = {id_} WHERE event_id IS NOT NULL AND {id_} IN "
        f"(SELECT source_row_id FROM {table} WHERE source = {literal(source)})"
    )


def _as_given(own: OwnType) -> dict[str, str]:
    """What a row of an own type would have been if nobody had registered it: its type, and its properties as JSON."""
    if own.canonical:
        return {}
    pairs = ", ".join(
        f"{literal(p.given)}, {_PLAIN.get(p.type, '{}').format(_staged(p.name))}" for p in own.properties
    )
    said = f"json_merge_patch(coalesce(i.properties, '{{}}'), json_object({pairs}))"
    return {"type": literal(own.given), "properties": f"CAST({said} AS VARCHAR)"}


def _staged(name: str) -> str:
    return f"i.{identifier(name)}"


#: How values are written in JSON so that they are read back the same; the others are as they are.
_PLAIN = {
    "decimal": "CAST({} AS VARCHAR)",
    "date": "strftime({}, '%Y-%m-%d')",
    "instant": "strftime({}, '%Y-%m-%dT%H:%M:%S.%fZ')",
}


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
    given = {c: f"i.{identifier(c)}" for c in staged.columns if c in target and c not in staged.absent}
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
