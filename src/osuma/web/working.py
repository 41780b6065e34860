"""Work that a page begins and that goes on without it: each in a thread, how far it is in the catalog."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from osuma.catalog import installation, jobs, workspaces
from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import Misuse, OsumaError, Words
from osuma.web import uploads
from osuma.web.serving import Serving, log
from osuma.workflows.asking import rights, verbs
from osuma.workflows.asking.priority import JOB, give_way
from osuma.workflows.asking.progress import Progress
from osuma.workflows.asking.rights import Asker
from osuma.workflows.asking.wire import unexpected
from osuma.workflows.installation import demo

INTERRUPTED = Words(
    "Työ keskeytyi, kun Osuma sulkeutui. Mitään ei jäänyt puolitiehen; aloita se uudelleen.",
    "The work was interrupted when Osuma was closed. Nothing was left half done; begin it again.",
)
#: What a job does that is more than one verb.
SAMPLE = "sample"
FILES = "import.run"
MAPPED = "import.mapped"
TOGETHER = "import.together"
#: Mistakes of a file of which nobody knows yet what its rows are.
UNKNOWN = frozenset({"not_recognised", "no_fitting_mapping"})
Work = Callable[[Serving, Workspace, Mapping[str, Any], Progress, Asker], dict[str, Any]]


def begin(serving: Serving, workspace: Workspace, verb: str, args: Mapping[str, Any], who: Asker) -> int:
    """Start a job; its key. It runs to its end whether or not anybody looks. NotAllowed where `who` may not."""
    if verb not in _WORK:  # whose verbs are asked one by one
        rights.refuse(who, verb, args)
    key = jobs.enqueue(workspace, verb, args)
    threading.Thread(target=_run, args=(serving, workspace, key, who), name=f"job {key}").start()
    return key


def clear() -> None:
    """At the start of a process: what an earlier one had at work has failed, and its uploads go."""
    for workspace in workspaces.list_():
        jobs.interrupt(workspace, INTERRUPTED)
        uploads.clear(workspace)


def _run(serving: Serving, workspace: Workspace, key: int, who: Asker) -> None:
    if not serving.enter():
        return
    give_way(JOB)
    try:
        job = jobs.claim(workspace, key)
        if job is None:
            return

        def progress(step: str, done: int | None = None, total: int | None = None, /) -> None:
            jobs.advance(workspace, job.key, step, done, total)

        try:
            work = _WORK.get(job.verb, _one_verb(job.verb))
            jobs.finish(workspace, job.key, work(serving, workspace, job.args, progress, who))
        except OsumaError as error:
            jobs.fail(workspace, job.key, error)
        except Exception as problem:
            log(job.verb, problem)
            jobs.fail(workspace, job.key, unexpected(problem))
    finally:
        installation.close()
        serving.leave()


def _one_verb(name: str) -> Work:
    def work(
        serving: Serving, workspace: Workspace, args: Mapping[str, Any], progress: Progress, who: Asker
    ) -> dict[str, Any]:
        return verbs.run(serving.owner, workspace.slug, name, args, progress, who)

    return work


def _files(
    serving: Serving, workspace: Workspace, args: Mapping[str, Any], progress: Progress, who: Asker
) -> dict[str, Any]:
    """Uploaded files imported together; the copies go, but those whose columns a person has to look at wait."""
    folder = Path(args["folder"])
    try:
        done = verbs.run(
            serving.owner,
            workspace.slug,
            FILES,
            {"files": [str(folder)], "source": args.get("source")},
            progress,
            who,
        )
        for one in done["failed"]:
            if UNKNOWN & {mistake["code"] for mistake in one["mistakes"]}:
                one["waiting"] = uploads.wait(workspace, Path(one["path"])).key
        for one in done["loads"]:
            if one.get("under_one") and Path(one["path"]).is_file():
                uploads.hold(workspace, Path(one["path"]), one["import_id"])
        return done
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _mapped(
    serving: Serving, workspace: Workspace, args: Mapping[str, Any], progress: Progress, who: Asker
) -> dict[str, Any]:
    """A file with what a person said of its columns: tried, or imported and gone."""
    held = uploads.waits(workspace, args["waiting"])
    if held is None:
        raise Misuse(Words("Tätä tiedostoa ei enää ole.", "This file is not there any more."), "no_file")
    mapping = None if args.get("known") else str(held.mapping)
    asked = {"files": [str(held.file)], "map_": mapping, "dry_run": args["dry_run"], "again": True}
    done = verbs.run(serving.owner, workspace.slug, FILES, asked, progress, who)
    if not args["dry_run"]:
        held.drop()
    return {**done, "waiting": args["waiting"] if args["dry_run"] else None}


def _together(
    serving: Serving, workspace: Workspace, args: Mapping[str, Any], progress: Progress, who: Asker
) -> dict[str, Any]:
    """An import undone and its file imported again by another system's name; as it was where that is refused."""
    file = uploads.held(workspace, args["import_id"])
    if file is None:
        raise Misuse(Words("Tätä tiedostoa ei enää ole.", "This file is not there any more."), "no_file")

    def asked(verb: str, given: Mapping[str, Any]) -> dict[str, Any]:
        return _one_verb(verb)(serving, workspace, given, progress, who)

    if args["undo"]:
        asked("import.undo", {"import_id": args["import_id"]})
    try:
        done = asked(FILES, {"files": [str(file)], "source": args["source"]})
    except OsumaError:
        if args["source"] != args["own"]:
            asked(FILES, {"files": [str(file)], "source": args["own"]})
            uploads.let_go(workspace, args["import_id"])
        raise
    uploads.let_go(workspace, args["import_id"])
    return done


def _sample(
    serving: Serving, workspace: Workspace, args: Mapping[str, Any], progress: Progress, who: Asker
) -> dict[str, Any]:
    """The sample's files, by the same calls as a user's own."""

    def asked(verb: str, given: Mapping[str, Any]) -> dict[str, Any]:
        return verbs.run(serving.owner, workspace.slug, verb, given, progress, who)

    folder = workspace.uploads / SAMPLE
    progress("samples")
    try:
        name = str(args["sample"])
        made = demo.Demo(folder, name, demo.WRITERS[name](folder), progress, asked)
        demo.label(workspace, made)
        loads, counted = demo.bring(made)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {"loads": loads, "segments": counted, "failed": [], "sentences": []}


_WORK: Mapping[str, Work] = {FILES: _files, MAPPED: _mapped, TOGETHER: _together, SAMPLE: _sample}
