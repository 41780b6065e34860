"""Files in: read, recognise, load in one transaction, enter consents, project, and say what came of it.

An import is one file, whatever tables it holds, and can be undone as one. Its steps, at each of which the process
may be killed: *started* (the journal knows), *staged*, *loaded*, *committed* (the warehouse has it), *ledger*
(consents are in the catalog), *projected* (and back in the warehouse), *done*.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, OsumaError, Words
from osuma.engine.periods import day_start, naive_utc
from osuma.ingestion.mapping.document import dump_mapping
from osuma.ingestion.reading import open_named
from osuma.store.loading.load import load
from osuma.store.loading.months import Change, restating
from osuma.store.loading.reconcile import RECONCILIATIONS
from osuma.store.loading.undo import undo_import
from osuma.store.writing.batch import Complete, LoadContext, LoadResult
from osuma.workflows.asking import options
from osuma.workflows.asking.instants import data_end
from osuma.workflows.asking.journal import INTERRUPTED, finisher, journaled
from osuma.workflows.asking.own import own_events, targets_of
from osuma.workflows.asking.verbs import verb
from osuma.workflows.consent import basis
from osuma.workflows.consent.projecting import enter, project
from osuma.workflows.data import (
    columns,
    completeness,
    dialects,
    drop,
    import_outcome,
    import_words,
    mending,
    month_words,
    one_system,
    other_system,
    own_currencies,
    recognition,
    unattended,
)
from osuma.workflows.data.import_outcome import warnings_beside
from osuma.workflows.data.own_day import DATED, own_day, refuse_other_day
from osuma.workflows.data.preparing import Job, made, prepare, turn, work_folder
from osuma.workflows.data.recognition import Wishes, wishes_from

if TYPE_CHECKING:
    from osuma.catalog.journal import Load
    from osuma.workflows.asking.session import Session


class _DryRun(Exception):
    """Leaves the transaction, so that nothing of a dry run stays."""


@dataclass(frozen=True)
class How:
    """How files are imported.

    period: what the one file is complete for. again: also what was imported before. unattended: nobody is there to
    be asked, so that only what is known for sure comes in. keep: the mapping holds for the next files like it.
    separate: refunds of the files are none of those that orders' files tell of, now and later. dated: the local day
    that the files tell of, where their rows have no day of their own.
    """

    wishes: Wishes
    dry_run: bool = False
    period: Complete | None = None
    again: bool = False
    unattended: bool = False
    keep: bool = False
    separate: bool = False
    dated: date | None = None


@verb("import.run", writes=True, brings=import_outcome.forbids_nothing)
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
    again: bool = False,
    keep_mapping: bool = False,
    separate_refunds: bool = False,
    dated: str | None = None,
) -> dict[str, Any]:
    """Import files and the files of folders, each as an import of its own; one that fails stops none of the others.

    dialect: how the files are written, where the caller knows better than what would be detected. complete_for: the
    period (2026-01, 2026-01-01..2026-03-31, all) of which the one file holds everything: what its source had there
    and has no longer is removed. yes: also where that is more than a fifth of the rows. again: load also
    what was imported before, with the same content read in the same way. keep_mapping: how the file is read,
    its source too, holds for the next files with the same headers. separate_refunds: a refund that agrees with one
    that an orders' file tells of is another one all the same. dated: the day on which the files were made; what they
    say of people and companies is known from that day on, not from the import.

    Gives `loads`, one a file that came in or was there already, and `failed`, one a file that did not; a single file
    that fails raises.
    """
    dropped = drop.opened_up(files)
    period = completeness.period(complete_for, dropped.files, anyway=yes)
    allowed = basis.allowed(session, allow_special)
    wishes = wishes_from(map_, preset, as_, source, allowed, targets_of(session))
    wishes = replace(wishes, dialect=dialects.stated(dialect))
    return bring(
        session,
        dropped,
        How(
            wishes,
            dry_run,
            period,
            again=again,
            keep=keep_mapping,
            separate=separate_refunds,
            dated=own_day(session, dated),
        ),
    )


def bring(session: Session, dropped: drop.Dropped, how: How) -> dict[str, Any]:
    """Import the files of a drop; see `run`."""
    failures = drop.Failures(dropped.single)
    with work_folder(session) as work:
        tried = [
            failures.tried(name, partial(prepare, session, name, work / str(n), how.wishes))
            for n, name in enumerate(dropped.files)
        ]
        jobs, systems = one_system.joined(session, [job for job in tried if job is not None], how.wishes)
        jobs.sort(key=turn)
        done = [failures.tried(job.path, partial(_load_job, session, job, how)) for job in jobs]
        loads = [{**one, "path": job.path} for job, one in zip(jobs, done, strict=True) if one is not None]
    end = data_end(session)
    said = [*drop.sentences(dropped, loads, failures), *(system.said.plain() for system in systems)]
    return {
        "loads": loads,
        "failed": failures.plain,
        "dry_run": how.dry_run,
        "data_end": None if end is None else end.isoformat(),
        "sentences": [*said, *(import_words.summary(session, loads, end, how.dry_run) if loads else [])],
    }


@verb("import.propose")
def propose(session: Session, files: Sequence[str], dialect: dict[str, Any] | None = None) -> dict[str, Any]:
    """The mapping with which each table would be read, as YAML to edit."""
    given = dialects.stated(dialect)
    named = drop.opened_up(files).files
    with work_folder(session) as work:
        tables = [t for n, name in enumerate(named) for t in open_named(name, made(work / str(n)), dialect=given)]
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
    with journaled(session, "undo", {"import_id": import_id}) as own:
        context = context_of(session, own, None)
        with session.warehouse.transaction(noted=True) as con, restating(con, own, context.recorded_at) as restated:
            removed = undo_import(con, import_id, context)
            session.progress("loaded")
    session.progress("committed")
    _settle_undo(session, own, import_id)
    return {
        "import_id": import_id,
        "undone_by": own,
        "removed": removed,
        "restated": month_words.restated(restated, session.workspace.currency),
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
                **{
                    k: row.result[k]
                    for k in ("recognised", "rows", "taken", "refused", "refused_file", *RECONCILIATIONS)
                    if k in row.result
                },
            }
            for row in rows
        ]
    }


@verb("import.show")
def show(session: Session, import_id: int) -> dict[str, Any]:
    """One import: what came of it, as it was told then, and how its columns were read. Misuse where there is none.

    columns: table → each column that is read and what it became; nothing of imports of older versions.
    """
    from osuma.catalog import journal

    load = journal.get(session.workspace, import_id)
    if load.kind != "import":
        raise Misuse(Words(f"Tuontia {import_id} ei ole.", f"There is no import {import_id}."), "not_an_import")
    return {
        **load.result,
        "import_id": import_id,
        "state": load.state,
        "file": load.detail.get("file"),
        "at": load.started_at.isoformat(),
        "columns": [
            {"table": table, "columns": columns.read_text(session, text)}
            for table, text in (load.mapping or {}).items()
        ],
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


def _load_job(session: Session, job: Job, how: How) -> dict[str, Any]:
    from osuma.catalog import journal

    before = None if how.again or how.period is not None else drop.earlier(session, job)
    if before is not None:
        refuse_other_day(job, before, how.dated)
        if how.keep and not how.dry_run:
            _keep(session, job, how)
        return drop.again(job, before)
    if how.unattended:
        unattended.refuse_unknown(job)
    detail = {
        "file": job.name,
        "sha256": job.sha256,
        "reading": job.reading(session.workspace),
        "tables": [part.table.title for part in job.parts],
        other_system.HEADERS: other_system.headers_of(job),
        **({} if how.dated is None else {DATED: how.dated.isoformat()}),
    }
    read_as = {part.table.title: dump_mapping(part.recognised.mapping) for part in job.parts}
    import_id = 0 if how.dry_run else journal.start(session.workspace, "import", detail, read_as)
    session.progress("started")
    refused = session.workspace.rejects / f"{import_id}-refused.csv"
    if how.dry_run:
        _forget(job, refused)
    try:
        found, result = _write(session, job, import_id, refused, how)
    except OsumaError as error:
        if not how.dry_run:
            journal.fail(session.workspace, import_id, error)
        raise
    told = import_outcome.told(session, job, import_id, found, refused) | completeness.told(found.removed, how.period)
    told["restated"] = result["restated"]
    if how.dry_run:
        _forget(job, refused)
        return {**told, "refused_file": None, "mend_file": None}
    session.progress("committed")
    _keep(session, job, how)
    own_currencies.keep(session, job)
    if how.separate:
        options.keep_separate(session.workspace, job.sources)
    settle(session, import_id, {**result, **told})
    return told


def _keep(session: Session, job: Job, how: How) -> None:
    for part in job.parts:
        recognition.keep(session.workspace, part.table, part.recognised, anyway=how.keep)


def _forget(job: Job, refused: Path) -> None:
    """A dry run leaves no rows behind, nor sees those of another."""
    mending.forget(job, refused)
    for path in (refused, warnings_beside(refused)):
        path.unlink(missing_ok=True)


def _write(session: Session, job: Job, import_id: int, refused: Path, how: How) -> tuple[LoadResult, dict[str, Any]]:
    file_at = None if how.dated is None else naive_utc(day_start(how.dated, session.zone))
    context = replace(context_of(session, import_id, refused), complete=how.period, file_at=file_at)
    if how.separate:
        context = replace(context, separate_refunds=context.separate_refunds | job.sources)
    found: LoadResult | None = None
    restated: list[Change] = []
    try:
        with session.warehouse.transaction(noted=True) as con:
            with restating(con, import_id, context.recorded_at) as restated:
                found = load(con, [part.plan for part in job.parts], context)
                other_system.refuse_other_people(job, found, how.wishes.source)
            if how.dry_run:
                raise _DryRun
    except _DryRun:
        pass
    assert found is not None  # noqa: S101  - the block has either raised or set it
    return found, {**found.as_dict(), "restated": month_words.restated(restated, session.workspace.currency)}


def context_of(session: Session, import_id: int, refused: Path | None) -> LoadContext:
    """What the workspace tells a load. refused: where its refused rows are written."""
    workspace = session.workspace
    return LoadContext(
        import_id=import_id,
        recorded_at=naive_utc(session.now()),
        zone=workspace.zone,
        currency=workspace.currency,
        set_apart=options.set_apart(workspace),
        identity=options.shared_limit(workspace),
        refused_path=refused,
        warnings_path=None if refused is None else warnings_beside(refused),
        progress=session.progress,
        own=own_events(session),
        separate_refunds=options.separate_refunds(workspace),
        stages=options.stages(workspace),
    )


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
