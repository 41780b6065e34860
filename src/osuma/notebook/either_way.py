"""Dates as text that fit day first and month first alike: how they were read is said, for nobody can see it."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from osuma.engine.errors import Words
from osuma.ingestion.tables import SourceTable
from osuma.ingestion.targets import TARGETS
from osuma.notebook.frames import TABLES, Frame

_ORDERS = {"%d": Words("päivä ensin", "day first"), "%m": Words("kuukausi ensin", "month first")}
_TWO = r"^\s*(?P<one>\d{1,2})[./-](?P<two>\d{1,2})[./-]"
_MONTHS = 12


def either_way(frame: Frame, table: SourceTable) -> Iterator[Words]:
    """A sentence for each column of dates, none of which says which of two numbers is the month."""
    target = TARGETS[TABLES[frame.name]]
    for one in frame.mapping.outputs[0].columns:
        guess = table.by_name[one.header].guess
        order = _ORDERS.get((guess.format or "")[:2])
        if order is None or guess.decided or target.kind(one.to) not in ("moment", "date"):
            continue
        cells = frame.rows[one.header].cast(pa.string())
        if _open(cells):
            yield _said(f"{frame.name}.{one.header}", str(cells.drop_null()[0]), order)


def _open(cells: pa.ChunkedArray) -> bool:
    parts = pc.extract_regex(cells.drop_null(), _TWO).drop_null()
    numbers = (pc.struct_field(parts, name).cast(pa.int64()) for name in ("one", "two"))
    return all((pc.max(one).as_py() or 0) <= _MONTHS for one in numbers)


def _said(column: str, example: str, order: Words) -> Words:
    return Words(
        f"{column}: jokaisen päivän voi lukea kahdella tavalla ({example}). Luettiin {order.fi}. Jos se on väärin, "
        "anna päivät päivinä (pandas.to_datetime, format=…).",
        f"{column}: every date can be read in two ways ({example}). Read {order.en}. If that is wrong, give dates "
        "(pandas.to_datetime, format=…).",
    )
