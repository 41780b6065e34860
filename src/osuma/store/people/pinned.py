"""Static lists: who is on which, projected from the catalog, and kept on people whoever they are joined with.

A list holds records of sources (source and id), not keys: a record that is imported again is on its list again. The
tables and columns are made when the first list is. For everybody it is known on which lists they are; a rule asks for
`FIELD`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from osuma.engine.tables.own import STATIC_LISTS
from osuma.store import schema
from osuma.store.dialect import fold_text, literal

#: The field of customers that holds the slugs of their lists.
FIELD = STATIC_LISTS
_TABLE = "pinned"
_COLUMNS = "list VARCHAR NOT NULL, source VARCHAR NOT NULL, source_id VARCHAR NOT NULL, seq BIGINT NOT NULL"


def project(con: duckdb.DuckDBPyConnection, entries: Sequence[Mapping[str, Any]]) -> int:
    """Bring the lists up to entries of the catalog (seq, list, source, source_id, state in or out), oldest first.

    Entries at or before the watermark are passed over. Gives how many were taken in.
    """
    if not entries:
        return 0
    done = watermark(con)
    fresh = [entry for entry in entries if int(entry["seq"]) > done]
    if not fresh:
        return 0
    _prepare(con)
    names = ("list", "source", "source_id", "state")
    columns = {name: pa.array([str(entry[name]) for entry in fresh], pa.string()) for name in names}
    con.register(
        "pin_rows", pa.table({**columns, "seq": pa.array([int(entry["seq"]) for entry in fresh], pa.int64())})
    )
    con.execute(f"DELETE FROM {_TABLE} p USING pin_rows n WHERE {_same('p', 'n')}")
    con.execute(
        f"INSERT INTO {_TABLE} SELECT list, source, source_id, seq FROM pin_rows QUALIFY row_number() OVER "
        "(PARTITION BY list, source, source_id ORDER BY seq DESC) = 1 AND state = 'in'"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE repinned AS SELECT DISTINCT i.customer_key FROM identities i JOIN pin_rows n "
        "ON n.source = i.source AND n.source_id = i.source_id"
    )
    con.unregister("pin_rows")
    derive(con, "repinned")
    con.execute("DELETE FROM watermarks WHERE name = ?", [_TABLE])
    con.execute("INSERT INTO watermarks VALUES (?, ?)", [_TABLE, max(int(entry["seq"]) for entry in fresh)])
    return len(fresh)


def watermark(con: duckdb.DuckDBPyConnection) -> int:
    """The position of the last entry that is projected; 0 for nothing."""
    found = con.execute("SELECT seq FROM watermarks WHERE name = ?", [_TABLE]).fetchall()
    return int(found[0][0]) if found else 0


def derive(con: duckdb.DuckDBPyConnection, touched: str) -> None:
    """Put the lists on the customers in the temporary table `touched` (customer_key), from all of their records."""
    if FIELD not in schema.columns(con, "customers"):  # made with the table, and quicker to ask
        return
    con.execute(
        f"UPDATE customers SET {FIELD} = held.lists, {FIELD}_fold = held.lists, {FIELD}_set = true FROM (SELECT "
        "t.customer_key, coalesce(list_sort(list(DISTINCT p.list) FILTER (p.list IS NOT NULL)), []) AS lists "
        f"FROM {touched} t LEFT JOIN identities i ON i.customer_key = t.customer_key LEFT JOIN {_TABLE} p "
        "ON p.source = i.source AND p.source_id = i.source_id GROUP BY t.customer_key) held "
        "WHERE customers.customer_key = held.customer_key"
    )


def records_of(con: duckdb.DuckDBPyConnection, name: str) -> list[tuple[str, str]]:
    """(source, id) of the record that stands for the one person that an id, `source:id` or e-mail names.

    Empty where it names nobody; several rows where it names several people.
    """
    found = con.execute(
        "SELECT DISTINCT c.source, c.external_id, c.customer_key FROM customers c JOIN identities i "
        "ON i.customer_key = c.customer_key WHERE i.source_id = $name OR i.source || ':' || i.source_id = $name "
        "OR c.email_fold = $folded ORDER BY c.customer_key",
        {"name": name, "folded": fold_text(name)},
    ).fetchall()
    return [(str(source), str(external)) for source, external, _ in found]


def records(con: duckdb.DuckDBPyConnection, identity_keys: Sequence[int]) -> list[tuple[str, str]]:
    """(source, id) of records by their keys, in order; those that are gone are left out."""
    con.register("kept_keys", pa.table({"identity_key": pa.array(list(identity_keys), pa.int64())}))
    found = con.execute(
        "SELECT source, source_id FROM identities SEMI JOIN kept_keys USING (identity_key) ORDER BY identity_key"
    ).fetchall()
    con.unregister("kept_keys")
    return [(str(source), str(external)) for source, external in found]


def _prepare(con: duckdb.DuckDBPyConnection) -> None:
    if schema.exists(con, _TABLE):
        return
    con.execute(f"CREATE TABLE {_TABLE} ({_COLUMNS})")
    for name, kind in ((FIELD, "VARCHAR[]"), (f"{FIELD}_fold", "VARCHAR[]"), (f"{FIELD}_set", "BOOLEAN")):
        schema.add_column(con, "customers", name, kind)
    con.execute(f"UPDATE customers SET {FIELD} = [], {FIELD}_fold = [], {FIELD}_set = {literal(True)}")


def _same(a: str, b: str) -> str:
    return " AND ".join(f"{a}.{name} = {b}.{name}" for name in ("list", "source", "source_id"))
