"""A killed import leaves a workspace as it was before or as it is after, and the next one succeeds."""

from __future__ import annotations

from pathlib import Path

import kill_checks
import pytest

VERB = "import.run"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kill_checks.template(tmp_path_factory.mktemp("kills"))


def test_killed_at_every_named_step(home: Path) -> None:
    kill_checks.killed_at_every_step(home, VERB)


def test_killed_at_random_moments(home: Path) -> None:
    kill_checks.killed_at_random(home, kill_checks.RANDOM_IMPORT)
