"""What Ibis says to Spark that needs its own backend, said without it."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir
from ibis.backends.sql.compilers.base import SQLGlotCompiler
from ibis.backends.sql.compilers.pyspark import PySparkCompiler

from osuma.store.sql import WithValues, written


class Compiler(WithValues, PySparkCompiler):
    """Ibis's compiler, for a session that Ibis did not open."""

    def visit_Field(self, op: Any, *, rel: Any, name: Any) -> Any:
        # Ibis asks an option of its backend whether NaN is null; there is none in our tables
        return SQLGlotCompiler.visit_Field(self, op, rel=rel, name=name)


_COMPILER = Compiler()


def sql_of(expr: ir.Table) -> str:
    """An expression as Spark reads it."""
    return written(expr, _COMPILER)
