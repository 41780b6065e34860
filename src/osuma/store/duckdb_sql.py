"""DuckDB's SQL of Ibis expressions. With Ibis's compiler come those of every engine: import it when it is needed."""

from __future__ import annotations

from ibis.backends.sql.compilers.duckdb import DuckDBCompiler

from osuma.store.sql import WithValues


class Compiler(WithValues, DuckDBCompiler):  # type: ignore[misc]  # Ibis tells no types
    """Ibis's compiler for the workspace's own engine."""


COMPILER = Compiler()
