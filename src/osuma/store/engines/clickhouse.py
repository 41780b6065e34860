"""ClickHouse: a server over HTTP, or the same engine inside this process (chDB)."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

import clickhouse_connect
import ibis.expr.types as ir
import pyarrow as pa
from clickhouse_connect.driver.exceptions import ClickHouseError, OperationalError

from osuma.engine.tables.schema import INSTANT, Column, Table
from osuma.store.dialect import identifier, literal, names
from osuma.store.engines import clickhouse_sql
from osuma.store.engines.engine import Engine, EngineError, Unreachable

#: Without these a left join gives 0 and "" instead of null, and literals are read in the zone of the process.
SETTINGS = {
    "join_use_nulls": 1,
    "session_timezone": "UTC",
    "session_timeout": 3600,
    # the text of a few hundred rules together
    "max_query_size": 64_000_000,
    "max_ast_elements": 5_000_000,
    "max_expanded_ast_elements": 5_000_000,
    "max_ast_depth": 100_000,
    "max_parser_depth": 100_000,
}
_TYPES = {
    "string": "String",
    "int64": "Int64",
    "int8": "Int8",
    "boolean": "Bool",
    "double": "Float64",
    "date": "Date32",
    INSTANT: "DateTime64(6, 'UTC')",
    "array<string>": "Array(String)",
}
_PORTABLE = {kind: portable for portable, kind in _TYPES.items()}
_WRAPPED = re.compile(r"(?:Nullable|LowCardinality)\((.*)\)")
_DECIMAL = re.compile(r"Decimal\((\d+), (\d+)\)")
#: The name of an error in a message whose other words may hold values of rows.
_KIND = re.compile(r"\(([A-Z][A-Z0-9_]+)\)")


class ClickHouse(Engine):
    """A client of one database; `client` is clickhouse-connect's."""

    name: ClassVar[str] = "ClickHouse"

    def __init__(self, client: Any) -> None:
        self.client = client
        self._kept: set[str] = set()

    def run(self, sql: str) -> None:
        with self._asking():
            self.client.command(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self._asking():
            found = self.client.query_arrow(sql, use_strings=True)
        return list(zip(*(_plain(column).to_pylist() for column in found.columns), strict=True))

    def sql_of(self, expr: ir.Table) -> str:
        return clickhouse_sql.sql_of(expr)

    def instant(self, moment: datetime) -> str:
        return f"toDateTime64({literal(moment.isoformat(sep=' ', timespec='microseconds'))}, 6, 'UTC')"

    def create(self, table: Table) -> None:
        self.run(f"DROP TABLE IF EXISTS {identifier(table.name)} SYNC")
        self.run(ddl(table))

    def insert(self, table: Table, rows: pa.Table) -> None:
        self._insert(table.name, rows)

    def keep(self, name: str, sql: str) -> None:
        self.forget(name)
        self.run(f"CREATE TEMPORARY TABLE {identifier(name)} ENGINE = Memory AS {sql}")
        self._kept.add(name)

    def columns(self, table: str) -> Mapping[str, str]:
        found = self.rows(
            f"SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {literal(table)} "
            "ORDER BY position"
        )
        return {str(name): portable(str(kind)) for name, kind in found}

    def tables(self) -> Sequence[str]:
        found = self.rows("SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name")
        return [str(name) for (name,) in found]

    def close(self) -> None:
        self.client.close()

    def _insert(self, name: str, rows: pa.Table) -> None:
        if rows.num_rows:
            with self._asking():
                self.client.insert_arrow(identifier(name), rows)

    def forget(self, name: str) -> None:
        if name in self._kept:
            self.run(f"DROP TEMPORARY TABLE {identifier(name)}")
            self._kept.discard(name)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """After a failure the engine in this process puts what it had written before its next answer: take it."""
        try:
            with _told():
                yield
        except Unreachable:
            raise
        except EngineError:
            with contextlib.suppress(ClickHouseError):
                self.client.raw_query("SELECT 1", fmt="TabSeparated")
            raise


def connect(database: str, **given: Any) -> ClickHouse:
    """A client of a database, which is made where it is missing. given: as clickhouse-connect takes it.

    Raises EngineError where there is no server, or it does not let us in.
    """
    # what fails is told once, by us; its own log would hold addresses and parts of queries
    logging.getLogger("clickhouse_connect").setLevel(logging.CRITICAL)
    with _told():
        first = clickhouse_connect.get_client(settings=dict(SETTINGS), **given)
        first.command(f"CREATE DATABASE IF NOT EXISTS {identifier(database)}")
        client = clickhouse_connect.get_client(settings=dict(SETTINGS), database=database, **given)
        first.close()  # not earlier: what is in memory only goes with its last client
        return ClickHouse(client)


def ddl(table: Table) -> str:
    """CREATE TABLE of one table, sorted as the table says."""
    columns = ", ".join(column_ddl(c) for c in table.columns)
    order = names(table.sort or table.key) or "tuple()"
    return (
        f"CREATE TABLE {identifier(table.name)} ({columns}) ENGINE = MergeTree ORDER BY ({order}) "
        "SETTINGS allow_nullable_key = 1"
    )


def column_ddl(column: Column) -> str:
    """One column; a code, of which there are few, is stored once and referred to. There are no nullable arrays."""
    kind = sql_type(column.type)
    if column.nullable and not kind.startswith("Array"):
        kind = f"Nullable({kind})"
    if column.note.startswith("code:") or column.name == "source":
        kind = f"LowCardinality({kind})"
    return f"{identifier(column.name)} {kind}"


def sql_type(kind: str) -> str:
    """A portable column type as ClickHouse writes it."""
    return f"Decimal({kind[8:-1]})" if kind.startswith("decimal(") else _TYPES[kind]


def portable(kind: str) -> str:
    """The portable type of a ClickHouse column; as it is where the tables of Osuma have none like it."""
    while wrapped := _WRAPPED.fullmatch(kind):
        kind = wrapped[1]
    decimal = _DECIMAL.fullmatch(kind)
    return f"decimal({decimal[1]},{decimal[2]})" if decimal else _PORTABLE.get(kind, kind)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Instants naive, in UTC."""
    return column.cast(pa.timestamp("us")) if pa.types.is_timestamp(column.type) else column


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise Unreachable("ClickHouse", type(error).__name__) from error
    except ClickHouseError as error:
        kinds = _KIND.findall(str(error))
        raise EngineError("ClickHouse", kinds[-1] if kinds else type(error).__name__) from error
