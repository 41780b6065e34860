"""Whether a value fits an operator and a kind of field: type, range, order, shape."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from osuma.engine.errors import Mistake
from osuma.engine.features import regex
from osuma.engine.periods import FIRST_DAY, LAST_DAY
from osuma.engine.segments.mistakes import mistake
from osuma.engine.segments.operators import shape
from osuma.engine.tables.vocabulary import Kind

MAX_INT = 2**63 - 1
MAX_TEXT = 1_000
MAX_MANY = 1_000
_ALLOWED = r"abc . [abc] \d \w \s ( ) | * + ? {1,3} ^ $"
_EXPECTED: dict[Kind, tuple[str, str]] = {
    "text": ("teksti, esimerkiksi ”Juoksu”", "a text, for example Running"),
    "code": ("koodi lainausmerkeissä, esimerkiksi \"00100\"", "a code in quotes, for example \"00100\""),
    "int": ("kokonaisluku", "a whole number"),
    "decimal": ("luku, jossa on enintään 4 desimaalia ja 15 numeroa", "a number of at most 4 decimals and 15 digits"),
    "bool": ("true tai false", "true or false"),
    "date": ("päivä 1900–2105, esimerkiksi 2026-10-31", "a date from 1900 to 2105, for example 2026-10-31"),
    "instant": ("päivä 1970–2105, esimerkiksi 2026-10-31", "a date from 1970 to 2105, for example 2026-10-31"),
    "list": ("teksti, esimerkiksi ”golf”", "a text, for example golf"),
}  # fmt: skip


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -MAX_INT - 1 <= value <= MAX_INT


def _exact(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    number = Decimal(value)
    if not number.is_finite() or number.adjusted() > 13:
        return False
    _, digits, exponent = number.normalize().as_tuple()
    return len(digits) <= 15 and isinstance(exponent, int) and exponent >= -4


def _text(value: Any) -> bool:
    return _date(value) or (isinstance(value, str) and 0 < len(value) <= MAX_TEXT and "\x00" not in value)


def _date(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime) and FIRST_DAY <= value <= LAST_DAY


_FITS: dict[Kind, Callable[[Any], bool]] = {
    "text": _text,
    "code": _text,
    "list": lambda value: _text(value) and "\n" not in str(value),
    "int": _whole,
    "decimal": _exact,
    "bool": lambda value: isinstance(value, bool),
    "date": _date,
    "instant": lambda value: _date(value) and value.year >= 1970,
}


def value_mistakes(kind: Kind, op: str, value: Any, where: str) -> list[Mistake]:
    """What is wrong with a value; the operator is known to fit the kind."""
    match shape(op):
        case "nothing":
            return [] if value is None else [_needless(op, where)]
        case "many":
            return _many(kind, op, value, where)
        case "pair":
            return _pair(kind, op, value, where)
        case _:
            return _one(kind, op, value, where)


def _needless(op: str, where: str) -> Mistake:
    return mistake(where, "value", f"”{op}” ei tarvitse arvoa; poista se.", f"`{op}` takes no value; remove it.")


def _one(kind: Kind, op: str, value: Any, where: str) -> list[Mistake]:
    if value is None or isinstance(value, tuple):
        return [_shape(op, where, "yksi arvo", "one value")]
    if op in ("regex", "not_regex"):
        return _regex(value, where)
    if op.startswith("length"):
        kind = "int"
    if _FITS[kind](value):
        return []
    fi, en = _EXPECTED[kind]
    shown = repr(value) if isinstance(value, str) else str(value)
    return [
        mistake(where, "value", f"Arvo {shown} ei käy: tarvitaan {fi}.", f"{shown} will not do: it must be {en}.")
    ]


def _shape(op: str, where: str, fi: str, en: str) -> Mistake:
    return mistake(where, "value", f"”{op}” tarvitsee: {fi}.", f"`{op}` needs {en}.")


def _many(kind: Kind, op: str, value: Any, where: str) -> list[Mistake]:
    if not isinstance(value, tuple) or not 0 < len(value) <= MAX_MANY:
        return [_shape(op, where, f"luettelo, 1–{MAX_MANY} arvoa", f"a list of 1 to {MAX_MANY} values")]
    return [m for i, item in enumerate(value) for m in _one(kind, "eq", item, f"{where}[{i}]")]


def _pair(kind: Kind, op: str, value: Any, where: str) -> list[Mistake]:
    if not isinstance(value, tuple) or len(value) != 2:
        return [_shape(op, where, "kaksi arvoa, pienempi ensin", "two values, the smaller first")]
    found = [m for i, item in enumerate(value) for m in _one(kind, "eq", item, f"{where}[{i}]")]
    if not found and value[0] > value[1]:
        low, high = value
        return [
            mistake(
                where,
                "between",
                f"Alaraja {low} on suurempi kuin yläraja {high}; vaihda ne.",
                f"the lower bound {low} is above the upper bound {high}; swap them.",
            )
        ]
    return found


def _regex(value: Any, where: str) -> list[Mistake]:
    trouble = regex.trouble(value) if isinstance(value, str) else "syntax"
    if trouble is None:
        return []
    return [
        mistake(
            where,
            "regex",
            f"Lauseke ”{value}” ei käy ({trouble}). Sallittuja: {_ALLOWED};"
            " ei takaisinviittauksia, ennakointia eikä (?i).",
            f"the expression `{value}` will not do ({trouble}). Allowed: {_ALLOWED};"
            " no backreferences, lookaround or (?i).",
        )
    ]
