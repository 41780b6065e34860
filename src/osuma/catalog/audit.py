"""The audit: who did what and when, without a customer's data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from osuma.catalog import models
from osuma.catalog.instants import now
from osuma.catalog.workspaces import Workspace

ADDRESS = re.compile(r"[^\s@\"'<>]+@[^\s@\"'<>]+|\+\d[\d \-]{6,}\d")


@dataclass(frozen=True)
class Act:
    """One act. detail: numbers, slugs and options; e-mail addresses and phone numbers in it were struck out."""

    at: datetime
    who: str
    verb: str
    detail: dict[str, Any]


def record(workspace: Workspace, who: str, verb: str, detail: Mapping[str, Any]) -> None:
    """Enter one act."""
    models.Audit.objects.add(workspace.key, at=now(), who=who, verb=verb, detail=_struck(dict(detail)))


def list_(
    workspace: Workspace,
    limit: int = 100,
    who: str | None = None,
    verb: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Act]:
    """The newest acts, the newest first. since: from then on; until: before then; None lets everything through."""
    asked = {"who": who, "verb": verb, "at__gte": since, "at__lt": until}
    rows = models.Audit.objects.of(workspace.key).filter(**{name: one for name, one in asked.items() if one})
    return [Act(row.at, row.who, row.verb, row.detail) for row in rows.order_by("-id")[:limit]]


def seen(workspace: Workspace) -> tuple[list[str], list[str]]:
    """Everybody who has done something, and everything that was done."""
    rows = models.Audit.objects.of(workspace.key)
    return sorted(set(rows.values_list("who", flat=True))), sorted(set(rows.values_list("verb", flat=True)))


def _struck(value: Any) -> Any:
    if isinstance(value, str):
        return ADDRESS.sub("…", value)
    if isinstance(value, dict):
        return {key: _struck(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_struck(inner) for inner in value]
    return value
