"""Files in: read, recognise, load in one transaction, enter consents, project, and say what came of it.

An import is one file, whatever tables it holds, and can be undone as one. Its steps, at each of which the process
may be killed: *started* (the journal knows), *staged*, *loaded*, *committed* (the warehouse has it), *ledger*
(consents are in the catalog), *projected* (and back in the warehouse), *done*.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, OsumaError, Refused, Words
from osuma.engine.periods import naive_utc
from osuma.ingestion.planning.answers import screened
from osuma.ingestion.planning.load_plan import LoadPlan, PlanSettings
from osuma.ingestion.planning.plan import plan
from osuma.ingestion.reading import called, open_named
from osuma.store.batch import Complete, LoadContext, LoadResult
from osuma.store.load import load
from osuma.store.undo import undo_import
from osuma.workflows import basis, completeness, dialects, import_words, recognition, rejects
from osuma.workflows.instants import data_end
from osuma.workflows.journal import INTERRUPTED, finisher
from osuma.workflows.options import set_apart, shared_limit
from osuma.workflows.own import own_events, targets_of
from osuma.workflows.projecting import enter, project
from osuma.workflows.recognition import Recognised, Wishes, wishes_from
from osuma.workflows.verbs import verb

if TYPE_CHECKING:
    from osuma.catalog.journal import Load
    from osuma.ingestion.tables import SourceTable
    from osuma.workflows.session import Session

#: The target that speaks for a file when its rows are counted in one line.
_MAIN = ("orders", "order_lines", "customers", "refunds")


class _DryRun(Exception):
    """Leaves the transaction, so that nothing of a dry run stays."""


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

    name: what people call it. left_out: its tables that are not imported, and why. sha256: of its bytes.
    """

    name: str
    parts: tuple[Part, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def sha256(self) -> str:
        return self.parts[0].table.sha256


@verb("import.run", writes=True)
def run(
    session: Session,
    files: Sequence[str],
    as_: str | None = None,
    map_: str | None = None,
    preset: str | None = None,
    source: str | None = None,
    dry_run: bool = False,
    allow_special: str | None = None,
    dialect: dict[str, Any] | None = None,
    complete_for: str | None = None,
    yes: bool = False,
) -> dict[str, Any]:
    """Import files, each on its own: every file is read and checked before the first is loaded.

    dialect: how the files are written, where the caller knows better than what would be detected. complete_for: the
    period (2026-01, 2026-01-01..2026-03-31, all) of which the one file holds everything: what its source had there
    and has no longer is removed. yes: also where that is more than a fifth of the rows.
    """
    period = completeness.period(complete_for, files, anyway=yes)
    allowed = basis.allowed(session, allow_special)
    wishes = wishes_from(map_, preset, as_, source, allowed, targets_of(session))
    wishes = replace(wishes, dialect=dialects.stated(dialect))
    with _work_folder(session) as work:
        jobs = _prepared(session, files, work, wishes, allowed)
        loads = [_load_job(session, job, dry_run, period) for job in sorted(jobs, key=_facts_first)]
    end = data_end(session.warehouse)
    return {
        "loads": loads,
        "dry_run": dry_run,
        "data_end": None if end is None else end.isoformat(),
        "sentences": import_words.summary(session, loads, end, dry_run),
    }


def _prepared(
    session: Session, files: Sequence[str], work: Path, wishes: Wishes, allowed: frozenset[str]
) -> list[Job]:
    """Every file read and checked; Refused with what is wrong in any of them."""
    jobs, refused = [], []
    for n, name in enumerate(files):
        try:
            jobs.append(_prepare(session, name, work / str(n), wishes, allowed))
        except Refused as error:
            refused.append(error)
    if len(refused) > 1:
        raise Refused([mistake for error in refused for mistake in error.mistakes], code=refused[0].code)
    if refused:
        raise refused[0]
    return jobs


@verb("import.propose")
def propose(session: Session, files: Sequence[str], dialect: dict[str, Any] | None = None) -> dict[str, Any]:
    """The mapping with which each table would be read, as YAML to edit."""
    given = dialects.stated(dialect)
    with _work_folder(session) as work:
        tables = [t for n, name in enumerate(files) for t in open_named(name, _made(work / str(n)), dialect=given)]
        return {"mappings": recognition.proposals(tables, session.workspace, targets_of(session))}


@verb("import.undo", writes=True)
def undo(session: Session, import_id: int) -> dict[str, Any]:
    """Take back everything that one import wrote; what came later stays."""
    from osuma.catalog import journal

    found = journal.get(session.workspace, import_id)
    if found.kind != "import" or found.state != "done":
        raise Misuse(
            Words(
                fi=f"Kirjausta {import_id} ei voi perua: se ei ole voimassa oleva tuonti. Katso: osuma import list",
                en=f"Entry {import_id} cannot be undone: it is no import that stands. See: osuma import list",
            ),
            "not_an_import",
        )
    own = journal.start(session.workspace, "undo", {"import_id": import_id})
    session.progress("started")
    try:
        with session.warehouse.transaction() as con:
            removed = undo_import(con, import_id, context_of(session, own, None))
            session.progress("loaded")
    except OsumaError as error:
        journal.fail(session.workspace, own, error)
        raise
    session.progress("committed")
    _settle_undo(session, own, import_id)
    return {
        "import_id": import_id,
        "undone_by": own,
        "removed": removed,
        "sentences": [
            {
                "fi": f"Tuonti {import_id} on peruttu: tiedot ja muutokset, jotka tulivat vain siitä, on poistettu.",
                "en": f"Import {import_id} was undone: data and changes that came from it alone are gone.",
            }
        ],
    }


@verb("import.list")
def list_(session: Session) -> dict[str, Any]:
    """Every import with what came of it, the oldest first."""
    from osuma.catalog import journal

    rows = journal.list_(session.workspace, "import")
    return {
        "loads": [
            {
                "import_id": row.import_id,
                "state": row.state,
                "file": row.detail.get("file"),
                "at": row.started_at.isoformat(),
                "undone_by": row.undone_by,
                **{k: row.result[k] for k in ("rows", "taken", "refused", "reconciliation") if k in row.result},
            }
            for row in rows
        ]
    }


@finisher("import")
def finish_import(session: Session, load: Load, committed: bool) -> None:
    """End an import that was interrupted: what the warehouse has is completed, what it has not never was."""
    from osuma.catalog import journal

    if committed:
        settle(session, load.import_id, _stored_detail(session, load.import_id))
    else:
        journal.fail(session.workspace, load.import_id, INTERRUPTED)


@finisher("undo")
def finish_undo(session: Session, load: Load, committed: bool) -> None:
    """End an undo that was interrupted."""
    from osuma.catalog import journal

    if committed:
        _settle_undo(session, load.import_id, int(load.detail["import_id"]))
    else:
        journal.fail(session.workspace, load.import_id, INTERRUPTED)


def _prepare(session: Session, name: str, work: Path, wishes: Wishes, allowed: frozenset[str]) -> Job:
    tables = open_named(
        name,
        _made(work),
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
        parts.append(_part(session, name, work, table, recognised, wishes, allowed))
    if not parts:
        raise Refused([mistake for _, fault in faults for mistake in fault.mistakes])
    return Job(called(name), tuple(parts), tuple(_left_out(table) for table in (*others, *(t for t, _ in faults))))


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
    allowed: frozenset[str],
) -> Part:
    """A table with its plan; read again where its mapping states how it is written."""
    if recognised.mapping.dialect:
        table = _reread(name, work, table, {**recognised.mapping.dialect, **wishes.dialect})
    workspace = session.workspace
    settings = PlanSettings(zone=workspace.zone, currency=workspace.currency, targets=wishes.targets)
    columns = screened(recognised.mapping, table.headers, allowed).left_out(table.headers)
    return Part(table, recognised, plan(table, recognised.mapping, settings, allowed), columns)


def _left_out(table: SourceTable) -> LeftOut:
    return LeftOut(table.title, table.dialect.sheet, table.rows, import_words.left_out(table))


def _reread(name: str, work: Path, table: SourceTable, dialect: dict[str, object]) -> SourceTable:
    """The table again, with the habits that its mapping states."""
    given = {"sheet": table.dialect.sheet, **dialect} if table.dialect.sheet else dialect
    return open_named(name, _made(work / "again"), dialect=given)[0]


def _load_job(session: Session, job: Job, dry_run: bool, period: Complete | None) -> dict[str, Any]:
    from osuma.catalog import journal

    detail = {"file": job.name, "sha256": job.sha256, "tables": [part.table.title for part in job.parts]}
    import_id = 0 if dry_run else journal.start(session.workspace, "import", detail)
    session.progress("started")
    refused = session.workspace.rejects / f"{import_id}-refused.csv"
    if dry_run:
        _forget(refused)
    try:
        found, result = _write(session, job, import_id, refused, dry_run, period)
    except OsumaError as error:
        if not dry_run:
            journal.fail(session.workspace, import_id, error)
        raise
    told = _told(session, job, import_id, found, refused) | completeness.told(found.removed, period)
    if dry_run:
        _forget(refused)
        return {**told, "refused_file": None}
    session.progress("committed")
    for part in job.parts:
        recognition.keep(session.workspace, part.table, part.recognised)
    settle(session, import_id, {**result, **told})
    return told


def _forget(refused: Path) -> None:
    """A dry run leaves no rows behind, nor sees those of another."""
    for path in (refused, _warnings(refused)):
        path.unlink(missing_ok=True)


def _warnings(refused: Path) -> Path:
    """Where the warnings of a load are written, beside its refused rows."""
    return refused.with_name(refused.name.replace("refused", "warnings"))


def _write(
    session: Session, job: Job, import_id: int, refused: Path, dry_run: bool, period: Complete | None
) -> tuple[LoadResult, dict[str, Any]]:
    context = replace(context_of(session, import_id, refused), complete=period)
    found: LoadResult | None = None
    try:
        with session.warehouse.transaction() as con:
            found = load(con, [part.plan for part in job.parts], context)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    assert found is not None  # noqa: S101  - the block has either raised or set it
    return found, found.as_dict()


def context_of(session: Session, import_id: int, refused: Path | None) -> LoadContext:
    """What the workspace tells a load. refused: where its refused rows are written."""
    workspace = session.workspace
    return LoadContext(
        import_id=import_id,
        recorded_at=naive_utc(session.now()),
        zone=workspace.zone,
        currency=workspace.currency,
        set_apart=set_apart(workspace),
        identity=shared_limit(workspace),
        refused_path=refused,
        warnings_path=None if refused is None else _warnings(refused),
        progress=session.progress,
        own=own_events(session),
    )


def _told(session: Session, job: Job, import_id: int, found: LoadResult, refused: Path) -> dict[str, Any]:
    """One file's outcome as it is shown and kept."""
    rows = sum(part.table.rows + part.table.unread for part in job.parts)
    summary = rejects.finish(refused, session.workspace.language, session.progress)
    warned = rejects.finish(_warnings(refused), session.workspace.language, session.progress)
    main = next((t for t in _MAIN if t in found.rows), next(iter(found.rows), None))
    counts = vars(found.rows[main]) if main is not None else {}
    return {
        "import_id": import_id,
        "file": job.name,
        "recognised": job.parts[0].recognised.plain,
        "parts": [
            {
                "table": p.table.title,
                "rows": p.table.rows,
                "read_as": import_words.read_as(p.table),
                **p.recognised.plain,
            }
            for p in job.parts
        ],
        "left_out": [{"table": left.title, "sheet": left.sheet, "rows": left.rows} for left in job.left_out],
        "rows": rows,
        "taken": rows - summary.rows,
        "target": main,
        **{name: counts.get(name, 0) for name in ("new", "changed", "same")},
        "targets": {target: dict(vars(count)) for target, count in found.rows.items()},
        "refused": summary.rows,
        "refused_reasons": summary.reasons,
        "refused_file": str(refused) if summary.rows else None,
        "warned": warned.rows,
        "columns_left_out": import_words.columns_left_out(
            [(p.table.title, p.left_out) for p in job.parts], single=len(job.parts) == 1
        ),
        "warnings": [
            *warned.sentences,
            *import_words.notes([part.table for part in job.parts]),
            *(left.why.plain() for left in job.left_out),
            *(note.plain() for part in job.parts for note in part.recognised.notes),
            *import_words.contradictions(found.contradicting, session.workspace.currency),
        ],
        "questions": [
            *(q.plain() for part in job.parts for q in part.recognised.questions),
            *import_words.refunds_elsewhere(found.refunds_elsewhere, session.workspace.currency),
        ],
        "reconciliation": found.reconciliation,
        "identity": {"identities": found.identities, "links": found.links, "reviews": found.reviews},
        "consents": found.consents,
        "suppressions": found.suppressions,
    }


def settle(session: Session, import_id: int, result: dict[str, Any]) -> None:
    """What follows from a load that is in the warehouse: its consents into the ledger and back, the journal's end."""
    from osuma.catalog import journal

    enter(session, import_id)
    session.progress("ledger")
    project(session)
    session.progress("projected")
    journal.finish(session.workspace, import_id, result)
    session.progress("done")


def _settle_undo(session: Session, own: int, import_id: int) -> None:
    from osuma.catalog import journal, ledger

    ledger.undo(session.workspace, import_id)
    session.progress("ledger")
    journal.mark_undone(session.workspace, import_id, own)
    journal.finish(session.workspace, own, {"import_id": import_id})
    session.progress("done")


def _stored_detail(session: Session, import_id: int) -> dict[str, Any]:
    row = session.warehouse.rows("SELECT detail FROM loads WHERE import_id = ?", [import_id])[0]
    return dict(json.loads(row[0]))


def _facts_first(job: Job) -> int:
    """Files of events before lists of people, so that undated people are known from the end of the data."""
    targets = {output.target for part in job.parts for output in part.plan.outputs}
    return (
        0
        if targets & {"areas", "products", "ad_cost"}
        else 1
        if targets - {"customers", "consents", "suppressions"}
        else 2
    )


@contextmanager
def _work_folder(session: Session) -> Iterator[Path]:
    for left in session.workspace.uploads.glob("import-*"):
        shutil.rmtree(left, ignore_errors=True)  # of a process that was killed: only the owner comes here
    with tempfile.TemporaryDirectory(prefix="import-", dir=session.workspace.uploads) as name:
        yield Path(name)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
