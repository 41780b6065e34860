"""Passwords: which will do, and telling one again. Kept as Django's hashers make them."""

from __future__ import annotations

import functools
import re

from django.contrib.auth import hashers
from django.contrib.auth.password_validation import CommonPasswordValidator

from osuma.catalog import access_models as models
from osuma.catalog import handed, users
from osuma.catalog.users import User, folded
from osuma.engine.errors import Mistake, Words

SHORTEST, LONGEST = 12, 200
#: Words that Finns begin with and the list of the world's commonest does not have.
COMMON = frozenset(
    {"salasana", "salainen", "qwertyuiopå", "perkele", "kissakoira", "osuma", "tervetuloa", "helsinki"}
)
_ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def mistakes(password: str, *about: str) -> list[Mistake]:
    """Why a password will not do; empty where it will. about: the user's name, address and company."""
    said = [
        words
        for wrong, words in (
            (
                len(password) < SHORTEST,
                Words(
                    f"Salasanassa on oltava vähintään {SHORTEST} merkkiä. Kolme sanaa peräkkäin on hyvä.",
                    f"A password has to have at least {SHORTEST} characters. Three words in a row are good.",
                ),
            ),
            (
                len(password) > LONGEST,
                Words(
                    f"Salasanassa saa olla enintään {LONGEST} merkkiä.",
                    f"A password may have at most {LONGEST} characters.",
                ),
            ),
            (
                _common(password),
                Words(
                    "Salasana on niitä, joita kokeillaan ensin. Valitse toinen.",
                    "The password is one of those that are tried first. Choose another.",
                ),
            ),
            (
                _tells(password, about),
                Words(
                    "Salasanassa on nimesi, osoitteesi tai yrityksesi. Valitse toinen.",
                    "The password has your name, address or company in it. Choose another.",
                ),
            ),
        )
        if wrong
    ]
    return [Mistake("password", "weak_password", words) for words in said]


def put(user: User, password: str) -> None:
    """Give a user this password."""
    models.User.objects.filter(pk=user.key).update(password=hashers.make_password(password))


def has(user: User) -> bool:
    """Whether the user has a password at all."""
    return models.User.objects.filter(pk=user.key, password__isnull=False).exists()


def whose(email: str, password: str) -> User | None:
    """Who has the address and the password; None where nobody. It takes as long for an address that nobody has."""
    row = models.User.objects.filter(email=folded(email), closed_at=None).first()
    found = None if row is None else users.get(row.pk)
    if row is None or found is None or row.password is None:
        hashers.check_password(password[:LONGEST], _nobodys())
        return None
    fits = hashers.check_password(password[: LONGEST + 1], row.password, lambda _: put(found, password))
    return found if fits else None


@functools.cache
def _nobodys() -> str:
    return hashers.make_password(handed.new())


@functools.cache
def _listed() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords) | COMMON


def _common(password: str) -> bool:
    listed = _listed()
    plain = password.casefold()
    core = _ENDS.sub("", plain)
    return plain in listed or core in listed or not core or len(set(plain)) <= 4


def _tells(password: str, about: tuple[str, ...]) -> bool:
    plain = password.casefold()
    pieces = {piece for text in about for piece in re.split(r"[\W_]+", text.casefold()) if len(piece) >= 4}
    return any(piece in plain and len(plain) - len(piece) < SHORTEST for piece in pieces)
