"""Relations that stand in other expressions as tables of a name: they are built and written as SQL once, not again in
each query that reads them. Whoever writes an expression as SQL puts them in front of it (`osuma.store.sql`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ibis.expr.operations as ops
import ibis.expr.types as ir
from ibis.expr.schema import Schema


class Relation:
    """An expression that Ibis does not look into: the same one is the same object."""

    __slots__ = ("expr",)

    def __init__(self, expr: ir.Table) -> None:
        self.expr = expr


class Constants:
    """Rows of plain values, which are written as they are; Ibis would make an expression of each."""

    __slots__ = ("rows", "schema")

    def __init__(self, schema: Schema, rows: Iterable[tuple[Any, ...]]) -> None:
        self.schema, self.rows = schema, tuple(rows)


class Inner(ops.PhysicalTable):  # type: ignore[misc]  # Ibis tells no types
    """A table that is a `Relation` or `Constants`; compilers must know it (`osuma.store.sql.Inners`)."""

    schema: Schema
    relation: Any


def inner(name: str, expr: ir.Table) -> ir.Table:
    """The relation as a table. name: of its own, for no two relations of one query may share it."""
    return Inner(name=name, schema=expr.schema(), relation=Relation(expr)).to_expr()


def constants(name: str, schema: Mapping[str, str], rows: Iterable[tuple[Any, ...]]) -> ir.Table:
    """At least one row of values as a table. name: as for `inner`."""
    shape = Schema(schema)
    return Inner(name=name, schema=shape, relation=Constants(shape, rows)).to_expr()


def inners(expr: ir.Expr) -> dict[str, Relation | Constants]:
    """What an expression reads as tables, by name; each after those that it reads itself."""
    found: dict[str, Relation | Constants] = {}
    for table in expr.op().find(Inner):
        if isinstance(table.relation, Relation):
            found |= inners(table.relation.expr)
        found[table.name] = table.relation
    return found


def parts(expr: ir.Expr) -> list[ir.Expr]:
    """The expression and the relations in it: all that is read when it is."""
    return [expr, *(one.expr for one in inners(expr).values() if isinstance(one, Relation))]


def tables_read(expr: ir.Expr) -> set[str]:
    """The names of the tables that an expression reads, also through its relations."""
    return {table.name for part in parts(expr) for table in part.op().find(ops.UnboundTable)}
