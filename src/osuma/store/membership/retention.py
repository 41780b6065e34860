"""How long runs are kept: every one of the last 400 days, then the last of each month.

The runs that closed months stand on stay too.

What a run that goes had moved is moved by the next run that stays, so that who was in after each run that stays is as
it was. `osuma.store.membership.runs` says how a first run's moves are stored; here they stay so.
"""

from __future__ import annotations

from datetime import date

import duckdb

from osuma.store.dialect import literal, local_date
from osuma.store.membership import runs as membership
from osuma.store.writing import rows

#: Days before the newest run for which every run is kept.
KEPT_DAYS = 400

#: Runs that stay and take others in.
_TOUCHED = '(SELECT DISTINCT "into" FROM run_fate WHERE run_id <> "into")'


def due(con: duckdb.DuckDBPyConnection, zone: str, today: date) -> int:
    """How many runs `tidy` would let go."""
    _fates(con, zone, KEPT_DAYS, today)
    return rows.number(con, 'SELECT count(*) FROM run_fate WHERE run_id <> "into"')


def tidy(con: duckdb.DuckDBPyConnection, zone: str, kept_days: int = KEPT_DAYS, today: date | None = None) -> int:
    """Let old runs go, inside the caller's transaction; how many went. zone: the workspace's, for days and months.

    today: the local day; a run as of a later one makes no other run older. None counts from the newest run.
    """
    _fates(con, zone, kept_days, today)
    gone = rows.number(con, 'SELECT count(*) FROM run_fate WHERE run_id <> "into"')
    if gone:
        _carry_counts(con)
        _merge_moves(con)
        _forget(con)
        _store_first_runs_once(con)
        _count_moves(con)
    _snapshots(con)
    return gone


def _fates(con: duckdb.DuckDBPyConnection, zone: str, kept_days: int, today: date | None) -> None:
    """Temp table `run_fate`: every run with the run that keeps its moves, itself where it stays."""
    newest = f"SELECT least(max(day), {literal(today)}) FROM dated"  # least passes over null
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE run_fate AS WITH dated AS (SELECT run_id, as_of, {local_date('as_of', zone)} "
        f"AS day FROM runs), kept AS (SELECT run_id FROM dated QUALIFY day > ({newest}) - "
        f"{int(kept_days)} OR run_id = (SELECT max(run_id) FROM dated) OR run_id IN (SELECT run_id FROM "
        "month_segments) OR row_number() OVER (PARTITION BY "
        "date_trunc('month', day) ORDER BY as_of DESC, run_id DESC) = 1) SELECT d.run_id, min(k.run_id) AS \"into\" "
        "FROM dated d JOIN kept k ON k.run_id >= d.run_id GROUP BY d.run_id"
    )


def _carry_counts(con: duckdb.DuckDBPyConnection) -> None:
    """A run that stays tells of every segment that the runs before it told of.

    Where it could not evaluate a segment whose first run goes, the first run's outcome takes the place of the error:
    what the first run found is read by that row.
    """
    con.execute(
        'CREATE OR REPLACE TEMP TABLE carried AS SELECT f."into" AS run_id, v.slug, arg_max(s.segment_id, s.run_id) '
        "AS segment_id, arg_max(s.members, s.run_id) AS members, arg_max(s.unknown, s.run_id) AS unknown, "
        "min(s.run_id) AS oldest FROM run_segments s JOIN segment_versions v USING (segment_id) JOIN run_fate f "
        'ON f.run_id = s.run_id WHERE f.run_id <> f."into" AND s.error IS NULL GROUP BY f."into", v.slug'
    )
    con.execute(
        "DELETE FROM run_segments USING carried c, segment_versions v, membership_first f WHERE "
        "run_segments.error IS NOT NULL AND run_segments.run_id = c.run_id "
        "AND v.segment_id = run_segments.segment_id AND v.slug = c.slug "
        "AND f.segment_id = c.segment_id AND f.run_id = c.oldest"
    )
    con.execute(
        "INSERT INTO run_segments SELECT c.run_id, c.segment_id, c.members, c.unknown, 0, 0, NULL FROM carried c "
        "WHERE NOT EXISTS (SELECT 1 FROM run_segments s JOIN segment_versions v USING (segment_id) "
        "WHERE s.run_id = c.run_id AND v.slug = c.slug)"
    )


def _merge_moves(con: duckdb.DuckDBPyConnection) -> None:
    """In and out again is no move; else the last of the moves stands for them all."""
    con.execute(
        'CREATE OR REPLACE TEMP TABLE merged_moves AS SELECT f."into" AS run_id, arg_max(m.segment_id, m.run_id) AS '
        "segment_id, m.unit_key, sum(m.direction)::TINYINT AS direction, arg_max(m.cause, m.run_id) AS cause "
        "FROM membership_moves m JOIN segment_versions v USING (segment_id) JOIN run_fate f ON f.run_id = m.run_id "
        f'WHERE f."into" IN {_TOUCHED} GROUP BY f."into", v.slug, m.unit_key HAVING sum(m.direction) <> 0'
    )
    con.execute(
        f'DELETE FROM membership_moves WHERE run_id IN (SELECT run_id FROM run_fate WHERE "into" IN {_TOUCHED})'
    )
    con.execute(
        "INSERT INTO membership_moves SELECT run_id, segment_id, unit_key, direction, cause FROM merged_moves "
        "ORDER BY run_id, segment_id, unit_key"
    )


def _forget(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        'UPDATE membership_now SET run_id = f."into" FROM run_fate f WHERE f.run_id = membership_now.run_id '
        'AND f.run_id <> f."into"'
    )
    for table in ("runs", "run_segments", "membership_snapshots"):
        con.execute(f'DELETE FROM {table} WHERE run_id IN (SELECT run_id FROM run_fate WHERE run_id <> "into")')


def _store_first_runs_once(con: duckdb.DuckDBPyConnection) -> None:
    """Whoever is in since what is now a segment's first run is told of by `membership_now` alone."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE first_twice AS SELECT m.segment_id, m.unit_key, m.run_id "
        "FROM membership_moves m JOIN segment_versions v USING (segment_id) JOIN membership_now n "
        "ON n.unit_key = m.unit_key AND n.run_id = m.run_id JOIN membership_first f "
        "ON f.segment_id = n.segment_id AND f.run_id = n.run_id JOIN segment_versions w "
        "ON w.segment_id = n.segment_id WHERE m.direction = 1 AND w.slug = v.slug"
    )
    con.execute(
        "DELETE FROM membership_moves USING first_twice t WHERE membership_moves.segment_id = t.segment_id "
        "AND membership_moves.unit_key = t.unit_key AND membership_moves.run_id = t.run_id"
    )


def _count_moves(con: duckdb.DuckDBPyConnection) -> None:
    """The moves of runs that took others in, counted again."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE recounted AS SELECT h.run_id, v.slug, count(*) FILTER (h.direction = 1) AS "
        "came, count(*) FILTER (h.direction = -1) AS went FROM membership_history h JOIN segment_versions v "
        f"USING (segment_id) WHERE h.run_id IN {_TOUCHED} GROUP BY h.run_id, v.slug"
    )
    con.execute(f"UPDATE run_segments SET entered = 0, left_ = 0 WHERE run_id IN {_TOUCHED} AND error IS NULL")
    con.execute(
        "UPDATE run_segments SET entered = r.came, left_ = r.went FROM recounted r, segment_versions v WHERE "
        "v.segment_id = run_segments.segment_id AND v.slug = r.slug AND r.run_id = run_segments.run_id "
        "AND run_segments.error IS NULL"
    )


def _snapshots(con: duckdb.DuckDBPyConnection) -> None:
    """No more than `SNAPSHOT_EVERY` runs that stay lie between two snapshots."""
    held = {int(run) for (run,) in con.execute("SELECT DISTINCT run_id FROM membership_snapshots").fetchall()}
    since = 0
    for (run,) in con.execute("SELECT run_id FROM runs ORDER BY run_id").fetchall():
        since = 0 if run in held else since + 1
        if since == membership.SNAPSHOT_EVERY:
            _snapshot(con, int(run))
            since = 0


def _snapshot(con: duckdb.DuckDBPyConnection, run: int) -> None:
    con.execute(
        "INSERT INTO membership_snapshots SELECT $run, max(h.segment_id), h.unit_key FROM membership_history h "
        "JOIN segment_versions v USING (segment_id) WHERE h.run_id <= $run GROUP BY v.slug, h.unit_key "
        "HAVING sum(h.direction) > 0 ORDER BY 2, 3",
        {"run": run},
    )
