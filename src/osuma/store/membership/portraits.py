"""What the stored members of a run were like: how many bought, for how much, how long ago, how old they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa

from osuma.store.membership.health import people_until
from osuma.store.membership.history import members_sql
from osuma.store.warehouse import Connection


@dataclass(frozen=True)
class Portrait:
    """Members of one segment after one run, as far as they have a record today; each person once.

    people: how many they are. buyers: with a purchase in the 12 months before. net: their net sales in them, and
    everybody: of the whole base, in the workspace's currency. spent: the median of the buyers' net sales. silent: the
    median of days since the last purchase, of those who ever bought. age: the median of full years, of those whose
    date of birth is known. reachable: how many may be sent e-mail today. A median of nobody is None.
    """

    people: int
    buyers: int
    net: Decimal
    everybody: Decimal
    spent: Decimal | None
    silent: Decimal | None
    age: Decimal | None
    reachable: int


_FIGURES = (
    "count(*), count(*) FILTER (orders > 0), coalesce(sum(net), 0), median(net) FILTER (orders > 0), "
    "median(date_diff('day', last_order, {at})), median(date_sub('year', birth_date, {at})), "
    "count(r.customer_key)"
)


def portraits(
    con: Connection,
    window: tuple[datetime, datetime],
    day: date,
    runs: Mapping[str, int],
    reachable: Iterable[int],
) -> dict[str, Portrait]:
    """The members of each segment after a run, by slug.

    window: the 12 months ``(since, at]`` in naive UTC; day: its last. reachable: who may be sent e-mail, by
    customer_key.
    """
    people_until(con, *window)
    ((everybody,),) = con.execute("SELECT coalesce(sum(net), 0) FROM health_people").fetchall()
    con.register("portrait_reach", pa.table({"customer_key": pa.array(reachable, pa.int64())}))
    found = {slug: _portrait(con, slug, run, day, everybody) for slug, run in runs.items()}
    con.unregister("portrait_reach")
    return found


def _portrait(con: Connection, slug: str, run: int, day: date, everybody: Decimal) -> Portrait:
    members = (
        f"SELECT DISTINCT i.customer_key FROM ({members_sql(con, slug, run)}) m "
        "JOIN identities i ON i.identity_key = m.unit_key"
    )
    figures = _FIGURES.format(at=f"DATE '{day.isoformat()}'")
    ((people, buyers, net, spent, silent, age, reached),) = con.execute(
        f"SELECT {figures} FROM ({members}) m JOIN health_people USING (customer_key) "
        "JOIN customers c USING (customer_key) LEFT JOIN portrait_reach r USING (customer_key)"
    ).fetchall()
    return Portrait(people, buyers, net, everybody, _exact(spent), _exact(silent), _exact(age), reached)


def _exact(value: float | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
