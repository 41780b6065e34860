"""A past instant recomputed: today's data and rules, said as that, and refused where an input has no history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.periods import local_day
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.rule import Definition
from osuma.engine.segments.timeless import Timeless, timeless
from osuma.workflows.definitions import known, vocabulary
from osuma.workflows.instants import AsOf, resolve

if TYPE_CHECKING:
    from osuma.workflows.session import Session


def refuse_without_history(session: Session, defn: Definition, as_of: str | None) -> None:
    """Refused, with every such condition, where the instant is before the end of the data."""
    if as_of is None or (at := resolve(session, as_of)).current:
        return
    mistakes = [
        Mistake(
            one.path if one.slug == defn.slug else f"{one.slug}: {one.path}",
            "no_history",
            Words(
                f"tiedosta ”{one.field}” on vain nykyinen arvo{_newest(one).fi}, joten sitä, "
                f"ketkä kuuluivat segmenttiin {at.text}, ei voi laskea uudelleen. Silloin tallennetut näet näin: "
                f"--known-at {at.text}.",
                f"of “{one.field}” only today's value is kept{_newest(one).en}, so "
                f"who was in the segment on {at.text} cannot be recomputed. To see what was stored then: "
                f"--known-at {at.text}.",
            ),
        )
        for one in timeless(defn, known(session, defn), vocabulary(session))
    ]
    if mistakes:
        raise Refused(mistakes)


def _newest(one: Timeless) -> Words:
    """Of what year a figure of an area is; nothing of what a company is now."""
    if one.field.startswith("area_"):
        return Words(" (aluetilaston uusin vuosi)", " (the newest year of the area statistics)")
    return Words("", "")


def said(session: Session, as_of: str | None, at: AsOf) -> dict[str, Any]:
    """What kind of answer one about a past instant is; nothing of one about the present."""
    if as_of is None or at.current:
        return {}
    day = numbers.day(local_day(at.instant, session.zone))
    words = Words(
        f"Laskettu uudelleen: nykyiset tiedot ja ehdot tilanteessa {day.fi}. Silloin tallennetut: --known-at.",
        f"Recomputed: today's data and rules as of {day.en}. What was stored then: --known-at.",
    )
    return {"answer": "recomputed", "sentences": [words.plain()]}
