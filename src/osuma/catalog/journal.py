"""The journal: what was begun in the warehouse, and how it ended.

One dense series of import_id per workspace numbers every kind of write: import, undo, merge, unmerge, refresh,
project. A row is begun before the warehouse is touched and ended after its commit, so that a row left at
*started* says that somebody must look whether the warehouse has it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from osuma.catalog import models
from osuma.catalog.instants import aware, now
from osuma.catalog.turns import turn
from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import Misuse, OsumaError, Words


@dataclass(frozen=True)
class Load:
    """One write. state: started, done, failed or undone. undone_by: the load that undid it, else None.

    detail: what was asked (files, options). mapping: how columns were read, None where nothing was mapped.
    result: what came of it, empty until done. error: the sentence {fi, en} of a failure, else None.
    """

    import_id: int
    kind: str
    state: str
    detail: dict[str, Any]
    mapping: dict[str, Any] | None
    result: dict[str, Any]
    error: dict[str, Any] | None
    started_at: datetime
    ended_at: datetime | None
    undone_by: int | None


def start(
    workspace: Workspace, kind: str, detail: Mapping[str, Any], mapping: Mapping[str, Any] | None = None
) -> int:
    """Begin a write; its import_id, committed when this returns."""
    with turn(workspace):
        newest = models.Load.objects.of(workspace.key).aggregate(n=Max("import_id"))["n"] or 0
        models.Load.objects.add(
            workspace.key,
            import_id=newest + 1,
            kind=kind,
            state="started",
            detail=dict(detail),
            mapping=None if mapping is None else dict(mapping),
            started_at=now(),
        )
    return int(newest) + 1


def finish(workspace: Workspace, import_id: int, result: Mapping[str, Any]) -> None:
    """The write is in the warehouse and everything that follows from it is done."""
    _end(workspace, import_id, state="done", result=dict(result), error=None)


def fail(workspace: Workspace, import_id: int, error: OsumaError | Words) -> None:
    """The write is not in the warehouse and will not be."""
    words = error.what if isinstance(error, OsumaError) else error
    _end(workspace, import_id, state="failed", error=words.plain())


def mark_undone(workspace: Workspace, import_id: int, by: int) -> None:
    """The write was undone by another; said twice it stays as it was."""
    _only(workspace, import_id).filter(state="done").update(state="undone", undone_by=by)


def adopt(workspace: Workspace, import_id: int, kind: str, at: datetime, result: Mapping[str, Any]) -> None:
    """Enter a write that the warehouse has and the journal does not (an older catalog was restored)."""
    models.Load.objects.add(
        workspace.key,
        import_id=import_id,
        kind=kind,
        state="done",
        detail={"adopted": True},
        result=dict(result),
        started_at=aware(at),
        ended_at=aware(at),
    )


def get(workspace: Workspace, import_id: int) -> Load:
    """One write; Misuse where the number was never given."""
    row = _only(workspace, import_id).first()
    if row is None:
        raise Misuse(
            Words(
                fi=f"Tuontia {import_id} ei ole. Katso numerot: osuma import list",
                en=f"There is no import {import_id}. See the numbers: osuma import list",
            ),
            "no_import",
        )
    return _value(row)


def list_(workspace: Workspace, kind: str | None = None) -> list[Load]:
    """Every write, or those of one kind, the oldest first."""
    rows = models.Load.objects.of(workspace.key).order_by("import_id")
    return [_value(row) for row in (rows if kind is None else rows.filter(kind=kind))]


def of_content(workspace: Workspace, sha256: str) -> list[Load]:
    """The imports of a file of this content that are done and not undone, the newest first."""
    rows = _of_contents(workspace, [sha256])
    return [_value(row) for row in rows.order_by("-import_id")]


def came_in(workspace: Workspace, contents: Collection[str]) -> frozenset[str]:
    """Those of the contents, by SHA-256, of which there is an import that is done and not undone."""
    if not contents:
        return frozenset()
    return frozenset(row.detail["sha256"] for row in _of_contents(workspace, contents))


def unfinished(workspace: Workspace) -> list[Load]:
    """Writes that were begun and not ended, the oldest first."""
    rows = models.Load.objects.of(workspace.key).filter(state="started").order_by("import_id")
    return [_value(row) for row in rows]


def _only(workspace: Workspace, import_id: int) -> QuerySet[models.Load]:
    return models.Load.objects.of(workspace.key).filter(import_id=import_id)


def _of_contents(workspace: Workspace, contents: Collection[str]) -> QuerySet[models.Load]:
    rows = models.Load.objects.of(workspace.key).filter(kind="import", state="done")
    # as text in name too, which every database compares alike: the values of a key of JSON would be read as JSON
    content = Cast(KeyTextTransform("sha256", "detail"), TextField())
    return rows.annotate(content=content).filter(content__in=list(contents))


def _end(workspace: Workspace, import_id: int, **values: Any) -> None:
    changed = _only(workspace, import_id).filter(state="started").update(ended_at=now(), **values)
    if not changed:
        load = get(workspace, import_id)
        if load.state != values["state"]:
            raise Misuse(
                Words(
                    fi=f"Tuonti {import_id} on jo päättynyt ({load.state}).",
                    en=f"Import {import_id} has ended already ({load.state}).",
                ),
                "load_ended",
            )


def _value(row: models.Load) -> Load:
    return Load(
        import_id=row.import_id,
        kind=row.kind,
        state=row.state,
        detail=row.detail,
        mapping=row.mapping,
        result=row.result,
        error=row.error,
        started_at=row.started_at,
        ended_at=row.ended_at,
        undone_by=row.undone_by,
    )
