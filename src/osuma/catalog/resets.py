"""Links with which a user gives a new password, once and before they end."""

from __future__ import annotations

from datetime import timedelta

from osuma.catalog import access_models as models
from osuma.catalog import handed, users
from osuma.catalog.instants import now
from osuma.catalog.users import User


def make(user: User, hours: int) -> str:
    """A new link's secret, which nothing tells again; those made before are no good any more."""
    models.PasswordReset.objects.filter(user_id=user.key, used_at=None).delete()
    secret = handed.new()
    models.PasswordReset.objects.create(
        user_id=user.key, secret_hash=handed.kept(secret), created_at=now(), ends_at=now() + timedelta(hours=hours)
    )
    return secret


def whose(secret: str) -> User | None:
    """Whose link it is; None where there is none such, or it was used or has ended."""
    rows = models.PasswordReset.objects.filter(secret_hash=handed.kept(secret), used_at=None, ends_at__gt=now())
    row = rows.first()
    return None if row is None else users.get(row.user_id)


def use(secret: str) -> bool:
    """Use it up; False where somebody else just did."""
    rows = models.PasswordReset.objects.filter(secret_hash=handed.kept(secret), used_at=None, ends_at__gt=now())
    return bool(rows.update(used_at=now()))
