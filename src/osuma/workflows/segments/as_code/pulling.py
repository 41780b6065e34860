"""The stored definitions as files, and what that would do to files that are there already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Refused
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments.as_code.files import File, digest, read_all, same_text, shown, written

if TYPE_CHECKING:
    from osuma.catalog.definitions import Definition as Stored
    from osuma.workflows.asking.session import Session


@verb("segments.pull")
def pull(session: Session, texts: Sequence[str] = (), names: Sequence[str] = ()) -> dict[str, Any]:
    """One file a stored definition. texts, names: the files that are in the folder now.

    state: new, updated, same, or yours: the file has changes of its own, so it is to be left as it is.
    Refused where a file cannot be read, for it may be any definition's.
    """
    from osuma.catalog import definitions

    read = read_all(texts, names)
    if read.mistakes:
        raise Refused(read.mistakes)
    there = {one.slug: one for one in read.files}
    return {"segments": [_file(one, there.get(one.slug)) for one in definitions.list_(session.workspace)]}


def _file(one: Stored, there: File | None) -> dict[str, Any]:
    name = there.name if there is not None else f"{one.slug}.yaml"
    found = {"slug": one.slug, "file": name, "version": one.version, "state": _state(one, there)}
    return found if found["state"] in ("same", "yours") else {**found, "text": written(one.text, one.version)}


def _state(one: Stored, there: File | None) -> str:
    if there is None:
        return "new"
    if same_text(there.text, shown(one.text)):
        return "same" if there.version == one.version else "updated"
    return "updated" if there.digest == digest(there.text) else "yours"
