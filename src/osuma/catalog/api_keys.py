"""Keys with which programs ask: each for one workspace, with a role and an end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from osuma.catalog import access_models as models
from osuma.catalog import handed, users, workspaces
from osuma.catalog.instants import now
from osuma.catalog.users import RoleName, User
from osuma.catalog.workspaces import Workspace

PREFIX = "osuma_"
START = len(PREFIX) + 6
#: When a key was used last is written no oftener than this.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Key:
    """A key. start: its first letters. reads_only: for verbs that change nothing.

    user: who made it; None at the machine. revoked_at, used_at: None while it was not.
    """

    key: int
    workspace: str
    name: str
    start: str
    role: RoleName
    reads_only: bool
    user: User | None
    created_at: datetime
    ends_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def make(
    workspace: Workspace, name: str, role: RoleName, reads_only: bool, user: int | None, days: int
) -> tuple[int, str]:
    """A new one: its number, and the key itself, which nothing tells again."""
    secret = handed.new(PREFIX)
    row = models.ApiKey.objects.add(
        workspace.key, name=name, start=secret[:START], secret_hash=handed.kept(secret), role=role,
        reads_only=reads_only, user_id=user, created_at=now(), ends_at=now() + timedelta(days=days),
    )  # fmt: skip
    return int(row.pk), secret


def list_(workspace: Workspace) -> list[Key]:
    """Every key that there has been, the newest first."""
    return [_value(row, workspace) for row in models.ApiKey.objects.of(workspace.key).order_by("-id")]


def find(secret: str) -> Key | None:
    """The key that holds; None where there is none, or it was revoked or has ended. Notes that it was used."""
    for workspace in workspaces.list_():
        rows = models.ApiKey.objects.of(workspace.key).filter(
            secret_hash=handed.kept(secret), revoked_at=None, ends_at__gt=now()
        )
        row = rows.first()
        if row is not None:
            if row.used_at is None or now() - row.used_at > NOTED_EVERY:
                models.ApiKey.objects.of(workspace.key).filter(pk=row.pk).update(used_at=now())
            return _value(row, workspace)
    return None


def revoke(workspace: Workspace, key: int) -> bool:
    """End a key; False where it is not there or has been ended."""
    rows = models.ApiKey.objects.of(workspace.key).filter(pk=key, revoked_at=None)
    return bool(rows.update(revoked_at=now()))


def revoke_of(workspace: Workspace, user: User) -> int:
    """End every key that a user made here; how many."""
    rows = models.ApiKey.objects.of(workspace.key).filter(user_id=user.key, revoked_at=None)
    return int(rows.update(revoked_at=now()))


def _value(row: models.ApiKey, workspace: Workspace) -> Key:
    return Key(
        key=row.pk,
        workspace=workspace.slug,
        name=row.name,
        start=row.start,
        role=cast("RoleName", row.role),
        reads_only=row.reads_only,
        user=None if row.user_id is None else users.get(row.user_id),
        created_at=row.created_at,
        ends_at=row.ends_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )
