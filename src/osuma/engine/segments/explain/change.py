"""What has changed in a segment since a day: who came, who left, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from osuma.engine.errors import Words
from osuma.engine.periods import Duration, local_day
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.explain.companies import of_unit
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.forms import forms_of
from osuma.engine.segments.explain.leaves import title_of
from osuma.engine.segments.explain.spans import forms
from osuma.engine.segments.explain.values import field_of
from osuma.engine.segments.explain.words import counted, frame, join, sentence

Direction = Literal["entered", "left"]
CauseCode = Literal[
    "window", "lapsed", "refund", "event", "attribute", "consent", "time", "rank", "member", "late", "behaviour",
    "definition", "merge", "first",
]  # fmt: skip


@dataclass(frozen=True)
class Cause:
    """Why `n` people moved. event, duration: what fell out of which window, or what is new. field: which.

    member: the other segment whose members changed.
    """

    code: CauseCode
    n: int
    direction: Direction = "left"
    event: str | None = None
    duration: Duration | None = None
    field: str | None = None
    member: str | None = None


def explain_change(
    entered: int, left: int, since: date, causes: Sequence[Cause], context: ExplainContext
) -> tuple[Words, ...]:
    """One sentence for those who left, one for those who came; one that says so where nobody did.

    They are of the unit of the context.
    """
    nobody = "change.nobody" if context.unit == "customers" else "change.no_company"
    moves: tuple[tuple[Direction, int], ...] = (("left", left), ("entered", entered))
    said = [_move(direction, n, since, causes, context) for direction, n in moves if n]
    return tuple(said) or (sentence(_since(frame(nobody), since, context)),)


def _move(direction: Direction, n: int, since: date, causes: Sequence[Cause], context: ExplainContext) -> Words:
    moved = _since(counted(f"change.{direction}", n, n=numbers.number(n)), since, context)
    why = [_cause(cause, context) for cause in causes if cause.direction == direction and cause.n]
    said = frame("change.because", s=moved, why=_listed(why)) if why else moved
    return sentence(of_unit(said, context.unit))


def _listed(why: list[Words]) -> Words:
    # English clauses with "for 290 …" stand side by side; Finnish joins them
    return Words(fi=join(why).fi, en=", ".join(words.en for words in why))


def _since(said: Words, since: date, context: ExplainContext) -> Words:
    same_year = since.year == local_day(context.as_of, context.zone).year
    day = numbers.short_day(since) if same_year else numbers.day(since)
    return frame("change.since", s=said, weekday=numbers.weekday(since), day=day)


def _cause(cause: Cause, context: ExplainContext) -> Words:
    slots: dict[str, Words] = {"n": numbers.number(cause.n)}
    if cause.event is not None:
        slots["one"] = forms_of(cause.event, (), context).form("one")
    if cause.field is not None:
        slots["label"] = field_of(cause.field, context, context.unit).label
    if cause.member is not None:
        slots["v"] = title_of(cause.member, context)
    key = f"change.cause.{cause.code}"
    if cause.duration is None:
        return frame(key, **slots)
    unit = forms(cause.duration)
    slots |= {"count": unit["n"], "of": unit["of"], "d": unit["d"]}
    return counted(key, cause.duration.n, **slots)
