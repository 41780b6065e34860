"""What the columns of a table look like, from a sample, and the file's habits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from osuma.ingestion.reading import noticed
from osuma.ingestion.reading.dialect import clean_header, unique
from osuma.ingestion.reading.guess import guess, number_format
from osuma.ingestion.tables import DateOrder, Decimal, Dialect, Guess, SourceColumn, SourceTable


def describe(
    table: SourceTable,
    headers: Sequence[str],
    sample: Sequence[Sequence[str]],
    given: Mapping[str, object],
    known: Mapping[int, Guess] | None = None,
) -> SourceTable:
    """The table with its columns guessed from a sample, and the file's habits of decimals and dates.

    known: what the types of some columns say, by place; the sample only adds examples to it.
    """
    dialect = _habits(table.dialect, sample, given)
    columns = []
    for place, (header, name) in enumerate(zip(headers, unique(headers), strict=True)):
        cells = [row[place] for row in sample if place < len(row)]
        seen, told = guess(cells, dialect), (known or {}).get(place)
        if told is not None and seen.shape != "empty":
            seen = replace(seen, shape=told.shape, format=told.format, decided=True, notes=())
        columns.append(SourceColumn(clean_header(header), name, f"c{place + 1}", seen))
    notes = (*table.notes, *noticed.unread_rows(table.unread))
    return replace(table, dialect=dialect, columns=tuple(columns), notes=notes, sample=sample)


def _habits(dialect: Dialect, sample: Sequence[Sequence[str]], given: Mapping[str, object]) -> Dialect:
    """The file's habit: what its decided columns do; else the delimiter tells (`;` goes with a decimal comma)."""
    local = "comma" if dialect.delimiter == ";" else "dot"
    votes = {"dot": 0, "comma": 0}
    orders = {"dmy": 0, "mdy": 0}
    plain = replace(dialect, decimal=cast(Decimal, local))
    for place in range(min(200, len(sample[0]) if sample else 0)):
        cells = [row[place].strip() for row in sample[:200] if place < len(row) and row[place].strip()]
        if not cells:
            continue
        form, decided = number_format(cells, plain)
        if form and decided and any("," in c or "." in c for c in cells):
            votes[form] += 1
        seen = guess(cells, plain)
        if seen.shape in ("date", "instant") and seen.decided and seen.format and seen.format[:2] in ("%d", "%m"):
            orders["mdy" if seen.format.startswith("%m") else "dmy"] += 1
    decimal = local if votes["dot"] == votes["comma"] else max(votes, key=lambda k: votes[k])
    dollars = any("$" in cell for row in sample[:200] for cell in row)
    order = "mdy" if orders["mdy"] > orders["dmy"] or (dollars and not orders["dmy"]) else "dmy"
    return replace(
        dialect,
        decimal=cast(Decimal, given.get("decimal") or decimal),
        date_order=cast(DateOrder, given.get("date_order") or order),
    )
