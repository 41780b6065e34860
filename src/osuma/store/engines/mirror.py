"""The tables that rules read, copied from a workspace's warehouse to an engine: the layout that a cluster keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyarrow as pa

from osuma.engine.tables import companies, facts, known, people
from osuma.engine.tables.schema import Column, Table
from osuma.store import schema
from osuma.store.dialect import identifier, literal
from osuma.store.engines.engine import Engine, EngineError
from osuma.store.warehouse import Connection

#: Rows that are sent at a time.
BATCH = 500_000
#: Beside every table of events; own event types are found by their name. Membership is the engine's own.
_BESIDE = (
    people.CUSTOMERS,
    people.CUSTOMER_CONSENTS,
    people.CONSENTS,
    people.SUPPRESSIONS,
    people.IDENTITIES,
    people.IDENTITY_LINKS,
    facts.ORDER_STATUS,
    facts.PRODUCTS,
    facts.AREAS,
    people.CUSTOMER_CHANGES,
    known.SCORES,
    known.EXPOSURES,
    companies.ACCOUNTS,
    companies.ACCOUNT_IDENTITIES,
    companies.CONTACTS,
    companies.DEALS,
    companies.DEAL_STAGES,
)
_KNOWN = {table.name: table for table in schema.all_tables()}


def mirrored(con: Connection) -> list[str]:
    """Every table that is copied."""
    beside = [table.name for table in _BESIDE if schema.exists(con, table.name)]
    return [*beside, *schema.event_tables(con)]


def copy(
    con: Connection,
    engine: Engine,
    names: Iterable[str] | None = None,
    told: Callable[[int, int], None] = lambda *_: None,
) -> dict[str, int]:
    """Make the tables on the engine anew with the rows of the warehouse; gives rows by table.

    told: is called before each table: how many are done, of how many. Raises EngineError where the engine fails, or
    holds another number of rows at the end than the warehouse.
    """
    chosen = list(mirrored(con) if names is None else names)
    written = {}
    for n, name in enumerate(chosen):
        told(n, len(chosen))
        table = described(con, name)
        engine.create(table)
        written[name] = _rows(con, engine, table)
        stored = int(engine.rows(f"SELECT count(*) FROM {identifier(name)}")[0][0])
        if stored != written[name]:
            raise EngineError(engine.name, f"{name}: {stored} / {written[name]}")
    return written


def _rows(con: Connection, engine: Engine, table: Table) -> int:
    columns = ", ".join(identifier(c.name) for c in table.columns)
    reader = con.sql(f"SELECT {columns} FROM {identifier(table.name)}").to_arrow_reader(BATCH)
    written = 0
    for batch in reader:
        engine.insert(table, pa.Table.from_batches([batch]))
        written += batch.num_rows
    return written


def described(con: Connection, name: str) -> Table:
    """A table of the warehouse as it is: a workspace's own columns and event types with it."""
    known = _KNOWN.get(name)
    found = con.execute(
        "SELECT column_name, data_type, is_nullable FROM duckdb_columns() WHERE NOT internal "
        f"AND schema_name = 'main' AND table_name = {literal(name)} ORDER BY column_index"
    ).fetchall()
    columns = []
    for column, kind, nullable in found:
        canonical = known.by_name.get(column) if known else None
        note = canonical.note if canonical else ""
        columns.append(Column(column, schema.portable_type(kind), note, bool(nullable)))
    events = facts.EVENT_TABLES["order"]
    order = known or (events if name.startswith("event_") else None)
    return Table(
        name, known.note if known else "", tuple(columns), order.key if order else (), order.sort if order else ()
    )
