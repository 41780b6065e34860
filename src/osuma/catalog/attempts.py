"""What was tried of late and failed, so that who only tries is stopped by every process, before and after a restart.

A name is kept as an HMAC by the installation's key: the catalog tells neither whose account it was nor from where.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from osuma.catalog import access_models as models

#: What failed is forgotten after a day, from where somebody came in after a season.
FAILED_KEPT, PASSED_KEPT = timedelta(days=1), timedelta(days=90)
#: More names than this are not kept; the oldest go, so that nobody fills the disk by inventing names.
MOST_NAMES = 20_000


@dataclass(frozen=True)
class Tried:
    """What is known of one name. failures: since `began_at`. rounds: how many times in a row it was stopped.

    until: when it may be tried again; null where it may now. passed_at: when somebody came in so; null: never.
    """

    began_at: datetime
    last_at: datetime
    failures: int = 0
    rounds: int = 0
    until: datetime | None = None
    passed_at: datetime | None = None


def of(name: str) -> Tried | None:
    """What is known of a name; None where it was never tried."""
    row = models.Attempt.objects.filter(name=_kept(name)).first()
    return None if row is None else _tried(row)


def change(name: str, now: datetime, how: Callable[[Tried], Tried]) -> None:
    """Put what follows from what is known, with nobody else between; what is old goes."""
    with transaction.atomic():
        row, made = models.Attempt.objects.get_or_create(name=_kept(name), defaults={"began_at": now, "last_at": now})
        locked = models.Attempt.objects.select_for_update().filter(pk=row.pk)
        locked.update(**asdict(how(_tried(locked.get()))))
    if made:
        _forget(now)


def _forget(now: datetime) -> None:
    rows = models.Attempt.objects.all()
    rows.filter(passed_at=None, last_at__lt=now - FAILED_KEPT).delete()
    rows.filter(last_at__lt=now - PASSED_KEPT).delete()
    oldest = rows.filter(passed_at=None).order_by("-last_at").values_list("pk", flat=True)[MOST_NAMES:]
    rows.filter(pk__in=list(oldest)).delete()


def _tried(row: models.Attempt) -> Tried:
    return Tried(row.began_at, row.last_at, row.failures, row.rounds, row.until, row.passed_at)


def _kept(name: str) -> str:
    return salted_hmac("osuma.catalog.attempts", name, algorithm="sha256").hexdigest()
