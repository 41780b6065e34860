"""One column of a rule, and the truth of an operator over it: true, false or null (unknown)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from osuma.engine.features.regex import portable
from osuma.engine.tables.schema import INSTANT, MONEY
from osuma.engine.tables.vocabulary import Kind

DayStart = Callable[[date], datetime]
#: Each negated operator and the one that it negates: unknown stays unknown.
NEGATIONS = {
    "ne": "eq", "not_in": "in", "not_contains": "contains", "not_starts_with": "starts_with",
    "not_ends_with": "ends_with", "not_regex": "regex", "none": "any", "not_all": "all",
}  # fmt: skip


@dataclass(frozen=True)
class Operand:
    """kind: how rules see it. plain: the column. fold: its casefolded twin, if any. known: is there a value."""

    kind: Kind
    plain: ir.Value
    fold: ir.Value | None = None
    known: ir.BooleanValue | None = None


def fold(text: str) -> str:
    """Text as it is compared: NFC and full case folding."""
    return unicodedata.normalize("NFC", text).casefold()


def days(column: ir.DateValue) -> ir.IntegerValue:
    """A date as the integer 20261031: engines disagree on date literals, never on integers."""
    return column.year().cast("int64") * 10000 + column.month().cast("int64") * 100 + column.day().cast("int64")


def day_number(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def literal(kind: Kind, value: Any) -> ir.Scalar:
    """A typed literal: engines guess types of bare ones differently."""
    if kind == "decimal":
        return ibis.literal(Decimal(value), type=MONEY)
    return ibis.literal(int(value), type="int64")


def truth(operand: Operand, op: str, value: Any, day_start: DayStart) -> ir.BooleanValue:
    """`operand op value`, null where the operand is unknown. `set` and `not_set` are never unknown."""
    if op in ("set", "not_set"):
        known = operand.plain.notnull() if operand.known is None else operand.known
        return known if op == "set" else ~known
    if op in NEGATIONS:
        return ~_positive(operand, NEGATIONS[op], value, day_start)
    return _positive(operand, op, value, day_start)


def _positive(operand: Operand, op: str, value: Any, day_start: DayStart) -> ir.BooleanValue:
    match operand.kind:
        case "text" | "code":
            return _text(operand, op, value)
        case "int" | "decimal":
            return compared(operand.plain, op, value, lambda v: literal(operand.kind, v))
        case "bool":
            return operand.plain == bool(value)
        case "date":
            return compared(days(operand.plain), op, value, lambda v: literal("int", day_number(v)))
        case "instant":
            return _instant(operand.plain, op, value, day_start)
        case "list":
            return _list(operand, op, value)


def compared(column: Any, op: str, value: Any, typed: Callable[[Any], ir.Value]) -> ir.BooleanValue:
    """Order comparisons; `between` includes both ends."""
    if op == "between":
        low, high = value
        return (column >= typed(low)) & (column <= typed(high))
    if op == "in":
        return column.isin([typed(v) for v in value])
    other = typed(value)
    comparisons: dict[str, Callable[[], ir.BooleanValue]] = {
        "eq": lambda: column == other,
        "ne": lambda: column != other,
        "gt": lambda: column > other,
        "gte": lambda: column >= other,
        "lt": lambda: column < other,
        "lte": lambda: column <= other,
    }
    return comparisons[op]()


def beside(operand: Operand, op: str, other: Operand) -> ir.BooleanValue:
    """`operand op other`, both columns of one kind; null where either is unknown. Instants compare exactly."""

    def column(side: Operand) -> Any:
        if side.kind == "date":
            return days(side.plain)
        return side.fold if side.kind == "text" and side.fold is not None else side.plain

    return compared(column(operand), op, column(other), lambda there: there)


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(operand: Operand, op: str, value: Any) -> ir.BooleanValue:
    folded = operand.kind == "text"
    column: Any = operand.fold if folded and operand.fold is not None else operand.plain

    def same(given: Any) -> str:
        text = _as_text(given)
        return fold(text) if folded else unicodedata.normalize("NFC", text)

    if op == "in":
        return column.isin([same(v) for v in value])
    if op == "regex":
        return column.re_search(portable(_as_text(value), folded=folded))
    wanted = same(value)
    found: dict[str, Callable[[], ir.BooleanValue]] = {
        "eq": lambda: column == wanted,
        "contains": lambda: column.contains(wanted),
        "starts_with": lambda: column.startswith(wanted),
        "ends_with": lambda: column.endswith(wanted),
    }
    return found[op]()


def _instant(column: Any, op: str, value: Any, day_start: DayStart) -> ir.BooleanValue:
    """An instant against local days: `lte 2026-10-31` is before the first instant of 1 November."""

    def start(day: date, after: int = 0) -> ir.Value:
        return ibis.literal(day_start(day + timedelta(days=after)), type=INSTANT)

    match op:
        case "gt":
            return column >= start(value, 1)
        case "gte":
            return column >= start(value)
        case "lt":
            return column < start(value)
        case "lte":
            return column < start(value, 1)
        case "between":
            return (column >= start(value[0])) & (column < start(value[1], 1))
        case _:
            return (column >= start(value)) & (column < start(value, 1))


def _list(operand: Operand, op: str, value: Any) -> ir.BooleanValue:
    column: Any = operand.fold
    known = operand.known if operand.known is not None else operand.plain.notnull()
    return ibis.ifelse(known, _elements(column, op, value), ibis.null("boolean"))


def _elements(column: Any, op: str, value: Any) -> ir.BooleanValue:
    if op == "length_eq":
        return column.length() == int(value)
    if op == "length_gte":
        return column.length() >= int(value)
    if op == "length_lte":
        return column.length() <= int(value)
    if op == "contains":
        # elements are never null and `check` lets no line break into the value, so no match spans two elements
        # ClickHouse joins an empty list to null
        inside: ir.BooleanValue = column.join("\n").fill_null("").contains(fold(_as_text(value)))
        return inside
    held: Sequence[ir.BooleanValue] = [column.contains(fold(_as_text(v))) for v in value]
    return ibis.or_(*held) if op == "any" else ibis.and_(*held)
