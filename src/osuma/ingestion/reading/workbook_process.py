"""The process that opens a workbook: `python -m … FILE DIR`, and the limits and wishes as JSON on standard input.

It writes each sheet's table as CSV into DIR and prints what it wrote as JSON. When the workbook asks for more memory
or time than allowed, the process dies, and the one that started it says so.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine

from osuma.ingestion.reading.limits import Limits
from osuma.ingestion.reading.rewrite import Record
from osuma.ingestion.reading.sheet_layout import Laid, Wanted, lay, texts
from osuma.ingestion.reading.workbook_marks import Marks, marks
from osuma.ingestion.reading.written import write_records


def bound(memory: int, seconds: int) -> None:
    """Bound this process's memory and processor time where the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's time limit holds there
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def write(source: Path, folder: Path, limits: Limits, wanted: Wanted, only: str | None) -> list[dict[str, Any]]:
    """Write the tables of the sheets that have cells; of the others their names."""
    with source.open("rb") as file:
        workbook = python_calamine.CalamineWorkbook.from_filelike(file)
    marked, written = marks(source), []
    for place, about in enumerate(workbook.sheets_metadata, start=1):
        if only is not None and about.name != only:
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        answer: dict[str, Any] = {
            "name": about.name, "hidden": about.visible != python_calamine.SheetVisibleEnum.Visible, "records": 0,
        }  # fmt: skip
        written.append(answer)
        if sheet.width > 4 * limits.columns:
            answer["too_wide"] = sheet.width
        elif grid := sheet.to_python(skip_empty_area=False):
            merges = sheet.merged_cell_ranges
            found = None if merges is None else [(a[0], a[1], b[0], b[1]) for a, b in merges]
            laid = lay(grid, found, wanted)
            answer |= _written(
                laid, folder / f"{source.stem[:40]}.{len(list(folder.iterdir()))}.sheet{place}.csv", limits
            )
            answer |= _said(laid, marked.get(about.name, Marks()))
    return written


def _written(laid: Laid, target: Path, limits: Limits) -> dict[str, Any]:
    def records() -> Iterator[Record]:
        for row, cells in laid.rows:
            yield Record(row, texts(cells))

    found = write_records(target, records(), len(laid.headers), limits)
    return {
        "file": target.name, "headers": laid.headers, "header_row": laid.header_row, "records": found.records,
        "longest": found.longest, "sample": found.sample,
        "refused": [[r.row, r.value, r.code] for r in found.refused], "beyond": found.beyond,
    }  # fmt: skip


def _said(laid: Laid, marked: Marks) -> dict[str, Any]:
    rows = {row for row, _ in laid.rows}
    counts = {name: n for name, n in laid.counts.items() if n}
    more = {
        "hidden_rows": len(rows & marked.hidden_rows),
        "hidden_columns": len(set(laid.columns) & marked.hidden_columns),
        "errors": sum(1 for row in marked.errors if row in rows),
        "unknown_formulas": marked.unknown_formulas,
    }
    return {"counts": counts | {k: n for k, n in more.items() if n}, "totals": laid.totals, "mended": laid.mended}


def main(arguments: list[str]) -> int:
    """Entry point; 0 where an answer was printed."""
    source, folder = arguments
    asked = json.load(sys.stdin)
    limits = Limits(**asked["limits"])
    bound(limits.workbook_memory, limits.workbook_seconds)
    gc.disable()  # millions of cells and no cycles among them; the process ends with its one workbook
    try:
        sheets = write(Path(source), Path(folder), limits, Wanted(**asked["wanted"]), asked["only"])
        answer: dict[str, Any] = {"sheets": sheets}
    except (python_calamine.CalamineError, python_calamine.PasswordError, OSError, ValueError) as error:
        answer = {"error": "password" if "password" in f"{type(error).__name__} {error}".casefold() else "broken"}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
