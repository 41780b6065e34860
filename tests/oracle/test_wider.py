"""The compiler on DuckDB against the interpreter, for the conditions of `wider`."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest

from oracle import duck
from oracle.rules import Balance, draw_tree
from oracle.test_oracle import LEAST, Pair, explain, loaded, wrong_slugs
from oracle.wider import CELLS, pool, world
from oracle.worlds import VOCABULARY
from osuma.engine.segments.compile import compile_planes
from osuma.engine.segments.compile.plan import TRUE
from osuma.engine.segments.interpret import Judge
from osuma.engine.segments.interpret.rows import Facts
from osuma.engine.segments.rule import Definition, Segment
from osuma.store.evaluation.planes import evaluate_planes

SEEDS = (0, 2, 5, 7, 14)
LEAVES = 8


@dataclass
class Run:
    """Every pair of the run, and how often each cell was drawn."""

    pairs: dict[int, Pair] = field(default_factory=dict)
    balance: Balance = field(default_factory=lambda: Balance(CELLS))


@pytest.fixture(scope="module")
def drawn() -> Run:
    run = Run()
    for seed in SEEDS:
        rng = random.Random(f"wider {seed}")
        then = world(seed)
        leaves = pool(rng, then, variants=3)
        judge = Judge(Facts(then.rows, then.settings, then.as_of, then.current), {})
        made: list[Definition] = []
        for i in range(-(-len(CELLS) * LEAST // (LEAVES * len(SEEDS))) + 1):
            taken = [leaf for _, leaf in run.balance.next(rng, leaves, LEAVES)]
            made.append(Segment(f"s{i}", draw_tree(rng, taken)))
        run.pairs[seed] = Pair(then, made, {}, {d.slug: judge.results(d) for d in made})
    return run


@pytest.mark.parametrize("seed", SEEDS)
def test_duckdb_agrees_with_the_interpreter(seed: int, drawn: Run) -> None:
    pair = drawn.pairs[seed]
    con = loaded(pair)
    wrong = wrong_slugs(pair, con)
    assert not wrong, explain(pair, con, wrong[0])


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_planes_agree_with_the_interpreter(seed: int, drawn: Run) -> None:
    pair = drawn.pairs[seed]
    then = pair.drawn
    plan = compile_planes(pair.definitions, pair.known, then.settings, then.as_of, then.current, VOCABULARY)
    with evaluate_planes(duck.Opened(loaded(pair)), plan) as judged:
        for slug, found in pair.expected.items():
            assert set(judged.keys_of(slug).tolist()) == {key for key, value in found.items() if value == TRUE}


def test_every_cell_was_drawn_often(drawn: Run) -> None:
    assert min(drawn.balance.drawn[cell] for cell in CELLS) >= LEAST
