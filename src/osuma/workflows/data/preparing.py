"""A file made ready to be loaded: opened, its tables recognised, each planned as SQL. Nothing is written yet."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from osuma.engine.errors import Refused, Words
from osuma.ingestion.mapping.document import dump_mapping
from osuma.ingestion.planning.answers import screened
from osuma.ingestion.planning.load_plan import LoadPlan, PlanSettings
from osuma.ingestion.planning.plan import plan
from osuma.ingestion.reading import called, open_named
from osuma.workflows.data import import_words, recognition
from osuma.workflows.data.recognition import Recognised, Wishes

if TYPE_CHECKING:
    from osuma.catalog.workspaces import Workspace
    from osuma.ingestion.tables import SourceTable
    from osuma.workflows.asking.session import Session

#: What a file holds decides when its turn is: what others refer to first, orders before their lines and refunds, and
#: lists of people last, so that undated people are known from the end of the data.
_FIRST = frozenset({"areas", "products", "ad_cost", "accounts"})
_SOLD = frozenset({"orders"})
_PEOPLE = frozenset({"customers", "consents", "suppressions"})


@dataclass(frozen=True)
class Part:
    """One table of a file, how it is read, and the SQL that stages it. left_out: its columns that nothing is read
    from."""

    table: SourceTable
    recognised: Recognised
    plan: LoadPlan
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """A table of a file that has others, of which nothing is imported because nobody knows what its rows are."""

    title: str
    sheet: str | None
    rows: int
    why: Words


@dataclass(frozen=True)
class Job:
    """One file, or one table of a database, to import.

    path: as it was given. name: what people call it. left_out: its tables that are not imported, and why. sha256: of
    its bytes.
    """

    path: str
    name: str
    parts: tuple[Part, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def sha256(self) -> str:
        return self.parts[0].table.sha256

    @property
    def sources(self) -> frozenset[str]:
        """Whose data its tables are."""
        return frozenset(part.plan.source for part in self.parts)

    @property
    def targets(self) -> frozenset[str]:
        """What its rows become."""
        return frozenset(output.target for part in self.parts for output in part.plan.outputs)

    def reading(self, workspace: Workspace) -> str:
        """A digest of its bytes and of what decides what becomes of them: files of one reading say the same."""
        said = [self.sha256, workspace.zone, workspace.currency]
        for part in self.parts:
            said += [part.table.dialect.sheet or "", dump_mapping(part.recognised.mapping)]
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def prepare(session: Session, name: str, work: Path, wishes: Wishes) -> Job:
    tables = open_named(
        name,
        made(work),
        dialect=wishes.dialect,
        progress=lambda done, total: session.progress("read", done, total),
    )
    parts, faults, others = [], [], []
    for table in tables:
        try:
            recognised = recognition.recognise(table, session.workspace, wishes)
        except Refused as fault:
            if len(tables) == 1 or not recognition.is_unknown(fault):
                raise
            faults.append((table, fault))
            continue
        if _of_another_sheet(table, recognised, tables):
            others.append(table)
            continue
        parts.append(_part(session, name, work, table, recognised, wishes))
    if not parts:
        raise Refused([mistake for _, fault in faults for mistake in fault.mistakes])
    return Job(
        name, called(name), tuple(parts), tuple(_left_out(table) for table in (*others, *(t for t, _ in faults)))
    )


def _of_another_sheet(table: SourceTable, recognised: Recognised, tables: Sequence[SourceTable]) -> bool:
    """Whether the table's mapping states a sheet of this file that is another one."""
    stated = recognised.mapping.dialect.get("sheet")
    return stated != table.dialect.sheet and stated in {
        other.dialect.sheet for other in tables if other.dialect.sheet
    }


def _part(
    session: Session,
    name: str,
    work: Path,
    table: SourceTable,
    recognised: Recognised,
    wishes: Wishes,
) -> Part:
    """A table with its plan; read again where its mapping states how it is written."""
    if recognised.mapping.dialect:
        table = _reread(name, work, table, {**recognised.mapping.dialect, **wishes.dialect})
    return _planned(session, table, recognised, wishes)


def _planned(session: Session, table: SourceTable, recognised: Recognised, wishes: Wishes) -> Part:
    workspace = session.workspace
    settings = PlanSettings(zone=workspace.zone, currency=workspace.currency, targets=wishes.targets)
    columns = screened(recognised.mapping, table.headers, wishes.allowed_special).left_out(table.headers)
    return Part(table, recognised, plan(table, recognised.mapping, settings, wishes.allowed_special), columns)


def as_other(session: Session, job: Job, wishes: Wishes, other: Callable[[Recognised], Recognised]) -> Job:
    """The file, each table of it read in another way."""
    parts = (_planned(session, part.table, other(part.recognised), wishes) for part in job.parts)
    return replace(job, parts=tuple(parts))


def _left_out(table: SourceTable) -> LeftOut:
    return LeftOut(table.title, table.dialect.sheet, table.rows, import_words.left_out(table))


def _reread(name: str, work: Path, table: SourceTable, dialect: dict[str, object]) -> SourceTable:
    """The table again, with the habits that its mapping states."""
    given = {"sheet": table.dialect.sheet, **dialect} if table.dialect.sheet else dialect
    return open_named(name, made(work / "again"), dialect=given)[0]


def turn(job: Job) -> int:
    """The place of a file among those that are imported together."""
    targets = job.targets
    if targets & _FIRST:
        return 0
    if targets & _SOLD:
        return 1
    return 2 if targets - _PEOPLE else 3


@contextmanager
def work_folder(session: Session) -> Iterator[Path]:
    """A folder for copies of files while they are imported."""
    for left in session.workspace.uploads.glob("import-*"):
        shutil.rmtree(left, ignore_errors=True)  # of a process that was killed: only the owner comes here
    with tempfile.TemporaryDirectory(prefix="import-", dir=session.workspace.uploads) as name:
        yield Path(name)


def made(folder: Path) -> Path:
    """The folder, there from now on."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder
