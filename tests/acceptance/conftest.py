"""A fresh installation per test module; the generated worlds are the same in every run."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import Osuma


@pytest.fixture(scope="module")
def osuma(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    return Osuma.create(tmp_path_factory.mktemp("osuma") / "installation")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files lie that somebody exported."""
    return tmp_path_factory.mktemp("files")
