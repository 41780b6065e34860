"""What every engine is asked: each cell alone over worlds that have its rows, then trees until it was drawn often."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from oracle import companies, rules, wider
from oracle.rules import Balance, Cell, draw_tree
from oracle.test_oracle import Pair, partition
from oracle.test_sequences import chain_pair
from oracle.worlds import Drawn
from osuma.engine.segments.interpret import interpret_many
from osuma.engine.segments.rule import Definition, Leaf, NoneOf, Segment, Unit, Unknown

LEAVES = 8
#: How often each cell is drawn in a world.
TIMES = 4
#: Trees that divide people or companies, of each world.
PARTITIONS = 4
#: Trees of a sample, and how many leaves each has; how many sequences of dense days.
SAMPLED, FEW, SAMPLED_DENSE = 10, 6, 4
#: What a definition is drawn for where it is of no one cell.
TREES, DENSE = ("trees", "", ""), ("sequence", "dense days", "")


@dataclass(frozen=True)
class Opened:
    """A world, some leaves for every node and operator over it, and what they may refer to."""

    drawn: Drawn
    leaves: Mapping[tuple[str, str], list[Leaf]]
    known: Mapping[str, Definition]


@dataclass(frozen=True)
class Suite:
    """Cells that are drawn over worlds of one kind. open: gives a world by its number."""

    name: str
    unit: Unit
    cells: Sequence[Cell]
    open: Callable[[random.Random, int], Opened]


@dataclass(frozen=True)
class Asked:
    """Definitions over a world, with what the interpreter says of each; cells: slug → what it was drawn for."""

    pair: Pair
    cells: Mapping[str, Cell]

    def parts(self, many: int) -> Iterator[Pair]:
        """The definitions some at a time, in order."""
        made = self.pair.definitions
        for start in range(0, len(made), many):
            chosen = made[start : start + many]
            expected = {defn.slug: self.pair.expected[defn.slug] for defn in chosen}
            yield replace(self.pair, definitions=chosen, expected=expected)


def _people(rng: random.Random, seed: int) -> Opened:
    drawn = wider.world(seed, people=60)
    first = rules.pool(rng, drawn, variants=1)
    return Opened(drawn, {**first, **wider.pool(rng, drawn, variants=1)}, rules.known(rng, first))


def _companies(rng: random.Random, seed: int) -> Opened:
    drawn = companies.world(seed, people=30)
    return Opened(drawn, companies.pools(rng, drawn, variants=1)[0], companies.KNOWN)


def _contacts(rng: random.Random, seed: int) -> Opened:
    drawn = companies.world(seed, people=30)
    return Opened(drawn, companies.pools(rng, drawn, variants=1)[1], companies.KNOWN)


SUITES = (
    Suite("people", "customers", [*rules.CELLS, *wider.CELLS], _people),
    Suite("companies", "accounts", companies.CELLS, _companies),
    Suite("contacts", "customers", companies.PEOPLE_CELLS, _contacts),
)


def balances() -> dict[str, Balance]:
    """For each suite, that nothing of it has been drawn yet."""
    return {suite.name: Balance(list(suite.cells)) for suite in SUITES}


def asked(suite: Suite, seed: int, balance: Balance) -> Asked:
    """One world: every cell alone, every other one under a `none`; trees until each was drawn often enough.

    balance: of the worlds before it.
    """
    rng = random.Random(f"{suite.name} {seed}")
    opened = suite.open(rng, seed)
    made: dict[str, tuple[Definition, Cell]] = {}
    for i, cell in enumerate(sorted(suite.cells)):
        leaf = replace(opened.leaves[cell[0], cell[1]][0], unknown=Unknown(cell[2]))
        made[f"c{i}"] = Segment(f"c{i}", NoneOf((leaf,)) if i % 2 else leaf, of=suite.unit), cell
    least = min(balance.drawn[cell] for cell in suite.cells) + TIMES
    balance.drawn.update(suite.cells)
    while min(balance.drawn[cell] for cell in suite.cells) < least:
        slug = f"t{len(made)}"
        taken = [leaf for _, leaf in balance.next(rng, opened.leaves, LEAVES)]
        made[slug] = Segment(slug, draw_tree(rng, taken), of=suite.unit), TREES
    whole = [defn for defn, _ in made.values()]
    made |= {f"p{i}": (partition(rng, i, whole), TREES) for i in range(PARTITIONS)}
    return _interpreted(opened, made)


def sample(suite: Suite, seed: int) -> Asked:
    """One world, each node and operator alone, with another treatment of unknown than in the last; then trees."""
    rng = random.Random(f"sample {suite.name} {seed}")
    opened = suite.open(rng, seed)
    policies = list(Unknown)
    made: dict[str, tuple[Definition, Cell]] = {}
    for i, (node, op) in enumerate(dict.fromkeys(cell[:2] for cell in suite.cells)):
        policy = policies[(i + seed) % len(policies)]
        leaf = replace(opened.leaves[node, op][0], unknown=policy)
        where = NoneOf((leaf,)) if (i + seed // len(policies)) % 2 else leaf
        made[f"c{i}"] = Segment(f"c{i}", where, of=suite.unit), (node, op, str(policy))
    made |= _trees(rng, opened, suite.unit, SAMPLED)
    made["p0"] = partition(rng, 0, [defn for defn, _ in made.values()]), TREES
    return _interpreted(opened, made)


def _trees(rng: random.Random, opened: Opened, unit: Unit, many: int) -> dict[str, tuple[Definition, Cell]]:
    every = [leaf for found in opened.leaves.values() for leaf in found]
    drawn = {f"t{i}": draw_tree(rng, rng.sample(every, FEW)) for i in range(many)}
    return {slug: (Segment(slug, where, of=unit), TREES) for slug, where in drawn.items()}


#: Trees over the leaves of the base grid.
MANY = 60


def base_grid(seed: int) -> Asked:
    """A world, a definition for every cell of the base grid, every other one under a `none`, and trees."""
    rng = random.Random(f"cells {seed}")
    drawn = wider.world(seed, people=60)
    leaves = rules.pool(rng, drawn, variants=1)
    opened = Opened(drawn, leaves, rules.known(rng, leaves))
    made: dict[str, tuple[Definition, Cell]] = {}
    for i, cell in enumerate(sorted(rules.CELLS)):
        leaf = replace(leaves[cell[0], cell[1]][0], unknown=Unknown(cell[2]))
        made[f"c{i}"] = Segment(f"c{i}", NoneOf((leaf,)) if i % 2 else leaf), cell
    made |= _trees(rng, opened, "customers", MANY)
    return _interpreted(opened, made)


def dense(seed: int, many: int | None = None) -> Asked:
    """Sequences over a world whose people do much in few days; many: the first of them, all where null."""
    pair = chain_pair(seed)
    if many is not None:
        pair = next(Asked(pair, {}).parts(many))
    return Asked(pair, {defn.slug: DENSE for defn in pair.definitions})


def _interpreted(opened: Opened, made: Mapping[str, tuple[Definition, Cell]]) -> Asked:
    drawn, definitions = opened.drawn, [defn for defn, _ in made.values()]
    expected = interpret_many(definitions, opened.known, drawn.settings, drawn.as_of, drawn.rows, drawn.current)
    pair = Pair(drawn, definitions, dict(opened.known), expected)
    return Asked(pair, {slug: cell for slug, (_, cell) in made.items()})


def world(seed: int, tally: Mapping[str, Balance]) -> Iterator[Asked]:
    """Everything that is asked over the worlds of a number; tally: of all until now."""
    for suite in SUITES:
        yield asked(suite, seed, tally[suite.name])
    yield dense(seed)


def sampled(seed: int, tally: Mapping[str, Balance]) -> Iterator[Asked]:
    """A sample of everything over the worlds of a number; of four in a row, every cell. tally: of all until now."""
    for suite in SUITES:
        one = sample(suite, seed)
        tally[suite.name].drawn.update(cell for cell in one.cells.values() if cell != TREES)
        yield one
    yield dense(seed, SAMPLED_DENSE)
