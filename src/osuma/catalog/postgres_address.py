"""Where a catalog in PostgreSQL is, as a person writes it: `postgresql://user@host:5432/database`.

A password is never part of it: it comes from the environment, or from where PostgreSQL's own client looks.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from osuma.engine.errors import Misuse, Words

#: What the environment calls the password.
VARIABLE = "OSUMA_CATALOG_PASSWORD"
FORM = "postgresql://user@host:5432/database?sslmode=verify-full"
SCHEMES = ("postgresql", "postgres")
#: What may follow the question mark; anything else of PostgreSQL's own could change what the catalog relies on.
OPTIONS = frozenset(
    {"host", "port", "user", "service", "passfile", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl"}
)
SECRETS = frozenset({"password", "sslpassword"})


@dataclass(frozen=True)
class Address:
    """text: as it was written. given: what PostgreSQL's client is told, by its own names; never a password."""

    text: str
    given: Mapping[str, str]

    @property
    def database(self) -> str:
        """The name of the database, or of the service that names it."""
        return self.given.get("dbname") or self.given["service"]

    def told(self) -> dict[str, Any]:
        """What the client is told, with the password where the environment has one."""
        password = os.environ.get(VARIABLE)
        return {**self.given, **({"password": password} if password else {})}


def parse(text: str) -> Address:
    """The address that a text says. Misuse where it is none, or holds a password."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _bad(Words("sitä ei voi lukea", "it cannot be read")) from None
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.password is not None or SECRETS & options.keys():
        raise Misuse(
            Words(
                fi=f"Salasana ei kuulu osoitteeseen. Poista se ja anna se ympäristömuuttujassa {VARIABLE} "
                "tai tiedostossa ~/.pgpass.",
                en=f"A password does not belong in an address. Take it out; give it in the environment: {VARIABLE}, "
                "or in the file ~/.pgpass.",
            ),
            "password_in_address",
        )
    unknown = sorted(options.keys() - OPTIONS)
    if unknown:
        known = ", ".join(sorted(OPTIONS))
        raise _bad(
            Words(
                f"siinä on tuntematonta: {', '.join(unknown)}; mahdollisia ovat {known}",
                f"it names {', '.join(unknown)}; known are {known}",
            )
        )
    given = _given(parts, port, options)
    if parts.scheme not in SCHEMES or not ({"dbname", "service"} & given.keys()):
        raise _bad(Words("siitä puuttuu tietokannan nimi", "it names no database"))
    return Address(text, given)


def _given(parts: SplitResult, port: int | None, options: Mapping[str, str]) -> dict[str, str]:
    named = {
        "dbname": unquote(parts.path.strip("/")),
        "user": unquote(parts.username or ""),
        "host": unquote(parts.hostname or ""),
        "port": str(port or ""),
    }
    return {**options, **{name: value for name, value in named.items() if value}}


def _bad(why: Words) -> Misuse:
    return Misuse(
        Words(
            fi=f"Tietokannan osoite ei käy: {why.fi}. Anna se näin: {FORM}",
            en=f"The address of the catalog will not do: {why.en}. Give it so: {FORM}",
        ),
        "bad_catalog",
    )
