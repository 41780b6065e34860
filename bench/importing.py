"""The import row: a CSV of orders to committed canonical rows, against DuckDB reading and inserting the same file."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import duckdb

from osuma.workflows import upkeep, verbs

MAPPING = """
osuma_mapping: 1
source: bench
name: Orders
outputs:
  - target: orders
    columns:
      Order: order_id
      Date: ts
      Customer: person_id
      Email: person_email
      Total: total
      Shipping: shipping
      Status: status
"""


def write(path: Path, rows: int) -> None:
    """A seeded file: one order in two hundred has a total that is no number."""
    with duckdb.connect() as con:
        con.execute(
            f"""COPY (
            SELECT 'A' || i AS "Order",
              strftime(TIMESTAMP '2024-11-01' + to_seconds(CAST(hash(i) % 63072000 AS BIGINT)), '%Y-%m-%d %H:%M:%S')
                AS "Date",
              'c' || (hash(i * 7) % {rows // 4}) AS "Customer",
              'person' || (hash(i * 7) % {rows // 4}) || '@mail.example' AS "Email",
              CASE WHEN i % 200 = 7 THEN 'unknown' ELSE printf('%.2f', (hash(i * 3) % 20000) / 100.0 + 5) END
                AS "Total",
              '4.90' AS "Shipping",
              CASE WHEN i % 40 = 3 THEN 'cancelled' ELSE 'completed' END AS "Status"
            FROM range({rows}) t(i)) TO '{path.as_posix()}' (HEADER, DELIMITER ',')"""
        )


def floor(path: Path, folder: Path) -> float:
    """`read_csv` with its types detected, and insert, into a fresh file."""
    target = folder / "floor.duckdb"
    target.unlink(missing_ok=True)
    begun = time.perf_counter()
    with duckdb.connect(str(target), config={"threads": 2}) as con:
        con.execute(f"CREATE TABLE orders AS SELECT * FROM read_csv('{path.as_posix()}')")
        con.execute("CHECKPOINT")
    spent = time.perf_counter() - begun
    target.unlink()
    return spent


def measure(rows: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, mapping = folder / "orders.csv", folder / "orders.yaml"
        write(path, rows)
        mapping.write_text(MAPPING, encoding="utf-8")
        floor(path, folder)
        lowest = floor(path, folder)
        upkeep.init(folder / "installation", "main", "Bench", "Europe/Helsinki", "EUR", "en")
        begun = time.perf_counter()
        steps: dict[str, float] = {}

        def progress(step: str, _done: int | None = None, _total: int | None = None, /) -> None:
            steps[step] = round(time.perf_counter() - begun, 2)

        found = verbs.call(
            folder / "installation",
            None,
            "import.run",
            {"files": [str(path)], "map_": str(mapping)},
            progress,
        )
        spent = time.perf_counter() - begun
        load = found["loads"][0]
        return {
            "rows": rows,
            "megabytes": round(path.stat().st_size / 1e6, 1),
            "seconds": round(spent, 2),
            "until": steps,
            "refused": load["refused"],
            "unexplained": load["reconciliation"]["unexplained"],
            "floor_seconds": round(lowest, 2),
            "share_of_floor_speed": round(lowest / spent, 2),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    print(json.dumps(measure(parser.parse_args().rows), indent=1))


if __name__ == "__main__":
    main()
