"""Undoing a whole import: as if it had never been, with what later imports said left standing."""

from __future__ import annotations

import json

import duckdb

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.tables.facts import EVENT_OTHER
from osuma.store import schema
from osuma.store.companies import loading
from osuma.store.dialect import identifier, literal
from osuma.store.loading import orders, rates, reference, refunds, same_refunds, visitors, weighing
from osuma.store.people import consents, customers, identity
from osuma.store.writing import rows, touched
from osuma.store.writing.batch import LoadContext


def undo_import(con: duckdb.DuckDBPyConnection, import_id: int, context: LoadContext) -> dict[str, int]:
    """Take back everything that a load wrote, inside the caller's transaction. Gives the rows removed and restored.

    context.import_id is the id of the undo itself. A row that a later import brought again, unchanged, stays and
    becomes that import's. Raises Refused where there is no such import or it has been undone already.
    """
    _must_hold(con, import_id)
    _remember(con, import_id)
    touched.by_undo(con, import_id)
    _hand_over(con, import_id)
    counts = {"removed": 0, "restored": 0}
    _note_later(con, import_id)
    for table in schema.versioned(con):
        removed, restored = _rewind(con, table, import_id)
        counts["removed"] += removed
        counts["restored"] += restored
    rates.unfill(con, import_id)
    rows.rewind_changes(con, "customer_changes", "identity_key", import_id)
    _rewind_people(con, import_id, context)
    loading.rewind(con, import_id)
    _derive(con, context)
    con.execute("UPDATE loads SET undone_by = ? WHERE import_id = ?", [context.import_id, import_id])
    con.execute(
        "INSERT INTO loads VALUES (?, 'undo', ?, NULL, ?)",
        [context.import_id, context.recorded_at, json.dumps({"undone": import_id, **counts})],
    )
    return counts


def _must_hold(con: duckdb.DuckDBPyConnection, import_id: int) -> None:
    row = con.execute("SELECT undone_by FROM loads WHERE import_id = ? AND kind = 'import'", [import_id]).fetchone()
    if row is None:
        words = Words(fi=f"Tuontia {import_id} ei ole.", en=f"There is no import {import_id}.")
        raise Refused([Mistake("", "no_such_import", words)], code="no_such_import")
    if row[0] is not None:
        words = Words(fi=f"Tuonti {import_id} on jo peruttu.", en=f"Import {import_id} has been undone already.")
        raise Refused([Mistake("", "already_undone", words)], code="already_undone")


def _versions(table: str) -> tuple[str, str]:
    return table, f"superseded_{table}"


def _remember(con: duckdb.DuckDBPyConnection, import_id: int) -> None:
    """Whom, which orders and which areas the import touched, while its rows still say so."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE met_areas AS {reference.touched_areas(import_id)}")
    people, sold = [f"SELECT identity_key FROM identities WHERE import_id = {import_id}"], []
    for table in (name for t in schema.versioned(con) for name in _versions(t)):
        where = f"import_id = {import_id}"
        if table.startswith("superseded_"):
            where += f" OR superseded_by = {import_id}"
        columns = schema.columns(con, table)
        if "identity_key" in columns:
            people.append(f"SELECT identity_key FROM {table} WHERE {where}")
        if "order_event_id" in columns:
            sold.append(f"SELECT order_event_id AS event_id FROM {table} WHERE {where}")
        elif table.endswith("event_order"):
            sold.append(f"SELECT event_id FROM {table} WHERE {where}")
    people.append(f"SELECT unnest([a, b]) FROM identity_links WHERE import_id = {import_id}")
    people.append(
        "SELECT unnest([a, b]) FROM identity_links SEMI JOIN "
        f"(SELECT link_id FROM link_retirements WHERE import_id = {import_id}) USING (link_id)"
    )
    said = ("consents", "inbox_consents")
    people += [f"SELECT identity_key FROM {table} WHERE import_id = {import_id}" for table in said]
    people.append(
        "SELECT v.identity_key FROM visitors v SEMI JOIN visitors w ON w.source = v.source AND w.visitor = v.visitor "
        f"AND w.import_id = {import_id}"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE met AS SELECT DISTINCT identity_key FROM ({' UNION ALL '.join(people)}) "
        "WHERE identity_key IS NOT NULL"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE met_orders AS SELECT DISTINCT event_id FROM ({' UNION ALL '.join(sold)})"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE met_around AS SELECT identity_key, customer_key FROM identities "
        "WHERE customer_key IN (SELECT customer_key FROM identities SEMI JOIN met USING (identity_key))"
    )


def _hand_over(con: duckdb.DuckDBPyConnection, import_id: int) -> None:
    """Rows that a later import brought again become its own; temp table `handed` has the identities concerned."""
    con.execute("DELETE FROM sightings WHERE import_id = ?", [import_id])
    con.execute("CREATE OR REPLACE TEMP TABLE handed (identity_key BIGINT)")
    seen = con.execute("SELECT DISTINCT table_name FROM sightings WHERE import_id > ?", [import_id]).fetchall()
    for (table,) in seen:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE heirs AS SELECT source, source_row_id, content_hash, min(import_id) "
            "AS heir "
            f"FROM sightings WHERE table_name = {literal(table)} AND import_id > {import_id} GROUP BY ALL"
        )
        for name in _versions(str(table)):
            before = "AND h.heir < superseded_by" if name.startswith("superseded_") else ""
            con.execute(
                f"UPDATE {name} SET import_id = h.heir FROM heirs h WHERE {name}.import_id = {import_id} "
                f"AND {name}.source = h.source AND {rows.row_id(str(table), name)} = h.source_row_id "
                f"AND {name}.content_hash = h.content_hash {before}"
            )
    con.execute(
        "INSERT INTO handed SELECT p.identity_key FROM profiles p SEMI JOIN met USING (identity_key) JOIN "
        "sightings s "
        "ON s.table_name = 'profiles' AND s.source = p.source AND s.source_row_id = p.source_row_id "
        "AND s.import_id = p.import_id"
    )


def _family(table: str) -> str:
    """Tables between which a row may move while its type is registered are one family."""
    canonical = {t.name for t in schema.VERSIONED} - {EVENT_OTHER.name}
    return table if table in canonical else EVENT_OTHER.name


def _note_later(con: duckdb.DuckDBPyConnection, import_id: int) -> None:
    """Temp table `later`: for each version of the import that is history already, what replaced it."""
    parts = [
        f"SELECT {literal(_family(table))} AS family, source, source_row_id, superseded_by FROM superseded_{table} "
        f"WHERE import_id = {import_id} AND superseded_by <> {import_id}"
        for table in schema.versioned(con)
    ]
    con.execute(
        "CREATE OR REPLACE TEMP TABLE later AS SELECT family, source, source_row_id, max(superseded_by) AS by "
        f"FROM ({' UNION ALL '.join(parts)}) GROUP BY ALL"
    )


def _rewind(con: duckdb.DuckDBPyConnection, table: str, import_id: int) -> tuple[int, int]:
    """Remove the import's versions from a table and its history, and bring back what they replaced."""
    old = f"superseded_{table}"
    _came_back(con, table, import_id)
    con.execute(
        f"UPDATE {old} SET superseded_by = later.by FROM later WHERE later.family = {literal(_family(table))} "
        f"AND {old}.superseded_by = {import_id} AND {old}.source = later.source "
        f"AND {old}.source_row_id = later.source_row_id"
    )
    con.execute(f"DELETE FROM {old} WHERE import_id = {import_id}")
    removed = rows.number(con, f"DELETE FROM {table} WHERE import_id = {import_id}")
    names = ", ".join(identifier(c) for c in schema.columns(con, table))
    restored = rows.number(
        con, f"INSERT INTO {table} ({names}) SELECT {names} FROM {old} WHERE superseded_by = {import_id}"
    )
    con.execute(f"DELETE FROM {old} WHERE superseded_by = {import_id}")
    return removed, restored


def _came_back(con: duckdb.DuckDBPyConnection, table: str, import_id: int) -> None:
    """Rows that the import took out and a later one brought again: that one found them there, or replaced them."""
    old = f"superseded_{table}"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE returned AS SELECT v.source, v.source_row_id, min(v.import_id) AS heir, "
        f"arg_min(v.content_hash, v.import_id) AS content_hash FROM (SELECT source, source_row_id, import_id, "
        f"content_hash FROM {table} UNION ALL SELECT source, source_row_id, import_id, content_hash FROM {old}) v "
        f"SEMI JOIN (SELECT source, source_row_id FROM {old} WHERE superseded_by = {import_id}) o "
        f"USING (source, source_row_id) WHERE v.import_id > {import_id} GROUP BY ALL"
    )
    if not rows.number(con, "SELECT count(*) FROM returned"):
        return
    same = (
        f"SELECT o.source, o.source_row_id, o.content_hash, r.heir FROM {old} o JOIN returned r USING (source, "
        f"source_row_id, content_hash) WHERE o.superseded_by = {import_id}"
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE returned_same AS {same}")
    con.execute(
        f"INSERT INTO sightings SELECT {literal(table)}, source, source_row_id, content_hash, heir FROM returned_same"
    )
    for name in (table, old):
        con.execute(
            f"DELETE FROM {name} USING returned_same r WHERE {name}.source = r.source AND {name}.source_row_id = "
            f"r.source_row_id AND {name}.import_id = r.heir"
        )
    con.execute(
        f"UPDATE {old} SET superseded_by = r.heir FROM returned r WHERE {old}.superseded_by = {import_id} AND "
        f"{old}.source = r.source AND {old}.source_row_id = r.source_row_id AND {old}.content_hash <> r.content_hash"
    )


def _rewind_people(con: duckdb.DuckDBPyConnection, import_id: int, context: LoadContext) -> None:
    con.execute(
        "UPDATE identity_links SET undone_at = NULL WHERE link_id IN "
        f"(SELECT link_id FROM link_retirements WHERE import_id = {import_id})"
    )
    for table in ("link_retirements", "identity_links", "identity_review", "refund_awaits"):
        con.execute(f"DELETE FROM {table} WHERE import_id = {import_id}")
    for table in ("inbox_consents", "inbox_suppressions", "consents", "suppressions"):
        con.execute(f"DELETE FROM {table} WHERE import_id = {import_id}")
    _forget_identities(con, import_id)
    con.execute(
        "DELETE FROM identity_links WHERE a NOT IN (SELECT identity_key FROM identities) "
        "OR b NOT IN (SELECT identity_key FROM identities)"
    )
    con.execute(
        "DELETE FROM identity_review WHERE a NOT IN (SELECT identity_key FROM identities) "
        "OR b NOT IN (SELECT identity_key FROM identities)"
    )
    weighing.weigh(con, "met")
    left = con.execute("SELECT identity_key FROM met_around SEMI JOIN identities USING (identity_key)").fetchall()
    con.execute("CREATE OR REPLACE TEMP TABLE moved_all (identity_key BIGINT, old_key BIGINT, new_key BIGINT)")
    identity.regroup(con, [int(key) for (key,) in left])
    con.execute("INSERT INTO moved_all SELECT * FROM moved")
    if rows.number(con, "SELECT count(*) FROM handed"):
        identity.resolve(con, "handed", context)
        con.execute("INSERT INTO moved_all SELECT * FROM moved")
    visitors.join(con, "SELECT identity_key FROM met_around UNION SELECT identity_key FROM moved_all", context)
    con.execute("INSERT INTO moved_all SELECT * FROM moved")


def _forget_identities(con: duckdb.DuckDBPyConnection, import_id: int) -> None:
    """Identities that nothing refers to any longer go; one that a later import met is that import's now."""
    used = " UNION ALL ".join(
        f"SELECT identity_key, import_id FROM {table} SEMI JOIN own USING (identity_key)"
        for table in schema.tables_with(con, "identity_key")
        if table not in ("identities", "customer_changes")
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE own AS SELECT identity_key FROM identities WHERE import_id = {import_id}"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE used AS SELECT identity_key, min(import_id) AS import_id FROM ({used}) "
        "GROUP BY identity_key"
    )
    con.execute(
        "DELETE FROM identities WHERE identity_key IN (SELECT identity_key FROM own) "
        "AND identity_key NOT IN (SELECT identity_key FROM used)"
    )
    con.execute(
        "UPDATE identities SET import_id = u.import_id FROM used u WHERE identities.identity_key = u.identity_key"
    )


def _derive(con: duckdb.DuckDBPyConnection, context: LoadContext) -> None:
    refunds.unlink_orphans(con)
    customers.touch(
        con,
        "touched",
        "SELECT customer_key FROM met_around",
        "SELECT customer_key FROM identities SEMI JOIN met_around USING (identity_key)",
        "SELECT old_key AS customer_key FROM moved_all",
        "SELECT new_key FROM moved_all",
        customers.in_areas("SELECT postcode FROM met_areas"),
    )
    customers.derive(con, "touched", context.set_apart)
    consents.derive(con, "touched")
    told_twice = same_refunds.settle(con, context)
    orders.recount(
        con, f"{told_twice} UNION ALL SELECT event_id FROM met_orders UNION ALL {customers.ORDERS_OF_APART_CHANGED}"
    )
    reference.derive_areas(con)
