"""The refresh row: a day of events more, from differences and in full, in one run over the same warehouse."""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import shutil
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import tables, workload
from bench.evaluation import memory
from osuma.engine.segments.compile import compile_carried, compile_planes
from osuma.engine.segments.parse import parse
from osuma.engine.segments.settings import Settings
from osuma.engine.segments.version import fingerprint
from osuma.store.evaluation import figures
from osuma.store.evaluation.differences import evaluate_differences
from osuma.store.evaluation.planes import Judged, evaluate_planes
from osuma.store.membership.runs import Version, store_run
from osuma.store.warehouse import Warehouse

AS_OF = datetime.fromisoformat(workload.AS_OF_UTC).replace(tzinfo=UTC)
#: The day before the end of the data is when the figures are of: no change of clocks lies between.
BEFORE = AS_OF - timedelta(days=1)
STORED = ("membership_now", "membership_moves", "run_segments", "runs", "loads", "segment_versions", "kept_figures")


class Refresh:
    """The segments of the workload over one warehouse, run after run."""

    def __init__(self, warehouse: Warehouse, chosen: dict[str, list[workload.Condition]]) -> None:
        self.warehouse = warehouse
        self.definitions = [parse(mapping) for mapping in workload.definitions(chosen)]
        self.known = {d.slug: d for d in self.definitions}
        self.runs = 0

    def full(self, as_of: datetime, keep: bool) -> tuple[dict[str, float], dict[str, int]]:
        """Every step of a full evaluation, compiling and storing included."""

        def found() -> Judged:
            keeping = figures.Keeping.begin(self.warehouse, "", as_of.replace(tzinfo=None)) if keep else None
            plan = compile_planes(self.definitions, self.known, Settings(), as_of)
            return evaluate_planes(self.warehouse, plan, keeping=keeping)

        return self._timed(as_of, found)

    def by_differences(self, as_of: datetime) -> tuple[dict[str, float], dict[str, int]]:
        """The same, from the figures of the run before, which are kept on."""

        def found() -> Judged:
            kept = figures.held(self.warehouse)
            assert kept is not None
            keeping = figures.Keeping.begin(self.warehouse, "", as_of.replace(tzinfo=None))
            plan = compile_carried(self.definitions, self.known, Settings(), as_of, kept)
            judged = evaluate_differences(self.warehouse, plan, kept, keeping)
            assert judged is not None
            return judged

        return self._timed(as_of, found)

    def _timed(self, as_of: datetime, found: Any) -> tuple[dict[str, float], dict[str, int]]:
        gc.collect()
        self.runs += 1
        marks, worked = [time.perf_counter()], time.process_time()
        with found() as judged:
            marks.append(time.perf_counter())
            versions = [Version(d.slug, fingerprint(d, self.known, Settings())) for d in self.definitions]
            now = as_of.replace(tzinfo=None)
            stored = store_run(self.warehouse, self.runs, now, now, judged, versions)
        figures.tidy(self.warehouse)
        marks.append(time.perf_counter())
        evaluating, storing = (round(b - a, 2) for a, b in itertools.pairwise(marks))
        cpu = round(time.process_time() - worked, 2)
        return (
            {"seconds": round(marks[-1] - marks[0], 2), "evaluate": evaluating, "store": storing, "cpu_seconds": cpu},
            {one.slug: one.members for one in stored},
        )


def measure(customers: int, folder: Path) -> dict[str, object]:
    """One size: the day before in full, kept; then the day itself in full, not kept; then again from the day before,
    by differences; members must be the same."""
    chosen = workload.segments()
    file = tables.filled(customers, folder)
    with Warehouse(file, memory_limit="6GB", threads=2) as warehouse:
        told: dict[str, dict[str, float]] = {}
        found: dict[str, dict[str, int]] = {}
        for name in ("full", "differences"):
            for table in STORED:
                warehouse.run(f"DELETE FROM {table}")
            refresh = Refresh(warehouse, chosen)
            told["kept"], _ = refresh.full(BEFORE, keep=True)
            if name == "full":
                told[name], found[name] = refresh.full(AS_OF, keep=False)
            else:
                told[name], found[name] = refresh.by_differences(AS_OF)
                size = sum(path.stat().st_size for path in folder.glob(f"{file.name}.figures/*")) / 1e6
    shutil.rmtree(f"{file}.figures")
    if found["full"] != found["differences"]:
        raise SystemExit("members differ from those of a full evaluation")
    full, differences = told["full"], told["differences"]
    return {
        "customers": customers,
        "events": customers * 50,
        "full": full,
        "differences": differences,
        "first run, with figures kept": told["kept"],
        "share_of_seconds": round(differences["seconds"] / full["seconds"], 3),
        "share_of_cpu": round(differences["cpu_seconds"] / full["cpu_seconds"], 3),
        "figures_mb": round(size),
        "peak_gb": round(memory(), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args()
    print(json.dumps(measure(given.customers, given.folder), indent=1))


if __name__ == "__main__":
    main()
