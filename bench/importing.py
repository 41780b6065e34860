"""The import rows: a file of orders to committed rows, against the library underneath reading and inserting it.

`python -m bench.importing --form csv --rows 1000000`. The file, the floor and the import are each a process of their
own, so that the memory is each one's own; a workbook is opened by one more, which is counted in. With `--keep` the
row is kept in bench/imports.json in the place of the one before; `python -m bench page` shows what is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from bench import orders
from osuma.workflows.asking import verbs
from osuma.workflows.installation import upkeep

KEPT = Path(__file__).with_name("imports.json")
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


def measure(form: str, rows: int) -> dict[str, object]:
    """The row of one form and size; only a sentence where no such file can be."""
    if not orders.fits(form, rows):
        return {"rows": rows, "skipped": f"a sheet holds {orders.SHEET_ROWS:,} rows"}
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"orders.{form}"
        _ask("bench.orders", "write", form, str(rows), str(path))
        _ask(
            "bench.orders", "floor", form, str(path)
        )  # the second reading finds the file in memory, as the import does
        lowest = _ask("bench.orders", "floor", form, str(path))
        found = _ask("bench.importing", "--file", str(path))
        return {
            "rows": rows,
            "megabytes": round(path.stat().st_size / 1e6, 1),
            "seconds": round(found["seconds"], 2),
            "cpu_seconds": round(found["cpu"], 2),
            "until": found["until"],
            "refused": found["refused"],
            "unexplained": found["unexplained"],
            "floor_seconds": round(lowest["seconds"], 2),
            "floor_cpu_seconds": round(lowest["cpu"], 2),
            "share_of_floor_speed": round(lowest["seconds"] / found["seconds"], 2),
            "share_of_floor_cpu": round(lowest["cpu"] / found["cpu"], 2),
            "peak_mb": round(found["peak_mb"]),
            "floor_peak_mb": round(lowest["peak_mb"]),
        }


def _ask(*command: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-m", *command], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def bring_in(path: Path) -> dict[str, object]:
    """Import a file into an installation of its own."""
    folder, mapping = path.parent, path.with_suffix(".yaml")
    mapping.write_text(MAPPING, encoding="utf-8")
    upkeep.init(folder / "installation", "main", "Bench", "Europe/Helsinki", "EUR", "en")
    begun, before = time.perf_counter(), orders.spent()["cpu"]
    steps: dict[str, float] = {}

    def progress(step: str, _done: int | None = None, _total: int | None = None, /) -> None:
        steps[step] = round(time.perf_counter() - begun, 2)

    asked = {"files": [str(path)], "map_": str(mapping)}
    (load,) = verbs.call(folder / "installation", None, "import.run", asked, progress)["loads"]
    used = orders.spent()
    return {
        "seconds": time.perf_counter() - begun,
        "until": steps,
        "refused": load["refused"],
        "unexplained": load["reconciliation"]["unexplained"],
        "cpu": used["cpu"] - before,
        "peak_mb": used["peak_mb"],
    }


def kept() -> list[dict[str, Any]]:
    """What was kept, by form and rows."""
    found = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else []
    return sorted(found, key=lambda one: (orders.FORMS.index(one["form"]), one["rows"]))


def keep(form: str, found: dict[str, object], load: float) -> None:
    """Put a row in the place of the one before. load: what else the machine did at the start, as its load average."""
    row = {"form": form, "day": date.today().isoformat(), "load": round(load, 1), **found}
    others = [one for one in kept() if (one["form"], one["rows"]) != (form, found["rows"])]
    KEPT.write_text(json.dumps([*others, row], indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--form", choices=orders.FORMS, default="csv")
    parser.add_argument("--file", type=Path, help="import this file and nothing else")
    parser.add_argument("--keep", action="store_true", help="keep the row for docs/explanation/speed.md")
    given = parser.parse_args()
    load = os.getloadavg()[0]
    found = bring_in(given.file) if given.file else measure(given.form, given.rows)
    if given.keep:
        keep(given.form, found, load)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
