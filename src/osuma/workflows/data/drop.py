"""One drop for all files: folders opened up, what was imported before left alone, and files that fail named.

A file that fails stops none of the others; a file that was asked for alone fails as a command does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from osuma.engine.errors import Mistake, OsumaError, Refused, Words
from osuma.engine.system import why
from osuma.ingestion.reading import called, is_address
from osuma.reporting.numbers import day, number
from osuma.store.loading.reconcile import RECONCILIATIONS
from osuma.workflows.asking.wire import error_to_json

if TYPE_CHECKING:
    from osuma.catalog.journal import Load
    from osuma.workflows.asking.session import Session
    from osuma.workflows.data.preparing import Job

Result = TypeVar("Result")

#: What programs and systems leave in folders: downloads and copies that are not complete, and their own notes.
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart")
_NOTES = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class Dropped:
    """What was given to be imported. files: paths and addresses. folders: folders within those given, not looked
    into. single: whether one file was named, and no folder."""

    files: tuple[str, ...]
    folders: tuple[str, ...]
    single: bool


@dataclass
class Failures:
    """Files that were not imported, and why; raises at once where only one file was asked for."""

    single: bool
    found: list[tuple[str, OsumaError]] = field(default_factory=list)

    def tried(self, name: str, work: Callable[[], Result]) -> Result | None:
        """The work's result; None where it failed."""
        try:
            return work()
        except OsumaError as error:
            if self.single:
                raise
            self.found.append((name, error))
        except OSError as problem:
            unreadable = _unreadable(name, problem)
            if self.single:
                raise unreadable from problem
            self.found.append((name, unreadable))
        return None

    @property
    def plain(self) -> list[dict[str, Any]]:
        """As JSON takes it: one entry a file, with every mistake."""
        return [{"file": called(name), "path": name, **error_to_json(error)} for name, error in self.found]


def opened_up(files: Sequence[str]) -> Dropped:
    """The files of the drop, those of a folder by name. Refused where a folder has none."""
    found: list[str] = []
    inner: list[str] = []
    for name in files:
        if is_address(name) or not Path(name).is_dir():
            found.append(name)
            continue
        folder = Path(name)
        held = files_in(folder)
        if not held:
            raise Refused([Mistake(folder.name, "empty_folder", _empty(folder))], code="empty_folder")
        found += [str(path) for path in held]
        inner += sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    return Dropped(tuple(dict.fromkeys(found)), tuple(inner), single=len(files) == 1 and found == list(files))


def files_in(folder: Path) -> list[Path]:
    """The files of a folder that somebody has put there whole, by name; OSError where it cannot be looked into."""
    return sorted(path for path in folder.iterdir() if _counts(path.name) and path.is_file())


def earlier(session: Session, job: Job) -> Load | None:
    """The import that stands and read the same content in the same way; None where there is none."""
    from osuma.catalog import journal

    reading = job.reading(session.workspace)
    held = journal.of_content(session.workspace, job.sha256)
    return next((load for load in held if load.detail.get("reading") == reading), None)


def again(job: Job, load: Load) -> dict[str, Any]:
    """What is told of a file that was imported before: nothing was done, and every row is as it was."""
    targets = {
        target: {"new": 0, "changed": 0, "same": sum(int(counts[kind]) for kind in ("new", "changed", "same"))}
        for target, counts in load.result.get("targets", {}).items()
    }
    main = load.result.get("target")
    rows = sum(part.table.rows + part.table.unread for part in job.parts)
    return {
        "import_id": load.import_id,
        "file": job.name,
        "already": {"import_id": load.import_id, "at": load.started_at.isoformat(), **_already(load)},
        "recognised": job.parts[0].recognised.plain,
        "parts": [],
        "left_out": [],
        "rows": rows,
        "taken": rows - int(load.result.get("refused", 0)),
        "target": main,
        **targets.get(main, {"new": 0, "changed": 0, "same": 0}),
        "targets": targets,
        "refused": 0,
        "refused_reasons": [],
        "refused_file": None,
        "warned": 0,
        "columns_left_out": [],
        "warnings": [],
        "questions": [],
        **dict.fromkeys(RECONCILIATIONS),
        "identity": {"identities": 0, "links": 0, "reviews": 0},
        "consents": 0,
        "suppressions": 0,
    }


def sentences(dropped: Dropped, loads: Sequence[dict[str, Any]], failures: Failures) -> list[dict[str, str]]:
    """What is told of the drop as a whole, before what came of its files."""
    said = []
    if failures.found:
        n, of = len(failures.found), len(dropped.files)
        said.append(
            Words(
                f"{number(n, 'fi')}/{number(of, 'fi')} tiedostosta jäi tuomatta; syyt ovat edellä.",
                f"{number(n, 'en')} of {number(of, 'en')} files were not imported; the reasons are above.",
            )
        )
    known = sum(1 for load in loads if load.get("already"))
    if known and not dropped.single:
        said.append(
            Words(
                f"Jo aiemmin tuotuja tiedostoja: {number(known, 'fi')}. Niille ei tehty mitään.",
                f"Files that were imported before: {number(known, 'en')}. Nothing was done with them.",
            )
        )
    if dropped.folders:
        listed = ", ".join(dropped.folders)
        said.append(Words(f"Alikansioita ei luettu: {listed}.", f"Folders within were not read: {listed}."))
    return [one.plain() for one in said]


def _counts(name: str) -> bool:
    folded = name.casefold()
    return not (name.startswith((".", "~$")) or folded.endswith(_UNFINISHED) or folded in _NOTES)


def _already(load: Load) -> dict[str, str]:
    at = load.started_at.date()
    return Words(
        f"Tuotu jo aiemmin ({day(at, 'fi')}, tuonti {load.import_id}): sisältö on sama, joten mitään ei tehty.",
        f"Imported before ({day(at, 'en')}, import {load.import_id}): the content is the same, so nothing was done.",
    ).plain()


def _empty(folder: Path) -> Words:
    return Words(
        f"Kansiossa {folder} ei ole tiedostoja, joita voisi tuoda.", f"The folder {folder} has no file to import."
    )


def _unreadable(name: str, problem: OSError) -> Refused:
    reason = why(problem)
    words = Words(
        f"Tiedostoa ei voitu lukea ({reason.fi}). Sulje se muista ohjelmista ja tarkista, että Osuma saa lukea sen.",
        f"The file could not be read ({reason.en}). Close it in other programs and check that Osuma may read it.",
    )
    return Refused([Mistake(called(name), "unreadable", words)], code="unreadable")
