"""Whether the ids of a list are those that its source knows: two systems may give the same number to two people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from osuma.store.dialect import fold, literal
from osuma.store.writing.staging import Staged

_NAMES = ("first_name", "last_name", "full_name")


def compared(con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], source: str) -> dict[str, Any]:
    """How the people of a list, by temp table `who`, go together with those whom its source had before this load.

    ids: of the list. known: of them those that the source had. before: ids that the source had. both: known ones of
    whom list and source tell an e-mail. others: of these the ones with another e-mail and another name (or no name on
    one side). Empty where the list gives no ids, or the source had none. Call it before profiles are written.
    """
    lists = [s for s in staged if s.target == "customers" and s.origin == "customers" and "email" in s.columns]
    if not lists:
        return {}
    union = " UNION ALL BY NAME ".join(
        f"SELECT person, email{''.join(f', {n}' for n in _NAMES if n in s.columns)} FROM {s.table}" for s in lists
    )
    there = [n for n in _NAMES if any(n in s.columns for s in lists)]
    apart = " OR ".join(f"{fold(f's.{n}')} = {fold(f'p.{n}')}" for n in there) or "false"
    found = con.execute(
        f"WITH s AS ({union}), told AS (SELECT w.fresh, w.person, {fold('s.email')} IS DISTINCT FROM p.email_fold "
        f"AND NOT coalesce({apart}, false) AS other, s.email IS NOT NULL AND p.email IS NOT NULL AS both_ FROM s "
        "JOIN who w USING (person) JOIN identities i ON i.identity_key = w.identity_key LEFT JOIN profiles p "
        "ON p.identity_key = w.identity_key AND p.origin = 'customers' WHERE NOT i.is_pseudo) "
        "SELECT count(DISTINCT person), count(DISTINCT person) FILTER (NOT fresh), "
        "count(DISTINCT person) FILTER (both_), count(DISTINCT person) FILTER (both_ AND other) FROM told"
    ).fetchall()[0]
    ids, known, both, others = (int(n) for n in found)
    ((all_,),) = con.execute(
        f"SELECT count(*) FROM identities WHERE source = {literal(source)} AND NOT is_pseudo"
    ).fetchall()
    before = int(all_) - (ids - known)
    if not ids or not before:
        return {}
    return {"source": source, "ids": ids, "known": known, "before": before, "both": both, "others": others}
