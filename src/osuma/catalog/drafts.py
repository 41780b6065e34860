"""Definitions that somebody is editing, kept so that nothing is lost on a reload, with undo and redo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from osuma.catalog import models
from osuma.catalog.instants import now
from osuma.catalog.turns import turn
from osuma.catalog.users import User
from osuma.catalog.workspaces import Workspace

#: Steps that can be taken back.
MOST = 100


@dataclass(frozen=True)
class Draft:
    """One draft as it is shown. slug, version: what it was made from; empty and 0 where it is new.

    turn: how many times it has changed. undoable, redoable: whether there is an earlier text, and a later one.
    """

    key: int
    slug: str
    version: int
    text: str
    turn: int
    undoable: bool
    redoable: bool
    changed_at: datetime


def begin(workspace: Workspace, user: User, text: str, slug: str = "", version: int = 0) -> Draft:
    """A new draft; of a definition that the user is editing already, that draft."""
    with turn(workspace):
        mine = models.Draft.objects.of(workspace.key).filter(user_id=user.key)
        row = mine.filter(slug=slug, version=version).first() if slug else None
        return _value(
            row
            or models.Draft.objects.add(
                workspace.key, user_id=user.key, slug=slug, version=version, texts=[text], changed_at=now()
            )
        )


def find(workspace: Workspace, user: User, key: int) -> Draft | None:
    """One of the user's own drafts; None where they have none of that key."""
    row = _row(workspace, user, key)
    return None if row is None else _value(row)


def list_(workspace: Workspace, user: User) -> list[Draft]:
    """The user's own drafts, the newest first."""
    rows = models.Draft.objects.of(workspace.key).filter(user_id=user.key).order_by("-changed_at", "-id")
    return [_value(row) for row in rows]


def write(workspace: Workspace, user: User, key: int, text: str) -> Draft | None:
    """Show another text from now on; what was undone is forgotten. The same text changes nothing."""
    with turn(workspace):
        row = _row(workspace, user, key)
        if row is None or row.texts[row.place] == text:
            return None if row is None else _value(row)
        texts = [*row.texts[: row.place + 1], text][-MOST:]
        return _shown(row, texts, len(texts) - 1)


def step(workspace: Workspace, user: User, key: int, by: int) -> Draft | None:
    """Undo (-1) or redo (1); nothing where there is nothing to."""
    with turn(workspace):
        row = _row(workspace, user, key)
        if row is None or not 0 <= row.place + by < len(row.texts):
            return None if row is None else _value(row)
        return _shown(row, row.texts, row.place + by)


def drop(workspace: Workspace, user: User, key: int) -> None:
    """Let a draft go."""
    models.Draft.objects.of(workspace.key).filter(user_id=user.key, id=key).delete()


def _row(workspace: Workspace, user: User, key: int) -> models.Draft | None:
    return models.Draft.objects.of(workspace.key).filter(user_id=user.key, id=key).first()


def _shown(row: models.Draft, texts: list[str], place: int) -> Draft:
    row.texts, row.place, row.turn, row.changed_at = texts, place, row.turn + 1, now()
    row.save(update_fields=["texts", "place", "turn", "changed_at"])
    return _value(row)


def _value(row: models.Draft) -> Draft:
    return Draft(
        key=int(row.pk),
        slug=row.slug,
        version=row.version,
        text=str(row.texts[row.place]),
        turn=row.turn,
        undoable=row.place > 0,
        redoable=row.place + 1 < len(row.texts),
        changed_at=row.changed_at,
    )
