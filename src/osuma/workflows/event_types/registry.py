"""Event types of the workspace's own: what came and is not registered, registering, widening, taking apart.

A change is one load: the warehouse moves the rows and keeps the definition with the load, then the catalog keeps the
definition. A process killed between the two is completed at the next start.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import OsumaError
from osuma.engine.periods import naive_utc
from osuma.engine.tables.own import OwnType, of_plain
from osuma.ingestion.planning.own import typed_sql
from osuma.reporting.numbers import number
from osuma.store.loading import own as tables
from osuma.store.writing.batch import OwnEvents
from osuma.workflows.asking.journal import INTERRUPTED, finisher, follower
from osuma.workflows.asking.own import own_types
from osuma.workflows.asking.verbs import verb
from osuma.workflows.data import rejects
from osuma.workflows.data.seen import seen
from osuma.workflows.data.text_files import utf8
from osuma.workflows.event_types import registering

if TYPE_CHECKING:
    from osuma.catalog.journal import Load
    from osuma.store.warehouse import Connection
    from osuma.workflows.asking.session import Session

KIND = "event_type"


@verb("events.seen")
def seen_(session: Session) -> dict[str, Any]:
    """Event types and properties that came in files and are not registered."""
    types = []
    for one in seen(session, own_types(session)):
        plain = asdict(one)
        plain["first"], plain["last"] = (None if d is None else d.isoformat() for d in (one.first, one.last))
        types.append(plain)
    return {"types": types}


@verb("events.list")
def list_(session: Session) -> dict[str, Any]:
    """Registered event types with their properties and rows."""
    found = []
    for own in own_types(session):
        rows = session.warehouse.rows(f"SELECT count(*) FROM {own.table.name}")[0][0]
        properties = ", ".join(f"{p.name} {p.type}" for p in own.properties)
        found.append({"slug": own.slug, "type": own.given, "rows": rows, "properties": properties})
    return {"types": found}


@verb("events.register", writes=True)
def register(
    session: Session,
    type_: str | None = None,
    slug: str | None = None,
    properties: Sequence[str] = (),
    file: str | None = None,
) -> dict[str, Any]:
    """Register an event type, or properties of one that is there: its table is made and its rows are moved into it.

    properties: `name=type` or `name=type:format`; without any, every property that was seen, as its values look.
    file: the same as YAML.
    """
    text = None if file is None else utf8(Path(file))
    wish = registering.wish(type_, slug, properties, text)
    before, after = registering.registered(session, wish)
    return _told(session, after, *_change(session, before, after))


@verb("events.widen", writes=True)
def widen(session: Session, slug: str, property_: str) -> dict[str, Any]:
    """Make a property wider (`name=type`): int becomes decimal, decimal becomes text."""
    before, after = registering.widened(session, slug, property_)
    return _told(session, after, *_change(session, before, after))


@verb("events.unregister", writes=True)
def unregister(session: Session, slug: str) -> dict[str, Any]:
    """Give the rows of an own type back to what is not registered, as they were."""
    before = registering.known(session, slug)
    registering.refuse_used(session, before, None)
    if before.canonical:
        registering.refuse_filled(session, before)
    load, found, _ = _change(session, before, None)
    fi, en = (number(found.left, language) for language in ("fi", "en"))
    back_fi, back_en = ("rivi on", "row is") if found.left == 1 else ("riviä on", "rows are")
    return {
        "slug": slug,
        "import_id": load,
        "returned": found.left,
        "sentences": [
            {
                "fi": f"”{before.given}” ei ole enää rekisteröity. {fi} {back_fi} taas rekisteröimättömissä.",
                "en": f"“{before.given}” is not registered any more. {en} {back_en} back among those that are not.",
            }
        ],
    }


@finisher(KIND)
def finish(session: Session, load: Load, committed: bool) -> None:
    """End a change that was interrupted: what the warehouse has done the catalog follows."""
    from osuma.catalog import journal

    if committed:
        _follow(session, load.detail)
        journal.finish(session.workspace, load.import_id, {})
    else:
        journal.fail(session.workspace, load.import_id, INTERRUPTED)


@follower(KIND)
def _follow(session: Session, detail: dict[str, Any]) -> None:
    from osuma.catalog import event_types

    if detail["after"] is None:
        event_types.forget(session.workspace, detail["before"]["slug"])
    else:
        event_types.keep(session.workspace, of_plain(detail["after"]))


def _change(
    session: Session, before: OwnType | None, after: OwnType | None
) -> tuple[int, tables.Reshaped, rejects.Summary]:
    """One change of a definition, with its rows: the load, what became of them, and what does not fit."""
    from osuma.catalog import journal

    detail = {name: None if own is None else own.as_plain() for name, own in (("before", before), ("after", after))}
    load = journal.start(session.workspace, KIND, detail)
    session.progress("started")
    refused = _refused_file(session, load)
    now = naive_utc(session.now())
    try:
        with session.warehouse.transaction() as con:
            con.execute("INSERT INTO loads VALUES (?, ?, ?, NULL, ?)", [load, KIND, now, json.dumps(detail)])
            found = _apply(session, con, before, after, refused)
            session.progress("moved")
    except OsumaError as error:
        journal.fail(session.workspace, load, error)
        raise
    session.progress("committed")
    _follow(session, detail)
    session.progress("kept")
    summary = rejects.finish(refused, session.workspace.language)
    journal.finish(session.workspace, load, {"moved": found.moved, "left": found.left})
    session.progress("done")
    return load, found, summary


def _apply(
    session: Session, con: Connection, before: OwnType | None, after: OwnType | None, refused: Path
) -> tables.Reshaped:
    if after is not None and not after.canonical:
        return tables.reshape(con, before, OwnEvents(after, typed_sql(after, session.workspace.zone)), refused)
    if after is not None:
        tables.rebuild(con, after.table)
    elif before is not None and before.canonical:
        tables.rebuild(con, replace(before, properties=()).table)
    elif before is not None:
        return tables.Reshaped(0, tables.take_apart(con, before), {})
    return tables.Reshaped(0, 0, {})


def _refused_file(session: Session, load: int) -> Path:
    return session.workspace.rejects / f"{load}-refused.csv"


def _told(
    session: Session, after: OwnType, load: int, found: tables.Reshaped, summary: rejects.Summary
) -> dict[str, Any]:
    return {
        "slug": after.slug,
        "type": after.given,
        "import_id": load,
        "properties": [dict(vars(p)) for p in after.properties],
        "moved": found.moved,
        "left": found.left,
        "misfits": dict(found.misfits),
        "refused_file": str(_refused_file(session, load)) if found.left else None,
        "sentences": [_sentence(after, found), *([_left(found)] if found.left else []), *summary.sentences],
    }


def _sentence(after: OwnType, found: tables.Reshaped) -> dict[str, str]:
    fi, en = (number(found.moved, language) for language in ("fi", "en"))
    if after.canonical:
        names = ", ".join(p.name for p in after.properties)
        return {
            "fi": f"Tapahtumalla {after.slug} on nyt omat ominaisuudet: {names}.",
            "en": f"The event {after.slug} now has properties of your own: {names}.",
        }
    return {
        "fi": f"”{after.given}” on rekisteröity tunnuksella {after.slug}. Rivejä taulussa: {fi}.",
        "en": f"“{after.given}” is registered as {after.slug}. Rows in its table: {en}.",
    }


def _left(found: tables.Reshaped) -> dict[str, str]:
    fi, en = (number(found.left, language) for language in ("fi", "en"))
    stay_fi, stay_en = ("rivi", "row stays") if found.left == 1 else ("riviä", "rows stay")
    return {
        "fi": f"{fi} {stay_fi} jäi rekisteröimättömiin, koska jokin arvo ei sovi. Katso hylättyjen tiedosto; "
        "laajenna ominaisuus (osuma events widen) tai tuo rivi korjattuna.",
        "en": f"{en} {stay_en} unregistered because a value does not fit. See the file of refused rows; widen the "
        "property (osuma events widen) or import the row corrected.",
    }
