"""Reading who was put together and who was not: links with what speaks for them, near misses, the largest people.

Everything here holds personal data and is for a person's eyes: answers, not logs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import duckdb

from osuma.store.dialect import values
from osuma.store.people.identity import JOINS, PARTS

#: What is compared, in the order in which it is shown.
FIELDS = ("email", "phone", "first_name", "last_name", "full_name", "birth_date", "postcode", "city")

#: identity_key → field → what its sources say.
Said: TypeAlias = Mapping[int, Mapping[str, Collection[str]]]
_Row: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True)
class Cluster:
    """One person with many identities, for a person to look at."""

    customer_key: int
    external_id: str
    identities: int
    sources: int


@dataclass(frozen=True)
class Member:
    """One record of a person. own_id: false where the source gave no id, and the record is known by its e-mail or
    phone. at: when it was first imported, naive UTC. said: field → what its source says now."""

    source: str
    source_id: str
    own_id: bool
    import_id: int
    at: datetime | None
    said: Mapping[str, Collection[str]]

    @property
    def ref(self) -> str:
        """By what it is named in commands and forms."""
        return f"{self.source}:{self.source_id}"


@dataclass(frozen=True)
class Pair:
    """Two records side by side. same: field → the value in common. differs: field → one's value, the other's."""

    one: Member
    other: Member
    same: Mapping[str, str]
    differs: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Link:
    """A row of identity_links with what speaks for it. import_id: the load that made it."""

    link_id: int
    rule: str
    import_id: int
    made_at: datetime
    pair: Pair


@dataclass(frozen=True)
class NearMiss:
    """What a rule would have joined and did not; nobody has decided on it since."""

    rule: str
    why_not: str
    import_id: int
    pair: Pair


def links(
    con: duckdb.DuckDBPyConnection,
    *,
    import_id: int | None = None,
    rule: str | None = None,
    people: Collection[int] | None = None,
    apart: bool = False,
    limit: int = 100,
) -> list[Link]:
    """Links that hold, the newest first; with `apart` what a person keeps apart instead.

    import_id: only of that load. rule: only by that rule. people: only between identities of these customers.
    """
    where, given = [PARTS if apart else JOINS], list[object]()
    if import_id is not None:
        where, given = [*where, "import_id = ?"], [*given, import_id]
    if rule is not None:
        where, given = [*where, "rule = ?"], [*given, rule]
    if people is not None:
        of = f"(SELECT identity_key FROM identities WHERE customer_key IN {values(people)})"
        where = [*where, f"(a IN {of} OR b IN {of})"]
    found = con.execute(
        f"SELECT a, b, link_id, rule, import_id, made_at FROM identity_links WHERE {' AND '.join(where)} "
        "ORDER BY link_id DESC LIMIT ?",
        [*given, limit],
    ).fetchall()
    return [Link(int(link), str(by), int(load), at, pair) for pair, (link, by, load, at) in _side_by_side(con, found)]


def nearly(con: duckdb.DuckDBPyConnection, limit: int = 100) -> list[NearMiss]:
    """What a rule would have joined and did not, but for those whom a person has joined or kept apart since."""
    found = con.execute(
        "SELECT r.a, r.b, r.rule, r.why_not, r.import_id FROM identity_review r JOIN identities x ON "
        "x.identity_key = r.a JOIN identities y ON y.identity_key = r.b WHERE x.customer_key <> y.customer_key "
        f"AND {undecided('x.customer_key', 'y.customer_key')} ORDER BY r.why_not, r.a, r.b, r.rule LIMIT ?",
        [limit],
    ).fetchall()
    return [NearMiss(str(rule), str(why), int(load), pair) for pair, (rule, why, load) in _side_by_side(con, found)]


def undecided(one: str, other: str) -> str:
    """SQL: whether nobody has said that the customers of these two keys are to be kept apart."""
    return (
        "NOT EXISTS (SELECT 1 FROM (SELECT least(p.customer_key, q.customer_key) AS low, greatest(p.customer_key, "
        "q.customer_key) AS high FROM identity_links JOIN identities p ON p.identity_key = a JOIN identities q ON "
        f"q.identity_key = b WHERE {PARTS}) noes WHERE noes.low = least({one}, {other}) "
        f"AND noes.high = greatest({one}, {other}))"
    )


def largest(con: duckdb.DuckDBPyConnection, n: int = 10) -> list[Cluster]:
    """The people with the most identities, two at least: the first place to look for a wrong merge."""
    found = con.execute(
        "SELECT i.customer_key, min(c.external_id), count(*) AS size, count(DISTINCT i.source) FROM identities i "
        "JOIN customers c USING (customer_key) GROUP BY i.customer_key HAVING count(*) > 1 "
        "ORDER BY size DESC, i.customer_key LIMIT ?",
        [n],
    ).fetchall()
    return [Cluster(int(key), str(external), int(size), int(sources)) for key, external, size, sources in found]


def members(con: duckdb.DuckDBPyConnection, customer_key: int) -> list[Member]:
    """The identities of one customer, by source."""
    found = con.execute(
        "SELECT identity_key FROM identities WHERE customer_key = ? ORDER BY source, is_pseudo, identity_key",
        [customer_key],
    ).fetchall()
    by_key = records(con, {int(key) for (key,) in found})
    return [by_key[int(key)] for (key,) in found]


def _side_by_side(con: duckdb.DuckDBPyConnection, rows: Collection[_Row]) -> list[tuple[Pair, _Row]]:
    """Rows that begin with two identity_keys: the pair, and what follows."""
    by_key = records(con, {int(key) for row in rows for key in row[:2]})
    return [(compare(by_key[int(row[0])], by_key[int(row[1])]), row[2:]) for row in rows]


def records(con: duckdb.DuckDBPyConnection, keys: Collection[int]) -> dict[int, Member]:
    """Records by their identity_key."""
    if not keys:
        return {}
    said = _said(con, keys)
    found = con.execute(
        "SELECT i.identity_key, i.source, i.source_id, NOT i.is_pseudo, i.import_id, l.committed_at FROM identities "
        f"i LEFT JOIN loads l ON l.import_id = i.import_id WHERE i.identity_key IN {values(keys)}"
    ).fetchall()
    return {
        int(key): Member(str(source), str(source_id), bool(own), int(load), at, said.get(int(key), {}))
        for key, source, source_id, own, load, at in found
    }


def compare(one: Member, other: Member) -> Pair:
    """Two side by side: what both say, and where they differ."""
    same, differs = {}, {}
    for field in FIELDS:
        left, right = sorted(one.said.get(field, ())), sorted(other.said.get(field, ()))
        folded = {value.casefold() for value in right}
        common = [value for value in left if value.casefold() in folded]
        if common:
            same[field] = common[0]
        elif left and right:
            differs[field] = (left[0], right[0])
    return Pair(one, other, same, differs)


def _said(con: duckdb.DuckDBPyConnection, keys: Collection[int]) -> Said:
    """What the sources say of these identities; an id made from an e-mail or a phone says that much."""
    said: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    columns = ", ".join(f"{field}::VARCHAR" for field in FIELDS)
    wanted = values(sorted(keys))
    for key, *told in con.execute(
        f"SELECT identity_key, {columns} FROM profiles WHERE identity_key IN {wanted}"
    ).fetchall():
        for field, value in zip(FIELDS, told, strict=True):
            if value is not None:
                said[int(key)][field].add(str(value))
    for key, field, value in con.execute(
        "SELECT identity_key, split_part(source_id, ':', 1), substr(source_id, strpos(source_id, ':') + 1) FROM "
        f"identities WHERE is_pseudo AND identity_key IN {wanted}"
    ).fetchall():
        if field in FIELDS and value.casefold() not in {known.casefold() for known in said[int(key)][field]}:
            said[int(key)][field].add(str(value))
    return said
