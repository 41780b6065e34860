"""Jobs: work that goes on without its asker. A job is claimed by a conditional update, so two cannot take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from osuma.catalog import models
from osuma.catalog.instants import now
from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import OsumaError, Words


@dataclass(frozen=True)
class Job:
    """One piece of work. state: waiting, running, done or failed. done of total: None where it cannot be counted."""

    key: int
    verb: str
    args: dict[str, Any]
    state: str
    step: str
    done: int | None
    total: int | None
    result: dict[str, Any] | None
    error: dict[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


def enqueue(workspace: Workspace, verb: str, args: Mapping[str, Any]) -> int:
    """A new job; its key."""
    row = models.Job.objects.add(workspace.key, verb=verb, args=dict(args), state="waiting", created_at=now())
    return int(row.pk)


def claim(workspace: Workspace, key: int) -> Job | None:
    """Take a waiting job; None where there is none of that key, or it was taken."""
    rows = models.Job.objects.of(workspace.key)
    if not rows.filter(id=key, state="waiting").update(state="running", started_at=now()):
        return None
    return _value(rows.get(id=key))


def get(workspace: Workspace, key: int) -> Job | None:
    """One job; None where the workspace has none of that key."""
    row = models.Job.objects.of(workspace.key).filter(id=key).first()
    return None if row is None else _value(row)


def interrupt(workspace: Workspace, what: Words) -> int:
    """Every job that waits or runs has failed: the process that had them is gone; how many."""
    rows = models.Job.objects.of(workspace.key).filter(state__in=["waiting", "running"])
    return int(rows.update(state="failed", error=what.plain(), ended_at=now()))


def advance(workspace: Workspace, key: int, step: str, done: int | None = None, total: int | None = None) -> None:
    """How far a running job is."""
    models.Job.objects.of(workspace.key).filter(id=key, state="running").update(step=step, done=done, total=total)


def finish(workspace: Workspace, key: int, result: Mapping[str, Any]) -> None:
    """A running job is done."""
    rows = models.Job.objects.of(workspace.key).filter(id=key, state="running")
    rows.update(state="done", result=dict(result), ended_at=now())


def fail(workspace: Workspace, key: int, error: OsumaError) -> None:
    """A running job ended without its result."""
    rows = models.Job.objects.of(workspace.key).filter(id=key, state="running")
    rows.update(state="failed", error=error.what.plain(), ended_at=now())


def list_(workspace: Workspace) -> list[Job]:
    """Every job, the oldest first."""
    return [_value(row) for row in models.Job.objects.of(workspace.key).order_by("id")]


def _value(row: models.Job) -> Job:
    return Job(
        key=row.pk,
        verb=row.verb,
        args=row.args,
        state=row.state,
        step=row.step,
        done=row.done,
        total=row.total,
        result=row.result,
        error=row.error,
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
