"""Who is one person, decided by hand: join, take back, keep apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, OsumaError, Words
from osuma.store.loading import merge
from osuma.store.loading.months import restating
from osuma.store.people import candidates, identity
from osuma.workflows.asking.journal import INTERRUPTED, finisher
from osuma.workflows.asking.verbs import verb
from osuma.workflows.data.imports import context_of

if TYPE_CHECKING:
    from osuma.catalog.journal import Load
    from osuma.store.warehouse import Connection
    from osuma.store.writing.batch import LoadContext
    from osuma.workflows.asking.session import Session


@verb("identity.merge", writes=True)
def merge_(session: Session, a: str, b: str) -> dict[str, Any]:
    """Say that two customers are one person."""
    return _joined(*as_load(session, "merge", lambda con, context: merge.merge(con, a, b, context)))


@verb("identity.apart", writes=True)
def apart(session: Session, a: str, b: str) -> dict[str, Any]:
    """Say that two customers are not one person; no rule joins them and nobody is asked again."""
    return _parted(*as_load(session, "apart", lambda con, context: merge.keep_apart(con, a, b, context)))


@verb("identity.confirm", writes=True)
def confirm(session: Session, candidate_id: int) -> dict[str, Any]:
    """Say of a candidate that the two are one person."""

    def write(con: Connection, context: LoadContext) -> int:
        return merge.join(con, *candidates.ends(con, candidate_id), context, "confirmed")

    return _joined(*as_load(session, "merge", write))


@verb("identity.refuse", writes=True)
def refuse(session: Session, candidate_id: int) -> dict[str, Any]:
    """Say of a candidate that the two are not one person; nobody is asked again."""

    def write(con: Connection, context: LoadContext) -> int:
        return merge.part(con, *candidates.ends(con, candidate_id), context)

    return _parted(*as_load(session, "apart", write))


def _parted(link: int, load: int) -> dict[str, Any]:
    said = Words(
        fi=f"Pidetään erillään. Säännöt eivät yhdistä heitä. Peru tarvittaessa: osuma identity undo {link}",
        en=f"Kept apart. No rule will join them. To take it back: osuma identity undo {link}",
    )
    return _told(said, link_id=link, import_id=load)


@verb("identity.undo", writes=True)
def undo(session: Session, link_id: int | None = None, of_import: int | None = None) -> dict[str, Any]:
    """Take back one link or one "no", or every link that an import made, whose rows stay."""
    if (link_id is None) == (of_import is None):
        raise Misuse(
            Words(
                fi="Anna joko yhdistämisen numero tai --import ja tuonnin numero.",
                en="Give either the number of a link, or --import and the number of an import.",
            ),
            "one_of_two",
        )
    if link_id is not None:
        return _undo_one(session, link_id)
    return _undo_import(session, int(of_import or 0))


def _undo_one(session: Session, link_id: int) -> dict[str, Any]:
    rule, load = as_load(session, "unmerge", lambda con, context: merge.unmerge(con, link_id, context))
    said = Words(
        fi=f"Yhdistäminen {link_id} on peruttu. Säännöt eivät tee sitä uudelleen.",
        en=f"Link {link_id} was taken back. The rules will not make it again.",
    )
    if rule == identity.KEPT_APART:
        said = Words(
            fi=f"Kielto {link_id} on peruttu. Säännöt voivat yhdistää heidät, kun heistä tuodaan taas tietoja.",
            en=f"The “no” {link_id} was taken back. The rules may join them when an import next speaks of them.",
        )
    return _told(said, link_id=link_id, import_id=load)


def _undo_import(session: Session, of_import: int) -> dict[str, Any]:
    links, load = as_load(session, "unmerge", lambda con, context: merge.unmerge_import(con, of_import, context))
    said = Words(
        fi=f"Tuonnin {of_import} yhdistämiset on peruttu ({links}). Rivit jäivät. Säännöt eivät tee niitä uudelleen.",
        en=f"The links of import {of_import} were taken back ({links}). Its rows stay. The rules will not make the "
        "links again.",
    )
    return _told(said, links=links, import_id=load)


def _joined(link: int, load: int) -> dict[str, Any]:
    said = Words(
        fi=f"Yhdistetty. Peru tarvittaessa: osuma identity undo {link}",
        en=f"Joined. To take it back: osuma identity undo {link}",
    )
    return _told(said, link_id=link, import_id=load)


def _told(said: Words, **figures: int) -> dict[str, Any]:
    return {**figures, "sentences": [said.plain()]}


def finish(session: Session, load: Load, committed: bool) -> None:
    """End a write that was interrupted: it is in the warehouse whole, or not at all."""
    from osuma.catalog import journal

    if committed:
        journal.finish(session.workspace, load.import_id, dict(load.detail))
    else:
        journal.fail(session.workspace, load.import_id, INTERRUPTED)


for _kind in ("merge", "unmerge", "apart"):
    finisher(_kind)(finish)


def as_load(session: Session, kind: str, write: Callable[[Any, LoadContext], Any]) -> tuple[Any, int]:
    """Write in a load of its own: journal begun, one transaction, journal done; gives the result and its id."""
    from osuma.catalog import journal

    load = journal.start(session.workspace, kind, {})
    session.progress("started")
    try:
        context = context_of(session, load, None)
        with session.warehouse.transaction(noted=True) as con, restating(con, load, context.recorded_at):
            result = write(con, context)
    except OsumaError as error:
        journal.fail(session.workspace, load, error)
        raise
    session.progress("committed")
    journal.finish(session.workspace, load, {})
    session.progress("done")
    return result, load
