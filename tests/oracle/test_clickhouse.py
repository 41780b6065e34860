"""The compiler on ClickHouse against the interpreter: a seeded part of what `make conformance` runs whole."""

from __future__ import annotations

import pytest

from oracle import duck, elsewhere
from oracle import test_golden_habits as habits
from oracle import test_golden_sequences as sequences
from oracle import test_golden_wider as wider
from oracle.test_golden_unknown import AS_OF, GOLDEN, KNOWN, SETTINGS, WORLD
from oracle.test_oracle import Tally, make_pair
from oracle.worlds import VOCABULARY
from osuma.engine.segments.compile import compile_
from osuma.engine.segments.parse import parse
from osuma.store.engines import mirror
from osuma.store.engines.clickhouse import ClickHouse

#: Worlds of the oracle: at the end of the data, and (2) before it.
SEEDS, RULES = (0, 2), 24


@pytest.mark.parametrize("seed", SEEDS)
def test_clickhouse_agrees_with_the_interpreter(seed: int, clickhouse_engine: ClickHouse) -> None:
    pair = make_pair(seed, Tally(), RULES)
    elsewhere.fill(clickhouse_engine, pair)
    assert elsewhere.wrong_slugs(clickhouse_engine, pair) == []


def test_golden_truths_of_wider_conditions_on_clickhouse(clickhouse_engine: ClickHouse) -> None:
    con = duck.connect()
    duck.fill(con, wider.WORLD, VOCABULARY)
    duck.derive(con)
    mirror.copy(con, clickhouse_engine, [table.name for table in duck.tables(VOCABULARY)])
    rules = [parse(f"{{slug: g{i}, where: {rule}}}") for i, (rule, *_) in enumerate(wider.GOLDEN)]
    found = elsewhere.truths(clickhouse_engine, compile_(rules, wider.KNOWN, SETTINGS, AS_OF, vocabulary=VOCABULARY))
    assert found == {
        f"g{i}": dict(zip((1, 2, 3), truths, strict=True)) for i, (_, *truths) in enumerate(wider.GOLDEN)
    }


def test_golden_sequences_on_clickhouse(clickhouse_engine: ClickHouse) -> None:
    con = duck.connect()
    duck.fill(con, sequences.world(), sequences.VOCABULARY)
    mirror.copy(con, clickhouse_engine, [table.name for table in duck.tables(sequences.VOCABULARY)])
    rules = sequences.definitions()
    plan = compile_(list(rules.values()), {}, sequences.SETTINGS, sequences.AS_OF, vocabulary=sequences.VOCABULARY)
    found = elsewhere.truths(clickhouse_engine, plan)
    wrong = [key for key, case in enumerate(sequences.CASES) if found[rules[case.rule].slug][key] != case.expected]
    assert wrong == []


def test_golden_habits_on_clickhouse(clickhouse_engine: ClickHouse) -> None:
    con = duck.connect()
    duck.fill(con, habits.WORLD, VOCABULARY)
    duck.derive(con)
    mirror.copy(con, clickhouse_engine, [table.name for table in duck.tables(VOCABULARY)])
    rules = [parse(f"{{slug: g{i}, where: {rule}}}") for i, (rule, _) in enumerate(habits.GOLDEN)]
    found = elsewhere.truths(clickhouse_engine, compile_(rules, {}, SETTINGS, AS_OF, vocabulary=VOCABULARY))
    for i, (_, truths) in enumerate(habits.GOLDEN):
        assert {key: found[f"g{i}"][key] for key in truths} == truths


def test_golden_truths_on_clickhouse(clickhouse_engine: ClickHouse) -> None:
    con = duck.connect()
    duck.fill(con, WORLD, VOCABULARY)
    duck.derive(con)
    mirror.copy(con, clickhouse_engine, [table.name for table in duck.tables(VOCABULARY)])
    rules = [parse(f"{{slug: g{i}, where: {rule}}}") for i, (rule, *_) in enumerate(GOLDEN)]
    found = elsewhere.truths(clickhouse_engine, compile_([*rules, *KNOWN.values()], KNOWN, SETTINGS, AS_OF))
    expected = {f"g{i}": dict(zip((1, 2, 3), truths, strict=True)) for i, (_, *truths) in enumerate(GOLDEN)}
    assert {slug: found[slug] for slug in expected} == expected
    assert found["divided"] == {1: 0, 2: 1, 3: -1}
