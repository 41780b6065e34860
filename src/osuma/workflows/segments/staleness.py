"""Old data under a "did not" condition: it makes the condition true by itself, so it warns and holds files back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.periods import local_day
from osuma.engine.segments.absence import Absence, absences
from osuma.engine.segments.explain import ExplainContext, explain_node, numbers
from osuma.engine.segments.rule import Definition, Event
from osuma.engine.tables.company_views import DEAL_EVENTS
from osuma.workflows.asking.instants import AsOf, last_day, last_of_deals, resolve
from osuma.workflows.segments import contexts
from osuma.workflows.segments.all_history import counts_all
from osuma.workflows.segments.definitions import known
from osuma.workflows.segments.unmet import unmet
from osuma.workflows.segments.unordered import unordered
from osuma.workflows.segments.untold import untold

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

#: Data older than this deserves a warning: "has not bought in 90 days" grows by itself.
STALE_DAYS = 8
#: Event types whose rows come in tables that are not named after them, or that are as fresh as their orders: a shop
#: where nothing is returned for a month has no gap in its data.
_TABLES = {
    "sale": ("event_order",),
    "order_placed": ("event_order",),
    "refund": ("event_refund", "event_order"),
}


@dataclass(frozen=True)
class Stale:
    """One "did not" condition whose data ends too early. end: last local day of its event type, None where there is
    no such row at all. condition: in words, without a full stop."""

    absence: Absence
    condition: Words
    end: date | None

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        said = self.words
        return {
            "code": "stale",
            "slug": self.absence.slug,
            "event": self.absence.event,
            "data_end": None if self.end is None else self.end.isoformat(),
            "fi": said.fi,
            "en": said.en,
        }

    @property
    def words(self) -> Words:
        """What is wrong, as one sentence."""
        if self.end is None:
            return Words(
                f"Ehto ”{self.condition.fi}”: siitä ei ole tuotu yhtään tietoa, joten ehto ei kerro mitään.",
                f"The condition “{self.condition.en}”: no data on it has been imported, so it says nothing.",
            )
        end = numbers.day(self.end)
        return Words(
            f"Ehto ”{self.condition.fi}”: tiedot päättyvät {end.fi}. Sen jälkeiset tapahtumat puuttuvat, "
            "joten joukossa voi olla asiakkaita, jotka eivät enää kuulu siihen.",
            f"The condition “{self.condition.en}”: the data ends on {end.en}. What happened after that is missing, "
            "so there may be people who no longer belong here.",
        )


def told(session: Session, defn: Definition, at: AsOf) -> dict[str, Any]:
    """What every figure of a definition says of its data: the day on which it ends, what is too old, what has no
    order, what counts all history, what nothing that was imported tells of, and values that nobody has."""
    return {
        "data_end": None if at.data_end is None else at.data_end.isoformat(),
        "warnings": [
            *(one.plain for one in stale(session, defn, at)),
            *unordered(session, defn, at),
            *counts_all(session, defn, at),
            *untold(session, defn, at),
            *unmet(session, defn, at),
        ],
    }


def refuse(session: Session, defn: Definition, on_purpose: str | None) -> list[Stale]:
    """The stale conditions of what is about to leave Osuma. Refused where there are any and no reason is given."""
    found = stale(session, defn, resolve(session))
    if found and not (on_purpose or "").strip():
        raise Refused([Mistake("", "stale", _way_out(one)) for one in found], code="stale")
    return found


def stale(session: Session, defn: Definition, at: AsOf) -> list[Stale]:
    """The "did not" conditions of a definition, and of those that it refers to, that too old data makes true."""
    definitions = known(session, defn)
    return stale_among(session, absences(defn, definitions), definitions, at)


def stale_among(
    session: Session, found: Sequence[Absence], definitions: Mapping[str, Definition], at: AsOf
) -> list[Stale]:
    """Those of some "did not" conditions that too old data makes true.

    The age is that of the event type which the condition reads. A question that is asked as of an instant which the
    data reaches is answered in full, and so is a condition on days that the data reaches. Samples are old by nature.
    """
    if "kind" in stated_of(session):
        return []
    asked = min(at.instant, session.now()) if not at.is_default else session.now()
    ends = {event: _end(session, event) for event in {one.event for one in found}}
    old = [one for one in found if _is_old(one, ends[one.event], asked, session)]
    if not old:
        return []
    context = contexts.of_names(session, at, definitions)
    return [Stale(one, _condition(one, context), ends[one.event]) for one in old]


def stated_of(session: Session) -> dict[str, Any]:
    """What a sample says of its data; empty for a company's own."""
    from osuma.catalog import settings_store

    found: dict[str, Any] = settings_store.get(session.workspace, "report_label", {})
    return found


def _end(session: Session, event: str) -> date | None:
    if event in DEAL_EVENTS:
        return last_of_deals(session)
    return last_day(session.warehouse, _TABLES.get(event, (f"event_{event}",)))


def _is_old(one: Absence, end: date | None, asked: datetime, session: Session) -> bool:
    needed = local_day(asked, session.zone)
    window = one.leaf.window if isinstance(one.leaf, Event) else None
    if window is not None and window.until is not None:
        needed = min(needed, window.until)
        if end is not None and end >= needed:
            return False
    return end is None or (needed - end).days > STALE_DAYS


def _condition(one: Absence, context: ExplainContext) -> Words:
    return explain_node(one.said, context).short


def _way_out(one: Stale) -> Words:
    said = one.words
    return Words(
        f"{said.fi} Listaa ei voi ladata. Tuo uudemmat tiedot (osuma import TIEDOSTO) tai anna syy: "
        '--stale-on-purpose "syy" (jää muutoslokiin).',
        f"{said.en} The list is not handed out. Import newer data (osuma import FILE) or give a reason: "
        '--stale-on-purpose "reason" (kept in the change log).',
    )
