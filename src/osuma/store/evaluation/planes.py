"""Evaluating all definitions together, fast: conditions read once, rules put together by position, one bit a person.

`evaluate` with the plan of `compile_` is the reference: it runs on every engine and says what it could not evaluate.
This one gives the same members and fails as a whole; whoever calls it turns to the reference then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import Any, Self

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from osuma.engine.features.aggregates import KEY, Feature
from osuma.engine.features.slices import known
from osuma.engine.features.totals import Place, TotalQuery
from osuma.engine.segments.compile.plan import TRUE, UNKNOWN, Plan
from osuma.engine.segments.compile.planes import PlanesPlan, Threshold
from osuma.engine.segments.planes import Bits, Classes, Plane, Planes
from osuma.engine.segments.rule import Leaf
from osuma.store.dialect import identifier
from osuma.store.evaluation.carried import values_of
from osuma.store.evaluation.evaluate import Count, Evaluation, evaluate
from osuma.store.evaluation.figures import Figures, Keeping
from osuma.store.evaluation.numbers import Column, Keys, Numbers, Places
from osuma.store.evaluation.past import records_as_of
from osuma.store.warehouse import Connection, Warehouse, sql_of

#: Queries in hand at the same time: more gain nothing on two cores and hold more rows in memory.
AT_ONCE = 2
_FOUND = "osuma_found"


@dataclass
class Judged:
    """What `evaluate_planes` found, to be stored; close it when it is no longer needed.

    keys: customer_keys of the people of the base, ascending. members: by slug, a bit a person in that order; of a
    partition the people that it divides. keeping: what is kept for the next run. before: what the last run kept,
    where this one started from it. The rest is as in `osuma.store.evaluation.evaluate.Evaluation`.
    """

    con: Connection
    keys: Keys
    members: dict[str, Bits] = field(default_factory=dict)
    counts: dict[str, Count] = field(default_factory=dict)
    partitions: set[str] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)
    keeping: Keeping | None = None
    before: Figures | None = None

    @property
    def base(self) -> int:
        return len(self.keys)

    @property
    def slugs(self) -> Iterable[str]:
        """Everything that was evaluated."""
        return self.members.keys()

    def found(self, wanted: Sequence[tuple[int, str]]) -> str:
        """SQL of segment_id and unit_key for the members of slugs, each under its number."""
        keys = [self.keys_of(slug) for _, slug in wanted]
        ids = np.repeat(np.array([i for i, _ in wanted], dtype=np.int64), [len(k) for k in keys])
        self.con.register(_FOUND, pa.table({"segment_id": ids, "unit_key": np.concatenate([*keys, self.keys[:0]])}))
        return f"SELECT segment_id, unit_key FROM {_FOUND}"

    def keys_of(self, slug: str) -> Keys:
        """customer_keys of the members, in order."""
        return chosen(self.keys, self.members[slug])

    def turned(self, slug: str) -> tuple[Keys, Keys] | None:
        """Who came in and who left since the last run, in order; None where it is not kept who was in."""
        if self.before is None or slug not in self.before.members:
            return None
        was, now = self.before.read(self.before.members[slug]), self.members[slug]
        if self._same_people:
            return parted(self.keys, was, now)
        old, new = chosen(self.before_keys, was), self.keys_of(slug)
        return np.setdiff1d(new, old, assume_unique=True), np.setdiff1d(old, new, assume_unique=True)

    @cached_property
    def _same_people(self) -> bool:
        return np.array_equal(self.before_keys, self.keys)

    @cached_property
    def before_keys(self) -> Keys:
        """The people of the base at the last run."""
        return self.keys[:0] if self.before is None else self.before.keys

    def close(self) -> None:
        self.con.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def chosen(keys: Keys, bits: Bits) -> Keys:
    """The keys whose bit is set."""
    if np.count_nonzero(bits) * 2 > len(bits):
        return keys[np.unpackbits(bits, count=len(keys)).view(np.bool_)]
    return _few(keys, np.flatnonzero(bits != 0), bits)


def _few(keys: Keys, octets: Numbers, bits: Bits) -> Keys:
    """The keys whose bit is set, where only these octets have any."""
    ones = np.flatnonzero(np.unpackbits(bits[octets]).view(np.bool_))
    found: Keys = keys[octets[ones // 8] * 8 + ones % 8]
    return found


def parted(keys: Keys, was: Bits, now: Bits) -> tuple[Keys, Keys]:
    """The keys whose bit is set now and was not, and the other way round, where few differ."""
    octets = np.flatnonzero(was != now)
    return _few(keys, octets, now & ~was), _few(keys, octets, was & ~now)


def evaluate_planes(
    warehouse: Warehouse,
    plan: PlanesPlan,
    as_of: datetime | None = None,
    zone: str = "UTC",
    keeping: Keeping | None = None,
) -> Judged:
    """Run a plan. as_of, zone: as for `evaluate.evaluate`. Raises duckdb.Error where any part fails.

    keeping: where its numbers and members are kept for the next run.
    """
    con = warehouse.cursor()
    try:
        if as_of is not None:
            records_as_of(con, as_of, zone)
        everybody, leaves = people(con, plan, keeping)

        def read(query: TotalQuery) -> dict[Leaf, Plane]:
            # what is as it was at an instant is in temporary tables, which only their own cursor sees
            with warehouse.reader() if as_of is None else nullcontext(con) as reader:
                return read_totals(reader, query, plan, everybody, keeping)

        # one query is read into planes, by one core, while the next is run
        with ThreadPoolExecutor(max_workers=AT_ONCE if as_of is None else 1) as pool:
            for found in pool.map(read, plan.totals):
                leaves |= found
        return judge(Judged(con, everybody.keys, keeping=keeping), plan, leaves)
    except BaseException:
        con.close()
        if keeping is not None:
            keeping.drop()
        raise


def evaluate_together(
    warehouse: Warehouse,
    plan: PlanesPlan,
    reference: Callable[[], Plan],
    as_of: datetime | None = None,
    zone: str = "UTC",
    keeping: Keeping | None = None,
) -> Judged | Evaluation:
    """Run a plan; where any part of it fails, its reference, which records what cannot be run and stops no other."""
    try:
        return evaluate_planes(warehouse, plan, as_of, zone, keeping)
    except duckdb.Error:
        return evaluate(warehouse, reference(), as_of, zone)


@dataclass(frozen=True)
class People:
    """The people of the base. keys: ascending. unseen: by column, of whom a count of 0 is unknown."""

    keys: Keys
    unseen: Mapping[str, npt.NDArray[np.bool_]]

    @cached_property
    def places(self) -> Places:
        """Where each of them stands."""
        return Places.of(self.keys)

    def plane(self, threshold: Threshold, at: Numbers | slice, values: Numbers) -> Plane:
        """The truth of a condition on numbers that some have (at: their positions); of the others they are 0."""
        truth = np.full(len(self.keys), bool(threshold.holds(np.zeros(1, dtype=np.int64))[0]))
        truth[at] = threshold.holds(values)
        if threshold.unseen is None:
            return Plane.of(truth)
        unknown = self.unseen[threshold.unseen].copy()
        unknown[at] &= values == 0
        return Plane.of(truth & ~unknown, unknown)


def people(
    con: Connection, plan: PlanesPlan, keeping: Keeping | None, made: Collection[str] = ()
) -> tuple[People, dict[Leaf, Plane]]:
    """The people of the base, and the leaves that are columns of theirs. made: stages that are there already."""
    for stage in (one for one in plan.stages if one.name not in made):
        con.execute(f"CREATE TEMP TABLE {identifier(stage.name)} AS {sql_of(stage.expr)}")
    found = con.execute(sql_of(plan.people)).fetchnumpy()
    if np.any(np.diff(found[KEY]) <= 0):
        order = np.argsort(found[KEY], kind="stable")
        found = {name: column[order] for name, column in found.items()}
    leaves = {leaf: Plane.of(found[c] == TRUE, found[c] == UNKNOWN) for leaf, c in plan.columns.items()}
    if keeping is not None:
        for name, columns in plan.held.items():
            for column, values in values_of(con, name, columns, found[KEY]).items():
                keeping.value(columns[column], values)
    unseen = {one.unseen for one in plan.thresholds.values() if one.unseen is not None}
    return People(found[KEY], {name: found[name] == TRUE for name in unseen}), leaves


def read_totals(
    con: Connection, query: TotalQuery, plan: PlanesPlan, people: People, keeping: Keeping | None
) -> dict[Leaf, Plane]:
    """The truth of conditions on the numbers of one query."""
    rows = Rows.of(con.execute(sql_of(query.expr)).fetchnumpy(), people.places)
    leaves: dict[Leaf, Plane] = {}
    for feature, at, values in of_features(query, plan.places, rows):
        for leaf in plan.asking.get(feature, ()):
            leaves[leaf] = people.plane(plan.thresholds[leaf], at, values)
        if keeping is not None:
            keeping.number(known(feature), Column.of(at, values, len(people.keys)))
    return leaves


def of_features(
    query: TotalQuery, places: Mapping[Feature, Place], rows: Rows
) -> Iterator[tuple[Feature, Numbers, Numbers]]:
    """Each feature that is found in a query, with the positions of its people and their numbers."""
    for feature, place in places.items():
        if place.query == query.name:
            part = rows.part(place.wish)
            yield feature, rows.at[part], rows.columns[place.column][part]


@dataclass(frozen=True)
class Rows:
    """Rows of a query of people of the base. at: the position of each row's person. starts: of each wish's rows."""

    at: npt.NDArray[np.int32]
    columns: dict[str, Any]
    starts: npt.NDArray[np.int64] | None

    @staticmethod
    def of(found: dict[str, Any], places: Places) -> Rows:
        at, known = places.find(found.pop(KEY))
        order = None if known.all() else np.flatnonzero(known)
        starts = None
        if "wish" in found:
            # numbers of 16 bits are sorted in one go
            wishes = found.pop("wish").astype(np.uint16)
            wishes = wishes if order is None else wishes[order]
            sorted_ = np.argsort(wishes, kind="stable")
            order = sorted_ if order is None else order[sorted_]
            starts = np.concatenate([[0], np.cumsum(np.bincount(wishes, minlength=1))])
        if order is None:
            return Rows(at, found, None)
        return Rows(at[order], {name: column[order] for name, column in found.items()}, starts)

    def part(self, wish: int | None) -> slice:
        if wish is None or self.starts is None:
            return slice(None)
        if wish + 1 >= len(self.starts):
            return slice(0, 0)
        return slice(int(self.starts[wish]), int(self.starts[wish + 1]))


def judge(judged: Judged, plan: PlanesPlan, leaves: dict[Leaf, Plane]) -> Judged:
    """Work every definition out from the truth of the leaves."""
    planes = Planes(judged.base, leaves)
    for defn in plan.order:
        planes.add(defn)
    for defn in plan.wanted:
        found = planes.found[defn.slug]
        if isinstance(found, Classes):
            judged.partitions.add(defn.slug)
            _note(judged, defn.slug, found.inside)
            for slug, members in found.members.items():
                _note(judged, f"{defn.slug}/{slug}", members)
        else:
            _note(judged, defn.slug, found.sure, found.unknown)
    if judged.keeping is not None:
        judged.keeping.finish(judged.keys, judged.members)
    return judged


def _note(judged: Judged, slug: str, members: Bits, unknown: Bits | None = None) -> None:
    judged.members[slug] = members
    judged.counts[slug] = Count(_size(members), 0 if unknown is None else _size(unknown))


def _size(bits: Bits) -> int:
    return int(np.bitwise_count(bits).sum(dtype=np.int64))
