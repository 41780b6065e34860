"""The compiler on DuckDB against the interpreter, for the conditions of `companies`."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest

from oracle import duck
from oracle.companies import CELLS, KNOWN, PEOPLE_CELLS, pools, world
from oracle.rules import Balance, draw_tree
from oracle.test_oracle import LEAST, Pair, explain, loaded, wrong_slugs
from oracle.worlds import VOCABULARY
from osuma.engine.segments.check import check
from osuma.engine.segments.compile import compile_planes
from osuma.engine.segments.compile.plan import TRUE
from osuma.engine.segments.interpret import interpret_many
from osuma.engine.segments.rule import Definition, Segment
from osuma.store.evaluation.planes import evaluate_planes

SEEDS = (0, 4)
LEAVES = 36


@dataclass
class Run:
    """Pairs by seed and unit, and how often each cell was drawn."""

    pairs: dict[tuple[int, str], Pair] = field(default_factory=dict)
    balance: dict[str, Balance] = field(
        default_factory=lambda: {"accounts": Balance(CELLS), "customers": Balance(PEOPLE_CELLS)}
    )


@pytest.fixture(scope="module")
def drawn() -> Run:
    run = Run()
    for seed in SEEDS:
        rng, then = random.Random(f"companies {seed}"), world(seed, people=30)
        for unit, leaves in zip(("accounts", "customers"), pools(rng, then, variants=2), strict=True):
            cells = len(run.balance[unit].cells)
            made: list[Definition] = []
            for i in range(-(-cells * LEAST // (LEAVES * len(SEEDS))) + 1):
                taken = [leaf for _, leaf in run.balance[unit].next(rng, leaves, LEAVES)]
                made.append(Segment(f"s{i}", draw_tree(rng, taken), of=unit))
            expected = interpret_many(made, KNOWN, then.settings, then.as_of, then.rows, then.current)
            run.pairs[seed, unit] = Pair(then, made, KNOWN, expected)
    return run


@pytest.mark.parametrize("unit", ["accounts", "customers"])
@pytest.mark.parametrize("seed", SEEDS)
def test_duckdb_agrees_with_the_interpreter(seed: int, unit: str, drawn: Run) -> None:
    pair = drawn.pairs[seed, unit]
    con = loaded(pair)
    wrong = wrong_slugs(pair, con)
    assert not wrong, explain(pair, con, wrong[0])


@pytest.mark.parametrize("seed", SEEDS[:1])
def test_planes_of_people_agree_with_the_interpreter(seed: int, drawn: Run) -> None:
    pair = drawn.pairs[seed, "customers"]
    then = pair.drawn
    plan = compile_planes(pair.definitions, pair.known, then.settings, then.as_of, then.current, VOCABULARY)
    with evaluate_planes(duck.Opened(loaded(pair)), plan) as judged:
        for slug, found in pair.expected.items():
            assert set(judged.keys_of(slug).tolist()) == {key for key, value in found.items() if value == TRUE}


def test_every_drawn_rule_is_one_that_check_lets_through(drawn: Run) -> None:
    for pair in drawn.pairs.values():
        for defn in pair.definitions[:20]:
            assert not [m for m in check(defn, VOCABULARY, KNOWN) if m.code != "value"], defn  # texts may be empty


@pytest.mark.parametrize(("unit", "cells"), [("accounts", CELLS), ("customers", PEOPLE_CELLS)])
def test_every_cell_was_drawn_often(unit: str, cells: list[tuple[str, str, str]], drawn: Run) -> None:
    assert min(drawn.balance[unit].drawn[cell] for cell in cells) >= LEAST
