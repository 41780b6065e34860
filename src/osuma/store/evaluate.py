"""Running a plan: features, rankings and flags as temporary tables of one cursor, then counts and members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

import duckdb
from pyroaring import BitMap

from osuma.engine.segments.compile_plan import OUTSIDE, TRUE, UNKNOWN, FeatureQuery, Plan
from osuma.store.customers import customers_as_of
from osuma.store.dialect import identifier, literal
from osuma.store.warehouse import Connection, Warehouse, sql_of

FLAGS = "osuma_flags"


@dataclass(frozen=True)
class Count:
    """members: people for whom it is true. unknown: people for whom it is neither true nor false."""

    members: int
    unknown: int


@dataclass
class Evaluation:
    """The flags of one plan in temporary table `osuma_flags` of `con`; close it when they are no longer needed.

    base: people of whom a rule is asked. counts: by slug, what could be evaluated; of a partition the people that it
    divides. errors: by slug, why it could not be. columns: slug -> column of the table. partitions: slugs whose
    column is the index of a class. broken: stages of the plan that could not be made, and why.
    """

    con: Connection
    base: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    counts: dict[str, Count] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    partitions: set[str] = field(default_factory=set)
    broken: dict[str, str] = field(default_factory=dict)

    def close(self) -> None:
        self.con.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def where(self, slug: str) -> str:
        """SQL that is true for the members of a segment, a class or a partition among the flags."""
        column = identifier(self.columns[slug])
        return f"{column} <> {OUTSIDE}" if slug in self.partitions else f"{column} = {TRUE}"

    @property
    def slugs(self) -> Iterable[str]:
        """Everything that was evaluated."""
        return self.columns.keys()

    def found(self, wanted: Sequence[tuple[int, str]]) -> str:
        """SQL of segment_id and unit_key for the members of slugs, each under its number."""
        return " UNION ALL ".join(
            f"SELECT {number}::BIGINT AS segment_id, customer_key AS unit_key FROM {FLAGS} WHERE {self.where(slug)}"
            for number, slug in wanted
        )

    def members(self, slug: str) -> list[int]:
        """customer_keys of the members, in order."""
        found = self.con.execute(
            f"SELECT customer_key FROM {FLAGS} WHERE {self.where(slug)} ORDER BY customer_key"
        ).fetchall()
        return [int(key) for (key,) in found]

    def externals(self, slug: str) -> list[str]:
        """External ids of the members, in order."""
        found = self.con.execute(
            f"SELECT c.external_id FROM {FLAGS} f JOIN customers c USING (customer_key) WHERE {self.where(slug)} "
            "ORDER BY c.external_id, c.customer_key"
        ).fetchall()
        return [str(external) for (external,) in found]

    def truth(self, customer_key: int) -> dict[str, int]:
        """Every column of one person, by slug: 1, 0, 2, or the index of a class; empty for one outside the base."""
        names = list(self.columns)
        selected = ", ".join(identifier(self.columns[name]) for name in names)
        row = self.con.execute(f"SELECT {selected} FROM {FLAGS} WHERE customer_key = ?", [customer_key]).fetchone()
        return dict(zip(names, (int(v) for v in row), strict=True)) if row else {}

    def bitmap(self, slug: str) -> BitMap:
        """customer_keys of the members as a compressed set."""
        found = self.con.execute(
            f"SELECT customer_key::UINTEGER AS key FROM {FLAGS} WHERE {self.where(slug)}"
        ).fetchnumpy()
        return BitMap(found["key"])


def evaluate(warehouse: Warehouse, plan: Plan, as_of: datetime | None = None, zone: str = "UTC") -> Evaluation:
    """Run a plan. A definition that cannot be run is recorded in `errors` and stops no other.

    as_of: naive UTC; given where the plan was compiled for an instant before the end of the data: attributes are
    then read as they were. zone: the workspace's, for the local dates among them.
    """
    con = warehouse.cursor()
    try:
        if as_of is not None:
            customers_as_of(con, as_of, zone)
        evaluation = Evaluation(con)
        for query in plan.stages:
            _materialise(evaluation, query)
        _flag(evaluation, plan)
        _count(evaluation, plan)
    except BaseException:
        con.close()
        raise
    return evaluation


def _materialise(evaluation: Evaluation, query: FeatureQuery) -> None:
    """A stage that fails becomes a view whose values cannot be read: only the definitions that need them fail."""
    con, name = evaluation.con, identifier(query.name)
    try:
        con.execute(f"CREATE TEMP TABLE {name} AS {sql_of(query.expr)}")
    except duckdb.Error as error:
        evaluation.broken[query.name] = _said(error)
        told = f"error(CASE WHEN {query.key} IS NULL THEN '' ELSE {literal(_mark(query.name))} END)"
        columns = ", ".join(f"{told} AS {identifier(c)}" for c in query.expr.columns if c != query.key)
        con.execute(f"CREATE TEMP VIEW {name} AS SELECT {query.key}, {columns} FROM customers")


def _mark(stage: str) -> str:
    return f"<{stage}>"


def _flag(evaluation: Evaluation, plan: Plan) -> None:
    try:
        evaluation.con.execute(f"CREATE TEMP TABLE {FLAGS} AS {sql_of(plan.flags)}")
        evaluation.columns = dict(plan.columns)
        return
    except duckdb.Error:
        slugs = list(plan.columns)
    sound = _sound(evaluation, plan, slugs)
    columns = [plan.columns[slug] for slug in sound]
    evaluation.con.execute(f"CREATE TEMP TABLE {FLAGS} AS {sql_of(plan.flags.select('customer_key', *columns))}")
    evaluation.columns = {slug: plan.columns[slug] for slug in sound}


def _sound(evaluation: Evaluation, plan: Plan, slugs: list[str]) -> list[str]:
    """Which definitions can be run, found by halving."""
    columns = [plan.columns[slug] for slug in slugs]
    try:
        evaluation.con.execute(
            f"SELECT {', '.join(f'max({c})' for c in columns)} FROM "
            f"({sql_of(plan.flags.select('customer_key', *columns))})"
        )
        return slugs
    except duckdb.Error as error:
        if len(slugs) == 1:
            behind = [why for stage, why in evaluation.broken.items() if _mark(stage) in str(error)]
            evaluation.errors[slugs[0]] = behind[0] if behind else _said(error)
            return []
    middle = len(slugs) // 2
    return _sound(evaluation, plan, slugs[:middle]) + _sound(evaluation, plan, slugs[middle:])


def _said(error: duckdb.Error) -> str:
    """Why, without values of rows: only errors of binding name nothing but tables and columns."""
    kind = type(error).__name__
    if isinstance(error, duckdb.BinderException | duckdb.CatalogException):
        return f"{kind}: {str(error).splitlines()[0]}"
    return kind


def _count(evaluation: Evaluation, plan: Plan) -> None:
    kinds = plan.flags.schema()
    evaluation.partitions = {s for s, c in evaluation.columns.items() if kinds[c].nbytes > 1}
    sums = ["count(*)"]
    for slug, name in evaluation.columns.items():
        column = identifier(name)
        sums.append(f"countif({evaluation.where(slug)})")
        sums.append("0" if slug in evaluation.partitions else f"countif({column} = {UNKNOWN})")
    row = evaluation.con.execute(f"SELECT {', '.join(sums)} FROM {FLAGS}").fetchone() or (0,)
    evaluation.base = int(row[0])
    found = [int(n or 0) for n in row[1:]]  # countif of no row at all is null
    evaluation.counts = {slug: Count(found[2 * n], found[2 * n + 1]) for n, slug in enumerate(evaluation.columns)}
