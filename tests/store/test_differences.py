"""A refresh from differences is what a full one is, over random streams; `make streams N=500` runs as many."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import streams
import streams_page


@pytest.mark.parametrize("seed", range(3))
def test_a_refresh_from_differences_is_what_a_full_one_is(seed: int, tmp_path: Path) -> None:
    found = streams.run(seed, tmp_path)
    assert found["differences"] + found["full"] == streams.STEPS
    assert found["differences"] >= 1


def test_the_page_tells_how_often_everything_happened() -> None:
    told = {name: 100 + n for n, name in enumerate(streams_page.happenings())}
    others = ("differences", "full", "numbers whole", "numbers from differences", "values whole")
    told |= dict.fromkeys((*others, "values by touched people", streams.CLOCKS), 7)
    made = streams_page.page(range(500), told, date(2026, 11, 22))
    assert "2026-11-22: 500 streams, numbers 0 to 499; 7 refreshes by differences, 7 of them over a change" in made
    listed = [line.split(" | ") for line in made.splitlines() if line.startswith("| ") and " | 1" in line]
    assert [int(count.rstrip(" |")) for _, count in listed] == sorted(told.values())[-len(listed) :]
    assert len(listed) == len(streams_page.happenings()) == 16
    assert all(what != "| " for what, _ in listed)
