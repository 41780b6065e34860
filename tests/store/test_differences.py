"""A refresh from differences is what a full one is, over random streams.

`OSUMA_STREAMS=500 pytest tests/store/test_differences.py` runs as many.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import streams

from osuma.store import carried

SEEDS = range(int(os.environ.get("OSUMA_STREAMS", "3")))


@pytest.fixture(autouse=True)
def _few_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Among a dozen people nearly everybody is touched at every step."""
    monkeypatch.setattr(carried, "MOST", 0.8)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_refresh_from_differences_is_what_a_full_one_is(seed: int, tmp_path: Path) -> None:
    from_differences, refreshes = streams.run(seed, tmp_path)
    assert refreshes == streams.STEPS
    assert from_differences == refreshes - 1  # the first has nothing to start from
