"""A refresh from differences is what a full one is, over random streams.

`OSUMA_STREAMS=500 pytest tests/store/test_differences.py` runs as many, those from OSUMA_STREAMS_FROM on, and prints
what was carried in them and what happened.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import streams

from osuma.store.evaluation import carried

FIRST = int(os.environ.get("OSUMA_STREAMS_FROM", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("OSUMA_STREAMS", "3")))
TALLY: Counter[str] = Counter()


@pytest.fixture(autouse=True)
def _few_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Among a dozen people nearly everybody is touched at every step."""
    monkeypatch.setattr(carried, "MOST", 0.8)


@pytest.fixture(scope="module", autouse=True)
def _printed() -> Iterator[None]:
    yield
    if "OSUMA_STREAMS" in os.environ:
        print(
            f"\n{len(SEEDS)} streams from {FIRST}:", *(f"{n} {what}" for what, n in sorted(TALLY.items())), sep="\n"
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_refresh_from_differences_is_what_a_full_one_is(seed: int, tmp_path: Path) -> None:
    found = streams.run(seed, tmp_path)
    TALLY.update(found)
    assert found["differences"] + found["full"] == streams.STEPS
    assert found["differences"] >= 1
