"""The seeded workload of the evaluation rows: events of five types and segments of one to three conditions.

Everything follows from the seed: the tables, the definitions and the hand-shaped baseline queries that answer
the same questions. `python -m bench.workload` writes the baseline's SQL file anew.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

AS_OF_DAY = date(2026, 10, 31)  # the end of this local day is the instant of evaluation
AS_OF_UTC = "2026-10-31 22:00:00"  # 1 November 0.00 in Helsinki
HERE = Path(__file__).parent
CATEGORIES = [f"category {i:02d}" for i in range(40)]
CAMPAIGNS = [f"campaign {i:02d}" for i in range(30)]
WINDOWS = (7, 14, 30, 60, 90, 180, 365)
#: event type → share of all events, the text property to filter on with its values, the money column or None
TYPES: dict[str, tuple[float, str, list[str], str | None]] = {
    "order_line": (0.20, "category", CATEGORIES, "amount"),
    "page_view": (0.40, "category", CATEGORIES, None),
    "email_sent": (0.24, "campaign", CAMPAIGNS, None),
    "email_click": (0.08, "campaign", CAMPAIGNS, None),
    "attendance": (0.08, "topic", CATEGORIES, None),
}


@dataclass(frozen=True)
class Condition:
    """One event condition: count or money over a window, perhaps of one property value only."""

    event: str
    days: int
    value: str | None
    money: bool
    op: str
    threshold: int

    def mapping(self) -> dict[str, object]:
        """The condition in the segment language."""
        prop, money = TYPES[self.event][1], TYPES[self.event][3]
        node: dict[str, object] = {"event": self.event}
        if self.value is not None:
            node["where"] = [{"property": prop, "op": "eq", "value": self.value}]
        if self.money:
            node["measure"] = {"sum": money}
        node |= {"op": self.op, "value": self.threshold, "window": {"last": f"{self.days} days"}}
        return node

    def sql(self) -> str:
        """A well-written query for the customers who pass; for `eq 0` for those who do not."""
        prop = TYPES[self.event][1]
        low = local_midnight_utc(AS_OF_DAY + timedelta(days=1 - self.days))
        where = f"ts > '{low}' AND ts <= '{AS_OF_UTC}' AND customer_key IS NOT NULL"
        if self.value is not None:
            where += f" AND {prop}_fold = '{self.value}'"
        if self.event == "order_line":
            where += " AND counted"
        if self.op == "eq":
            return f"SELECT DISTINCT customer_key FROM event_{self.event} WHERE {where}"
        measure = "sum(net_base)" if self.money else "count(*)"
        return (
            f"SELECT customer_key FROM event_{self.event} WHERE {where} "
            f"GROUP BY customer_key HAVING {measure} >= {self.threshold}"
        )


def local_midnight_utc(day: date) -> str:
    """0.00 of a day in Helsinki as UTC text; summer time ends 25 October 2026 and began 29 March 2026."""
    summer = date(2026, 3, 29) < day <= date(2026, 10, 25) or date(2025, 3, 30) < day <= date(2025, 10, 26)
    return f"{day - timedelta(days=1)} {'21' if summer else '22'}:00:00"


def conditions(rng: random.Random, distinct: int) -> list[Condition]:
    """A pool of conditions with `distinct` different aggregates."""
    pool: dict[tuple[object, ...], Condition] = {}
    while len(pool) < distinct:
        event = rng.choices(list(TYPES), weights=[3, 3, 1, 2, 1])[0]
        _, _, values, money = TYPES[event]
        days = rng.choice(WINDOWS)
        value = rng.choice(values) if rng.random() < 0.7 else None
        is_money = money is not None and rng.random() < 0.5
        threshold = rng.choice([20, 50, 100, 200]) if is_money else rng.choice([1, 1, 2, 3])
        key = (event, days, value, is_money)
        pool.setdefault(key, Condition(event, days, value, is_money, "gte", threshold))
    return list(pool.values())


def segments(count: int = 200, distinct: int = 140, seed: int = 7) -> dict[str, list[Condition]]:
    """slug → its conditions, all of which must hold. Every condition of the pool is used at least once."""
    rng = random.Random(seed)
    pool = conditions(rng, distinct)
    chosen: dict[str, list[Condition]] = {}
    for i in range(count):
        first = pool[i % len(pool)]
        more = rng.sample(pool, rng.choice([0, 1, 2]))
        picked = list(dict.fromkeys([first, *more]))
        if len(picked) > 1 and rng.random() < 0.3:
            last = picked[-1]
            picked[-1] = Condition(last.event, last.days, last.value, False, "eq", 0)
        chosen[f"segment-{i:03d}"] = picked
    return chosen


def definitions(chosen: dict[str, list[Condition]]) -> list[dict[str, object]]:
    """The segments in the language."""
    return [
        {"osuma": 1, "slug": slug, "of": "customers", "where": {"all": [c.mapping() for c in parts]}}
        for slug, parts in chosen.items()
    ]


def distinct_aggregates(chosen: dict[str, list[Condition]]) -> int:
    return len({(c.event, c.days, c.value, c.money) for parts in chosen.values() for c in parts})


def baseline_query(number: int, parts: list[Condition], into: str = "membership_baseline") -> str:
    """One segment to stored membership: filter first, intersect, insert."""
    positive = [c for c in parts if c.op != "eq"]
    negative = [c for c in parts if c.op == "eq"]
    joins = [f"SEMI JOIN ({c.sql()}) p{i} USING (customer_key)" for i, c in enumerate(positive)]
    joins += [f"ANTI JOIN ({c.sql()}) n{i} USING (customer_key)" for i, c in enumerate(negative)]
    return (
        f"INSERT INTO {into} SELECT {number}, customer_key, TIMESTAMP '{AS_OF_UTC}', 1\n"
        "FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c\n" + "\n".join(joins)
    )


def baseline_sql(chosen: dict[str, list[Condition]]) -> str:
    return ";\n\n".join(baseline_query(i, parts) for i, parts in enumerate(chosen.values())) + ";\n"


if __name__ == "__main__":
    (HERE / "baseline" / "segments_200.sql").write_text(baseline_sql(segments()))
