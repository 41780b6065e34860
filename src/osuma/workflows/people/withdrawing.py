"""A person takes a consent back: at any time, in one step, and out of reach at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.tables.people import WITHDRAWN
from osuma.workflows.asking.journal import INTERRUPTED, finisher
from osuma.workflows.asking.verbs import verb
from osuma.workflows.consent.projecting import project
from osuma.workflows.people.person import key_of

if TYPE_CHECKING:
    from osuma.catalog.journal import Load
    from osuma.workflows.asking.session import Session

CHANNELS = ("email", "sms", "phone", "post")
KIND = "withdrawal"


@verb("consents.withdraw", writes=True)
def withdraw(
    session: Session, customer: str, channel: str, how: str = "", purpose: str = "marketing"
) -> dict[str, Any]:
    """Enter a refusal of every identity of a person, which wins over whatever any source has said, and over what one
    says later unless it says that the person gave consent again after this.

    how: where the person said so. The refusal stands on each identity, so that undoing a merge keeps it.
    """
    from osuma.catalog import journal, ledger

    if channel not in CHANNELS:
        known = ", ".join(CHANNELS)
        raise Misuse(Words(fi=f"Kanava on jokin näistä: {known}.", en=f"The channel is one of {known}."))
    with session.warehouse.reader() as con:
        key = key_of(con, customer)
        identities = con.execute(
            "SELECT identity_key FROM identities WHERE customer_key = ? ORDER BY 1", [key]
        ).fetchall()
    evidence = json.dumps({"who": session.who, "how": how}, ensure_ascii=False)
    last = ledger.last_seqs(session.workspace).consents
    own = journal.start(session.workspace, KIND, {"after": last})
    entered = ledger.add_consents(
        session.workspace,
        own,
        [
            ledger.Consent(
                identity_key=int(identity),
                purpose=purpose,
                channel=channel,
                state="refused",
                ts=session.now(),
                source=WITHDRAWN,
                dated=True,
                evidence=evidence,
            )
            for (identity,) in identities
        ],
    )
    project(session)
    journal.finish(session.workspace, own, {"entries": entered})
    return {"channel": channel, "purpose": purpose, "entries": entered}


@finisher(KIND)
def finish_withdrawal(session: Session, load: Load, committed: bool) -> None:  # noqa: ARG001  - it is no load
    """End a withdrawal that was interrupted: what is in the ledger is projected, what is not never was."""
    from osuma.catalog import journal, ledger

    entered = [
        one
        for one in ledger.consents_after(session.workspace, int(load.detail["after"]))
        if one.import_id == load.import_id
    ]
    if entered:
        project(session)
        journal.finish(session.workspace, load.import_id, {"entries": len(entered)})
    else:
        journal.fail(session.workspace, load.import_id, INTERRUPTED)
