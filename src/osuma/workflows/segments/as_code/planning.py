"""What applying files would change, and for how many, before anything is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments.as_code.changes import changes_of
from osuma.workflows.segments.as_code.showing import told

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


@verb("segments.plan")
def plan(
    session: Session,
    texts: Sequence[str],
    names: Sequence[str] | None = None,
    prune: bool = False,
    merge: bool = False,
    as_of: str | None = None,
) -> dict[str, Any]:
    """What `segments.apply` would do with the same arguments. names: of the files, one a text."""
    return told(session, changes_of(session, texts, names, prune=prune, merge=merge), as_of)
