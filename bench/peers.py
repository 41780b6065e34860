"""The evaluation workload put to others: DuckDB, PostgreSQL and chDB with one well-written query per segment, pandas.

Each answers in a process of its own, over the same rows, and must find the same members. `python -m bench record`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests import postgres

from bench import evaluation, tables, workload
from bench.evaluation import AS_OF, SAMPLE, memory
from bench.workload import AS_OF_UTC, TYPES, Condition
from osuma.store.warehouse import Connection, Warehouse

#: What a query of the workload reads.
COLUMNS = ("customer_key", "ts")
#: members by number of the segment, seconds for the sample, seconds that the rows took to come in
Answer = tuple[dict[int, int], float, float]
Sample = list[tuple[int, list[Condition]]]


def sample(segments: int) -> Sample:
    """Segments spread over all of them."""
    chosen = list(enumerate(workload.segments(segments).values()))
    return chosen[:: max(1, len(chosen) // SAMPLE)]


def columns(slug: str) -> list[str]:
    """The columns of an event table that the workload's conditions read."""
    _, prop, _, money = TYPES[slug]
    return [*COLUMNS, f"{prop}_fold", *(("net_base", "counted") if money else ())]


def query(number: int, parts: list[Condition]) -> str:
    """One segment to stored membership in SQL that PostgreSQL and ClickHouse have: filter first, then intersect."""
    tests = [f"customer_key {'NOT IN' if c.op == 'eq' else 'IN'} ({c.sql()})" for c in parts]
    return (
        f"INSERT INTO membership SELECT {number}, customer_key, CAST('{AS_OF_UTC}' AS TIMESTAMP), 1 FROM customers "
        f"WHERE kind = 'person' AND {' AND '.join(tests)}"
    )


def asked(chosen: Sample, run: Callable[[str], object]) -> float:
    """Seconds for the queries of a sample."""
    begun = time.perf_counter()
    for number, parts in chosen:
        run(query(number, parts))
    return time.perf_counter() - begun


def whole(warehouse: Warehouse, _: Sample) -> Answer:
    """Osuma itself: every segment, warm."""
    chosen = workload.segments()
    for table in ("membership_now", "run_segments", "runs", "loads", "segment_versions"):
        warehouse.run(f"DELETE FROM {table}")
    evaluation.floor(warehouse)
    told, found = evaluation.osuma(warehouse, chosen, 1)
    return {number: found[slug] for number, slug in enumerate(chosen)}, told["seconds"], 0.0


def floor(warehouse: Warehouse, _: Sample) -> Answer:
    """Scan and group by alone, warm."""
    evaluation.floor(warehouse)
    return {}, evaluation.floor(warehouse), 0.0


def in_duckdb(warehouse: Warehouse, chosen: Sample) -> Answer:
    """One query per segment on the tables that Osuma itself reads."""
    with warehouse.reader() as con:
        con.execute(
            "CREATE TEMP TABLE membership (segment_id BIGINT, unit_key BIGINT, since TIMESTAMP, run_id BIGINT)"
        )
        begun = time.perf_counter()
        for number, parts in chosen:
            con.execute(workload.baseline_query(number, parts, "membership"))
        spent = time.perf_counter() - begun
        found = con.execute("SELECT segment_id, count(*) FROM membership GROUP BY 1").fetchall()
    return dict(found), spent, 0.0


def in_pandas(warehouse: Warehouse, chosen: Sample) -> Answer:
    """As an analyst writes it: a frame per event type, a filter and a group by per condition, sets of people."""
    import pandas as pd

    begun, frames = time.perf_counter(), {}
    with warehouse.reader() as con:
        for slug, (_, prop, _, money) in TYPES.items():
            amount = ", CAST(net_base AS DOUBLE) AS net_base, counted" if money else ""
            frame = con.execute(f"SELECT customer_key, ts, {prop}_fold AS value{amount} FROM event_{slug}").df()
            frames[slug] = frame.astype({"value": "category"})
        people = pd.Index(
            con.execute("SELECT customer_key FROM customers WHERE kind = 'person'").df()["customer_key"]
        )
    loaded = time.perf_counter() - begun

    def passing(one: Condition) -> Any:
        rows = frames[one.event]
        low = workload.local_midnight_utc(workload.AS_OF_DAY + timedelta(days=1 - one.days))
        keep = (rows["ts"] > low) & (rows["ts"] <= AS_OF_UTC)
        if one.value is not None:
            keep &= rows["value"] == one.value
        if one.event == "order_line":
            keep &= rows["counted"]
        groups = rows[keep].groupby("customer_key")
        if one.op == "eq":
            return people.difference(pd.Index(groups.size().index))
        figures = groups["net_base"].sum().round(4) if one.money else groups.size()
        return people.intersection(figures.index[figures >= one.threshold])

    begun = time.perf_counter()
    found = {}
    for number, parts in chosen:
        inside = passing(parts[0])
        for one in parts[1:]:
            inside = inside.intersection(passing(one))
        found[number] = len(inside)
    return found, time.perf_counter() - begun, loaded


def in_postgres(warehouse: Warehouse, chosen: Sample) -> Answer:
    """A server with memory to work in, and an index per event type that answers a condition by itself."""
    import psycopg

    given = {"host": "127.0.0.1", "user": postgres.USER, "password": postgres.PASSWORD, "dbname": postgres.DATABASE}
    with postgres.server() as own, psycopg.connect(**given, port=own.port, autocommit=True) as there:
        begun = time.perf_counter()
        with warehouse.reader() as con, tempfile.TemporaryDirectory(dir="/tmp") as folder:
            _bring(con, there, Path(folder))
        loaded = time.perf_counter() - begun
        there.execute("CREATE TABLE membership (segment_id int, unit_key bigint, since timestamp, run_id bigint)")
        for setting in ("work_mem = '1GB'", "effective_cache_size = '8GB'", "max_parallel_workers_per_gather = 2"):
            there.execute(f"SET {setting}")
        spent = asked(chosen, there.execute)
        found = there.execute("SELECT segment_id, count(*) FROM membership GROUP BY 1").fetchall()
    return dict(found), spent, loaded


def _bring(con: Connection, there: Any, folder: Path) -> None:
    """The columns that the workload reads, and their indexes."""
    there.execute("CREATE TABLE customers (customer_key bigint PRIMARY KEY, kind text)")
    _copied(con, there, "customers", ["customer_key", "kind"], folder)
    for slug, (_, prop, _, money) in TYPES.items():
        amount = ", net_base numeric(18,4), counted boolean" if money else ""
        there.execute(f"CREATE TABLE event_{slug} (customer_key bigint, ts timestamp, {prop}_fold text{amount})")
        _copied(con, there, f"event_{slug}", columns(slug), folder)
        more = ", net_base, counted" if money else ""
        there.execute(f"CREATE INDEX ON event_{slug} ({prop}_fold, ts) INCLUDE (customer_key{more})")
    there.execute("VACUUM ANALYZE")


def _copied(con: Connection, there: Any, table: str, names: list[str], folder: Path) -> None:
    file = folder / f"{table}.csv"
    listed = ", ".join(names)
    con.execute(f"COPY (SELECT {listed} FROM {table}) TO '{file}' (HEADER false)")
    with file.open("rb") as rows, there.cursor().copy(f"COPY {table} ({listed}) FROM STDIN (FORMAT csv)") as copy:
        while block := rows.read(1 << 20):
            copy.write(block)
    file.unlink()


def _chdb(warehouse: Warehouse, folder: str) -> Any:
    from osuma.store.engines import address, mirror

    engine = address.connect(address.parse(f"chdb:{folder}"))
    with warehouse.reader() as con:
        mirror.copy(con, engine)
    return engine


def in_chdb(warehouse: Warehouse, chosen: Sample) -> Answer:
    """One query per segment."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        with closing(_chdb(warehouse, folder)) as engine:
            loaded = time.perf_counter() - begun
            engine.run(
                "CREATE TABLE membership (segment_id Int64, unit_key Int64, since DateTime64(6, 'UTC'), "
                "run_id Int64) ENGINE = MergeTree ORDER BY (segment_id, unit_key)"
            )
            spent = asked(chosen, engine.run)
            found = engine.rows("SELECT segment_id, count(*) FROM membership GROUP BY 1")
    return {int(s): int(n) for s, n in found}, spent, loaded


def ours_in_chdb(warehouse: Warehouse, _: Sample) -> Answer:
    """Osuma's plan of all segments together, to stored membership, as `segments refresh --engine` does it."""
    from osuma.engine.segments.compile import compile_
    from osuma.engine.segments.parse import parse
    from osuma.engine.segments.settings import Settings
    from osuma.engine.segments.version import fingerprint
    from osuma.store.engines import evaluate, membership
    from osuma.store.membership.runs import Version

    every = workload.segments()
    definitions = [parse(mapping) for mapping in workload.definitions(every)]
    known = {d.slug: d for d in definitions}
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        with closing(_chdb(warehouse, folder)) as engine:
            membership.prepare(engine)
            loaded = time.perf_counter() - begun
            begun = time.perf_counter()
            now = AS_OF.replace(tzinfo=None)
            versions = [Version(d.slug, fingerprint(d, known, Settings())) for d in definitions]
            with evaluate.evaluate(engine, compile_(definitions, known, Settings(), AS_OF)) as flags:
                stored = membership.store_run(engine, 1, now, datetime.fromisoformat(AS_OF_UTC), flags, versions)
            spent = time.perf_counter() - begun
    numbers = {slug: number for number, slug in enumerate(every)}
    return {numbers[one.slug]: one.members for one in stored}, spent, loaded


#: name → who answers, and whether every segment was answered rather than the sample alone
OTHERS: dict[str, tuple[Callable[[Warehouse, Sample], Answer], bool]] = {
    "osuma": (whole, True),
    "floor": (floor, True),
    "duckdb": (in_duckdb, False),
    "pandas": (in_pandas, False),
    "postgres": (in_postgres, False),
    "chdb": (in_chdb, False),
    "osuma on chdb": (ours_in_chdb, True),
}


def measure(name: str, file: Path) -> dict[str, Any]:
    """One of the others at one size: seconds for 200 segments, scaled from the sample where that was asked."""
    chosen = sample(200)
    answer, every = OTHERS[name]
    with Warehouse(file, memory_limit="6GB", threads=2) as warehouse:
        found, spent, loaded = answer(warehouse, chosen)
    seconds = spent if every else spent / len(chosen) * 200
    return {"seconds": seconds, "loading": loaded, "peak_gb": memory(), "members": found}


def compared(customers: int, folder: Path, names: list[str]) -> Iterator[dict[str, Any]]:
    """Osuma and the others at one size; raises SystemExit where one finds other members than another."""
    file = tables.filled(customers, folder)
    truth: dict[str, int] = {}
    for name in ["osuma", *(name for name in names if name != "osuma")]:
        command = [sys.executable, "-m", "bench.peers", "--one", name, "--file", str(file)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        told = json.loads(done.stdout)
        members = told.pop("members")
        truth = truth or members
        if wrong := [number for number, n in members.items() if truth[number] != n]:
            raise SystemExit(f"{name} finds others in segments {wrong[:5]}")
        yield {"customers": customers, "name": name, **told}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", choices=list(OTHERS), required=True)
    parser.add_argument("--file", type=Path, required=True)
    given = parser.parse_args()
    print(json.dumps(measure(given.one, given.file)))


if __name__ == "__main__":
    main()
