"""The compiler on Spark against the interpreter: every cell of the grid, in one session on this machine."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pytest

from oracle import duck, elsewhere, golden
from oracle.test_oracle import loaded
from oracle.worlds import VOCABULARY
from osuma.engine.segments.compile_nodes import three
from osuma.engine.tables.schema import Column, Table
from osuma.store.engines import membership, spark
from osuma.store.engines.engine import EngineError
from osuma.store.engines.evaluate import EngineFlags
from osuma.store.engines.spark import Spark
from osuma.store.evaluate import FLAGS, Count
from osuma.store.membership import Stored, Version

#: Compiling each plan to Java costs far more than these few rows.
SMALL = {
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.subexpressionElimination.enabled": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java: scripts/java.sh")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    folder: Path = tmp_path_factory.mktemp("spark")
    settings = {**SMALL, "spark.sql.warehouse.dir": str(folder)}
    with spark.connect("local[2]", settings=settings) as session:
        yield session


def _show(engine: Spark, con: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    """The tables of a world as views of the session."""
    for name in names:
        rows = con.sql(f"SELECT * FROM {name}").to_arrow_table()
        engine.frame(rows).createOrReplaceTempView(name)


def test_every_cell_and_trees_agree_with_the_interpreter(engine: Spark) -> None:
    pair, cells = elsewhere.every_cell(0, also_wider=False)
    _show(engine, loaded(pair), [table.name for table in duck.tables(VOCABULARY)])
    assert len(pair.definitions) > 300
    wrong = elsewhere.wrong_slugs(engine, pair)
    assert [(cells.get(slug), slug) for slug in wrong] == []


@pytest.mark.parametrize("name", golden.NAMES)
def test_golden_tables_on_spark(name: str, engine: Spark) -> None:
    table = golden.tables()[name]
    _show(engine, table.loaded(), table.names())
    assert table.wrong(engine) == []


def test_traps_of_spark(engine: Spark) -> None:
    """1: whether a negated condition is unknown. 11: ties. 12: what is not a number is no null."""
    rows = pa.table({"key": pa.array([1, 2, 3], pa.int64()), "name": ["a", "b", None], "half": [0.5, math.nan, None]})
    engine.frame(rows).createOrReplaceTempView("things")
    things = ibis.table({"key": "int64", "name": "string", "half": "float64"}, name="things")
    negated = ~(things.name == "b")
    form = engine.rows(engine.sql_of(things.select("key", found=three(negated) == 2).order_by("key")))
    assert form == [(1, False), (2, False), (3, True)]
    naive = engine.rows(engine.sql_of(things.select("key", found=negated.isnull()).order_by("key")))
    assert naive != form
    place = ibis.row_number().over(order_by=[ibis.desc(things.name.notnull()), ibis.desc(things.key)])
    first = things.mutate(place=place).filter(lambda t: t.place == 0).select("key")
    assert engine.rows(engine.sql_of(first)) == [(2,)]
    read = [half for _, half in engine.rows(engine.sql_of(things.select("key", "half").order_by("key")))]
    assert read[0] == 0.5
    assert math.isnan(read[1])
    assert read[2] is None


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
