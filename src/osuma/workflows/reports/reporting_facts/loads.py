"""The imports that stand, and what to call them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osuma.engine.errors import Words

if TYPE_CHECKING:
    from osuma.catalog.journal import Load
    from osuma.workflows.asking.session import Session

#: So many file names are told where a figure comes from all files; more would be a list, not an origin.
NAMED = 3


def imports(session: Session) -> list[Load]:
    """Every import that stands, the oldest first."""
    from osuma.catalog import journal

    return [load for load in journal.list_(session.workspace, "import") if load.state == "done"]


def named(session: Session) -> Words:
    """All files in one line."""
    files = list(dict.fromkeys(file_of(load) for load in imports(session)))
    if not files:
        return Words("ei tuontia", "no imports")
    more = len(files) - NAMED
    if more <= 1:
        return Words(", ".join(files), ", ".join(files))
    shown = ", ".join(files[:NAMED])
    return Words(f"{shown} ja {more} muuta tiedostoa", f"{shown} and {more} other files")


def file_of(load: Load) -> str:
    """The file's name; the import's number where it is not known."""
    return str(load.detail.get("file") or load.result.get("file") or f"#{load.import_id}")
