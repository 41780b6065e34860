"""How near the 200 segments are to what the database can do: their queries, the same packed, and one count each.

`python -m bench.limit`: processor seconds on one thread, the best of three. With counts packed: counts of windows
that differ in nothing but their beginning, four in one whole number. One count each: rows a customer, by event type.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench import tables, workload
from bench.evaluation import AS_OF, STORED, one_count, osuma
from osuma.engine.features.aggregates import Feature
from osuma.engine.features.totals import TotalQuery
from osuma.engine.segments.compile import compile_planes
from osuma.engine.segments.compile.planes import PlanesPlan
from osuma.engine.segments.parse import parse
from osuma.engine.segments.settings import Settings
from osuma.store.warehouse import Connection, Warehouse, sql_of

RUNS = 3
#: Bits of one count in a packed number, and so how many go into one.
BITS, TOGETHER = 15, 4


def plan_of(chosen: dict[str, list[workload.Condition]]) -> PlanesPlan:
    definitions = [parse(mapping) for mapping in workload.definitions(chosen)]
    return compile_planes(definitions, {d.slug: d for d in definitions}, Settings(), AS_OF)


def spent(con: Connection, query: str) -> float:
    """Processor seconds to the rows in memory."""
    best = float("inf")
    for _ in range(RUNS):
        begun = time.process_time()
        con.execute(query).fetchnumpy()
        best = min(best, time.process_time() - begun)
    return best


def packed(lows: Sequence[str]) -> str:
    """One sum of several counts: a row is in every window that began before it. lows: the longest window first."""
    worth = [sum(1 << (BITS * i) for i in range(n)) for n in range(len(lows) + 1)]
    tried = " ".join(f"WHEN ts <= '{low}' THEN {n}::BIGINT" for low, n in zip(lows, worth, strict=False))
    return f"sum(CASE {tried} ELSE {worth[-1]}::BIGINT END)"


def in_one(plan: PlanesPlan, query: TotalQuery) -> str | None:
    """A query of counts that differ in their beginning alone, packed; None where it asks anything else."""
    found: list[Feature] = [feature for feature, place in plan.places.items() if place.query == query.name]
    if query.long or any(f.aggregate != "count" or f.where or f.low is None for f in found):
        return None
    lows = [f"{low:%Y-%m-%d %H:%M:%S}" for low in sorted({f.low for f in found if f.low is not None})]
    sums = [packed(lows[start : start + TOGETHER]) for start in range(0, len(lows), TOGETHER)]
    return f"SELECT customer_key, {', '.join(sums)} FROM event_{found[0].event} WHERE ts > '{lows[0]}' GROUP BY 1"


def measure(customers: int, folder: Path) -> dict[str, object]:
    """Processor seconds: of our queries, of them with plain counts packed, of one count an event type, and of all."""
    chosen = workload.segments()
    plan = plan_of(chosen)
    queries = one_count()
    with Warehouse(tables.filled(customers, folder), memory_limit="6GB", threads=1) as warehouse:
        con = warehouse.cursor()
        ours = {query.name: spent(con, sql_of(query.expr)) for query in plan.totals}
        together = {query.name: spent(con, sql) for query in plan.totals if (sql := in_one(plan, query)) is not None}
        one = [spent(con, query) for query in queries]
        con.close()
        for table in STORED:
            warehouse.run(f"DELETE FROM {table}")
        whole, _ = osuma(warehouse, chosen, 1)
    return {
        "customers": customers,
        "queries": len(ours),
        "queries_cpu_seconds": round(sum(ours.values()), 2),
        "with_counts_packed": round(sum((ours | together).values()), 2),
        "one_count_each": round(sum(one), 2),
        "all_steps_cpu_seconds": whole["cpu_seconds"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args()
    print(json.dumps(measure(given.customers, given.folder), indent=1))


if __name__ == "__main__":
    main()
