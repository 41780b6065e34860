"""The overlap row: 200 stored segments of a million customers, all pairs, with an empty cache and from the cache."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

from osuma.store.overlap import matrix
from osuma.store.warehouse import Warehouse


def fill(warehouse: Warehouse, segments: int, customers: int) -> int:
    """Segment n holds every customer whose hash with n is below a share between 1 and 20 %; gives the members."""
    with warehouse.transaction() as con:
        con.execute("INSERT INTO runs VALUES (1, '2026-01-01', '2026-01-01')")
        con.execute(
            f"INSERT INTO segment_versions SELECT i, 's' || i, 's' || i, 'customers' FROM range({segments}) t(i)"
        )
        con.execute(
            f"INSERT INTO membership_now SELECT i, k, '2026-01-01', 1 FROM range({segments}) t(i), "
            f"range(1, {customers} + 1) u(k) WHERE hash(k, i) % 100 < 1 + i % 20 ORDER BY i, k"
        )
        return int(con.execute("SELECT count(*) FROM membership_now").fetchall()[0][0])


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--segments", type=int, default=200)
    options.add_argument("--customers", type=int, default=1_000_000)
    given = options.parse_args()
    slugs = [f"s{n}" for n in range(given.segments)]
    with tempfile.TemporaryDirectory() as folder, Warehouse(Path(folder) / "w.duckdb") as warehouse:
        members = fill(warehouse, given.segments, given.customers)
        seconds, spent = [], []
        for _ in range(2):
            with warehouse.reader() as con:
                begun, used = time.perf_counter(), time.process_time()
                counts = matrix(warehouse.bitmaps.of(con, slugs))
                seconds.append(time.perf_counter() - begun)
                spent.append(time.process_time() - used)
    told = {"members": members, "pairs": len(counts) ** 2, "first_s": seconds[0], "from_cache_s": seconds[1]}
    told |= {"from_cache_cpu_s": spent[1]}
    print(json.dumps({name: round(value, 3) for name, value in told.items()}))


if __name__ == "__main__":
    main()
