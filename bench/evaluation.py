"""The evaluation row: 200 segments to stored membership, against one well-written query per segment and the floor."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench import tables, workload
from osuma.engine.segments.compile import compile_planes
from osuma.engine.segments.parse import parse
from osuma.engine.segments.settings import Settings
from osuma.engine.segments.version import fingerprint
from osuma.store.evaluation.planes import evaluate_planes
from osuma.store.membership.runs import Version, store_run
from osuma.store.warehouse import Warehouse

BASELINE = Path(__file__).parent / "baseline" / "segments_200.sql"
AS_OF = datetime.fromisoformat(workload.AS_OF_UTC).replace(tzinfo=UTC)
#: Segments of the reviewed file.
FILED = 200
#: The largest share of the baseline's queries that is run; the rest is the same by construction.
SAMPLE = 40
#: What a run leaves in the warehouse.
STORED = ("membership_now", "run_segments", "runs", "loads", "segment_versions")


def memory() -> float:
    """Peak resident memory of this process so far, in GB; `getrusage` would tell its parent's too."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1e6


def floor(warehouse: Warehouse) -> float:
    """Scan and group by alone: one count per customer and event type within the longest window."""
    begun = time.perf_counter()
    con = warehouse.cursor()
    for query in one_count():
        con.execute(f"CREATE OR REPLACE TEMP TABLE floor AS {query}")
    con.close()
    return time.perf_counter() - begun


def one_count() -> list[str]:
    """One count per customer within the longest window, for each event type."""
    low = workload.local_midnight_utc(workload.AS_OF_DAY.replace(year=workload.AS_OF_DAY.year - 1))
    return [
        f"SELECT customer_key, count(*) AS n FROM event_{slug} WHERE ts > '{low}' GROUP BY 1"
        for slug in workload.TYPES
    ]


def queries_of(chosen: dict[str, list[workload.Condition]]) -> list[str]:
    """The baseline's queries: the reviewed file, or for another number of segments what writes that file."""
    written = BASELINE.read_text(encoding="utf-8")
    made = workload.baseline_sql(chosen)
    return [q for q in (written if len(chosen) == FILED else made).split(";\n") if q.strip()]


def baseline(warehouse: Warehouse, chosen: dict[str, list[workload.Condition]]) -> tuple[float, dict[int, int]]:
    """Seconds for all segments, measured on a sample spread over them; members by segment of the sample."""
    queries = queries_of(chosen)
    segments, step = len(chosen), max(1, len(queries) // SAMPLE)
    sample = queries[::step]
    con = warehouse.cursor()
    con.execute(
        "CREATE OR REPLACE TABLE membership_baseline "
        "(segment_id BIGINT, unit_key BIGINT, since TIMESTAMP, run_id BIGINT)"
    )
    begun = time.perf_counter()
    for query in sample:
        con.execute(query)
    spent = time.perf_counter() - begun
    found = con.execute("SELECT segment_id, count(*) FROM membership_baseline GROUP BY 1").fetchall()
    con.execute("DROP TABLE membership_baseline")
    con.close()
    return spent / len(sample) * segments, {int(s): int(n) for s, n in found}


def osuma(
    warehouse: Warehouse, chosen: dict[str, list[workload.Condition]], run_id: int
) -> tuple[dict[str, float], dict[str, int]]:
    """Every step from definitions to stored membership: seconds, and members by slug."""
    marks, worked = [time.perf_counter()], time.process_time()
    definitions = [parse(mapping) for mapping in workload.definitions(chosen)]
    known = {d.slug: d for d in definitions}
    plan = compile_planes(definitions, known, Settings(), AS_OF)
    marks.append(time.perf_counter())
    with evaluate_planes(warehouse, plan) as evaluation:
        marks.append(time.perf_counter())
        versions = [Version(d.slug, fingerprint(d, known, Settings())) for d in definitions]
        now = AS_OF.replace(tzinfo=None)
        stored = store_run(warehouse, run_id, now, now, evaluation, versions)
        marks.append(time.perf_counter())
    names = ("compile", "evaluate", "store")
    seconds = {name: round(b - a, 2) for name, a, b in zip(names, marks, marks[1:], strict=False)}
    members = {s.slug: s.members for s in stored}
    worked = time.process_time() - worked
    return {"seconds": round(marks[-1] - marks[0], 2), **seconds, "cpu_seconds": round(worked, 2)}, members


def measure(customers: int, segments: int, distinct: int, folder: Path) -> dict[str, object]:
    """One size, warm: the baseline before and after us, the better of the two counted against us."""
    chosen = workload.segments(segments, distinct)
    file = tables.filled(customers, folder)
    with Warehouse(file, memory_limit="6GB", threads=2) as warehouse:
        for table in STORED:
            warehouse.run(f"DELETE FROM {table}")
        floor(warehouse)
        lowest = floor(warehouse)
        first, members = baseline(warehouse, chosen)
        ours, found = osuma(warehouse, chosen, 1)
        second, _ = baseline(warehouse, chosen)
    slugs = list(chosen)
    wrong = [slugs[i] for i, n in members.items() if found[slugs[i]] != n]
    if wrong:
        raise SystemExit(f"counts differ from the baseline's: {wrong[:5]}")
    best = min(first, second)
    return {
        "customers": customers,
        "events": customers * 50,
        "segments": segments,
        "distinct_aggregates": workload.distinct_aggregates(chosen),
        **ours,
        "memberships": sum(found.values()),
        "baseline_seconds": round(best, 1),
        "baseline_sample": min(segments, SAMPLE),
        "times_faster": round(best / ours["seconds"], 1),
        "floor_seconds": round(lowest, 2),
        "peak_gb": round(memory(), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--segments", type=int, default=200)
    parser.add_argument("--distinct", type=int, default=140)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args()
    print(json.dumps(measure(given.customers, given.segments, given.distinct, given.folder), indent=1))


if __name__ == "__main__":
    main()
