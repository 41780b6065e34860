"""Of which day a figure is: said with every one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.periods import local_day
from osuma.engine.segments.explain import numbers
from osuma.store.membership import history
from osuma.workflows.asking.instants import AsOf, data_end
from osuma.workflows.segments.recalling import day_of
from osuma.workflows.segments.recomputing import before_all

if TYPE_CHECKING:
    from osuma.store.warehouse import Connection
    from osuma.workflows.asking.session import Session


def dated(session: Session, at: AsOf) -> dict[str, Any]:
    """The instant of a question and the last day with data, as they are and as a sentence."""
    told = _told([local_day(at.instant, session.zone)], at.data_end)
    for words in before_all(session, at):
        told["dated"] = words.plain()
    return {"as_of": at.text, **told}


def stored_runs(session: Session, con: Connection, slugs: Sequence[str] | None = None) -> dict[str, Any]:
    """Of which days stored members are: of some segments and classes, or of all."""
    runs = [as_of for slug, _, as_of in history.last_runs(con) if slugs is None or slug in slugs]
    return _told(sorted({day_of(session, one) for one in runs}), data_end(session), computed=True)


def _told(days: Sequence[date], end: date | None, *, computed: bool = False) -> dict[str, Any]:
    until = None if end is None else numbers.day(end)
    data = (
        Words(f"tiedot {until.fi} asti", f"data up to {until.en}")
        if until
        else Words("tapahtumia ei ole", "no events yet")
    )
    if not days or (days == [end] and not computed):
        said = data
    else:
        of = _between(days)
        said = (
            Words(f"laskettu tilanteesta {of.fi}; {data.fi}", f"computed as of {of.en}; {data.en}")
            if computed
            else Words(f"tilanne {of.fi}; {data.fi}", f"as of {of.en}; {data.en}")
        )
    sentence = Words(f"{said.fi[:1].upper()}{said.fi[1:]}.", f"{said.en[:1].upper()}{said.en[1:]}.")
    return {"data_end": None if end is None else end.isoformat(), "dated": sentence.plain()}


def _between(days: Sequence[date]) -> Words:
    first, last = numbers.day(days[0]), numbers.day(days[-1])
    return first if days[0] == days[-1] else Words(f"{first.fi} – {last.fi}", f"{first.en} – {last.en}")
