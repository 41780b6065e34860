"""Windows in words, with their bounds as a reader reads them: both ends included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.periods import (
    TICK,
    Duration,
    Window,
    bounds,
    date_bounds,
    local_day,
    past_bounds,
    printed,
)
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.words import EMPTY, data, frame, glue, has_frame, pair


@dataclass(frozen=True)
class Span:
    """A window in words. during: when it happened; into: for "not in 90 days"; of: the period of a figure.

    bounds: the dates, empty where the words already are dates. past: whether the window is over at `as_of`.
    """

    during: Words
    into: Words
    of: Words
    bounds: Words
    past: bool = False

    def with_bounds(self, form: str) -> Words:
        """`viimeisten 90 päivän aikana (22.8.–19.11.2026)`."""
        words: Words = getattr(self, form)
        return glue(words, brackets(self.bounds))


def brackets(words: Words) -> Words:
    """` (…)`, or nothing."""
    return glue(" (", words, ")") if words.fi else EMPTY


def forms(duration: Duration) -> dict[str, Words]:
    """The slots of a duration for frames: n, one, some, into, of (Finnish); d (`90 days`, `day`), a (`1 day`)."""
    unit = data("time")["units"][duration.unit]
    n = numbers.number(duration.n)
    single = duration.n == 1
    spelled = Words(
        fi=f"{n.fi} {unit['fi']['one' if single else 'some']}",
        en=unit["en"]["one"] if single else f"{n.en} {unit['en']['many']}",
    )
    with_number = Words(fi=spelled.fi, en=f"1 {spelled.en}" if single else spelled.en)
    return {"n": n, "d": spelled, "a": with_number, **_finnish(unit["fi"])}


def _finnish(unit: dict[str, str]) -> dict[str, Words]:
    return {form: Words(fi=unit[form], en="") for form in ("one", "some", "into", "of")}


def event_span(window: Window, context: ExplainContext) -> Span:
    """A window over what happened: nothing after `as_of` counts."""
    at = (context.as_of, context.zone, context.fiscal_year_start_month)
    low, high = past_bounds(window, *at)
    # a period that has only begun, or lies ahead, is named by all of its days
    found = bounds(window, *at) if low is not None and high is not None and high <= low + TICK else (low, high)
    return _worded(window, _shown(window, *found, context), context)


def date_span(window: Window, context: ExplainContext) -> Span:
    """A window over dates: today is included both ways."""
    today = local_day(context.as_of, context.zone)
    return _worded(window, _days(*date_bounds(window, today, context.fiscal_year_start_month)), context)


def instant_span(window: Window, context: ExplainContext) -> Span:
    """A window over instants that may also lie ahead."""
    found = bounds(window, context.as_of, context.zone, context.fiscal_year_start_month)
    return _worded(window, _shown(window, *found, context), context)


def _shown(window: Window, low: datetime | None, high: datetime | None, context: ExplainContext) -> Words:
    if any(duration.unit in ("minutes", "hours") for duration in durations(window)):
        return _moments(low, high, context)
    return _days(*printed(low, high, context.zone))


def durations(window: Window) -> tuple[Duration, ...]:
    """The durations that a window is made of."""
    single = (window.last, window.next, window.before, window.beyond)
    pairs = (*(window.ago or ()), *(window.ahead or ()))
    return tuple(duration for duration in (*single, *pairs) if duration is not None)


def _moments(low: datetime | None, high: datetime | None, context: ExplainContext) -> Words:
    first, last = (
        instant.replace(tzinfo=UTC).astimezone(context.zone) if instant is not None else None
        for instant in (low, high)
    )
    if first is not None and last is not None:
        return numbers.moments(first, last)
    return frame("span.open_end", b=numbers.moment(last)) if last is not None else EMPTY


def _days(first: date | None, last: date | None) -> Words:
    if first is not None and last is not None:
        return numbers.days(first, last)
    if last is not None:
        return frame("span.open_end", b=numbers.day(last))
    return frame("span.open_start", b=numbers.day(first)) if first is not None else EMPTY


def _worded(window: Window, dates: Words, context: ExplainContext) -> Span:
    match window:
        case Window(last=Duration() as far):
            return _framed(_by_number("last", far), dates, forms(far))
        case Window(next=Duration() as far):
            return _framed(_by_number("next", far), dates, forms(far))
        case Window(ago=(far, near)):
            return _framed("ago", dates, _two(far, near), past=True)
        case Window(before=Duration() as near):
            return _framed(_by_number("before", near), dates, forms(near), past=True)
        case Window(ahead=(near, far)):
            return _framed("ahead", dates, _two_ahead(near, far))
        case Window(beyond=Duration() as near):
            return _framed("beyond", dates, forms(near))
        case Window(calendar=str() as period):
            return _calendar(period, window.offset, dates)
        case _:
            return _fixed(window, context)


def _by_number(key: str, duration: Duration) -> str:
    one = f"{key}_one"
    return one if duration.n == 1 and has_frame(f"span.{one}.during") else key


def _two(far: Duration, near: Duration) -> dict[str, Words]:
    # 90–30 päivää sitten; 12 kuukautta – 30 päivää sitten
    first, last = forms(far)["a"], forms(near)["a"]
    same = far.unit == near.unit
    begin = numbers.number(far.n).fi if same else f"{first.fi} "
    return {"far": Words(fi=begin, en=first.en), "near": Words(fi=last.fi if same else f" {last.fi}", en=last.en)}


def _two_ahead(near: Duration, far: Duration) -> dict[str, Words]:
    # 7–30 päivän päästä; 1 kuukauden – 90 päivän päästä
    first, last = forms(near), forms(far)
    begin = first["n"].fi if near.unit == far.unit else f"{first['n'].fi} {first['of'].fi} "
    end = f"{'' if near.unit == far.unit else ' '}{last['n'].fi} {last['of'].fi}"
    return {"near": Words(fi=begin, en=first["a"].en), "far": Words(fi=end, en=last["a"].en)}


def _framed(key: str, dates: Words, slots: dict[str, Any], *, past: bool = False) -> Span:
    during, into, of = (frame(f"span.{key}.{form}", **slots) for form in ("during", "into", "for"))
    return Span(during, into, of, dates, past)


def _calendar(period: str, offset: int, dates: Words) -> Span:
    entry = data("time")["calendar"][period]
    if str(offset) in entry:
        words = entry[str(offset)]
        during, of = pair(words["during"]), pair(words["for"])
    else:
        slots: dict[str, Any] = {"n": numbers.number(abs(offset)), "unit": pair(entry["far"])}
        key = "far_past" if offset < 0 else "far_next"
        during, of = frame(f"span.{key}.during", **slots), frame(f"span.{key}.for", **slots)
    return Span(during, during, of, dates, past=offset < 0)


def _fixed(window: Window, context: ExplainContext) -> Span:
    today = local_day(context.as_of, context.zone)
    past = window.until is not None and window.until < today
    match window:
        case Window(since=date() as first, until=date() as last):
            key, b = "fixed_day" if first == last else "fixed", numbers.days(first, last)
        case Window(since=date() as first):
            key, b = "since", numbers.day(first)
        case Window(until=date() as last):
            key, b = "until", numbers.day(last)
        case _:
            return Span(EMPTY, EMPTY, EMPTY, EMPTY)
    return _framed(key, EMPTY, {"b": b}, past=past)
