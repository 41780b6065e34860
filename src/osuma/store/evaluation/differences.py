"""A refresh from the figures of the last one: what came into each window since and what left it, and nobody else.

Tables are sorted by person, so the few rows between the old bounds and the new ones are found by their times alone,
once for each table, through a temporary view that stands in the place of the whole one. The people whose older rows
have changed are computed anew, through views of their rows. Values that are no sums are carried on by
`osuma.store.evaluation.carried`. The members are those of `evaluate_planes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from osuma.engine.features.aggregates import KEY, WITHIN_DAY, Feature
from osuma.engine.features.slices import Found, SliceQuery, Step, known
from osuma.engine.segments.compile.planes import CarriedPlan
from osuma.engine.segments.planes import Plane
from osuma.engine.segments.rule import Leaf
from osuma.store.dialect import identifier, literal
from osuma.store.evaluation.carried import Carrying
from osuma.store.evaluation.figures import Figures, Keeping
from osuma.store.evaluation.numbers import Column, Keys, Numbers, Places
from osuma.store.evaluation.planes import AT_ONCE, Judged, People, Rows, judge, of_features, people, read_totals
from osuma.store.evaluation.standing import chosen_people, has_dates, stand_in, tables
from osuma.store.warehouse import Connection, Warehouse, sql_of
from osuma.store.writing import touched

#: Where more people than this share are computed anew, everybody is.
MOST = 0.1
_MOMENT = "datetime64[us]"
_TICK, _HOUR, _EPOCH = timedelta(microseconds=1), timedelta(hours=1), datetime(1970, 1, 1)  # noqa: DTZ001 - naive UTC


def too_many(warehouse: Warehouse, kept: Figures) -> bool:
    """Whether so many people's older rows have changed that a full evaluation costs less."""
    with warehouse.reader() as con:
        return len(touched.people(con)) > MOST * max(1, kept.people.size)


def evaluate_differences(
    warehouse: Warehouse, plan: CarriedPlan, kept: Figures, keeping: Keeping | None
) -> Judged | None:
    """Run a plan that was made from the kept figures; None where any part fails: a full evaluation says which."""
    con = warehouse.cursor()
    try:
        changed = touched.people(con)
        made = Carrying(warehouse, kept, changed).stages(con, plan)
        everybody, leaves = people(con, plan.plan, keeping, made)
        moved = _Moved.between(kept.keys, everybody.keys, everybody.places, changed)
        anew = _anew(warehouse, plan, moved, everybody)
        carry = _Carry(warehouse, plan, kept, keeping, everybody, moved, anew).part
        # the numbers of one query are worked on, by one core, while the rows of the next are read
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            for found in pool.map(carry, _parts(plan)):
                leaves |= found
        for query in plan.plan.totals:
            leaves |= read_totals(con, query, plan.plan, everybody, keeping)
        return judge(Judged(con, everybody.keys, keeping=keeping, before=kept), plan.plan, leaves)
    except BaseException as error:
        con.close()
        if keeping is not None:
            keeping.drop()
        if isinstance(error, duckdb.Error):
            return None
        raise


@dataclass(frozen=True)
class _Part:
    """Features whose slices of time are found by one query; None: nothing came or left."""

    query: SliceQuery | None
    ways: dict[Feature, Step]


def _parts(plan: CarriedPlan) -> list[_Part]:
    """Those with most features first: the last ones are worked on alone."""
    own: dict[str, dict[Feature, Step]] = {}
    for feature, way in plan.ways.items():
        name = plan.slices.places[known(feature).shape].query if way.slices else ""
        own.setdefault(name, {})[feature] = way
    queries: list[SliceQuery | None] = [*plan.slices.queries]
    parts = [_Part(query, own.get("" if query is None else query.name, {})) for query in (*queries, None)]
    return sorted((part for part in parts if part.ways), key=lambda part: -len(part.ways))


@dataclass(frozen=True)
class _Moved:
    """The people then and now. to: where each of then stands now, -1 for who is gone; None where nobody moved.
    anew: positions of those whose numbers do not follow from the kept ones."""

    people: int
    to: npt.NDArray[np.int32] | None
    anew: Numbers

    @staticmethod
    def between(old: Keys, new: Keys, places: Places, touched: Keys) -> _Moved:
        at, here = places.find(touched)
        anew = at[here]
        if np.array_equal(old, new):
            return _Moved(len(new), None, np.unique(anew))
        to, stays = places.find(old)
        fresh = np.ones(len(new), dtype=np.bool_)
        fresh[to[stays]] = False
        return _Moved(len(new), to, np.unique(np.concatenate([anew, np.flatnonzero(fresh)])))

    def placed(self, column: Column) -> Column:
        """Numbers of then by the positions of now, 0 for who was not there."""
        return column if self.to is None else column.moved(self.to, self.people)


@dataclass(frozen=True)
class _Carry:
    """What numbers are carried on with."""

    warehouse: Warehouse
    plan: CarriedPlan
    kept: Figures
    keeping: Keeping | None
    everybody: People
    moved: _Moved
    anew: Mapping[Feature, Numbers]

    def part(self, part: _Part) -> dict[Leaf, Plane]:
        """The truth of conditions on the numbers that follow from one query."""
        found: dict[Leaf, Plane] = {}
        rows = _SliceRows.read(self.warehouse, part, self.everybody.places, self.plan.slices.places)
        for feature, way in part.ways.items():
            column = self.moved.placed(self.kept.column(way.kept))
            if rows is not None:
                column = column.plus(*rows.delta(way, self.plan.slices.places[known(feature).shape]))
            if len(self.moved.anew):
                column = column.instead(self.moved.anew, self.anew[feature])
            for leaf in self.plan.plan.asking.get(feature, ()):
                found[leaf] = self.everybody.plane(self.plan.plan.thresholds[leaf], column.where, column.values)
            if self.keeping is not None:
                self.keeping.number(known(feature), column)
        return found


def _anew(warehouse: Warehouse, plan: CarriedPlan, moved: _Moved, everybody: People) -> dict[Feature, Numbers]:
    """By feature the numbers of the people who are computed anew, 0 for those of them who have no row."""
    found: dict[Feature, Numbers] = {}
    if not len(moved.anew):
        return found
    totals = plan.again()
    with warehouse.reader() as con:
        chosen_people(con, everybody.keys[moved.anew])
        stand_in(con, [tables(q.expr) for q in totals.queries], lambda _table: "customer_key IN (FROM anew)")
        for query in totals.queries:
            rows = Rows.of(con.execute(sql_of(query.expr)).fetchnumpy(), everybody.places)
            for feature, at, numbers in of_features(query, totals.places, rows):
                found[feature] = Column.of(at, numbers, moved.people).of_people(moved.anew)
    return found


@dataclass
class _SliceRows:
    """Rows one by one. at: the position of the person. cut: in which of the slices that `edges` make.

    Slice n is after edge n - 1 and not after edge n. columns: those of the query. codes: of a column of texts, the
    number of each text that is wanted.
    """

    at: Numbers
    edges: Numbers
    cut: Numbers
    columns: Mapping[str, Numbers]
    codes: Mapping[str, Mapping[str, int]]
    _sorted: dict[str | None, _Sorted] = field(default_factory=dict)

    @staticmethod
    def read(warehouse: Warehouse, part: _Part, places: Places, found: Mapping[str, Found]) -> _SliceRows | None:
        """The rows of a part."""
        if part.query is None:
            return None
        slices = [one for way in part.ways.values() for one in way.slices]
        read = tables(part.query.expr)
        with warehouse.reader() as con:
            # a row that has only a date happens after its time
            margins = {table: WITHIN_DAY if has_dates(con, table) else timedelta(0) for table in read}
            times = {table: _apart((one.low - margins[table], one.high) for one in slices) for table in read}
            stand_in(con, [read], lambda table: _within(con, table, times[table]))
            rows = con.sql(sql_of(part.query.expr)).to_arrow_table()
        return _SliceRows.of(rows, [(way, found[known(feature).shape]) for feature, way in part.ways.items()], places)

    @staticmethod
    def of(rows: pa.Table, wanted: Sequence[tuple[Step, Found]], places: Places) -> _SliceRows:
        at, here = places.find(rows[KEY].to_numpy())
        mine = None if here.all() else np.flatnonzero(here)
        codes: dict[str, dict[str, int]] = {}
        for column, value in (place.value for _, place in wanted if place.value is not None):
            codes.setdefault(column, {}).setdefault(value, len(codes[column]))
        edges = {edge for way, _ in wanted for one in way.slices for edge in (one.low, one.high)}
        ends = np.array(sorted(edges), dtype=_MOMENT)
        columns = {
            name: _numbers(rows[name], codes.get(name)) for name in rows.column_names if name not in (KEY, "at")
        }
        moments = rows["at"].to_numpy().astype(_MOMENT)
        if mine is not None:
            at, moments, columns = at[mine], moments[mine], {name: one[mine] for name, one in columns.items()}
        return _SliceRows(at, ends, np.searchsorted(ends, moments, side="left"), columns, codes)

    def delta(self, way: Step, place: Found) -> tuple[Numbers, Numbers]:
        """What the slices of one feature come to: positions, some more than once, and what to add."""
        ordered, first = self._ordered(place.test), 0
        if place.value is not None:
            column, value = place.value
            ordered, first = self._ordered(column), self.codes[column][value] * self._cells
        at: list[Numbers] = []
        more: list[Numbers] = []
        for one in way.slices:
            low, high = np.searchsorted(self.edges, np.array([one.low, one.high], dtype=_MOMENT))
            part = slice(ordered.starts[first + low + 1], ordered.starts[first + high + 1])
            at.append(ordered.at[part])
            more.append(one.sign * self._amounts(place.amount, ordered.rows[part]))
        return np.concatenate(at), np.concatenate(more)

    @property
    def _cells(self) -> int:
        """In how many slices a row can be."""
        return len(self.edges) + 1

    def _amounts(self, column: str | None, rows: Numbers) -> Numbers:
        if column is None:
            return np.ones(len(rows), dtype=np.int64)
        amounts: Numbers = self.columns[column][rows].astype(np.int64)
        return amounts

    def _ordered(self, column: str | None) -> _Sorted:
        """The rows that count for a column, sorted by value and slice."""
        if column not in self._sorted:
            kept, cell, most = np.arange(len(self.cut)), self.cut, self._cells
            if column is not None:
                codes, values = self.codes.get(column), self.columns[column]
                kept = np.flatnonzero(values if codes is None else values >= 0)
                cell = cell[kept] if codes is None else cell[kept] + self._cells * values[kept]
                most *= 1 if codes is None else len(codes)
            # numbers of 16 bits are sorted in one go
            small = cell.astype(np.uint16) if most <= np.iinfo(np.uint16).max else cell
            rows = kept[np.argsort(small, kind="stable")]
            starts = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=most))])
            self._sorted[column] = _Sorted(rows, self.at[rows], starts)
        return self._sorted[column]


@dataclass(frozen=True)
class _Sorted:
    """rows: by cell. at: their people. starts: where each cell begins."""

    rows: Numbers
    at: Numbers
    starts: Numbers


def _numbers(column: pa.ChunkedArray, codes: Mapping[str, int] | None) -> Numbers:
    """A column as it is; of texts their numbers, -1 for those that nobody asks for."""
    told = column if codes is None else pc.index_in(column, value_set=pa.array([*codes], pa.string())).fill_null(-1)
    numbers: Numbers = told.to_numpy()
    return numbers


def _apart(times: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    found: list[tuple[datetime, datetime]] = []
    for low, high in sorted(times):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def _within(con: Connection, table: str, times: Sequence[tuple[datetime, datetime]]) -> str:
    """SQL that is true for every row of a table whose `ts` is in any of the times, and for few others.

    By the number of its hour, which is looked up: comparing with each bound costs twice as much, and days begin at
    another hour when clocks change.
    """
    low, high = times[0][0], times[-1][1]
    first = (low - _EPOCH) // _TICK + 1
    hours = sorted({n for a, b in times for n in range((a - low) // _HOUR, (b - low - _TICK) // _HOUR + 1)})
    name = identifier(f"hours_of_{table}")
    con.register("hours", pa.table({"hour": pa.array(hours, pa.int64())}))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT hour FROM hours")
    con.unregister("hours")
    number = f"(epoch_us(ts) - {first}) // {_HOUR // _TICK}"
    return f"(ts > {literal(low)} AND ts <= {literal(high)} AND {number} IN (FROM {name}))"
