"""Users of a workspace: inviting them, what each may do, letting them go, and a link for a forgotten password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Misuse, Refused, Words
from osuma.workflows.access.lasting import days_mistakes
from osuma.workflows.asking.rights import ROLES, NotAllowed, Right
from osuma.workflows.asking.session import Session
from osuma.workflows.asking.verbs import verb

if TYPE_CHECKING:
    from osuma.catalog.users import Given, RoleName

#: How long links are good for.
INVITED_DAYS, LONGEST_DAYS = 7, 30
RESET_HOURS = 24


@verb("users.list")
def list_(session: Session) -> dict[str, Any]:
    """Everybody who may do something in the workspace, and the invitations that nobody has used yet."""
    from osuma.catalog import invitations, passwords, sign_ins, users

    return {
        "users": [
            {
                "user": one.user.key,
                "name": one.user.name,
                "email": one.user.email,
                "role": one.role,
                "special": one.special,
                "has_password": passwords.has(one.user),
                "signed_in": len(sign_ins.of(one.user)),
                "since": one.user.created_at,
            }
            for one in users.list_(session.workspace)
        ],
        "invitations": [
            {
                "invitation": one.key,
                "email": one.email,
                "role": one.role,
                "special": one.special,
                "invited_by": one.invited_by,
                "ends_at": one.ends_at,
            }
            for one in invitations.waiting(session.workspace)
        ],
    }


@verb("users.invite", writes=True)
def invite(
    session: Session, role: str, email: str = "", special: bool = False, days: int = INVITED_DAYS
) -> dict[str, Any]:
    """A link that lets somebody in once. secret: told now and never again; path: the link after the address."""
    from osuma.catalog import invitations

    given = known_role(role)
    if mistakes := days_mistakes(days, LONGEST_DAYS):
        raise Refused(mistakes)
    key, secret = invitations.make(session.workspace, given, special, email.strip(), session.who, days)
    return {"invitation": key, "secret": secret, "path": f"/join?key={secret}", "days": days}


@verb("users.withdraw", writes=True)
def withdraw(session: Session, invitation: int) -> dict[str, Any]:
    """Let nobody use an invitation any more."""
    from osuma.catalog import invitations

    if not invitations.withdraw(session.workspace, invitation):
        raise Misuse(Words("Tällaista kutsua ei ole avoinna.", "There is no such open invitation."), "no_invitation")
    return {"invitation": invitation}


@verb("users.role", writes=True)
def role_(session: Session, user: int, role: str, special: bool = False) -> dict[str, Any]:
    """What a user may do here from now on. Conflict for the last owner."""
    from osuma.catalog import users

    given = known_role(role)
    found = _of_here(session, user)
    users.grant(session.workspace, found.user, given, special)
    return {"user": user, "role": given, "special": special}


@verb("users.remove", writes=True)
def remove(session: Session, user: int) -> dict[str, Any]:
    """Let a user do nothing here any more; their keys for programs end too. Conflict for the last owner."""
    from osuma.catalog import api_keys, users

    found = _of_here(session, user)
    users.revoke(session.workspace, found.user)
    return {"user": user, "keys": api_keys.revoke_of(session.workspace, found.user)}


@verb("users.reset", writes=True)
def reset(session: Session, user: int) -> dict[str, Any]:
    """A link with which a user gives a new password once. NotAllowed: they belong to a workspace of others too."""
    from osuma.catalog import resets

    found = _of_here(session, user)
    if not session.asker.here and not _owns_all_of(session, found):
        raise NotAllowed(Right.EVERYWHERE)
    secret = resets.make(found.user, RESET_HOURS)
    return {"user": user, "secret": secret, "path": f"/renew?key={secret}", "hours": RESET_HOURS}


def _owns_all_of(session: Session, target: Given) -> bool:
    """Whether who asks owns every workspace that the other may enter: whoever renews a password could enter them."""
    from osuma.catalog import users, workspaces

    own = users.get(session.asker.user) if session.asker.user is not None else None
    entered = [one for one in workspaces.list_() if users.role(one, target.user) is not None]
    return own is not None and all(users.role(one, own) == "owner" for one in entered)


def _of_here(session: Session, key: int) -> Given:
    from osuma.catalog import users

    found = next((one for one in users.list_(session.workspace) if one.user.key == key), None)
    if found is None:
        raise Misuse(Words("Tällaista käyttäjää ei ole.", "There is no such user."), "no_user")
    return found


def known_role(role: str) -> RoleName:
    """The role of that name; Refused where there is none."""
    for known in ROLES:
        if known == role:
            return known
    said = Words(f"roolit: {', '.join(ROLES)}", f"roles: {', '.join(ROLES)}")
    raise Refused([Mistake("role", "no_role", said)])
