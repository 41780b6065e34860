"""The compiler on Spark against the interpreter: every cell of the base grid, in one session on this machine."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest

from oracle import asked, duck, elsewhere, golden
from oracle.test_oracle import loaded
from oracle.worlds import VOCABULARY
from osuma.engine.segments.compile.nodes import three
from osuma.engine.tables.schema import Column, Table
from osuma.store.engines import membership, spark
from osuma.store.engines.engine import EngineError
from osuma.store.engines.evaluate import EngineFlags
from osuma.store.engines.spark import Spark
from osuma.store.evaluation.evaluate import FLAGS, Count
from osuma.store.membership.runs import Stored, Version

pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java: scripts/java.sh")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    folder: Path = tmp_path_factory.mktemp("spark")
    settings = {**elsewhere.SMALL, "spark.sql.warehouse.dir": str(folder)}
    with spark.connect("local[2]", settings=settings) as session:
        yield session


def _show(engine: Spark, con: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    """The tables of a world as views of the session."""
    for name in names:
        rows = con.sql(f"SELECT * FROM {name}").to_arrow_table()
        engine.frame(rows).createOrReplaceTempView(name)


def test_every_cell_and_trees_agree_with_the_interpreter(engine: Spark) -> None:
    one = asked.base_grid(0)
    _show(engine, loaded(one.pair), [table.name for table in duck.tables(VOCABULARY)])
    assert len(one.cells) > 300
    assert [one.cells[slug] for slug in elsewhere.wrong_slugs(engine, one.pair)] == []


#: Without that of companies, whose plan is deep and takes half a minute: `make conformance` asks as much.
GOLDEN = [name for name in golden.NAMES if name != "companies"]


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_tables_on_spark(name: str, engine: Spark) -> None:
    table = golden.tables()[name]
    _show(engine, table.loaded(), table.names())
    assert table.wrong(engine) == []


@pytest.fixture
def things(engine: Spark) -> ir.Table:
    rows = pa.table({"key": pa.array([1, 2, 3], pa.int64()), "name": ["a", "b", None], "half": [0.5, math.nan, None]})
    engine.frame(rows).createOrReplaceTempView("things")
    return ibis.table({"key": "int64", "name": "string", "half": "float64"}, name="things")


def _ask(engine: Spark, table: ir.Table) -> list[tuple[Any, ...]]:
    return engine.rows(engine.sql_of(table.order_by("key")))


def test_1_whether_a_negated_condition_is_unknown(engine: Spark, things: ir.Table) -> None:
    negated = ~(things.name == "b")
    form = _ask(engine, things.select("key", found=three(negated) == 2))
    assert form == [(1, False), (2, False), (3, True)]
    assert _ask(engine, things.select("key", found=negated.isnull())) != form


def test_11_first_and_last_have_a_total_order(engine: Spark, things: ir.Table) -> None:
    place = ibis.row_number().over(order_by=[ibis.desc(things.name.notnull()), ibis.desc(things.key)])
    assert _ask(engine, things.mutate(place=place).filter(lambda t: t.place == 0).select("key")) == [(2,)]


def test_12_what_is_not_a_number_is_no_null(engine: Spark, things: ir.Table) -> None:
    one, other, third = (half for _, half in _ask(engine, things.select("key", "half")))
    assert (one, third) == (0.5, None)
    assert math.isnan(other)


def test_tables_and_a_run_of_membership(engine: Spark) -> None:
    """What is stored: a first run, one in which somebody leaves and somebody comes, one that was never ended."""
    for table in duck.tables(VOCABULARY):
        engine.session.catalog.dropTempView(table.name)
    shape = Table("customers", "", (Column("customer_key", "int64", "", nullable=False),))
    engine.create(shape)
    engine.insert(shape, pa.table({"customer_key": pa.array([1, 2, 3], pa.int64())}))
    assert engine.columns("customers") == {"customer_key": "int64"}
    for run, members in ((1, (1, 2)), (2, (2, 3))):
        with EngineFlags(engine) as flags:
            flags.keep(FLAGS, f"SELECT customer_key, CASE WHEN customer_key IN {members} THEN 1 ELSE 0 END AS s0 "
                              "FROM customers")  # fmt: skip
            flags.columns, flags.counts = {"some": "s0"}, {"some": Count(2, 0)}
            told = membership.store_run(
                engine, run, datetime(2026, 11, run), datetime(2026, 11, run, 1), flags, [Version("some", "f1")]
            )
        moved = {1: (2, 0), 2: (1, 1)}[run]
        assert told == [Stored("some", 2, 0, *moved)]
    engine.run("INSERT INTO membership_moves VALUES (3, 1, 1, 1, 'behaviour')")
    now = engine.rows("SELECT unit_key, since, run_id FROM membership_now ORDER BY unit_key")
    assert now == [(2, datetime(2026, 11, 1), 1), (3, datetime(2026, 11, 2), 2)]
    moves = engine.rows("SELECT run_id, unit_key, direction, cause FROM membership_history ORDER BY run_id, unit_key")
    assert moves == [(1, 1, 1, "first"), (1, 2, 1, "first"), (2, 1, -1, "behaviour"), (2, 3, 1, "behaviour")]


def test_what_fails_names_no_value(engine: Spark) -> None:
    with pytest.raises(EngineError) as told:
        engine.rows("SELECT CAST('somebody' AS INT)")
    assert told.value.kind == "CAST_INVALID_INPUT"
    assert "somebody" not in str(told.value)
