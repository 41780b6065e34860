"""Static lists: the truth about who was put on which by hand, or kept from a run. Entries are never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db.models import Max

from osuma.catalog import models
from osuma.catalog.instants import now
from osuma.catalog.turns import turn
from osuma.catalog.workspaces import Workspace

State = Literal["in", "out"]


@dataclass(frozen=True)
class Pin:
    """One record of a source put on a list or taken off it; the newest entry of a record holds."""

    seq: int
    list: str
    source: str
    source_id: str
    state: str


@dataclass(frozen=True)
class Static:
    """One list. run_id: of the run that it was kept from; None for one that people made."""

    slug: str
    run_id: int | None


def add(
    workspace: Workspace,
    slug: str,
    records: Iterable[tuple[str, str]],
    state: State,
    who: str,
    run_id: int | None = None,
) -> int:
    """Enter records (source, id), all or none; how many. Whoever stands so already is not entered again."""
    with turn(workspace):
        held = {(row.source, row.source_id): row.state for row in _rows(workspace, slug)}
        fresh = [record for record in dict.fromkeys(records) if held.get(record, "out") != state]
        last = int(models.Pin.objects.of(workspace.key).aggregate(n=Max("seq"))["n"] or 0)
        entries = [
            models.Pin(
                workspace_id=workspace.key,
                seq=last + n,
                list=slug,
                source=source,
                source_id=source_id,
                state=state,
                run_id=run_id,
                at=now(),
                who=who,
            )
            for n, (source, source_id) in enumerate(fresh, start=1)
        ]
        models.Pin.objects.add_many(entries)
    return len(entries)


def after(workspace: Workspace, seq: int) -> list[Pin]:
    """Entries numbered above `seq`, in order."""
    rows = models.Pin.objects.of(workspace.key).filter(seq__gt=seq).order_by("seq")
    return [Pin(row.seq, row.list, row.source, row.source_id, row.state) for row in rows.iterator()]


def find(workspace: Workspace, slug: str) -> Static | None:
    """The list; None where nobody was ever on it."""
    row = models.Pin.objects.of(workspace.key).filter(list=slug).order_by("seq").first()
    return None if row is None else Static(slug, row.run_id)


def _rows(workspace: Workspace, slug: str) -> Iterable[models.Pin]:
    return models.Pin.objects.of(workspace.key).filter(list=slug).order_by("seq")
