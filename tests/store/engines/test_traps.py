"""Where engines give a wrong answer without an error: our form is right, and where cheap the plain one wrong.

ClickHouse in this process, and DuckDB where the trap is its own too; Spark's, which are 1, 11 and 12, are in
tests/oracle/test_spark.py, which has the session.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest
from ibis.backends.sql.compilers.clickhouse import ClickHouseCompiler

from osuma.engine.features.operands import day_number, days
from osuma.engine.segments.compile.nodes import three
from osuma.engine.tables.schema import Column, Table, unbound
from osuma.store.engines import clickhouse
from osuma.store.engines.clickhouse import ClickHouse
from osuma.store.engines.engine import EngineError

THINGS = Table(
    "things",
    "Rows on the edges.",
    (
        Column("key", "int64", "", nullable=False),
        Column("points", "int64", ""),
        Column("name", "string", ""),
        Column("born", "date", ""),
        Column("ts", "timestamp(6)", "", nullable=False),
        Column("amount", "decimal(18,4)", ""),
        Column("tags", "array<string>", "", nullable=False),
    ),
    key=("key",),
)
ROWS = pa.table({
    "key": pa.array([1, 2, 3, 4], pa.int64()),
    "points": pa.array([50, 50, 50, None], pa.int64()),
    "name": ["Äiti", "b", None, "ÄITI"],
    "born": pa.array([date(1926, 2, 3), date(1970, 1, 1), date(2180, 5, 6), None]),
    "ts": pa.array(
        [datetime(1950, 1, 1), datetime(2120, 1, 1), datetime(2020, 1, 1, 0, 0, 0, 1), datetime(2020, 1, 1)],
        pa.timestamp("us"),
    ),
    "amount": pa.array([Decimal("0.1000")] * 3 + [None], pa.decimal128(18, 4)),
    "tags": pa.array([["a"], [], ["a", "a"], []], pa.list_(pa.string())),
})  # fmt: skip
TS = "timestamp(6)"


@pytest.fixture(scope="module")
def engine() -> Iterator[ClickHouse]:
    with clickhouse.connect("traps", interface="chdb") as found:
        found.create(THINGS)
        found.insert(THINGS, ROWS)
        yield found


@pytest.fixture
def things() -> ir.Table:
    return unbound(THINGS)


def ours(engine: ClickHouse, table: ir.Table) -> list[tuple[Any, ...]]:
    return sorted(engine.rows(engine.sql_of(table)), key=repr)


def plain(engine: ClickHouse, table: ir.Table) -> list[tuple[Any, ...]]:
    """As Ibis alone says it."""
    return sorted(engine.rows(ClickHouseCompiler().to_sqlglot(table).sql(dialect="clickhouse")), key=repr)


def duck(table: ir.Table) -> list[tuple[Any, ...]]:
    with duckdb.connect() as con:
        con.register("things", ROWS)
        return sorted(con.execute(str(ibis.to_sql(table, dialect="duckdb"))).fetchall(), key=repr)


def test_1_whether_a_negated_condition_is_unknown(engine: ClickHouse, things: ir.Table) -> None:
    negated = ~things.name.isin(["b"])
    form = things.select("key", found=three(negated) == 2)
    right = [(1, 0), (2, 0), (3, 1), (4, 0)]
    assert ours(engine, form) == duck(form) == right
    naive = things.select("key", found=negated.isnull())
    assert duck(naive) != right


def test_2_ranks_keep_ties_together(engine: ClickHouse, things: ir.Table) -> None:
    known = things.filter(things.points.notnull())
    numbered = known.mutate(number=ibis.row_number().over(order_by=[ibis.desc(known.points), known.key]))
    form = numbered.select("key", place=numbered.number.min().over(group_by=numbered.points))
    right = [(1, 0), (2, 0), (3, 0)]
    assert ours(engine, form) == duck(form) == right
    naive = known.select("key", place=ibis.rank().over(order_by=ibis.desc(known.points)))
    assert ours(engine, naive) == right
    assert plain(engine, naive) != right


def test_3_distinct_values_are_counted_exactly(engine: ClickHouse) -> None:
    engine.keep("many", "SELECT toInt64(number * 7919) AS value FROM numbers(400000)")
    many = ibis.table({"value": "int64"}, name="many")
    form = many.distinct().aggregate(n=lambda t: t.count())
    naive = many.aggregate(n=many.value.nunique())
    assert ours(engine, form) == ours(engine, naive) == [(400_000,)]
    assert plain(engine, naive) != [(400_000,)]


def test_4_letters_beyond_a_to_z_have_two_cases(engine: ClickHouse, things: ir.Table) -> None:
    naive = things.filter(things.name.lower() == "äiti").select("key")
    assert ours(engine, naive) == [(1,), (4,)]
    assert plain(engine, naive) == []
    length = things.filter(things.key == 1).select(n=things.name.length())
    assert (ours(engine, length), plain(engine, length)) == ([(4,)], [(5,)])
    mother = things.filter(things.key == 1).name
    for part, right in (
        (mother.reverse(), "itiÄ"),
        (mother[:1], "Ä"),
        (mother[1:], "iti"),
        (mother.right(4), "Äiti"),
    ):
        assert ours(engine, part.name("part").as_table()) == [(right,)]


def test_5_dates_before_1970_and_after_2149(engine: ClickHouse, things: ir.Table) -> None:
    early = ibis.literal(day_number(date(1950, 1, 1)), type="int64")
    form = things.filter(days(things.born) < early).select("key")
    assert ours(engine, form) == duck(form) == [(1,)]
    naive = things.filter(things.born == ibis.literal(date(1926, 2, 3))).select("key")
    assert ours(engine, naive) == [(1,)]
    assert plain(engine, naive) != [(1,)]
    assert engine.rows("SELECT born FROM things WHERE key = 3") == [(date(2180, 5, 6),)]


def test_6_instants_of_every_century_to_the_microsecond(engine: ClickHouse, things: ir.Table) -> None:
    late = things.filter(things.ts < ibis.literal(datetime(2150, 1, 1), type=TS)).select("key")
    assert ours(engine, late) == duck(late) == [(1,), (2,), (3,), (4,)]
    assert plain(engine, late) != ours(engine, late)
    tick = things.filter(things.ts > ibis.literal(datetime(2020, 1, 1), type=TS)).select("key")
    assert ours(engine, tick) == duck(tick) == [(2,), (3,)]
    assert engine.rows("SELECT ts FROM things WHERE key = 3") == [(datetime(2020, 1, 1, 0, 0, 0, 1),)]


def test_7_the_zone_of_the_process_changes_nothing() -> None:
    script = (
        "from osuma.store.engines import clickhouse\n"
        "with clickhouse.connect('zone', interface='chdb') as engine:\n"
        "    print(engine.rows(\"SELECT toDateTime64('2026-06-01 00:00:00.000000', 6, 'UTC') = "
        "CAST('2026-06-01 00:00:00' AS DateTime64(6)), hour(toDateTime('2026-06-01 00:00:00'))\"))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "TZ": "Europe/Helsinki"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == "[(1, 0)]"


def test_8_a_query_that_fails_leaves_nothing_in_the_next_result(engine: ClickHouse) -> None:
    with pytest.raises(EngineError, match="could not do it") as told:
        engine.rows("SELECT number, throwIf(number = 90000, 'the name of somebody') FROM numbers(100000)")
    assert "somebody" not in str(told.value)
    assert engine.rows("SELECT count(*), min(key) FROM things") == [(4, 1)]


def test_9_a_left_join_without_a_match_is_null(engine: ClickHouse, things: ir.Table) -> None:
    few = things.filter(things.key == 1).select(other=things.key, seen=things.ts)
    form = things.left_join(few, things.key == few.other).select("key", missing=lambda t: t.seen.isnull())
    right = [(1, 0), (2, 1), (3, 1), (4, 1)]
    assert ours(engine, form) == duck(form) == right
    assert sorted(engine.rows(f"{engine.sql_of(form)} SETTINGS join_use_nulls = 0")) != right


def test_10_sums_of_money_are_exact(engine: ClickHouse, things: ir.Table) -> None:
    form = things.aggregate(total=things.amount.cast("decimal(38,4)").sum())
    assert ours(engine, form) == duck(form) == [(Decimal("0.3000"),)]
    naive = things.aggregate(total=things.amount.cast("float64").sum())
    assert ours(engine, naive) != [(0.3,)]


def test_10_an_amount_in_a_rule_is_the_one_that_was_written(engine: ClickHouse) -> None:
    """Without quotes it would be a double first: 19.99 is cut to 19.9899, and equals no row."""
    amount = ibis.literal(Decimal("19.99"), type="decimal(18,4)")
    row = ibis.memtable({"key": [1]}, schema={"key": "int64"})
    assert "'19.99" in engine.sql_of(row.select(found=amount))
    assert engine.rows("SELECT toDecimal64(19.99, 4)") == [(Decimal("19.9899"),)]
    assert engine.rows("SELECT toDecimal64('19.99', 4)") == [(Decimal("19.99"),)]


def test_11_first_and_last_have_a_total_order(engine: ClickHouse, things: ir.Table) -> None:
    known = things.filter(things.points.notnull())
    place = ibis.row_number().over(group_by=known.points, order_by=[ibis.desc(known.points), ibis.desc(known.key)])
    form = known.mutate(place=place).filter(lambda t: t.place == 0).select("key")
    assert ours(engine, form) == duck(form) == [(3,)]


def test_arrays_and_codes_are_read_as_they_were_written(engine: ClickHouse) -> None:
    assert engine.rows("SELECT key, tags FROM things ORDER BY key") == [(1, ["a"]), (2, []), (3, ["a", "a"]), (4, [])]
    assert engine.columns("things") == {c.name: c.type for c in THINGS.columns}
    assert engine.columns("nothing") == {}
