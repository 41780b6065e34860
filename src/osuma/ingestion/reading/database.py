"""A table of a database, by its address: anything that Ibis connects to. Only ever read.

An address names no password: that comes from OSUMA_DATABASE_PASSWORD, or from where the database's own client looks
(for PostgreSQL the file ~/.pgpass, or PGPASSWORD). The address itself is neither kept nor said again.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

import ibis

from osuma.engine.errors import Refused
from osuma.ingestion.reading import refusals
from osuma.ingestion.reading.arrow_table import read_arrow
from osuma.ingestion.reading.limits import Limits
from osuma.ingestion.reading.source import Source
from osuma.ingestion.tables import SourceTable

PASSWORD = "OSUMA_DATABASE_PASSWORD"  # noqa: S105  (the name of a variable)
#: Schemes of addresses that are connected to, what the database is called, and what Osuma installs for it.
KINDS = {
    "postgres": "PostgreSQL", "postgresql": "PostgreSQL", "mysql": "MySQL", "mssql": "SQL Server",
    "oracle": "Oracle", "clickhouse": "ClickHouse", "snowflake": "Snowflake", "bigquery": "BigQuery",
    "trino": "Trino",
}  # fmt: skip
_SECONDS = 10


@dataclass(frozen=True)
class Address:
    """Where a table is. url: the address without the table. schema: null for the database's own default."""

    url: SplitResult
    table: str | None
    schema: str | None

    @property
    def title(self) -> str:
        """What people are told: the database's name, never its host or user."""
        return self.url.path.strip("/").split("/")[0] or self.url.scheme

    @property
    def kind(self) -> str:
        return KINDS[self.url.scheme]


def address(name: str) -> Address:
    """An address taken apart; raises Refused where it names a password or a kind of database that is not read."""
    url = urlsplit(name)
    where = url.scheme or "?"
    if url.scheme not in KINDS:
        listed = ", ".join(sorted(KINDS))
        raise refusals.refuse(
            where, "unknown_database",
            f"Osuma ei lue osoitteita, jotka alkavat {where}://. Mahdollisia ovat: {listed}.",
            f"Osuma does not read addresses that begin with {where}://. There are: {listed}.",
        )  # fmt: skip
    query = dict(parse_qsl(url.query))
    if url.password or "password" in query:
        raise refusals.refuse(
            where, "password_in_address",
            f"Älä kirjoita salasanaa osoitteeseen: se jää komentohistoriaan. Anna se ympäristömuuttujassa {PASSWORD} "
            "tai tiedostossa ~/.pgpass.",
            f"Do not write the password in the address: it stays in the shell's history. Give it in the variable "
            f"{PASSWORD}, or in the file ~/.pgpass.",
        )  # fmt: skip
    table, schema = query.pop("table", None), query.pop("schema", None)
    return Address(url._replace(query=urlencode(query)), table, schema)


def read_database(name: str, work: Path, limits: Limits, given: Mapping[str, object]) -> list[SourceTable]:
    """The one table that an address names, or that `sheet` chooses; raises Refused with the list where none is."""
    found = address(name)
    if given.get("sheet"):
        found = replace(found, table=str(given["sheet"]))
    connection = _connected(found)
    try:
        return [_table(connection, found, work, limits, given)]
    except Refused:
        raise
    except Exception as error:  # each of Ibis's databases raises its own kinds
        raise _unreadable(found, error) from None
    finally:
        connection.disconnect()


def _connected(found: Address) -> Any:
    try:
        return ibis.connect(urlunsplit(_with_password(found.url)), **_careful(found))
    except ImportError:
        raise refusals.refuse(
            found.title, "driver_missing",
            f"Tietokannan {found.kind} lukija puuttuu. Asenna se: pip install 'osuma[postgres]' (PostgreSQL) tai "
            f"pip install 'ibis-framework[{found.url.scheme}]'.",
            f"The reader for {found.kind} is not installed: pip install 'osuma[postgres]' for PostgreSQL, else "
            f"pip install 'ibis-framework[{found.url.scheme}]'.",
        ) from None  # fmt: skip
    except Exception:  # whatever a driver says may hold the address
        raise refusals.refuse(
            found.title, "no_connection",
            f"Tietokantaan ({found.kind}) ei saatu yhteyttä. Tarkista osoite, käyttäjä ja salasana ({PASSWORD} tai "
            "~/.pgpass) ja että palvelin vastaa.",
            f"No connection to the database ({found.kind}). Check the address, the user, the password ({PASSWORD} or "
            "~/.pgpass) and that the server answers.",
        ) from None  # fmt: skip


def _with_password(url: SplitResult) -> SplitResult:
    password = os.environ.get(PASSWORD)
    if not password or not url.username:
        return url
    host = url.netloc.rpartition("@")[2]
    return url._replace(netloc=f"{url.username}:{quote(password, safe='')}@{host}")


def _careful(found: Address) -> dict[str, Any]:
    """What is asked of a connection, where we know how: that it may not write, and does not wait for ever."""
    if found.kind != "PostgreSQL":
        return {}
    return {"connect_timeout": _SECONDS, "options": "-c default_transaction_read_only=on"}


def _table(connection: Any, found: Address, work: Path, limits: Limits, given: Mapping[str, object]) -> SourceTable:
    names = sorted(connection.list_tables(database=found.schema))
    if found.table not in names:
        raise _which(found, names)
    table = connection.table(found.table, database=found.schema)
    table = table.select([_plain(table[name]) for name in table.columns])
    if table.schema()[table.columns[0]].is_primitive():
        table = table.order_by(table.columns[0])  # so that a refused row is found again by its number
    title = f"{found.title}: {found.table}"
    path = work / "database"
    source = Source(path, title, Path(f"{found.title}.{found.table}"), work, given, sheet=found.table)
    batches = connection.to_pyarrow_batches(table, chunk_size=50_000)
    return read_arrow(source, table.schema().to_pyarrow(), batches, limits, found.kind)


def _plain(column: Any) -> Any:
    """A column of a kind that only this database has, as its text."""
    kind = column.type()
    own = kind.is_json() or kind.is_uuid() or kind.is_inet() or kind.is_macaddr()
    return column.cast("string").name(column.get_name()) if own else column


def _which(found: Address, names: list[str]) -> Refused:
    listed = ", ".join(names[:20]) or "–"
    return refusals.refuse(
        found.title, "which_table",
        f"Valitse taulu lisäämällä osoitteen loppuun ?table=NIMI. Taulut: {listed}.",
        f"Choose a table: put ?table=NAME at the end of the address. There are: {listed}.",
    )  # fmt: skip


def _unreadable(found: Address, error: Exception) -> Refused:
    kind = type(error).__name__
    return refusals.refuse(
        found.title, "table_unreadable",
        f"Taulua {found.table} ei voitu lukea ({kind}). Tarkista, että käyttäjällä on lukuoikeus siihen.",
        f"The table {found.table} could not be read ({kind}). Check that the user may read it.",
    )  # fmt: skip
