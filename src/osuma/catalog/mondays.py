"""Who gets the week of a workspace by mail, and which week they got last."""

from __future__ import annotations

from django.db.models import QuerySet

from osuma.catalog import access_models as models
from osuma.catalog import users
from osuma.catalog.users import User
from osuma.catalog.workspaces import Workspace


def wants(workspace: Workspace, user: User) -> bool:
    """Whether a user gets it."""
    return _rows(workspace).filter(user_id=user.key, monday=True).exists()


def want(workspace: Workspace, user: User, monday: bool) -> None:
    """Let a user get it, or not any more."""
    _rows(workspace).filter(user_id=user.key).update(monday=monday)


def waiting(workspace: Workspace, week: str) -> list[User]:
    """Who wants the week, has an address, and was not sent it yet. week: such as 2026-W47."""
    rows = _rows(workspace).filter(monday=True, user__closed_at=None, user__email__isnull=False)
    found = [users.get(row.user_id) for row in rows.exclude(monday_sent=week).order_by("user_id")]
    return [user for user in found if user is not None]


def take(workspace: Workspace, user: User, week: str) -> bool:
    """Note that it is sent now; False where another did so already, so that nobody gets it twice."""
    return bool(
        _rows(workspace).filter(user_id=user.key, monday=True).exclude(monday_sent=week).update(monday_sent=week)
    )


def give_back(workspace: Workspace, user: User) -> None:
    """It did not go: it may be tried again."""
    _rows(workspace).filter(user_id=user.key).update(monday_sent="")


def _rows(workspace: Workspace) -> QuerySet[models.Role]:
    return models.Role.objects.of(workspace.key)
