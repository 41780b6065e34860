"""Who is outside every total, applied to the people who are there already.

The setting is put first and the warehouse follows in a load of its own, so that a process killed between the two is
completed at the next start.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from osuma.engine.periods import naive_utc
from osuma.store.loading import orders
from osuma.store.loading.months import restating
from osuma.store.people import customers
from osuma.workflows.asking.journal import finisher
from osuma.workflows.asking.options import set_apart

if TYPE_CHECKING:
    from osuma.catalog.journal import Load
    from osuma.workflows.asking.session import Session

KIND = "set_apart"


def reapply(session: Session) -> None:
    """Derive people and their orders again under the setting as it is now."""
    from osuma.catalog import journal

    load = journal.start(session.workspace, KIND, {})
    _write(session, load)
    journal.finish(session.workspace, load, {})


@finisher(KIND)
def finish(session: Session, load: Load, committed: bool) -> None:
    """End an application that was interrupted: the setting stands, so the warehouse follows it."""
    from osuma.catalog import journal

    if not committed:
        _write(session, load.import_id)
    journal.finish(session.workspace, load.import_id, {})


def _write(session: Session, load: int) -> None:
    now = naive_utc(session.now())
    with session.warehouse.transaction() as con, restating(con, load, now):
        con.execute("INSERT INTO loads VALUES (?, ?, ?, NULL, ?)", [load, KIND, now, json.dumps({})])
        customers.reapply(con, set_apart(session.workspace))
        orders.recount(con, customers.ORDERS_OF_APART_CHANGED)
