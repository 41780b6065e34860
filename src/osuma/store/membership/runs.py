"""Who is in which segment, run by run: `membership_now` and its moves, written together.

A member whose move in was the segment's first run has no row of that move as long as they stay: their row of
`membership_now` says it all, and the first run of two hundred segments writes half as much. The move is written when
they leave. The view `membership_history` shows all moves, these too; read that, not `membership_moves`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from osuma.store import schema
from osuma.store.dialect import literal, values
from osuma.store.evaluation import figures
from osuma.store.evaluation.evaluate import Count
from osuma.store.evaluation.figures import Keeping
from osuma.store.people.identity import KEPT_APART
from osuma.store.warehouse import Connection, Warehouse
from osuma.store.writing import rows

#: A snapshot of everything after this many runs.
SNAPSHOT_EVERY = 30
#: Members that are written or compared in one statement: a measured balance of memory and overhead.
BATCH = 4_000_000
Keys = npt.NDArray[np.int64]
#: Who came in, and who left.
Turns = tuple[Keys, Keys]
#: Segments in one statement: each is a part of its text.
TOGETHER = 100


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


class Outcome(Protocol):
    """What is stored of an evaluation: `evaluate.Evaluation` and `planes.Judged` of `osuma.store.evaluation`."""

    @property
    def con(self) -> Connection: ...
    @property
    def slugs(self) -> Iterable[str]: ...
    @property
    def counts(self) -> Mapping[str, Count]: ...
    @property
    def errors(self) -> Mapping[str, str]: ...
    @property
    def partitions(self) -> Set[str]: ...
    @property
    def keeping(self) -> Keeping | None: ...
    def found(self, wanted: Sequence[tuple[int, str]]) -> str: ...
    def turned(self, slug: str) -> Turns | None: ...


@dataclass(frozen=True)
class _Slot:
    """A segment in a run: its id, and the id under which its members are stored so far (null: never)."""

    version: Version
    id: int
    before: int | None

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
    evaluation: Outcome,
    versions: Sequence[Version],
) -> list[Stored]:
    """Store what an evaluation found, in one transaction. as_of, committed_at: naive UTC; run_id: also the load's id.

    Moves are caused by the first run of a slug, by another definition than last time, by people who were joined or
    parted since the last run, else by behaviour. A segment whose members are as before stores only its counts; one
    that could not be evaluated keeps its members and stores why. Partitions are stored by their classes.
    """
    with warehouse.transaction(on=evaluation.con, noted=True) as con:
        con.execute("INSERT INTO runs VALUES (?, ?, ?)", [run_id, as_of, committed_at])
        con.execute("INSERT INTO loads VALUES (?, 'refresh', ?, NULL, '{}')", [run_id, committed_at])
        evaluated = set(evaluation.slugs) - evaluation.partitions
        wanted = [v for v in versions if v.slug in evaluated or v.slug in evaluation.errors]
        ids, last = _ids(con, wanted), _last(con)
        slots = [_Slot(v, ids[v], last.get(v.slug)) for v in wanted if v.slug in evaluated]
        moves = _apply(con, slots, evaluation, run_id, as_of)
        told = {slot.id: _told(slot.version.slug, evaluation.counts, moves.get(slot.id, (0, 0))) for slot in slots}
        for version in (v for v in wanted if v.slug in evaluation.errors):
            held = _held(con, version.slug)
            told[ids[version]] = Stored(version.slug, held, 0, 0, 0, evaluation.errors[version.slug])
        _note(con, run_id, told)
        if rows.number(con, "SELECT count(*) FROM runs") % SNAPSHOT_EVERY == 0:
            con.execute(
                f"INSERT INTO membership_snapshots SELECT {run_id}, segment_id, unit_key FROM membership_now "
                "ORDER BY segment_id, unit_key"
            )
        figures.bind(con, evaluation.keeping, run_id, warehouse.writes)
    return list(told.values())


def _note(con: Connection, run_id: int, told: Mapping[int, Stored]) -> None:
    noted = [(run_id, n, s.members, s.unknown, s.entered, s.left, s.error) for n, s in told.items()]
    _insert(con, "run_segments", noted)


def _insert(con: Connection, table: str, noted: Sequence[tuple[int | str | None, ...]]) -> None:
    """Rows that are whole: hundreds of them are slow to read as text."""
    if noted:
        columns = [pa.array(column) for column in zip(*noted, strict=True)]
        con.register("noted", pa.table(columns, names=[f"c{n}" for n in range(len(columns))]))
        con.execute(f"INSERT INTO {table} FROM noted")
        con.unregister("noted")


def _told(slug: str, counts: Mapping[str, Count], moved: tuple[int, int]) -> Stored:
    return Stored(slug, counts[slug].members, counts[slug].unknown, *moved)


def _last(con: Connection) -> dict[str, int]:
    """The version of each slug that was evaluated last."""
    found = con.execute(
        "SELECT v.slug, arg_max(v.segment_id, s.run_id) FROM segment_versions v JOIN run_segments s "
        "USING (segment_id) WHERE s.error IS NULL GROUP BY v.slug"
    ).fetchall()
    return {str(slug): int(segment) for slug, segment in found}


def _ids(con: Connection, versions: Sequence[Version]) -> dict[Version, int]:
    """The id of each version; new ones are given the next."""
    known = {
        (str(slug), str(fingerprint)): int(segment)
        for segment, slug, fingerprint in con.execute(
            "SELECT segment_id, slug, fingerprint FROM segment_versions"
        ).fetchall()
    }
    fresh = [v for v in dict.fromkeys(versions) if (v.slug, v.fingerprint) not in known]
    first = schema.next_keys(con, "segment", len(fresh)) + 1
    made = {version: first + n for n, version in enumerate(fresh)}
    _insert(con, "segment_versions", [(n, v.slug, v.fingerprint, v.unit) for v, n in made.items()])
    return {v: made[v] if v in made else known[v.slug, v.fingerprint] for v in versions}


def _held(con: Connection, slug: str) -> int:
    return rows.number(con, f"SELECT count(*) FROM ({_now_of(slug)})")


def _apply(
    con: Connection, slots: list[_Slot], evaluation: Outcome, run_id: int, as_of: datetime
) -> dict[int, tuple[int, int]]:
    """Bring membership_now to what was found; gives moves in and out by segment id."""
    fresh = [slot for slot in slots if slot.before is None]
    for part in _parts(_sizes(fresh, evaluation)):
        con.execute(
            f"INSERT INTO membership_now SELECT segment_id, unit_key, {literal(as_of)}, {run_id} "
            f"FROM ({_found(evaluation, part)})"
        )
    moves = {slot.id: (evaluation.counts[slot.version.slug].members, 0) for slot in fresh}
    known = [slot for slot in slots if slot.before is not None]
    if not known:
        return moves
    _rename(con, known)
    turned = {slot: turns for slot in known if (turns := evaluation.turned(slot.version.slug)) is not None}
    for part in _parts(_sizes([slot for slot in known if slot not in turned], evaluation)):
        turned |= _compared(con, part, evaluation)
    moved = {slot: len(came) + len(left) for slot, (came, left) in turned.items() if len(came) + len(left)}
    for part in _parts(moved, most=len(moved)):
        _move(con, {slot: turned[slot] for slot in part}, run_id, as_of)
    return moves | {slot.id: (len(turned[slot][0]), len(turned[slot][1])) for slot in moved}


def _sizes(slots: list[_Slot], evaluation: Outcome) -> dict[_Slot, int]:
    return {slot: evaluation.counts[slot.version.slug].members for slot in slots}


def _parts(sizes: Mapping[_Slot, int], most: int = TOGETHER) -> list[list[_Slot]]:
    """The slots in order, cut so that a part has about `BATCH` people and `most` slots at most."""
    parts: list[list[_Slot]] = []
    left = 0
    for slot, size in sizes.items():
        if not parts or size > left or len(parts[-1]) == most:
            parts.append([])
            left = BATCH
        parts[-1].append(slot)
        left -= size
    return parts


def _found(evaluation: Outcome, slots: list[_Slot]) -> str:
    """SQL of segment_id and unit_key for the members of some segments."""
    return evaluation.found([(slot.id, slot.version.slug) for slot in slots])


def _rename(con: Connection, slots: list[_Slot]) -> None:
    """Members go on under the id of the new definition, with the day on which they came in."""
    for slot in slots:
        if slot.before != slot.id:
            con.execute("UPDATE membership_now SET segment_id = ? WHERE segment_id = ?", [slot.id, slot.before])


def _compared(con: Connection, slots: list[_Slot], evaluation: Outcome) -> dict[_Slot, Turns]:
    """Who came in and who left each of some segments, of which all that is stored and all that was found is read."""
    ids = [slot.id for slot in slots]
    stored = _keys(con, f"SELECT segment_id, unit_key FROM membership_now WHERE segment_id IN {values(ids)}", ids)
    found = _keys(con, _found(evaluation, slots), ids)
    most = max((int(keys.max()) for keys in (*stored, *found) if len(keys)), default=0)
    marked = np.zeros(most + 1, dtype=np.bool_)
    return {
        slot: (_without(now, was, marked), _without(was, now, marked))
        for slot, was, now in zip(slots, stored, found, strict=True)
    }


def _keys(con: Connection, members: str, ids: list[int]) -> list[Keys]:
    """The members (SQL of segment_id and unit_key) of each segment."""
    found = con.execute(members).fetchnumpy()
    order = np.argsort(np.array(ids))
    place = order[np.searchsorted(np.array(ids), found["segment_id"], sorter=order)].astype(np.uint16)
    sizes = np.bincount(place, minlength=len(ids))
    return np.split(found["unit_key"][np.argsort(place, kind="stable")], np.cumsum(sizes)[:-1])


def _without(some: Keys, others: Keys, marked: npt.NDArray[np.bool_]) -> Keys:
    """Those that are not among the others. marked: by key, nobody before and after."""
    marked[others] = True
    found = some[~marked[some]]
    marked[others] = False
    return found


def _turn(con: Connection, turned: Mapping[_Slot, Turns]) -> None:
    """Temp table `turns`: who came in (1) and who left (-1); of the latter the run in which they had come, and the
    place of the row that says it."""
    sizes = [len(keys) for turns in turned.values() for keys in turns]
    ids = np.repeat(np.repeat(np.array([slot.id for slot in turned], dtype=np.int64), 2), sizes)
    directions = np.repeat(np.tile(np.array([1, -1], dtype=np.int8), len(turned)), sizes)
    keys = np.concatenate([keys for turns in turned.values() for keys in turns])
    con.register("turn_rows", pa.table({"segment_id": ids, "unit_key": keys, "direction": directions}))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE turns AS SELECT segment_id, unit_key, direction, NULL::BIGINT AS came, "
        "NULL::BIGINT AS place FROM turn_rows WHERE direction = 1 UNION ALL SELECT segment_id, unit_key, direction, "
        "m.run_id, m.rowid FROM turn_rows JOIN membership_now m USING (segment_id, unit_key) WHERE direction = -1"
    )
    con.unregister("turn_rows")


def _joined_or_parted(con: Connection) -> None:
    """Temp table `rejoined`: those of `turns` whom a merge or its undo made or unmade since the last run."""
    since = "(SELECT committed_at FROM runs ORDER BY run_id DESC LIMIT 1 OFFSET 1)"
    changed = f"greatest(l.made_at, coalesce(l.undone_at, l.made_at)) > {since}"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE rejoined AS SELECT DISTINCT 'customers' AS unit, i.customer_key AS unit_key "
        f"FROM identity_links l JOIN identities i ON i.identity_key IN (l.a, l.b) WHERE l.rule <> "
        f"{literal(KEPT_APART)} AND {changed} UNION SELECT DISTINCT 'accounts', i.account_key FROM account_links l "
        f"JOIN account_identities i ON i.account_identity_key IN (l.a, l.b) WHERE {changed} UNION "
        f"{_gone('customers', 'customer_key')} UNION {_gone('accounts', 'account_key')}"
    )


def _gone(unit: str, key: str) -> str:
    """SQL of those of `turns` of whom there is no record under their key any more."""
    return (
        f"SELECT DISTINCT v.unit, t.unit_key FROM turns t JOIN segment_versions v USING (segment_id) "
        f"ANTI JOIN {unit} c ON c.{key} = t.unit_key WHERE v.unit = {literal(unit)}"
    )


def _move(con: Connection, turned: Mapping[_Slot, Turns], run_id: int, as_of: datetime) -> None:
    """Store who came in and who left."""
    _turn(con, turned)
    _joined_or_parted(con)
    causes: dict[str, list[int]] = {}
    for slot in turned:
        causes.setdefault(slot.cause, []).append(slot.id)
    cause = " ".join(f"WHEN t.segment_id IN {values(ids)} THEN {literal(one)}" for one, ids in causes.items())
    con.execute(
        "INSERT INTO membership_moves SELECT t.came, t.segment_id, t.unit_key, 1, 'first' FROM turns t "
        "JOIN membership_first f USING (segment_id) WHERE t.direction = -1 AND t.came = f.run_id"
    )
    con.execute(
        f"INSERT INTO membership_moves SELECT {run_id}, t.segment_id, t.unit_key, t.direction, CASE WHEN "
        f"r.unit_key IS NOT NULL THEN 'merge' {cause} END FROM turns t JOIN "
        "segment_versions v USING (segment_id) LEFT JOIN rejoined r ON r.unit = v.unit AND r.unit_key = t.unit_key "
        "ORDER BY t.segment_id, t.unit_key"
    )
    con.execute("DELETE FROM membership_now WHERE rowid IN (SELECT place FROM turns WHERE direction = -1)")
    con.execute(
        f"INSERT INTO membership_now SELECT segment_id, unit_key, {literal(as_of)}, {run_id} FROM turns "
        "WHERE direction = 1 ORDER BY segment_id, unit_key"
    )


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
