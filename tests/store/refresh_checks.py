"""Small checks of a refresh by differences, each of one thing that it stands on: it fails for a fault there."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pyarrow as pa
from staged import batch

from osuma.engine.features import carried, slices
from osuma.engine.features.aggregates import Feature, Rows
from osuma.engine.features.carried import known_value
from osuma.engine.features.habits import OverdueFeature
from osuma.engine.features.sequences import ChainFeature, Link
from osuma.engine.features.slices import Known, Slice, known
from osuma.engine.periods import Duration
from osuma.engine.segments.compile.planes import Threshold
from osuma.engine.tables.vocabulary import canonical
from osuma.store.evaluation import carried as stages
from osuma.store.evaluation import differences
from osuma.store.evaluation.figures import Keeping, bind, held
from osuma.store.evaluation.numbers import Column, Places
from osuma.store.evaluation.planes import People
from osuma.store.loading.load import load
from osuma.store.warehouse import Warehouse
from osuma.store.writing import touched
from osuma.store.writing.batch import LoadContext

DAY = timedelta(days=1)
THEN, NOW = datetime(2026, 11, 1), datetime(2026, 11, 2)
ROWS = Rows(
    NOW, True, canonical(), {}, lambda day: datetime(day.year, day.month, day.day), ZoneInfo("Europe/Helsinki")
)


def feature(event: str = "order", low: datetime | None = NOW - 7 * DAY, high: datetime = NOW) -> Feature:
    return Feature(event, "count", None, (), low, high)


def a_window_moves(_folder: Path) -> None:
    old, new = Known("s", THEN - 7 * DAY, THEN), Known("s", NOW - 7 * DAY, NOW)
    on, back = slices.step(old, new), slices.step(new, old)
    assert on is not None
    assert back is not None
    assert on.slices == (Slice(1, THEN, NOW), Slice(-1, THEN - 7 * DAY, NOW - 7 * DAY))
    assert back.slices == (Slice(-1, THEN, NOW), Slice(1, THEN - 7 * DAY, NOW - 7 * DAY))
    assert slices.step(old, Known("s", None, NOW)) is None
    assert slices.step(old, Known("other", NOW - 7 * DAY, NOW)) is None


def what_is_far_is_whole(_folder: Path) -> None:
    near, far = (known(feature(low=at - 7 * DAY, high=at)) for at in (THEN, NOW - 3 * DAY))
    assert list(slices.steps([feature()], [near, far])) == [feature()]
    assert slices.steps([feature()], [far]) == {}


def a_deal_is_whole(_folder: Path) -> None:
    assert not carried.keeps(feature("deal_won"))
    assert carried.keeps(feature())
    assert slices.steps([feature("deal_won")], [known(feature("deal_won", THEN - 7 * DAY, THEN))]) == {}


def a_value_is_of_rows_that_came_and_that_left(_folder: Path) -> None:
    then = known_value(feature(low=THEN - 7 * DAY, high=THEN))
    assert carried.spans(feature(), then, THEN, ROWS) == {
        ("order", THEN, NOW), ("order", THEN - 7 * DAY, NOW - 7 * DAY),
    }  # fmt: skip
    assert carried.spans(feature(low=None), then, THEN, ROWS) is None


def a_chain_is_of_its_links_of_what_parts_them_and_of_its_deadline(_folder: Path) -> None:
    def chain(within: Duration, so_far: bool = False) -> ChainFeature:
        links = (Link("page_view", ()),)
        return ChainFeature(links, ((Link("order", ()),),), within, (), None, NOW, so_far)

    came = {("page_view", THEN, NOW), ("order", THEN, NOW)}
    hours, months = chain(Duration(36, "hours")), chain(Duration(1, "months"))
    kept = [known_value(one) for one in (hours, months)]
    kept = [Known(one.shape, None, THEN) for one in kept]
    over = ("page_view", THEN - timedelta(hours=36), NOW - timedelta(hours=36))
    assert carried.spans(hours, kept[0], THEN, ROWS) == {*came, over}
    (astray,) = (carried.spans(months, kept[1], THEN, ROWS) or frozenset()) - came
    assert astray[1] < datetime(2026, 9, 28) < datetime(2026, 10, 3) < astray[2]
    still = Known(known_value(chain(Duration(36, "hours"), so_far=True)).shape, None, THEN)
    assert carried.spans(chain(Duration(36, "hours"), so_far=True), still, THEN, ROWS) == came


def late_is_later_than_what_is_kept(_folder: Path) -> None:
    overdue = OverdueFeature("order", (), NOW, 10, 100, 2)
    assert known_value(overdue).shape == known_value(OverdueFeature("order", (), THEN, 9, 100, 2)).shape
    name, one = "habit_0", known_value(overdue)
    kept = SimpleNamespace(read_values=lambda _known: pa.array([1999, 2000, 2001, None], pa.int64()))
    group = SimpleNamespace(values={name: {"due": one}}, passed={name: overdue.reached})
    carrying = stages.Carrying(None, kept, np.array([], dtype=np.int64))  # type: ignore[arg-type]  # a stand-in
    keys, stays = np.arange(4), np.array([True, True, True, True])
    told = carrying._kept(SimpleNamespace(name=name), group, keys, stays)  # type: ignore[arg-type]  # a stand-in
    assert told["c0"].to_pylist() == [1, 0, 0, None]


def several_rows_of_somebody_all_count(_folder: Path) -> None:
    one = Column(3, None, np.array([1, 250, 3], dtype=np.uint8))
    at, more = np.array([0, 0, 2, 1]), np.array([1, 1, -3, 10])
    assert one.plus(at, more).spread().tolist() == [3, 260, 0]
    few = Column(90, np.array([1, 4, 9], dtype=np.int32), np.array([1, 250, 3], dtype=np.uint8))
    found = few.plus(np.array([1, 1, 9, 4, 0, 89, 89]), np.array([1, 1, -3, 10, 7, 1, 1]))
    assert {n: v for n, v in enumerate(found.spread().tolist()) if v} == {0: 7, 1: 3, 4: 260, 89: 2}
    assert found.packed().at.tolist() == [0, 1, 4, 89]  # type: ignore[union-attr]  # few have any


def who_is_anew_and_has_no_row_has_none(_folder: Path) -> None:
    for values in (Column(3, None, np.array([5, 6, 7])), Column(3, np.array([0, 1, 2]), np.array([5, 6, 7]))):
        found = values.instead(np.array([0, 2]), np.array([0, 300]))
        assert found.spread().tolist() == [0, 6, 300]


def people_come_and_go(_folder: Path) -> None:
    new = np.array([1, 3, 4])
    moved = differences._Moved.between(np.array([1, 2, 4]), new, Places.of(new), np.array([4, 9]))
    assert moved.anew.tolist() == [1, 2]
    assert moved.placed(Column(3, None, np.array([5, 6, 7]))).spread().tolist() == [5, 0, 7]
    assert moved.placed(Column(3, np.array([1, 2]), np.array([6, 7]))).spread().tolist() == [0, 0, 7]


def a_row_at_an_edge_is_in_one_slice(_folder: Path) -> None:
    rows = pa.table({"customer_key": [1, 2, 2, 7], "at": [THEN, NOW - timedelta(microseconds=1), NOW, NOW]})
    way = slices.step(Known("s", None, THEN), Known("s", None, NOW))
    assert way is not None
    place = SimpleNamespace(value=None, test=None, amount=None)
    found = differences._SliceRows.of(rows, [(way, place)], Places.of(np.array([1, 2])))  # type: ignore[list-item]  # a stand-in
    at, numbers = found.delta(way, place)  # type: ignore[arg-type]  # a stand-in
    assert (at.tolist(), numbers.tolist()) == ([1, 1], [1, 1])


def nobody_without_a_row_has_a_value(folder: Path) -> None:
    con = duckdb.connect()
    con.execute("CREATE TABLE stage AS SELECT unnest([4, 9, 1]) AS customer_key, unnest(['d', 'x', NULL]) AS c0")
    keys = np.array([1, 2, 4])
    (values,) = stages.values_of(con, "stage", ["c0"], keys).values()
    assert values.to_pylist() == [None, None, "d"]
    with Warehouse(folder / "kept.duckdb") as warehouse:
        keeping = Keeping.begin(warehouse, "given", NOW)
        assert keeping is not None
        keeping.value(known_value(feature()), values)
        keeping.finish(keys, {})
        with warehouse.transaction(noted=True) as writer:
            bind(writer, keeping, 1, warehouse.writes)
        kept = held(warehouse)
        assert kept is not None
        assert kept.read_values(known_value(feature())).to_pylist() == [None, None, "d"]


def silence_that_is_not_seen_is_unknown(_folder: Path) -> None:
    people = People(np.array([1, 2, 3, 4]), {"u0": np.array([False, True, True, False])})
    for at, values in ((np.array([0, 2]), np.array([2, 1])), (slice(None), np.array([2, 0, 1, 0]))):
        plane = people.plane(Threshold(feature("email_click"), "lt", 2, "u0"), at, values)
        assert [np.unpackbits(bits, count=4).tolist() for bits in (plane.sure, plane.unknown)] == [
            [0, 0, 1, 1], [0, 1, 0, 0],
        ]  # fmt: skip


def a_load_tells_whose_older_rows_it_changes(folder: Path) -> None:
    """The row of the moment itself is older, as a correction is, and an order of which money was given back."""

    def order(n: int, **more: object) -> dict[str, object]:
        row = {"person_id": f"p{n}", "order_id": f"o{n}", "ts": THEN - DAY, "amount": 10}
        return row | {"local_date": date(2026, 10, 31)} | more

    with Warehouse(folder / "told.duckdb") as warehouse:
        steps_ = (
            [batch("shop", orders=[order(n) for n in range(4)])],
            [batch("shop", orders=[order(0, amount=20)])],
            [batch("shop", orders=[order(5, ts=THEN)])],
            [batch("shop", orders=[order(6, ts=THEN + timedelta(microseconds=1))])],
            [batch("shop", refunds=[{"refund_id": "r", "order_id": "o2", "amount": 5, "ts": NOW}])],
        )
        for n, batches in enumerate(steps_):
            with warehouse.transaction(noted=True) as con:
                load(con, batches, LoadContext(n + 1, NOW + n * DAY))
                if n == 0:
                    con.execute("INSERT INTO kept_figures VALUES ('kept', 1, ?)", [THEN])
        with warehouse.reader() as con:
            found = set(touched.people(con).tolist())
        names = {
            name
            for name, key in warehouse.rows("SELECT source_id, customer_key FROM identities")
            if key in found and name.startswith("p")
        }
    assert names == {"p0", "p2", "p5"}, names


CHECKS = (
    a_window_moves, what_is_far_is_whole, a_deal_is_whole, a_value_is_of_rows_that_came_and_that_left,
    a_chain_is_of_its_links_of_what_parts_them_and_of_its_deadline, late_is_later_than_what_is_kept,
    several_rows_of_somebody_all_count, who_is_anew_and_has_no_row_has_none, people_come_and_go,
    a_row_at_an_edge_is_in_one_slice, nobody_without_a_row_has_a_value, silence_that_is_not_seen_is_unknown,
    a_load_tells_whose_older_rows_it_changes,
)  # fmt: skip
