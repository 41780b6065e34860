from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from osuma.catalog import installation, workspaces
from osuma.catalog.workspaces import Workspace


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    made = installation.create(tmp_path / "osuma", "kauppa", "Kauppa", "Europe/Helsinki", "EUR", "fi")
    yield made.folder
    installation.close()


@pytest.fixture
def shop(folder: Path) -> Workspace:
    return workspaces.get("kauppa")


@pytest.fixture
def other(folder: Path) -> Workspace:
    return workspaces.create("toinen", "Toinen", "Europe/Helsinki", "EUR", "fi")
