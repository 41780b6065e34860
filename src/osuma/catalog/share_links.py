"""Links to one report each, for whoever holds them, until they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from osuma.catalog import access_models as models
from osuma.catalog import handed, workspaces
from osuma.catalog.instants import now
from osuma.catalog.workspaces import Workspace


@dataclass(frozen=True)
class ShareLink:
    """A link that works. workspace: its slug; report: name of the file; opened: how many times it was."""

    key: int
    workspace: str
    report: str
    who: str
    created_at: datetime
    ends_at: datetime
    opened: int


def make(workspace: Workspace, report: str, who: str, days: int) -> tuple[int, str]:
    """A new one: its key, and its secret, which nothing tells again."""
    secret = handed.new()
    row = models.ShareLink.objects.add(
        workspace.key, secret_hash=handed.kept(secret), report=report, who=who, created_at=now(),
        ends_at=now() + timedelta(days=days),
    )  # fmt: skip
    return int(row.pk), secret


def list_(workspace: Workspace) -> list[ShareLink]:
    """Those that work, the newest first."""
    rows = models.ShareLink.objects.of(workspace.key).filter(withdrawn_at=None, ends_at__gt=now())
    return [_value(row, workspace) for row in rows.order_by("-id")]


def find(secret: str) -> ShareLink | None:
    """The one of this secret, counted as opened; None where there is none, or it was withdrawn or has ended."""
    for workspace in workspaces.list_():
        rows = models.ShareLink.objects.of(workspace.key).filter(secret_hash=handed.kept(secret))
        rows = rows.filter(withdrawn_at=None, ends_at__gt=now())
        if rows.update(opened=F("opened") + 1):
            return _value(rows.get(), workspace)
    return None


def withdraw(workspace: Workspace, key: int) -> bool:
    """Let it work no more; False where it does not anyway."""
    rows = models.ShareLink.objects.of(workspace.key).filter(pk=key, withdrawn_at=None)
    return bool(rows.update(withdrawn_at=now()))


def _value(row: models.ShareLink, workspace: Workspace) -> ShareLink:
    return ShareLink(row.pk, workspace.slug, row.report, row.who, row.created_at, row.ends_at, row.opened)
