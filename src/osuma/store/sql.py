"""Ibis expressions as SQL, on whatever engine: what stands in them as a table (`inner`) is put in front."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import ibis.expr.operations as ops
import ibis.expr.types as ir
import sqlglot.expressions as sge

from osuma.engine.tables.inner import Constants, Relation, inners
from osuma.store.dialect import identifier, names

_WITH = "WITH "


class Inners:
    """What a compiler must have beside Ibis's own: the name of what `written` puts in front."""

    def visit_Inner(self, _op: Any, *, name: str, **_rest: Any) -> Any:  # noqa: N802 - Ibis's naming
        return sge.Table(this=sge.to_identifier(name, quoted=True))

    def rows(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """Rows of literals, where there is at least one, as a query."""
        named = [[f"{value} AS {identifier(c)}" for c, value in zip(columns, row, strict=True)] for row in rows]
        return " UNION ALL ".join(f"SELECT {', '.join(row)}" for row in named)


class WithValues(Inners):
    """As an engine has it that knows the rows of standard SQL, of which it can read hundreds faster."""

    def rows(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        told = ", ".join(f"({', '.join(row)})" for row in rows)
        return f"SELECT * FROM (VALUES {told}) AS given({names(columns)})"


def written(expr: ir.Table, compiler: Any, *, pretty: bool = False) -> str:
    """An expression as an engine reads it. compiler: Ibis's with `Inners`. pretty: for people to read."""
    sql = _plain(expr, compiler, pretty)
    in_front = ", ".join(
        f"{identifier(name)} AS ({_kept(one, compiler, pretty)})" for name, one in inners(expr).items()
    )
    if not in_front:
        return sql
    own = f", {sql.removeprefix(_WITH)}" if sql.startswith(_WITH) else f" {sql}"
    return f"{_WITH}{in_front}{own}"


@lru_cache(maxsize=512)
def _kept(one: Relation | Constants, compiler: Any, pretty: bool) -> str:
    if isinstance(one, Relation):
        return _plain(one.expr, compiler, pretty)
    cells = [zip(row, one.schema.types, strict=True) for row in one.rows]
    rows = [[_literal(value, kind, compiler) for value, kind in row] for row in cells]
    return str(compiler.rows(one.schema.names, rows))


@lru_cache(maxsize=4096)
def _literal(value: Any, kind: Any, compiler: Any) -> str:
    found = compiler.visit_Literal(ops.Literal(value, kind), value=value, dtype=kind)
    return str(found.sql(dialect=compiler.dialect))


def _plain(expr: ir.Table, compiler: Any, pretty: bool) -> str:
    return str(compiler.to_sqlglot(expr).sql(dialect=compiler.dialect, pretty=pretty))
