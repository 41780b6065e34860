"""Managers that know no rows but a workspace's own."""

from __future__ import annotations

from typing import Any, Generic, NoReturn, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class NoWorkspace(RuntimeError):
    """A query named no workspace: a mistake in the program, never in what a user gave."""


class ScopedManager(models.Manager[Row], Generic[Row]):
    """`of(workspace)` is the only way to the rows; anything else raises `NoWorkspace`."""

    def get_queryset(self) -> NoReturn:
        raise NoWorkspace(f"{self.model.__name__}: name the workspace with objects.of(workspace)")

    def of(self, workspace: int) -> models.QuerySet[Row]:
        """The rows of one workspace (its key)."""
        return super().get_queryset().filter(workspace_id=workspace)

    def add(self, workspace: int, **values: Any) -> Row:
        """A new row of one workspace."""
        row = self.model(workspace_id=workspace, **values)
        row.save(force_insert=True)
        return row

    def add_many(self, rows: list[Row], batch: int = 500) -> None:
        """New rows, each of which carries its workspace."""
        if any(getattr(row, "workspace_id", None) is None for row in rows):
            raise NoWorkspace(f"{self.model.__name__}: a row without a workspace")
        super().get_queryset().bulk_create(rows, batch_size=batch)
