"""What the rows that are there make of an identity: a person, a guest, or nobody known."""

from __future__ import annotations

import duckdb

from osuma.engine.tables.facts import EVENT_TABLES
from osuma.store import schema
from osuma.store.writing.staging import anonymous

#: What only a person known to their source does or is; other events may be a visitor's.
_ACTS = {table.name for table in EVENT_TABLES.values()} - {"event_page_view"} | {"contacts", "deals"}
#: Whoever a complete list has no longer: a profile there was and is not. What they have done is still theirs.
_GONE = (
    "identity_key IN (SELECT identity_key FROM superseded_profiles) AND identity_key NOT IN (SELECT identity_key "
    "FROM profiles)"
)


def weigh(con: duckdb.DuckDBPyConnection, among: str) -> None:
    """Set the kind of the identities in a temporary table (identity_key) by the rows that are left of them.

    Somebody who is gone from a list that is complete, and of whom no event, contact or deal tells, is nobody known:
    a permission alone makes no customer of them. They are a person again when they are listed again.
    """
    acts = " UNION ALL ".join(
        f"SELECT identity_key FROM {table} SEMI JOIN {among} USING (identity_key)"
        for table in schema.tables_with(con, "identity_key")
        if table in _ACTS
    )
    said = " UNION ALL ".join(
        f"SELECT identity_key FROM {table} SEMI JOIN {among} USING (identity_key) WHERE NOT ({_GONE})"
        for table in ("consents", "inbox_consents")
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE acted AS SELECT DISTINCT identity_key FROM ({acts} UNION ALL {said} UNION ALL "
        f"SELECT p.identity_key FROM profiles p SEMI JOIN {among} USING (identity_key) JOIN identities i USING "
        "(identity_key) WHERE i.source_id NOT LIKE 'content:%' OR p.first_name IS NOT NULL OR p.last_name IS NOT "
        "NULL OR p.full_name IS NOT NULL)"
    )
    con.execute(
        "UPDATE identities SET kind = CASE WHEN identity_key IN (SELECT identity_key FROM acted) "
        f"AND NOT {anonymous('source_id')} THEN 'person' WHEN {_GONE} THEN 'anonymous' WHEN source_id LIKE 'email:%' "
        "OR source_id LIKE 'phone:%' THEN 'person' WHEN source_id LIKE 'content:%' THEN 'guest' ELSE 'anonymous' END "
        f"WHERE identity_key IN (SELECT identity_key FROM {among})"
    )
