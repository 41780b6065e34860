"""What lists of companies are worth: deals won, what their contacts bought, and to whom of them one may write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import duckdb

from osuma.engine.tables.company_views import contact_pairs, deal_rows
from osuma.engine.tables.views import relation
from osuma.store.dialect import literal
from osuma.store.reach import allowed
from osuma.store.warehouse import sql_of


@dataclass(frozen=True)
class Worth:
    """Some companies. won: value of the deals won in the window, those without a value left out; deals: how many they
    are. bought: net sales in the window of their contacts. contacts: people; reachable: mailboxes of theirs to which
    an e-mail may go. Somebody who is a contact of several of them counts once.
    """

    companies: int = 0
    deals: int = 0
    won: Decimal = Decimal(0)
    bought: Decimal = Decimal(0)
    contacts: int = 0
    reachable: int = 0


def worths(
    con: duckdb.DuckDBPyConnection,
    listed: str,
    since: datetime,
    until: datetime,
    *,
    current: bool = True,
    existing_customers: bool = False,
) -> dict[str, Worth]:
    """By slug, what `listed` (SQL of slug and account_key) comes to in the window ``(since, until]``, naive UTC.

    current: whether `until` is at or after the end of the data. existing_customers: as for `reach.waterfall`.
    """
    con.execute(f"CREATE OR REPLACE TEMP TABLE worth_companies AS SELECT slug, account_key FROM ({listed})")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE worth_people AS SELECT DISTINCT slug, customer_key FROM worth_companies JOIN "
        f"({sql_of(contact_pairs())}) USING (account_key)"
    )
    inside = f"ts > {literal(since)} AND ts <= {literal(until)}"
    keys = [int(key) for (key,) in con.execute("SELECT DISTINCT customer_key FROM worth_people").fetchall()]
    reachable = allowed(con, keys, "email", existing_customers=existing_customers)[1]
    asked = {
        "companies": "SELECT slug, count(*) FROM worth_companies GROUP BY slug",
        "deals": f"SELECT slug, count(*) {_won(inside)}",
        "won": f"SELECT slug, coalesce(sum(amount), 0) {_won(inside)}",
        "bought": "SELECT slug, coalesce(sum(amount), 0) FROM worth_people JOIN "
        f"({sql_of(relation('sale', until, current))}) USING (customer_key) WHERE {inside} GROUP BY slug",
        "contacts": "SELECT slug, count(*) FROM worth_people GROUP BY slug",
        "reachable": "SELECT slug, count(*) FROM worth_people SEMI JOIN (SELECT unnest($keys::BIGINT[]) AS "
        "customer_key) USING (customer_key) GROUP BY slug",
    }
    found: dict[str, dict[str, int | Decimal]] = {}
    for name, sql in asked.items():
        for slug, figure in con.execute(sql, {"keys": reachable} if name == "reachable" else {}).fetchall():
            found.setdefault(str(slug), {})[name] = figure
    return {slug: Worth(**figures) for slug, figures in found.items()}  # type: ignore[arg-type]  # each as its field


def _won(inside: str) -> str:
    """FROM: the deals that the companies won in the window."""
    deals = sql_of(deal_rows("deal_won", "accounts").rename(account_key="customer_key"))
    return f"FROM worth_companies JOIN ({deals}) USING (account_key) WHERE {inside} GROUP BY slug"
