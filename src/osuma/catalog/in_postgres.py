"""A catalog that is a database of a PostgreSQL server: one database an installation."""

from __future__ import annotations

import importlib.util
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from osuma.catalog.postgres_address import VARIABLE, Address
from osuma.engine.errors import Conflict, Misuse, OsumaError, Words

if TYPE_CHECKING:
    import psycopg

#: The oldest server that Django 5.2 speaks with.
OLDEST = 14
SECONDS = 10
#: The server ends a statement that has waited so long for another's lock, as SQLite does.
LOCK_SECONDS = 30
#: One row: the installation whose catalog the database is, as the note in its folder has it too.
MARK = "osuma_installation"
#: Databases that most servers have, by which a wrong name is told from a wrong password.
COMMON = ("postgres", "template1")
_ONE_MAKER = 0x05AA


class NoAnswer(OsumaError):
    """The server does not answer, now or at all."""

    def __init__(self) -> None:
        super().__init__(
            Words(
                fi="PostgreSQL ei vastaa. Tarkista, että palvelin on käynnissä ja että osoite, portti ja käyttäjä "
                "ovat oikein.",
                en="PostgreSQL does not answer. Check that the server is running and that the address, port and user "
                "are right.",
            ),
            "catalog_unreachable",
        )


@dataclass(frozen=True)
class PostgresCatalog:
    """The catalog of an installation in a database. mark: of the installation; two folders never have the same."""

    address: Address
    mark: str = field(default_factory=lambda: str(uuid.uuid4()))

    def settings(self) -> dict[str, Any]:
        """As Django's DATABASES wants it."""
        told = self.address.told()
        return {
            "ENGINE": "osuma.catalog.postgres_backend",
            "NAME": told.pop("dbname", ""),
            # A page asks many things in a row, and a connection costs several milliseconds.
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {**told, **_MANNERS},
        }

    def applied(self) -> set[str]:
        """Names of the migrations that it has had. Conflict, Misuse where it cannot be reached or is another's."""
        with connected(self.address) as con:
            there = con.execute(f"SELECT to_regclass('{MARK}') IS NOT NULL").fetchone()
            if there != (True,):
                raise _not_a_catalog(self.address)
            if con.execute(f"SELECT id FROM {MARK}").fetchall() != [(self.mark,)]:
                raise _another(self.address)
            rows = con.execute("SELECT name FROM django_migrations WHERE app = 'catalog'").fetchall()
        return {str(name) for (name,) in rows}

    @contextmanager
    def making(self) -> Iterator[None]:
        """A new catalog is made inside, all of it or nothing. Conflict where the database is not empty."""
        from django.db import connection, transaction

        with connected(self.address):
            pass
        with transaction.atomic():
            with connection.cursor() as cursor:
                # Two that begin at once: the second waits, and finds what the first made.
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_MAKER])
                self._refuse_taken(connection.introspection.table_names(cursor))
                self._refuse_no_right(cursor)
                cursor.execute(f"CREATE TABLE {MARK} (id text NOT NULL)")
                cursor.execute(f"INSERT INTO {MARK} VALUES (%s)", [self.mark])
            yield

    def shut(self) -> None:
        """The server's own rights say who reads it."""

    def sound(self) -> bool:
        """Whether every table can be read; that references hold, the server sees to itself."""
        from django.db import DatabaseError, connection

        try:
            with connection.cursor() as cursor:
                for name in connection.introspection.django_table_names(only_existing=False):
                    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
        except DatabaseError:
            return False
        return True

    def told(self) -> str:
        """What it is, for people: never its host or user."""
        with connected(self.address) as con:
            return f"PostgreSQL {con.info.server_version // 10_000}.{con.info.server_version % 10_000}"

    def _refuse_taken(self, tables: list[str]) -> None:
        if MARK in tables or "django_migrations" in tables:
            raise Conflict(
                Words(
                    fi=f"Tietokannassa {self.address.database} on jo toisen asennuksen tiedot. Luo tälle oma, tyhjä "
                    "tietokanta.",
                    en=f"The database {self.address.database} holds another installation already. Make an empty one "
                    "for this.",
                ),
                "catalog_taken",
            )
        if tables:
            raise Conflict(
                Words(
                    fi=f"Tietokanta {self.address.database} ei ole tyhjä: siinä on taulu {tables[0]}. Luo Osumalle "
                    "oma, tyhjä tietokanta.",
                    en=f"The database {self.address.database} is not empty: it has a table {tables[0]}. Make an "
                    "empty one for Osuma.",
                ),
                "catalog_not_empty",
            )

    def _refuse_no_right(self, cursor: Any) -> None:
        cursor.execute("SELECT current_schema() IS NOT NULL AND has_schema_privilege(current_schema(), 'CREATE')")
        if cursor.fetchone() != (True,):
            raise Misuse(
                Words(
                    fi=f"Käyttäjä ei saa luoda tauluja tietokantaan {self.address.database}. Tee hänestä sen "
                    "omistaja.",
                    en=f"The user may not make tables in the database {self.address.database}. Make them its owner.",
                ),
                "catalog_no_right",
            )


_MANNERS: dict[str, Any] = {
    "connect_timeout": SECONDS,
    "application_name": "osuma",
    "options": f"-c lock_timeout={LOCK_SECONDS}s",
}


@contextmanager
def connected(address: Address) -> Iterator[psycopg.Connection[Any]]:
    """A connection beside Django's own, to look. Misuse, NoAnswer say why there is none or none that will do."""
    if importlib.util.find_spec("psycopg") is None:
        raise Misuse(
            Words(
                fi="Asennuksen tiedot ovat PostgreSQL:ssä, ja sen lukija puuttuu: pip install 'osuma[postgres]'",
                en="This catalog is in PostgreSQL, and its driver is missing: pip install 'osuma[postgres]'",
            ),
            "no_driver",
        )
    import psycopg

    try:
        con = psycopg.connect(**address.told(), **_MANNERS, autocommit=True)
    except psycopg.Error as problem:
        # What the driver says may hold the address.
        raise _unreachable(address, problem) from None
    with con:
        _refuse_server(con)
        yield con


def _refuse_server(con: psycopg.Connection[Any]) -> None:
    major = con.info.server_version // 10_000
    if major < OLDEST:
        raise Misuse(
            Words(
                fi=f"PostgreSQL {major} on liian vanha. Osuma tarvitsee version {OLDEST} tai uudemman.",
                en=f"PostgreSQL {major} is too old. Osuma needs version {OLDEST} or newer.",
            ),
            "catalog_server_old",
        )
    encoding = con.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise Misuse(
            Words(
                fi=f"Tietokannan merkistö on {encoding}. Luo tietokanta uudelleen: CREATE DATABASE … ENCODING 'UTF8'",
                en=f"The database is encoded in {encoding}. Make it anew: CREATE DATABASE … ENCODING 'UTF8'",
            ),
            "catalog_encoding",
        )


def _unreachable(address: Address, problem: psycopg.Error) -> OsumaError:
    """Why there is no connection. The server's own words come in its language, so that they are not gone by."""
    if getattr(problem.pgconn, "needs_password", False):
        return Misuse(
            Words(
                fi=f"Palvelin pyytää salasanan. Anna se ympäristömuuttujassa {VARIABLE} tai tiedostossa ~/.pgpass.",
                en=f"The server asks for a password. Give it in the environment: {VARIABLE}, or in ~/.pgpass.",
            ),
            "catalog_password_missing",
        )
    there = _elsewhere(address)
    if there is False:
        return Misuse(
            Words(
                fi=f"Tietokantaa {address.database} ei ole. Luo se: CREATE DATABASE {address.database}",
                en=f"There is no database {address.database}. Make it: CREATE DATABASE {address.database}",
            ),
            "no_catalog_database",
        )
    if there is None and getattr(problem.pgconn, "used_password", False):
        return Misuse(
            Words(
                fi="PostgreSQL ei hyväksynyt käyttäjää tai salasanaa. Tarkista osoitteen käyttäjä ja salasana: "
                f"{VARIABLE} tai ~/.pgpass.",
                en="PostgreSQL did not accept the user or the password. Check the user of the address and the "
                f"password: {VARIABLE} or ~/.pgpass.",
            ),
            "catalog_password_wrong",
        )
    return NoAnswer()


def _elsewhere(address: Address) -> bool | None:
    """Whether the server has the database, asked through another one; None where that cannot be asked either."""
    import psycopg

    for name in COMMON:
        try:
            with psycopg.connect(**{**address.told(), **_MANNERS, "dbname": name}) as con:
                found = con.execute("SELECT 1 FROM pg_database WHERE datname = %s", [address.given.get("dbname")])
                return found.fetchone() is not None
        except psycopg.Error:
            continue
    return None


def _not_a_catalog(address: Address) -> Conflict:
    return Conflict(
        Words(
            fi=f"Tietokannassa {address.database} ei ole Osuman tietoja. Palauta varmuuskopio: "
            "osuma restore --catalog",
            en=f"The database {address.database} holds nothing of Osuma. Restore a backup: osuma restore --catalog",
        ),
        "catalog_damaged",
    )


def _another(address: Address) -> Conflict:
    return Conflict(
        Words(
            fi=f"Tietokannassa {address.database} on toisen asennuksen tiedot, ei tämän kansion. Tarkista osoite "
            "tiedostosta osuma.toml.",
            en=f"The database {address.database} belongs to another installation, not to this folder. Check the "
            "address in osuma.toml.",
        ),
        "catalog_of_another",
    )
