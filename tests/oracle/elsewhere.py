"""Drawn worlds on another engine: copied there as a workspace's facts are, and plans run over them."""

from __future__ import annotations

from oracle import duck
from oracle.test_oracle import Pair, loaded
from oracle.worlds import VOCABULARY
from osuma.engine.segments.compile import compile_
from osuma.engine.segments.compile.plan import Plan
from osuma.store.dialect import names
from osuma.store.engines import mirror
from osuma.store.engines.engine import Engine
from osuma.store.engines.evaluate import evaluate
from osuma.store.evaluation.evaluate import FLAGS

#: Settings of Spark: compiling each plan to Java costs far more than these few rows.
SMALL = {
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.subexpressionElimination.enabled": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=256m",
}
#: slug → customer → 1, 0, 2, or the index of a class.
Truths = dict[str, dict[int, int]]


def fill(engine: Engine, pair: Pair) -> None:
    """The pair's world on the engine, with customers as they were at the instant."""
    mirror.copy(loaded(pair), engine, [table.name for table in duck.tables(VOCABULARY)])


def truths(engine: Engine, plan: Plan) -> Truths:
    """What a plan gives on the engine, for everybody of the base."""
    with evaluate(engine, plan) as flags:
        found = engine.rows(f"SELECT customer_key, {names(flags.columns.values())} FROM {FLAGS}")
    return {slug: {int(row[0]): int(row[n]) for row in found} for n, slug in enumerate(flags.columns, 1)}


def wrong_slugs(engine: Engine, pair: Pair) -> list[str]:
    """Definitions on which the engine and the interpreter differ."""
    then = pair.drawn
    plan = compile_(pair.definitions, pair.known, then.settings, then.as_of, then.current, VOCABULARY, row_kept=True)
    found = truths(engine, plan)
    return [slug for slug, expected in pair.expected.items() if found[slug] != expected]
