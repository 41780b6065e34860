"""A copy of the catalog that is whole although others write meanwhile."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from osuma.catalog.modes import private_file
from osuma.catalog.settings import FILE_NAME


def copy(folder: Path, to: Path) -> Path:
    """Copy the installation's catalog into the folder `to`; the file made."""
    target = private_file(to / FILE_NAME)
    with (
        closing(sqlite3.connect(folder / FILE_NAME, timeout=30)) as source,
        closing(sqlite3.connect(target)) as copied,
    ):
        source.backup(copied)
        # The copy must be one file: a journal beside it would be left behind when it is moved.
        copied.execute("PRAGMA journal_mode=DELETE")
    return target
