"""The process that opens a workbook: `python -m … FILE DIR BYTES SECONDS COLUMNS`.

It writes each sheet as CSV into DIR and prints what it wrote as JSON. When the workbook asks for more memory or time
than allowed, the process dies, and the one that started it says so.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import python_calamine

from osuma.ingestion.reading.cell_text import text_of


def bound(memory: int, seconds: int) -> None:
    """Bound this process's memory and processor time where the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's time limit holds there
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def write(source: Path, folder: Path, columns: int) -> list[dict[str, str]]:
    """Write the sheets that have cells."""
    workbook = python_calamine.CalamineWorkbook.from_path(str(source))
    written = []
    for place, name in enumerate(workbook.sheet_names, start=1):
        sheet = workbook.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        if not rows or sheet.width > 4 * columns:
            continue
        file = f"{source.stem[:40]}.sheet{place}.csv"
        with (folder / file).open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            for row in rows:
                writer.writerow([text_of(cell) for cell in row] or [""])
        written.append({"name": name, "file": file})
    return written


def main(arguments: list[str]) -> int:
    """Entry point; 0 where an answer was printed."""
    source, folder, memory, seconds, columns = arguments
    bound(int(memory), int(seconds))
    try:
        answer: dict[str, Any] = {"sheets": write(Path(source), Path(folder), int(columns))}
    except (python_calamine.CalamineError, python_calamine.PasswordError, OSError, ValueError) as error:
        answer = {"error": type(error).__name__}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
