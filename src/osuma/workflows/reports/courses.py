"""Sizes of segments over time, as pictures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from osuma.engine.segments.rule import titles
from osuma.reporting import courses
from osuma.reporting.courses import Size, Step
from osuma.reporting.pictures import Picture
from osuma.store.membership import history
from osuma.workflows.reports import day_notes
from osuma.workflows.segments.definitions import named, stored, titles_of
from osuma.workflows.segments.recalling import day_of

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


def steps(session: Session, slug: str) -> list[Step]:
    """The size of a stored definition or class by day, after its last run; came and left in all runs of the day."""
    with session.warehouse.reader() as con:
        points = [point for point in history.points(con, slug) if point.error is None]
    days: dict[date, Step] = {}
    for one in points:
        day = day_of(session, one.as_of)
        before = days.get(day, Step(day, 0, 0, 0))
        days[day] = Step(day, one.members, before.entered + one.entered, before.left + one.left)
    return [days[day] for day in sorted(days)]


def picture(session: Session, slug: str) -> Picture:
    """Of one definition or class. Misuse where there is none."""
    defn = named(session, slug)
    name = titles_of({defn.slug: defn})[slug]
    notes: dict[date, str] = {}
    for note in day_notes.list_(session)["notes"]:
        day = date.fromisoformat(note["day"])
        notes[day] = f"{notes[day]}; {note['text']}" if day in notes else note["text"]
    return courses.of_one(name, steps(session, slug), notes)


def sizes(session: Session) -> Picture:
    """Of every stored definition side by side; without a row where they were computed on one day alone."""
    with session.warehouse.reader() as con:
        found = []
        for slug, defn in stored(session).items():
            days = {day_of(session, p.as_of): p.members for p in history.points(con, slug) if p.error is None}
            found.append((titles(defn), [Size(day, days[day]) for day in sorted(days)]))
    found.sort(key=lambda one: -one[1][-1].count if one[1] else 0)
    return courses.of_many(found)
