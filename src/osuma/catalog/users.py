"""Users: who may sign in to an installation, and what each may do in which workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, cast

from osuma.catalog import models
from osuma.catalog.instants import now
from osuma.catalog.workspaces import Workspace

RoleName: TypeAlias = Literal["owner", "marketer", "analyst", "sales", "viewer"]


@dataclass(frozen=True)
class User:
    """Somebody who signs in. email: folded; None where they come in by a link only."""

    key: int
    name: str
    email: str | None
    language: str
    created_at: datetime


def create(name: str, language: str) -> User:
    """A new user, who can do nothing yet."""
    return _value(models.User.objects.create(name=name, language=language, created_at=now()))


def get(key: int) -> User | None:
    """The user; None where there is none, or it was closed."""
    row = models.User.objects.filter(pk=key, closed_at=None).first()
    return None if row is None else _value(row)


def first() -> User | None:
    """Who was made first and is still there: the owner of the installation; None where nobody was made yet."""
    row = models.User.objects.filter(closed_at=None).order_by("pk").first()
    return None if row is None else _value(row)


def speak(user: User, language: str) -> None:
    """Change the language of a user's pages."""
    models.User.objects.filter(pk=user.key).update(language=language)


def grant(workspace: Workspace, user: User, role: RoleName) -> None:
    """What a user may do in a workspace, in place of what it was."""
    rows = models.Role.objects.of(workspace.key).filter(user_id=user.key)
    if not rows.update(role=role):
        models.Role.objects.add(workspace.key, user_id=user.key, role=role)


def role(workspace: Workspace, user: User) -> RoleName | None:
    """What a user may do in a workspace; None where nothing."""
    found = models.Role.objects.of(workspace.key).filter(user_id=user.key).values_list("role", flat=True).first()
    return cast("RoleName | None", found)


def _value(row: models.User) -> User:
    return User(row.pk, row.name, row.email, row.language, row.created_at)
