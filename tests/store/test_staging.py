"""Rows staged as views of the raw table or as tables: the same rows, and hashes that stand for ever."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from osuma.store import dialect
from osuma.store.writing.batch import StagedBatch, StagedOutput
from osuma.store.writing.staging import drop, stage

RAW = (
    "SELECT * FROM (VALUES (2, 'A1', ' C1 ', 'Äijä@Testi.FI', 10.5, false), (3, 'A2', NULL, 'Äijä@Testi.FI', NULL, "
    "false), (4, 'A3', 'c3', NULL, 1, true), (5, 'A1', 'c1', 'äijä@testi.fi', 11, false)) t(row, c1, c2, c3, p4, bad)"
)
FIELDS = {
    "person_id": "CAST(c2 AS VARCHAR)", "person_email": "CAST(c3 AS VARCHAR)",
    "person_phone": "CAST(NULL AS VARCHAR)",
    "order_id": "CAST(c1 AS VARCHAR)", "amount": "CAST(p4 AS DECIMAL(18,4))", "tax": "CAST(NULL AS DECIMAL(18,4))",
}  # fmt: skip


def staged(con: duckdb.DuckDBPyConnection, output: StagedOutput) -> list[tuple[Any, ...]]:
    batch = StagedBatch("shop", RAW, (output,))
    (made,) = stage(con, batch, "raw_0")
    assert (made.contradicting.rows, list(made.columns)) == (1, ["row", *FIELDS])
    order = ", ".join([*made.columns, "person", "source_row_id", "content_hash"])
    found = con.execute(f'SELECT {order} FROM {made.table} ORDER BY "row"').fetchall()
    drop(con, batch, "raw_0")
    assert con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'raw%'").fetchall() == [(0,)]
    assert con.execute("SELECT count(*) FROM duckdb_views() WHERE view_name LIKE 'raw%'").fetchall() == [(0,)]
    return found


def test_a_view_of_the_raw_table_has_what_a_table_of_its_own_has() -> None:
    con = duckdb.connect()
    dialect.register(con)
    fields = ", ".join(f"{sql} AS {name}" for name, sql in FIELDS.items())
    sql = f'SELECT "row", {fields} FROM {{raw}} WHERE NOT bad'
    table = staged(con, StagedOutput("orders", "orders", sql))
    view = staged(con, StagedOutput("orders", "orders", sql, FIELDS, "NOT bad", frozenset({"person_phone", "tax"})))
    assert view == table
    assert [(row[0], row[-3], row[-2]) for row in view] == [
        (3, "email:äijä@testi.fi", "order:A2"),
        (5, "c1", "order:A1"),
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"order_id": "'A1'", "ts": "TIMESTAMP '2025-03-01 10:00:00'", "amount": "12.5::DECIMAL(18,4)",
          "status": "'completed'", "person": "'c1'"}, "940e6f815a35ff45"),
        ({"order_id": "'A1'", "ts": "TIMESTAMP '2025-03-01 10:00:00.25'", "amount": "NULL::DECIMAL(18,4)",
          "status": "'Päättynyt'", "person": "NULL::VARCHAR", "tags": "['a','b']"}, "e38eac8ff61dc045"),
        ({"x": "NULL::VARCHAR"}, "d41d8cd98f00b204"),
    ],
)  # fmt: skip
def test_a_hash_is_what_it_was_in_the_first_version(values: dict[str, str], expected: str) -> None:
    """A file imported by any version before changes nothing when it comes again."""
    assert duckdb.sql(f"SELECT {dialect.content_hash(values)}").fetchall() == [(expected,)]
