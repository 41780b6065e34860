"""A user's own account: coming in, joining by an invitation, a new password; for pages, before there is a place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from osuma.engine.errors import Mistake, OsumaError, Refused, Words
from osuma.workflows.access.attempts import Attempts, Found

if TYPE_CHECKING:
    from osuma.catalog.invitations import Invitation
    from osuma.catalog.users import User

ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]{1,185}\.[^\s@.]{2,}")
LONGEST_NAME = 200


class WrongPassword(OsumaError):
    """Whether there is such an account is not told."""

    def __init__(self) -> None:
        super().__init__(
            Words("Sähköposti tai salasana on väärin.", "The e-mail or the password is wrong."), "wrong_password"
        )


class LinkEnded(OsumaError):
    """A link that was used, withdrawn or has ended, or never was."""

    def __init__(self) -> None:
        super().__init__(
            Words(
                "Linkki on käytetty tai vanhentunut. Pyydä uusi siltä, joka sen antoi.",
                "The link was used or has ended. Ask whoever gave it for a new one.",
            ),
            "link_ended",
        )


def sign_in(attempts: Attempts, email: str, password: str, address: str) -> User:
    """Who has the e-mail and the password. WrongPassword, TooMany."""
    from osuma.catalog import passwords, users

    account = users.folded(email)
    attempts.refuse(account, address)
    found = passwords.whose(email, password)
    if found is None:
        attempts.failed(account, address)
        raise WrongPassword
    attempts.passed(account, address)
    return found


def forgot(attempts: Attempts, email: str, address: str) -> User | None:
    """Who asks for a link to a new password; None where nobody has the e-mail. Every asking counts. TooMany."""
    from osuma.catalog import users

    account = f"forgot {users.folded(email)}"
    for name, place in ((account, None), (None, address)):
        attempts.refuse(name, place)
    for name, place in ((account, None), (None, address)):
        attempts.failed(name, place)
    return users.by_email(email)


def invitation(attempts: Attempts, secret: str, address: str) -> Invitation:
    """The invitation of a link. LinkEnded, TooMany."""
    from osuma.catalog import invitations

    return _led(attempts.find(invitations.find, secret, address))


def join(secret: str, name: str, email: str, password: str, language: str) -> User:
    """A new user by an invitation. Refused names everything that will not do; LinkEnded."""
    from osuma.catalog import invitations, passwords, users

    found = _led(invitations.find(secret))
    mistakes = [*_of_person(name, email), *passwords.mistakes(password, name, email)]
    if mistakes:
        raise Refused(mistakes)
    user = users.create(name.strip(), language, email.strip())
    passwords.put(user, password)
    _use(found, user)
    return user


def accept(secret: str, user: User) -> None:
    """Somebody who is signed in takes an invitation to one more workspace. LinkEnded."""
    from osuma.catalog import invitations

    _use(_led(invitations.find(secret)), user)


def reset_of(attempts: Attempts, secret: str, address: str) -> User:
    """Whose password a link renews. LinkEnded, TooMany."""
    from osuma.catalog import resets

    return _led(attempts.find(resets.whose, secret, address))


def renew(secret: str, email: str, password: str) -> User:
    """A new password by a link; the user is signed out everywhere. Refused, LinkEnded.

    email: kept where the user had none yet, so that they can sign in with the password.
    """
    from osuma.catalog import passwords, resets, sign_ins, users

    user = _led(resets.whose(secret))
    address = user.email or email.strip()
    mistakes = [*_of_person(user.name, address), *passwords.mistakes(password, user.name, address)]
    if mistakes:
        raise Refused(mistakes)
    if user.email is None:
        users.rename(user, user.name, address)
    if not resets.use(secret):
        raise LinkEnded
    passwords.put(user, password)
    sign_ins.end_all(user)
    _entered_everywhere(user, "users.password", {"how": "link"})
    return user


def change(user: User, name: str, email: str) -> None:
    """Another name or e-mail of one's own. Refused, Conflict."""
    from osuma.catalog import users

    mistakes = _of_person(name, email)
    if mistakes:
        raise Refused(mistakes)
    users.rename(user, name.strip(), email.strip())


def change_password(attempts: Attempts, user: User, before: str, password: str, browser: str | None) -> None:
    """Another password of one's own; every other browser is signed out. Refused, TooMany.

    before: the password that holds; not asked of who never had one. browser: the session key that stays.
    """
    from osuma.catalog import passwords, sign_ins

    account = f"own {user.key}"
    attempts.refuse(account, None)
    if user.email is None:
        said = Words("Anna ensin sähköpostisi.", "Give your e-mail first.")
        raise Refused([Mistake("email", "no_address", said)])
    if passwords.has(user) and passwords.whose(user.email, before) is None:
        attempts.failed(account, None)
        said = Words("Nykyinen salasana on väärin.", "The password that you have now is wrong.")
        raise Refused([Mistake("before", "wrong_password", said)])
    mistakes = passwords.mistakes(password, user.name, user.email)
    if mistakes:
        raise Refused(mistakes)
    passwords.put(user, password)
    sign_ins.end_all(user, browser)
    _entered_everywhere(user, "users.password", {"how": "own"})


def _use(found: Invitation, user: User) -> None:
    from osuma.catalog import audit, invitations, users, workspaces

    if not invitations.use(found):
        raise LinkEnded
    workspace = workspaces.get(found.workspace)
    held = users.given(workspace, user)
    if held is None or held.role != "owner":
        users.grant(workspace, user, found.role, found.special)
    audit.record(workspace, user.name, "users.join", {"user": user.key, "role": found.role, "special": found.special})


def _entered_everywhere(user: User, verb: str, detail: dict[str, str]) -> None:
    """In the change log of every workspace of the user."""
    from osuma.catalog import audit, users, workspaces

    for workspace in workspaces.list_():
        if users.role(workspace, user) is not None:
            audit.record(workspace, user.name, verb, {"user": user.key, **detail})


def _of_person(name: str, email: str) -> list[Mistake]:
    said = []
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        said.append(Mistake("name", "no_name", Words("Kirjoita nimesi.", "Write your name.")))
    if not ADDRESS.fullmatch(email.strip()):
        words = Words(
            "Kirjoita sähköpostiosoite, esimerkiksi maija@yritys.fi.",
            "Write an e-mail address, for example maija@company.com.",
        )
        said.append(Mistake("email", "bad_address", words))
    return said


def _led(found: Found | None) -> Found:
    """What a link leads to. LinkEnded where it leads nowhere."""
    if found is None:
        raise LinkEnded
    return found
