"""Instants as the catalog keeps them: aware, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def aware(instant: datetime) -> datetime:
    """The instant in UTC; a naive one comes from the warehouse, where every instant is UTC."""
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
