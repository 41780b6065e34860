"""Who is signed in: where Django keeps it, and how a user sees and ends it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from osuma.catalog.access_models import SignIn
from osuma.catalog.instants import now
from osuma.catalog.users import User

#: In a session: the user's key, and what their browser calls itself.
USER, AGENT = "user", "agent"


@dataclass(frozen=True)
class Session:
    """One browser of a user. name: tells it from others, and signs nobody in."""

    name: str
    agent: str
    began_at: datetime | None
    ends_at: datetime


class SessionStore(DatabaseStore):
    """The name and form that Django asks of a store."""

    @classmethod
    def get_model_class(cls) -> Any:
        return SignIn

    def create_model_instance(self, data: Any) -> Any:
        row: Any = super().create_model_instance(data)
        row.user_id, row.agent = data.get(USER), str(data.get(AGENT, ""))[:200]
        before = SignIn.objects.filter(pk=row.session_key).first()
        row.began_at = before.began_at if before is not None else now()
        return row


def of(user: User) -> list[Session]:
    """Where the user is signed in, the newest first."""
    rows = SignIn.objects.filter(user_id=user.key, expire_date__gt=now()).order_by("-began_at")
    return [Session(_name(row.session_key), row.agent, row.began_at, row.expire_date) for row in rows]


def is_(session_key: str | None, session: Session) -> bool:
    """Whether the session is the one of this key."""
    return session_key is not None and _name(session_key) == session.name


def end(user: User, name: str) -> bool:
    """Sign one browser of the user out; whether there was such."""
    rows = [row for row in SignIn.objects.filter(user_id=user.key) if _name(row.session_key) == name]
    for row in rows:
        row.delete()
    return bool(rows)


def end_all(user: User, but: str | None = None) -> int:
    """Sign the user out everywhere, but in the browser of that session key; of how many."""
    rows = SignIn.objects.filter(user_id=user.key)
    gone, _ = (rows if but is None else rows.exclude(pk=but)).delete()
    return gone


def clear() -> None:
    """Forget sessions that have ended."""
    SessionStore.clear_expired()


def _name(session_key: str) -> str:
    return hashlib.sha256(b"session " + session_key.encode()).hexdigest()[:16]
