"""A catalog that is one file of SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from osuma.catalog.modes import private_file
from osuma.engine.errors import Conflict, OsumaError, Words
from osuma.engine.marker import CATALOG_FILE

# WAL lets readers go on beside a writer; FULL, since consents and suppression are true here and nowhere else;
# secure_delete, since an erased person's bytes must not stay in the file.
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"


@dataclass(frozen=True)
class SqliteCatalog:
    """The catalog of an installation in its own folder."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / CATALOG_FILE

    def settings(self) -> dict[str, Any]:
        """As Django's DATABASES wants it."""
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(self.file),
            "OPTIONS": {"timeout": 30, "transaction_mode": "IMMEDIATE", "init_command": PRAGMAS},
        }

    def applied(self) -> set[str]:
        """Names of the migrations that it has had. Conflict where the file is no catalog."""
        try:
            with closing(sqlite3.connect(f"{self._uri}?mode=ro", uri=True, timeout=30)) as connection:
                rows = connection.execute("SELECT name FROM django_migrations WHERE app = 'catalog'").fetchall()
        except sqlite3.DatabaseError as problem:
            raise Conflict(
                Words(
                    fi=f"{self.file} ei ole Osuman tietokanta tai se on vioittunut. Palauta varmuuskopio: "
                    "osuma restore",
                    en=f"{self.file} is not a catalog of Osuma, or it is damaged. Restore a backup: osuma restore",
                ),
                "catalog_damaged",
            ) from problem
        return {str(name) for (name,) in rows}

    @contextmanager
    def making(self) -> Iterator[None]:
        """A new catalog is made inside; it is gone where that fails."""
        from osuma.catalog import settings

        private_file(self.file)
        try:
            yield
        except OsumaError:
            # A catalog without a workspace would be taken for an installation the next time.
            settings.forget()
            for part in self.folder.glob(f"{CATALOG_FILE}*"):
                part.unlink()
            raise

    def shut(self) -> None:
        """Let nobody else read it."""
        private_file(self.file)

    def sound(self) -> bool:
        """Whether every page can be read and every reference holds."""
        from django.db import connection

        with connection.cursor() as cursor:
            pages = cursor.execute("PRAGMA quick_check").fetchall()
            return pages == [("ok",)] and not cursor.execute("PRAGMA foreign_key_check").fetchall()

    def told(self) -> str:
        """What it is, for people."""
        return f"SQLite {sqlite3.sqlite_version}"

    def copy(self, to: Path) -> Path:
        """One whole file in the folder `to`, although others write meanwhile."""
        target = private_file(to / CATALOG_FILE)
        with (
            closing(sqlite3.connect(self.file, timeout=30)) as source,
            closing(sqlite3.connect(target)) as copied,
        ):
            source.backup(copied)
            # The copy must be one file: a journal beside it would be left behind when it is moved.
            copied.execute("PRAGMA journal_mode=DELETE")
        return target

    @property
    def _uri(self) -> str:
        return self.file.absolute().as_uri()
