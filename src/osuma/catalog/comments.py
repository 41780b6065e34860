"""What people wrote of definitions, to each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from osuma.catalog import models
from osuma.catalog.instants import now
from osuma.catalog.workspaces import Workspace


@dataclass(frozen=True)
class Comment:
    """One comment on one definition. at: aware UTC."""

    key: int
    text: str
    who: str
    at: datetime


def list_(workspace: Workspace, slug: str) -> list[Comment]:
    """The comments on a definition, the oldest first."""
    rows = models.Comment.objects.of(workspace.key).filter(definition__slug=slug).order_by("at", "id")
    return [_value(row) for row in rows]


def add(workspace: Workspace, slug: str, text: str, who: str) -> Comment:
    """Write on a definition that there is."""
    definition = models.Definition.objects.of(workspace.key).get(slug=slug)
    row = models.Comment.objects.add(workspace.key, definition_id=definition.pk, text=text, who=who, at=now())
    return _value(row)


def remove(workspace: Workspace, slug: str, key: int, who: str) -> bool:
    """Take one's own comment away; whether there was one."""
    own = models.Comment.objects.of(workspace.key).filter(definition__slug=slug, id=key, who=who)
    removed, _ = own.delete()
    return bool(removed)


def _value(row: models.Comment) -> Comment:
    return Comment(key=int(row.pk), text=row.text, who=row.who, at=row.at)
