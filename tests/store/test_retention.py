"""Old runs go, and who was in after each run that stays is as it was: drawn histories, and cases by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from osuma.store.evaluation.evaluate import Count
from osuma.store.loading import months
from osuma.store.membership import history, retention
from osuma.store.membership import runs as membership
from osuma.store.membership.runs import Version
from osuma.store.warehouse import Connection, Warehouse

START = datetime(2024, 1, 1, 12)
SLUGS = ("a", "b", "late")


@dataclass
class Found:
    """Members by slug as an evaluation gives them. errors: by slug."""

    con: Connection
    members: dict[str, set[int]]
    errors: dict[str, str] = field(default_factory=dict)
    partitions: frozenset[str] = frozenset()
    keeping: None = None

    def turned(self, _slug: str) -> None:
        return

    @property
    def slugs(self) -> list[str]:
        return [slug for slug in self.members if slug not in self.errors]

    @property
    def counts(self) -> dict[str, Count]:
        return {slug: Count(len(self.members[slug]), 0) for slug in self.slugs}

    def found(self, wanted: Sequence[tuple[int, str]]) -> str:
        rows = [f"({number}::BIGINT, {key}::BIGINT)" for number, slug in wanted for key in self.members[slug]]
        listed = ", ".join(rows) or "(0::BIGINT, 0::BIGINT)"
        return f"SELECT * FROM (VALUES {listed}) t (segment_id, unit_key) WHERE unit_key > 0"


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Warehouse]:
    monkeypatch.setattr(membership, "SNAPSHOT_EVERY", 5)
    with Warehouse(tmp_path / "w.duckdb", threads=1) as opened:
        yield opened


def store(
    warehouse: Warehouse,
    run: int,
    day: int,
    members: dict[str, set[int]],
    errors: dict[str, str] | None = None,
    meaning: int = 1,
) -> None:
    found = Found(warehouse.cursor(), members, errors or {})
    at = START + timedelta(days=day)
    with found.con:
        versions = [Version(slug, f"{slug}-{meaning}") for slug in members]
        membership.store_run(warehouse, run, at, at, found, versions)


def tidy(warehouse: Warehouse, days: int) -> int:
    with warehouse.transaction() as con:
        return retention.tidy(con, "Europe/Helsinki", days)


def everything(warehouse: Warehouse) -> dict[tuple[int, str], list[int]]:
    with warehouse.reader() as con:
        runs = [run for (run,) in con.execute("SELECT run_id FROM runs ORDER BY 1").fetchall()]
        return {(run, slug): history.members_at(con, slug, run) for run in runs for slug in SLUGS}


def draw(rng: Random, run: int, before: dict[str, set[int]]) -> tuple[dict[str, set[int]], dict[str, str]]:
    """People come and go; a segment starts late, is empty at times, cannot be evaluated, or is out of use."""
    members = {}
    for slug in SLUGS:
        if slug == "late" and run < 9:
            continue
        old = before.get(slug, set(range(1, 7)))
        members[slug] = {key for key in range(1, 13) if (key in old) != (rng.random() < 0.2)}
        if rng.random() < 0.1:
            members[slug] = set()
    if run > 14 and rng.random() < 0.3:
        members.pop("b", None)
    errors = {slug: "broken" for slug in members if rng.random() < 0.15}
    return members, errors


@pytest.mark.parametrize("seed", range(3))
def test_members_after_every_run_that_stays_are_as_they_were(warehouse: Warehouse, seed: int) -> None:
    rng = Random(seed)
    members: dict[str, set[int]] = {}
    day, meaning = 0, 1
    for run in range(1, 25):
        day += rng.choice((0, 1, 4, 11, 25))
        meaning += rng.random() < 0.15
        found, errors = draw(rng, run, members)
        members |= found
        store(warehouse, run, day, found, errors, meaning)
        if run in (16, 24):
            before = everything(warehouse)
            assert tidy(warehouse, 40) > 0
            after = everything(warehouse)
            assert after.items() <= before.items()
            assert tidy(warehouse, 40) == 0
    _agree(warehouse)


def _agree(warehouse: Warehouse) -> None:
    """Moves, counts and snapshots tell the same; the stored members are those of the last run."""
    with warehouse.reader() as con:
        for slug in SLUGS:
            moves = history.moves(con, slug)
            assert len({(m.run_id, m.unit_key) for m in moves}) == len(moves)
            points = history.points(con, slug)
            assert history.members_at(con, slug, 24) == membership.members_now(con, slug)
            for point in points:
                if point.error is None:
                    told = [m.direction for m in moves if m.run_id == point.run_id]
                    assert (point.entered, point.left) == (told.count(1), told.count(-1))
                    assert point.members == len(history.members_at(con, slug, point.run_id))
        runs = [run for (run,) in con.execute("SELECT run_id FROM runs ORDER BY 1").fetchall()]
        shot = {run for (run,) in con.execute("SELECT DISTINCT run_id FROM membership_snapshots").fetchall()}
        gaps = "".join("s" if run in shot else "." for run in runs).split("s")
        assert max(map(len, gaps)) <= membership.SNAPSHOT_EVERY


def test_every_run_of_the_last_days_stays_then_the_last_of_each_month(warehouse: Warehouse) -> None:
    days = [0, 10, 30, 31, 40, 59, 60, 61, 62]  # 1, 11 and 31 January, 1, 10 and 29 February, 1 to 3 March
    for run, day in enumerate(days, start=1):
        store(warehouse, run, day, {"a": {run}})
    assert tidy(warehouse, 3) == 4
    assert [run for (run, slug) in everything(warehouse) if slug == "a"] == [3, 6, 7, 8, 9]


def test_a_run_that_a_closed_month_stands_on_stays(warehouse: Warehouse) -> None:
    """After an undo the newest run of a month may be of an earlier instant than one before it."""
    for run, day, members in ((1, 0, {1, 2}), (2, 20, {1}), (3, 10, {1, 3}), (4, 90, {4})):
        store(warehouse, run, day, {"a": members})
    january = months.Month(date(2024, 1, 1), datetime(2023, 12, 31, 22), datetime(2024, 1, 31, 22))
    with warehouse.transaction() as con:
        months.close(con, january, 5, datetime(2024, 5, 1), date(2024, 4, 1))
    assert warehouse.rows("SELECT slug, run_id FROM month_segments") == [("a", 3)]
    assert tidy(warehouse, 10) == 1
    assert everything(warehouse)[3, "a"] == [1, 3]


def test_who_was_there_from_the_first_run_that_went_is_still_told_of(warehouse: Warehouse) -> None:
    for run, (day, members) in enumerate([(0, {1, 2, 3}), (1, {1, 2}), (2, {1, 2, 4}), (50, {1, 4})], start=1):
        store(warehouse, run, day, {"a": members})
    assert tidy(warehouse, 10) == 2
    with warehouse.reader() as con:
        told = [(m.run_id, m.unit_key, m.direction) for m in history.moves(con, "a")]
        assert told == [(3, 1, 1), (3, 2, 1), (3, 4, 1), (4, 2, -1)]
        assert membership.since(con, "a", 1) == START
    store(warehouse, 5, 51, {"a": {2}})
    assert everything(warehouse)[4, "a"] == [1, 4]
    assert everything(warehouse)[5, "a"] == [2]


@pytest.mark.parametrize("then", ["out of use", "broken"])
def test_a_first_run_that_goes_into_one_without_the_segment_is_not_lost(warehouse: Warehouse, then: str) -> None:
    store(warehouse, 1, 0, {"a": {1}, "b": {1, 2}})
    errors = {"b": "broken"} if then == "broken" else {}
    store(warehouse, 2, 5, {"a": {1}} | ({"b": set()} if errors else {}), errors)
    store(warehouse, 3, 60, {"a": {1}, "b": {2}})
    assert tidy(warehouse, 10) == 1
    with warehouse.reader() as con:
        assert [history.members_at(con, "b", run) for run in (2, 3)] == [[1, 2], [2]]
        assert [(p.run_id, p.members, p.entered, p.left) for p in history.points(con, "b")] == [
            (2, 2, 2, 0),
            (3, 1, 0, 1),
        ]
