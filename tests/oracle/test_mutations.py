"""Every planted fault is caught by the comparison of the compiler with the interpreter.

With OSUMA_WRITE=1 the list of faults and what caught each is written to MUTATIONS.md beside this file.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from oracle.faults import FAULTS, Fault, planted
from oracle.test_oracle import Pair, Tally, loaded, make_pair, wrong_slugs

SEEDS = (1, 2, 3, 5, 8, 11)
CAUGHT: dict[str, str] = {}


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Pair, duckdb.DuckDBPyConnection]]:
    """Small pairs over worlds that differ in instant, zone and whether the past is asked for."""
    tally = Tally()
    made = [make_pair(seed, tally, rules=35) for seed in SEEDS]
    return [(pair, loaded(pair)) for pair in made]


def _catch(pair: Pair, con: duckdb.DuckDBPyConnection) -> str | None:
    try:
        wrong = wrong_slugs(pair, con)
    except (duckdb.Error, ArithmeticError) as error:
        return f"error: {type(error).__name__}"
    return f"{len(wrong)} of {len(pair.expected)} definitions differ" if wrong else None


def test_without_a_fault_nothing_differs(pairs: list[tuple[Pair, duckdb.DuckDBPyConnection]]) -> None:
    assert [wrong_slugs(pair, con) for pair, con in pairs] == [[] for _ in pairs]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_fault_is_caught(fault: Fault, pairs: list[tuple[Pair, duckdb.DuckDBPyConnection]]) -> None:
    with planted(fault):
        for seed, (pair, con) in zip(SEEDS, pairs, strict=True):
            caught = _catch(pair, con)
            if caught:
                CAUGHT[fault.what] = f"world {seed}: {caught}"
                break
    assert fault.what in CAUGHT


def test_the_list_is_long_enough_and_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(FAULTS) >= 60
    lines = ["# Planted faults", "", "Each is one change of the compiler's source; the oracle must notice it.", ""]
    lines += ["| fault | where | caught by |", "|---|---|---|"]
    for fault in FAULTS:
        where = f"`{fault.module.removeprefix('osuma.engine.')}.{fault.function}`"
        lines.append(f"| {fault.what} | {where} | {CAUGHT.get(fault.what, 'not run')} |")
    with capsys.disabled():
        print(f"\n{len(CAUGHT)} of {len(FAULTS)} planted faults caught")
    if os.environ.get("OSUMA_WRITE") == "1":
        (Path(__file__).parent / "MUTATIONS.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
