"""How the interpreter compares values: plain Python, sharing nothing with the compiler."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any


def most_common(present: Sequence[Any], folds: bool) -> Any:
    """The value that is there most often; texts that fold alike are one, and the smallest of equals wins."""
    compared = [fold(value) if folds else value for value in present]
    most = max((compared.count(value) for value in compared), default=0)
    best = [value for value in compared if compared.count(value) == most]
    if not best:
        return None
    chosen = _smallest(best)
    return _smallest([value for value, same in zip(present, compared, strict=True) if same == chosen])


def heaviest(rows: Sequence[Mapping[str, Any]], name: str, by: str) -> Any:
    """The value whose rows have the largest sum; of those that tie that of the newest, then the smallest."""
    groups: dict[Any, list[Mapping[str, Any]]] = {}
    for row in rows:
        if row[name] is not None:
            groups.setdefault(row.get(f"{name}_fold", row[name]), []).append(row)

    def rank(own: list[Mapping[str, Any]]) -> tuple[Decimal, datetime]:
        newest = max(row["ts"] + timedelta(seconds=1 if row["date_only"] else 0) for row in own)
        return sum((Decimal(row[by] or 0) for row in own), Decimal(0)), newest

    best = max(map(rank, groups.values()), default=None)
    values = [value for value, own in groups.items() if rank(own) == best]
    if not values:
        return None
    return _smallest([row[name] for row in groups[_smallest(values)]])


def _smallest(values: Sequence[Any]) -> Any:
    return min(values, key=lambda value: value.encode() if isinstance(value, str) else value)


def compare_two(op: str, found: Any, other: Any, folds: bool) -> bool | None:
    if found is None or other is None:
        return None
    return compare_plain(op, fold(found), fold(other)) if folds else compare_plain(op, found, other)


def compare_plain(op: str, found: Any, wanted: Any) -> bool:
    if isinstance(found, Fraction) and not isinstance(wanted, tuple):
        wanted = Fraction(wanted)
    if op == "between":
        return bool(wanted[0] <= found <= wanted[1])
    compare: Callable[[Any, Any], bool] = {
        "eq": operator.eq,
        "ne": operator.ne,
        "gt": operator.gt,
        "gte": operator.ge,
        "lt": operator.lt,
        "lte": operator.le,
        "in": lambda one, many: one in many,
        "not_in": lambda one, many: one not in many,
    }[op]
    return compare(found, wanted)


def fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def compare_text(op: str, found: str, wanted: Any, folds: bool) -> bool:
    if op.startswith("not_") or op == "ne":
        return not compare_text({"ne": "eq"}.get(op, op.removeprefix("not_")), found, wanted, folds)
    given = [as_text(w) for w in wanted] if isinstance(wanted, tuple) else [as_text(wanted)]
    if op == "regex":
        pattern = given[0].replace("$", r"\Z") if not given[0].endswith(r"\$") else given[0]
        return (
            re.search(
                pattern, fold(found) if folds else found, re.DOTALL | re.ASCII | (re.IGNORECASE if folds else 0)
            )
            is not None
        )
    if folds:
        found, given = fold(found), [fold(w) for w in given]
    match op:
        case "eq" | "in":
            return found in given
        case "contains":
            return given[0] in found
        case "starts_with":
            return found.startswith(given[0])
        case "ends_with":
            return found.endswith(given[0])
    raise ValueError(op)


def compare_list(op: str, found: list[str], wanted: Any) -> bool:
    held = {fold(item) for item in found}
    match op:
        case "length_eq":
            return bool(len(found) == wanted)
        case "length_gte":
            return bool(len(found) >= wanted)
        case "length_lte":
            return bool(len(found) <= wanted)
        case "contains" | "not_contains":
            return any(fold(as_text(wanted)) in item for item in held) == (op == "contains")
    asked = {fold(as_text(w)) for w in wanted}
    match op:
        case "any":
            return bool(asked & held)
        case "none":
            return not asked & held
        case "all":
            return asked <= held
        case "not_all":
            return not asked <= held
    raise ValueError(op)
