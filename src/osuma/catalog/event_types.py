"""Event types of a workspace: those that it has registered, and its own properties of ours."""

from __future__ import annotations

from osuma.catalog import models
from osuma.catalog.instants import now
from osuma.catalog.turns import turn
from osuma.catalog.workspaces import Workspace
from osuma.engine.tables.own import OwnType, of_plain


def list_(workspace: Workspace) -> list[OwnType]:
    """Every registered type, by slug."""
    found = (of_plain(row.definition) for row in models.EventType.objects.of(workspace.key))
    return sorted(found, key=lambda one: one.slug)


def keep(workspace: Workspace, own: OwnType) -> None:
    """Keep a definition; it takes the place of the one of the same slug."""
    with turn(workspace):
        rows = models.EventType.objects.of(workspace.key).filter(slug=own.slug)
        if not rows.update(definition=own.as_plain(), changed_at=now()):
            models.EventType.objects.add(
                workspace.key, slug=own.slug, definition=own.as_plain(), created_at=now(), changed_at=now()
            )


def forget(workspace: Workspace, slug: str) -> None:
    """The type is not registered any more."""
    models.EventType.objects.of(workspace.key).filter(slug=slug).delete()
