"""Run as a script: every cell of the grids on an engine against the interpreter, world by world, printed as a table.

    python -m oracle.conformance ADDRESS WORLDS [--sample] [--write]        from the folder `tests`

ADDRESS: `duckdb`, or as `osuma engine` takes it: `chdb:`, `spark:local`. --sample: of each world one definition for
every condition and operator; four worlds have every cell. --write: the engine's section of
docs/reference/conformance.md is written anew after each world, until something differs. Ends with 1 where it does.
"""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from tempfile import TemporaryDirectory

import duckdb

from oracle import asked, conformance_page, elsewhere
from oracle.asked import Asked
from oracle.rules import Balance, Cell
from oracle.test_oracle import loaded, wrong_slugs
from osuma.store.engines import address
from osuma.store.engines.address import Address

#: Definitions that are compiled and run at once. Spark keeps a table in memory for every join of a query.
TOGETHER, TOGETHER_ON_SPARK = 120, 20
#: Which definitions of what was asked differ.
Differs = Callable[[Asked], list[str]]


@dataclass
class Told:
    """What a run found. pairs, wrong: definitions over a world by what they were drawn for, and those that differ."""

    engine: str
    version: str
    day: date
    worlds: int = 0
    tally: dict[str, Balance] = field(default_factory=asked.balances)
    pairs: Counter[Cell] = field(default_factory=Counter)
    wrong: Counter[Cell] = field(default_factory=Counter)

    @property
    def rows(self) -> list[tuple[str, str, list[int], int]]:
        """Node, operator, how often each of its cells was drawn, and how many definitions on it alone differ."""
        drawn: dict[tuple[str, str], list[int]] = {}
        for balance in self.tally.values():
            for cell in balance.cells:
                drawn.setdefault(cell[:2], []).append(balance.drawn[cell])
        differing = Counter[tuple[str, str]]()
        for cell, n in self.wrong.items():
            differing[cell[:2]] += n
        return [(*row, counts, differing[row]) for row, counts in drawn.items()]


@contextmanager
def opened(url: str) -> Iterator[tuple[str, str, Differs]]:
    """An engine: its name, its version, and how it is asked."""
    if url == "duckdb":
        yield "DuckDB", duckdb.__version__, _on_duckdb
        return
    place = address.parse(url)
    with TemporaryDirectory() as folder, address.connect(_small(place, folder)) as engine:

        def differs(one: Asked) -> list[str]:
            elsewhere.fill(engine, one.pair)
            return [slug for part in one.parts(together) for slug in elsewhere.wrong_slugs(engine, part)]

        together = TOGETHER_ON_SPARK if engine.name == "Spark" else TOGETHER
        ((version,),) = engine.rows("SELECT version()")
        yield engine.name, str(version).split()[0], differs


def _small(place: Address, folder: str) -> Address:
    """Spark for few rows, its tables in a folder that goes away; what the address says wins."""
    if place.kind != "spark":
        return place
    ours = {**elsewhere.SMALL, "spark.sql.warehouse.dir": folder, "spark.driver.memory": "3g"}
    return replace(place, options={**ours, **place.options})


def _on_duckdb(one: Asked) -> list[str]:
    con = loaded(one.pair)
    return [slug for part in one.parts(TOGETHER) for slug in wrong_slugs(part, con)]


def run(url: str, worlds: int, sample: bool) -> Iterator[Told]:
    """Ask an engine everything, or a sample, over some worlds; gives what was found until then after each."""
    ask = asked.sampled if sample else asked.world
    with opened(url) as (name, version, differs):
        told = Told(name, version, date.today())
        for seed in range(worlds):
            for one in ask(seed, told.tally):
                wrong = differs(one)
                told.pairs.update(one.cells.values())
                told.wrong.update(one.cells[slug] for slug in wrong)
                print(f"world {seed}: {len(one.cells)} pairs, {len(wrong)} differ {wrong[:5] or ''}", flush=True)
            told.worlds += 1
            yield told


def main(url: str, worlds: int, sample: bool, write: bool) -> int:
    """Print, per node and operator, how often its cells were drawn and how many differ; 0 where none does."""
    for told in run(url, worlds, sample):
        if write and not told.wrong:
            conformance_page.write(told.engine, conformance_page.section(told))
    for node, op, drawn, wrong in told.rows:
        print(f"{node:14} {op:20} " + " ".join(f"{n:>5}" for n in drawn) + f" {wrong:>6}")
    for what in (asked.TREES, asked.DENSE):
        print(f"{' '.join(what):35} {told.pairs[what]:>6} {told.wrong[what]:>6}")
    print(f"{told.engine} {told.version}: {told.pairs.total()} pairs, {told.wrong.total()} differ")
    return 1 if told.wrong else 0


if __name__ == "__main__":
    gc.set_threshold(100_000, 20, 50)  # as the tests have it: what is drawn and compiled is many small objects
    sys.exit(main(sys.argv[1], int(sys.argv[2]), "--sample" in sys.argv[3:], "--write" in sys.argv[3:]))
