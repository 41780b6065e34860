"""Invitations: links that let somebody into a workspace, once and before they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from osuma.catalog import access_models as models
from osuma.catalog import handed, workspaces
from osuma.catalog.instants import now
from osuma.catalog.users import RoleName
from osuma.catalog.workspaces import Workspace


@dataclass(frozen=True)
class Invitation:
    """One that can still be used. email: whom it is meant for, or empty. workspace: its slug."""

    key: int
    workspace: str
    role: RoleName
    special: bool
    email: str
    invited_by: str
    ends_at: datetime


def make(workspace: Workspace, role: RoleName, special: bool, email: str, who: str, days: int) -> tuple[int, str]:
    """A new one: its key, and its secret, which nothing tells again."""
    secret = handed.new()
    row = models.Invitation.objects.add(
        workspace.key, secret_hash=handed.kept(secret), role=role, special=special, email=email, invited_by=who,
        created_at=now(), ends_at=now() + timedelta(days=days),
    )  # fmt: skip
    return int(row.pk), secret


def waiting(workspace: Workspace) -> list[Invitation]:
    """Those that nobody has used yet, the newest first."""
    rows = models.Invitation.objects.of(workspace.key).filter(used_at=None, withdrawn_at=None, ends_at__gt=now())
    return [_value(row, workspace) for row in rows.order_by("-id")]


def find(secret: str) -> Invitation | None:
    """The one of this secret; None where there is none, or it was used, withdrawn or has ended."""
    for workspace in workspaces.list_():
        rows = models.Invitation.objects.of(workspace.key).filter(secret_hash=handed.kept(secret))
        row = rows.filter(used_at=None, withdrawn_at=None, ends_at__gt=now()).first()
        if row is not None:
            return _value(row, workspace)
    return None


def use(invitation: Invitation) -> bool:
    """Use it up; False where somebody else just did."""
    workspace = workspaces.get(invitation.workspace)
    rows = models.Invitation.objects.of(workspace.key).filter(pk=invitation.key, used_at=None, withdrawn_at=None)
    return bool(rows.update(used_at=now()))


def withdraw(workspace: Workspace, key: int) -> bool:
    """Let nobody use it any more; False where it cannot be used anyway."""
    rows = models.Invitation.objects.of(workspace.key).filter(pk=key, used_at=None, withdrawn_at=None)
    return bool(rows.update(withdrawn_at=now()))


def _value(row: models.Invitation, workspace: Workspace) -> Invitation:
    role = cast("RoleName", row.role)
    return Invitation(row.pk, workspace.slug, role, row.special, row.email, row.invited_by, row.ends_at)
