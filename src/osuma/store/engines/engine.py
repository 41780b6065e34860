"""What an engine is to the store: tables by its own DDL, SQL in its own dialect, results as plain values."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, ClassVar, Self

import ibis.expr.types as ir
import pyarrow as pa

from osuma.engine.errors import OsumaError, Words
from osuma.engine.tables.schema import Table


class EngineError(OsumaError):
    """An engine could not do what it was asked. kind: its own name of the error, which holds no value of a row."""

    code_ = "engine_failed"

    def __init__(self, engine: str, kind: str) -> None:
        self.kind = kind
        super().__init__(self.words(engine, kind), self.code_)

    @staticmethod
    def words(engine: str, kind: str) -> Words:
        """What is told of it."""
        return Words(fi=f"{engine} ei onnistunut: {kind}.", en=f"{engine} could not do it: {kind}.")


class Unreachable(EngineError):
    """The engine does not answer."""

    code_ = "engine_unreachable"

    @staticmethod
    def words(engine: str, kind: str) -> Words:
        return Words(
            fi=f"{engine} ei vastaa ({kind}). Tarkista osoite ja että palvelin on käynnissä.",
            en=f"{engine} does not answer ({kind}). Check the address, and that the server is running.",
        )


class Engine(ABC):
    """One connection to a database of an engine; close it when it is no longer needed.

    Temporary tables made by `keep` are seen by this connection only and go with it. Every method that asks the
    engine raises EngineError where the engine fails.
    """

    name: ClassVar[str]

    @abstractmethod
    def run(self, sql: str) -> None:
        """A statement without a result."""

    @abstractmethod
    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query, as tuples of plain values; instants are naive UTC."""

    @abstractmethod
    def sql_of(self, expr: ir.Table) -> str:
        """An expression in the engine's dialect, with what Ibis means differently there put right."""

    @abstractmethod
    def instant(self, moment: datetime) -> str:
        """A naive UTC instant as a literal of SQL, to the microsecond."""

    @abstractmethod
    def create(self, table: Table) -> None:
        """Make the table anew, empty."""

    @abstractmethod
    def insert(self, table: Table, rows: pa.Table) -> None:
        """Add rows, whose columns are those of the table in order."""

    @abstractmethod
    def keep(self, name: str, sql: str) -> None:
        """Make a temporary table of a query's rows, in the place of one of that name."""

    @abstractmethod
    def forget(self, name: str) -> None:
        """Drop a temporary table, where there is one."""

    @abstractmethod
    def columns(self, table: str) -> Mapping[str, str]:
        """The columns of a table with their portable types, in order; empty where there is no such table."""

    @abstractmethod
    def tables(self) -> Sequence[str]:
        """The tables of the database."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the connection."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
