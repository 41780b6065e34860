"""What people have allowed: statements on their way to the catalog, and its ledger projected back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from osuma.engine.tables.people import CONSENTS, SUPPRESSIONS, WITHDRAWN
from osuma.engine.tables.schema import INSTANT, Table
from osuma.store.dialect import fold, literal
from osuma.store.people import customers
from osuma.store.writing import rows
from osuma.store.writing.batch import LoadContext, Rows
from osuma.store.writing.staging import Staged

_ARROW = {"int64": pa.int64(), "string": pa.string(), "boolean": pa.bool_(), INSTANT: pa.timestamp("us")}


def write_consents(
    con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext, moment: str
) -> Rows:
    """Leave statements in the inbox. One that says what its source said last of the person already is the same.

    `unknown` (not subscribed) takes back what the source said before, without being a refusal; where its list itself
    said yes the time before, somebody has unsubscribed in between, and it is one.

    moment: SQL for the instant of statements without a time of their own.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE stated AS SELECT w.identity_key, i.purpose, i.channel, i.state, "
        f"coalesce(i.ts, {moment}) AS ts, i.ts IS NULL AS undated, i.text_version, i.evidence, "
        "i.method, i.double_opt_in, w.person "
        f"FROM {staged.table} i JOIN who w USING (person) QUALIFY row_number() OVER (PARTITION BY w.identity_key, "
        'i.purpose, i.channel, i.state, i.ts ORDER BY i."row" DESC) = 1'
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE earlier AS SELECT identity_key, purpose, channel, state, ts, dated FROM "
        "consents "
        f"WHERE source = {literal(source)} UNION ALL SELECT identity_key, purpose, channel, state, ts, dated FROM "
        "inbox_consents "
        f"WHERE source = {literal(source)}"
    )
    con.execute(
        "UPDATE stated SET state = 'refused' WHERE state = 'unknown' AND undated AND EXISTS (SELECT 1 FROM (SELECT "
        "identity_key, purpose, channel, arg_max(state, ts) AS state FROM earlier WHERE NOT coalesce(dated, false) "
        "GROUP BY ALL) l WHERE l.identity_key = stated.identity_key AND l.purpose = stated.purpose AND l.channel = "
        "stated.channel AND l.state IN ('granted', 'refused'))"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE latest AS SELECT identity_key, purpose, channel, arg_max(state, ts) AS state "
        "FROM earlier GROUP BY ALL"
    )
    total = rows.number(con, "SELECT count(*) FROM stated")
    new = rows.number(
        con,
        f"INSERT INTO inbox_consents BY NAME SELECT {context.import_id} AS import_id, s.identity_key, "
        f"{literal(source)} AS source, s.person AS source_id, s.purpose, "
        "s.channel, s.state, s.ts, NOT s.undated AS dated, s.text_version, s.evidence, s.method, "
        "s.double_opt_in FROM stated s WHERE NOT "
        "EXISTS (SELECT 1 FROM "
        "earlier e "
        "WHERE e.identity_key = s.identity_key AND e.purpose = s.purpose AND e.channel = s.channel AND e.state "
        "= s.state "
        "AND e.ts = s.ts) AND NOT (s.undated AND EXISTS (SELECT 1 FROM latest l WHERE l.identity_key = "
        "s.identity_key "
        "AND l.purpose = s.purpose AND l.channel = s.channel AND l.state = s.state)) ORDER BY s.identity_key, s.ts",
    )
    return Rows(new=new, same=total - new, refused=_nameless(con, staged))


def _nameless(con: duckdb.DuckDBPyConnection, staged: Staged) -> int:
    return rows.number(
        con,
        f"INSERT INTO refused SELECT \"row\", '', NULL, 'nobody_named' FROM {staged.table} WHERE person IS NULL",
    )


def write_suppressions(
    con: duckdb.DuckDBPyConnection, staged: Staged, source: str, context: LoadContext, moment: str
) -> Rows:
    """Leave suppressed addresses in the inbox: each channel, address and reason once for every time that a source
    gives, so that who unsubscribed, subscribed and unsubscribed again is barred anew; without a time only once."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE barred AS SELECT DISTINCT i.channel, CASE WHEN i.channel = 'email' THEN "
        f"{fold('trim(i.address)')} ELSE i.address END AS address, i.reason, coalesce(i.ts, {moment}) AS ts, "
        f"i.ts IS NOT NULL AS dated FROM {staged.table} i WHERE i.address IS NOT NULL "
        "QUALIFY dated OR NOT bool_or(dated) OVER (PARTITION BY i.channel, address, i.reason)"
    )
    total = rows.number(con, "SELECT count(*) FROM barred")
    known = "s.channel = b.channel AND s.reason = b.reason AND (NOT b.dated OR (s.dated AND s.ts = b.ts))"
    new = rows.number(
        con,
        f"INSERT INTO inbox_suppressions BY NAME SELECT {context.import_id} AS import_id, {literal(source)} AS "
        "source, b.channel, b.address, b.reason, b.ts, b.dated FROM barred b WHERE NOT EXISTS (SELECT 1 FROM "
        f"suppressions s WHERE s.address_hash = sha256(b.address) AND {known}) AND NOT EXISTS (SELECT 1 FROM "
        f"inbox_suppressions s WHERE s.address = b.address AND {known})",
    )
    return Rows(new=new, same=total - new)


def inbox(con: duckdb.DuckDBPyConnection, import_id: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The statements and the suppressed addresses that a load brought, as plain values for the catalog's ledger."""
    both = []
    for table in ("inbox_consents", "inbox_suppressions"):
        found: pa.Table = con.sql(
            f"SELECT * FROM {table} WHERE import_id = ? ORDER BY ALL", params=[import_id]
        ).to_arrow_table()
        both.append(found.to_pylist())
    return both[0], both[1]


def watermark(con: duckdb.DuckDBPyConnection, name: str) -> int:
    """The position up to which a ledger (consents, suppressions) is projected; 0 for nothing."""
    return rows.number(con, f"SELECT seq FROM watermarks WHERE name = {literal(name)}")


def entries(con: duckdb.DuckDBPyConnection) -> tuple[set[int], set[int]]:
    """The positions of the consents and of the suppressions that are projected."""
    both = (con.execute(f"SELECT seq FROM {name}").fetchall() for name in ("consents", "suppressions"))
    consents, suppressions = ({int(seq) for (seq,) in found} for found in both)
    return consents, suppressions


def project(
    con: duckdb.DuckDBPyConnection,
    consents: Sequence[Mapping[str, Any]],
    suppressions: Sequence[Mapping[str, Any]],
) -> int:
    """Add entries of the catalog's ledgers (the columns of `consents` and `suppressions`) behind the watermark.

    Entries at or before the watermark are passed over, so that projecting twice changes nothing. Gives how many
    were added. Consent per person is derived again for those concerned. Statements of identities that are no longer
    known (their import was undone) are kept but concern nobody.
    """
    added = _append(con, CONSENTS, consents) + _append(con, SUPPRESSIONS, suppressions)
    keys = sorted({int(entry["identity_key"]) for entry in consents})
    if keys:
        con.register("keys_rows", pa.table({"identity_key": pa.array(keys, pa.int64())}))
        customers.touch(con, "spoken", "SELECT customer_key FROM identities SEMI JOIN keys_rows USING (identity_key)")
        con.unregister("keys_rows")
        derive(con, "spoken")
    return added


def _append(con: duckdb.DuckDBPyConnection, table: Table, entries: Sequence[Mapping[str, Any]]) -> int:
    if not entries:
        return 0
    done = watermark(con, table.name)
    fresh = [entry for entry in entries if int(entry["seq"]) > done]
    if not fresh:
        return 0
    columns = {c.name: pa.array([e.get(c.name) for e in fresh], _ARROW[c.type]) for c in table.columns}
    con.register("entry_rows", pa.table(columns))
    con.execute(f"INSERT INTO {table.name} BY NAME SELECT * FROM entry_rows ORDER BY seq")
    con.unregister("entry_rows")
    con.execute("DELETE FROM watermarks WHERE name = ?", [table.name])
    con.execute("INSERT INTO watermarks VALUES (?, ?)", [table.name, max(int(e["seq"]) for e in fresh)])
    return len(fresh)


def derive(con: duckdb.DuckDBPyConnection, touched: str) -> None:
    """The state that counts, for customers in the temporary table `touched`: any source's refusal wins.

    Per identity and source the newest statement holds; the deciding one is the earliest of the state that won. What a
    person took back by hand holds until a source says that they gave it again at a later time.
    """
    con.execute(f"DELETE FROM customer_consents WHERE customer_key IN (SELECT customer_key FROM {touched})")
    said = rows.number(
        con,
        "CREATE OR REPLACE TEMP TABLE newest_said AS SELECT i.customer_key, c.* EXCLUDE (identity_key) FROM "
        "consents c "
        f"JOIN identities i USING (identity_key) WHERE i.customer_key IN (SELECT customer_key FROM {touched}) "
        "QUALIFY row_number() OVER (PARTITION BY c.identity_key, c.source, c.channel, c.purpose ORDER BY c.ts DESC, "
        "c.seq DESC) = 1",
    )
    if not said:
        return
    con.execute("DELETE FROM newest_said WHERE state = 'unknown'")
    again = (
        "max(CASE WHEN state = 'granted' AND dated THEN ts END) OVER (PARTITION BY customer_key, channel, purpose)"
    )
    con.execute(
        "INSERT INTO customer_consents SELECT customer_key, channel, purpose, "
        "CASE WHEN bool_or(state = 'refused') THEN 'refused' ELSE 'granted' END, "
        "arg_min(ts, place), arg_min(source, place), count(DISTINCT state) > 1 FROM (SELECT *, row_number() OVER "
        "(PARTITION BY customer_key, channel, purpose ORDER BY state = 'refused' DESC, ts, seq) AS place FROM "
        "(SELECT * "
        f"FROM newest_said QUALIFY source <> {literal(WITHDRAWN)} OR ts >= coalesce({again}, TIMESTAMP "
        f"'-infinity'))) "
        "GROUP BY customer_key, channel, purpose ORDER BY customer_key, channel, purpose"
    )
