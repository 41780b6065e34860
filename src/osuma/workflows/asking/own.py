"""The event types and properties that a workspace has registered, as the engine, the store and imports take them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from osuma.engine.tables.own import CONTACT_OWNER, OwnType
from osuma.ingestion.planning.own import typed_sql
from osuma.ingestion.targets import Target, with_own
from osuma.store.people import pinned
from osuma.store.writing.batch import OwnEvents

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


def own_types(session: Session) -> tuple[OwnType, ...]:
    """Everything registered that the warehouse has tables and columns for (a restored one may be older)."""
    from osuma.catalog import event_types

    kept = event_types.list_(session.workspace)
    if not kept:
        return ()
    rows = session.warehouse.rows(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal "
        "AND starts_with(table_name, 'event_')"
    )
    there = {(str(table), str(column)) for table, column in rows}
    return tuple(own for own in kept if {(own.table.name, c.name) for c in own.table.columns} <= there)


def own_events(session: Session) -> tuple[OwnEvents, ...]:
    """Registered types with how their rows are read."""
    return tuple(OwnEvents(own, typed_sql(own, session.workspace.zone)) for own in own_types(session))


def targets_of(session: Session) -> Mapping[str, Target]:
    """What the rows of a file can become in this workspace."""
    return with_own(own_types(session))


def labels_of(session: Session) -> dict[str, str]:
    """Names as the data has them, by slug: event types and properties."""
    fi = session.workspace.language == "fi"
    found = {
        pinned.FIELD: "lista" if fi else "list",
        CONTACT_OWNER: "yhteyshenkilön myyjä" if fi else "contact's salesperson",
    }
    for own in own_types(session):
        found |= {p.name: p.given for p in own.properties}
        found |= {} if own.canonical else {own.slug: own.given}
    return found
