"""One comparison in words: a label, an operator and a value."""

from __future__ import annotations

from osuma.engine.errors import Words
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.values import Named, between, either, listed, shown
from osuma.engine.segments.explain.words import EMPTY, Joint, frame, glue, has_frame, join, quote

_PAIRS = (
    ("eq", "ne"), ("in", "not_in"), ("gt", "lte"), ("gte", "lt"), ("set", "not_set"), ("between", "not_between"),
    ("contains", "not_contains"), ("starts_with", "not_starts_with"), ("ends_with", "not_ends_with"),
    ("regex", "not_regex"), ("any", "none"), ("all", "not_all"), ("length_gte", "not_length_gte"),
    ("length_lte", "not_length_lte"), ("length_eq", "not_length_eq"),
)  # fmt: skip
#: The operator that holds where another does not, the value being known.
OPPOSITE = {**dict(_PAIRS), **{b: a for a, b in _PAIRS}}
_LIST_JOINTS: dict[str, Joint] = {"any": "or", "none": "nor"}
_TEXT_OPERATORS = ("contains", "starts_with", "ends_with", "regex")


def opposite(op: str, *, negated: bool) -> str:
    """The operator to say where a condition stands under `not`."""
    return OPPOSITE[op] if negated else op


def predicate(subject: Words, named: Named, op: str, value: object, context: ExplainContext) -> Words:
    """`ikä on 30–60 vuotta`, without a capital or a full stop."""
    if named.kind == "list":
        return _list(subject, named, op, value, context)
    group = "date" if named.kind in ("date", "instant") else "property"
    if op in ("between", "not_between"):
        return _between(group, subject, named, op, value, context)
    return frame(f"{group}.{op}", s=subject, v=_compared(named, op, value, context))


def _compared(named: Named, op: str, value: object, context: ExplainContext) -> Words:
    if op in ("set", "not_set"):
        return EMPTY
    if op.removeprefix("not_") in _TEXT_OPERATORS:
        return quote(str(value))
    if op == "not_in":
        return join(listed(value, named, context), "nor")
    return either(value, named, context)


def _between(group: str, subject: Words, named: Named, op: str, value: object, context: ExplainContext) -> Words:
    low, high = value if isinstance(value, tuple | list) else (value, value)
    key = f"{group}.{op}_{named.name}"
    plain = op == "between" and has_frame(key)
    return frame(
        key if plain else f"{group}.{op}",
        s=subject,
        v=between(low, high, named, context),
        low=str(low) if plain else shown(low, named, context),
        high=str(high) if plain else shown(high, named, context),
    )


def _list(subject: Words, named: Named, op: str, value: object, context: ExplainContext) -> Words:
    if op in ("set", "not_set"):
        return frame(f"list.{op}", s=subject)
    items = listed(value, named, context)
    key = f"list.{op}"
    single = f"{key}_one"
    joint = _LIST_JOINTS.get(op, "and")
    return frame(single if len(items) == 1 and has_frame(single) else key, s=subject, v=join(items, joint))


def compare(named: Named, op: str, value: object, context: ExplainContext) -> Words:
    """The value with its comparison, for figures that have their own subject: `vähintään 500,00 €`."""
    if op in ("between", "not_between"):
        low, high = value if isinstance(value, tuple | list) else (value, value)
        return frame(
            f"compare.{op}",
            v=between(low, high, named, context),
            low=shown(low, named, context),
            high=shown(high, named, context),
        )
    return frame(f"compare.{op}", v=either(value, named, context))


def property_statement(named: Named, op: str, value: object, context: ExplainContext) -> Words:
    """A whole condition on a field of a customer or an area."""
    if named.area:
        return _area_statement(named, op, value, context)
    return predicate(named.label, named, op, value, context)


def beside_statement(named: Named, op: str, other: Named, *, negated: bool = False) -> Words:
    """A comparison of two properties: `sopimuksen loppu on aikaisemmin kuin asiakkuuden alkupäivä`."""
    group = {"date": "time", "instant": "time", "int": "number", "decimal": "number"}.get(named.kind, "text")
    said = opposite(op, negated=negated)
    return frame(f"beside.{group}.{said}", s=_subject(named), o=_subject(other))


def _subject(named: Named) -> Words:
    return frame("area.statement", s=named.label) if named.area else named.label


def _area_statement(named: Named, op: str, value: object, context: ExplainContext) -> Words:
    source = frame("area.source", v=context.area_source) if context.area_source else frame("area.no_source")
    if named.name == "area_income_decile" and (op, value) in (("gte", 10), ("eq", 10)):
        return glue(frame("area.top_income"), source)
    if not has_frame(f"compare.{op}"):
        return glue(predicate(frame("area.statement", s=named.label), named, op, value, context), source)
    key = f"area.own.{named.name}"
    compared = compare(named, op, value, context)
    return frame(key if has_frame(key) else "area.own.other", s=named.label, v=compared, source=source)
