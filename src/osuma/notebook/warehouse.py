"""A warehouse in memory, filled from tables as an import fills one: the same people, purchases and refunds."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from osuma.engine.errors import Mistake, Refused, Words
from osuma.ingestion.planning.load_plan import PlanSettings
from osuma.ingestion.planning.plan import plan
from osuma.ingestion.reading import open_file
from osuma.ingestion.reasons import REASONS
from osuma.notebook.either_way import either_way
from osuma.notebook.frames import TABLES, Frame
from osuma.store.loading.load import load
from osuma.store.warehouse import Warehouse
from osuma.store.writing.batch import LoadContext


@dataclass(frozen=True)
class NotTaken:
    """A row that was refused, or a value that was left empty. row: of the table, from 0."""

    table: str
    row: int
    column: str
    value: str
    why: Words


@dataclass(frozen=True)
class Settings:
    """zone: of times without one, and of days. currency: of amounts without one. now: naive UTC. allow_special: names
    of columns for whose special-category data there is a written basis."""

    zone: str
    currency: str
    now: datetime
    allow_special: Collection[str]


@dataclass
class Filled:
    """What was not taken of the tables. repeated: by table, rows whose id a later row has; the later one holds.
    beware: what was read in one of two ways."""

    not_taken: list[NotTaken] = field(default_factory=list)
    repeated: dict[str, int] = field(default_factory=dict)
    beware: list[Words] = field(default_factory=list)


def fill(warehouse: Warehouse, frames: Sequence[Frame], settings: Settings) -> Filled:
    """Load every table, each in a transaction of its own.

    Refused where a table cannot be read at all, or where no row of it can.
    """
    found = Filled()
    for number, frame in enumerate(frames, start=1):
        with TemporaryDirectory(prefix="osuma-", ignore_cleanup_errors=True) as folder:
            _load(warehouse, frame, number, settings, Path(folder), found)
    return found


def _load(warehouse: Warehouse, frame: Frame, number: int, settings: Settings, folder: Path, found: Filled) -> None:
    if frame.rows.num_rows == 0:
        return
    path = folder / f"{frame.name}.parquet"
    pq.write_table(frame.rows, path)
    work = folder / "work"
    work.mkdir()
    (table,) = open_file(path, work)
    found.beware += either_way(frame, table)
    planned = plan(
        table,
        frame.mapping,
        PlanSettings(zone=settings.zone, currency=settings.currency),
        frozenset(settings.allow_special),
    )
    refused, warned = folder / "refused.csv", folder / "warned.csv"
    context = LoadContext(
        number, settings.now, settings.zone, settings.currency, refused_path=refused, warnings_path=warned
    )
    with warehouse.transaction() as con:
        told = load(con, planned, context)
    lost = _not_taken(frame, refused)
    if len({one.row for one in lost}) >= frame.rows.num_rows:
        raise Refused([_nothing(frame, lost[0])])
    found.not_taken += [*lost, *_not_taken(frame, warned)]
    target = TABLES[frame.name]
    again = told.rows[target].repeated + told.contradicting.get(target, {}).get("rows", 0)
    if again:
        found.repeated[frame.name] = again


def _not_taken(frame: Frame, path: Path) -> list[NotTaken]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [
            NotTaken(frame.name, int(row["row"]) - 1, row["column"], row["value"], _why(row["code"]))
            for row in csv.DictReader(file)
        ]


def _why(code: str) -> Words:
    return REASONS.get(code, Words(code, code))


def _nothing(frame: Frame, first: NotTaken) -> Mistake:
    said = Words(
        f"yhtäkään taulun ”{frame.name}” riviä ei voitu ottaa. Rivi {first.row}, sarake {first.column}: "
        f"{first.why.fi}",
        f"no row of the table “{frame.name}” could be taken. Row {first.row}, column {first.column}: {first.why.en}",
    )
    return Mistake(frame.name, "no_rows", said)
