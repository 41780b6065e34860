"""The refused rows of a file as a workbook in which a person mends them, to be imported again as they then are."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from osuma.engine.errors import Words
from osuma.engine.simulate.exports import Grid
from osuma.store.writing.rejects import rows_beside
from osuma.workflows import xlsx

if TYPE_CHECKING:
    from osuma.ingestion.tables import SourceTable
    from osuma.workflows.data.preparing import Job

#: The last worksheet: which row, which column, which value, and why. Nobody knows its rows, so it is not imported.
REASONS = Words("Syyt", "Reasons")
_TITLE = 31


def workbook_beside(refused: Path) -> Path:
    """Where the workbook is, beside the list of reasons."""
    return refused.with_name(refused.name.replace("refused", "mend")).with_suffix(".xlsx")


def write(job: Job, refused: Path, language: str) -> Path | None:
    """Make the workbook of what a load left: the file's own columns, one worksheet a table; None without rows.

    Cells of columns that nothing is read from are empty.
    """
    grids = []
    for n, part in enumerate(job.parts):
        rows = rows_beside(refused, n)
        if rows.is_file():
            grids.append(Grid(_title(part.table, n), tuple(_rows(part.table, rows))))
            rows.unlink()
    if not grids:
        return None
    with refused.open(encoding="utf-8-sig", newline="") as file:
        reasons = tuple(tuple(row) for row in csv.reader(file))
    path = workbook_beside(refused)
    xlsx.write(path, [*grids, Grid(REASONS[language], reasons)])
    return path


def forget(job: Job, refused: Path) -> None:
    """What a dry run left."""
    for n, _ in enumerate(job.parts):
        rows_beside(refused, n).unlink(missing_ok=True)
    workbook_beside(refused).unlink(missing_ok=True)


def _title(table: SourceTable, n: int) -> str:
    named = "".join(c for c in table.dialect.sheet or "" if c not in "[]:*?/\\'")[:_TITLE]
    return named or f"Osuma {n + 1}"


def _rows(table: SourceTable, rows: Path) -> Iterator[tuple[str | None, ...]]:
    yield tuple(column.header for column in table.columns)
    with rows.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            yield tuple(cell or None for cell in row[1 : len(table.columns) + 1])
