"""What a control group was left out for: how many of each arm have bought since, and for how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from osuma.engine.tables.views import relation
from osuma.store.dialect import literal
from osuma.store.warehouse import Connection, sql_of


@dataclass(frozen=True)
class Arm:
    """One arm of an experiment. people: of today, each in the arm that they were put into first. buyers: with a
    purchase after that; net: their net sales after it. since: when the first of them was put there (naive UTC)."""

    arm: str
    people: int
    buyers: int
    net: Decimal
    since: datetime


def arms_since(con: Connection, experiment: str, until: datetime) -> dict[str, Arm]:
    """Each arm with what its people have bought since they were put there, up to an instant in naive UTC."""
    orders, sales = (sql_of(relation(event, until, current=True)) for event in ("order", "sale"))
    found = con.execute(
        "WITH put AS (SELECT i.customer_key, arg_min(e.arm, e.ts) AS arm, min(e.ts) AS since FROM exposures e "
        "JOIN identities i ON i.identity_key = e.customer_key WHERE e.experiment = ? GROUP BY 1), "
        f"bought AS (SELECT DISTINCT customer_key FROM ({orders}) JOIN put USING (customer_key) "
        f"WHERE ts > since AND ts <= {literal(until)}), "
        f"sold AS (SELECT customer_key, sum(amount) AS net FROM ({sales}) JOIN put USING (customer_key) "
        f"WHERE ts > since AND ts <= {literal(until)} GROUP BY 1) "
        "SELECT arm, count(*), count(b.customer_key), coalesce(sum(net), 0), min(since) FROM put "
        "LEFT JOIN bought b USING (customer_key) LEFT JOIN sold USING (customer_key) GROUP BY arm",
        [experiment],
    ).fetchall()
    return {str(arm): Arm(str(arm), n, buyers, Decimal(net), since) for arm, n, buyers, net, since in found}
