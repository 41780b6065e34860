"""Every planted fault is caught by the comparison of the compiler with the interpreter.

With OSUMA_WRITE=1 every world is searched, and the list of faults, with the world and the definition that caught each
of them, is written to MUTATIONS.md beside this file. Without, the definition on the list is tried first.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import duckdb
import pytest

from oracle import companies, wider
from oracle.faults import FAULTS, Fault, planted
from oracle.rules import GRID, draw_tree, known, pool
from oracle.test_oracle import Pair, loaded, wrong_slugs
from oracle.test_sequences import CHAINS, chains, dense
from oracle.worlds import Drawn
from osuma.engine.segments.interpret import Judge
from osuma.engine.segments.interpret.rows import Facts
from osuma.engine.segments.rule import Definition, Leaf, Segment, Unknown, unit_of

pytestmark = pytest.mark.slow
#: Worlds by their numbers: both nights of the clock, a month end, a leap day, midnights, the past, other zones.
SEEDS = (0, 2, 1, 5, 4, 3, 8, 7, 11, 14, 6, 9, 10, 12, 13, *range(15, 40))
#: Definitions that are compiled and run at once.
TOGETHER = 6
CAUGHT: dict[str, str] = {}
LIST = Path(__file__).parent / "MUTATIONS.md"
WRITES = os.environ.get("OSUMA_WRITE") == "1"


@dataclass
class Hunted:
    """A world in DuckDB and definitions over it; what the interpreter says of one is worked out when it is asked."""

    drawn: Drawn
    con: duckdb.DuckDBPyConnection
    definitions: dict[str, Definition]
    known: dict[str, Definition]
    judge: Judge
    told: dict[str, dict[int, int]] = field(default_factory=dict)

    def part(self, slugs: Sequence[str]) -> Pair:
        """Some of the definitions."""
        for slug in slugs:
            if slug not in self.told:
                defn = self.definitions[slug]
                judge = self.judge.beyond if unit_of(defn) == "accounts" else self.judge
                self.told[slug] = judge.results(defn)
        chosen = [self.definitions[slug] for slug in slugs]
        return Pair(self.drawn, chosen, self.known, {slug: self.told[slug] for slug in slugs})


@cache
def world(kind: str, seed: int) -> tuple[Drawn, duckdb.DuckDBPyConnection]:
    """A world of people, of companies, or of people who do much in few days."""
    drawn = {
        "people": lambda: wider.world(seed, people=45),
        "companies": lambda: companies.world(seed, people=30),
        "dense": lambda: dense(seed),
    }[kind]()
    return drawn, loaded(Pair(drawn, [], {}, {}))


@cache
def hunted(family: str, seed: int) -> Hunted:
    """One definition per leaf of a family of conditions; trees for faults of logic, dense worlds for sequences."""
    kind = {"sequence": "dense", "companies": "companies", "account": "companies"}.get(family, "people")
    drawn, con = world(kind, seed)
    others: dict[str, Definition] = {}
    if kind == "dense":
        definitions = chains(seed, drawn, CHAINS)
    elif kind == "companies":
        others.update(companies.KNOWN)
        definitions = companies.definitions(seed, drawn, "accounts" if family == "companies" else "customers")
    else:
        definitions, others = _of_people(family, seed, drawn)
    judge = Judge(Facts(drawn.rows, drawn.settings, drawn.as_of, drawn.current), others)
    return Hunted(drawn, con, {defn.slug: defn for defn in definitions}, others, judge)


def _of_people(family: str, seed: int, drawn: Drawn) -> tuple[list[Definition], dict[str, Definition]]:
    rng = random.Random(f"{family} {seed}")
    variants = 3 if family in ("event", "rank", "member") else 6
    leaves = {**pool(rng, drawn, variants), **(wider.pool(rng, drawn, variants) if family in wider.GRID else {})}
    others: dict[str, Definition] = {}
    if family in ("member", "tree"):
        others.update(known(rng, {key: found for key, found in leaves.items() if key[0] == "property"}))
    nodes = {"tree": ("property",), "time": ("date", "recency")}.get(family, (family,))
    chosen = [leaf for (node, _), found in leaves.items() if node in nodes for leaf in found]
    definitions: list[Definition] = [Segment(f"s{i}", leaf) for i, leaf in enumerate(chosen)]
    if family == "tree":
        definitions = [Segment(f"s{i}", draw_tree(rng, _with_policies(rng, chosen))) for i in range(40)]
    return [*others.values(), *definitions], others


def _with_policies(rng: random.Random, leaves: list[Leaf]) -> list[Leaf]:
    return [replace(leaf, unknown=rng.choice(list(Unknown))) for leaf in rng.sample(leaves, 4)]


def _listed() -> dict[str, tuple[int, str]]:
    """The world and the definition that caught each fault when the list was written."""
    text = LIST.read_text(encoding="utf-8")
    found = re.findall(r"^\| ([^|]+) \|[^|]*\| world (\d+), \w+: `([^`]+)` \|$", text, re.MULTILINE)
    return {what: (int(seed), slug) for what, seed, slug in found}


LISTED = {} if WRITES else _listed()


def _caught(fault: Fault, seed: int, slugs: Sequence[str]) -> str | None:
    """The first definition that differs, of those that are tried together."""
    one = hunted(fault.family, seed)
    part = one.part(slugs)
    with planted(fault):
        try:
            wrong = wrong_slugs(part, one.con)
        except (duckdb.Error, ArithmeticError):
            return slugs[0]
    return wrong[0] if wrong else None


def _tries(fault: Fault) -> Iterator[tuple[int, Sequence[str]]]:
    """What is tried for a fault: what is on the list, then all worlds, a few definitions at a time."""
    if fault.what in LISTED:
        seed, slug = LISTED[fault.what]
        if slug in hunted(fault.family, seed).definitions:
            yield seed, [slug]
    for seed in SEEDS:
        slugs = list(hunted(fault.family, seed).definitions)
        for start in range(0, len(slugs), TOGETHER):
            yield seed, slugs[start : start + TOGETHER]


@pytest.mark.parametrize("family", sorted({fault.family for fault in FAULTS}))
def test_without_a_fault_nothing_differs(family: str) -> None:
    """Of what catches the faults: what differed without one would catch any."""
    assert family in (*GRID, *wider.GRID, "tree", "time", "companies", "account")
    catches = {LISTED[fault.what] for fault in FAULTS if fault.family == family and fault.what in LISTED}
    for seed in {seed for seed, _ in catches} or SEEDS[:1]:
        one = hunted(family, seed)
        slugs = sorted({slug for of, slug in catches if of == seed and slug in one.definitions})
        assert wrong_slugs(one.part(slugs or list(one.definitions)), one.con) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_fault_is_caught(fault: Fault) -> None:
    for seed, slugs in _tries(fault):
        caught = _caught(fault, seed, slugs)
        if caught:
            CAUGHT[fault.what] = f"world {seed}, {fault.family}: `{caught}`"
            break
    assert fault.what in CAUGHT


def test_the_list_is_long_and_names_each_fault_once() -> None:
    assert len(FAULTS) >= 60
    assert len({fault.what for fault in FAULTS}) == len(FAULTS)


@pytest.fixture(scope="module", autouse=True)
def _written() -> Iterator[None]:
    """The list with its catches, after the last test."""
    yield
    if WRITES and len(CAUGHT) == len(FAULTS):
        write_list()


def write_list() -> None:
    lines = ["# Planted faults", "", "Each is one change of the engine's source; the oracle must notice it."]
    lines += ["Made by `OSUMA_WRITE=1 pytest tests/oracle/test_mutations.py`.", ""]
    lines += ["| fault | where | caught in |", "|---|---|---|"]
    for fault in FAULTS:
        where = f"`{fault.module.removeprefix('osuma.engine.')}.{fault.function}`"
        lines.append(f"| {fault.what} | {where} | {CAUGHT[fault.what]} |")
    _, heading, refresh = LIST.read_text(encoding="utf-8").partition("\n## ")  # caught by checks of their own
    LIST.write_text("\n".join(lines) + "\n" + heading + refresh, encoding="utf-8")
