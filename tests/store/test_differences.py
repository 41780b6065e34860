"""A refresh from differences is what a full one is, over random streams.

`OSUMA_STREAMS=500 pytest tests/store/test_differences.py` runs as many.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import streams

SEEDS = range(int(os.environ.get("OSUMA_STREAMS", "3")))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_refresh_from_differences_is_what_a_full_one_is(seed: int, tmp_path: Path) -> None:
    from_differences, refreshes = streams.run(seed, tmp_path)
    assert refreshes == streams.STEPS
    assert from_differences == refreshes - 1  # the first has nothing to start from
