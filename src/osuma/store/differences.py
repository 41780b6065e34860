"""A refresh from the figures of the last one: what came into each window since and what left it, and nobody else.

Tables are sorted by person, so the few rows between the old bounds and the new ones are found by their times alone,
once for each table, through a temporary view that stands in the place of the whole one. The people whose older rows
have changed are computed anew, through views of their rows. Values that are no sums are carried on by
`osuma.store.carried`. The members are those of `evaluate_planes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from osuma.engine.features.aggregates import WITHIN_DAY, Feature
from osuma.engine.features.slices import Found, Step, known
from osuma.engine.segments.compile_planes import CarriedPlan
from osuma.store import touched
from osuma.store.carried import Carrying
from osuma.store.dialect import literal
from osuma.store.figures import Figures, Keeping, Keys, Numbers, positions, smallest
from osuma.store.planes import Judged, Rows, judge, of_features, people, read_totals
from osuma.store.standing import chosen_people, has_dates, stand_in, tables
from osuma.store.warehouse import Connection, Warehouse, sql_of

#: Where more people than this share are computed anew, everybody is.
MOST = 0.1
#: More than there are slices: a value and a slice are one number.
_SLICES = 2**16
_MOMENT = "datetime64[us]"
_TICK, _DAY, _EPOCH = timedelta(microseconds=1), timedelta(days=1), datetime(1970, 1, 1)  # noqa: DTZ001 - naive UTC
#: Up to so many days are looked up.
_DAYS = 64
#: Positions and what to add to their numbers.
Delta = list[tuple[Numbers, Numbers]]


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
        keys, whole = everybody.keys, slice(None)
        moved = _Moved.between(kept.keys, keys, changed)
        with warehouse.reader() as own:
            deltas = _deltas(own, plan, keys)
        with warehouse.reader() as own:
            anew = _anew(own, plan, moved)
        for feature, way in plan.ways.items():
            values = moved.placed(kept.read(kept.numbers[way.kept]))
            values = _added(values, deltas.get(feature, []))
            values = _replaced(values, moved.anew, *anew[feature]) if len(moved.anew) else values
            for leaf in plan.plan.asking.get(feature, ()):
                leaves[leaf] = everybody.plane(plan.plan.thresholds[leaf], whole, values)
            if keeping is not None:
                keeping.number(known(feature), values)
        for query in plan.plan.totals:
            leaves |= read_totals(con, query, plan.plan, everybody, keeping)
        return judge(Judged(con, keys, keeping=keeping, before=kept), plan.plan, leaves)
    except BaseException as error:
        con.close()
        if keeping is not None:
            keeping.drop()
        if isinstance(error, duckdb.Error):
            return None
        raise


@dataclass(frozen=True)
class _Moved:
    """The people then and now. at: where each of now stood then, where `stood`; None where nobody moved.
    anew: positions of those whose numbers do not follow from the kept ones."""

    keys: Keys
    at: Numbers | None
    stood: Numbers
    anew: Numbers

    @staticmethod
    def between(old: Keys, new: Keys, touched: Keys) -> _Moved:
        at, here = positions(touched, new)
        anew = at[here]
        if np.array_equal(old, new):
            return _Moved(new, None, np.ones(len(new), dtype=np.bool_), np.unique(anew))
        then, stood = positions(new, old)
        return _Moved(new, then, stood, np.unique(np.concatenate([anew, np.flatnonzero(~stood)])))

    def placed(self, values: Numbers) -> Numbers:
        """Numbers of then by the positions of now, 0 for who was not there."""
        if self.at is None:
            return values
        found = np.zeros(len(self.keys), dtype=values.dtype)
        found[self.stood] = values[self.at[self.stood]]
        return found


def _added(values: Numbers, delta: Delta) -> Numbers:
    if not delta:
        return values
    at, place = np.unique(np.concatenate([positions for positions, _ in delta]), return_inverse=True)
    more = np.zeros(len(at), dtype=np.int64)
    np.add.at(more, place, np.concatenate([numbers for _, numbers in delta]))
    return _put(values, at, values[at].astype(np.int64) + more)


def _replaced(values: Numbers, anew: Numbers, at: Numbers, numbers: Numbers) -> Numbers:
    """With other numbers for some people, 0 for those of them who have no row."""
    values[anew] = 0
    mine = np.isin(at, anew)
    return _put(values, at[mine], numbers[mine].astype(np.int64))


def _put(values: Numbers, at: Numbers, numbers: Numbers) -> Numbers:
    wide = smallest(numbers, values.dtype)
    values = values if wide == values.dtype else values.astype(wide)
    values[at] = numbers
    return values


def _deltas(con: Connection, plan: CarriedPlan, keys: Keys) -> dict[Feature, Delta]:
    """By feature what its slices of time come to."""
    made = [(query, tables(query.expr)) for query in plan.slices.queries]
    moving = {f: (way, plan.slices.places[known(f).shape]) for f, way in plan.ways.items() if way.slices}
    times: dict[str, set[tuple[datetime, datetime]]] = {}
    for query, read in made:
        slices = [one for way, place in moving.values() if place.query == query.name for one in way.slices]
        for table in read:
            # a row that has only a date happens after its time
            margin = WITHIN_DAY if has_dates(con, table) else timedelta(0)
            times.setdefault(table, set()).update((one.low - margin, one.high) for one in slices)
    stand_in(con, [read for _, read in made], lambda table: _within(_apart(times[table])))
    found: dict[Feature, Delta] = {}
    for query, _ in made:
        own = {f: one for f, one in moving.items() if one[1].query == query.name}
        rows = _SliceRows.of(con.sql(sql_of(query.expr)).to_arrow_table(), own.values(), keys)
        found |= {f: rows.delta(way, place) for f, (way, place) in own.items()}
    return found


@dataclass
class _SliceRows:
    """Rows one by one. at: the position of the person. cut: in which of the slices that `edges` make.

    Slice n is after edge n - 1 and not after edge n.
    """

    rows: pa.Table
    at: Numbers
    edges: Numbers
    cut: Numbers
    _orders: dict[str | None, tuple[Numbers, Numbers]] = field(default_factory=dict)
    _values: dict[str, dict[str, int]] = field(default_factory=dict)

    @staticmethod
    def of(rows: pa.Table, wanted: Iterable[tuple[Step, Found]], keys: Keys) -> _SliceRows:
        at, here = positions(rows["customer_key"].to_numpy(), keys)
        mine = np.flatnonzero(here)
        edges = {edge for way, _ in wanted for one in way.slices for edge in (one.low, one.high)}
        ends = np.array(sorted(edges), dtype=_MOMENT)
        cut = np.searchsorted(ends, rows["at"].to_numpy()[mine].astype(_MOMENT), side="left")
        found = _SliceRows(rows.take(pa.array(mine)), at[mine], ends, cut)
        for _, place in wanted:
            if place.value is not None:
                column, value = place.value
                own = found._values.setdefault(column, {})
                own.setdefault(value, len(own))
        return found

    def delta(self, way: Step, place: Found) -> Delta:
        """What the slices of one feature come to, person by person."""
        column = place.test if place.value is None else place.value[0]
        order, places = self._order(column)
        first = 0 if place.value is None else _SLICES * self._values[column or ""][place.value[1]]
        delta: Delta = []
        for one in way.slices:
            low, high = np.searchsorted(self.edges, np.array([one.low, one.high], dtype=_MOMENT))
            part = order[slice(*np.searchsorted(places, [first + low + 1, first + high + 1]))]
            delta.append((self.at[part], one.sign * self._amounts(place.amount, part)))
        return delta

    def _amounts(self, column: str | None, part: Numbers) -> Numbers:
        if column is None:
            return np.ones(len(part), dtype=np.int64)
        amounts: Numbers = self.rows[column].to_numpy()[part].astype(np.int64)
        return amounts

    def _order(self, column: str | None) -> tuple[Numbers, Numbers]:
        """The rows that count for a column, sorted by value and slice, and the number of both that each has."""
        if column not in self._orders:
            kept, place = np.arange(len(self.cut)), self.cut.astype(np.int64)
            if column in self._values:
                codes = pc.index_in(self.rows[column], value_set=pa.array([*self._values[column]], pa.string()))
                values = codes.fill_null(-1).to_numpy()
                kept = np.flatnonzero(values >= 0)
                place = place[kept] + _SLICES * values[kept]
            elif column is not None:
                kept = np.flatnonzero(self.rows[column].to_numpy())
                place = place[kept]
            sorted_ = np.argsort(place, kind="stable")
            self._orders[column] = (kept[sorted_], place[sorted_])
        return self._orders[column]


def _anew(con: Connection, plan: CarriedPlan, moved: _Moved) -> dict[Feature, tuple[Numbers, Numbers]]:
    """By feature the positions and numbers of the people who are computed anew."""
    if not len(moved.anew):
        return {}
    totals = plan.again()
    chosen_people(con, moved.keys[moved.anew])
    stand_in(con, [tables(q.expr) for q in totals.queries], lambda _table: "customer_key IN (FROM anew)")
    found: dict[Feature, tuple[Numbers, Numbers]] = {}
    for query in totals.queries:
        rows = Rows.of(con.execute(sql_of(query.expr)).fetchnumpy(), moved.keys)
        found |= {feature: (at, numbers) for feature, at, numbers in of_features(query, totals.places, rows)}
    return found


def _apart(times: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    found: list[tuple[datetime, datetime]] = []
    for low, high in sorted(times):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def _within(times: Sequence[tuple[datetime, datetime]]) -> str:
    """SQL that is true for every row whose `ts` is in any of the times, and for few others.

    By the number of its day, which is looked up: comparing with each bound costs twice as much.
    """
    low, high = times[0][0], times[-1][1]
    days = sorted({n for a, b in times for n in range((a - low) // _DAY, (b - low - _TICK) // _DAY + 1)})
    tests = [f"ts > {literal(low)}", f"ts <= {literal(high)}"]
    if len(days) <= _DAYS:
        first = (low - _EPOCH) // _TICK + 1
        tests.append(f"(epoch_us(ts) - {first}) // {_DAY // _TICK} IN ({', '.join(map(str, days))})")
    else:
        tests.append(f"({' OR '.join(f'(ts > {literal(a)} AND ts <= {literal(b)})' for a, b in times)})")
    return f"({' AND '.join(tests)})"
