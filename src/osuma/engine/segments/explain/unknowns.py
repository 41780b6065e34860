"""Those of whom a condition's truth is not known: what is missing, for how many, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass

from osuma.engine.errors import Words
from osuma.engine.features.reach import ADDRESS_FIELDS
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.forms import forms_of, such
from osuma.engine.segments.explain.people import score_label
from osuma.engine.segments.explain.values import field_of, property_of
from osuma.engine.segments.explain.words import EMPTY, capital, frame
from osuma.engine.segments.rule import (
    Across,
    Consent,
    Dates,
    Event,
    Experiment,
    Joined,
    Leaf,
    Member,
    Near,
    Overdue,
    Property,
    Rank,
    Recency,
    Score,
    Stated,
    Suppressed,
    Unknown,
)
from osuma.engine.segments.tracked import refusals
from osuma.engine.tables.facts import EVENT_TABLES

_ALWAYS_KNOWN = ("count", "sum", "distinct")
_AFTER = (
    "account",
    "account_counted",
    "none_done",
    "none_measured",
    "rhythm",
    "member",
    "rank",
    "rank_per",
    "near",
    "joined",
    "experiment",
)


@dataclass(frozen=True)
class Place:
    """Where a node stands. negative: under an odd number of none/not. certain: its unknown decides against the
    person, because no other condition can let them in. alone: it is the only condition.
    """

    path: str = "where"
    unit: str = "customers"
    negative: bool = False
    certain: bool = True
    alone: bool = True


@dataclass(frozen=True)
class _Missing:
    frame: str
    slots: dict[str, Words]


def unknown_note(node: Leaf, context: ExplainContext, place: Place) -> Words | None:
    """`Ikä puuttuu 812 asiakkaalta, eikä heitä lasketa mukaan`; None where nobody can be unknown."""
    missing = _missing(node, context, place)
    n = context.at(place.path).unknown
    if missing is None or n == 0 or node.unknown is Unknown.ONLY:
        return None
    policy = "in" if node.unknown is Unknown.INCLUDE else "out" if place.certain else "others"
    area = {"areas": "_area", "accounts": "_account"}.get(place.unit, "")
    if n is None:
        return frame(f"policy.{policy}{area}_plain", m=frame(f"unknown.{missing.frame}_plain", **missing.slots))
    key = f"unknown.{missing.frame}" + ("_one" if n == 1 else "")
    slots = {name: capital(words) if name == "s" else words for name, words in missing.slots.items()}
    said = frame(key, n=numbers.number(n), **slots)
    after = "_after" if missing.frame in _AFTER else ""
    return frame(f"policy.{policy}{area or after}" + ("_one" if n == 1 else ""), m=said)


def _missing(node: Leaf, context: ExplainContext, place: Place) -> _Missing | None:
    match node:
        case Property():
            return _of_property(node, context, place)
        case Dates():
            return _field(node.date, context, place.unit)
        case Near():
            return _Missing("area_near" if place.unit == "areas" else "near", {})
        case Event() | Recency():
            return _of_event(node, context, place)
        case Consent():
            return _Missing("consent", {})
        case Overdue():
            return _Missing("rhythm", {})
        case Rank():
            missing = _Missing("rank_per" if node.per else "rank", {})
            return missing if not _ranks_all(node) or context.at(place.path).unknown else None
        case Member() | Across():
            return _elsewhere(node, context, place)
        case _:
            return _of_person(node, context)


def _elsewhere(node: Member | Across, context: ExplainContext, place: Place) -> _Missing | None:
    """Of another definition, and of others' rows: without a single one nothing is known but their number."""
    if isinstance(node, Member):
        missing = _Missing("account_member" if place.unit == "accounts" else "member", {})
        return missing if context.at(place.path).unknown else None
    return _Missing(f"{node.to}_counted" if node.which == "count" else node.to, {})


def _of_event(node: Event | Recency, context: ExplainContext, place: Place) -> _Missing | None:
    if isinstance(node, Event) and refusals(node) and place.unit == "customers":
        return _Missing("tracking", {})
    counts = isinstance(node, Event) and node.measure.kind in _ALWAYS_KNOWN
    return None if counts else _not_done(node, context, place.unit)


def _of_person(node: Leaf, context: ExplainContext) -> _Missing | None:
    match node:
        case Score():
            return _Missing("missing", {"s": score_label(node)})
        case Joined():
            return _Missing("joined", {})
        case Stated():
            return _Missing("stated", {})
        case Suppressed():
            label = field_of(ADDRESS_FIELDS[node.suppressed], context).label
            return _Missing("missing" if node.window is None else "listed", {"s": label})
        case Experiment() if node.arms:
            return _Missing("experiment", {})
        case _:
            return None


def _of_property(node: Property, context: ExplainContext, place: Place) -> _Missing | None:
    if node.op in ("set", "not_set"):
        return None
    if node.other is not None:
        return _either(node.property, node.other, context, place.unit)
    return _field(node.property, context, place.unit)


def _ranks_all(node: Rank) -> bool:
    """Whether everybody who is compared has the figure that they are ranked by."""
    by, among = node.by, node.among
    if not isinstance(by, Event) or node.per is not None:
        return False
    compared = isinstance(among, Event) and (among.event, among.where, among.window) == (
        by.event,
        by.where,
        by.window,
    )
    return by.measure.kind in _ALWAYS_KNOWN or (compared and by.measure.field == "ts")


def _field(name: str, context: ExplainContext, unit: str) -> _Missing:
    named = field_of(name, context, unit)
    if named.area:
        return _Missing("missing", {"s": frame("area.label")})
    if unit != "customers":
        return _Missing("area" if unit == "areas" else "account_missing", {"s": named.label})
    return _Missing("missing_plural" if named.plural else "missing", {"s": named.label})


def _either(name: str, other: str, context: ExplainContext, unit: str) -> _Missing:
    first, second = _field(name, context, unit), _field(other, context, unit)
    said = frame("beside.either", s=first.slots["s"], o=second.slots["s"])
    kind = {"areas": "area", "accounts": "account_missing"}.get(unit, "missing")
    return _Missing(kind, {"s": first.slots["s"] if first == second else said})


def _not_done(node: Event | Recency, context: ExplainContext, unit: str) -> _Missing:
    event = node.event if isinstance(node, Event) else node.recency
    windowed = isinstance(node, Event) and node.window is not None
    many = such(forms_of(event, node.where, context))
    slots = {"many": many, "span": frame("unknown.in_time") if windowed else EMPTY}
    measured = node.measure.field if isinstance(node, Event) else None
    kind = "none_done"
    if measured is not None and _may_lack(event, measured):
        kind, slots["x"] = "none_measured", property_of(event, measured, context).label
    return _Missing(f"account_{kind}" if unit == "accounts" else kind, slots)


def _may_lack(event: str, name: str) -> bool:
    """Whether rows of the event may not tell it; of purchases what they were and where is told as good as always."""
    table = EVENT_TABLES.get(event)
    bought = event in ("order", "order_placed", "sale") or name == "amount"
    return not bought and (table is None or all(c.nullable for c in table.columns if c.name == name))


def only_unknown(node: Leaf, statement: Words, context: ExplainContext, place: Place) -> Words:
    """A condition that takes only those of whom it is not known: `ikä puuttuu (812 asiakasta)`."""
    missing = _missing(node, context, place)
    if missing is not None and missing.frame.startswith(("missing", "area", "account_missing")):
        said = frame(f"unknown.{missing.frame}_plain", **missing.slots)
    else:
        said = frame("policy.only", s=statement)
    n = context.at(place.path).unknown
    if n is None:
        return said
    unit = "_account" if place.unit == "accounts" else ""
    return frame(f"policy.only_size{unit}" + ("_one" if n == 1 else ""), s=said, n=numbers.number(n))
