"""docs/reference/conformance.md says what runs found, of every condition that is drawn, on every engine."""

from __future__ import annotations

import re
from datetime import date

import pytest

from oracle import asked, conformance_page
from oracle.conformance import Told
from oracle.test_oracle import LEAST

SECTIONS = conformance_page.sections(conformance_page.PAGE.read_text(encoding="utf-8"))
#: How often each cell must have been drawn on an engine, and how many definitions compared.
ASKED = {"DuckDB": (LEAST, 10_000), "ClickHouse": (LEAST, 10_000), "Spark": (1, 300)}


def _cells() -> dict[str, tuple[str, int]]:
    """Every condition: its operators and forms, and in how many cells."""
    forms: dict[str, list[str]] = {}
    for suite in asked.SUITES:
        for node, op, _ in suite.cells:
            forms.setdefault(node, []).append(op)
    return {node: (", ".join(dict.fromkeys(found)), len(found)) for node, found in forms.items()}


def _rows(engine: str) -> dict[str, tuple[str, int]]:
    found = re.findall(r"^\| ([^|]+) \| ([^|]+) \| (\d+) \| [\d,]+ \| (\d+) \|$", SECTIONS[engine], re.MULTILINE)
    return {node: (ops, int(cells)) for node, ops, cells, least in found if int(least) >= ASKED[engine][0]}


@pytest.mark.parametrize("engine", conformance_page.ENGINES)
def test_no_engine_differs_on_any_condition(engine: str) -> None:
    told = re.search(r": ([\d,]+) pairs over \d+ worlds?, \*\*0 differ\*\*\. (\d+) cells", SECTIONS[engine])
    assert told is not None
    assert int(told[1].replace(",", "")) >= ASKED[engine][1]
    assert int(told[2]) == sum(len(suite.cells) for suite in asked.SUITES)
    trees = re.search(r"; ([\d,]+) of the pairs are trees and partitions", SECTIONS[engine])
    assert trees is not None
    assert int(trees[1].replace(",", "")) >= 100
    assert _rows(engine) == _cells()


def test_a_run_replaces_the_section_of_its_engine_alone() -> None:
    told = Told("Spark", "9.9", date(2026, 1, 2), 1)
    for suite in asked.SUITES:
        told.tally[suite.name].drawn.update(suite.cells)
    told.pairs[asked.TREES] = 1234
    text = conformance_page.section(told)
    assert "Spark 9.9, 2026-01-02: 1,234 pairs over 1 world, **0 differ**." in text
    whole = conformance_page.page({**SECTIONS, "Spark": text})
    assert conformance_page.sections(whole) == {**SECTIONS, "Spark": text.strip() + "\n"}
