"""Drawn worlds on another engine: copied there as a workspace's facts are, and plans run over them."""

from __future__ import annotations

import random
from dataclasses import replace

from oracle import duck, wider
from oracle.rules import CELLS, Cell, draw_tree, known, pool
from oracle.test_oracle import Pair, loaded
from oracle.worlds import VOCABULARY
from osuma.engine.segments.compile import compile_
from osuma.engine.segments.compile_plan import Plan
from osuma.engine.segments.interpret import Judge
from osuma.engine.segments.interpret_rows import Facts
from osuma.engine.segments.rule import Definition, NoneOf, Segment, Unknown
from osuma.store.dialect import names
from osuma.store.engines import mirror
from osuma.store.engines.engine import Engine
from osuma.store.engines.evaluate import evaluate
from osuma.store.evaluate import FLAGS

#: slug → customer → 1, 0, 2, or the index of a class.
Truths = dict[str, dict[int, int]]


#: Trees over the leaves of the cells, and how many leaves each has.
TREES, LEAVES = 60, 6


def every_cell(seed: int, *, also_wider: bool = True) -> tuple[Pair, dict[str, Cell]]:
    """A world, a definition for every cell of the grid, every other one under a `none`, and trees; slug → cell."""
    rng = random.Random(f"cells {seed}")
    drawn = wider.world(seed, people=60)
    first = pool(rng, drawn, variants=1)
    others: dict[str, Definition] = dict(known(rng, first))
    leaves = {**first, **(wider.pool(rng, drawn, variants=1) if also_wider else {})}
    cells = [*CELLS, *(wider.CELLS if also_wider else ())]
    made: dict[str, Cell] = {}
    definitions: list[Definition] = []
    for i, cell in enumerate(sorted(cells)):
        leaf = replace(leaves[cell[0], cell[1]][0], unknown=Unknown(cell[2]))
        definitions.append(Segment(f"c{i}", NoneOf((leaf,)) if i % 2 else leaf))
        made[f"c{i}"] = cell
    drawn_leaves = [leaf for found in leaves.values() for leaf in found]
    definitions += [Segment(f"t{i}", draw_tree(rng, rng.sample(drawn_leaves, LEAVES))) for i in range(TREES)]
    judge = Judge(Facts(drawn.rows, drawn.settings, drawn.as_of, drawn.current), others)
    return Pair(drawn, definitions, others, {d.slug: judge.results(d) for d in definitions}), made


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
    drawn = pair.drawn
    found = truths(
        engine, compile_(pair.definitions, pair.known, drawn.settings, drawn.as_of, drawn.current, VOCABULARY)
    )
    return [slug for slug, expected in pair.expected.items() if found[slug] != expected]
