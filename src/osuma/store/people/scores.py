"""Writing what models and experiments say of people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime
from decimal import Decimal

import duckdb
import pyarrow as pa


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


def arms(con: duckdb.DuckDBPyConnection, experiment: str) -> dict[int, str]:
    """The arm that each person of today was put into first, by customer_key."""
    found = con.execute(
        "SELECT i.customer_key, arg_min(e.arm, e.ts) FROM exposures e JOIN identities i "
        "ON i.identity_key = e.customer_key WHERE e.experiment = ? GROUP BY 1",
        [experiment],
    ).fetchall()
    return {int(key): str(arm) for key, arm in found}


def _replace(con: duckdb.DuckDBPyConnection, table: str, key: tuple[str, ...], rows: list[tuple[object, ...]]) -> int:
    if not rows:
        return 0
    columns = {str(n): pa.array(values) for n, values in enumerate(zip(*rows, strict=True))}
    con.register("said_rows", pa.table(columns))
    con.execute(f"CREATE OR REPLACE TEMP TABLE said AS FROM {table} LIMIT 0")
    con.execute("INSERT INTO said FROM said_rows")
    con.unregister("said_rows")
    same = " AND ".join(f"{table}.{column} = said.{column}" for column in key)
    con.execute(f"DELETE FROM {table} USING said WHERE {same}")
    con.execute(f"INSERT INTO {table} FROM said")
    return len(rows)
