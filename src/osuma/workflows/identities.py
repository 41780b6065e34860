"""Who is one person, decided by hand: join, take back, look at what was nearly joined and at the largest."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import OsumaError
from osuma.store import identity, merge
from osuma.workflows.imports import context_of
from osuma.workflows.journal import INTERRUPTED, finisher
from osuma.workflows.verbs import verb

if TYPE_CHECKING:
    from osuma.catalog.journal import Load
    from osuma.store.batch import LoadContext
    from osuma.workflows.session import Session


@verb("identity.merge", writes=True)
def merge_(session: Session, a: str, b: str) -> dict[str, Any]:
    """Say that two customers are one person."""
    link, load = _as_load(session, "merge", lambda con, context: merge.merge(con, a, b, context))
    return {
        "link_id": link,
        "import_id": load,
        "sentences": [
            {
                "fi": f"Yhdistetty. Peru tarvittaessa: osuma identity undo {link}",
                "en": f"Joined. To take it back: osuma identity undo {link}",
            }
        ],
    }


@verb("identity.undo", writes=True)
def undo(session: Session, link_id: int) -> dict[str, Any]:
    """Take back one link, made by hand or by a rule."""
    _, load = _as_load(session, "unmerge", lambda con, context: merge.unmerge(con, link_id, context))
    return {
        "link_id": link_id,
        "import_id": load,
        "sentences": [
            {
                "fi": f"Yhdistäminen {link_id} on peruttu. Säännöt eivät tee sitä uudelleen.",
                "en": f"Link {link_id} was taken back. The rules will not make it again.",
            }
        ],
    }


@verb("identity.list")
def list_(session: Session, limit: int = 100) -> dict[str, Any]:
    """Links that hold, the newest first: which two ids, by which rule."""
    rows = session.warehouse.rows(
        "SELECT l.link_id, l.rule, a.source || ':' || a.source_id, b.source || ':' || b.source_id, l.made_at "
        "FROM identity_links l JOIN identities a ON a.identity_key = l.a JOIN identities b ON b.identity_key = l.b "
        "WHERE l.undone_at IS NULL ORDER BY l.link_id DESC LIMIT ?",
        [limit],
    )
    return {
        "links": [
            {"link_id": link, "rule": rule, "a": a, "b": b, "at": at.isoformat()} for link, rule, a, b, at in rows
        ]
    }


@verb("identity.review")
def review(session: Session, limit: int = 100) -> dict[str, Any]:
    """What a rule would have joined and did not, and why."""
    rows = session.warehouse.rows(
        "SELECT a.source || ':' || a.source_id, b.source || ':' || b.source_id, r.rule, r.why_not FROM "
        "identity_review r JOIN identities a ON a.identity_key = r.a JOIN identities b ON b.identity_key = r.b "
        "ORDER BY r.why_not, r.a, r.b LIMIT ?",
        [limit],
    )
    return {"review": [{"a": a, "b": b, "rule": rule, "why_not": why} for a, b, rule, why in rows]}


@verb("identity.clusters")
def clusters(session: Session, limit: int = 10) -> dict[str, Any]:
    """The people who were put together from most records."""
    with session.warehouse.reader() as con:
        found = identity.largest(con, limit)
    return {"clusters": [{"customer": c.external_id, "identities": c.identities} for c in found]}


@finisher("merge")
def finish_merge(session: Session, load: Load, committed: bool) -> None:
    """End a merge that was interrupted: it is in the warehouse whole, or not at all."""
    _finish(session, load, committed)


@finisher("unmerge")
def finish_unmerge(session: Session, load: Load, committed: bool) -> None:
    """End an undo of a link that was interrupted."""
    _finish(session, load, committed)


def _finish(session: Session, load: Load, committed: bool) -> None:
    from osuma.catalog import journal

    if committed:
        journal.finish(session.workspace, load.import_id, dict(load.detail))
    else:
        journal.fail(session.workspace, load.import_id, INTERRUPTED)


def _as_load(session: Session, kind: str, write: Callable[[Any, LoadContext], Any]) -> tuple[Any, int]:
    from osuma.catalog import journal

    load = journal.start(session.workspace, kind, {})
    session.progress("started")
    try:
        with session.warehouse.transaction() as con:
            result = write(con, context_of(session, load, None))
    except OsumaError as error:
        journal.fail(session.workspace, load, error)
        raise
    session.progress("committed")
    journal.finish(session.workspace, load, {})
    session.progress("done")
    return result, load
