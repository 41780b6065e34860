"""The tables of who may come in: users, their sessions, roles, and the secrets that stand for them.

Of every secret that is handed out (a link, a key) only the SHA-256 is kept: they are 256 random bits, which nobody
finds by trying.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from osuma.catalog.owned import Owned
from osuma.catalog.scoped import ScopedManager

ROLES = ["owner", "marketer", "analyst", "sales", "viewer"]


class User(models.Model):
    """One row somebody who signs in. email: null until they give one; then it is theirs alone, folded.

    password: as `django.contrib.auth.hashers` makes it; null where they come in by a link only.
    """

    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, unique=True, null=True)
    password = models.CharField(max_length=200, null=True)
    language = models.CharField(max_length=2)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[User]] = models.Manager()


class SignIn(AbstractBaseSession):
    """One row a browser that is signed in, or is about to be (then user is null). agent: what it calls itself."""

    user = models.ForeignKey("catalog.User", on_delete=models.CASCADE, null=True, related_name="+")
    began_at = models.DateTimeField(null=True)
    agent = models.CharField(max_length=200, default="")

    objects: ClassVar[models.Manager[SignIn]] = models.Manager()  # type: ignore[assignment]  # not Django's own


class PasswordReset(models.Model):
    """One row a link with which a user gives a new password, once and before it ends."""

    user = models.ForeignKey("catalog.User", on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[PasswordReset]] = models.Manager()


class Attempt(models.Model):
    """One row what was tried and failed, or was passed. name: an HMAC of account and place; the rest: `attempts`."""

    name = models.CharField(max_length=64, unique=True)
    began_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    failures = models.PositiveIntegerField(default=0)
    rounds = models.PositiveSmallIntegerField(default=0)
    until = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Attempt]] = models.Manager()


class Role(Owned):
    """One row what a user may do in a workspace. special: may state a basis for special categories of data.

    monday: they get the week of the workspace by mail; monday_sent: which they got last, such as 2026-W47, or empty.
    """

    user = models.ForeignKey("catalog.User", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10)
    special = models.BooleanField(default=False)
    monday = models.BooleanField(default=False)
    monday_sent = models.CharField(max_length=8, default="")

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "user"], name="role_user"),
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="role_known"),
        ]


class Invitation(Owned):
    """One row a link that lets somebody in, once and before it ends. email: whom it is meant for, or empty."""

    secret_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=10)
    special = models.BooleanField(default=False)
    email = models.CharField(max_length=254, default="")
    invited_by = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="invitation_role"),
        ]


class ApiKey(Owned):
    """One row a key for programs. start: its first letters, by which a person tells it; user: who made it."""

    name = models.CharField(max_length=200)
    start = models.CharField(max_length=16)
    secret_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=10)
    reads_only = models.BooleanField(default=False)
    user = models.ForeignKey("catalog.User", on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="api_key_role"),
        ]


class Once(Owned):
    """One row a call of the API that may come again and must be done once. status: null while it is at work."""

    asker = models.CharField(max_length=60)
    given = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "asker", "given"], name="once_given"),
        ]


class ShareLink(Owned):
    """One row a link to one report, for whoever holds it, until it ends. opened: how many times it was."""

    secret_hash = models.CharField(max_length=64, unique=True)
    report = models.CharField(max_length=200)
    who = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    opened = models.PositiveIntegerField(default=0)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()
