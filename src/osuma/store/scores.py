"""Writing what models and experiments say of people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime
from decimal import Decimal

import duckdb


@dataclass(frozen=True)
class Scored:
    """What a model said of one person. score: null where it could not say. ts: naive UTC."""

    customer_key: int
    model: str
    score: Decimal | None
    ts: datetime
    fingerprint: str


@dataclass(frozen=True)
class Exposed:
    """One person put into an arm of an experiment. ts: naive UTC."""

    customer_key: int
    experiment: str
    arm: str
    ts: datetime


def load_scores(con: duckdb.DuckDBPyConnection, rows: Iterable[Scored]) -> int:
    """Store what models said, inside the caller's transaction; gives the number of rows. What was said of the same
    person by the same model as of the same instant is replaced."""
    return _replace(con, "scores", ("customer_key", "model", "ts"), [astuple(row) for row in rows])


def load_exposures(con: duckdb.DuckDBPyConnection, rows: Iterable[Exposed]) -> int:
    """Store who was put where, inside the caller's transaction; gives the number of rows, as for scores."""
    return _replace(con, "exposures", ("customer_key", "experiment", "ts"), [astuple(row) for row in rows])


def _replace(con: duckdb.DuckDBPyConnection, table: str, key: tuple[str, ...], rows: list[tuple[object, ...]]) -> int:
    if not rows:
        return 0
    con.execute(f"CREATE OR REPLACE TEMP TABLE said AS FROM {table} LIMIT 0")
    con.executemany(f"INSERT INTO said VALUES ({', '.join('?' * len(rows[0]))})", rows)
    same = " AND ".join(f"{table}.{column} = said.{column}" for column in key)
    con.execute(f"DELETE FROM {table} USING said WHERE {same}")
    con.execute(f"INSERT INTO {table} FROM said")
    return len(rows)
