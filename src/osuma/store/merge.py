"""Joining and parting people by hand; each is a load of its own and can be taken back."""

from __future__ import annotations

import json

import duckdb

from osuma.engine.errors import Mistake, Refused, Words
from osuma.store import consents, customers, identity, orders, schema
from osuma.store.batch import LoadContext


def merge(con: duckdb.DuckDBPyConnection, a: str, b: str, context: LoadContext) -> int:
    """Say that two external ids (`id` or `source:id`) are one person; gives the link's id.

    Inside the caller's transaction; context.import_id is the id of this load. Raises Refused where an id is unknown
    or names several people, or where both are one person already.
    """
    first, second = _one(con, a), _one(con, b)
    if first == second:
        words = Words(
            fi=f"”{a}” ja ”{b}” ovat jo sama asiakas.", en=f"“{a}” and “{b}” are the same customer already."
        )
        raise Refused([Mistake(b, "already_one", words)], code="already_one")
    link = schema.next_keys(con, "link", 1) + 1
    ends = sorted((first, second))
    con.execute(
        "INSERT INTO identity_links VALUES (?, ?, ?, 'manual', ?, ?, NULL)",
        [link, *ends, context.import_id, context.recorded_at],
    )
    _settle(con, ends, context, "merge", {"link_id": link})
    return link


def unmerge(con: duckdb.DuckDBPyConnection, link_id: int, context: LoadContext) -> None:
    """Take back one link, made by hand or by a rule; the rules will not make it again.

    Raises Refused where there is no such link or it has been taken back already.
    """
    row = con.execute("SELECT a, b, undone_at FROM identity_links WHERE link_id = ?", [link_id]).fetchone()
    if row is None or row[2] is not None:
        words = Words(fi=f"Yhdistämistä {link_id} ei ole voimassa.", en=f"There is no link {link_id} that holds.")
        raise Refused([Mistake("", "no_such_link", words)], code="no_such_link")
    con.execute("UPDATE identity_links SET undone_at = ? WHERE link_id = ?", [context.recorded_at, link_id])
    _settle(con, [int(row[0]), int(row[1])], context, "unmerge", {"link_id": link_id})


def _one(con: duckdb.DuckDBPyConnection, external: str) -> int:
    """The identity that an external id names."""
    found = con.execute(
        "SELECT identity_key FROM identities WHERE source_id = ? OR source || ':' || source_id = ? ORDER BY 1",
        [external, external],
    ).fetchall()
    if not found:
        words = Words(
            fi=f"Asiakasta ”{external}” ei ole. Tarkista tunnus.",
            en=f"There is no customer “{external}”. Check the id.",
        )
        raise Refused([Mistake(external, "no_such_customer", words)], code="no_such_customer")
    if len(customers.find(con, external)) > 1:
        words = Words(
            fi=f"Tunnus ”{external}” on usealla asiakkaalla. Anna se muodossa lähde:tunnus.",
            en=f"Several customers have the id “{external}”. Give it as source:id.",
        )
        raise Refused([Mistake(external, "ambiguous_customer", words)], code="ambiguous_customer")
    return int(found[0][0])


def _settle(
    con: duckdb.DuckDBPyConnection, ends: list[int], context: LoadContext, kind: str, detail: dict[str, int]
) -> None:
    moved = identity.regroup(con, ends)
    customers.touch(con, "touched", "SELECT old_key AS customer_key FROM moved", "SELECT new_key FROM moved")
    customers.derive(con, "touched", context.set_apart)
    consents.derive(con, "touched")
    orders.recount(
        con, "SELECT event_id FROM event_order WHERE customer_key IN (SELECT customer_key FROM apart_changed)"
    )
    con.execute(
        "INSERT INTO loads VALUES (?, ?, ?, NULL, ?)",
        [context.import_id, kind, context.recorded_at, json.dumps({**detail, "moved": moved})],
    )
