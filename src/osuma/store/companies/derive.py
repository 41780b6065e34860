"""Accounts, derived: one row a company, the newest known value of every attribute over its identities."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from osuma.engine.tables.companies import ACCOUNT_ATTRIBUTES, EXCLUDING, FIGURES, STATUSES
from osuma.engine.tables.industry import section_table
from osuma.store.companies import sizes
from osuma.store.dialect import identifier, literal, values
from osuma.store.writing import rows

_NAMES = tuple(c.name for c in ACCOUNT_ATTRIBUTES)


def derive(con: duckdb.DuckDBPyConnection, touched: str, profiles: str = "account_profiles") -> None:
    """Make the accounts again whose key is in the query `touched` (account_key); others stay as they are.

    profiles: the table of what the sources say of them.
    """
    con.execute(f"CREATE OR REPLACE TEMP TABLE companies_touched AS SELECT DISTINCT account_key FROM ({touched})")
    con.execute("DELETE FROM accounts WHERE account_key IN (SELECT account_key FROM companies_touched)")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_pieces AS SELECT d.account_key, p.*, row_number() OVER (PARTITION BY "
        "d.account_key ORDER BY p.origin = 'accounts' DESC, p.source_updated_at DESC NULLS LAST, p.import_id DESC, "
        "p.account_identity_key) AS nth, row_number() OVER (PARTITION BY d.account_key ORDER BY p.figures_year DESC "
        "NULLS LAST, p.origin = 'accounts' DESC, p.source_updated_at DESC NULLS LAST, p.import_id DESC, "
        f"p.account_identity_key) AS year_nth FROM {profiles} p JOIN account_identities d USING "
        "(account_identity_key) SEMI JOIN companies_touched USING (account_key)"
    )
    newest = "".join(f", {_newest(a)} AS {identifier(a)}" for a in _NAMES)
    figures = " OR ".join(f"{f} IS NOT NULL" for f in FIGURES)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_known_now AS SELECT account_key, min(known_from) AS known_from, "
        f"arg_min(source, year_nth) FILTER (WHERE {figures}) AS figures_source{newest} FROM companies_pieces "
        "GROUP BY account_key"
    )
    _insert(con)


def _newest(attribute: str) -> str:
    """The value of the newest profile that knows it; a twin follows its attribute.

    Figures: of the newest year first. A status that sets a company apart counts whichever source says it.
    """
    base = attribute.removesuffix("_fold")
    holds = f"FILTER (WHERE {identifier(base)} IS NOT NULL)"
    if attribute == "created_at":
        return "min(created_at)"
    if attribute == "status":
        order = " ".join(f"WHEN {literal(s)} THEN {n}" for n, s in enumerate(STATUSES))
        return f"arg_max(status, CASE status {order} END) {holds}"
    if attribute in ("headcount", "headcount_low", "headcount_high"):
        told = "FILTER (WHERE coalesce(headcount_low, headcount_high) IS NOT NULL)"
        return f"arg_min_null({attribute}, year_nth) {told}"
    if attribute in ("industry_code", "industry_version"):
        return f"arg_min_null({attribute}, nth) FILTER (WHERE industry_code IS NOT NULL)"
    return f"arg_min({identifier(attribute)}, {'year_nth' if attribute in FIGURES else 'nth'}) {holds}"


def _insert(con: duckdb.DuckDBPyConnection) -> None:
    sections = section_table()
    con.register("section_rows", pa.table({
        "start": pa.array([s for s, _, _ in sections], pa.string()),
        "version": pa.array([v for _, v, _ in sections], pa.string()),
        "section": pa.array([letter for _, _, letter in sections], pa.string()),
    }))  # fmt: skip
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_leading AS SELECT d.account_key, min(CASE WHEN d.is_pseudo THEN "
        "4611686018427387904 ELSE 0 END + d.account_identity_key) & 4611686018427387903 AS head, min(l.committed_at) "
        "AS met_at FROM account_identities d LEFT JOIN loads l ON l.import_id = d.import_id SEMI JOIN "
        "companies_touched USING (account_key) GROUP BY d.account_key"
    )
    expressions = {a: f"k.{identifier(a)}" for a in (*_NAMES, "figures_source")}
    expressions |= {
        "account_key": "h.account_key",
        "external_id": "d.source_id",
        "source": "d.source",
        "known_from": "coalesce(k.known_from, h.met_at)",
        "industry_section": "s.section",
        "size_class": sizes.size_class("k"),
        "size_basis": sizes.basis("k"),
        "headcount_class": sizes.headcount_class("k"),
        "excluded": f"CASE WHEN k.status IN {values(EXCLUDING)} THEN k.status END",
    }
    rows.insert(
        con,
        "accounts",
        expressions,
        "FROM companies_leading h JOIN account_identities d ON d.account_identity_key = h.head LEFT JOIN "
        "companies_known_now k ON k.account_key = h.account_key LEFT JOIN section_rows s ON s.start = "
        "left(k.industry_code, 2) AND s.version IS NOT DISTINCT FROM k.industry_version",
        "ORDER BY h.account_key",
    )
    con.unregister("section_rows")
