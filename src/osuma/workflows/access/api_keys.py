"""Keys with which programs ask: made and ended by people, never by a program."""

from __future__ import annotations

from typing import Any

from osuma.engine.errors import Mistake, Misuse, Refused, Words
from osuma.workflows.access.lasting import days_mistakes
from osuma.workflows.access.users import known_role
from osuma.workflows.asking.rights import ROLES, NotAllowed
from osuma.workflows.asking.session import Session
from osuma.workflows.asking.verbs import verb

DAYS, LONGEST_DAYS = 90, 366
LONGEST_NAME = 200


@verb("keys.list")
def list_(session: Session) -> dict[str, Any]:
    """Every key that there has been, the newest first; the keys themselves are told nowhere."""
    from osuma.catalog import api_keys

    return {
        "keys": [
            {
                "key": one.key,
                "name": one.name,
                "start": one.start,
                "role": one.role,
                "reads_only": one.reads_only,
                "made_by": None if one.user is None else one.user.name,
                "created_at": one.created_at,
                "ends_at": one.ends_at,
                "used_at": one.used_at,
                "revoked_at": one.revoked_at,
                "ended": one.revoked_at is not None or one.ends_at <= session.now(),
            }
            for one in api_keys.list_(session.workspace)
        ]
    }


@verb("keys.make", writes=True)
def make(session: Session, name: str, role: str, reads_only: bool = False, days: int = DAYS) -> dict[str, Any]:
    """A key of this workspace with at most the asker's own role. secret: told now and never again."""
    from osuma.catalog import api_keys

    given = known_role(role)
    mistakes = []
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        mistakes.append(
            Mistake("name", "no_name", Words("Kirjoita, mihin avainta käytetään.", "Write what the key is for."))
        )
    mistakes += days_mistakes(days, LONGEST_DAYS)
    if mistakes:
        raise Refused(mistakes)
    if ROLES[given] > session.asker.right:
        raise NotAllowed(None)
    key, secret = api_keys.make(session.workspace, name.strip(), given, reads_only, session.asker.user, days)
    return {"key": key, "role": given, "secret": secret, "days": days}


@verb("keys.revoke", writes=True)
def revoke(session: Session, key: int) -> dict[str, Any]:
    """End a key now."""
    from osuma.catalog import api_keys

    if not api_keys.revoke(session.workspace, key):
        raise Misuse(Words("Tällaista voimassa olevaa avainta ei ole.", "There is no such key in force."), "no_key")
    return {"key": key}
