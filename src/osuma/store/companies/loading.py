"""The companies of a load, and of its undo, in the order in which one thing needs another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from osuma.store.companies import candidates, derive, identify, links
from osuma.store.writing import rows
from osuma.store.writing.batch import LoadContext, LoadResult
from osuma.store.writing.staging import Staged

_KEEPERS = (
    "account_profiles", "superseded_account_profiles", "contacts", "superseded_contacts", "deals", "superseded_deals",
)  # fmt: skip


def load(
    con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], source: str, context: LoadContext, result: LoadResult
) -> None:
    """Identities, profiles and accounts, so that contacts and deals are written with their final company."""
    if not any(s.names_companies for s in staged):
        return
    identify.identify(con, staged, source, context)
    told = identify.describe(con, staged, source, context)
    if any(s.target == "accounts" for s in staged):
        result.of("accounts").add(told)
    settle(
        con,
        "SELECT account_key FROM account_identities SEMI JOIN companies_met USING (account_identity_key) UNION ALL "
        f"SELECT account_key FROM account_identities WHERE import_id = {context.import_id}",
    )
    identify.place(con, source)


def settle(con: duckdb.DuckDBPyConnection, touched: str) -> int:
    """Find the companies again, derive those that moved or are in the query `touched`, then the candidates."""
    moved = links.regroup(con)
    derive.derive(
        con,
        f"{touched} UNION ALL SELECT old_key FROM companies_moved UNION ALL SELECT new_key FROM companies_moved",
    )
    candidates.find(con)
    return moved


def rewind(con: duckdb.DuckDBPyConnection, import_id: int) -> None:
    """Take an import's companies back, after its versions have been: identities, changes, accounts, candidates."""
    rows.rewind_changes(con, "account_changes", "account_identity_key", import_id)
    used = " UNION ALL ".join(f"SELECT account_identity_key, import_id FROM {table}" for table in _KEEPERS)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_used AS SELECT account_identity_key, min(import_id) AS "
        "import_id FROM "
        f"({used}) WHERE account_identity_key IN (SELECT account_identity_key FROM account_identities WHERE "
        f"import_id = {import_id}) GROUP BY account_identity_key"
    )
    gone = rows.number(
        con,
        f"DELETE FROM account_identities WHERE import_id = {import_id} AND account_identity_key NOT IN "
        "(SELECT account_identity_key FROM companies_used)",
    )
    con.execute(
        "UPDATE account_identities SET import_id = u.import_id FROM companies_used u "
        "WHERE account_identities.account_identity_key = u.account_identity_key"
    )
    if gone:
        lost = "NOT IN (SELECT account_identity_key FROM account_identities)"
        con.execute(f"DELETE FROM account_links WHERE a {lost} OR b {lost}")
    settle(con, "SELECT account_key FROM account_identities UNION ALL SELECT account_key FROM accounts")


def elsewhere(con: duckdb.DuckDBPyConnection, context: LoadContext) -> list[dict[str, Any]]:
    """Companies that this load brought first and that have the name of a company of another source, neither of them
    with a business ID, so that nothing else compares them: that source and how many, the most first."""
    new = f"SELECT account_key FROM account_identities WHERE import_id = {context.import_id}"
    if not rows.number(con, f"SELECT count(*) FROM ({new})"):
        return []
    found = con.execute(
        "SELECT o.source, count(DISTINCT a.account_key) FROM accounts a JOIN accounts o ON o.name_fold = a.name_fold "
        "AND o.source <> a.source WHERE a.business_id IS NULL AND o.business_id IS NULL AND a.account_key IN "
        f"({new}) AND o.account_key NOT IN ({new}) GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    return [{"source": source, "companies": int(count)} for source, count in found]
