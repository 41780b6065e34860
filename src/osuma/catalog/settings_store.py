"""Settings of a workspace that differ from their defaults; who knows the defaults asks with them."""

from __future__ import annotations

from typing import Any

from osuma.catalog import models
from osuma.catalog.instants import now
from osuma.catalog.turns import turn
from osuma.catalog.workspaces import Workspace


def get(workspace: Workspace, key: str, default: Any = None) -> Any:
    """The value as it was put (JSON), or the default."""
    row = models.Setting.objects.of(workspace.key).filter(key=key).first()
    return default if row is None else row.value


def put(workspace: Workspace, key: str, value: Any) -> None:
    """Keep a JSON value."""
    with turn(workspace):
        rows = models.Setting.objects.of(workspace.key).filter(key=key)
        if not rows.update(value=value, changed_at=now()):
            models.Setting.objects.add(workspace.key, key=key, value=value, changed_at=now())


def all_(workspace: Workspace) -> dict[str, Any]:
    """Every value that was put, by key."""
    return dict(sorted(models.Setting.objects.of(workspace.key).values_list("key", "value")))


def remove(workspace: Workspace, key: str) -> None:
    """Back to the default."""
    models.Setting.objects.of(workspace.key).filter(key=key).delete()
