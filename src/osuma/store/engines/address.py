"""Where an engine is, as a user writes it: `clickhouse://…`, `chdb:///folder`, `spark:local`, `spark://…`.

A password is never part of an address: it comes from the environment, so that no setting and no log holds it.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from osuma.engine.errors import Misuse, Words
from osuma.store.engines.engine import Engine

#: What the environment calls the password.
VARIABLE = "OSUMA_ENGINE_PASSWORD"
DATABASE = "osuma"
FORMS = (
    "clickhouse://user@host:8123/database, clickhouse://user@host/database?secure=true, chdb:///folder, "
    "spark:local?warehouse=/folder, spark://host:7077/database"
)
#: What each kind of address needs: its own packages of Python, and the extra that brings them.
_NEEDS = {
    "clickhouse": (("clickhouse_connect",), "clickhouse"),
    "chdb": (("clickhouse_connect", "chdb"), "clickhouse"),
    "spark": (("pyspark",), "spark"),
}
#: Every kind of engine beside the workspace's own DuckDB.
KINDS = tuple(_NEEDS)


@dataclass(frozen=True)
class Address:
    """kind: clickhouse, chdb or spark. host, port, user: of a server. path: a folder here, null in memory."""

    kind: str
    host: str = ""
    port: int | None = None
    user: str | None = None
    database: str = DATABASE
    path: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def lasts(self) -> bool:
        """Whether what is written there is still there for the next connection."""
        if self.kind == "chdb":
            return self.path is not None
        return self.kind != "spark" or not self.host.startswith("local") or self.path is not None


def parse(text: str) -> Address:
    """The address that a text says. Raises Misuse where it is none, or holds a password."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _bad(text) from None
    if parts.password is not None:
        raise Misuse(
            Words(
                fi=f"Salasana ei kuulu osoitteeseen. Poista se ja anna se ympäristömuuttujassa {VARIABLE}.",
                en=f"A password does not belong in an address. Take it out; give it in the environment: {VARIABLE}.",
            ),
            "password_in_address",
        )
    options = dict(parse_qsl(parts.query))
    name = parts.path.strip("/")
    match parts.scheme:
        case "clickhouse" if parts.hostname:
            return Address("clickhouse", parts.hostname, port, parts.username, name or DATABASE, None, options)
        case "chdb" if not parts.netloc:
            return Address(
                "chdb", database=options.pop("database", DATABASE), path=parts.path or None, options=options
            )
        case "spark" if parts.hostname:
            return Address("spark", parts.hostname, port, None, name or DATABASE, None, options)
        case "spark" if parts.path.startswith("local"):
            path = options.pop("warehouse", None)
            return Address(
                "spark", parts.path, database=options.pop("database", DATABASE), path=path, options=options
            )
    raise _bad(text)


def fits(text: object) -> bool:
    """Whether a value is an address."""
    try:
        return isinstance(text, str) and parse(text) is not None
    except Misuse:
        return False


def _bad(text: str) -> Misuse:
    return Misuse(
        Words(
            fi=f"”{text}” ei ole moottorin osoite. Osoite on jokin näistä: {FORMS}.",
            en=f"“{text}” is no address of an engine. It is one of these: {FORMS}.",
        ),
        "bad_engine",
    )


def missing(kind: str) -> str | None:
    """What this machine lacks to reach an engine of a kind: a package or java; null where nothing."""
    lacking = [name for name in _NEEDS[kind][0] if importlib.util.find_spec(name) is None]
    if kind == "spark" and not lacking and shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "java"
    return lacking[0] if lacking else None


def connect(address: Address, password: str | None = None) -> Engine:
    """A connection. Raises Misuse where this machine lacks something, EngineError where the engine fails."""
    lacking = missing(address.kind)
    if lacking is not None:
        raise _lacking(address.kind, lacking)
    if address.kind == "spark":
        return _spark(address)
    from osuma.store.engines import clickhouse

    if address.kind == "chdb":
        return clickhouse.connect(address.database, interface="chdb", path=address.path)
    given: dict[str, Any] = {
        "host": address.host,
        "port": address.port,
        "username": address.user,
        "password": password or "",
        "secure": address.options.get("secure") == "true",
    }
    return clickhouse.connect(address.database, **{k: v for k, v in given.items() if v is not None})


def _spark(address: Address) -> Engine:
    from osuma.store.engines import spark

    settings = dict(address.options)
    if address.path is not None:
        # the tables outlive the session: Spark's own catalog of them lies beside their files, and so does its log
        folder = Path(address.path)
        folder.mkdir(parents=True, exist_ok=True)
        java = settings.get("spark.driver.extraJavaOptions", "")
        logged = f"-Dderby.stream.error.file={folder / 'catalog.log'}"
        catalog = f"jdbc:derby:;databaseName={address.path}/catalog;create=true"
        settings |= {
            "spark.sql.warehouse.dir": address.path,
            "spark.sql.catalogImplementation": "hive",
            "spark.hadoop.javax.jdo.option.ConnectionURL": catalog,
            "spark.driver.extraJavaOptions": f'{java} "{logged}"'.strip(),
        }
    local = address.host.startswith("local")
    master = address.host if local else f"spark://{address.host}:{address.port or 7077}"
    return spark.connect("local[*]" if master == "local" else master, address.database, settings)


def _lacking(kind: str, lacking: str) -> Misuse:
    if lacking == "java":
        return Misuse(
            Words(
                fi="Spark tarvitsee Javan (17). Asenna se, esimerkiksi: apt install openjdk-17-jre-headless",
                en="Spark needs Java (17). Install it, for example: apt install openjdk-17-jre-headless",
            ),
            "no_java",
        )
    extra = "chdb" if lacking == "chdb" else f'"osuma[{_NEEDS[kind][1]}]"'
    return Misuse(
        Words(fi=f"Puuttuu {lacking}. Asenna: pip install {extra}", en=f"{lacking} is missing: pip install {extra}"),
        "no_driver",
    )
