"""Worlds in DuckDB: the canonical tables filled with plain rows, and plans run over them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from osuma.engine.segments.compile.needs import custom_tables
from osuma.engine.segments.compile.plan import Plan
from osuma.engine.segments.interpret.rows import Facts, World
from osuma.engine.segments.settings import Settings
from osuma.engine.tables import companies, facts, known, people, views
from osuma.engine.tables.schema import Table
from osuma.engine.tables.vocabulary import Vocabulary, columns_of
from osuma.store.warehouse import Warehouse, sql_of

_DUCK = {
    "string": "VARCHAR", "array<string>": "VARCHAR[]", "timestamp(6)": "TIMESTAMP", "int64": "BIGINT",
    "int8": "TINYINT", "boolean": "BOOLEAN", "date": "DATE",
}  # fmt: skip
_ARROW: dict[str, Any] = {
    "string": pa.string(), "array<string>": pa.list_(pa.string()), "timestamp(6)": pa.timestamp("us"),
    "int64": pa.int64(), "int8": pa.int8(), "boolean": pa.bool_(), "date": pa.date32(),
}  # fmt: skip
TABLES = (
    *facts.EVENT_TABLES.values(), facts.ORDER_STATUS, facts.AREAS, facts.PRODUCTS, people.CUSTOMERS,
    people.CUSTOMER_CONSENTS, people.CONSENTS, people.SUPPRESSIONS, people.IDENTITIES, people.CUSTOMER_CHANGES,
    facts.SEGMENTS, facts.RUNS, facts.RUN_SEGMENTS, facts.MEMBERSHIP_NOW, facts.MEMBERSHIP_MOVES, known.SCORES,
    known.EXPOSURES, companies.ACCOUNTS, companies.CONTACTS, companies.DEALS, companies.DEAL_STAGES,
)  # fmt: skip
FAR = datetime(2200, 1, 1)


def _arrow(kind: str) -> Any:
    if kind.startswith("decimal"):
        width, scale = kind[8:-1].split(",")
        return pa.decimal128(int(width), int(scale))
    return _ARROW[kind]


def connect() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("SET GLOBAL TimeZone = 'UTC'")
    con.execute("SET threads = 1")
    return con


def tables(vocabulary: Vocabulary) -> list[Table]:
    own = [c for f in vocabulary.customers.values() if f.custom for c in columns_of(f)]
    extended = [t.extended(*own) if t.name == "customers" else t for t in TABLES]
    return [*extended, *custom_tables(vocabulary).values()]


def fill(con: duckdb.DuckDBPyConnection, world: World, vocabulary: Vocabulary) -> None:
    """Make every canonical table with the rows of the world; columns that a row lacks get a filler."""
    for table in tables(vocabulary):
        columns = ", ".join(
            f'"{c.name}" {_DUCK.get(c.type, c.type)}{"" if c.nullable else " NOT NULL"}' for c in table.columns
        )
        con.execute(f"CREATE OR REPLACE TABLE {table.name} ({columns})")
        insert(con, table, world.get(table.name, ()))


def insert(con: duckdb.DuckDBPyConnection, table: Table, rows: Sequence[Any]) -> None:
    filled = [{c.name: row.get(c.name, _filler(c.type, c.nullable)) for c in table.columns} for row in rows]
    if filled:
        schema = pa.schema([(c.name, _arrow(c.type)) for c in table.columns])
        con.register("given", pa.Table.from_pylist(filled, schema=schema))
        con.execute(f"INSERT INTO {table.name} SELECT * FROM given")
        con.unregister("given")


def _filler(kind: str, nullable: bool) -> Any:
    if nullable:
        return None
    fillers = {"string": "", "boolean": False, "timestamp(6)": datetime(2020, 1, 1), "array<string>": []}
    return fillers.get(kind, 0)


def derive(con: duckdb.DuckDBPyConnection) -> None:
    """`counted` and `net_base` at the end of the data, as the views define them."""
    for table, derived in (
        ("event_order", views.derived_orders(FAR)),
        ("event_order_line", views.derived_lines(FAR)),
    ):
        con.execute(f"CREATE OR REPLACE TEMP TABLE derived AS {sql_of(derived)}")
        con.execute(
            f"UPDATE {table} SET counted = d.counted, net_base = d.net_base FROM derived d "
            f"WHERE d.event_id = {table}.event_id"
        )


def people_as_of(
    con: duckdb.DuckDBPyConnection, world: World, vocabulary: Vocabulary, settings: Settings, as_of: datetime
) -> None:
    """Customers as they were at an instant, in the place of the table."""
    then = Facts(world, settings, as_of, current=False)
    rows = [{name: _as_it_was(then, row, name) for name in row} for row in world["customers"]]
    table = next(t for t in tables(vocabulary) if t.name == "customers")
    con.execute("DELETE FROM customers")
    insert(con, table, rows)


def _as_it_was(then: Facts, row: Any, name: str) -> Any:
    if name in ("customer_key", "kind", "set_apart", "known_from", "external_id", "source"):
        return row[name]
    base = name.removesuffix("_fold").removesuffix("_set")
    value = then.attribute(row, base)
    if name.endswith("_set") and f"{base}_fold" in row:
        return value is not None
    if value is None:
        return [] if isinstance(row[name], list) else None
    if name.endswith("_fold"):
        return [fold(v) for v in value] if isinstance(value, list) else fold(value)
    return value


def fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def run(con: duckdb.DuckDBPyConnection, plan: Plan) -> dict[str, dict[int, int]]:
    """Materialise the plan and give the result per slug and customer."""
    for query in plan.stages:
        con.execute(f"CREATE OR REPLACE TEMP TABLE {query.name} AS {sql_of(query.expr)}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE flags AS {sql_of(plan.flags)}")
    wanted = ["customer_key", *plan.columns.values()]
    rows = con.execute(f"SELECT {', '.join(wanted)} FROM flags").fetchall()
    keys, *columns = zip(*rows, strict=True)
    return {slug: dict(zip(keys, c, strict=True)) for slug, c in zip(plan.columns, columns, strict=True)}


class Opened(Warehouse):
    """A warehouse that is a connection with a world in it."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        super().__init__(":memory:")
        self._con = con
