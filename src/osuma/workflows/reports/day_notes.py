"""What a person wrote on a day, such as "Black Friday": it explains a bump that figures alone do not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Refused, Words
from osuma.workflows.asking.verbs import verb

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

_KEY = "day_notes"
MOST_TEXT = 200


@verb("notes.list")
def list_(session: Session) -> dict[str, Any]:
    """Every note, the oldest day first."""
    return {"notes": _kept(session)}


@verb("notes.add", writes=True)
def add(session: Session, day: str, text: str) -> dict[str, Any]:
    """Write on a day. Refused where the day is no date or the text is empty or too long."""
    said = text.strip()
    mistakes = []
    try:
        when = date.fromisoformat(day.strip())
    except ValueError:
        when = date.min
        mistakes.append(
            Mistake("day", "date", Words("Anna päivä, esimerkiksi 2026-11-27.", "Give a day: 2026-11-27."))
        )
    if not 0 < len(said) <= MOST_TEXT:
        mistakes.append(
            Mistake(
                "text",
                "text",
                Words(f"Kirjoita 1–{MOST_TEXT} merkkiä.", f"Write from 1 to {MOST_TEXT} characters."),
            )
        )
    if mistakes:
        raise Refused(mistakes)
    kept = _kept(session)
    number = 1 + max((int(one["key"]) for one in kept), default=0)
    kept.append({"key": number, "day": when.isoformat(), "text": said, "who": session.who})
    _put(session, kept)
    return {"key": number, "day": when.isoformat()}


@verb("notes.remove", writes=True)
def remove(session: Session, key: int) -> dict[str, Any]:
    """Take a note away; nothing where there is none of that key."""
    _put(session, [one for one in _kept(session) if one["key"] != key])
    return {"key": key}


def _kept(session: Session) -> list[dict[str, Any]]:
    from osuma.catalog import settings_store

    return list(settings_store.get(session.workspace, _KEY, []))


def _put(session: Session, notes: list[dict[str, Any]]) -> None:
    from osuma.catalog import settings_store

    settings_store.put(session.workspace, _KEY, sorted(notes, key=lambda one: (one["day"], one["key"])))
