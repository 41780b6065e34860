"""The compiler on DuckDB against the interpreter: every cell of the grid, many trees, hostile worlds."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

import duckdb
import pytest

from oracle import duck
from oracle.rules import CELLS, EVENTS, FILTERS, MONEY, Balance, Leaves, draw_tree, known, pool
from oracle.worlds import VOCABULARY, Drawn, draw
from osuma.engine.segments.compile import compile_, compile_conditions, compile_planes
from osuma.engine.segments.compile.plan import OUTSIDE, TRUE, UNKNOWN
from osuma.engine.segments.depends import nodes
from osuma.engine.segments.dump import dump
from osuma.engine.segments.interpret import Judge, interpret
from osuma.engine.segments.interpret.rows import Facts
from osuma.engine.segments.rule import (
    AllOf,
    Definition,
    Event,
    Filter,
    Measure,
    Partition,
    PartitionClass,
    Segment,
    Unknown,
    unit_of,
)
from osuma.store.evaluation.planes import evaluate_planes

WORLDS = 14
RULES = 94
LEAVES = 11
LEAST = 50
SHAPED = 0.60


@dataclass
class Pair:
    """One world and the definitions drawn for it, with what the interpreter says."""

    drawn: Drawn
    definitions: list[Definition]
    known: dict[str, Definition]
    expected: dict[str, dict[int, int]]


@dataclass
class Tally:
    balance: Balance = field(default_factory=Balance)
    shaped: int = 0
    pairs: int = 0


def make_pair(seed: int, tally: Tally, rules: int = RULES) -> Pair:
    """Definitions over one world; trees are drawn again, a few times, until their result is shaped."""
    rng = random.Random(f"rules {seed}")
    drawn = draw(seed)
    leaves = pool(rng, drawn, variants=1)
    others: dict[str, Definition] = dict(known(rng, leaves))
    judge = Judge(Facts(drawn.rows, drawn.settings, drawn.as_of, drawn.current), others)
    kept: list[Definition] = []
    expected: dict[str, dict[int, int]] = {}
    for i in range(rules):
        taken = [leaf for _, leaf in tally.balance.next(rng, leaves, LEAVES)]
        for _ in range(6):
            defn = Segment(f"s{i}", draw_tree(rng, taken))
            expected[defn.slug] = judge.results(defn)
            if _shaped(expected[defn.slug]):
                tally.shaped += 1
                break
        kept.append(defn)
        tally.pairs += 1
    kept += [*(partition(rng, i, kept) for i in range(4)), *others.values()]
    expected |= {d.slug: judge.results(d) for d in kept if d.slug not in expected}
    return Pair(drawn, kept, others, expected)


def partition(rng: random.Random, i: int, every: list[Definition]) -> Partition:
    nodes = [d.where for d in rng.sample(every, 4) if isinstance(d, Segment)]
    classes = tuple(PartitionClass(f"c{n}", node) for n, node in enumerate(nodes[:3]))
    return Partition(f"p{i}", classes, PartitionClass("other", AllOf(())), base=nodes[3], of=unit_of(every[0]))


def _shaped(results: dict[int, int]) -> bool:
    members = sum(1 for value in results.values() if value == 1)
    return 0.05 * len(results) <= members <= 0.95 * len(results)


def loaded(pair: Pair) -> duckdb.DuckDBPyConnection:
    """The pair's world in DuckDB, with customers as they were at the instant."""
    drawn, con = pair.drawn, duck.connect()
    duck.fill(con, drawn.rows, VOCABULARY)
    duck.derive(con)
    if not drawn.current:
        duck.people_as_of(con, drawn.rows, VOCABULARY, drawn.settings, drawn.as_of)
    return con


def wrong_slugs(pair: Pair, con: duckdb.DuckDBPyConnection) -> list[str]:
    """Definitions on which the plan over DuckDB and the interpreter differ."""
    drawn = pair.drawn
    plan = compile_(pair.definitions, pair.known, drawn.settings, drawn.as_of, drawn.current, VOCABULARY)
    found = duck.run(con, plan)
    return [slug for slug, expected in pair.expected.items() if found[slug] != expected]


def explain(pair: Pair, con: duckdb.DuckDBPyConnection, slug: str) -> str:
    """Which leaves of a definition disagree, and for whom: for reading a failure."""
    defn = next(d for d in pair.definitions if d.slug == slug)
    drawn = pair.drawn
    plan, paths = compile_conditions(defn, pair.known, drawn.settings, drawn.as_of, drawn.current, VOCABULARY)
    plan.columns.update({path: column for path, column in paths.items() if path.endswith("?")})
    found = duck.run(con, plan)
    lines = [f"world {drawn.seed}, as of {drawn.as_of.isoformat()}, current {drawn.current}", dump(defn)]
    for path, node in nodes(defn):
        if f"{path}?" not in found:
            continue
        plain = replace(node, unknown=Unknown.KEEP)
        alone = Segment("-", plain, of=unit_of(defn))
        expected = interpret(alone, pair.known, drawn.settings, drawn.as_of, drawn.rows, drawn.current)
        wrong = {k: (expected[k], found[f"{path}?"][k]) for k in expected if expected[k] != found[f"{path}?"][k]}
        if wrong:
            lines.append(f"{path} {node}: customer -> (interpreter, DuckDB) {dict(list(wrong.items())[:5])}")
    return "\n".join(lines)


@dataclass
class Run:
    """Every pair of the run, drawn in order, with the tally of what was drawn."""

    tally: Tally
    pairs: list[Pair]
    worlds: dict[int, duckdb.DuckDBPyConnection] = field(default_factory=dict)

    def loaded(self, seed: int) -> duckdb.DuckDBPyConnection:
        """A pair's world, which is written once: temporary tables are of each connection to it alone."""
        if seed not in self.worlds:
            self.worlds[seed] = loaded(self.pairs[seed])
        return self.worlds[seed].cursor()


@pytest.fixture(scope="module")
def drawn() -> Run:
    tally = Tally()
    return Run(tally, [make_pair(seed, tally) for seed in range(WORLDS)])


@pytest.mark.parametrize("seed", range(WORLDS))
def test_duckdb_agrees_with_the_interpreter(seed: int, drawn: Run) -> None:
    pair = drawn.pairs[seed]
    con = drawn.loaded(seed)
    wrong = wrong_slugs(pair, con)
    assert not wrong, explain(pair, con, wrong[0])


@pytest.mark.parametrize("seed", range(WORLDS))
def test_planes_agree_with_the_interpreter(seed: int, drawn: Run) -> None:
    pair = drawn.pairs[seed]
    then = pair.drawn
    plan = compile_planes(pair.definitions, pair.known, then.settings, then.as_of, then.current, VOCABULARY)
    assert plan.thresholds
    with evaluate_planes(duck.Opened(drawn.loaded(seed)), plan) as judged:
        for defn in pair.definitions:
            expected = pair.expected[defn.slug]
            for slug, members in _expected_members(defn, expected).items():
                assert set(judged.keys_of(slug).tolist()) == members, explain(pair, loaded(pair), defn.slug)
                assert judged.counts[slug].members == len(members)
            unknown = sum(1 for value in expected.values() if value == UNKNOWN and isinstance(defn, Segment))
            assert judged.counts[defn.slug].unknown == unknown
        assert judged.base == len(pair.expected[pair.definitions[0].slug])


def wishes(seed: int, drawn: Drawn) -> list[Definition]:
    """Counts and sums of one value of a property within a window: several windows of a value, and further filters."""
    rng = random.Random(f"wishes {seed}")
    leaves = Leaves(rng, drawn)
    made: list[Definition] = []
    while len(made) < RULES:
        event = rng.choice([name for name in EVENTS if "text" in FILTERS[name]])
        name, value = rng.choice(FILTERS[event]["text"]), leaves.one("text", "eq")
        first = Filter(name, "eq", value)
        for _ in range(3):
            more = rng.choice([(), (), (Filter(name, *rng.choice([("ne", value), ("eq", "x"), ("set", None)])),),
                               leaves.filters(event)])  # fmt: skip
            where = rng.sample([first, *more], 1 + len(more))
            sums = event in MONEY and rng.random() < 0.6
            measure = Measure("sum", MONEY[event]) if sums else Measure()
            op = rng.choice(["eq", "ne", "gt", "gte", "gte", "lt", "lte", "between", "in"])
            asked = leaves.value("decimal", op) if sums else leaves.value("int", op)
            if not sums and op not in ("between", "in"):
                asked = leaves.small(op)
            leaf = Event(event, tuple(where), measure, op, asked, leaves.form(rng.choice(["last", "ago", "since"])))
            made.append(Segment(f"w{len(made)}", leaf))
    return made


@pytest.mark.parametrize("seed", range(5))
def test_wishes_of_one_value_agree_with_the_interpreter(seed: int) -> None:
    drawn = draw(seed)
    judge = Judge(Facts(drawn.rows, drawn.settings, drawn.as_of, drawn.current), {})
    made = wishes(seed, drawn)
    pair = Pair(drawn, made, {}, {defn.slug: judge.results(defn) for defn in made})
    con = loaded(pair)
    assert not wrong_slugs(pair, con)
    plan = compile_planes(made, {}, drawn.settings, drawn.as_of, drawn.current, VOCABULARY)
    assert any(query.long for query in plan.totals)
    with evaluate_planes(duck.Opened(con), plan) as judged:
        for defn in made:
            expected = {key for key, value in pair.expected[defn.slug].items() if value == TRUE}
            assert set(judged.keys_of(defn.slug).tolist()) == expected, explain(pair, con, defn.slug)


def _expected_members(defn: Definition, expected: dict[int, int]) -> dict[str, set[int]]:
    if isinstance(defn, Segment):
        return {defn.slug: {key for key, value in expected.items() if value == TRUE}}
    classes = {
        f"{defn.slug}/{slug}": {key for key, value in expected.items() if value == i}
        for i, slug in enumerate([*(c.slug for c in defn.classes), defn.other.slug])
    }
    return {defn.slug: {key for key, value in expected.items() if value != OUTSIDE}, **classes}


def test_every_cell_was_drawn_often_and_results_are_shaped(drawn: Run, capsys: pytest.CaptureFixture[str]) -> None:
    tally = drawn.tally
    with capsys.disabled():
        print("\nnode      operator               keep include exclude   only")
        for node, op in dict.fromkeys((c[0], c[1]) for c in CELLS):
            counts = [tally.balance.drawn[node, op, u] for u in ("keep", "include", "exclude", "only")]
            print(f"{node:<9} {op:<20} " + " ".join(f"{n:>6}" for n in counts))
        print(f"{len(CELLS)} cells, least {min(tally.balance.drawn[c] for c in CELLS)}; ", end="")
        print(f"{tally.shaped} of {tally.pairs} pairs between 5 and 95 %")
    assert min(tally.balance.drawn[cell] for cell in CELLS) >= LEAST
    assert tally.shaped >= SHAPED * tally.pairs
