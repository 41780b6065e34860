"""The compiler on Spark against the interpreter: every cell of the grid, in one session on this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from oracle import duck, elsewhere
from oracle.test_oracle import loaded
from oracle.worlds import VOCABULARY
from osuma.store.engines import spark
from osuma.store.engines.spark import Spark

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


def test_every_cell_and_trees_agree_with_the_interpreter(engine: Spark) -> None:
    pair, cells = elsewhere.every_cell(0)
    con = loaded(pair)
    for table in duck.tables(VOCABULARY):
        rows = con.sql(f"SELECT * FROM {table.name}").to_arrow_table()
        engine.frame(rows).createOrReplaceTempView(table.name)
    assert len(pair.definitions) > 300
    wrong = elsewhere.wrong_slugs(engine, pair)
    assert [(cells.get(slug), slug) for slug in wrong] == []
