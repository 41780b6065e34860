"""The operators of the language: which fit which kind of value, and what shape of value each takes."""

from __future__ import annotations

from typing import Literal

from osuma.engine.features.operands import NEGATIONS
from osuma.engine.tables.vocabulary import Kind

__all__ = [
    "BESIDE", "COUNTED", "COUNTING", "LIST", "MEASURES", "NEGATIONS", "NUMBER", "OPERATORS", "PICKED", "PRESENCE",
    "RANK_MEASURES", "SHAPES", "TEXT",
    "TIME", "Shape", "shape",
]  # fmt: skip

Shape = Literal["one", "many", "pair", "nothing"]

PRESENCE = ("set", "not_set")
TEXT = (
    "eq", "ne", "in", "not_in", "contains", "not_contains", "starts_with", "not_starts_with", "ends_with",
    "not_ends_with", "regex", "not_regex",
)  # fmt: skip
NUMBER = ("eq", "ne", "gt", "gte", "lt", "lte", "between", "in", "not_in")
#: Of a number that was worked out, such as how many: a list of such numbers says less than a span.
COUNTED = tuple(op for op in NUMBER if op not in ("in", "not_in"))
TIME = ("eq", "ne", "gt", "gte", "lt", "lte", "between")
LIST = (
    "any", "all", "none", "not_all", "contains", "not_contains", "length_eq", "length_gte", "length_lte",
)  # fmt: skip

#: Operators of a property or an event's property, by the kind of its values.
OPERATORS: dict[Kind, tuple[str, ...]] = {
    "text": TEXT + PRESENCE,
    "code": TEXT + PRESENCE,
    "int": NUMBER + PRESENCE,
    "decimal": NUMBER + PRESENCE,
    "bool": ("eq", "ne", *PRESENCE),
    "date": TIME + PRESENCE,
    "instant": TIME + PRESENCE,
    "list": LIST + PRESENCE,
}

_SAME, _ORDER = ("eq", "ne"), ("eq", "ne", "gt", "gte", "lt", "lte")
#: Operators between two properties of one kind.
BESIDE: dict[Kind, tuple[str, ...]] = {
    "text": _SAME,
    "code": _SAME,
    "bool": _SAME,
    "int": _ORDER,
    "decimal": _ORDER,
    "date": _ORDER,
    "instant": _ORDER,
    "list": (),
}

SHAPES: dict[str, Shape] = {
    **dict.fromkeys(PRESENCE, "nothing"),
    **dict.fromkeys(("in", "not_in", "any", "all", "none", "not_all"), "many"),
    "between": "pair",
}

#: Measures of an event and the kinds of property that each can be taken of.
MEASURES: dict[str, tuple[Kind, ...]] = {
    "count": (),
    "sum": ("int", "decimal"),
    "avg": ("int", "decimal"),
    "min": ("int", "decimal"),
    "max": ("int", "decimal"),
    "first": ("text", "code", "int", "decimal", "bool", "date"),
    "last": ("text", "code", "int", "decimal", "bool", "date"),
    "distinct": ("text", "code", "int", "date"),
    "mode": ("text", "code", "int", "decimal", "bool", "date"),
}
#: Measures whose result is one of the values, compared as the property is.
PICKED = ("first", "last", "mode")
#: Measures whose result is a number of their own, whatever was measured.
COUNTING = ("count", "distinct")
#: The figure of a rank may also be an instant: the first or last time.
RANK_MEASURES: dict[str, tuple[Kind, ...]] = {
    **{name: kinds for name, kinds in MEASURES.items() if name in ("count", "sum", "avg", "distinct")},
    "min": ("int", "decimal", "instant"),
    "max": ("int", "decimal", "instant"),
}


def shape(op: str) -> Shape:
    """What value an operator takes: one, a list, a pair of bounds, or none."""
    return SHAPES.get(op, "one")
