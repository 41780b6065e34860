"""Contacts and deals of a load, and the history of a deal's stages: as a file tells it, else as the deals came."""

from __future__ import annotations

from typing import Any

import duckdb

from osuma.store import schema
from osuma.store.dialect import day_start, fold, identifier, literal
from osuma.store.writing import money, rows
from osuma.store.writing.batch import LoadContext, Rows
from osuma.store.writing.staging import STAGE, Staged

#: Whether a row of the history is what a file of stages says; the others are read from the deals as they came.
TOLD = f"starts_with(source_row_id, {literal(STAGE)})"


def closing_day(deal: str, zone: str) -> str:
    """SQL of the first instant of the day on which a deal was to close, not before it was made."""
    return f"greatest({day_start(f'{deal}.expected_close', zone)}, {deal}.created_at)"


def write_contacts(con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext) -> Rows:
    """Write who works where."""
    settled = rows.settle(con, "contacts", staged.table, source, context)
    given = _given(con, "contacts", staged) | rows.origin(source, context)
    rows.insert(con, "contacts", given, _placed(staged, settled.join))
    return settled.rows


def write_deals(con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext) -> Rows:
    """Write deals; what happened to them goes to `deal_stages`."""
    _mean(con, staged.table, context)
    settled = rows.settle(con, "deals", staged.table, source, context, clock="source_updated_at" in staged.columns)
    day = f"coalesce(i.closed_at, i.created_at, {literal(context.recorded_at)})::DATE"
    join = money.rate_join(con, staged.table, day, context)
    given = _given(con, "deals", staged) | rows.origin(source, context)
    given["deal_key"] = f"{literal(source + ':')} || i.source_row_id"
    given["amount_base"] = money.base("i.amount", join, context)
    rows.insert(con, "deals", given, _placed(staged, settled.join) + join)
    _history(con, staged, settled.join, source, context)
    if settled.rows.same:
        _sight_history(con, source, context)
    return settled.rows


def _sight_history(con: duckdb.DuckDBPyConnection, source: str, context: LoadContext) -> None:
    """A deal that is brought again keeps its history when the import that wrote it is undone."""
    con.execute(
        f"INSERT INTO sightings SELECT 'deal_stages', source, source_row_id, content_hash, {context.import_id} FROM "
        f"deal_stages WHERE NOT {TOLD} AND deal_key IN (SELECT {literal(source + ':')} || source_row_id FROM "
        "fate_deals WHERE fate = 'same')"
    )


def write_stages(con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext) -> Rows:
    """Write when deals came to their stages, as their source tells it: that replaces what was read from the deals.

    A stage of which the file does not say whether it means won, lost or open means what it means among the deals
    of the source.
    """
    con.execute(
        f"UPDATE {staged.table} AS s SET state = m.state, content_hash = md5(s.content_hash || m.state) FROM (SELECT "
        "stage_fold, CASE WHEN bool_or(state = 'open') THEN 'open' ELSE min(state) END AS state FROM deals WHERE "
        f"source = {literal(source)} AND state <> 'unknown' GROUP BY stage_fold HAVING bool_or(state = 'open') OR "
        f"count(DISTINCT state) = 1) m WHERE s.state = 'unknown' AND m.stage_fold = {fold('s.stage')}"
    )
    _mean(con, staged.table, context)
    key = f"{literal(source + ':deal:')} || i.deal_id"
    rows.supersede_where(
        con,
        "deal_stages",
        f"NOT {TOLD} AND EXISTS (FROM (SELECT {key} AS deal_key, max(i.ts) AS ts, {fold('arg_max(i.stage, i.ts)')} "
        f"AS stage_fold FROM {staged.table} i GROUP BY 1) t WHERE t.deal_key = deal_stages.deal_key AND "
        "(deal_stages.ts <= t.ts OR deal_stages.stage_fold = t.stage_fold))",
        context,
    )
    settled = rows.settle(con, "deal_stages", staged.table, source, context)
    given = {"stage": "i.stage", "state": "i.state", "ts": "i.ts"} | rows.origin(source, context)
    given |= {"deal_key": key, "stage_fold": fold("i.stage")}
    rows.insert(con, "deal_stages", given, f"FROM {staged.table} AS i{settled.join}")
    return settled.rows


def _mean(con: duckdb.DuckDBPyConnection, table: str, context: LoadContext) -> None:
    """What people have said that stages mean, of rows that do not say; their hash stays that of the file's row."""
    for stage, state in context.stages.items():
        told = f"state = 'unknown' AND {fold('stage')} = {literal(stage)}"
        con.execute(f"UPDATE {table} SET state = {literal(state)} WHERE {told}")


def astray(con: duckdb.DuckDBPyConnection, context: LoadContext) -> dict[str, Any]:
    """What this load's history of stages lacks: of how many `deals` there is no other row, which other `sources` have
    deals of the same ids, and the `stages` of which nobody has said what they mean; empty where it brought none."""
    mine = f"{TOLD} AND import_id = {context.import_id}"
    if not rows.number(con, f"SELECT count(*) FROM deal_stages WHERE {mine}"):
        return {}
    lost = (
        f"(SELECT DISTINCT s.deal_key, s.source FROM deal_stages s ANTI JOIN deals d USING (deal_key) WHERE {mine})"
    )
    elsewhere = con.execute(
        f"SELECT DISTINCT d.source FROM {lost} s JOIN deals d ON d.source <> s.source AND d.deal_id = "
        "substr(s.deal_key, length(s.source || ':deal:') + 1) ORDER BY 1"
    ).fetchall()
    strange = con.execute(
        f"SELECT min(stage) FROM deal_stages WHERE {mine} AND state = 'unknown' GROUP BY stage_fold ORDER BY 1"
    ).fetchall()
    return {
        "deals": rows.number(con, f"SELECT count(*) FROM {lost}"),
        "sources": [source for (source,) in elsewhere],
        "stages": [stage for (stage,) in strange],
    }


def _given(con: duckdb.DuckDBPyConnection, table: str, staged: Staged) -> dict[str, str]:
    target = schema.columns(con, table)
    given = {c: f"i.{identifier(c)}" for c in staged.columns if c in target}
    given |= {f"{c}_fold": fold(sql) for c, sql in given.items() if f"{c}_fold" in target}
    keys = ("identity_key", "customer_key", "account_identity_key", "account_key")
    return given | {c: f"i.{c}" for c in keys}


def _placed(staged: Staged, join: str) -> str:
    """FROM: staged rows `i` with their person and company."""
    return (
        "FROM (SELECT i.*, w.identity_key, w.customer_key, h.account_identity_key, h.account_key FROM "
        f"{staged.table} AS i{join} LEFT JOIN who AS w ON w.person = i.person LEFT JOIN which AS h "
        "ON h.account = i.account ORDER BY h.account_key, i.source_row_id) AS i"
    )


def _history(con: duckdb.DuckDBPyConnection, staged: Staged, join: str, source: str, context: LoadContext) -> None:
    """A row for each deal that has come to another stage or state than its newest row says.

    Since when: the source's own time of the change; else the close of a closed deal, which in many a source is the
    day on which it was expected to close until it did; of a new deal its making, of a known one the source's last
    change, the file's moment or now; always later than the row before.
    """
    now = literal(context.file_at or context.recorded_at)
    day = closing_day("i", context.zone)
    past = f"i.state <> 'unknown' AND i.expected_close <= ({now})::DATE"
    closed = f"CASE WHEN i.state <> 'open' THEN coalesce(i.closed_at, CASE WHEN {past} THEN {day} END) END"
    since = (
        f"CASE WHEN h.deal_key IS NULL THEN coalesce(i.stage_ts, {closed}, i.created_at, i.source_updated_at, {now}) "
        f"ELSE greatest(coalesce(i.stage_ts, {closed}, i.source_updated_at, {now}), h.ts + INTERVAL 1 "
        "MICROSECOND) END"
    )
    key = f"{literal(source + ':')} || i.source_row_id"
    con.execute(
        "INSERT INTO deal_stages SELECT deal_key, stage, stage_fold, state, ts, "
        f"{literal(source)}, id, {literal(context.recorded_at)}, {context.import_id}, md5(id) FROM (SELECT *, "
        "concat_ws('/', deal_key, coalesce(stage, ''), state, ts) AS id FROM (SELECT "
        f"{key} AS deal_key, i.stage, {fold('i.stage')} AS stage_fold, i.state, {since} AS ts FROM "
        f"{staged.table} AS i"
        f"{join} LEFT JOIN (SELECT deal_key, max(ts) AS ts, arg_max_null(stage, ts) AS stage, arg_max(state, ts) AS "
        f"state FROM deal_stages GROUP BY deal_key) h ON h.deal_key = {key} WHERE h.deal_key IS NULL "
        "OR h.stage IS DISTINCT FROM i.stage OR h.state <> i.state))"
    )
