"""An operator and its value as fields: of a property of a person, and of a property of an event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.segments.operators import shape
from osuma.reporting.numbers import SIGNS
from osuma.web.builder import wording
from osuma.web.builder.cells import Cell, Choice, Given, Written, choices
from osuma.web.builder.offer import labels, words_of
from osuma.workflows.reports.previewing import number_given

Values = Callable[[], tuple[Choice, ...]]
_OP = Words("vertailu", "comparison")
_VALUE = Words("arvo", "value")
_LOW, _HIGH = Words("alaraja", "lower bound"), Words("yläraja", "upper bound")
_ADD = Words("muu arvo", "another value")
_OTHER = Words("toinen tieto", "the other field")
#: After an operator: that it compares with another field, not with a value.
BESIDE = "*"
_YEARS = Words("vuotta", "years")
#: What a condition begins with when a field of another kind is chosen.
FIRST = {"int": "gte", "decimal": "gte", "date": "gte", "instant": "gte", "list": "any"}
NO_FIELDS: Mapping[str, Words] = {}
#: Checks that are shown of a list of values, beside those that are chosen.
CHECKS = 12


def fits(condition: Mapping[str, Any]) -> bool:
    """Whether fields can show it: a comparison with values, or with one other property."""
    value, other = condition.get("value"), condition.get("other")
    scalars = value if isinstance(value, list) else [value]
    one = other is None or (isinstance(other, str) and value is None)
    return one and all(not isinstance(one, list | dict) for one in scalars)


def cells(
    condition: Mapping[str, Any],
    field: Mapping[str, Any],
    values: Values,
    beside: Mapping[str, Words] = NO_FIELDS,
    operators: Sequence[str] | None = None,
) -> list[Cell]:
    """Its operator and its value. beside: other fields that can stand in the place of the value. operators: those
    that can be chosen here, of all that fit the kind of value."""
    kind, op = str(field["kind"]), _operator(condition)
    listed = {one: said for one, said in wording.OPERATORS[kind].items() if operators is None or one in operators}
    if beside:
        listed |= {f"{one}{BESIDE}": said for one, said in wording.BESIDE[kind].items()}
    operator = Cell("op", _OP, "choice", op, choices(listed, op))
    if op.endswith(BESIDE):
        other = str(condition["other"])
        named = {**({} if other else {"": wording.CHOOSE}), **beside}
        return [operator, Cell("other", _OTHER, "choice", other, choices(named, other))]
    return [operator, *_value(condition.get("value"), kind, op, field, values)]


def alike(fields: Mapping[str, Mapping[str, Any]], name: str) -> dict[str, Words]:
    """The other fields whose values can stand beside those of a field, by what they are called."""
    kind = fields[name]["kind"] if name in fields else None
    same = {one: field for one, field in fields.items() if field["kind"] == kind and one != name}
    return labels(same) if kind in wording.BESIDE else {}


def _operator(condition: Mapping[str, Any]) -> str:
    """As the field of the operator has it."""
    op = str(condition.get("op", ""))
    return op if condition.get("other") is None else f"{op}{BESIDE}"


def _value(value: Any, kind: str, op: str, field: Mapping[str, Any], values: Values) -> list[Cell]:
    after = _unit(field)
    match shape(op):
        case "nothing":
            return []
        case "many":
            return checks(value, field, values)
        case "pair":
            low, high = ([*value, "", ""] if isinstance(value, list) else [value, ""])[:2]
            form = _form(kind, op)
            return [
                Cell("low", _LOW, form, shown(low), after=Words("–", "–")),
                Cell("high", _HIGH, form, shown(high), after=after),
            ]
    if kind == "bool":
        return [Cell("value", _VALUE, "choice", shown(value), choices(wording.YES_NO, shown(value)))]
    codes = {code: words_of(said) for code, said in field.get("codes", {}).items()}
    if codes and op in ("eq", "ne"):
        empty = {} if shown(value) in codes else {"": wording.CHOOSE}
        return [Cell("value", _VALUE, "choice", shown(value), choices({**empty, **codes}, shown(value)))]
    suggested = values() if kind in ("text", "code", "list") and op not in ("regex", "not_regex") else ()
    return [Cell("value", _VALUE, _form(kind, op), shown(value), suggested, after=after)]


def _unit(field: Mapping[str, Any]) -> Words | None:
    """What stands after a value of a field."""
    if field.get("unit") == "years":
        return _YEARS
    currency = field.get("currency")
    return Words(SIGNS.get(currency, currency), SIGNS.get(currency, currency)) if currency else None


def checks(value: Any, field: Mapping[str, Any], values: Values, name: str = "value") -> list[Cell]:
    """Values that the data has as boxes to tick, and a field for one that it has not."""
    chosen = tuple(shown(one) for one in (value if isinstance(value, list) else [value] if value else []))
    known = {one.value: one for one in values()}
    codes = {code: Choice(code, words_of(said)) for code, said in field.get("codes", {}).items()}
    listed = dict.fromkeys([*chosen, *[*known, *codes][:CHECKS]])
    boxes = tuple(known.get(one) or codes.get(one) or Choice(one, Words(one, one)) for one in listed)
    rest = tuple(one for one in {**codes, **known}.values() if one.value not in listed)
    return [Cell(name, _VALUE, "checks", choices=boxes, chosen=chosen), Cell("more", _ADD, "text", "", rest)]


def _form(kind: str, op: str) -> Any:
    if kind in ("int", "decimal") or op.startswith("length"):
        return "number"
    return "day" if kind in ("date", "instant") else "text"


def shown(value: Any) -> str:
    """One value as a field holds it; nothing where there is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def read(condition: Written, given: Given, kind: str, before: str | None = None) -> Written:
    """The condition with what a form gave. before: the kind of the property that stood here, where it was another."""
    op = given.one("op") or _operator(condition)
    if op.endswith(BESIDE) and before in (None, kind):
        return _beside(condition, given, op.removesuffix(BESIDE), renamed=before is not None)
    if before is not None and (before != kind or op not in wording.OPERATORS[kind]):
        return _with(condition, FIRST.get(kind, "eq"), [])
    if before is not None:
        return _with(condition, op, [])
    old = _values(condition)
    values = _given(given, old, kind, op)
    return condition if (op, values) == (_operator(condition), old) else _with(condition, op, values)


def _beside(condition: Written, given: Given, op: str, *, renamed: bool) -> Written:
    """The condition with another field in the place of a value; with none yet where it has become the same one."""
    other = given.one("other") or str(condition.get("other") or "")
    other = "" if renamed and other == condition["property"] else other
    if (op, other) == (condition.get("op"), condition.get("other")):
        return condition
    return {**_with(condition, op, []), "other": other}


def _values(condition: Mapping[str, Any]) -> list[Any]:
    """What a condition compares with, as a list."""
    value = condition.get("value")
    return value if isinstance(value, list) else [] if value is None else [value]


def _given(given: Given, old: list[Any], kind: str, op: str) -> list[Any]:
    """The values that a form gave, else those that stood there."""
    if "low" in given or "high" in given:
        texts: Sequence[str] = [given.one("low") or "", given.one("high") or ""]
    elif "value" in given or "more" in given:
        texts = [*given.many("value"), *given.many("more")]
    else:
        return old
    same = {_bare(one): one for one in old}
    if texts in ([*map(_bare, old)], [text for text in same if text]):
        return old
    return [same[text] if text in same else typed(text, kind, op) for text in texts if text or "low" in given]


def _bare(value: Any) -> str:
    """A value as a form gives it back: without space around it."""
    return shown(value).strip()


def typed(text: str, kind: str, op: str = "") -> Any:
    """What a person writes, as the language has it; what will not do stays as it is, for the check."""
    if kind in ("int", "decimal") or op.startswith("length"):
        return number_given(text)
    if kind == "bool":
        return {"true": True, "false": False}.get(text, text)
    if kind in ("date", "instant"):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _with(condition: Written, op: str, values: list[Any]) -> Written:
    """The condition with the operator, and the values in the shape that it takes."""
    kept = {key: one for key, one in condition.items() if key not in ("op", "value", "other", "unknown")}
    match shape(op):
        case "many":
            value: Any = [one for one in values if one != ""] or None
        case "pair":
            value = (values * 2)[:2] if values else None
        case "nothing":
            value = None
        case _:
            value = values[0] if values and values[0] != "" else None
    found = {**kept, "op": op, **({} if value is None else {"value": value})}
    return {**found, **({"unknown": condition["unknown"]} if "unknown" in condition else {})}
