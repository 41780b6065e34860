"""Calls that may come again and are done once, by the key that their asker gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from osuma.catalog import access_models as models
from osuma.catalog.instants import now
from osuma.catalog.workspaces import Workspace

#: An answer is told again for this long.
KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Call:
    """A call that was made. status, answer: None while it is at work, or where the server went away meanwhile."""

    request_hash: str
    status: int | None
    answer: dict[str, Any] | None


def begin(workspace: Workspace, asker: str, given: str, request_hash: str) -> Call | None:
    """Note a call; None where it is new, else what is known of the one before."""
    rows = models.Once.objects.of(workspace.key)
    rows.filter(created_at__lt=now() - KEPT).delete()
    try:
        with transaction.atomic():
            models.Once.objects.add(
                workspace.key, asker=asker, given=given, request_hash=request_hash, created_at=now()
            )
    except IntegrityError:
        row = rows.get(asker=asker, given=given)
        return Call(row.request_hash, row.status, row.answer)
    return None


def end(workspace: Workspace, asker: str, given: str, status: int, answer: dict[str, Any]) -> None:
    """What came of a call."""
    models.Once.objects.of(workspace.key).filter(asker=asker, given=given).update(status=status, answer=answer)


def forget(workspace: Workspace, asker: str, given: str) -> None:
    """A call that did nothing may be tried again."""
    models.Once.objects.of(workspace.key).filter(asker=asker, given=given).delete()
