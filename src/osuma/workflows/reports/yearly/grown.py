"""Segments then and now: sizes, who came and left, and what the people of both ends were like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from osuma.engine.periods import Duration, Window, rolling
from osuma.reporting.courses import Size
from osuma.reporting.review import Moves
from osuma.store.membership import history
from osuma.store.membership.history import Point
from osuma.store.membership.portraits import Portrait, portraits
from osuma.store.reach import allowed
from osuma.workflows.asking.options import existing_customer_rule
from osuma.workflows.reports.yearly.stretch import Stretch
from osuma.workflows.segments.recalling import day_of

if TYPE_CHECKING:
    from osuma.store.warehouse import Connection
    from osuma.workflows.asking.session import Session

_YEAR = Window(last=Duration(12, "months"))


@dataclass(frozen=True)
class Grown:
    """Both ends of one segment: the run that told of the first day, or the first after it, and that of the last.

    first, last: their sizes by local day. course: those of every day on which it was computed.
    """

    then: Point
    now: Point
    first: Size
    last: Size
    course: tuple[Size, ...]
    stayed: int | None
    came: int | None
    left: int | None
    moves: tuple[Moves, ...]

    @property
    def compared(self) -> bool:
        return self.then.run_id != self.now.run_id


def grown(session: Session, con: Connection, slug: str, within: Stretch) -> Grown | None:
    """None of a segment that was not computed by the last day."""
    known = [one for one in history.points(con, slug) if one.error is None and one.as_of <= within.now]
    if not known:
        return None
    points = sorted(known, key=lambda one: (one.as_of, one.run_id))
    before = [one for one in points if one.as_of <= within.then]
    shown = [*before[-1:], *(one for one in points if one.as_of > within.then)]
    then, now = shown[0], shown[-1]
    first, last = (Size(day_of(session, end.as_of), end.members) for end in (then, now))
    days = {day_of(session, one.as_of): one.members for one in shown}
    course = tuple(Size(day, days[day]) for day in sorted(days))
    if then.run_id == now.run_id:
        return Grown(then, now, first, last, course, None, None, None, ())
    came, left = history.between(con, slug, then.run_id, now.run_id)
    found = history.causes(con, slug, then.run_id, now.run_id)
    causes = sorted({cause for cause, _ in found})
    moves = tuple(Moves(cause, found.get((cause, 1), 0), found.get((cause, -1), 0)) for cause in causes)
    return Grown(then, now, first, last, course, now.members - len(came), len(came), len(left), moves)


def drifts(
    session: Session, con: Connection, of: Mapping[str, Grown]
) -> dict[str, dict[str, tuple[Decimal | None, Decimal | None]]]:
    """By slug: what the people of both ends were like, of segments of people that can be compared."""
    wanted: dict[datetime, dict[str, int]] = {}
    for slug, one in of.items():
        for end in (one.then, one.now):
            wanted.setdefault(end.as_of, {})[slug] = end.run_id
    keys = [int(key) for (key,) in con.execute("SELECT customer_key FROM customers").fetchall()]
    rule = existing_customer_rule(session.workspace)
    reachable = allowed(con, keys, "email", existing_customers=rule)[1]
    seen: dict[tuple[datetime, str], Portrait] = {}
    for at, runs in wanted.items():
        window = rolling(_YEAR, at.replace(tzinfo=UTC), session.zone)
        found = portraits(con, window, day_of(session, at), runs, reachable)
        seen |= {(at, slug): one for slug, one in found.items()}
    told = {slug: [_figures(seen[end.as_of, slug]) for end in (one.then, one.now)] for slug, one in of.items()}
    return {slug: {code: (then[code], now[code]) for code in then} for slug, (then, now) in told.items()}


def _figures(one: Portrait) -> dict[str, Decimal | None]:
    return {
        "sales": _part(one.net, one.everybody),
        "buyers": _part(one.buyers, one.people),
        "spent": one.spent,
        "silent": one.silent,
        "age": one.age,
        "reach": _part(one.reachable, one.people),
    }


def _part(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001")) if whole else None
