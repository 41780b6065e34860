"""Many tables joined to one at once: Ibis's own `left_join` works the whole chain out anew for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import ibis.expr.operations as ops
import ibis.expr.types as ir


def beside(rows: ir.Table, key: str, others: Iterable[tuple[ir.Table, Mapping[str, str]]]) -> ir.Table:
    """The rows with columns of tables that have at most one row per `key`, null where a table has none.

    others: each table with the columns that are read, new name -> its name there. All new names differ.
    """
    first = ops.JoinReference(rows.op(), identifier=0)
    values = {name: ops.Field(first, name) for name in rows.columns}
    links = []
    for number, (other, columns) in enumerate(others, start=1):
        table = ops.JoinReference(other.op(), identifier=number)
        links.append(ops.JoinLink("left", table, [ops.Equals(values[key], ops.Field(table, key))]))
        values |= {shown: ops.Field(table, name) for shown, name in columns.items()}
    return ir.Table(ops.JoinChain(first, links, values)) if links else rows
