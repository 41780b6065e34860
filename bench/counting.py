"""The counting row: the exact count of one rule while it is edited, with what each of its conditions leaves."""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bench import tables, workload
from bench.evaluation import AS_OF
from osuma.engine.segments.compile import compile_conditions
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition
from osuma.engine.segments.settings import Settings
from osuma.store.evaluation.evaluate import evaluate
from osuma.store.warehouse import Warehouse
from osuma.workflows.asking.instants import data_end
from osuma.workflows.segments.counting import condition_counts


@dataclass(frozen=True)
class _Asked:
    """Where the end of the data is asked."""

    warehouse: Warehouse
    zone: ZoneInfo = Settings().zone_info

    def now(self) -> datetime:
        return AS_OF


def count(warehouse: Warehouse, defn: Definition) -> int:
    """What the screen asks for at every change of a rule."""
    data_end(_Asked(warehouse))
    plan, paths = compile_conditions(defn, {}, Settings(), AS_OF)
    with evaluate(warehouse, plan) as evaluation:
        condition_counts(evaluation, paths)
        return evaluation.counts[defn.slug].members


def measure(customers: int, rules: int, folder: Path) -> dict[str, object]:
    chosen = workload.segments(rules)
    file = tables.filled(customers, folder)
    spent = []
    with Warehouse(file, memory_limit="6GB", threads=2) as warehouse:
        definitions = [parse(mapping) for mapping in workload.definitions(chosen)]
        count(warehouse, definitions[0])
        worked = time.process_time()
        for defn in definitions:
            begun = time.perf_counter()
            count(warehouse, defn)
            spent.append(time.perf_counter() - begun)
        worked = time.process_time() - worked
    cuts = statistics.quantiles(spent, n=20)
    return {
        "customers": customers,
        "events": customers * 50,
        "rules": rules,
        "p50_ms": round(statistics.median(spent) * 1000),
        "p95_ms": round(cuts[18] * 1000),
        "cpu_ms_each": round(worked / rules * 1000),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--rules", type=int, default=60)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args()
    print(json.dumps(measure(given.customers, given.rules, given.folder), indent=1))


if __name__ == "__main__":
    main()
