"""A table that comes as values (a worksheet, JSON, a database) is written as the text that the rest reads."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from osuma.ingestion.reading import refusals
from osuma.ingestion.reading.describe import describe
from osuma.ingestion.reading.limits import Limits
from osuma.ingestion.reading.reservoir import Reservoir
from osuma.ingestion.reading.rewrite import Record, Rewritten, rest_of, take
from osuma.ingestion.reading.source import Source
from osuma.ingestion.tables import Dialect, Guess, SourceTable


def write_records(target: Path, records: Iterable[Record], width: int, limits: Limits) -> Rewritten:
    """Write the records as clean CSV with the row number first; those that cannot be read become refusals."""
    found, reservoir = Rewritten(rest_of(target)), Reservoir(limits.sample)
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for record in records:
            if record.code or any(record.cells):
                take(record, width, writer, found, reservoir)
    found.sample = reservoir.kept
    found.close()
    return found


def written_table(
    source: Source,
    target: Path,
    headers: Sequence[str],
    found: Rewritten,
    dialect: Dialect,
    known: Mapping[int, Guess] | None = None,
) -> SourceTable:
    """The table of what was written. known: what the types of some columns say, by place. Raises Refused where it has
    no rows."""
    if not found.records and not found.refused:
        raise refusals.header_only(source.title)
    table = SourceTable(
        source.title, target, source.original, replace(dialect, sheet=source.sheet), (), found.records,
        longest=found.longest, numbered=True, typed_cells=source.typed_cells, padded=False,
        refused=tuple(found.refused), unread=found.unread, unread_rest=found.rest if found.beyond else None,
        notes=source.notes,
    )  # fmt: skip
    return describe(table, headers, found.sample, source.given, known or {})


def check_width(source: Source, width: int, limits: Limits) -> None:
    """Raises Refused for a table of too many columns."""
    if width > limits.columns:
        raise refusals.too_many_columns(source.title, width, limits.columns)
