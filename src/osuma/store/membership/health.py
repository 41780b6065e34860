"""What the people of each stored segment are worth beside everybody, for the guard rails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from osuma.engine.tables.views import relation
from osuma.store.dialect import literal, values
from osuma.store.quality.fields import PEOPLE
from osuma.store.warehouse import Connection, sql_of

_FIGURES = (
    "count(*), count(*) FILTER (orders > 0), count(*) FILTER (orders > 1), count(*) FILTER (NOT bought), "
    "coalesce(sum(net), 0)"
)


@dataclass(frozen=True)
class Worth:
    """Some people. buyers, repeat: those with at least one and two purchases in the window. never: those who have
    bought nothing ever. net: their net sales in the window, in the workspace's currency."""

    people: int
    buyers: int
    repeat: int
    never: int
    net: Decimal


@dataclass(frozen=True)
class Worths:
    """everybody: the base. of: each slug that was stored and has members. outside: of the base, in none of them."""

    everybody: Worth
    of: dict[str, Worth]
    outside: int


def worths(con: Connection, since: datetime, until: datetime, slugs: Sequence[str]) -> Worths:
    """Of the stored members of segments and classes; since, until: the window ``(since, until]`` in naive UTC."""
    people_until(con, since, until)
    everybody = con.execute(f"SELECT {_FIGURES} FROM health_people").fetchone()
    members = (
        "SELECT v.slug, m.unit_key AS customer_key FROM membership_now m JOIN segment_versions v USING (segment_id) "
        f"WHERE v.slug IN {values(slugs)}"
    )
    of = con.execute(
        f"SELECT slug, {_FIGURES} FROM ({members}) JOIN health_people USING (customer_key) GROUP BY slug"
    ).fetchall()
    outside = con.execute(f"SELECT count(*) FROM health_people ANTI JOIN ({members}) USING (customer_key)").fetchone()
    assert everybody is not None  # noqa: S101  an aggregate has a row
    assert outside is not None  # noqa: S101
    return Worths(Worth(*everybody), {str(slug): Worth(*figures) for slug, *figures in of}, int(outside[0]))


def births(con: Connection, keys: Sequence[int]) -> list[date]:
    """The dates of birth that are known of people, by their customer_key."""
    found = con.execute(
        "SELECT birth_date FROM customers JOIN (SELECT unnest(?::BIGINT[]) AS customer_key) USING (customer_key) "
        "WHERE birth_date IS NOT NULL",
        [list(keys)],
    ).fetchall()
    return [born for (born,) in found]


def people_until(con: Connection, since: datetime, until: datetime) -> None:
    """Temp table `health_people`: one row a person of the base: net, orders (in the window), bought (ever),
    last_order (local day; null where none)."""
    inside = f"ts > {literal(since)} AND ts <= {literal(until)}"
    sales, orders = (sql_of(relation(event, until, current=True)) for event in ("sale", "order"))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE health_people AS SELECT customer_key, coalesce(net, 0)::DECIMAL(18,4) AS net, "
        "coalesce(orders, 0) AS orders, coalesce(ever, 0) > 0 AS bought, last_order FROM "
        f"(SELECT customer_key FROM customers WHERE {PEOPLE}) LEFT JOIN "
        f"(SELECT customer_key, sum(amount) AS net FROM ({sales}) WHERE {inside} GROUP BY customer_key) "
        f"USING (customer_key) LEFT JOIN (SELECT customer_key, count(*) FILTER ({inside}) AS orders, "
        f"count(*) AS ever, max(local_date) AS last_order FROM ({orders}) "
        f"WHERE ts <= {literal(until)} GROUP BY customer_key) USING (customer_key)"
    )
