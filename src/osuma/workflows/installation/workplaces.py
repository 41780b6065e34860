"""Workspaces: which there are for whom, a new one, and how one is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Refused, Words
from osuma.workflows.asking.session import Session
from osuma.workflows.asking.verbs import verb

if TYPE_CHECKING:
    from osuma.catalog.workspaces import Workspace

LONGEST_NAME = 200


@verb("workspaces.list")
def list_(session: Session) -> dict[str, Any]:
    """Every workspace that who asks may enter; a key for programs enters its own."""
    from osuma.catalog import users, workspaces

    asking = session.asker
    user = users.get(asking.user) if asking.user is not None else None
    found = [
        one
        for one in workspaces.list_()
        if asking.here or one.slug == session.workspace.slug or (user is not None and users.role(one, user))
    ]
    folder = {"folder": session.installation.folder} if asking.here else {}
    return {**folder, "workspaces": [_shown(one) for one in found]}


@verb("workspaces.create")
def create(session: Session, slug: str, name: str, language: str = "fi", colour: str | None = None) -> dict[str, Any]:
    """A new workspace, which shares nothing with this one but its time zone and currency; who asks owns it."""
    from osuma.catalog import audit, users, workspaces

    _named(name)
    here = session.workspace
    made = workspaces.create(slug, name.strip(), here.zone, here.currency, language)
    if colour is not None:
        made = workspaces.paint(made, colour)
    user = users.get(session.asker.user) if session.asker.user is not None else None
    if user is not None:
        users.grant(made, user, "owner")
    with session.exclusive(made.slug) as there:
        _ = there.warehouse
    audit.record(made, session.who, "workspaces.create", {"workspace": made.slug})
    return {"workspace": _shown(made)}


@verb("workspaces.change", writes=True)
def change(session: Session, name: str, language: str, colour: str) -> dict[str, Any]:
    """Another name, language or colour of this one; its slug and its folder stay."""
    from osuma.catalog import workspaces

    _named(name)
    changed = workspaces.paint(session.workspace, colour)
    return {"changed": _shown(workspaces.rename(changed, name.strip(), language))}


def _named(name: str) -> None:
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        said = Words("Kirjoita yrityksen nimi.", "Write the company's name.")
        raise Refused([Mistake("name", "no_name", said)])


def _shown(workspace: Workspace) -> dict[str, Any]:
    return {
        "slug": workspace.slug,
        "name": workspace.name,
        "zone": workspace.zone,
        "currency": workspace.currency,
        "language": workspace.language,
        "colour": workspace.colour,
    }
