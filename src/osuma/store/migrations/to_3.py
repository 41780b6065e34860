"""Version 3: a no of a person is a row of its own; candidates of who is one person; where an area is."""

from __future__ import annotations

import duckdb


def apply(con: duckdb.DuckDBPyConnection) -> None:
    """Give every link that a person took back its `kept_apart`, and add `identity_candidates`.

    Areas get their region and centre, null until their statistics are imported again.
    """
    for table in ("areas", "superseded_areas"):
        for column, kind in (("region", "VARCHAR"), ("east", "BIGINT"), ("north", "BIGINT")):
            con.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    con.execute(
        "CREATE TABLE identity_candidates (candidate_id BIGINT NOT NULL, a BIGINT NOT NULL, b BIGINT NOT NULL, "
        "weight DOUBLE NOT NULL, probability DOUBLE NOT NULL, reasons VARCHAR NOT NULL, found_at TIMESTAMP NOT NULL)"
    )
    con.execute(
        "CREATE TEMP TABLE noes AS SELECT row_number() OVER (ORDER BY l.link_id) AS nth, l.a, l.b, l.undone_at, "
        "coalesce(u.import_id, l.import_id) AS import_id FROM identity_links l "
        "JOIN identities x ON x.identity_key = l.a JOIN identities y ON y.identity_key = l.b "
        "LEFT JOIN (SELECT import_id, CAST(json_extract(detail, '$.link_id') AS BIGINT) AS link_id FROM loads "
        "WHERE kind = 'unmerge') u ON u.link_id = l.link_id WHERE l.undone_at IS NOT NULL AND x.customer_key <> "
        "y.customer_key AND l.link_id NOT IN (SELECT link_id FROM link_retirements)"
    )
    con.execute(
        "INSERT INTO identity_links SELECT k.last + n.nth, n.a, n.b, 'kept_apart', n.import_id, n.undone_at, NULL "
        "FROM noes n, key_counters k WHERE k.name = 'link'"
    )
    con.execute("UPDATE key_counters SET last = last + (SELECT count(*) FROM noes) WHERE name = 'link'")
    con.execute("DROP TABLE noes")
    con.execute("DELETE FROM identity_review WHERE why_not = 'undone'")
