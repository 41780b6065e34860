"""Reading membership over time: as it was known at each run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import duckdb
import pyarrow as pa

from osuma.engine.segments.rule import Unit
from osuma.store.dialect import literal
from osuma.store.writing import rows


@dataclass(frozen=True)
class Point:
    """One segment in one run. error: why it could not be evaluated, null where it was. Instants are naive UTC."""

    run_id: int
    as_of: datetime
    members: int
    unknown: int
    entered: int
    left: int
    fingerprint: str
    error: str | None
    committed_at: datetime


@dataclass(frozen=True)
class Move:
    """One person in or out (direction 1, -1) in one run, and why: first, behaviour, definition, merge."""

    run_id: int
    as_of: datetime
    unit_key: int
    direction: int
    cause: str


def last_sizes(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Slug → people in it at the last run that could evaluate it."""
    found = con.execute(
        "SELECT v.slug, arg_max(s.members, s.run_id) FROM run_segments s JOIN segment_versions v USING (segment_id) "
        "WHERE s.error IS NULL GROUP BY v.slug"
    ).fetchall()
    return {str(slug): int(n) for slug, n in found}


def last_runs(con: duckdb.DuckDBPyConnection) -> list[tuple[str, int, datetime]]:
    """Slug, run and instant (naive UTC) of the last run that could evaluate each segment and class."""
    found = con.execute(
        "SELECT v.slug, max(s.run_id) AS run_id, arg_max(r.as_of, s.run_id) FROM run_segments s "
        "JOIN segment_versions v USING (segment_id) JOIN runs r ON r.run_id = s.run_id "
        "WHERE s.error IS NULL GROUP BY v.slug"
    ).fetchall()
    return [(str(slug), int(run), as_of) for slug, run, as_of in found]


def points(con: duckdb.DuckDBPyConnection, slug: str) -> list[Point]:
    """The size of a segment in every run that evaluated it, oldest first."""
    found = con.execute(
        "SELECT r.run_id, r.as_of, s.members, s.unknown, s.entered, s.left_, v.fingerprint, s.error, "
        "r.committed_at FROM "
        "run_segments s "
        "JOIN runs r USING (run_id) JOIN segment_versions v USING (segment_id) WHERE v.slug = ? ORDER BY r.run_id",
        [slug],
    ).fetchall()
    return [Point(*row) for row in found]


def known_at(con: duckdb.DuckDBPyConnection, slug: str, as_of: datetime) -> Point | None:
    """The newest run whose instant is not later (naive UTC), of those that evaluated the segment; None: no such run.

    A run that could not evaluate it tells what was held: the members of the run before.
    """
    earlier = [point for point in points(con, slug) if point.as_of <= as_of]
    return max(earlier, key=lambda point: (point.as_of, point.run_id), default=None)


@dataclass(frozen=True)
class Recalled:
    """Who past members are today. externals: ids of the people, in order, each once. joined: members who have since
    become one person with another member. gone: members whose records have since been taken back or erased."""

    externals: list[str]
    joined: int
    gone: int


@dataclass(frozen=True)
class Person:
    """Who a stored key is today; of a company its account_key."""

    customer_key: int
    external_id: str


#: Of a unit: the table of identities and its key, the table of records and its key.
_RECORDS = {
    "customers": ("identities", "identity_key", "customers", "customer_key"),
    "accounts": ("account_identities", "account_identity_key", "accounts", "account_key"),
}


def today(con: duckdb.DuckDBPyConnection, unit_keys: Iterable[int], unit: str = "customers") -> dict[int, Person]:
    """Today's person, or company, behind each stored key: a key is for ever that of one of its identities.

    Keys without any record any more are left out.
    """
    identities, identity, records, key = _RECORDS[unit]
    con.register("recalled_keys", pa.table({"stored_key": pa.array(sorted(set(unit_keys)), pa.int64())}))
    found = con.execute(
        f"SELECT stored_key, c.{key}, c.external_id FROM recalled_keys JOIN {identities} i "
        f"ON i.{identity} = stored_key JOIN {records} c ON c.{key} = i.{key}"
    ).fetchall()
    con.unregister("recalled_keys")
    return {int(stored): Person(int(record), str(external)) for stored, record, external in found}


def unit_of(con: duckdb.DuckDBPyConnection, slug: str) -> Unit:
    """What a segment was of when it was last given a version; customers where it never was."""
    found = con.execute(
        "SELECT unit FROM segment_versions WHERE slug = ? ORDER BY segment_id DESC LIMIT 1", [slug]
    ).fetchall()
    return "accounts" if found == [("accounts",)] else "customers"


def people_today(con: duckdb.DuckDBPyConnection, unit_keys: Iterable[int], unit: str = "customers") -> Recalled:
    """Today's people, or companies, behind stored keys, each once."""
    keys = set(unit_keys)
    found = today(con, keys, unit)
    people = {one.customer_key: one.external_id for one in found.values()}
    return Recalled(sorted(people.values()), len(found) - len(people), len(keys) - len(found))


def moves(con: duckdb.DuckDBPyConnection, slug: str, after: int = 0, until: int | None = None) -> list[Move]:
    """Who came in and who left in the runs after `after` and up to `until`."""
    last = "" if until is None else f"AND h.run_id <= {int(until)}"
    found = con.execute(
        "SELECT h.run_id, r.as_of, h.unit_key, h.direction, h.cause FROM membership_history h JOIN "
        "segment_versions v "
        f"USING (segment_id) JOIN runs r USING (run_id) WHERE v.slug = ? AND h.run_id > ? {last} "
        "ORDER BY h.run_id, h.direction DESC, h.unit_key",
        [slug, after],
    ).fetchall()
    return [Move(*row) for row in found]


def causes(con: duckdb.DuckDBPyConnection, slug: str, after: int, until: int) -> dict[tuple[str, int], int]:
    """How many moves there were in the runs after `after` up to `until`, by cause and direction (1 in, -1 out)."""
    found = con.execute(
        "SELECT h.cause, h.direction, count(*) FROM membership_history h JOIN segment_versions v USING (segment_id) "
        "WHERE v.slug = ? AND h.run_id > ? AND h.run_id <= ? GROUP BY ALL",
        [slug, after, until],
    ).fetchall()
    return {(str(cause), int(direction)): int(n) for cause, direction, n in found}


def members_sql(con: duckdb.DuckDBPyConnection, slug: str, run_id: int) -> str:
    """SQL of unit_key: who was in a segment after a run, by the snapshot before it and the moves since."""
    of_slug = f"JOIN segment_versions v USING (segment_id) WHERE v.slug = {literal(slug)}"
    base = rows.number(
        con, f"SELECT max(s.run_id) FROM membership_snapshots s {of_slug} AND s.run_id <= {int(run_id)}"
    )
    return (
        f"SELECT unit_key FROM (SELECT s.unit_key, 1 AS direction FROM membership_snapshots s {of_slug} "
        f"AND s.run_id = {base} UNION ALL SELECT h.unit_key, h.direction FROM membership_history h {of_slug} "
        f"AND h.run_id > {base} AND h.run_id <= {int(run_id)}) GROUP BY unit_key HAVING sum(direction) > 0"
    )


def members_at(con: duckdb.DuckDBPyConnection, slug: str, run_id: int) -> list[int]:
    """Who was in a segment after a run, as stored then."""
    found = con.execute(f"SELECT unit_key FROM ({members_sql(con, slug, run_id)}) ORDER BY unit_key").fetchall()
    return [int(key) for (key,) in found]


def between(con: duckdb.DuckDBPyConnection, slug: str, earlier: int, later: int) -> tuple[list[int], list[int]]:
    """Who is in after `later` and was not after `earlier`, and the other way round."""
    before, after = set(members_at(con, slug, earlier)), set(members_at(con, slug, later))
    return sorted(after - before), sorted(before - after)
