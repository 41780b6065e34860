"""Transactions that read first and write what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from osuma.catalog import models
from osuma.catalog.workspaces import Workspace


@contextmanager
def turn(workspace: Workspace) -> Iterator[None]:
    """A transaction during which nobody else has a turn in the workspace: what it read stands when it writes.

    The workspace's row is the lock. SQLite has none of rows, and lets in one writer at a time anyway.
    """
    with transaction.atomic():
        # `no_key`: rows that name the workspace may be added meanwhile.
        rows = models.Workspace.objects.select_for_update(no_key=True).filter(pk=workspace.key)
        rows.values_list("pk").first()
        yield
