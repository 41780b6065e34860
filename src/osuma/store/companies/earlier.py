"""Companies as they were at an instant: what was said of them, who their contacts were, how far their deals had come.

What the sources have said of a company has history: before the first known value an attribute is unknown. A contact
and the details of a deal are known from when they were told; one that was told only later is read as it was first
told, and `told_later` says of how many that is so. Stages and states of deals have times of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

from osuma.store import schema
from osuma.store.companies.deals import TOLD
from osuma.store.companies.derive import derive
from osuma.store.companies.identify import GIVEN, TWINS
from osuma.store.dialect import fold, identifier, literal

#: Details of a deal that follow from its stage: of a version of another state they say nothing.
_OF_STAGE = ("probability", "lost_reason", "lost_reason_fold")


@dataclass(frozen=True)
class ToldLater:
    """What is read as it was first told, because nothing older is known; each of how many.

    companies: of which nothing was known yet, so that their fields are unknown. contacts: links of a person and a
    company. deals: those that were open at the instant.
    """

    companies: int
    of_companies: int
    contacts: int
    of_contacts: int
    deals: int
    of_deals: int


def companies_as_of(con: duckdb.DuckDBPyConnection, as_of: datetime) -> None:
    """Make the temporary tables `accounts`, `contacts`, `deals` and `deal_stages` of this cursor, as of an instant.

    as_of: naive UTC. Which identities are one company, and when a deal was made and closed, is as it is known now.
    The cursor sees these tables in the place of the warehouse's own until it is closed. Nothing is made where there
    is neither a company nor a deal.
    """
    if not any(con.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall() for table in ("account_identities", "deals")):
        return
    moment = literal(as_of)
    _accounts(con, moment)
    _choose_contacts(con, moment)
    _choose_deals(con, moment)
    kept = {table: _columns(con, table) for table in ("contacts", "deals", "deal_stages")}
    con.execute(f"CREATE OR REPLACE TEMP TABLE contacts AS SELECT {kept['contacts']} FROM companies_contacts")
    con.execute(f"CREATE OR REPLACE TEMP TABLE deals AS SELECT {kept['deals']} FROM companies_deals")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE deal_stages AS SELECT {kept['deal_stages']} FROM companies_came SEMI JOIN "
        "deals USING (deal_key)"
    )


def told_later(con: duckdb.DuckDBPyConnection, as_of: datetime) -> ToldLater:
    """Of how much nothing was told by an instant (naive UTC). con: a cursor that reads the warehouse's own tables."""
    moment = literal(as_of)
    _choose_contacts(con, moment)
    _choose_deals(con, moment)
    later = f"count(*) FILTER (WHERE first_told > {moment}), count(*)"
    asked = (
        f"SELECT count(*) FILTER (WHERE known_from > {moment}), count(*) FROM accounts",
        f"SELECT {later} FROM companies_contacts",
        f"SELECT {later} FROM companies_deals WHERE state NOT IN ('won', 'lost')",
    )
    return ToldLater(*(int(n) for one in asked for n in con.execute(one).fetchall()[0]))


def _accounts(con: duckdb.DuckDBPyConnection, moment: str) -> None:
    """Temporary table `accounts`: derived as ever, from what was said by then."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_changes AS SELECT account_identity_key, origin, field, old FROM "
        f"account_changes WHERE valid_from > {moment} QUALIFY row_number() OVER (PARTITION BY account_identity_key, "
        "origin, field ORDER BY valid_from, recorded_at, import_id) = 1"
    )
    changed = [f for (f,) in con.execute("SELECT DISTINCT field FROM companies_changes").fetchall() if f in GIVEN]
    joins = "".join(
        f" LEFT JOIN companies_changes c{n} ON c{n}.account_identity_key = p.account_identity_key AND c{n}.origin = "
        f"p.origin AND c{n}.field = {literal(f)}"
        for n, f in enumerate(changed)
    )
    kinds = schema.columns(con, "account_profiles")
    values = []
    for field in GIVEN:
        value = f"p.{identifier(field)}"
        if field in changed:
            change = f"c{changed.index(field)}"
            value = f"CASE WHEN {change}.field IS NULL THEN {value} ELSE CAST({change}.old AS {kinds[field]}) END"
        values.append(f"CASE WHEN p.known_from <= {moment} THEN {value} END AS {identifier(field)}")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_said AS SELECT p.account_identity_key, p.origin, p.source, "
        f"p.import_id, p.source_updated_at, p.known_from, {', '.join(values)} FROM account_profiles p{joins}"
    )
    twins = ", ".join(f"{fold(identifier(t.removesuffix('_fold')))} AS {identifier(t)}" for t in sorted(TWINS))
    con.execute(f"CREATE OR REPLACE TEMP TABLE companies_then AS SELECT *, {twins} FROM companies_said")
    con.execute("CREATE OR REPLACE TEMP TABLE accounts AS SELECT * FROM accounts WHERE false")
    derive(con, "SELECT account_key FROM account_identities", "companies_then")


def _choose_contacts(con: duckdb.DuckDBPyConnection, moment: str) -> None:
    """Temporary table `companies_contacts`: who was a contact of which company, with `first_told`.

    Of somebody of whom a source had told nothing by then: what it told first.
    """
    person = "source, coalesce(identity_key::VARCHAR, source_row_id)"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_contacts AS SELECT * FROM "
        f"({_held(moment, 'contacts', 'recorded_at')}) QUALIFY first_told <= {moment} OR first_told = "
        f"min(first_told) OVER (PARTITION BY {person})"
    )


def _choose_deals(con: duckdb.DuckDBPyConnection, moment: str) -> None:
    """Temporary tables `companies_came`, the history by then, and `companies_deals`, with `first_told`."""
    # a closed deal came to its last stage when it was closed, whatever its history says of that stage
    closing = "s.nth = 1 AND d.state IN ('won', 'lost') AND d.state = s.state"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_came AS SELECT * FROM (SELECT s.* REPLACE (coalesce(CASE WHEN "
        f"{closing} THEN d.closed_at END, s.ts) AS ts) FROM (SELECT *, row_number() OVER (PARTITION BY deal_key "
        "ORDER BY ts DESC, recorded_at DESC, source_row_id DESC) AS nth FROM deal_stages) s JOIN deals d USING "
        f"(deal_key)) WHERE ts <= {moment}"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_stood AS SELECT d.deal_key, d.created_at, coalesce(c.state, 'open') "
        "AS state, c.stage, c.stage_fold, coalesce(c.told, false) AS told, CASE WHEN c.state IN ('won', 'lost') AND "
        f"d.closed_at <= {moment} THEN d.closed_at END AS closed_at FROM deals d LEFT JOIN (SELECT deal_key, min(ts) "
        "AS since FROM deal_stages GROUP BY deal_key) f USING (deal_key) LEFT JOIN (SELECT deal_key, state, stage, "
        f"stage_fold, {TOLD} OR recorded_at <= {moment} AS told FROM companies_came QUALIFY row_number() OVER "
        "(PARTITION BY deal_key ORDER BY nth) = 1) c USING (deal_key) WHERE coalesce(d.created_at, f.since) <= "
        f"{moment}"
    )
    of_stage = ", ".join(f"CASE WHEN v.state = t.state THEN v.{name} END AS {name}" for name in _OF_STAGE)
    stages = ", ".join(
        f"CASE WHEN t.told THEN t.{name} WHEN v.state = t.state THEN v.{name} END AS {name}"
        for name in ("stage", "stage_fold")
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_deals AS SELECT v.* REPLACE (t.created_at AS created_at, t.state AS "
        f"state, t.closed_at AS closed_at, {stages}, {of_stage}) FROM "
        f"({_held(moment, 'deals', 'coalesce(source_updated_at, recorded_at)')}) v JOIN companies_stood t USING "
        "(deal_key)"
    )


def _held(moment: str, table: str, since: str) -> str:
    """SQL of the version of each row that held at a moment, or the first one where none had been told by then.

    since: SQL of the instant from which a version is known. With `first_told`, that of the first one.
    """
    both = " UNION ALL BY NAME ".join(
        f"SELECT *, {since} AS told_at FROM {t}" for t in (table, f"superseded_{table}")
    )
    of_row = "PARTITION BY source, source_row_id"
    order = f"OVER ({of_row} ORDER BY told_at, superseded_by NULLS LAST)"
    return (
        f"SELECT * FROM (SELECT *, lead(told_at) {order} AS next_at, row_number() {order} AS version, min(told_at) "
        f"OVER ({of_row}) AS first_told FROM ({both})) WHERE CASE WHEN first_told > {moment} THEN version = 1 ELSE "
        f"told_at <= {moment} AND coalesce(next_at > {moment}, true) END"
    )


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> str:
    return ", ".join(identifier(name) for name in schema.columns(con, table))
