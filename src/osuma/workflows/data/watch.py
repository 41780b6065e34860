"""A watched folder: what is new in it, bringing that in, and what has been noticed.

A file that lies there is imported as `osuma import` would, in the same steps, so that a kill at any of them leaves
what a killed import leaves; what it had committed is found by its content at the next look. Nothing is ever deleted.
Only files that a preset or a kept mapping knows come in; the others wait with their question, and are looked at again
when they change, when a mapping is kept, or when a person has imported them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Misuse, Refused, Words
from osuma.ingestion.reading import digest
from osuma.workflows.asking.known_settings import value
from osuma.workflows.asking.own import targets_of
from osuma.workflows.asking.verbs import verb
from osuma.workflows.data import drop, watch_words
from osuma.workflows.data.import_outcome import forbids_nothing
from osuma.workflows.data.imports import How, bring
from osuma.workflows.data.recognition import Wishes
from osuma.workflows.data.unattended import UNKNOWN, WAITS

if TYPE_CHECKING:
    from osuma.catalog.watched import Looked, Watched
    from osuma.workflows.asking.session import Session

#: Where files go that are done, if the setting says so.
DONE = "done"
#: Files that are done and shown.
_SHOWN = 20
#: What is told where nothing was imported.
_NOTHING: dict[str, Any] = {"loads": [], "failed": [], "dry_run": False, "sentences": []}


@verb("watch.due")
def due(session: Session, folder: str | None = None) -> dict[str, Any]:
    """The files that nothing is known of yet, by size and time of change; `problem` where the folder does not answer.

    folder: the setting's where it is null; without either there is nothing to watch and `folder` is null.
    """
    from osuma.catalog import mappings, watched

    place = _folder(session, folder)
    told: dict[str, Any] = {
        "folder": None if place is None else str(place),
        "settle_seconds": value(session.workspace, "watch_settle_seconds"),
        "files": [],
        "problem": None,
    }
    if place is None:
        return told
    try:
        found = list(_looked(place))
    except OSError as problem:
        return {**told, "problem": watch_words.unreachable(place, problem).plain()}
    kept = mappings.list_(session.workspace)
    answered = kept[0].used_at if kept else None
    known = {one.file.name: one for one in watched.list_(session.workspace, str(place))}
    here = (known.get(file["name"]) for file in found)
    came_in = _came_in(session, [one for one in here if one is not None])
    moving = bool(value(session.workspace, "watch_move_done"))

    def is_due(file: dict[str, Any]) -> bool:
        before = known.get(file["name"])
        return before is None or _is_due(file, before, answered, came_in, moving=moving)

    return {**told, "files": list(filter(is_due, found))}


@verb("watch.take", writes=True, brings=forbids_nothing)
def take(
    session: Session,
    files: Sequence[str],
    folder: str | None = None,
    fault: str | None = None,
    retried: bool = False,
) -> dict[str, Any]:
    """Import files of the folder, by name, and remember what came of each. As `import.run` tells it, and `moved`.

    fault: the name of what went wrong in Osuma with these files before; then they are listed and not tried again.
    retried: the files were begun together a moment ago, and one of them went wrong: what came in then is told now.
    """
    from osuma.catalog import watched

    place = _folder(session, folder)
    if place is None:
        raise Misuse(watch_words.NO_FOLDER, "no_watch_folder")
    kept = {one.file.name: one.file for one in watched.list_(session.workspace, str(place))}
    met = [file for name in files if (file := _met(place, name)) is not None]
    new = [file for file in met if not _known(session, file, kept.get(file.name))]
    result = _brought(session, place, new) if fault is None else _faulty(place, new, fault)
    begun = _begun(session, place, met, kept) if retried and not new else []
    _remember(session, place, new, result)
    moved = _move_done(session, place) if value(session.workspace, "watch_move_done") else []
    _forget_gone(session, place)
    return {**result, "loads": [*begun, *result["loads"]], "folder": str(place), "moved": moved}


@verb("watch.status")
def status(session: Session) -> dict[str, Any]:
    """What is watched, what waits for a person and why, and the files that were done last."""
    from osuma.catalog import watched

    found = [one for one in watched.list_(session.workspace) if one.file.state == "done" or _still(one.file)]
    came_in = _came_in(session, found)
    waiting = [_told(one) for one in found if one.file.state != "done" and one.file.sha256 not in came_in]
    done = sorted((one for one in found if one.file.state == "done"), key=lambda one: one.checked_at, reverse=True)
    folder = value(session.workspace, "watch_folder")
    return {
        "folder": folder,
        "waiting": waiting,
        "done": [_told(one) for one in done[:_SHOWN]],
        "done_in_all": len(done),
        "sentences": [one.plain() for one in watch_words.status(folder, len(waiting), len(done))],
    }


def _brought(session: Session, place: Path, new: Sequence[Watched]) -> dict[str, Any]:
    if not new:
        return _NOTHING
    paths = tuple(str(place / file.name) for file in new)
    how = How(Wishes(targets=targets_of(session)), unattended=True)
    return bring(session, drop.Dropped(paths, (), single=False), how)


def _begun(
    session: Session, place: Path, met: Sequence[Watched], kept: Mapping[str, Watched]
) -> list[dict[str, Any]]:
    """What is written down of files that came in before anybody could be told: as it would have been told then."""
    from osuma.catalog import journal

    return [
        {**load.result, "import_id": load.import_id, "path": str(place / file.name)}
        for file in met
        if file.name not in kept and file.sha256
        for load in journal.of_content(session.workspace, file.sha256)[:1]
    ]


def _faulty(place: Path, new: Sequence[Watched], fault: str) -> dict[str, Any]:
    """Files that are not tried, for Osuma failed at them before."""
    failures, words = drop.Failures(single=False), watch_words.fault(fault)
    for file in new:
        mistake = Mistake(file.name, "fault", words)
        failures.found.append((str(place / file.name), Refused([mistake], code="fault")))
    return {**_NOTHING, "failed": failures.plain}


def _folder(session: Session, given: str | None) -> Path | None:
    """The folder to watch; Misuse where it is Osuma's own."""
    named = given if given is not None else value(session.workspace, "watch_folder")
    if named is None:
        return None
    place, own = Path(named).absolute(), session.installation.folder.absolute()
    if place == own or own in place.parents:
        raise Misuse(watch_words.own_folder(place), "watch_own_folder")
    return place


def _looked(place: Path) -> Iterator[dict[str, Any]]:
    for path in drop.files_in(place):
        try:
            found = path.stat()
        except OSError:
            continue  # taken away between two looks; the next one tells
        yield {"name": path.name, "size": found.st_size, "mtime_ns": found.st_mtime_ns}


def _is_due(
    file: dict[str, Any], known: Looked, answered: datetime | None, came_in: frozenset[str], *, moving: bool
) -> bool:
    """Whether the file is other than before, can be read now, is still to be moved, or was answered for.

    answered: when a mapping was kept last. came_in: see `_came_in`. moving: whether what is done is moved.
    """
    if (known.file.size, known.file.mtime_ns) != (file["size"], file["mtime_ns"]):
        return True
    if known.file.state == "done":
        return moving and known.file.moved_to is None
    if not known.file.sha256:
        return _opens(known.file)
    if known.file.sha256 in came_in:
        return True
    return known.file.state == "waiting" and answered is not None and answered > known.checked_at


def _came_in(session: Session, looked: Sequence[Looked]) -> frozenset[str]:
    """Contents that were not done when they were looked at, and that a person has imported since."""
    from osuma.catalog import journal

    asked = {one.file.sha256 for one in looked if one.file.state != "done" and one.file.sha256}
    return journal.came_in(session.workspace, asked)


def _met(place: Path, name: str) -> Watched | None:
    """The file as it is now, before it is read; None where it has gone. One that cannot be read has no digest."""
    from osuma.catalog.watched import Watched

    path = place / Path(name).name
    try:
        found = path.stat()
    except OSError:
        return None
    try:
        sha = digest(path)
    except OSError:
        sha = ""
    return Watched(str(place), path.name, found.st_size, found.st_mtime_ns, sha, "failed")


def _known(session: Session, file: Watched, before: Watched | None) -> bool:
    """Whether the content came in before, under whatever name; then that is remembered."""
    from osuma.catalog import journal, watched

    if before is not None and before.state == "done" and before.sha256 == file.sha256:
        watched.remember(session.workspace, replace(file, state="done", import_id=before.import_id))
        return True
    held = journal.of_content(session.workspace, file.sha256) if file.sha256 else []
    if held:
        watched.remember(session.workspace, replace(file, state="done", import_id=held[0].import_id))
    return bool(held)


def _remember(session: Session, place: Path, new: Sequence[Watched], result: dict[str, Any]) -> None:
    from osuma.catalog import watched

    by_path = {str(place / file.name): file for file in new}
    for load in result["loads"]:
        file = replace(by_path[load["path"]], state="done", import_id=load["import_id"])
        watched.remember(session.workspace, file)
    for failure in result["failed"]:
        file = by_path[failure["path"]]
        codes = {mistake["code"] for mistake in failure["mistakes"]}
        state = "waiting" if codes and codes <= WAITS else "failed"
        watched.remember(session.workspace, replace(file, state=state, reason=_reason(failure, codes)))


def _reason(failure: dict[str, Any], codes: set[str]) -> dict[str, str]:
    """Every mistake in one text, with the command to begin with where nobody knows what the rows are."""
    said = [Words(one["fi"], one["en"]) for one in failure["mistakes"] or [failure]]
    if codes and codes <= UNKNOWN:
        said.append(watch_words.way_to_map(Path(failure["path"])))
    return Words(" ".join(one.fi for one in said), " ".join(one.en for one in said)).plain()


def _move_done(session: Session, place: Path) -> list[str]:
    """Move what is done into its folder, under a name that nothing there has; the names of those moved."""
    from osuma.catalog import watched

    moved = []
    for one in watched.list_(session.workspace, str(place)):
        if one.file.state != "done" or one.file.moved_to is not None or not _still(one.file):
            continue
        try:
            to = _free(place / DONE, one.file.name)
            (place / one.file.name).rename(to)
        except OSError:
            continue  # a folder that cannot be written to; the file is remembered all the same
        watched.remember(session.workspace, replace(one.file, moved_to=str(to)))
        moved.append(one.file.name)
    return moved


def _free(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    path, n = folder / name, 1
    while path.exists():
        n += 1
        path = folder / f"{Path(name).stem} ({n}){Path(name).suffix}"
    return path


def _forget_gone(session: Session, place: Path) -> None:
    """Files that a person took away wait for nothing."""
    from osuma.catalog import watched

    gone = [
        one.file.name
        for one in watched.list_(session.workspace, str(place))
        if one.file.state != "done" and not (place / one.file.name).exists()
    ]
    if gone and place.is_dir():
        watched.forget(session.workspace, str(place), gone)


def _still(file: Watched) -> bool:
    """Whether the file is there as it was looked at."""
    try:
        found = (Path(file.folder) / file.name).stat()
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (file.size, file.mtime_ns)


def _opens(file: Watched) -> bool:
    """Whether a file can be read that could not: another program may have held it."""
    try:
        with (Path(file.folder) / file.name).open("rb") as held:
            held.read(1)
    except OSError:
        return False
    return True


def _told(one: Looked) -> dict[str, Any]:
    file = one.file
    return {
        "file": file.name,
        "folder": file.folder,
        "state": file.state,
        "at": _text(one.checked_at),
        "import_id": file.import_id,
        "moved_to": file.moved_to,
        "why": file.reason,
    }


def _text(at: datetime) -> str:
    return at.isoformat()
