"""Mappings: how the columns of a file were read, kept for the next file with the same headers."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from osuma.catalog import models
from osuma.catalog.instants import now
from osuma.catalog.turns import turn
from osuma.catalog.workspaces import Workspace


@dataclass(frozen=True)
class StoredMapping:
    """name: what the user or the preset calls it. used_at: when it was last kept or found."""

    signature: str
    name: str
    mapping: dict[str, Any]
    created_at: datetime
    used_at: datetime


def signature(headers: Sequence[str]) -> str:
    """What two files with the same headers share, whatever the case, spaces around or order of columns."""
    folded = sorted(unicodedata.normalize("NFC", header).casefold().strip() for header in headers)
    return hashlib.sha256("\x1f".join(folded).encode()).hexdigest()


def remember(workspace: Workspace, signature: str, name: str, mapping: Mapping[str, Any]) -> None:
    """Keep the mapping; a newer one for the same headers takes its place."""
    with turn(workspace):
        rows = models.Mapping.objects.of(workspace.key).filter(signature=signature)
        if not rows.update(name=name, mapping=dict(mapping), used_at=now()):
            models.Mapping.objects.add(
                workspace.key,
                signature=signature,
                name=name,
                mapping=dict(mapping),
                created_at=now(),
                used_at=now(),
            )


def find(workspace: Workspace, signature: str) -> StoredMapping | None:
    """The mapping kept for these headers, None where there is none."""
    row = models.Mapping.objects.of(workspace.key).filter(signature=signature).first()
    return None if row is None else _value(row)


def list_(workspace: Workspace) -> list[StoredMapping]:
    """Every kept mapping, the last used first."""
    return [_value(row) for row in models.Mapping.objects.of(workspace.key).order_by("-used_at", "signature")]


def forget(workspace: Workspace, signature: str) -> None:
    """Do not use the mapping again."""
    models.Mapping.objects.of(workspace.key).filter(signature=signature).delete()


def _value(row: models.Mapping) -> StoredMapping:
    return StoredMapping(row.signature, row.name, row.mapping, row.created_at, row.used_at)
