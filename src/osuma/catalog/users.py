"""Users: who may sign in to an installation, and what each may do in which workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, cast

from django.db import IntegrityError, transaction

from osuma.catalog import access_models as models
from osuma.catalog import workspaces
from osuma.catalog.instants import now
from osuma.catalog.turns import turn
from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import Conflict, Words

RoleName: TypeAlias = Literal["owner", "marketer", "analyst", "sales", "viewer"]


@dataclass(frozen=True)
class User:
    """Somebody who signs in. email: folded; None where they come in by a link only."""

    key: int
    name: str
    email: str | None
    language: str
    created_at: datetime


@dataclass(frozen=True)
class Given:
    """What a user may do in a workspace. special: may state a basis for special categories of personal data."""

    user: User
    role: RoleName
    special: bool


def create(name: str, language: str, email: str | None = None) -> User:
    """A new user, who can do nothing yet. Conflict where the address is another's."""
    try:
        with transaction.atomic():
            row = models.User.objects.create(
                name=name, language=language, email=None if email is None else folded(email), created_at=now()
            )
    except IntegrityError:
        raise _address_taken() from None
    return _value(row)


def get(key: int) -> User | None:
    """The user; None where there is none, or it was closed."""
    row = models.User.objects.filter(pk=key, closed_at=None).first()
    return None if row is None else _value(row)


def keeper() -> User | None:
    """Who keeps the installation: the first who owns a workspace; None where nobody was made yet."""
    everybody = [_value(row) for row in models.User.objects.filter(closed_at=None).order_by("pk")]
    places = workspaces.list_()
    owners = (user for user in everybody if any(role(place, user) == "owner" for place in places))
    return next(owners, everybody[0] if everybody else None)


def any_password() -> bool:
    """Whether somebody can sign in with a password."""
    return models.User.objects.filter(closed_at=None, password__isnull=False).exists()


def by_email(email: str) -> User | None:
    """Who has the address; None where nobody."""
    row = models.User.objects.filter(email=folded(email), closed_at=None).first()
    return None if row is None else _value(row)


def folded(email: str) -> str:
    """An address as it is kept: two that differ in capitals are one."""
    return email.strip().casefold()


def speak(user: User, language: str) -> None:
    """Change the language of a user's pages."""
    models.User.objects.filter(pk=user.key).update(language=language)


def rename(user: User, name: str, email: str | None) -> None:
    """Another name and address. Conflict where the address is another's."""
    try:
        with transaction.atomic():
            models.User.objects.filter(pk=user.key).update(name=name, email=None if email is None else folded(email))
    except IntegrityError:
        raise _address_taken() from None


def grant(workspace: Workspace, user: User, role: RoleName, special: bool = False) -> None:
    """What a user may do in a workspace, in place of what it was. Conflict: it has to have an owner."""
    with turn(workspace):
        rows = models.Role.objects.of(workspace.key).filter(user_id=user.key)
        if role != "owner":
            _keep_an_owner(workspace, user)
        if not rows.update(role=role, special=special):
            models.Role.objects.add(workspace.key, user_id=user.key, role=role, special=special)


def revoke(workspace: Workspace, user: User) -> None:
    """Let a user do nothing in a workspace any more. Conflict: it has to have an owner."""
    with turn(workspace):
        _keep_an_owner(workspace, user)
        models.Role.objects.of(workspace.key).filter(user_id=user.key).delete()


def role(workspace: Workspace, user: User) -> RoleName | None:
    """A user's role in a workspace; None where they have none."""
    found = given(workspace, user)
    return None if found is None else found.role


def given(workspace: Workspace, user: User) -> Given | None:
    """What a user may do in a workspace; None where nothing."""
    row = models.Role.objects.of(workspace.key).filter(user_id=user.key).first()
    return None if row is None else Given(user, cast("RoleName", row.role), row.special)


def list_(workspace: Workspace) -> list[Given]:
    """Everybody who may do something in the workspace, by name."""
    rows = models.Role.objects.of(workspace.key).filter(user__closed_at=None).select_related("user")
    found = [Given(_value(row.user), cast("RoleName", row.role), row.special) for row in rows]
    return sorted(found, key=lambda one: (one.user.name.casefold(), one.user.key))


def _keep_an_owner(workspace: Workspace, leaving: User) -> None:
    owners = models.Role.objects.of(workspace.key).filter(role="owner", user__closed_at=None)
    if [row.user_id for row in owners] == [leaving.key]:
        raise Conflict(
            Words(
                "Työtilalla on oltava omistaja. Anna ensin toiselle käyttäjälle omistajan rooli.",
                "A workspace has to have an owner. Give another user the role of owner first.",
            ),
            "last_owner",
        )


def _address_taken() -> Conflict:
    return Conflict(
        Words("Osoite on jo toisella käyttäjällä.", "Another user has that address already."), "address_taken"
    )


def _value(row: models.User) -> User:
    return User(row.pk, row.name, row.email, row.language, row.created_at)
