"""Who is in which segment, stored on an engine that can only add rows: moves, and a run that makes them count.

A run's moves are written first and its row of `runs` last; what no row of `runs` stands for does not count, so a
run is there as a whole or not at all. `membership_now` and `membership_history` are views. Every move is a row here,
those of a first run too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from osuma.engine.tables import facts
from osuma.engine.tables.schema import INSTANT, Table
from osuma.store.dialect import literal, values
from osuma.store.engines.engine import Engine
from osuma.store.evaluation.evaluate import Flags
from osuma.store.membership.runs import Stored, Version
from osuma.store.people.identity import KEPT_APART

_TABLES = (facts.SEGMENTS, facts.RUNS, facts.RUN_SEGMENTS, facts.MEMBERSHIP_MOVES)
_COUNTS = "run_id IN (SELECT run_id FROM runs)"
#: Members by slug: whoever came in once more than they left.
_MEMBERS = (
    "SELECT v.slug AS slug, m.unit_key AS unit_key, max(m.run_id) AS run_id FROM membership_moves m "
    f"JOIN segment_versions v ON v.segment_id = m.segment_id WHERE m.{_COUNTS} "
    "GROUP BY v.slug, m.unit_key HAVING sum(m.direction) = 1"
)
#: The version of each slug that was evaluated last.
_LATEST = (
    "SELECT v.slug AS slug, v.segment_id AS segment_id FROM run_segments s "
    "JOIN segment_versions v ON v.segment_id = s.segment_id JOIN (SELECT w.slug AS slug, max(t.run_id) AS run_id "
    "FROM run_segments t JOIN segment_versions w ON w.segment_id = t.segment_id "
    f"WHERE t.error IS NULL AND t.{_COUNTS} GROUP BY w.slug) l ON l.slug = v.slug AND l.run_id = s.run_id "
    "WHERE s.error IS NULL"
)
_VIEWS = {
    "membership_history": f"SELECT run_id, segment_id, unit_key, direction, cause FROM membership_moves "
    f"WHERE {_COUNTS}",
    "membership_now": "SELECT l.segment_id AS segment_id, b.unit_key AS unit_key, r.as_of AS since, "
    f"b.run_id AS run_id FROM ({_MEMBERS}) b JOIN ({_LATEST}) l ON l.slug = b.slug "
    "JOIN runs r ON r.run_id = b.run_id",
}
_ARROW = {"int64": pa.int64(), "string": pa.string(), INSTANT: pa.timestamp("us")}
_FOUND, _BEFORE, _TURNS, _REJOINED = "osuma_found", "osuma_before", "osuma_turns", "osuma_rejoined"


@dataclass(frozen=True)
class _Slot:
    """A segment in a run: its id, and the id under which it was evaluated last (null: never)."""

    slug: str
    id: int
    before: int | None

    @property
    def cause(self) -> str:
        if self.before is None:
            return "first"
        return "behaviour" if self.before == self.id else "definition"


@dataclass(frozen=True)
class _Linked:
    """The tables of a unit: its records, and how its sources' records become one."""

    records: str
    key: str
    identities: str
    identity: str
    links: str


_LINKED = {
    "customers": _Linked("customers", "customer_key", "identities", "identity_key", "identity_links"),
    "accounts": _Linked("accounts", "account_key", "account_identities", "account_identity_key", "account_links"),
}


def prepare(engine: Engine) -> None:
    """Make the tables and views of membership where they are missing."""
    there = set(engine.tables())
    for table in _TABLES:
        if table.name not in there:
            engine.create(table)
    for name, sql in _VIEWS.items():
        if name not in there:
            engine.run(f"CREATE VIEW {name} AS {sql}")


def store_run(
    engine: Engine, run_id: int, as_of: datetime, committed_at: datetime, flags: Flags, versions: Sequence[Version]
) -> list[Stored]:
    """Store what an evaluation on this engine found. As `osuma.store.membership.runs.store_run`.

    run_id: never used before. What was written counts only when this returns. Raises EngineError where the engine
    fails.
    """
    prepare(engine)
    evaluated = set(flags.slugs) - flags.partitions
    wanted = [v for v in versions if v.slug in evaluated or v.slug in flags.errors]
    ids = _ids(engine, wanted)
    last = {str(slug): int(key) for slug, key in engine.rows(_LATEST)}
    slots = [_Slot(v.slug, ids[v], last.get(v.slug)) for v in wanted if v.slug in evaluated]
    moved = _move(engine, run_id, flags, slots)
    told = {slot.id: _told(slot.slug, flags, moved.get(slot.id, {})) for slot in slots}
    held = _held(engine) if flags.errors else {}
    for version in (v for v in wanted if v.slug in flags.errors):
        error = flags.errors[version.slug]
        told[ids[version]] = Stored(version.slug, held.get(version.slug, 0), 0, 0, 0, error)
    _add(
        engine,
        facts.RUN_SEGMENTS,
        [(run_id, key, s.members, s.unknown, s.entered, s.left, s.error) for key, s in told.items()],
    )
    _add(engine, facts.RUNS, [(run_id, as_of, committed_at)])
    return list(told.values())


def _told(slug: str, flags: Flags, moved: Mapping[int, int]) -> Stored:
    counts = flags.counts[slug]
    return Stored(slug, counts.members, counts.unknown, moved.get(1, 0), moved.get(-1, 0))


def _ids(engine: Engine, versions: Sequence[Version]) -> dict[Version, int]:
    """The id of each version; new ones are given the next."""
    rows = engine.rows("SELECT segment_id, slug, fingerprint FROM segment_versions")
    known = {(str(slug), str(mark)): int(key) for key, slug, mark in rows}
    fresh = [v for v in dict.fromkeys(versions) if (v.slug, v.fingerprint) not in known]
    first = max(known.values(), default=0) + 1
    made = {version: first + n for n, version in enumerate(fresh)}
    _add(engine, facts.SEGMENTS, [(key, v.slug, v.fingerprint, v.unit) for v, key in made.items()])
    return {v: made[v] if v in made else known[v.slug, v.fingerprint] for v in versions}


def _held(engine: Engine) -> dict[str, int]:
    rows = engine.rows(f"SELECT slug, count(*) FROM ({_MEMBERS}) b GROUP BY slug")
    return {str(slug): int(n) for slug, n in rows}


def _move(engine: Engine, run_id: int, flags: Flags, slots: Sequence[_Slot]) -> dict[int, dict[int, int]]:
    """Write the moves of a run; gives how many by segment id and direction."""
    if not slots:
        return {}
    ids = values(slot.id for slot in slots)
    made = {
        _FOUND: flags.found([(slot.id, slot.slug) for slot in slots]),
        _BEFORE: f"SELECT v.segment_id AS segment_id, b.unit_key AS unit_key FROM ({_MEMBERS}) b "
        f"JOIN segment_versions v ON v.slug = b.slug WHERE v.segment_id IN {ids}",
        _REJOINED: _rejoined(engine, _LINKED[flags.unit]),
        _TURNS: "SELECT f.segment_id AS segment_id, f.unit_key AS unit_key, 1 AS direction "
        f"FROM {_FOUND} f LEFT ANTI JOIN {_BEFORE} b ON b.segment_id = f.segment_id AND b.unit_key = f.unit_key "
        f"UNION ALL SELECT b.segment_id, b.unit_key, -1 FROM {_BEFORE} b LEFT ANTI JOIN {_FOUND} f "
        "ON f.segment_id = b.segment_id AND f.unit_key = b.unit_key",
    }
    causes = " ".join(f"WHEN {slot.id} THEN {literal(slot.cause)}" for slot in slots)
    firsts = values(slot.id for slot in slots if slot.cause == "first")
    try:
        for name, sql in made.items():
            engine.keep(name, sql)
        engine.run(
            f"INSERT INTO membership_moves SELECT CAST({run_id} AS BIGINT), t.segment_id, t.unit_key, "
            f"CAST(t.direction AS TINYINT), CASE WHEN t.segment_id IN {firsts} THEN 'first' "
            f"WHEN r.unit_key IS NOT NULL THEN 'merge' ELSE CASE t.segment_id {causes} END END "
            f"FROM {_TURNS} t LEFT JOIN {_REJOINED} r ON r.unit_key = t.unit_key"
        )
    finally:
        for name in reversed(made):
            engine.forget(name)
    # from what was written, not from the turns, which an engine may work out again over the moves that are there now
    found: dict[int, dict[int, int]] = {}
    for key, direction, n in engine.rows(
        f"SELECT segment_id, direction, count(*) FROM membership_moves WHERE run_id = {run_id} "
        "GROUP BY segment_id, direction"
    ):
        found.setdefault(int(key), {})[int(direction)] = int(n)
    return found


def _rejoined(engine: Engine, linked: _Linked) -> str:
    """SQL of those whom a merge or its undo made or unmade since the last run, and of members who are gone."""
    parts = [
        f"SELECT m.unit_key AS unit_key FROM {_BEFORE} m LEFT ANTI JOIN {linked.records} c "
        f"ON c.{linked.key} = m.unit_key"
    ]
    of_unit = (
        "SELECT s.run_id FROM run_segments s JOIN segment_versions v ON v.segment_id = s.segment_id "
        f"WHERE v.unit = {literal(linked.records)}"
    )
    newest = [
        at
        for (at,) in engine.rows(
            f"SELECT committed_at FROM runs WHERE run_id IN ({of_unit}) ORDER BY run_id DESC LIMIT 1"
        )
    ]
    if newest and {linked.links, linked.identities} <= set(engine.tables()):
        since = engine.instant(newest[0])
        parts += [
            f"SELECT i.{linked.key} FROM {linked.links} l JOIN {linked.identities} i ON i.{linked.identity} = "
            f"l.{end} WHERE l.rule <> {literal(KEPT_APART)} AND (l.made_at > {since} OR l.undone_at > {since})"
            for end in ("a", "b")
        ]
    return f"SELECT DISTINCT unit_key FROM ({' UNION ALL '.join(parts)}) p"


def _add(engine: Engine, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        columns = {c.name: pa.array([row[n] for row in rows], _ARROW[c.type]) for n, c in enumerate(table.columns)}
        engine.insert(table, pa.table(columns))
