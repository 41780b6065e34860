"""Identities of the companies that a load names, and what it says of each: profiles with versions and changes."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from osuma.engine.tables.companies import ACCOUNT_ATTRIBUTES
from osuma.store import schema
from osuma.store.dialect import content_hash, fold, identifier, literal
from osuma.store.writing import rows
from osuma.store.writing.batch import LoadContext, Rows
from osuma.store.writing.staging import Staged

#: Attributes as a staged row gives them, without twins.
GIVEN: tuple[str, ...] = tuple(c.name for c in ACCOUNT_ATTRIBUTES if not c.name.endswith("_fold"))
TWINS = frozenset(c.name for c in ACCOUNT_ATTRIBUTES if c.name.endswith("_fold"))
_REFERENCES = {"name": "account_name", "business_id": "account_business_id", "domain": "account_domain"}
_TEXTS = frozenset({"name", "city", "industry", "parent", "owner", "vat_id"})


def identify(con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], source: str, context: LoadContext) -> int:
    """Give every company named in staged rows an identity; leaves them in temp table `which`. Gives how many are new.

    which: account (as staged), account_identity_key, account_key.
    """
    parts = [
        f'SELECT account, {n} AS part, min("row") AS first_row FROM {s.table} WHERE account IS NOT NULL '
        "GROUP BY account"
        for n, s in enumerate(s for s in staged if s.names_companies)
    ] or ["SELECT NULL::VARCHAR AS account, 0 AS part, 0 AS first_row WHERE false"]
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_named AS SELECT account, min(part) AS part, "
        f"arg_min(first_row, part) AS first_row FROM ({' UNION ALL '.join(parts)}) GROUP BY account"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_fresh AS SELECT n.account, row_number() OVER (ORDER BY part, "
        "first_row, "
        f"account) AS nth FROM companies_named n ANTI JOIN account_identities i ON i.source = {literal(source)} "
        "AND i.source_id = n.account"
    )
    made = rows.number(con, "SELECT count(*) FROM companies_fresh")
    before = schema.next_keys(con, "account", made) if made else 0
    con.execute(
        f"INSERT INTO account_identities SELECT {before} + nth, {before} + nth, {literal(source)}, account, "
        "account LIKE 'business:%' OR account LIKE 'name:%' OR account LIKE 'domain:%', "
        f"{context.import_id} FROM companies_fresh ORDER BY nth"
    )
    place(con, source)
    return made


def place(con: duckdb.DuckDBPyConnection, source: str) -> None:
    """Temp table `which` again, with the keys as they are now."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE which AS SELECT n.account, i.account_identity_key, i.account_key FROM "
        f"companies_named n JOIN account_identities i ON i.source = {literal(source)} AND i.source_id = n.account"
    )


def describe(con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], source: str, context: LoadContext) -> Rows:
    """Write what the load says of companies. Those whose profile changed are left in temp table `companies_met`."""
    con.execute("CREATE OR REPLACE TEMP TABLE companies_met AS SELECT account_identity_key FROM which WHERE false")
    told = Rows()
    said = [s for s in staged if s.target == "accounts"]
    for one in said:
        told.add(_write(con, one.table, list(one.columns), "accounts", source, context))
    referring = [s for s in staged if s.names_companies and s.target != "accounts"]
    if referring:
        _references(con, referring, said)
        _write(con, "companies_referred", [*_REFERENCES], "references", source, context)
    return told


def _references(con: duckdb.DuckDBPyConnection, referring: Sequence[Staged], said: Sequence[Staged]) -> None:
    """Temp table `companies_referred`: what contacts and deals say of companies that the load does not describe."""
    parts = " UNION ALL ".join(
        f"SELECT account, {', '.join(f'{c} AS {f}' for f, c in _REFERENCES.items())} FROM {s.table} "
        "WHERE account IS NOT NULL"
        for s in referring
    )
    described = "".join(f" ANTI JOIN {s.table} AS c{n} ON c{n}.account = r.account" for n, s in enumerate(said))
    values = ", ".join(f"min({f}) AS {f}" for f in _REFERENCES)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE companies_referred AS SELECT r.account, {values} FROM ({parts}) r{described} "
        "GROUP BY r.account"
    )


def _write(
    con: duckdb.DuckDBPyConnection, incoming: str, columns: list[str], origin: str, source: str, context: LoadContext
) -> Rows:
    given = rows.filled(con, incoming, [f for f in GIVEN if f in columns])
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE companies_prior AS SELECT p.* FROM account_profiles p WHERE origin = "
        f"{literal(origin)} AND p.account_identity_key IN (SELECT account_identity_key FROM which)"
    )
    known = sorted({*given, *rows.filled(con, "companies_prior", list(GIVEN))}, key=GIVEN.index)
    updated = rows.said_at(columns, context, "s.")
    _merge(con, incoming, known, given, origin, updated, context)
    settled = rows.settle(con, "account_profiles", "companies_merged", source, context, clock=True)
    _changes(con, known, settled.join, origin, source, context)
    expressions = {f: f"i.{identifier(f)}" for f in known}
    expressions |= {f"{f}_fold": fold(sql) for f, sql in expressions.items() if f"{f}_fold" in TWINS}
    expressions |= {c: f"i.{c}" for c in ("account_identity_key", "source_updated_at", "known_from")}
    expressions |= {"origin": literal(origin), **rows.origin(source, context)}
    rows.insert(con, "account_profiles", expressions, f"FROM companies_merged AS i{settled.join}")
    con.execute(f"INSERT INTO companies_met SELECT i.account_identity_key FROM companies_merged AS i{settled.join}")
    if settled.rows.stale:
        rows.keep_stale(con, "account_profiles", "companies_merged", expressions, context)
    return settled.rows


def _merge(
    con: duckdb.DuckDBPyConnection,
    incoming: str,
    known: list[str],
    given: list[str],
    origin: str,
    updated: str,
    context: LoadContext,
) -> None:
    """Temp table `companies_merged`: the fields, what is not given carried over from the stored profile.

    A row of companies that leaves a given field empty says that it is empty; a reference says only what it names.
    """
    values = []
    for field in known:
        new, old = f"s.{identifier(field)}", f"p.{identifier(field)}"
        if field in _TEXTS:
            new = f"nullif(trim(nfc_normalize({new})), '')"
        value = old if field not in given else new if origin == "accounts" else f"coalesce({new}, {old})"
        values.append(f", {value} AS {identifier(field)}")
    now = literal(context.recorded_at)
    merged = (
        f"SELECT w.account_identity_key, {literal(origin + ':')} || w.account AS source_row_id, "
        f"{updated} AS source_updated_at, coalesce(p.known_from, least({updated}, {now}), {now}) AS known_from"
        f"{''.join(values)} FROM {incoming} s JOIN which w USING (account) LEFT JOIN companies_prior p USING "
        "(account_identity_key)"
    )
    hashed = content_hash({"origin": literal(origin)} | {f: identifier(f) for f in known})
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE companies_merged AS SELECT *, {hashed} AS content_hash FROM ({merged})"
    )


def _changes(
    con: duckdb.DuckDBPyConnection, fields: list[str], join: str, origin: str, source: str, context: LoadContext
) -> None:
    """A row of account_changes for each field whose value differs from the version just superseded."""
    if not join or not fields:
        return
    pairs = ", ".join(
        f"{{'field': {literal(f)}, 'old': p.{identifier(f)}::VARCHAR, 'new': i.{identifier(f)}::VARCHAR}}"
        for f in fields
    )
    now = literal(context.recorded_at)
    con.execute(
        f"INSERT INTO account_changes SELECT account_identity_key, account_key, {literal(origin)}, c.field, c.old, "
        f"c.new, valid_from, {now}, {literal(source)}, {context.import_id} FROM (SELECT i.account_identity_key, "
        f"d.account_key, coalesce(least(i.source_updated_at, {now}), {now}) AS valid_from, unnest([{pairs}]) AS c "
        f"FROM companies_merged AS i{join} JOIN account_identities d ON d.account_identity_key = "
        "i.account_identity_key "
        "JOIN companies_prior p ON p.account_identity_key = i.account_identity_key) WHERE c.old IS DISTINCT "
        "FROM c.new"
    )
