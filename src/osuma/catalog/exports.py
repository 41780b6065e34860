"""Exports: every file that left Osuma."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from osuma.catalog import models
from osuma.catalog.instants import now
from osuma.catalog.workspaces import Workspace


@dataclass(frozen=True)
class Export:
    """One file. what: the segment or list. rows: people in it. sha256: hex of the file's bytes."""

    key: int
    at: datetime
    who: str
    what: str
    rows: int
    sha256: str
    path: str


def record(workspace: Workspace, what: str, who: str, rows: int, sha256: str, path: str) -> Export:
    """Enter one file."""
    return _value(
        models.Export.objects.add(workspace.key, at=now(), who=who, what=what, rows=rows, sha256=sha256, path=path)
    )


def list_(workspace: Workspace) -> list[Export]:
    """Every file, the newest first."""
    return [_value(row) for row in models.Export.objects.of(workspace.key).order_by("-id")]


def _value(row: models.Export) -> Export:
    return Export(row.pk, row.at, row.who, row.what, row.rows, row.sha256, row.path)
