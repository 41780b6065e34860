"""docs/reference/conformance.md says what runs found, of every condition that is drawn."""

from __future__ import annotations

import re
from datetime import date

import pytest

from oracle import asked, conformance_page
from oracle.conformance import Told
from oracle.test_oracle import LEAST

SECTIONS = conformance_page.sections(conformance_page.PAGE.read_text(encoding="utf-8"))
NODES = {cell[0] for suite in asked.SUITES for cell in suite.cells}


def _told(engine: str) -> tuple[int, int, int]:
    """Pairs, how many differ, and how often the rarest cell was drawn."""
    found = re.search(r": ([\d,]+) pairs over .*\*\*(\d+) differ\*\*.* at\s+least (\d+) times;", SECTIONS[engine])
    assert found is not None
    return int(found[1].replace(",", "")), int(found[2]), int(found[3])


@pytest.mark.parametrize("engine", conformance_page.ENGINES)
def test_no_engine_differs_on_any_condition(engine: str) -> None:
    pairs, differing, least = _told(engine)
    assert (pairs >= 300, differing) == (True, 0)
    assert least >= (1 if engine == "Spark" else LEAST)
    assert set(re.findall(r"^\| ([a-z][^|]*?) \|", SECTIONS[engine], re.MULTILINE)) - {"condition"} == NODES


def test_a_run_replaces_the_section_of_its_engine_alone() -> None:
    told = Told("Spark", "9.9", date(2026, 1, 2), 1)
    for suite in asked.SUITES:
        told.tally[suite.name].drawn.update(suite.cells)
    told.pairs[asked.TREES] = 1234
    text = conformance_page.section(told)
    assert "Spark 9.9, 2026-01-02: 1,234 pairs over 1 world, **0 differ**." in text
    whole = conformance_page.page({**SECTIONS, "Spark": text})
    assert conformance_page.sections(whole) == {**SECTIONS, "Spark": text}
