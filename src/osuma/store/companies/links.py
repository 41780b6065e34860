"""Which identities are one company. Found anew from what is known, so that an undo needs no history of it.

In order: the same business ID, whatever the source; a name or a domain by which contacts and deals refer to the only
company of their own source that has it; what a person has confirmed. Different business IDs are never joined.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from osuma.store.people.identity import Forest
from osuma.store.writing import rows

#: Tables that keep account_key beside account_identity_key.
_KEPT = ("contacts", "superseded_contacts", "deals", "superseded_deals", "account_changes", "account_identities")


_GROUP_IDS = "SELECT head, max(business_id) AS business_id FROM companies_heads GROUP BY head"


def regroup(con: duckdb.DuckDBPyConnection) -> int:
    """Find every company again and move what changed; gives how many identities moved.

    Leaves temp table `companies_moved` (account_identity_key, old_key, new_key).
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_known AS SELECT i.account_identity_key AS key, i.account_key, "
        "i.source, "
        "i.source_id, coalesce(a.business_id, r.business_id, CASE WHEN i.source_id LIKE 'business:%' AND i.is_pseudo "
        "THEN substr(i.source_id, 10) END) AS business_id, a.account_identity_key IS NOT NULL AS described, "
        "a.name_fold, a.domain FROM account_identities i LEFT JOIN account_profiles a ON a.account_identity_key = "
        "i.account_identity_key AND a.origin = 'accounts' LEFT JOIN account_profiles r ON r.account_identity_key = "
        "i.account_identity_key AND r.origin = 'references'"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_heads AS SELECT *, CASE WHEN business_id IS NULL THEN key "
        "ELSE min(key) OVER (PARTITION BY business_id) END AS head FROM companies_known"
    )
    _refer(con)
    _confirm(con)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_moved AS SELECT key AS account_identity_key, account_key AS old_key, "
        "new_key FROM (SELECT *, min(key) OVER (PARTITION BY head) AS new_key FROM companies_heads) "
        "WHERE account_key <> new_key"
    )
    moved = rows.number(con, "SELECT count(*) FROM companies_moved")
    for table in _KEPT if moved else ():
        con.execute(
            f"UPDATE {table} SET account_key = m.new_key FROM companies_moved m "
            f"WHERE {table}.account_identity_key = m.account_identity_key"
        )
    return moved


def _confirm(con: duckdb.DuckDBPyConnection) -> None:
    """Join what people have confirmed; a decision that would join two business IDs waits until they agree."""
    pairs = con.execute(
        "SELECT x.head, y.head, p.business_id, q.business_id FROM account_links l JOIN companies_heads x ON "
        "x.key = l.a "
        "JOIN companies_heads y ON y.key = l.b JOIN ("
        f"{_GROUP_IDS}) p ON p.head = x.head JOIN ({_GROUP_IDS}) q ON q.head = y.head "
        "WHERE l.undone_at IS NULL ORDER BY l.link_id"
    ).fetchall()
    forest = Forest()
    given: dict[int, str | None] = {}
    for a, b, one, other in pairs:
        for head, business in ((a, one), (b, other)):
            given.setdefault(forest.root(int(head)), business)
        x, y = forest.root(int(a)), forest.root(int(b))
        known = {given[x], given[y]} - {None}
        if x != y and len(known) <= 1:
            given[forest.join(x, y)] = next(iter(known), None)
    heads = sorted({int(h) for pair in pairs for h in pair[:2]})
    _relabel(con, [(h, forest.root(h)) for h in heads if forest.root(h) != h])


def _relabel(con: duckdb.DuckDBPyConnection, moves: list[tuple[int, int]]) -> None:
    if not moves:
        return
    columns = {name: pa.array([m[n] for m in moves], pa.int64()) for n, name in enumerate(("old", "new"))}
    con.register("head_rows", pa.table(columns))
    con.execute("UPDATE companies_heads SET head = h.new FROM head_rows h WHERE companies_heads.head = h.old")
    con.unregister("head_rows")


def _refer(con: duckdb.DuckDBPyConnection) -> None:
    """A company that is only named joins the one of its source that has the name; several of a name join none."""
    con.execute(
        "UPDATE companies_heads SET head = f.head FROM (SELECT r.key, min(k.head) AS head FROM companies_heads r "
        "JOIN companies_heads k ON k.source = r.source AND k.described AND ("
        "r.source_id = 'name:' || k.name_fold OR r.source_id = 'domain:' || k.domain) "
        "WHERE NOT r.described AND r.business_id IS NULL AND r.head = r.key "
        "AND (r.source_id LIKE 'name:%' OR r.source_id LIKE 'domain:%') "
        "GROUP BY r.key HAVING count(DISTINCT k.head) = 1) f WHERE companies_heads.key = f.key"
    )
