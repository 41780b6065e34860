"""Acceptance by pages: files dropped, segments built of rows, lists downloaded, as a marketer does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from in_house import House, housed
from osuma.workflows.installation.upkeep import init


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The owner of a new workspace with nothing in it, at its pages."""
    folder = tmp_path_factory.mktemp("pages") / "osuma"
    init(folder, "kauppa", "Maijan kauppa")
    with housed(folder) as at:
        yield at


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files lie that are dropped."""
    return tmp_path_factory.mktemp("dropped")
