"""Joining and parting people by hand; each is a load of its own and can be taken back."""

from __future__ import annotations

import json

import duckdb

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.shell import command
from osuma.store.loading import orders, visitors
from osuma.store.people import consents, customers, identity
from osuma.store.writing.batch import LoadContext


def merge(con: duckdb.DuckDBPyConnection, a: str, b: str, context: LoadContext) -> int:
    """Say that two external ids (`id` or `source:id`) are one person; gives the link's id.

    Inside the caller's transaction; context.import_id is the id of this load. What had kept them apart is lifted.
    Raises Refused where an id is unknown or names several people, or where both are one person already.
    """
    return join(con, *_two(con, a, b), context, "manual")


def join(con: duckdb.DuckDBPyConnection, one: int, other: int, context: LoadContext, rule: str) -> int:
    """`merge` of two identities of two people."""
    parting = _parting(con, one, other)
    _end(con, parting, context)
    link = identity.insert_links(con, [(one, other, rule)], context) + 1
    _settle(con, [one, other], context, "merge", {"link_id": link, "lifted": len(parting)})
    return link


def keep_apart(con: duckdb.DuckDBPyConnection, a: str, b: str, context: LoadContext) -> int:
    """Say that two external ids are not one person, so that no rule joins them; gives the number of the "no".

    Raises Refused as `merge` does: those who are one already are parted by taking back what joins them.
    """
    one, other = _two(con, a, b)
    said = _parting(con, one, other)
    if said:
        words = Words(
            fi=f"”{a}” ja ”{b}” pidetään jo erillään (nro {said[0]}).",
            en=f"“{a}” and “{b}” are kept apart already (no. {said[0]}).",
        )
        raise Refused([Mistake(b, "already_apart", words)], code="already_apart")
    return part(con, one, other, context)


def part(con: duckdb.DuckDBPyConnection, one: int, other: int, context: LoadContext) -> int:
    """`keep_apart` of two identities of two people."""
    link = identity.insert_links(con, [(one, other, identity.KEPT_APART)], context) + 1
    _note(con, context, "apart", {"link_id": link})
    return link


def unmerge(con: duckdb.DuckDBPyConnection, link_id: int, context: LoadContext) -> str:
    """Take back one row of identity_links; gives its rule.

    A link, made by hand or by a rule: its ends are kept apart from now on. A "no" (`kept_apart`): the rules may join
    the two again when an import next speaks of them. Raises Refused where there is no such row or it has been taken
    back already.
    """
    row = con.execute("SELECT a, b, rule, undone_at FROM identity_links WHERE link_id = ?", [link_id]).fetchone()
    if row is None or row[3] is not None:
        words = Words(fi=f"Yhdistämistä {link_id} ei ole voimassa.", en=f"There is no link {link_id} that holds.")
        raise Refused([Mistake("", "no_such_link", words)], code="no_such_link")
    a, b, rule = int(row[0]), int(row[1]), str(row[2])
    _part(con, [(a, b)] if rule != identity.KEPT_APART else [], context)
    _end(con, [link_id], context)
    _settle(con, [a, b], context, "unmerge", {"link_id": link_id})
    return rule


def unmerge_import(con: duckdb.DuckDBPyConnection, import_id: int, context: LoadContext) -> int:
    """Take back every link that one load made, and keep their ends apart; gives how many.

    The rows of the load stay. Raises Refused where it made no link that still holds.
    """
    made = con.execute(
        f"SELECT link_id, a, b FROM identity_links WHERE {identity.JOINS} AND import_id = ? ORDER BY link_id",
        [import_id],
    ).fetchall()
    if not made:
        words = Words(
            fi=f"Tuonti {import_id} ei tehnyt yhdistämisiä, jotka olisivat voimassa.",
            en=f"Import {import_id} made no links that hold.",
        )
        raise Refused([Mistake("", "no_links", words)], code="no_links")
    links = [(int(link), int(a), int(b)) for link, a, b in made]
    _part(con, [(a, b) for _, a, b in links], context)
    _end(con, [link for link, _, _ in links], context)
    ends = [key for _, a, b in links for key in (a, b)]
    _settle(con, ends, context, "unmerge", {"of_import": import_id, "links": len(links)})
    return len(links)


def _part(con: duckdb.DuckDBPyConnection, ends: list[tuple[int, int]], context: LoadContext) -> None:
    """Remember a person's "no" to each of these pairs."""
    identity.insert_links(con, [(a, b, identity.KEPT_APART) for a, b in ends], context)


def _end(con: duckdb.DuckDBPyConnection, links: list[int], context: LoadContext) -> None:
    con.execute(
        "UPDATE identity_links SET undone_at = ? WHERE link_id IN (SELECT unnest(?::BIGINT[]))",
        [context.recorded_at, links],
    )


def _parting(con: duckdb.DuckDBPyConnection, first: int, second: int) -> list[int]:
    """The rows that keep the people of two identities apart."""
    one, other = _people(con, first, second)
    found = con.execute(
        "SELECT l.link_id FROM identity_links l JOIN identities x ON x.identity_key = l.a JOIN identities y ON "
        f"y.identity_key = l.b WHERE {identity.PARTS} AND least(x.customer_key, y.customer_key) = ? AND "
        "greatest(x.customer_key, y.customer_key) = ? ORDER BY 1",
        [min(one, other), max(one, other)],
    ).fetchall()
    return [int(link) for (link,) in found]


def _people(con: duckdb.DuckDBPyConnection, first: int, second: int) -> tuple[int, int]:
    """The customers of two identities."""
    found = dict(
        con.execute(
            "SELECT identity_key, customer_key FROM identities WHERE identity_key IN (?, ?)", [first, second]
        ).fetchall()
    )
    return int(found[first]), int(found[second])


def _two(con: duckdb.DuckDBPyConnection, a: str, b: str) -> tuple[int, int]:
    """The identities that two external ids name; two people, not one."""
    first, second = _one(con, a), _one(con, b)
    if len(set(_people(con, first, second))) == 1:
        see = command("identity", "show", a)
        words = Words(
            fi=f"”{a}” ja ”{b}” ovat jo sama asiakas. Yhdistämiset näet komennolla {see}.",
            en=f"“{a}” and “{b}” are the same customer already. To see what joins them: {see}.",
        )
        raise Refused([Mistake(b, "already_one", words)], code="already_one")
    return first, second


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
    con.execute("CREATE OR REPLACE TEMP TABLE parted AS SELECT * FROM moved")
    visitors.join(con, f"SELECT unnest({ends}) AS identity_key", context)
    keys = (f"SELECT unnest([old_key, new_key]) AS customer_key FROM {name}" for name in ("parted", "moved"))
    customers.touch(con, "touched", *keys)
    customers.derive(con, "touched", context.set_apart)
    consents.derive(con, "touched")
    orders.recount(con, customers.ORDERS_OF_APART_CHANGED)
    _note(con, context, kind, {**detail, "moved": moved})


def _note(con: duckdb.DuckDBPyConnection, context: LoadContext, kind: str, detail: dict[str, int]) -> None:
    con.execute(
        "INSERT INTO loads VALUES (?, ?, ?, NULL, ?)",
        [context.import_id, kind, context.recorded_at, json.dumps(detail)],
    )
