"""Files of watched folders: which were looked at, and what came of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from osuma.catalog import models
from osuma.catalog.instants import now
from osuma.catalog.turns import turn
from osuma.catalog.workspaces import Workspace


@dataclass(frozen=True)
class Watched:
    """One file as it was when it was looked at; see `models.WatchedFile`. mtime_ns: as the file system gives it."""

    folder: str
    name: str
    size: int
    mtime_ns: int
    sha256: str
    state: str
    import_id: int | None = None
    reason: dict[str, Any] | None = None
    moved_to: str | None = None


@dataclass(frozen=True)
class Looked:
    """What is remembered of a file, and when it was looked at."""

    file: Watched
    checked_at: datetime


def remember(workspace: Workspace, file: Watched) -> None:
    """Keep what came of a file; what was known of one of this name gives way."""
    values = {key: value for key, value in vars(file).items() if key not in ("folder", "name")}
    with turn(workspace):
        rows = models.WatchedFile.objects.of(workspace.key).filter(folder=file.folder, name=file.name)
        if not rows.update(**values, checked_at=now()):
            models.WatchedFile.objects.add(workspace.key, **vars(file), checked_at=now())


def forget(workspace: Workspace, folder: str, names: Collection[str]) -> None:
    """The files are no longer there, and nothing came of them."""
    models.WatchedFile.objects.of(workspace.key).filter(folder=folder, name__in=list(names)).delete()


def list_(workspace: Workspace, folder: str | None = None) -> list[Looked]:
    """Every file of one folder, or of all, by folder and name."""
    rows = models.WatchedFile.objects.of(workspace.key)
    found = map(_value, rows if folder is None else rows.filter(folder=folder))
    return sorted(found, key=lambda one: (one.file.folder, one.file.name))


def _value(row: models.WatchedFile) -> Looked:
    kept = {name: getattr(row, name) for name in Watched.__dataclass_fields__}
    return Looked(Watched(**kept), row.checked_at)
