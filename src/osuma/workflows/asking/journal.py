"""Reconciling the catalog's journal with the warehouse's `loads` when an owner opens a workspace.

A process may have been killed between two steps of a write: catalog *started*, warehouse commit, ledger,
catalog *done*. What the warehouse has is finished by the finisher of its kind, what it has not is marked failed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from osuma.engine.errors import OsumaError, Words
from osuma.workflows.asking.loading import load_workflows
from osuma.workflows.asking.session import Session

if TYPE_CHECKING:
    from osuma.catalog.journal import Load
    from osuma.store.warehouse import Warehouse

Finisher: TypeAlias = "Callable[[Session, Load, bool], None]"

Follower: TypeAlias = Callable[[Session, dict[str, Any]], None]

_FINISHERS: dict[str, Finisher] = {}
_FOLLOWERS: dict[str, Follower] = {}

INTERRUPTED = Words(
    fi="Työ keskeytyi ennen tallennusta. Mitään ei muuttunut; aja se uudelleen.",
    en="The work was interrupted before it was stored. Nothing changed; run it again.",
)


@contextmanager
def journaled(session: Session, kind: str, detail: dict[str, Any]) -> Iterator[int]:
    """The number of a write that is begun in the journal; what the block raises ends it there as failed."""
    from osuma.catalog import journal

    number = journal.start(session.workspace, kind, detail)
    session.progress("started")
    try:
        yield number
    except OsumaError as error:
        journal.fail(session.workspace, number, error)
        raise


@dataclass(frozen=True)
class Stored:
    """One row of the warehouse's `loads`. committed_at: naive UTC."""

    import_id: int
    kind: str
    committed_at: datetime
    undone_by: int | None
    detail: dict[str, Any]


@dataclass(frozen=True)
class Reconciled:
    """What was found, as import_ids.

    finished: begun and in the warehouse, now ended. failed: begun and not in the warehouse. adopted: in the
    warehouse and unknown to the journal (an older catalog was restored). lost: imports that the journal calls done
    and the warehouse does not have (an older warehouse was restored).
    """

    finished: tuple[int, ...]
    failed: tuple[int, ...]
    adopted: tuple[int, ...]
    lost: tuple[int, ...]


def finisher(kind: str) -> Callable[[Finisher], Finisher]:
    """Register what ends an interrupted write of this kind: `f(session, load, committed)`.

    committed: whether the warehouse has the load. The function leaves the journal's row at done or failed, and can
    be run again after being interrupted itself.
    """

    def register(function: Finisher) -> Finisher:
        if kind in _FINISHERS:
            raise ValueError(f"two finishers for {kind}")
        _FINISHERS[kind] = function
        return function

    return register


def follower(kind: str) -> Callable[[Follower], Follower]:
    """Register what the catalog has to learn from a write of this kind that it does not know: `f(session, detail)`,
    detail being that of the warehouse's load."""

    def register(function: Follower) -> Follower:
        _FOLLOWERS[kind] = function
        return function

    return register


def reconcile(session: Session, warehouse: Warehouse, left: Collection[int] | None = None) -> Reconciled:
    """Make journal and warehouse say the same of every load.

    left: the loads that an earlier process left unfinished; None means that nothing was begun since.
    """
    from osuma.catalog import journal

    load_workflows()
    stored = {load.import_id: load for load in stored_loads(warehouse)}
    begun = [load for load in journal.unfinished(session.workspace) if left is None or load.import_id in left]
    for load in begun:
        _end(session, load, stored.get(load.import_id))
    rows = journal.list_(session.workspace)
    known = {row.import_id for row in rows}
    adopted = [held for import_id, held in sorted(stored.items()) if import_id not in known]
    for held in adopted:
        if (follow := _FOLLOWERS.get(held.kind)) is not None:
            follow(session, held.detail)
        journal.adopt(session.workspace, held.import_id, held.kind, held.committed_at, held.detail)
    for held in stored.values():
        if held.undone_by is not None:
            journal.mark_undone(session.workspace, held.import_id, held.undone_by)
    return Reconciled(
        finished=tuple(load.import_id for load in begun if load.import_id in stored),
        failed=tuple(load.import_id for load in begun if load.import_id not in stored),
        adopted=tuple(held.import_id for held in adopted),
        lost=tuple(
            row.import_id
            for row in rows
            if row.kind == "import" and row.state == "done" and row.import_id not in stored
        ),
    )


def stored_loads(warehouse: Warehouse) -> list[Stored]:
    """Every load that the warehouse has, by import_id."""
    rows = warehouse.rows("SELECT import_id, kind, committed_at, undone_by, detail FROM loads ORDER BY import_id")
    return [Stored(int(key), kind, at, undone_by, json.loads(detail)) for key, kind, at, undone_by, detail in rows]


def _end(session: Session, load: Load, stored: Stored | None) -> None:
    from osuma.catalog import journal

    finish = _FINISHERS.get(load.kind)
    if finish is not None:
        finish(session, load, stored is not None)
    elif stored is not None:
        journal.finish(session.workspace, load.import_id, stored.detail)
    else:
        journal.fail(session.workspace, load.import_id, INTERRUPTED)
