"""Tables of registered event types: made, widened and taken apart again, with the rows that came before them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from osuma.engine.tables.facts import EVENT_OTHER
from osuma.engine.tables.own import OwnType
from osuma.engine.tables.schema import Table
from osuma.store import schema
from osuma.store.dialect import fold, fold_text, identifier, literal
from osuma.store.writing import rows
from osuma.store.writing.batch import OwnEvents
from osuma.store.writing.rejects import write_out

_OTHER = EVENT_OTHER.name
_GIVEN = ", ".join(identifier(c.name) for c in EVENT_OTHER.columns)
_BOTH = ("", "superseded_")


@dataclass(frozen=True)
class Reshaped:
    """What became of the rows of a type. moved: in its table. left: among what is not registered.

    misfits: property → how many rows have a value that does not fit it.
    """

    moved: int
    left: int
    misfits: Mapping[str, int]


def is_type(given: str) -> str:
    """SQL that is true for a row of a type, whatever the case it is written in."""
    return f"{fold('type')} = {literal(fold_text(given))}"


def reshape(
    con: duckdb.DuckDBPyConnection, before: OwnType | None, after: OwnEvents, refused: Path | None = None
) -> Reshaped:
    """Make the table of an own event type as `after` says, from its table before and from what is not registered.

    Inside the caller's transaction. Every row keeps its identity, hash and import, older versions as well, so that an
    import is undone as if nothing had happened between. A row with a value that does not fit stays in `event_other`
    and is written to the file `refused`: its id in place of its row in a file.
    """
    table = after.type.table
    _gather(con, after.type.given, before)
    for one in (table, schema.superseded(table)):
        con.execute(schema.ddl(one))
    found = _fill(con, "", after, refused)
    _fill(con, "superseded_", after, None)
    con.execute(
        f"UPDATE sightings SET table_name = {literal(table.name)} WHERE table_name = {literal(_OTHER)} "
        f"AND (source, source_row_id) IN (SELECT (source, source_row_id) FROM {table.name})"
    )
    return found


def take_apart(con: duckdb.DuckDBPyConnection, own: OwnType) -> int:
    """Give the rows of an own event type back to `event_other`, as they were before; gives how many."""
    _gather(con, own.given, own)
    for prefix in _BOTH:
        con.execute(f"INSERT INTO {prefix}{_OTHER} BY NAME SELECT * FROM gathered_{prefix}")
    return rows.number(con, "SELECT count(*) FROM gathered_")


def _gather(con: duckdb.DuckDBPyConnection, given: str, before: OwnType | None) -> None:
    """All rows of a type into temp tables `gathered_` and `gathered_superseded_`; its tables are gone."""
    for prefix in _BOTH:
        columns = _GIVEN + (", superseded_by" if prefix else "")
        own = f" UNION ALL SELECT {columns} FROM {prefix}{before.table.name}" if before is not None else ""
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE gathered_{prefix} AS "
            f"SELECT {columns} FROM {prefix}{_OTHER} WHERE {is_type(given)}{own}"
        )
        con.execute(f"DELETE FROM {prefix}{_OTHER} WHERE {is_type(given)}")
        if before is not None:
            con.execute(f"DROP TABLE {prefix}{before.table.name}")
    if before is not None:
        con.execute("UPDATE sightings SET table_name = ? WHERE table_name = ?", [_OTHER, before.table.name])


def _fill(con: duckdb.DuckDBPyConnection, prefix: str, after: OwnEvents, refused: Path | None) -> Reshaped:
    """Rows that fit into the table, the others back to where what is not registered is."""
    table, other = f"{prefix}{after.type.table.name}", f"{prefix}{_OTHER}"
    read_typed(con, after, f"gathered_{prefix}")
    moved = rows.insert(
        con, table, typed_columns(con, after, table),
        f"FROM typed_rows WHERE {fits(after)}", "ORDER BY customer_key, ts, event_id",
    )  # fmt: skip
    named = ", ".join(identifier(c) for c in schema.columns(con, other))
    left = rows.number(con, f"INSERT INTO {other} ({named}) SELECT {named} FROM typed_rows WHERE NOT {fits(after)}")
    con.execute('CREATE OR REPLACE TEMP TABLE refused ("row" VARCHAR, "column" VARCHAR, value VARCHAR, code VARCHAR)')
    note_misfits(con, after, "source_row_id")
    write_out(con, "refused", refused)
    misfits = con.execute('SELECT "column", count(*) FROM refused GROUP BY 1 ORDER BY 1').fetchall()
    return Reshaped(moved, left, {str(name): int(n) for name, n in misfits})


def read_typed(con: duckdb.DuckDBPyConnection, own: OwnEvents, relation: str) -> None:
    """Rows of a type as temp table `typed_rows`: what they are, and each property as it is registered."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE typed_rows AS {own.sql.format(raw=relation)}")


def fits(own: OwnEvents) -> str:
    """SQL over `typed_rows` that is true where every value fits."""
    return "(" + (" AND ".join(f"wrong_{n} IS NULL" for n in range(len(own.type.properties))) or "true") + ")"


def note_misfits(con: duckdb.DuckDBPyConnection, own: OwnEvents, row: str) -> None:
    """Values of `typed_rows` that do not fit into temp table `refused`. row: SQL of which row it is."""
    for n, one in enumerate(own.type.properties):
        con.execute(
            f"INSERT INTO refused SELECT {row}, {literal(one.given)}, cell_{n}, wrong_{n} FROM typed_rows "
            f"WHERE wrong_{n} IS NOT NULL"
        )


def typed_columns(con: duckdb.DuckDBPyConnection, own: OwnEvents, table: str) -> dict[str, str]:
    """An expression for each column of the type's table over `typed_rows`, twins of texts among them."""
    there = schema.columns(con, table)
    given = {c: identifier(c) for c in schema.columns(con, "typed_rows") if c in there}
    texts = [p.name for p in own.type.properties if p.type == "text"]
    return given | {f"{name}_fold": fold(identifier(name)) for name in texts}


def rebuild(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Make a canonical table again with the own columns that it has now; what is in columns that stay is kept.

    A column that became wider is cast; a text gets its twin. Raises nothing of its own: who asks has checked it.
    """
    for one in (table, schema.superseded(table)):
        con.execute(f"CREATE OR REPLACE TEMP TABLE rebuilt AS SELECT * FROM {one.name}")
        con.execute(f"DROP TABLE {one.name}")
        con.execute(schema.ddl(one))
        there = schema.columns(con, "rebuilt")
        plain = {c.name: identifier(c.name) for c in one.columns if c.name in there}
        texts = {c.name for c in one.columns if c.type == "string" and f"{c.name}_fold" in one.by_name}
        twins = {f"{c}_fold": fold(f"{plain[c]}::VARCHAR") for c in texts if c in plain and f"{c}_fold" not in there}
        rows.insert(con, one.name, plain | twins, "FROM rebuilt")


def known(con: duckdb.DuckDBPyConnection, own: OwnType, names: tuple[str, ...]) -> int:
    """How many values an own property of a canonical type has, older versions included."""
    parts = [f"count({identifier(name)})" for name in names] or ["0"]
    return sum(
        rows.number(con, f"SELECT {' + '.join(parts)} FROM {prefix}{own.table.name}") for prefix in _BOTH
    )  # fmt: skip
