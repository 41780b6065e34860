"""Rows of what people's own deeds tell by their order and times: one after another, a rhythm, a season."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from osuma.engine.errors import Words
from osuma.web.builder import comparing, windows, wording
from osuma.web.builder.about_events import EVENT, filters_fit, of_event
from osuma.web.builder.cells import Cell, Choice, Given, Written, choices
from osuma.web.builder.offer import Offer, words_of
from osuma.workflows.reports.previewing import number_given

_STEP, _LIMIT, _SAME = Words("vaihe", "step"), Words("aikaraja", "time limit"), Words("sama kaikissa", "same in all")
_WAIT = Words("keskeneräiset", "those still in time")
_TIMES, _GAPS = Words("kertaa", "times"), Words("välejä vähintään", "gaps at least")
_MONTHS, _SHARE, _YEARS = Words("kuukautta", "months"), Words("osuus", "share"), Words("vuotta", "years")
#: After the name of a field of a length of time that is not the window's.
WITHIN = "_within"
#: Kinds whose equal values say that two deeds are about one thing.
_TELLING = ("code", "text")
#: Equal of nearly all deeds.
_NOT_TELLING = ("source", "currency")
_KEYS = ("sequence", "within", "same", "window", "so_far", "unknown")


# One after another


def sequence_fits(leaf: Written) -> bool:
    """`{sequence, within, same, window, so_far}`"""
    steps, same = leaf["sequence"], leaf.get("same", [])
    listed = isinstance(steps, list) and all(map(step_fits, steps))
    timed = leaf.get("within") is None or windows.length_of(leaf["within"]) is not None
    named = isinstance(same, str) or (isinstance(same, list) and all(isinstance(one, str) for one in same))
    told = isinstance(leaf.get("so_far", False), bool) and windows.form_of(leaf.get("window")) is not None
    return listed and timed and named and told


def sequence_cells(leaf: Written, on: Offer) -> list[Cell]:
    within = leaf.get("within")
    limit = "within" if within is not None else ""
    found = [Cell("limit", _LIMIT, "choice", limit, choices(wording.LIMITS, limit))]
    if within is not None:
        found += windows.length_cells(WITHIN, within, wording.TIMES_OF, wording.FROM_FIRST)
    found += windows.cells(leaf.get("window"), wording.WHEN)
    boxes, chosen = _shared(leaf, on), _same(leaf)
    if boxes:
        found.append(Cell("same", _SAME, "checks", choices=boxes, chosen=chosen, before=wording.SAME_IN_ALL))
    if "so_far" in leaf or _waits(leaf):
        so_far = "so_far" if leaf.get("so_far") else ""
        found.append(Cell("so_far", _WAIT, "choice", so_far, choices(wording.WAITING, so_far)))
    return found


def _same(leaf: Written) -> tuple[str, ...]:
    same = leaf.get("same") or []
    return (same,) if isinstance(same, str) else tuple(same)


def _waits(leaf: Written) -> bool:
    return bool(leaf["sequence"]) and "without" in leaf["sequence"][-1]


def _shared(leaf: Written, on: Offer) -> tuple[Choice, ...]:
    """What every deed that happens has, and what is chosen already."""
    of_each = [on.properties(str(one["event"])) for one in leaf["sequence"] if "event" in one]
    first: Mapping[str, Any] = of_each[0] if of_each else {}
    common = [
        name for name, one in first.items() if one["kind"] in _TELLING and all(name in all_ for all_ in of_each)
    ]
    named = {name: words_of(first[name]["label"]) for name in common if len(of_each) > 1}
    return choices({**named, **{one: named.get(one, Words(one, one)) for one in _same(leaf)}})


def read_sequence(leaf: Written, given: Given, _on: Offer) -> Written:
    found = windows.read(_limited(leaf, given), given)
    if "same" in given and set(given.many("same")) != set(_same(leaf)):
        chosen = given.many("same")
        found = _without(found, "same") | ({"same": chosen} if chosen else {})
    so_far = given.one("so_far")
    if so_far is not None and bool(so_far) != bool(leaf.get("so_far")):
        found = _without(found, "so_far") | ({"so_far": True} if so_far else {})
    return {key: found[key] for key in (*_KEYS, *(set(found) - set(_KEYS))) if key in found}


def _limited(leaf: Written, given: Given) -> Written:
    limit = given.one("limit")
    if limit is None:
        return leaf
    if not limit:
        return leaf if leaf.get("within") is None else _without(leaf, "within")
    old = leaf.get("within")
    return {**leaf, "within": wording.FIRST_LIMIT if old is None else windows.length(given, WITHIN, str(old))}


def _without(leaf: Written, key: str) -> Written:
    return {one: value for one, value in leaf.items() if one != key}


# One step of them


def step_fits(step: Any) -> bool:
    """`{event, where}` or `{without, where}`"""
    if not isinstance(step, dict) or not set(step) <= {"event", "without", "where"}:
        return False
    heads = [step[key] for key in ("event", "without") if key in step]
    return len(heads) == 1 and isinstance(heads[0], str) and filters_fit(step)


def step_cells(step: Written, on: Offer, *, first: bool, last: bool) -> list[Cell]:
    """first, last: where it stands among the steps."""
    kind = _kind(step)
    event = str(step[kind])
    said = wording.STEPS["first" if first else "last" if last else "between"]
    return [
        Cell("step", _STEP, "choice", kind, choices(said, kind)),
        Cell("event", EVENT, "choice", event, choices(on.events, event)),
    ]


def _kind(step: Written) -> str:
    return "without" if "without" in step else "event"


def read_step(step: Written, given: Given, on: Offer) -> Written:
    old = _kind(step)
    found = of_event(step, given.one("event") or str(step[old]), old, on)
    kind = given.one("step")
    if kind not in ("event", "without") or kind == old:
        return found
    return {kind: found[old], **_without(found, old)}


# Habits


def overdue_fits(leaf: Written) -> bool:
    """`{overdue, times, where, gaps}`"""
    return filters_fit(leaf) and all(_plain(leaf, key) for key in ("overdue", "times", "gaps"))


def _plain(leaf: Written, key: str) -> bool:
    return not isinstance(leaf.get(key), list | dict)


def overdue_cells(leaf: Written, on: Offer) -> list[Cell]:
    event = str(leaf["overdue"])
    times, gaps = comparing.shown(leaf.get("times", 1)), comparing.shown(leaf.get("gaps", 2))
    return [
        Cell("overdue", EVENT, "choice", event, choices(on.events, event)),
        Cell("times", _TIMES, "number", times, before=wording.LATER_BY, after=wording.USUAL_GAP),
        Cell("gaps", _GAPS, "number", gaps, before=wording.GAPS_KNOWN),
    ]


def read_overdue(leaf: Written, given: Given, on: Offer) -> Written:
    found = of_event(leaf, given.one("overdue") or str(leaf["overdue"]), "overdue", on)
    return _numbers(found, given, {"times": 1, "gaps": 2})


def seasonal_fits(leaf: Written) -> bool:
    """`{seasonal, where, months, percent, years}`"""
    return filters_fit(leaf) and all(_plain(leaf, key) for key in ("seasonal", *_SEASON))


_SEASON: Mapping[str, int] = {"months": 3, "percent": 80, "years": 2}


def seasonal_cells(leaf: Written, on: Offer) -> list[Cell]:
    event = str(leaf["seasonal"])
    months, percent, years = (comparing.shown(leaf.get(key, usual)) for key, usual in _SEASON.items())
    return [
        Cell("seasonal", EVENT, "choice", event, choices(on.events, event)),
        Cell("percent", _SHARE, "number", percent, before=wording.AT_LEAST, after=wording.PERCENT_WITHIN),
        Cell("months", _MONTHS, "number", months, after=wording.MONTHS_OF_YEAR),
        Cell("years", _YEARS, "number", years, before=wording.AT_LEAST, after=wording.YEARS_RUNNING),
    ]


def read_seasonal(leaf: Written, given: Given, on: Offer) -> Written:
    found = of_event(leaf, given.one("seasonal") or str(leaf["seasonal"]), "seasonal", on)
    return _numbers(found, given, _SEASON)


def _numbers(leaf: Written, given: Given, usual: Mapping[str, int]) -> Written:
    """The condition with the numbers that a form gave; one that is not written and stays usual is not written."""
    found = leaf
    for key, default in usual.items():
        text = given.one(key)
        if text is not None and text != comparing.shown(leaf.get(key, default)):
            found = {**found, key: number_given(text)}
    return found
