"""By what a folder is known as an installation: the catalog's own file, or the note of where its database is."""

from __future__ import annotations

from pathlib import Path

#: The catalog itself, where it is a file of SQLite.
CATALOG_FILE = "catalog.sqlite"
#: Where the catalog is, when it is not in the folder.
NOTE = "osuma.toml"


def is_installation(folder: Path) -> bool:
    """Whether Osuma is in the folder."""
    return (folder / NOTE).is_file() or (folder / CATALOG_FILE).is_file()


def parts(folder: Path) -> list[Path]:
    """The files that make the folder an installation, with those that SQLite keeps beside its own."""
    return sorted(path for pattern in (NOTE, f"{CATALOG_FILE}*") for path in folder.glob(pattern))
