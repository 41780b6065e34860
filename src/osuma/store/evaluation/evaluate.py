"""Running a plan: features, rankings and flags as temporary tables of one cursor, then counts and members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa
from pyroaring import BitMap

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.segments.compile.plan import OUTSIDE, TRUE, UNKNOWN, FeatureQuery, Plan
from osuma.store.dialect import identifier, literal
from osuma.store.evaluation.past import records_as_of
from osuma.store.warehouse import Connection, Query, Warehouse, sql_of

FLAGS = "osuma_flags"
#: The table and the key of the rows of a unit.
RECORDS = {"customers": ("customers", "customer_key"), "accounts": ("accounts", "account_key")}


@dataclass(frozen=True)
class Count:
    """members: people for whom it is true. unknown: people for whom it is neither true nor false."""

    members: int
    unknown: int


class NotComputed(Refused):
    """A definition that the engine could not run, by its slug."""

    def __init__(self, slug: str, why: str) -> None:
        said = Words(
            f"Määritelmää ”{slug}” ei voi laskea ({why}). Yksinkertaista sen ehtoja.",
            f"“{slug}” cannot be computed ({why}). Simplify its conditions.",
        )
        super().__init__([Mistake("", "not_computed", said)])


class Counts(dict[str, Count]):
    """Counts by slug. errors: why others have none."""

    def __init__(self, found: Mapping[str, Count], errors: Mapping[str, str]) -> None:
        super().__init__(found)
        self._errors = errors

    def __missing__(self, name: str) -> Count:
        slug = name.partition("/")[0]
        if slug in self._errors:
            raise NotComputed(slug, self._errors[slug])
        raise KeyError(name)


@dataclass
class Flags:
    """The flags of one plan in temporary table `osuma_flags`, on whatever engine; close it when no longer needed.

    base: people of whom a rule is asked. counts: by slug, what could be evaluated; of a partition the people that it
    divides. errors: by slug, why it could not be. columns: slug -> column of the table. partitions: slugs whose
    column is the index of a class. unit: customers, or accounts where each row is a company by its account_key.
    """

    base: int = field(default=0, kw_only=True)
    unit: str = field(default="customers", kw_only=True)
    columns: dict[str, str] = field(default_factory=dict, kw_only=True)
    counts: dict[str, Count] = field(default_factory=dict, kw_only=True)
    errors: dict[str, str] = field(default_factory=dict, kw_only=True)
    partitions: set[str] = field(default_factory=set, kw_only=True)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query that may read the flags, in SQL that every engine has."""
        raise NotImplementedError

    def close(self) -> None:
        """Let the flags go."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def where(self, slug: str) -> str:
        """SQL that is true for the members of a segment, a class or a partition among the flags."""
        if slug not in self.columns:
            _ = self.counts[slug]  # says why
        column = identifier(self.columns[slug])
        return f"{column} <> {OUTSIDE}" if slug in self.partitions else f"{column} = {TRUE}"

    @property
    def slugs(self) -> Iterable[str]:
        """Everything that was evaluated."""
        return self.columns.keys()

    def found(self, wanted: Sequence[tuple[int, str]]) -> str:
        """SQL of segment_id and unit_key for the members of slugs, each under its number."""
        return " UNION ALL ".join(
            f"SELECT CAST({number} AS BIGINT) AS segment_id, customer_key AS unit_key FROM {FLAGS} "
            f"WHERE {self.where(slug)}"
            for number, slug in wanted
        )

    def tally(self, conditions: Sequence[str]) -> list[int]:
        """For how many people each condition (SQL over the flags) holds."""
        sums = ", ".join(f"sum(CASE WHEN {one} THEN 1 ELSE 0 END)" for one in conditions)
        return [int(n or 0) for n in self.rows(f"SELECT {sums} FROM {FLAGS}")[0]]  # a sum over no row is null

    def count(self, plan: Plan) -> None:
        """Fill in base, counts and partitions, from the flags of what `columns` names."""
        self.unit, kinds = plan.unit, plan.flags.schema()
        self.partitions = {slug for slug, name in self.columns.items() if kinds[name].nbytes > 1}
        asked = ["1 = 1"]
        for slug, name in self.columns.items():
            asked.append(self.where(slug))
            asked.append("1 = 0" if slug in self.partitions else f"{identifier(name)} = {UNKNOWN}")
        self.base, *found = self.tally(asked)
        counted = {slug: Count(found[2 * n], found[2 * n + 1]) for n, slug in enumerate(self.columns)}
        self.counts = Counts(counted, self.errors)

    def members(self, slug: str) -> list[int]:
        """customer_keys of the members, in order."""
        found = self.rows(f"SELECT customer_key FROM {FLAGS} WHERE {self.where(slug)} ORDER BY customer_key")
        return [int(key) for (key,) in found]

    def externals(self, slug: str) -> list[str]:
        """External ids of the members, in order."""
        table, key = RECORDS[self.unit]
        found = self.rows(
            f"SELECT c.external_id FROM {FLAGS} f JOIN {table} c ON c.{key} = f.customer_key "
            f"WHERE {self.where(slug)} ORDER BY c.external_id, c.{key}"
        )
        return [str(external) for (external,) in found]

    def truth(self, customer_key: int) -> dict[str, int]:
        """Every column of one person, by slug: 1, 0, 2, or the index of a class; empty for one outside the base."""
        selected = ", ".join(identifier(name) for name in self.columns.values())
        found = self.rows(f"SELECT {selected} FROM {FLAGS} WHERE customer_key = {int(customer_key)}")
        return dict(zip(self.columns, (int(v) for v in found[0]), strict=True)) if found else {}


@dataclass
class Evaluation(Flags):
    """The flags in DuckDB, in a temporary table of `con`. broken: stages that could not be made, and why.

    Nothing of it is kept for the next run.
    """

    con: Connection
    broken: dict[str, str] = field(default_factory=dict)
    keeping: None = None

    def turned(self, _slug: str) -> None:
        """Who came in and who left is found by comparing with what is stored."""
        return

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.con.execute(sql).fetchall()

    def close(self) -> None:
        self.con.close()

    def arrow(self, query: Query) -> pa.Table:
        """The result of a query that may read the evaluation's temporary tables, as Arrow."""
        return self.con.sql(sql_of(query)).to_arrow_table()

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
            records_as_of(con, as_of, zone)
        evaluation = Evaluation(con)
        for query in plan.stages:
            _materialise(evaluation, query)
        _flag(evaluation, plan)
        evaluation.count(plan)
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
        told = f"error(CASE WHEN {RECORDS[query.unit][1]} IS NULL THEN '' ELSE {literal(_mark(query.name))} END)"
        columns = ", ".join(f"{told} AS {identifier(c)}" for c in query.expr.columns if c != query.key)
        table, key = RECORDS[query.unit]
        con.execute(f"CREATE TEMP VIEW {name} AS SELECT {key} AS {query.key}, {columns} FROM {table}")


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
