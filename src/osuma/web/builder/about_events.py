"""Rows of what people did: how often and how much, how long ago."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.segments.operators import COUNTED, MEASURES, PICKED
from osuma.web.builder import comparing, windows, wording
from osuma.web.builder.cells import Cell, Given, Written, choices
from osuma.web.builder.offer import Offer, labels

EVENT, MEASURE = Words("teko", "deed"), Words("mitä lasketaan", "what is counted")
_PROPERTY, _WHICH, _OP = Words("tieto", "field"), Words("kumpi kerta", "which time"), Words("vertailu", "comparison")
_BY = Words("minkä mukaan", "by what")
_NUMBERS = ("int", "decimal")
_COUNT: Mapping[str, Any] = {"kind": "int", "codes": {}, "unit": None}


# Events


def event_fits(leaf: Written) -> bool:
    """`{event, where, measure, op, value, window}` of one measure"""
    return measured_of(leaf) is not None and comparing.fits(leaf) and shared_fits(leaf)


def shared_fits(leaf: Written) -> bool:
    """Whether fields can show the filters and the window of what is counted."""
    return filters_fit(leaf) and windows.form_of(leaf.get("window")) is not None


def filters_fit(leaf: Written) -> bool:
    """Whether fields can show the filters of what is counted."""
    where = leaf.get("where") or []
    filtered = isinstance(where, list) and all(isinstance(one, dict) and "property" in one for one in where)
    return filtered and all(map(comparing.fits, where))


def measured_of(leaf: Written) -> str | None:
    """`did`, `never`, `count` or `sum:amount`; None for a measure that fields cannot show."""
    measure = leaf.get("measure", "count")
    if measure == "count":
        if leaf.get("op", "gte") == "gte" and leaf.get("value", 1) == 1:
            return "did"
        return "never" if (leaf.get("op"), leaf.get("value")) == ("eq", 0) else "count"
    if isinstance(measure, dict) and len(measure) == 1 + ("mode" in measure and "by" in measure):
        kind, name = next((one for one in measure.items() if one[0] != "by"), ("", None))
        if not isinstance(measure.get("by", ""), str):
            return None
        return f"{kind}:{name}" if kind in wording.MEASURES and isinstance(name, str) else None
    return None


def event_cells(leaf: Written, on: Offer) -> list[Cell]:
    event, measured = str(leaf["event"]), measured_of(leaf) or "did"
    found = [
        Cell("event", EVENT, "choice", event, choices(on.events, event)),
        Cell("measure", MEASURE, "choice", measured, choices(measures(on, event), measured)),
    ]
    if measured not in ("did", "never"):
        name = measured.partition(":")[2]
        found += _weighed_cells(leaf, event, measured, on)
        figure, allowed = _figure(on, event, measured), None if _picked(measured) else COUNTED
        found += comparing.cells(_compared(leaf), figure, lambda: on.values(name, event), operators=allowed)
    return [*found, *windows.cells(leaf.get("window"), wording.WHEN)]


def _picked(measured: str) -> bool:
    """Whether what is measured is one of the values, which may be missing."""
    return measured.partition(":")[0] in PICKED


def _weighed_cells(leaf: Written, event: str, measured: str, on: Offer) -> list[Cell]:
    """By what the commonest value is told."""
    if not measured.startswith("mode:"):
        return []
    by, figures = _by(leaf), {key: one for key, one in on.properties(event).items() if one["kind"] in _NUMBERS}
    said = {
        key: Words(wording.MOST_OF.fi + one.fi, wording.MOST_OF.en + one.en) for key, one in labels(figures).items()
    }
    return [Cell("by", _BY, "choice", by, choices({"": wording.MOST_ROWS, **said}, by))]


def _by(leaf: Written) -> str:
    measure = leaf.get("measure")
    return str(measure.get("by", "")) if isinstance(measure, dict) else ""


def _compared(leaf: Written) -> Written:
    return {"op": "gte", "value": 1, **leaf} if "op" not in leaf else leaf


def measures(on: Offer, event: str) -> dict[str, Words]:
    """What can be measured of an event type, as `measured_of` names it."""
    found = {"did": wording.DID, "never": wording.NEVER, "count": wording.COUNT}
    for kind, said in wording.MEASURES.items():
        for name, one in on.properties(event).items():
            if one["kind"] in MEASURES[kind]:
                label = one["label"]
                found[f"{kind}:{name}"] = Words(f"{said.fi}: {label['fi']}", f"{said.en}: {label['en']}")
    return found


def _figure(on: Offer, event: str, measured: str) -> Mapping[str, Any]:
    """The field whose values the measure is compared with."""
    kind, _, name = measured.partition(":")
    if kind in ("count", "distinct", "did", "never"):
        return _COUNT
    field = on.property(event, name)
    return field if kind in PICKED else {**field, "codes": {}}


def read_event(leaf: Written, given: Given, on: Offer) -> Written:
    event, old = given.one("event") or str(leaf["event"]), measured_of(leaf) or "did"
    found = of_event(leaf, event, "event", on)
    chosen = given.one("measure") or old
    if (event, chosen) != (leaf["event"], old) and chosen not in measures(on, event):
        chosen = "did"
    if chosen != old or chosen in ("did", "never"):
        found = _rewritten(found, chosen, old, on)
    else:
        found = _weighed(found, given.one("by"))
        compared = {key: given.fields[key] for key in ("op", "value", "more", "low", "high") if key in given}
        kind = str(_figure(on, event, chosen)["kind"])
        if compared:
            found = comparing.read(_compared(found), Given(compared), kind)
    return ordered(windows.read(found, given))


def _weighed(leaf: Written, by: str | None) -> Written:
    """The commonest value told by a figure, or by the rows."""
    if by is None or by == _by(leaf) or "mode" not in leaf.get("measure", ()):
        return leaf
    return {**leaf, "measure": {"mode": leaf["measure"]["mode"], **({"by": by} if by else {})}}


def _rewritten(leaf: Written, chosen: str, old: str, on: Offer) -> Written:
    if chosen == old:
        return leaf
    kept = {key: value for key, value in leaf.items() if key not in ("measure", "op", "value")}
    kind, _, name = chosen.partition(":")
    if kind == "did":
        return kept
    if kind == "never":
        return {**kept, "op": "eq", "value": 0}
    if kind == "count":
        return {**kept, "op": "gte", "value": 2}
    figure = _figure(on, str(leaf["event"]), chosen)
    compared: Written = {"op": comparing.FIRST.get(str(figure["kind"]), "eq")}
    if (
        "op" in leaf
        and str(figure["kind"]) in ("int", "decimal")
        and old.partition(":")[0] in ("sum", "avg", "min", "max")
    ):
        compared = {key: leaf[key] for key in ("op", "value") if key in leaf}
    return {**kept, "measure": {kind: name}, **compared}


def of_event(leaf: Written, event: str, key: str, on: Offer) -> Written:
    """The leaf of an event type, without what it has not."""
    if event == leaf[key]:
        return leaf
    there = on.properties(event)
    found = {**leaf, key: event}
    if "where" in leaf:
        kept = [one for one in leaf["where"] if {one["property"], one.get("other") or one["property"]} <= set(there)]
        found = {k: v for k, v in found.items() if k != "where"} | ({"where": kept} if kept else {})
    measure = leaf.get("measure")
    if isinstance(measure, dict) and not set(measure.values()) <= set(there):
        found = {k: v for k, v in found.items() if k not in ("measure", "op", "value")}
    return found


_KEYS = ("event", "where", "measure", "op", "value", "window", "unknown")


def ordered(leaf: Written) -> Written:
    """The keys as the language orders them."""
    return {key: leaf[key] for key in (*_KEYS, *(set(leaf) - set(_KEYS))) if key in leaf}


# The last and the first time


def recency_fits(leaf: Written) -> bool:
    """`{recency, which, op, value}`"""
    return windows.form_of({"last": leaf.get("value")}) is not None and shared_fits(leaf)


def recency_cells(leaf: Written, on: Offer) -> list[Cell]:
    event, which = str(leaf["recency"]), str(leaf.get("which", "last"))
    op = str(leaf.get("op", "lte"))
    *_, n, time = windows.cells({"before": leaf["value"]}, wording.WHEN)
    return [
        Cell("recency", EVENT, "choice", event, choices(on.events, event)),
        Cell("which", _WHICH, "choice", which, choices(wording.WHICH, which)),
        Cell("op", _OP, "choice", op, choices(wording.AGO, op)),
        n,
        time,
    ]


def read_recency(leaf: Written, given: Given, on: Offer) -> Written:
    found = of_event(leaf, given.one("recency") or str(leaf["recency"]), "recency", on)
    which = given.one("which")
    if which is not None and which != leaf.get("which", "last"):
        found = {key: value for key, value in found.items() if key != "which"}
        found |= {"which": which} if which == "first" else {}
    if given.one("op"):
        found = {**found, "op": given.one("op")}
    return {**found, "value": windows.length(given, "", str(leaf["value"]))}
