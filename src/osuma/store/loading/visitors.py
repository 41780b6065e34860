"""Visitors whom a site knows only by their browser: anonymous history, and when it becomes somebody's.

A row that names nobody but a visitor id is of an anonymous identity of its own: `visitor:<id>` where the row says
that cookies had been accepted, else `unconsented:<id>`, which never joins anybody. A row that names a person and the
visitor id, with cookies accepted, is remembered in `visitors`; one browser of one person is a link of rule `visitor`.
A browser of several people is nobody's.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from osuma.store import schema
from osuma.store.dialect import literal
from osuma.store.people import identity
from osuma.store.writing import rows
from osuma.store.writing.batch import Anonymous, LoadContext
from osuma.store.writing.staging import JOINABLE, Staged, anonymous

RULE = "visitor"
_VISITORS = f"is_pseudo AND {anonymous('source_id')}"
_BROWSERS = f"is_pseudo AND starts_with(source_id, {literal(JOINABLE)})"


def note(con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], source: str, context: LoadContext) -> None:
    """Remember whom the rows of a load name beside a visitor id. Temp table `noted` has the identities concerned."""
    con.execute("CREATE OR REPLACE TEMP TABLE noted (identity_key BIGINT)")
    parts = [
        f"SELECT person, trim(visitor_id) AS visitor FROM {s.table} WHERE cookie_consent = 'granted' AND "
        f"trim(visitor_id) <> '' AND person IS NOT NULL AND NOT {anonymous('person')}"
        for s in staged
        if "visitor_id" in s.columns
    ]
    if not parts:
        return
    con.execute(
        "CREATE OR REPLACE TEMP TABLE browsers AS SELECT *, md5(source_row_id) AS content_hash FROM (SELECT DISTINCT "
        f"w.identity_key, w.customer_key, b.visitor, 'visitor:' || b.visitor || '/' || b.person AS source_row_id "
        f"FROM ({' UNION ALL '.join(parts)}) b JOIN who w USING (person))"
    )
    settled = rows.settle(con, "visitors", "browsers", source, context)
    given = {c: f"i.{c}" for c in ("identity_key", "customer_key", "visitor")} | rows.origin(source, context)
    rows.insert(con, "visitors", given, f"FROM browsers AS i{settled.join}", "ORDER BY i.source_row_id")
    con.execute("INSERT INTO noted SELECT DISTINCT identity_key FROM browsers")


def join(con: duckdb.DuckDBPyConnection, touched: str, context: LoadContext) -> int:
    """Give the history of each browser to the one person behind it, or take it back where there is not one; how many
    links were made. touched: SQL for the identities that changed. Leaves who moved in temp table `moved`."""
    if not rows.number(con, f"SELECT count(*) FROM identities WHERE {_BROWSERS}"):
        identity.regroup(con, [])
        return 0
    con.execute(
        "CREATE OR REPLACE TEMP TABLE reached_browsers AS SELECT v.source, v.visitor FROM visitors v JOIN identities "
        "i USING (identity_key) WHERE i.customer_key IN (SELECT customer_key FROM identities SEMI JOIN "
        f"({touched}) USING (identity_key)) UNION SELECT source, substr(source_id, {len(JOINABLE) + 1}) FROM "
        f"identities SEMI JOIN ({touched}) USING (identity_key) WHERE {_BROWSERS}"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE behind AS SELECT b.identity_key AS browser, b.customer_key AS held, "
        "min(v.identity_key) AS person, min(p.customer_key) AS owner, count(DISTINCT p.customer_key) AS people "
        f"FROM reached_browsers r JOIN identities b ON b.source = r.source AND b.is_pseudo AND b.source_id = "
        f"{literal(JOINABLE)} || r.visitor LEFT JOIN visitors v ON v.source = r.source AND v.visitor = r.visitor "
        "LEFT JOIN identities p ON p.identity_key = v.identity_key GROUP BY ALL"
    )
    ends = _take_back(con, context)
    made = con.execute(
        "SELECT browser, person FROM behind WHERE people = 1 AND held <> owner AND NOT EXISTS (SELECT 1 FROM "
        "identity_links l JOIN identities x ON x.identity_key = l.a JOIN identities y ON y.identity_key = l.b WHERE "
        f"{identity.PARTS} AND least(x.customer_key, y.customer_key) = least(held, owner) AND "
        "greatest(x.customer_key, y.customer_key) = greatest(held, owner)) ORDER BY ALL"
    ).fetchall()
    identity.insert_links(con, [(int(a), int(b), RULE) for a, b in made], context)
    identity.regroup(con, [*ends, *(int(key) for pair in made for key in pair)])
    return len(made)


def _take_back(con: duckdb.DuckDBPyConnection, context: LoadContext) -> list[int]:
    """Undo the links of browsers that are not one person's, or another's than before; gives both ends of each."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE outgrown AS SELECT l.link_id, l.a, l.b FROM identity_links l JOIN behind ON "
        f"browser IN (l.a, l.b) WHERE l.undone_at IS NULL AND l.rule = '{RULE}' AND (people <> 1 OR held <> owner)"
    )
    con.execute(
        "UPDATE identity_links SET undone_at = ? WHERE link_id IN (SELECT link_id FROM outgrown)",
        [context.recorded_at],
    )
    con.execute(f"INSERT INTO link_retirements SELECT link_id, {context.import_id} FROM outgrown ORDER BY link_id")
    return [int(key) for (key,) in con.execute("SELECT unnest([a, b]) FROM outgrown").fetchall()]


def brought(con: duckdb.DuckDBPyConnection, context: LoadContext) -> Anonymous:
    """What became of the rows of a load that name nobody but a visitor."""
    if not rows.number(con, f"SELECT count(*) FROM identities WHERE {_VISITORS}"):
        return Anonymous()
    parts = " UNION ALL ".join(
        f"SELECT identity_key FROM {table} WHERE import_id = {context.import_id}"
        for table in schema.event_tables(con)
    )
    unknown, agreed = "c.kind = 'anonymous'", f"starts_with(i.source_id, {literal(JOINABLE)})"
    row = con.execute(
        f"SELECT count(*) FILTER ({unknown}), count(DISTINCT i.customer_key) FILTER ({unknown}), "
        f"count(*) FILTER ({unknown} AND {agreed}), count(*) FILTER (c.kind <> 'anonymous') "
        f"FROM ({parts}) e JOIN (SELECT * FROM identities WHERE {_VISITORS}) i USING (identity_key) "
        "JOIN customers c ON c.customer_key = i.customer_key"
    ).fetchone()
    return Anonymous(*map(int, row)) if row else Anonymous()


def standing(con: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """How many visitors nobody knows, and how many events are theirs."""
    parts = " UNION ALL ".join(f"SELECT customer_key FROM {table}" for table in schema.event_tables(con))
    row = con.execute(
        f"SELECT count(DISTINCT customer_key), count(*) FROM ({parts}) SEMI JOIN (SELECT customer_key FROM customers "
        "WHERE kind = 'anonymous') USING (customer_key)"
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)
