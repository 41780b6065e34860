"""Definitions copied on purpose from one workspace into another: the only thing that goes between two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from osuma.engine.errors import Conflict, Misuse, Words
from osuma.workflows.asking import rights
from osuma.workflows.asking.rights import Asker, NotAllowed, Right
from osuma.workflows.asking.session import Session
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments.as_code.applying import apply


@verb("segments.copy")
def copy(session: Session, slugs: Sequence[str], to: str, replace: bool = False) -> dict[str, Any]:
    """Copy definitions into another workspace of the asker's: texts alone, no name, count or list.

    Refused, with every mistake, where the other has not the fields that they speak of. Conflict where it has another
    definition of the slug, unless `replace`; its earlier text stays in its history.
    """
    from osuma.catalog import audit, definitions, workspaces

    own = {one.slug: one.text for one in definitions.list_(session.workspace)}
    missing = [slug for slug in slugs if slug not in own]
    if missing or not slugs:
        listed = ", ".join(missing)
        raise Misuse(Words(f"Segmenttejä ei ole: {listed}", f"There are no segments {listed}"), "no_segment")
    _allowed(session.asker, to)
    with session.exclusive(to) as there:
        held = {one.slug: one.text for one in definitions.list_(there.workspace)}
        other = [slug for slug in slugs if slug in held and held[slug] != own[slug]]
        if other and not replace:
            raise Conflict(
                Words(
                    f"Työtilassa {to} on jo toisenlainen: {', '.join(other)}. Korvaa se tai jätä kopioimatta.",
                    f"{to} has another one already: {', '.join(other)}. Replace it or leave it.",
                ),
                "definition_differs",
            )
        done = apply(there, [own[slug] for slug in slugs])
        for slug in slugs:
            audit.record(there.workspace, session.who, "segments.copy", {"slug": slug, "outcome": "taken"})
    for slug in slugs:
        audit.record(session.workspace, session.who, "segments.copy", {"slug": slug, "workspace": to})
    return {"workspace": workspaces.get(to).slug, "slugs": list(slugs), "applied": done}


def _allowed(asking: Asker, to: str) -> None:
    """Misuse where the asker may not know of the other workspace, NotAllowed where they may not define there."""
    from osuma.catalog import users, workspaces

    if asking.here:
        return
    user = users.get(asking.user) if asking.user is not None else None
    entered = [] if user is None else [one for one in workspaces.list_() if users.role(one, user) is not None]
    there = next((one for one in entered if one.slug == to), None)
    if user is None or there is None:
        raise Misuse(Words(f"Työtilaa ”{to}” ei ole.", f"There is no workspace “{to}”."), "no_workspace")
    found = rights.asker(user, there)
    if found is None or found.right < Right.DEFINE:
        raise NotAllowed(None)
