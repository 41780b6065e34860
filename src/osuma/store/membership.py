"""Who is in which segment, run by run: `membership_now` and its moves, written together.

A member whose move in was the segment's first run has no row of that move as long as they stay: their row of
`membership_now` says it all, and the first run of two hundred segments writes half as much. The move is written when
they leave. The view `membership_history` shows all moves, these too; read that, not `membership_moves`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from osuma.store import rows, schema
from osuma.store.dialect import identifier, literal, values
from osuma.store.evaluate import FLAGS, Count, Evaluation
from osuma.store.identity import KEPT_APART
from osuma.store.warehouse import Connection, Warehouse

#: A snapshot of everything after this many runs.
SNAPSHOT_EVERY = 30
#: Segments that are compared in one query: a measured balance of memory and overhead.
BATCH = 20


@dataclass(frozen=True)
class Version:
    """What is stored under one id: a segment or a class (`partition/class`) with its meaning."""

    slug: str
    fingerprint: str
    unit: str = "customers"


@dataclass(frozen=True)
class Stored:
    """What a run did to one segment. cause: of its moves, null where there were none."""

    slug: str
    members: int
    unknown: int
    entered: int
    left: int
    error: str | None = None


@dataclass(frozen=True)
class _Slot:
    """A segment in a run: its id, the id under which its members are stored so far (null: never), its column."""

    version: Version
    id: int
    before: int | None
    column: str

    @property
    def cause(self) -> str:
        if self.before is None:
            return "first"
        return "behaviour" if self.before == self.id else "definition"


def store_run(
    warehouse: Warehouse,
    run_id: int,
    as_of: datetime,
    committed_at: datetime,
    evaluation: Evaluation,
    versions: Sequence[Version],
) -> list[Stored]:
    """Store what an evaluation found, in one transaction. as_of, committed_at: naive UTC; run_id: also the load's id.

    Moves are caused by the first run of a slug, by another definition than last time, by people who were joined or
    parted since the last run, else by behaviour. A segment whose members are as before stores only its counts; one
    that could not be evaluated keeps its members and stores why. Partitions are stored by their classes.
    """
    with warehouse.transaction(on=evaluation.con) as con:
        con.execute("INSERT INTO runs VALUES (?, ?, ?)", [run_id, as_of, committed_at])
        con.execute("INSERT INTO loads VALUES (?, 'refresh', ?, NULL, '{}')", [run_id, committed_at])
        wanted = [v for v in versions if v.slug not in evaluation.partitions]
        slots = _slots(con, [v for v in wanted if v.slug in evaluation.columns], evaluation)
        moves = _apply(con, slots, run_id, as_of)
        told = [_told(slot.version.slug, evaluation.counts, moves.get(slot.id, (0, 0))) for slot in slots]
        ids = [slot.id for slot in slots]
        for version in (v for v in wanted if v.slug in evaluation.errors):
            told.append(Stored(version.slug, _held(con, version.slug), 0, 0, 0, evaluation.errors[version.slug]))
            ids.append(_id_of(con, version))
        for stored, segment in zip(told, ids, strict=True):
            con.execute(
                "INSERT INTO run_segments VALUES (?, ?, ?, ?, ?, ?, ?)",
                [run_id, segment, stored.members, stored.unknown, stored.entered, stored.left, stored.error],
            )
        if rows.number(con, "SELECT count(*) FROM runs") % SNAPSHOT_EVERY == 0:
            con.execute(
                f"INSERT INTO membership_snapshots SELECT {run_id}, segment_id, unit_key FROM membership_now "
                "ORDER BY segment_id, unit_key"
            )
    return told


def _told(slug: str, counts: dict[str, Count], moved: tuple[int, int]) -> Stored:
    return Stored(slug, counts[slug].members, counts[slug].unknown, *moved)


def _slots(con: Connection, versions: Sequence[Version], evaluation: Evaluation) -> list[_Slot]:
    """Ids for this run; `before` is the version of the slug that was evaluated last."""
    last = {
        str(slug): int(segment)
        for slug, segment in con.execute(
            "SELECT v.slug, arg_max(v.segment_id, s.run_id) FROM segment_versions v JOIN run_segments s "
            "USING (segment_id) WHERE s.error IS NULL GROUP BY v.slug"
        ).fetchall()
    }
    return [_Slot(v, _id_of(con, v), last.get(v.slug), evaluation.columns[v.slug]) for v in versions]


def _id_of(con: Connection, version: Version) -> int:
    row = con.execute(
        "SELECT segment_id FROM segment_versions WHERE slug = ? AND fingerprint = ?",
        [version.slug, version.fingerprint],
    ).fetchone()
    if row:
        return int(row[0])
    made = schema.next_keys(con, "segment", 1) + 1
    con.execute(
        "INSERT INTO segment_versions VALUES (?, ?, ?, ?)", [made, version.slug, version.fingerprint, version.unit]
    )
    return made


def _held(con: Connection, slug: str) -> int:
    return rows.number(con, f"SELECT count(*) FROM ({_now_of(slug)})")


def _apply(con: Connection, slots: list[_Slot], run_id: int, as_of: datetime) -> dict[int, tuple[int, int]]:
    """Bring membership_now to the flags; gives moves in and out by segment id."""
    moves: dict[int, tuple[int, int]] = {}
    fresh = [slot for slot in slots if slot.before is None]
    for part in _parts(fresh):
        _insert_first(con, part, run_id, as_of)
    for slot in fresh:
        moves[slot.id] = (rows.number(con, f"SELECT count(*) FROM {FLAGS} WHERE {identifier(slot.column)} = 1"), 0)
    known = [slot for slot in slots if slot.before is not None]
    if not known:
        return moves
    _rename(con, known)
    changed = _changed(con, known)
    _joined_or_parted(con)
    for part in _parts(changed):
        moves |= _move(con, part, run_id, as_of)
    return moves


def _parts(slots: list[_Slot]) -> list[list[_Slot]]:
    return [slots[n : n + BATCH] for n in range(0, len(slots), BATCH)]


def _members(slots: list[_Slot], more: str = "") -> str:
    """SELECT of segment_id, unit_key (and more columns) for the members that the flags show, segment by segment."""
    return " UNION ALL ".join(
        f"SELECT {slot.id}::BIGINT AS segment_id, customer_key AS unit_key{more} FROM {FLAGS} "
        f"WHERE {identifier(slot.column)} = 1"
        for slot in slots
    )


def _insert_first(con: Connection, slots: list[_Slot], run_id: int, as_of: datetime) -> None:
    con.execute(f"INSERT INTO membership_now {_members(slots, f', {literal(as_of)}, {run_id}')}")


def _rename(con: Connection, slots: list[_Slot]) -> None:
    """Members go on under the id of the new definition, with the day on which they came in."""
    for slot in slots:
        if slot.before != slot.id:
            con.execute("UPDATE membership_now SET segment_id = ? WHERE segment_id = ?", [slot.id, slot.before])


def _changed(con: Connection, slots: list[_Slot]) -> list[_Slot]:
    """The segments whose members are not exactly as stored, by number and sum of hashes."""
    sums = ", ".join(
        f"countif({identifier(s.column)} = 1), sum(CASE WHEN {identifier(s.column)} = 1 THEN h END)" for s in slots
    )
    row = con.execute(f"SELECT {sums} FROM (SELECT *, hash(customer_key) AS h FROM {FLAGS})").fetchone() or ()
    stored = {
        int(segment): (int(n), int(total))
        for segment, n, total in con.execute(
            "SELECT segment_id, count(*), sum(hash(unit_key)) FROM membership_now WHERE segment_id IN "
            f"{values(slot.id for slot in slots)} GROUP BY segment_id"
        ).fetchall()
    }
    found = {slot.id: (int(row[2 * n] or 0), int(row[2 * n + 1] or 0)) for n, slot in enumerate(slots)}
    return [slot for slot in slots if found[slot.id] != stored.get(slot.id, (0, 0))]


def _joined_or_parted(con: Connection) -> None:
    """Temp table `rejoined`: customer_keys that a merge or its undo made or unmade since the last run."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE rejoined AS SELECT DISTINCT i.customer_key AS unit_key FROM identity_links l "
        f"JOIN identities i ON i.identity_key IN (l.a, l.b) WHERE l.rule <> {literal(KEPT_APART)} "
        "AND greatest(l.made_at, coalesce(l.undone_at, l.made_at)) > "
        "(SELECT committed_at FROM runs ORDER BY run_id DESC LIMIT 1 OFFSET 1) UNION SELECT DISTINCT m.unit_key "
        "FROM membership_now m ANTI JOIN customers c ON c.customer_key = m.unit_key"
    )


def _move(con: Connection, slots: list[_Slot], run_id: int, as_of: datetime) -> dict[int, tuple[int, int]]:
    ids = values(slot.id for slot in slots)
    con.execute(f"CREATE OR REPLACE TEMP TABLE found AS {_members(slots)}")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE turns AS SELECT segment_id, unit_key, 1::TINYINT AS direction, "
        "NULL::BIGINT AS came "
        "FROM found ANTI JOIN membership_now USING (segment_id, unit_key) UNION ALL SELECT segment_id, unit_key, -1, "
        f"run_id FROM membership_now m ANTI JOIN found USING (segment_id, unit_key) WHERE m.segment_id IN {ids}"
    )
    causes = " ".join(f"WHEN {slot.id} THEN {literal(slot.cause)}" for slot in slots)
    con.execute(
        "INSERT INTO membership_moves SELECT t.came, t.segment_id, t.unit_key, 1, 'first' FROM turns t "
        "JOIN membership_first f USING (segment_id) WHERE t.direction = -1 AND t.came = f.run_id"
    )
    con.execute(
        f"INSERT INTO membership_moves SELECT {run_id}, segment_id, unit_key, direction, CASE WHEN unit_key IN "
        f"(SELECT unit_key FROM rejoined) THEN 'merge' ELSE CASE segment_id {causes} END END FROM turns "
        "ORDER BY segment_id, unit_key"
    )
    con.execute(
        "DELETE FROM membership_now USING turns t WHERE t.direction = -1 "
        "AND membership_now.segment_id = t.segment_id AND membership_now.unit_key = t.unit_key"
    )
    con.execute(
        f"INSERT INTO membership_now SELECT segment_id, unit_key, {literal(as_of)}, {run_id} FROM turns "
        "WHERE direction = 1 ORDER BY segment_id, unit_key"
    )
    counted = con.execute(
        "SELECT segment_id, count(*) FILTER (direction = 1), count(*) FILTER (direction = -1) FROM turns GROUP BY ALL"
    ).fetchall()
    return {int(segment): (int(entered), int(left)) for segment, entered, left in counted}


def _now_of(slug: str) -> str:
    return (
        "SELECT m.unit_key, m.since, m.run_id FROM membership_now m JOIN segment_versions v USING (segment_id) "
        f"WHERE v.slug = {literal(slug)}"
    )


def members_now(con: duckdb.DuckDBPyConnection, slug: str) -> list[int]:
    """customer_keys of the stored members, in order."""
    return [
        int(key) for (key,) in con.execute(f"SELECT unit_key FROM ({_now_of(slug)}) ORDER BY unit_key").fetchall()
    ]


def since(con: duckdb.DuckDBPyConnection, slug: str, unit_key: int) -> datetime | None:
    """The instant (naive UTC) of the run in which somebody came in, null where they are not in."""
    row = con.execute(f"SELECT since FROM ({_now_of(slug)}) WHERE unit_key = ?", [unit_key]).fetchone()
    return row[0] if row else None
