"""The ledger of consents and suppressions: the truth about who may be written to.

Both series are numbered densely per workspace (`seq`), so that the warehouse can say how far its projection
reaches. Nothing is changed or removed; undoing an import marks its entries, and readers leave them out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from osuma.catalog import models
from osuma.catalog.instants import aware, now
from osuma.catalog.scoped import ScopedManager
from osuma.catalog.turns import turn
from osuma.catalog.workspaces import Workspace


@dataclass(frozen=True, kw_only=True)
class Consent:
    """One statement. state: granted, refused or unknown. dated: whether the source gave the time itself.

    text_version, evidence (JSON), method (code), double_opt_in (confirmed by a link in a message): None where the
    source has none. import_id: the load that brought it, 0 when made by
    hand. seq: given by the ledger, 0 before.
    """

    identity_key: int
    purpose: str
    channel: str
    state: str
    ts: datetime
    source: str
    dated: bool = False
    text_version: str | None = None
    evidence: str | None = None
    method: str | None = None
    double_opt_in: bool | None = None
    import_id: int = 0
    seq: int = 0


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """One address not to write to. address_hash: SHA-256 hex of the folded e-mail or E.164 phone.

    dated: whether the source gave the time itself; None where that is not known. An entry is never taken away: who
    gives consent again is not barred for having unsubscribed, and has unsubscribed all the same.
    """

    channel: str
    address_hash: str
    reason: str
    ts: datetime
    source: str
    dated: bool | None = None
    import_id: int = 0
    seq: int = 0


@dataclass(frozen=True, kw_only=True)
class Seqs:
    """The last number given in each series, 0 where it is empty."""

    consents: int
    suppressions: int


def add_consents(workspace: Workspace, import_id: int, rows: Iterable[Consent]) -> int:
    """Enter the statements of one load, all or none; how many were entered.

    A load that is in the ledger already enters nothing, so that a killed import can be finished again.
    """
    with turn(workspace):
        if _has(models.ConsentEntry.objects, workspace, import_id):
            return 0
        seq = _last(models.ConsentEntry.objects, workspace)
        entries = [_consent(workspace, import_id, seq + n, row) for n, row in enumerate(rows, start=1)]
        models.ConsentEntry.objects.add_many(entries)
    return len(entries)


def add_suppressions(workspace: Workspace, import_id: int, rows: Iterable[Suppression]) -> int:
    """Enter the suppressed addresses of one load, all or none; how many were entered. See `add_consents`."""
    with turn(workspace):
        if _has(models.SuppressionEntry.objects, workspace, import_id):
            return 0
        seq = _last(models.SuppressionEntry.objects, workspace)
        entries = [_suppression(workspace, import_id, seq + n, row) for n, row in enumerate(rows, start=1)]
        models.SuppressionEntry.objects.add_many(entries)
    return len(entries)


def undo(workspace: Workspace, import_id: int) -> int:
    """Mark the entries of one load as undone; how many were marked now."""
    consents = models.ConsentEntry.objects.of(workspace.key)
    suppressions = models.SuppressionEntry.objects.of(workspace.key)
    with transaction.atomic():
        return sum(
            rows.filter(import_id=import_id, undone_at=None).update(undone_at=now())
            for rows in (consents, suppressions)
        )


def consents_after(workspace: Workspace, seq: int) -> list[Consent]:
    """Statements that hold, numbered above `seq`, in order."""
    rows = models.ConsentEntry.objects.of(workspace.key).filter(seq__gt=seq, undone_at=None).order_by("seq")
    return [
        Consent(
            identity_key=row.identity_key,
            purpose=row.purpose,
            channel=row.channel,
            state=row.state,
            ts=row.ts,
            source=row.source,
            dated=row.dated,
            text_version=row.text_version,
            evidence=row.evidence,
            method=row.method,
            double_opt_in=row.double_opt_in,
            import_id=row.import_id,
            seq=row.seq,
        )
        for row in rows.iterator()
    ]


def suppressions_after(workspace: Workspace, seq: int) -> list[Suppression]:
    """Suppressed addresses that hold, numbered above `seq`, in order."""
    rows = models.SuppressionEntry.objects.of(workspace.key).filter(seq__gt=seq, undone_at=None).order_by("seq")
    return [
        Suppression(
            channel=row.channel,
            address_hash=row.address_hash,
            reason=row.reason,
            ts=row.ts,
            source=row.source,
            dated=row.dated,
            import_id=row.import_id,
            seq=row.seq,
        )
        for row in rows.iterator()
    ]


def last_seqs(workspace: Workspace) -> Seqs:
    """How far each series has been numbered, undone entries included."""
    return Seqs(
        consents=_last(models.ConsentEntry.objects, workspace),
        suppressions=_last(models.SuppressionEntry.objects, workspace),
    )


Series = ScopedManager[models.ConsentEntry] | ScopedManager[models.SuppressionEntry]


def _has(series: Series, workspace: Workspace, import_id: int) -> bool:
    return import_id > 0 and series.of(workspace.key).filter(import_id=import_id).exists()


def _last(series: Series, workspace: Workspace) -> int:
    return int(series.of(workspace.key).aggregate(n=Max("seq"))["n"] or 0)


def _consent(workspace: Workspace, import_id: int, seq: int, row: Consent) -> models.ConsentEntry:
    return models.ConsentEntry(
        workspace_id=workspace.key,
        seq=seq,
        import_id=import_id,
        identity_key=row.identity_key,
        purpose=row.purpose,
        channel=row.channel,
        state=row.state,
        ts=aware(row.ts),
        source=row.source,
        dated=row.dated,
        text_version=row.text_version,
        evidence=row.evidence,
        method=row.method,
        double_opt_in=row.double_opt_in,
        recorded_at=now(),
    )


def _suppression(workspace: Workspace, import_id: int, seq: int, row: Suppression) -> models.SuppressionEntry:
    return models.SuppressionEntry(
        workspace_id=workspace.key,
        seq=seq,
        import_id=import_id,
        channel=row.channel,
        address_hash=row.address_hash,
        reason=row.reason,
        ts=aware(row.ts),
        source=row.source,
        dated=row.dated,
        recorded_at=now(),
    )
