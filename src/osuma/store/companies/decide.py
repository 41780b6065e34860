"""What a person decides of companies: that a candidate is the same one, and taking that back. Each is a load."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

import duckdb

from osuma.engine.errors import Mistake, Refused, Words
from osuma.store import schema
from osuma.store.companies import loading
from osuma.store.dialect import values
from osuma.store.writing.batch import LoadContext

#: Of a company's identities the one to link: described rather than only named, then the oldest.
_END = (
    "(SELECT arg_min(d.account_identity_key, CASE WHEN p.origin = 'accounts' THEN 0 ELSE 4611686018427387904 END + "
    "d.account_identity_key) FROM account_identities d LEFT JOIN account_profiles p USING (account_identity_key) "
    "WHERE d.account_key = {key})"
)


def sure(con: duckdb.DuckDBPyConnection, threshold: Decimal, margin: Decimal) -> list[str]:
    """Candidates of at least `threshold` whose company has no other candidate within `margin` points below or "
    "above."""
    found = con.execute(
        "SELECT candidate_id FROM account_candidates c WHERE score >= ? AND NOT EXISTS (SELECT 1 FROM "
        "account_candidates o WHERE o.account_key = c.account_key AND o.candidate_id <> c.candidate_id "
        "AND o.score >= c.score - ?) ORDER BY account_key",
        [threshold, margin],
    ).fetchall()
    return [str(candidate) for (candidate,) in found]


def confirm(con: duckdb.DuckDBPyConnection, candidates: Sequence[str], context: LoadContext) -> list[int]:
    """Say that these candidates are one company each; gives the links' ids.

    Inside the caller's transaction. Raises Refused where one is no candidate, or where two would give one company two
    business IDs.
    """
    chosen = list(dict.fromkeys(candidates))
    found = {
        str(candidate): (int(account), int(register))
        for candidate, account, register in con.execute(
            "SELECT candidate_id, account_key, register_key FROM account_candidates "
            f"WHERE candidate_id IN {values(chosen)}"
        ).fetchall()
    }
    _check(chosen, found)
    before = schema.next_keys(con, "account_link", len(chosen)) if chosen else 0
    links = []
    for link, candidate in enumerate(chosen, start=before + 1):
        a, b = (_end(con, key) for key in found[candidate])
        con.execute(
            "INSERT INTO account_links VALUES (?, ?, ?, 'confirmed', ?, ?, NULL)",
            [link, min(a, b), max(a, b), context.import_id, context.recorded_at],
        )
        links.append(link)
    keys = ", ".join(str(key) for pair in found.values() for key in pair) or "NULL"
    _settle(con, f"SELECT unnest([{keys}]::BIGINT[]) AS account_key", context, "company_link", {"links": links})
    return links


def undo(con: duckdb.DuckDBPyConnection, link_id: int, context: LoadContext) -> None:
    """Take back one confirmation; the pair is not offered again. Raises Refused where no such link holds."""
    row = con.execute("SELECT a, b, undone_at FROM account_links WHERE link_id = ?", [link_id]).fetchone()
    if row is None or row[2] is not None:
        words = Words(
            fi=f"Yritysten yhdistämistä {link_id} ei ole voimassa.", en=f"There is no link {link_id} that holds."
        )
        raise Refused([Mistake("", "no_such_link", words)], code="no_such_link")
    con.execute("UPDATE account_links SET undone_at = ? WHERE link_id = ?", [context.recorded_at, link_id])
    touched = (
        f"SELECT account_key FROM account_identities WHERE account_identity_key IN ({int(row[0])}, {int(row[1])})"
    )
    _settle(con, touched, context, "company_unlink", {"links": [link_id]})


def _end(con: duckdb.DuckDBPyConnection, key: int) -> int:
    ((end,),) = con.execute(f"SELECT {_END.format(key=key)}").fetchall()
    return int(end)


def _check(chosen: Sequence[str], found: dict[str, tuple[int, int]]) -> None:
    mistakes = []
    taken: dict[int, str] = {}
    for candidate in chosen:
        if candidate not in found:
            words = Words(
                fi=f"Ehdotusta {candidate} ei ole. Katso ehdotukset: osuma companies candidates",
                en=f"There is no candidate {candidate}. See them: osuma companies candidates",
            )
            mistakes.append(Mistake(candidate, "no_such_candidate", words))
            continue
        other = taken.setdefault(found[candidate][0], candidate)
        if other != candidate:
            words = Words(
                fi=f"Ehdotukset {other} ja {candidate} antaisivat yritykselle kaksi Y-tunnusta. Valitse toinen.",
                en=f"The candidates {other} and {candidate} would give one company two business IDs. Choose one.",
            )
            mistakes.append(Mistake(candidate, "two_business_ids", words))
    if mistakes:
        raise Refused(mistakes)


def _settle(
    con: duckdb.DuckDBPyConnection, touched: str, context: LoadContext, kind: str, detail: dict[str, list[int]]
) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE companies_decided AS {touched}")
    moved = loading.settle(con, "SELECT account_key FROM companies_decided")
    con.execute(
        "INSERT INTO loads VALUES (?, ?, ?, NULL, ?)",
        [context.import_id, kind, context.recorded_at, json.dumps({**detail, "moved": moved})],
    )
