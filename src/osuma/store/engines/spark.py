"""Spark: a cluster by its master's address, or the same engine on this machine; it needs Java 17."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

import ibis.expr.types as ir
import pyarrow as pa
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from osuma.engine.tables.schema import INSTANT, Table
from osuma.store.dialect import identifier, literal
from osuma.store.engines import spark_sql
from osuma.store.engines.engine import Engine, EngineError, Unreachable

#: Literals and casts in UTC, mistakes as errors, names in the quotes that every engine knows, no bar.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.ui.showConsoleProgress": "false",
    # it looks at every pair of columns, and a plan has hundreds
    "spark.sql.constraintPropagation.enabled": "false",
}
#: On one machine: nobody looks at the page, and more partitions than cores only cost.
LOCAL = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.log.level": "OFF",
}
_TYPES = {
    "string": "STRING",
    "int64": "BIGINT",
    "int8": "TINYINT",
    "boolean": "BOOLEAN",
    "double": "DOUBLE",
    "date": "DATE",
    INSTANT: "TIMESTAMP_NTZ",
    "array<string>": "ARRAY<STRING>",
}
_PORTABLE = {kind.lower(): portable for portable, kind in _TYPES.items()} | {"timestamp": INSTANT}


class Spark(Engine):
    """A session that uses one database."""

    name: ClassVar[str] = "Spark"

    def __init__(self, session: Any, database: str) -> None:
        self.session = session
        with _told():
            session.sql(f"CREATE DATABASE IF NOT EXISTS {identifier(database)}")
            session.sql(f"USE {identifier(database)}")

    def run(self, sql: str) -> None:
        with _told():
            self.session.sql(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with _told():
            found = self.session.sql(sql).toArrow()
        return list(zip(*(column.to_pylist() for column in found.columns), strict=True))

    def sql_of(self, expr: ir.Table) -> str:
        return spark_sql.sql_of(expr)

    def instant(self, moment: datetime) -> str:
        return f"TIMESTAMP_NTZ {literal(moment.isoformat(sep=' ', timespec='microseconds'))}"

    def create(self, table: Table) -> None:
        self.run(f"DROP TABLE IF EXISTS {identifier(table.name)}")
        self.run(ddl(table))

    def insert(self, table: Table, rows: pa.Table) -> None:
        if rows.num_rows:
            with _told():
                self.frame(rows).write.insertInto(table.name)

    def keep(self, name: str, sql: str) -> None:
        self.forget(name)
        # Worked out when it is first read, together with what reads it, and held then. Not by CACHE LAZY TABLE, which
        # keeps the text: Spark would analyse it anew for every query that reads it.
        with _told():
            self.session.sql(sql).createOrReplaceTempView(name)
            self.session.catalog.cacheTable(name)

    def forget(self, name: str) -> None:
        with _told():
            if self.session.catalog.tableExists(name):
                self.session.sql(f"UNCACHE TABLE IF EXISTS {identifier(name)}")
                self.session.sql(f"DROP VIEW IF EXISTS {identifier(name)}")

    def columns(self, table: str) -> Mapping[str, str]:
        if table not in self.tables():
            return {}
        with _told():
            return {name: portable(kind) for name, kind in self.session.table(table).dtypes}

    def tables(self) -> Sequence[str]:
        return sorted(str(name) for _, name, temporary in self.rows("SHOW TABLES") if not temporary)

    def close(self) -> None:
        self.session.stop()

    def frame(self, rows: pa.Table) -> Any:
        """Rows as Spark has them."""
        with warnings.catch_warnings():
            # Spark warns of new versions of pandas, which nothing here goes through
            warnings.simplefilter("ignore", FutureWarning)
            return self.session.createDataFrame(rows)


def connect(master: str, database: str = "osuma", settings: Mapping[str, str] | None = None) -> Spark:
    """A session at a master. settings: Spark's own, which win over ours.

    Raises Unreachable where no Java is found or the master does not answer.
    """
    # what fails is told once, by us; its own log would hold values of rows
    logging.getLogger("SQLQueryContextLogger").disabled = True
    given = SETTINGS | (LOCAL if master.startswith("local") else {}) | dict(settings or {})
    builder = SparkSession.builder.master(master).appName("osuma")
    for key, value in given.items():
        builder = builder.config(key, value)
    with _told(), warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return Spark(builder.getOrCreate(), database)


def ddl(table: Table) -> str:
    """CREATE TABLE of one table; Spark does not keep it sorted, and takes no NOT NULL from where it reads."""
    columns = ", ".join(f"{identifier(c.name)} {sql_type(c.type)}" for c in table.columns)
    return f"CREATE TABLE {identifier(table.name)} ({columns}) USING parquet"


def sql_type(kind: str) -> str:
    """A portable column type as Spark writes it."""
    return kind.upper() if kind.startswith("decimal(") else _TYPES[kind]


def portable(kind: str) -> str:
    """The portable type of a Spark column; as it is where the tables of Osuma have none like it."""
    return _PORTABLE.get(kind, kind)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except PySparkException as error:
        kind = str(error.getCondition() or type(error).__name__)
        raise (Unreachable if kind == "JAVA_GATEWAY_EXITED" else EngineError)("Spark", kind) from error
    except Py4JError as error:
        raise EngineError("Spark", type(error).__name__) from error
    except ConnectionError as error:
        raise Unreachable("Spark", type(error).__name__) from error
