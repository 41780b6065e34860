"""The compiler on ClickHouse against the interpreter: a seeded part of what `make conformance` runs whole."""

from __future__ import annotations

import pytest

from oracle import asked, elsewhere, golden
from oracle.asked import Suite
from oracle.test_golden_unknown import AS_OF, KNOWN, SETTINGS
from oracle.test_oracle import Tally, make_pair
from oracle.worlds import VOCABULARY
from osuma.engine.segments.compile import compile_
from osuma.engine.segments.parse import parse
from osuma.store.engines import mirror
from osuma.store.engines.clickhouse import ClickHouse

#: Worlds of the oracle: at the end of the data, and (2) before it.
SEEDS, RULES = (0, 2), 12


@pytest.mark.parametrize("seed", SEEDS)
def test_clickhouse_agrees_with_the_interpreter(seed: int, clickhouse_engine: ClickHouse) -> None:
    pair = make_pair(seed, Tally(), RULES)
    elsewhere.fill(clickhouse_engine, pair)
    assert elsewhere.wrong_slugs(clickhouse_engine, pair) == []


@pytest.mark.parametrize("suite", asked.SUITES, ids=lambda suite: suite.name)
def test_every_operator_agrees_on_clickhouse(suite: Suite, clickhouse_engine: ClickHouse) -> None:
    one = asked.sample(suite, 0)
    elsewhere.fill(clickhouse_engine, one.pair)
    assert [one.cells[slug] for slug in elsewhere.wrong_slugs(clickhouse_engine, one.pair)] == []


@pytest.mark.parametrize("name", golden.NAMES)
def test_golden_tables_on_clickhouse(name: str, clickhouse_engine: ClickHouse) -> None:
    table = golden.tables()[name]
    mirror.copy(table.loaded(), clickhouse_engine, table.names())
    assert table.wrong(clickhouse_engine) == []


def test_columns_are_not_named_like_the_tables_of_a_query(clickhouse_engine: ClickHouse) -> None:
    """ClickHouse takes an alias of a query also for a table of that name further inside."""
    table = golden.tables()["reach"]
    mirror.copy(table.loaded(), clickhouse_engine, table.names())
    shared = " ".join(f"{{property: age, op: gt, value: {n}}}," for n in range(40))
    where = f"{{any: [{shared} {{reach: email}}]}}"
    both = [parse(f"{{slug: {slug}, where: {where}}}") for slug in ("one", "two")]
    found = elsewhere.truths(
        clickhouse_engine, compile_(both, {}, table.settings, AS_OF, current=False, vocabulary=VOCABULARY)
    )
    assert found["one"] == found["two"]
    assert set(found["one"].values()) == {1, 2}


def test_classes_on_clickhouse(clickhouse_engine: ClickHouse) -> None:
    table = golden.tables()["unknown"]
    mirror.copy(table.loaded(), clickhouse_engine, table.names())
    found = elsewhere.truths(clickhouse_engine, compile_([KNOWN["divided"]], KNOWN, SETTINGS, AS_OF))
    assert found["divided"] == {1: 0, 2: 1, 3: -1}
