"""What the values of a column look like."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from osuma.engine.errors import Words
from osuma.ingestion.lexicons import lexicon
from osuma.ingestion.reading.moments import moment_format
from osuma.ingestion.tables import Dialect, Guess, Shape

#: Texts that mean "nothing" in a column of numbers, dates or codes. In a column of text they are kept.
NOTHING = frozenset({"", "-", "--", "–", "—", "null", "none", "n/a", "#n/a", "nan", "na", "(null)", "nil", "?"})

_SPACES = "\u00a0\u2007\u2009\u202f '’"
_CURRENCY = r"(?:€|\$|£|kr|EUR|USD|SEK|GBP|NOK|DKK|e)?"
_INTEGER = re.compile(r"[+\-−]?\d{1,18}")
_DOT = re.compile(rf"[-−+]?\s*{_CURRENCY}\s*[-−+]?(?:\d+|\d{{1,3}}(?:[,{_SPACES}]\d{{3}})+)(?:\.\d+)?\s*{_CURRENCY}")
_COMMA = re.compile(rf"[-−+]?\s*{_CURRENCY}\s*[-−+]?(?:\d+|\d{{1,3}}(?:[.{_SPACES}]\d{{3}})+)(?:,\d+)?\s*{_CURRENCY}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"'?(?:\+|00)?[\d\s()./-]{6,20}")
_POSTCODE = re.compile(r"'?(?:FI-)?\d{5}", re.IGNORECASE)
_LIST = re.compile(r'"[^"]*"(?:\s*,\s*"[^"]*")*|[^,;|]+(?:[;|][^;|]+)+')
_ENOUGH = 0.8


def bare(value: str) -> str:
    """A value without the space and the apostrophe that exports put around it."""
    text = value.strip()
    return text[1:].strip() if text.startswith("'") and not text.endswith("'") else text


def _share(values: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(1 for v in values if test(v)) / len(values)


def number_format(values: Sequence[str], dialect: Dialect) -> tuple[str | None, bool]:
    """`dot` or `comma` where most values are numbers, else null; and whether the values themselves decide."""
    values = [_unbracketed(v) for v in values]
    dot = [bool(_DOT.fullmatch(v)) for v in values]
    comma = [bool(_COMMA.fullmatch(v)) for v in values]
    if sum(a or b for a, b in zip(dot, comma, strict=True)) < _ENOUGH * len(values):
        return None, True
    only_dot = sum(a and not b for a, b in zip(dot, comma, strict=True))
    only_comma = sum(b and not a for a, b in zip(dot, comma, strict=True))
    if only_dot != only_comma:
        return ("dot" if only_dot > only_comma else "comma"), True
    marked = any(("," in v) or ("." in v) for v in values)
    return dialect.decimal, not marked


def _unbracketed(value: str) -> str:
    """A number without the brackets in which accounts write what is below zero."""
    return value[1:-1] if value.startswith("(") and value.endswith(")") else value


def guess(values: Sequence[str], dialect: Dialect) -> Guess:
    """The shape of a column from a sample of its cells as given."""
    cells = [bare(v) for v in values]
    filled = [v for v in cells if v]
    told = [v for v in filled if v.casefold() not in NOTHING]
    examples = tuple(dict.fromkeys(v[:80] for v in filled))[:5]
    if not told:
        return Guess("empty", None, len(filled) / max(1, len(values)), len(set(filled)), examples)
    shape, form, decided = _shape(told, dialect)
    notes = () if decided else (_undecided(shape, form or ""),)
    return Guess(shape, form, len(filled) / len(values), len(set(told)), examples, decided, notes)


def _shape(values: Sequence[str], dialect: Dialect) -> tuple[Shape, str | None, bool]:
    if _share(values, _EMAIL.fullmatch) >= _ENOUGH:
        return "email", None, True
    when, decided = moment_format(values, dialect.date_order)
    if when:
        return ("instant" if "%H" in when or "%I" in when else "date"), when, decided
    if _share(values, lambda v: v.casefold() in lexicon("yes_no")) >= _ENOUGH and not _digits(values):
        return "bool", None, True
    if _share(values, _POSTCODE.fullmatch) >= _ENOUGH and any(v.startswith(("0", "FI", "fi")) for v in values):
        return "postcode", None, True
    if _share(values, _INTEGER.fullmatch) >= _ENOUGH and not _padded(values):
        return "integer", None, True
    return _number_or_text(values, dialect)


def _number_or_text(values: Sequence[str], dialect: Dialect) -> tuple[Shape, str | None, bool]:
    number, decided = number_format(values, dialect)
    if number and not _padded(values):
        return "decimal", number, decided
    if _share(values, lambda v: _PHONE.fullmatch(v) and 7 <= sum(map(str.isdigit, v)) <= 15) >= _ENOUGH:
        return "phone", None, True
    if _share(values, _LIST.fullmatch) >= _ENOUGH:
        return "list", None, True
    return "text", None, True


def _digits(values: Sequence[str]) -> bool:
    """Whether digits speak against yes and no: others than 0 and 1, or only one of the two."""
    digits = {v for v in values if v.isdigit()}
    return bool(digits) and digits != {"0", "1"}


def _padded(values: Sequence[str]) -> bool:
    return any(len(v) > 1 and v[0] == "0" and v.isdigit() for v in values) or any(v[0] == "+" for v in values)


def _undecided(shape: Shape, form: str) -> Words:
    if shape == "decimal":
        return Words(
            fi="Lukujen desimaalimerkki ei selviä arvoista: 1,234 voi olla 1234 tai 1,234. Tarkista.",
            en="The decimal mark cannot be told from the values: 1,234 may be 1234 or 1.234. Please check.",
        )
    day_first = form.startswith("%d")
    return Words(
        fi="Päivämäärän järjestys ei selviä arvoista: luetaan "
        + ("päivä ensin (3/2 = 3.2.)." if day_first else "kuukausi ensin (3/2 = 2.3.).")
        + " Tarkista.",
        en="The order of day and month cannot be told from the values: read with the "
        + ("day first (3/2 = 3 Feb)." if day_first else "month first (3/2 = 2 Mar).")
        + " Please check.",
    )
