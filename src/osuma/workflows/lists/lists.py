"""Lists that were handed out: who took which, when and how many were in it; the files that are still here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments.definitions import stored, titles_of

if TYPE_CHECKING:
    from osuma.catalog.exports import Export
    from osuma.workflows.asking.session import Session


@verb("exports.list")
def list_(session: Session) -> dict[str, Any]:
    """Every file that left Osuma, the newest first. there: whether it still is in the workspace's own folder."""
    from osuma.catalog import exports

    titles = titles_of(stored(session))
    return {
        "exports": [
            {
                "key": one.key,
                "at": one.at.isoformat(),
                "who": one.who,
                "what": one.what,
                "name": titles.get(one.what, Words(one.what, one.what)).plain(),
                "rows": one.rows,
                "file": one.path,
                "there": _file(session, one) is not None,
            }
            for one in exports.list_(session.workspace)
        ]
    }


@verb("exports.fetched", writes=True)
def fetched(session: Session, key: int) -> dict[str, Any]:
    """Say that a file was taken again; the change log keeps it."""
    return {"key": _there(session, key)[0].key}


@verb("exports.delete", writes=True)
def delete(session: Session, key: int) -> dict[str, Any]:
    """Delete a file of the workspace's folder; that it was handed out stays known. Misuse where it is not there."""
    one, file = _there(session, key)
    file.unlink()
    return {"key": one.key}


def _there(session: Session, key: int) -> tuple[Export, Path]:
    from osuma.catalog import exports

    one = next((one for one in exports.list_(session.workspace) if one.key == key), None)
    file = None if one is None else _file(session, one)
    if one is None or file is None:
        raise Misuse(Words("Tiedostoa ei enää ole.", "The file is not there any more."), "no_file")
    return one, file


def _file(session: Session, one: Export) -> Path | None:
    """The file, where it lies in the workspace's own folder under the name that it was given."""
    file = session.workspace.exports / Path(one.path).name
    return file if file.is_file() and not file.is_symlink() else None
