"""Columns and tables as values; every engine's DDL and Ibis schema derive from these."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import ibis
import ibis.expr.types as ir

MONEY = "decimal(18,4)"
INSTANT = "timestamp(6)"


@dataclass(frozen=True)
class Column:
    """One column: its portable type, whether null is allowed, and what null means."""

    name: str
    type: str
    note: str
    nullable: bool = True


@dataclass(frozen=True)
class Table:
    """One table: `name`, its columns in order, `key` columns that are unique together, `sort` order of storage."""

    name: str
    note: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    def extended(self, *more: Column) -> Table:
        """The same table with a workspace's own columns at the end."""
        known = self.by_name
        fresh = tuple(column for column in more if column.name not in known)
        return Table(self.name, self.note, self.columns + fresh, self.key, self.sort)


def ibis_schema(table: Table) -> dict[str, str]:
    """The Ibis schema of a table; every column is nullable to Ibis unless the contract says otherwise."""
    return {c.name: c.type if c.nullable else f"!{c.type}" for c in table.columns}


@lru_cache(maxsize=256)
def unbound(table: Table) -> ir.Table:
    """The table as an Ibis expression that is bound to no connection; the same one each time, so that what Ibis works
    out of it once is worked out once."""
    return ibis.table(ibis_schema(table), name=table.name)


def text(name: str, note: str) -> tuple[Column, ...]:
    """A text column and the twin that is compared."""
    return (Column(name, "string", note), Column(f"{name}_fold", "string", f"{name}, NFC and casefolded"))
