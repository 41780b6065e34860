"""Sizes over time as pictures: of one segment by day, of many side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from osuma.engine.errors import Words
from osuma.reporting import numbers
from osuma.reporting.pictures import Cell, Column, Picture

#: Days that many segments are told of, the first and the last among them.
DAYS = 13


@dataclass(frozen=True)
class Size:
    """How many were in a segment at the end of a day."""

    day: date
    count: int


@dataclass(frozen=True)
class Step(Size):
    """The same with how many came and left in all runs of the day."""

    entered: int
    left: int


def of_many(segments: Sequence[tuple[Words, Sequence[Size]]]) -> Picture:
    """The sizes of segments on at most `DAYS` days, evenly from the first that is known to the last.

    Without a row where there is one day alone.
    """
    every = sorted({size.day for _, sizes in segments for size in sizes})
    last = len(every) - 1
    days = every if len(every) <= DAYS else [every[round(n * last / (DAYS - 1))] for n in range(DAYS)]
    rows = [(name, *(_at(sizes, day) for day in days)) for name, sizes in segments if sizes]
    note = Words(
        "Segmenttien koot laskentapäivinä. Jokaisen viivan korkeus on suhteessa segmentin omaan suurimpaan kokoon; "
        "luvut ovat ensimmäiseltä ja viimeiseltä päivältä.",
        "Sizes of segments on the days of their runs. The height of each line is relative to the segment’s own "
        "largest size; the figures are of its first and last day.",
    )
    columns = (
        Column(Words("Segmentti", "Segment")),
        *(Column(Words(*(numbers.day(day, to) for to in ("fi", "en"))), "count") for day in days),
    )
    title = Words("Segmenttien koot ajan myötä", "Sizes of segments over time")
    return Picture("sizes", title, note, columns, tuple(rows) if len(days) > 1 else (), "lines")


def of_one(name: Words, steps: Sequence[Step], notes: Mapping[date, str]) -> Picture:
    """The size of one segment by day, with what somebody wrote on a day."""
    rows: list[tuple[Cell, ...]] = [(one.day, one.count, one.entered, one.left, notes.get(one.day)) for one in steps]
    known = {one.day for one in steps}
    first, last = (steps[0].day, steps[-1].day) if steps else (date.max, date.min)
    # a note of a day without a run stands by the last size that was known then
    for day, said in notes.items():
        if first <= day <= last and day not in known:
            rows.append((day, _at(steps, day), None, None, said))
    columns = (
        Column(Words("Päivä", "Day"), "day"),
        Column(Words("Koko", "Size"), "count"),
        Column(Words("Tuli", "Came"), "count"),
        Column(Words("Poistui", "Left"), "count"),
        Column(Words("Muistiinpano", "Note")),
    )
    title = Words(f"{name.fi}: koko päivittäin", f"{name.en}: size by day")
    note = Words(
        "Koko laskentapäivinä; katkoviiva on muistiinpano.", "Size on the days of runs; a dashed line is a note."
    )
    rows.sort(key=lambda row: row[0] if isinstance(row[0], date) else first)
    return Picture("course", title, note, columns, tuple(rows), "line")


def _at(sizes: Sequence[Size], day: date) -> int | None:
    """The last size that was known by the end of a day."""
    known = [size for size in sizes if size.day <= day]
    return known[-1].count if known else None
