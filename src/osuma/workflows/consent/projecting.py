"""From the catalog to the warehouse: consents (which a load leaves in an inbox for the ledger) and static lists."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from osuma.store.people import consents as projection
from osuma.store.people import pinned

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


def enter(session: Session, import_id: int) -> None:
    """Copy the inbox of a load into the ledger; a load that is there already enters nothing."""
    from osuma.catalog import ledger

    with session.warehouse.reader() as con:
        stated, barred = projection.inbox(con, import_id)
    ledger.add_consents(session.workspace, import_id, [_consent(row) for row in stated])
    ledger.add_suppressions(session.workspace, import_id, [_suppression(row) for row in barred])


def project(session: Session) -> int:
    """Bring the warehouse's copies of the ledger and of static lists up to them; how many entries were added."""
    from osuma.catalog import ledger, pins

    warehouse, workspace = session.warehouse, session.workspace
    with warehouse.transaction(noted=True) as con:
        consents = ledger.consents_after(workspace, projection.watermark(con, "consents"))
        suppressions = ledger.suppressions_after(workspace, projection.watermark(con, "suppressions"))
        listed = pinned.project(con, [asdict(one) for one in pins.after(workspace, pinned.watermark(con))])
        return listed + projection.project(
            con, [_naive(asdict(row)) for row in consents], [_naive(asdict(row)) for row in suppressions]
        )


def _consent(row: dict[str, Any]) -> Any:
    from osuma.catalog import ledger

    fields = (
        "identity_key", "purpose", "channel", "state", "ts", "dated", "source", "text_version", "evidence", "method",
        "double_opt_in",
    )  # fmt: skip
    return ledger.Consent(**{name: row[name] for name in fields})


def _suppression(row: dict[str, Any]) -> Any:
    from osuma.catalog import ledger

    return ledger.Suppression(
        channel=row["channel"],
        address_hash=hashlib.sha256(str(row["address"]).encode()).hexdigest(),
        reason=row["reason"],
        ts=row["ts"],
        source=row["source"],
        dated=row["dated"],
    )


def _naive(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "ts": row["ts"].replace(tzinfo=None)}
