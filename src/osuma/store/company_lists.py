"""Lists of the companies of a segment and of their contacts, as they leave Osuma."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from osuma.engine.features.reach import GROUNDS
from osuma.store.dialect import values
from osuma.store.reach import Reach, waterfall

#: The header of LinkedIn's company list (Campaign Manager, Matched Audiences, company list template).
LINKEDIN = (
    "companyname", "companywebsite", "companyemaildomain", "linkedincompanypageurl", "stocksymbol", "industry",
    "city", "state", "companycountry", "zipcode",
)  # fmt: skip
#: What we know of those columns; the others stay empty.
_KNOWN = {
    "companyname": "a.name", "companywebsite": "a.domain", "companyemaildomain": "a.domain", "industry": "a.industry",
    "city": "a.city", "companycountry": "a.country", "zipcode": "a.postcode",
}  # fmt: skip
CONTACTS = (
    "company", "business_id", "first_name", "last_name", "title", "title_role", "email", "phone", "legal_basis",
)  # fmt: skip
COMPANIES = (
    "source", "external_id", "name", "business_id", "domain", "phone", "postcode", "city", "country", "municipality",
    "industry_code", "industry_section", "size_class", "headcount", "turnover", "excluded",
)  # fmt: skip
#: Roles that decide on what a company buys.
DECIDING = (
    "ceo", "cfo", "cto", "owner", "board", "sales_lead", "marketing_lead", "hr_lead", "director", "manager",
    "entrepreneur",
)  # fmt: skip
_CHOSEN = "company_rows"


def companies(con: duckdb.DuckDBPyConnection, keys: Iterable[int]) -> list[tuple[Any, ...]]:
    """The companies with what is known of them, in the columns of `COMPANIES`."""
    _choose(con, keys)
    columns = ", ".join(f"a.{name}" for name in COMPANIES)
    return con.execute(
        f"SELECT {columns} FROM {_CHOSEN} JOIN accounts a USING (account_key) ORDER BY a.name_fold, a.account_key"
    ).fetchall()


@dataclass(frozen=True)
class Listed:
    """rows: of the list. excluded: companies that campaigns pass over. nameless: those that have no name."""

    rows: list[tuple[Any, ...]]
    excluded: int
    nameless: int


def linkedin(con: duckdb.DuckDBPyConnection, keys: Iterable[int]) -> Listed:
    """The companies in the columns of `LINKEDIN`, each name and domain once."""
    _choose(con, keys)
    of_chosen = f"FROM {_CHOSEN} JOIN accounts a USING (account_key)"
    columns = ", ".join(f"coalesce({_KNOWN[name]}, '')" if name in _KNOWN else "''" for name in LINKEDIN)
    rows = con.execute(
        f"SELECT {columns} {of_chosen} WHERE a.excluded IS NULL AND a.name IS NOT NULL "
        "QUALIFY row_number() OVER (PARTITION BY a.name_fold, a.domain ORDER BY a.account_key) = 1 "
        "ORDER BY a.name_fold, a.account_key"
    ).fetchall()
    ((excluded, nameless),) = con.execute(
        "SELECT count(*) FILTER (a.excluded IS NOT NULL), count(*) FILTER (a.excluded IS NULL AND a.name IS NULL) "
        f"{of_chosen}"
    ).fetchall()
    return Listed(rows, int(excluded), int(nameless))


@dataclass(frozen=True)
class People:
    """rows: one a person and company, who may be written to or called. reach: of all contacts that were asked for.
    work_related: how many of those without a ground of their own are listed because what is offered is about their
    work."""

    rows: list[tuple[Any, ...]]
    reach: Reach
    work_related: int


def contacts(
    con: duckdb.DuckDBPyConnection,
    keys: Iterable[int],
    roles: Sequence[str] | None,
    channel: str,
    *,
    existing_customers: bool,
    work_related: bool,
) -> People:
    """The contacts of companies whom the channel may reach, each with the ground that allows it.

    roles: only people in these roles; None for everybody. work_related: whether the user says that what is offered
    essentially relates to these people's work (Act 917/2014 § 202); it then lets in those without a ground whose
    address is in the company's own domain. Companies that campaigns pass over have nobody on the list.
    """
    _choose(con, keys)
    role = "true" if roles is None else f"coalesce(k.title_role, c.title_role) IN {values(roles)}"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE company_people AS SELECT DISTINCT ON (a.account_key, c.customer_key) "
        "a.account_key, c.customer_key, coalesce(k.title, c.title) AS title, coalesce(k.title_role, c.title_role) "
        f"AS title_role FROM {_CHOSEN} JOIN accounts a USING (account_key) JOIN contacts k USING (account_key) "
        "JOIN customers c ON c.customer_key = k.customer_key WHERE a.excluded IS NULL AND c.kind = 'person' AND "
        f"c.set_apart IS NULL AND {role} ORDER BY a.account_key, c.customer_key, k.source, k.source_row_id"
    )
    people = [int(k) for (k,) in con.execute("SELECT DISTINCT customer_key FROM company_people").fetchall()]
    reach = waterfall(con, people, channel, existing_customers=existing_customers)
    at_work = "r.fate = 'no_ground' AND split_part(c.email_fold, '@', 2) = a.domain" if work_related else "false"
    rows = con.execute(
        "SELECT a.name, a.business_id, c.first_name, c.last_name, p.title, p.title_role, c.email, c.phone, "
        f"CASE WHEN {at_work} THEN 'work_related' ELSE r.fate END FROM company_people p "
        "JOIN accounts a USING (account_key) JOIN customers c ON c.customer_key = p.customer_key JOIN reach r "
        f"ON r.customer_key = p.customer_key WHERE r.fate IN {values(GROUNDS[channel])} OR ({at_work}) "
        "ORDER BY a.name_fold, a.account_key, c.last_name, c.first_name, c.customer_key"
    ).fetchall()
    ((added,),) = con.execute(
        "SELECT count(DISTINCT p.customer_key) FROM company_people p JOIN accounts a USING (account_key) JOIN "
        "customers c ON c.customer_key = p.customer_key JOIN reach r ON r.customer_key = p.customer_key "
        f"WHERE {at_work}"
    ).fetchall()
    return People(rows, reach, int(added))


def _choose(con: duckdb.DuckDBPyConnection, keys: Iterable[int]) -> None:
    con.register("chosen_keys", pa.table({"account_key": pa.array(keys, pa.int64())}))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {_CHOSEN} AS SELECT account_key FROM chosen_keys")
    con.unregister("chosen_keys")
