"""Membership as it was known: what was stored then, whatever has been learned since."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.periods import local_day, naive_utc
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.rule import Unit
from osuma.store.membership import history
from osuma.store.membership.history import Point, Recalled
from osuma.workflows.asking.instants import resolve
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments.sized import sized

if TYPE_CHECKING:
    from osuma.store.warehouse import Connection
    from osuma.workflows.asking.session import Session


@verb("segments.known_members")
def known_members(session: Session, slug: str, known_at: str, limit: int | None = None) -> dict[str, Any]:
    """Who was in a stored segment or class after the last run whose instant is not later, as it was stored then.

    members: today's external ids of those people. count: people then. joined, gone: how many of them have since
    become one person with another member, and how many have no record any more.
    """
    from osuma.catalog import audit

    with session.warehouse.reader() as con:
        point = run_at(session, con, slug, known_at)
        keys = history.members_at(con, slug, point.run_id)
        unit = history.unit_of(con, slug)
        people = history.people_today(con, keys, unit)
    audit.record(session.workspace, session.who, "segments.known_members", {"slug": slug, "count": len(keys)})
    return {
        "answer": "as_known",
        "slug": slug,
        "run_id": point.run_id,
        "as_of": day_of(session, point.as_of).isoformat(),
        "count": len(keys),
        "joined": people.joined,
        "gone": people.gone,
        "members": people.externals if limit is None else people.externals[:limit],
        "sentences": [words.plain() for words in _said(session, point, len(keys), people, unit)],
    }


def run_at(session: Session, con: Connection, slug: str, text: str) -> Point:
    """The run that told how things were on a day; Misuse where the segment had not been stored by then."""
    instant = naive_utc(resolve(session, text).instant)
    found = history.known_at(con, slug, instant)
    if found is None:
        raise _nothing_then(session, slug, text, history.points(con, slug))
    return found


def newest_run(con: Connection, slug: str) -> Point:
    """The last run of all, also one as of an instant that is still to come; Misuse where there is none."""
    found = history.points(con, slug)
    if not found:
        raise _never(slug)
    return found[-1]


def day_of(session: Session, instant: datetime) -> date:
    """The local day of a stored instant."""
    return local_day(instant.replace(tzinfo=UTC), session.zone)


def _nothing_then(session: Session, slug: str, text: str, points: list[Point]) -> Misuse:
    if not points:
        return _never(slug)
    first = numbers.day(day_of(session, min(point.as_of for point in points)))
    return Misuse(
        Words(
            f"Segmentistä ”{slug}” ei ollut vielä mitään tallessa {text}: ensimmäinen tilanne on {first.fi}. "
            f"Uudelleen laskettuna: --as-of {text}.",
            f"Nothing of the segment “{slug}” was stored by {text}: its first state is of {first.en}. "
            f"Recomputed: --as-of {text}.",
        ),
        "not_stored_then",
    )


def _never(slug: str) -> Misuse:
    return Misuse(
        Words(
            f"Segmenttiä ”{slug}” ei ole laskettu kertaakaan. Laske ensin: osuma segments refresh",
            f"The segment “{slug}” was never computed. First run: osuma segments refresh",
        ),
        "never_refreshed",
    )


def _said(session: Session, point: Point, count: int, people: Recalled, unit: Unit) -> list[Words]:
    day = numbers.day(day_of(session, point.as_of))
    those = sized(count, unit)
    said = [
        Words(
            f"Silloin tallennettu (ajo {point.run_id}, tilanne {day.fi}): {those.fi}.",
            f"As known then (run {point.run_id}, as of {day.en}): {those.en}.",
        )
    ]
    if point.error is not None:
        said.append(
            Words(
                "Silloin segmenttiä ei voitu laskea; siihen kuuluvat ovat edellisestä laskennasta.",
                "The segment could not be computed then; the members are those of the run before.",
            )
        )
    if people.joined:
        joined = numbers.number(people.joined)
        said.append(
            Words(
                f"Heistä {joined.fi} on sittemmin yhdistetty toiseen segmenttiin kuuluvaan.",
                f"Of them, {joined.en} have since been joined with another member.",
            )
        )
    if people.gone:
        gone = numbers.number(people.gone)
        said.append(Words(f"Heistä {gone.fi}:n tiedot on sittemmin poistettu.", f"Of {gone.en} no record is left."))
    return said
