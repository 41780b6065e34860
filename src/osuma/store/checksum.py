"""Checksums of tables that do not depend on the order of rows, nor on columns in which nothing is known."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from osuma.store import schema
from osuma.store.dialect import identifier, literal

#: Tables that keep a journal of what was done, not what is known; they differ after an import and its undo.
JOURNAL = frozenset({
    "warehouse_version", "loads", "key_counters", "sightings", "watermarks", "month_restatements", "month_rows",
})  # fmt: skip


def checksums(con: duckdb.DuckDBPyConnection, without: Collection[str] = JOURNAL) -> dict[str, str]:
    """Per table ``rows:sum``, the sum over the hashes of its rows. Equal tables have equal sums, on any run."""
    found = con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY table_name").fetchall()
    names = [str(name) for (name,) in found if name not in without]
    # Most tables of a warehouse are empty, and to plan the sum of a wide one takes longer than to see that.
    counted = " UNION ALL ".join(f"SELECT {literal(name)}, count(*) FROM {identifier(name)}" for name in names)
    rows: dict[str, int] = dict(con.execute(counted).fetchall()) if names else {}
    return {name: f"{rows[name]}:{_sum(con, name):x}" if rows[name] else "0:0" for name in names}


def _sum(con: duckdb.DuckDBPyConnection, table: str) -> int:
    parts = ", ".join(f"{literal(c + '=')} || {identifier(c)}::VARCHAR" for c in sorted(schema.columns(con, table)))
    query = f"SELECT sum(md5_number_lower(concat_ws(chr(31), {parts}))) FROM {identifier(table)}"
    return int(con.execute(query).fetchall()[0][0])
