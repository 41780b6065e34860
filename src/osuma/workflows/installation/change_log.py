"""The change log of a workspace: who did what and when, without anybody's personal data."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from osuma.engine.errors import Mistake, Refused, Words
from osuma.workflows.asking.session import Session
from osuma.workflows.asking.verbs import verb
from osuma.workflows.installation.detail_words import told


@verb("audit.list")
def list_(
    session: Session,
    limit: int = 100,
    who: str | None = None,
    verb: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> dict[str, Any]:
    """The newest acts, the newest first. since, until: days in the workspace's zone, both included. told: the details
    in words.
    """
    from osuma.catalog import audit

    first, last = _day(session, "since", since), _day(session, "until", until)
    end = None if last is None else last + timedelta(days=1)
    acts = audit.list_(session.workspace, limit, who, verb, first, end)
    people, verbs = audit.seen(session.workspace)
    return {
        "audit": [
            {**act.detail, "at": act.at, "who": act.who, "verb": act.verb, "told": told(act.verb, act.detail).plain()}
            for act in acts
        ],
        "who": people,
        "verbs": verbs,
    }


def _day(session: Session, where: str, given: str | None) -> datetime | None:
    if not given:
        return None
    try:
        return datetime.fromisoformat(given).replace(tzinfo=session.zone)
    except ValueError:
        said = Words(f"päivä on muotoa 2026-11-20, ei {given}", f"a day looks like 2026-11-20, not {given}")
        raise Refused([Mistake(where, "bad_day", said)]) from None
