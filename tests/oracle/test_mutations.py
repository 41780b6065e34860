"""Every planted fault is caught by the comparison of the compiler with the interpreter.

With OSUMA_WRITE=1 the list of faults and what caught each is written to MUTATIONS.md beside this file; the world and
the definitions that caught a fault when the list was written are tried first.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import duckdb
import pytest

from oracle import companies, wider
from oracle.faults import FAULTS, Fault, planted
from oracle.rules import GRID, draw_tree, known, pool
from oracle.test_oracle import Pair, loaded, wrong_slugs
from oracle.test_sequences import chain_pair
from oracle.worlds import draw
from osuma.engine.segments.interpret import Judge
from osuma.engine.segments.interpret_rows import Facts
from osuma.engine.segments.rule import Definition, Leaf, Segment, Unknown, unit_of

pytestmark = pytest.mark.slow
#: Worlds by their numbers: both nights of the clock, a month end, a leap day, midnights, the past, other zones.
SEEDS = (0, 2, 1, 5, 4, 3, 8, 7, 11, 14, 6, 9, 10, 12, 13, *range(15, 40))
#: Definitions that are compiled and run at once.
TOGETHER = 6
CAUGHT: dict[str, str] = {}
LIST = Path(__file__).parent / "MUTATIONS.md"
WRITES = os.environ.get("OSUMA_WRITE") == "1"


@cache
def pair(family: str, seed: int) -> tuple[Pair, duckdb.DuckDBPyConnection]:
    """One definition per leaf of a family of conditions; trees for faults of logic, dense worlds for sequences."""
    if family == "sequence":
        made = chain_pair(seed)
        return made, loaded(made)
    if family in ("companies", "account"):
        made = companies.pair(seed, "accounts" if family == "companies" else "customers")
        return made, loaded(made)
    rng = random.Random(f"{family} {seed}")
    drawn = draw(seed, people=45)
    variants = 3 if family in ("event", "rank", "member") else 6
    if family in wider.GRID:
        drawn = wider.world(seed, people=45)
    leaves = {**pool(rng, drawn, variants), **(wider.pool(rng, drawn, variants) if family in wider.GRID else {})}
    plain = {key: found for key, found in leaves.items() if key[0] == "property"}
    others: dict[str, Definition] = dict(known(rng, plain)) if family in ("member", "tree") else {}
    nodes = {"tree": ("property",), "time": ("date", "recency")}.get(family, (family,))
    chosen = [leaf for (node, _), found in leaves.items() if node in nodes for leaf in found]
    definitions: list[Definition] = [Segment(f"s{i}", leaf) for i, leaf in enumerate(chosen)]
    if family == "tree":
        definitions = [Segment(f"s{i}", draw_tree(rng, _with_policies(rng, chosen))) for i in range(40)]
    definitions += others.values()
    judge = Judge(Facts(drawn.rows, drawn.settings, drawn.as_of, drawn.current), others)
    made = Pair(drawn, definitions, others, {d.slug: judge.results(d) for d in definitions})
    return made, loaded(made)


def _with_policies(rng: random.Random, leaves: list[Leaf]) -> list[Leaf]:
    return [replace(leaf, unknown=rng.choice(list(Unknown))) for leaf in rng.sample(leaves, 4)]


def _parts(one: Pair) -> Iterator[Pair]:
    """The definitions a few at a time, with those that they refer to: most faults show in the first few."""
    own = [defn for defn in one.definitions if defn.slug not in one.known]
    for start in range(0, len(own), TOGETHER):
        others = [defn for defn in one.known.values() if unit_of(defn) == unit_of(own[0])]
        chosen = [*own[start : start + TOGETHER], *others]
        slugs = {defn.slug for defn in chosen}
        expected = {slug: truths for slug, truths in one.expected.items() if slug in slugs}
        yield replace(one, definitions=chosen, expected=expected)


def _counted(one: Pair, listed: int | None) -> list[tuple[int, Pair]]:
    """The parts, each with how many definitions there are up to its end; the one that ends at `listed` in front."""
    asked, found = 0, []
    for part in _parts(one):
        asked += len(part.expected)
        found.append((asked, part))
    return sorted(found, key=lambda counted: counted[0] != listed)


def _caught(fault: Fault, seed: int, listed: int | None = None) -> str | None:
    one, con = pair(fault.family, seed)
    with planted(fault):
        for asked, part in _counted(one, listed):
            try:
                wrong = wrong_slugs(part, con)
            except (duckdb.Error, ArithmeticError) as error:
                return f"error: {type(error).__name__}"
            if wrong:
                return f"{len(wrong)} of the first {asked} definitions differ"
    return None


@pytest.mark.parametrize("family", sorted({fault.family for fault in FAULTS}))
def test_without_a_fault_nothing_differs(family: str) -> None:
    assert family in (*GRID, *wider.GRID, "tree", "time", "companies", "account")
    for seed in SEEDS[:2]:
        assert wrong_slugs(*pair(family, seed)) == []


def hunt(fault: Fault) -> dict[int, int | None]:
    """The worlds to hunt in, in order; of the one on the list, up to which definition it was looked at."""
    text = LIST.read_text(encoding="utf-8")
    line = rf"^\| {re.escape(fault.what)} \|.*\| world (\d+), \w+: .*?(?:the first (\d+) definitions differ)? \|$"
    found = None if WRITES else re.search(line, text, re.MULTILINE)
    first = {int(found[1]): int(found[2]) if found[2] else None} if found else {}
    return first | {seed: None for seed in SEEDS if seed not in first}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_fault_is_caught(fault: Fault) -> None:
    for seed, listed in hunt(fault).items():
        caught = _caught(fault, seed, listed)
        if caught:
            CAUGHT[fault.what] = f"world {seed}, {fault.family}: {caught}"
            break
    assert fault.what in CAUGHT


def test_the_list_is_long_and_names_each_fault_once() -> None:
    assert len(FAULTS) >= 60
    assert len({fault.what for fault in FAULTS}) == len(FAULTS)


@pytest.fixture(scope="module", autouse=True)
def _written() -> Iterator[None]:
    """The list with its catches, after the last test."""
    yield
    if not WRITES or len(CAUGHT) != len(FAULTS):
        return
    lines = ["# Planted faults", "", "Each is one change of the engine's source; the oracle must notice it."]
    lines += ["Made by `OSUMA_WRITE=1 pytest tests/oracle/test_mutations.py`.", ""]
    lines += ["| fault | where | caught in |", "|---|---|---|"]
    for fault in FAULTS:
        where = f"`{fault.module.removeprefix('osuma.engine.')}.{fault.function}`"
        lines.append(f"| {fault.what} | {where} | {CAUGHT[fault.what]} |")
    _, heading, refresh = LIST.read_text(encoding="utf-8").partition("\n## ")  # caught by checks of their own
    LIST.write_text("\n".join(lines) + "\n" + heading + refresh, encoding="utf-8")
