"""Rows of what is known of a customer, a company or an area: fields, days, permissions, other segments, distance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.features.reach import GROUNDS
from osuma.engine.segments.explain.words import frame
from osuma.engine.tables.people import LISTED, METHODS
from osuma.web.builder import comparing, windows, wording
from osuma.web.builder.cells import Cell, Choice, Given, Written, choices, listed, one_or_many
from osuma.web.builder.offer import Offer, labels
from osuma.workflows.lists.reach_words import REASONS
from osuma.workflows.reports.previewing import number_given

_FIELD, _DAY = Words("tieto", "field"), Words("päivä", "day")
_CHANNEL, _STATE, _PURPOSE = Words("kanava", "channel"), Words("tila", "state"), Words("tarkoitus", "purpose")
_GROUND, _MEMBER = Words("peruste", "ground"), Words("segmentti", "segment")
_FROM, _TO = Words("vanha arvo", "old value"), Words("uusi arvo", "new value")
_SOURCE, _METHOD = Words("lähde", "source"), Words("miten lupa annettiin", "how it was given")
_REASON = Words("syy", "reason")
_TWICE = Words("vahvistettu tilaus", "double opt-in")
_POSTCODE, _KM = Words("postinumero", "postcode"), Words("kilometriä", "kilometres")
#: After the name of a field whose yearly day is meant.
YEARLY = "*"


def property_fits(leaf: Written) -> bool:
    """`{property, op, value}` or `{property, op, other}`"""
    return comparing.fits(leaf)


def property_cells(leaf: Written, on: Offer) -> list[Cell]:
    name = str(leaf["property"])
    field = on.field(name)
    area = bool(field.get("area"))
    fields = labels(on.fields(area=area))
    beside = comparing.alike({**on.fields(), **on.fields(area=True)}, name)
    compared = comparing.cells(leaf, field, lambda: on.values(name), beside)
    return [Cell("property", _FIELD, "choice", name, choices(fields, name)), *compared]


def read_property(leaf: Written, given: Given, on: Offer) -> Written:
    old, name = str(leaf["property"]), given.one("property") or str(leaf["property"])
    before = None if name == old else str(on.field(old)["kind"])
    return comparing.read({**leaf, "property": name}, given, str(on.field(name)["kind"]), before)


def date_fits(leaf: Written) -> bool:
    """`{date, anniversary, window}`"""
    return windows.form_of(leaf.get("window")) not in (None, "")


def date_cells(leaf: Written, on: Offer) -> list[Cell]:
    yearly = leaf.get("anniversary") is True
    name = f"{leaf['date']}{YEARLY if yearly else ''}"
    forms = {form: said for form, said in wording.AHEAD.items() if not yearly or form in wording.YEARLY}
    day = Cell("date", _DAY, "choice", name, choices(_days(on), name))
    return [day, *windows.cells(leaf["window"], forms)]


def _days(on: Offer) -> dict[str, Words]:
    found = {}
    for name, one in on.fields().items():
        if one["kind"] in ("date", "instant"):
            if one["anniversary"]:
                found[f"{name}{YEARLY}"] = Words(one["anniversary"]["fi"], one["anniversary"]["en"])
            found[name] = Words(one["label"]["fi"], one["label"]["en"])
    return found


def read_date(leaf: Written, given: Given, _on: Offer) -> Written:
    name = given.one("date") or f"{leaf['date']}{YEARLY if leaf.get('anniversary') else ''}"
    kept = {key: value for key, value in leaf.items() if key not in ("date", "anniversary")}
    yearly: dict[str, Any] = {"anniversary": True} if name.endswith(YEARLY) else {}
    found = windows.read({"date": name.removesuffix(YEARLY), **yearly, **kept}, given)
    form = windows.form_of(found.get("window"))
    if not form or (yearly and form not in wording.YEARLY):
        found["window"] = {"next": "14 days"}
    return found


#: What is asked of how and when consent was given, beside whether it is.
_OF_STATEMENTS = ("window", "source", "method", "double_opt_in")


def consent_fits(leaf: Written) -> bool:
    """`{consent, state, purpose}`, with `{window, source, method, double_opt_in}`"""
    plain = all(isinstance(leaf.get(key, ""), str) for key in ("consent", "state", "purpose"))
    plain = plain and _texts(leaf.get("source")) and _texts(leaf.get("method"))
    told = isinstance(leaf.get("double_opt_in", True), bool)
    return plain and told and windows.form_of(leaf.get("window")) is not None


def _texts(value: Any) -> bool:
    return all(isinstance(one, str) for one in listed(value))


def consent_cells(leaf: Written, on: Offer) -> list[Cell]:
    channel, state = str(leaf["consent"]), str(leaf.get("state", "granted"))
    found = [
        Cell("consent", _CHANNEL, "choice", channel, choices(wording.CHANNELS, channel)),
        Cell("state", _STATE, "choice", state, choices(wording.STATES, state)),
    ]
    found += _purpose_cells(leaf)
    return found + _statement_cells(leaf, on) if set(_OF_STATEMENTS) & set(leaf) else found


def _statement_cells(leaf: Written, on: Offer) -> list[Cell]:
    twice = comparing.shown(leaf.get("double_opt_in"))
    known = {one: Words(one, one).plain() for one in on.consent_sources}
    sources, more = comparing.checks(leaf.get("source"), {"codes": known}, lambda: (), "source")
    methods = {one: frame(f"stated.method.{one}") for one in METHODS}
    return [
        *windows.cells(leaf.get("window"), wording.WHEN),
        replace(sources, label=_SOURCE, before=wording.OF_SOURCES),
        more,
        replace(_boxes("method", _METHOD, methods, leaf), before=wording.IN_WAYS),
        Cell("twice", _TWICE, "choice", twice, choices(wording.TWICE, twice)),
    ]


def _boxes(name: str, label: Words, said: Mapping[str, Words], leaf: Written) -> Cell:
    """Boxes of what is known beforehand, and of what is written beside it; none ticked is any of them."""
    chosen = tuple(listed(leaf.get(name)))
    named = {**said, **{one: said.get(one, Words(one, one)) for one in chosen}}
    return Cell(name, label, "checks", choices=choices(named), chosen=chosen, before=label)


def read_consent(leaf: Written, given: Given, _on: Offer) -> Written:
    found = {**leaf, **{key: given.one(key) for key in ("consent", "state", "purpose") if given.one(key)}}
    found = one_or_many(one_or_many(found, given, "source", "more"), given, "method")
    twice = given.one("twice")
    if twice is not None and twice != comparing.shown(leaf.get("double_opt_in")):
        found = _with(found, "double_opt_in", comparing.typed(twice, "bool"))
    return windows.read(found, given)


def _with(leaf: Written, key: str, value: Any) -> Written:
    """The condition with a key; without it where nothing was given for it."""
    kept = {one: old for one, old in leaf.items() if one != key}
    return kept if value == "" else {**kept, key: value}


def reach_fits(leaf: Written) -> bool:
    """`{reach, ground, purpose}`"""
    return isinstance(leaf["reach"], str) and _texts(leaf.get("ground")) and isinstance(leaf.get("purpose", ""), str)


def reach_cells(leaf: Written, _on: Offer) -> list[Cell]:
    channel = str(leaf["reach"])
    grounds = {one: wording.GROUNDS[one] for one in GROUNDS.get(channel, ())}
    return [
        Cell("reach", _CHANNEL, "choice", channel, choices(wording.CHANNELS, channel)),
        replace(_boxes("ground", _GROUND, grounds, leaf), before=wording.ON_GROUNDS),
        *_purpose_cells(leaf),
    ]


def _purpose_cells(leaf: Written) -> list[Cell]:
    """Only where another one than marketing is asked for."""
    if "purpose" not in leaf:
        return []
    return [Cell("purpose", _PURPOSE, "text", str(leaf["purpose"]), before=_PURPOSE)]


def read_reach(leaf: Written, given: Given, _on: Offer) -> Written:
    channel = given.one("reach") or str(leaf["reach"])
    found = one_or_many({**leaf, "reach": channel}, given, "ground")
    if "purpose" in leaf and given.one("purpose"):
        found["purpose"] = given.one("purpose")
    if channel == leaf["reach"] or channel not in GROUNDS:
        return found
    kept = [one for one in listed(found.get("ground")) if one in GROUNDS[channel]]
    return _with(found, "ground", kept or "")


def suppressed_fits(leaf: Written) -> bool:
    """`{suppressed, reason, window}`"""
    plain = isinstance(leaf["suppressed"], str) and _texts(leaf.get("reason"))
    return plain and windows.form_of(leaf.get("window")) is not None


def suppressed_cells(leaf: Written, _on: Offer) -> list[Cell]:
    channel = str(leaf["suppressed"])
    channels = {one: wording.CHANNELS[one] for one in LISTED}
    return [
        Cell("suppressed", _CHANNEL, "choice", channel, choices(channels, channel)),
        *windows.cells(leaf.get("window"), wording.LISTED),
        _boxes("reason", _REASON, REASONS, leaf),
    ]


def read_suppressed(leaf: Written, given: Given, _on: Offer) -> Written:
    found = {**leaf, "suppressed": given.one("suppressed") or leaf["suppressed"]}
    return windows.read(one_or_many(found, given, "reason"), given)


def member_fits(leaf: Written) -> bool:
    """`{member}` or `{member, joined}`"""
    return isinstance(leaf["member"], str) and windows.form_of(leaf.get("joined")) is not None


def member_cells(leaf: Written, on: Offer) -> list[Cell]:
    slug = str(leaf["member"])
    members = on.members()
    empty = {} if slug in members else {"": wording.CHOOSE}
    return [
        Cell("member", _MEMBER, "choice", slug, choices({**empty, **members}, slug)),
        *windows.cells(leaf.get("joined"), wording.JOINED),
    ]


def read_member(leaf: Written, given: Given, _on: Offer) -> Written:
    kept = {key: value for key, value in leaf.items() if key != "joined"}
    read = windows.read({**kept, "window": leaf["joined"]} if "joined" in leaf else kept, given)
    found = {key: value for key, value in read.items() if key not in ("window", "unknown")}
    found |= {"joined": read["window"]} if "window" in read else {}
    found |= {"unknown": leaf["unknown"]} if "unknown" in leaf else {}
    slug = given.one("member")
    return found if slug is None else {**found, "member": slug}


def changed_fits(leaf: Written) -> bool:
    """`{changed, from, to, window}`"""
    plain = all(not isinstance(leaf.get(key), list | dict) for key in ("changed", "from", "to"))
    return plain and windows.form_of(leaf.get("window")) is not None


def changed_cells(leaf: Written, on: Offer) -> list[Cell]:
    name = str(leaf["changed"])
    kept = labels({key: one for key, one in on.fields().items() if one["history"]})
    return [
        Cell("changed", _FIELD, "choice", name, choices(kept, name)),
        *windows.cells(leaf.get("window"), wording.WHEN),
        _end("from", _FROM, leaf.get("from"), name, on),
        _end("to", _TO, leaf.get("to"), name, on),
    ]


def _end(name: str, said: Words, value: Any, field: str, on: Offer) -> Cell:
    """What the value was or became; anything where nothing is chosen."""
    _, cell = comparing.cells({"op": "eq", "value": value}, on.field(field), lambda: on.values(field))
    if cell.form == "choice":
        values = (Choice("", wording.ANY_VALUE), *(one for one in cell.choices if one.value))
        cell = replace(cell, choices=values)
    return replace(cell, name=name, label=said, before=said)


def read_changed(leaf: Written, given: Given, on: Offer) -> Written:
    name = given.one("changed") or str(leaf["changed"])
    found = {**leaf, "changed": name}
    if name != leaf["changed"]:
        found = {key: value for key, value in found.items() if key not in ("from", "to")}
    else:
        for key in ("from", "to"):
            text = given.one(key)
            if text is not None and text != comparing.shown(leaf.get(key)):
                found = _with(found, key, comparing.typed(text, str(on.field(name)["kind"])) if text else "")
    return windows.read(found, given)


def near_fits(leaf: Written) -> bool:
    """`{near, km}`"""
    return isinstance(leaf["near"], str) and not isinstance(leaf.get("km"), list | dict)


def near_cells(leaf: Written, on: Offer) -> list[Cell]:
    suggested: tuple[Choice, ...] = on.values("postcode")
    return [
        Cell("near", _POSTCODE, "text", str(leaf["near"]), suggested, after=Words("enintään", "within")),
        Cell("km", _KM, "number", comparing.shown(leaf.get("km")), after=Words("km", "km")),
    ]


def read_near(leaf: Written, given: Given, _on: Offer) -> Written:
    km = given.one("km")
    found = {**leaf, "near": given.one("near") or leaf["near"]}
    return found if km is None or km == comparing.shown(leaf.get("km")) else {**found, "km": number_given(km)}
