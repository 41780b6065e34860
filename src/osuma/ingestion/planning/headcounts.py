"""How many people a company has, as files write it: a number or a class."""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = r"henkilöä|henkilöa|henkilö|henkeä|henk\.?|hlöä|hlö|htv|työntekijää|employees|people|staff|anställda"
_UNIT = rf"(?:\s*(?:{_WORDS}))?"
_NUMBER = r"(\d{1,3}(?:[ \u00a0\u2009\u202f,.']\d{3})+|\d+)"
_CLASS = re.compile(rf"{_NUMBER}{_UNIT}\s*(?:-|–|—|…|\.\.\.?|to)\s*{_NUMBER}{_UNIT}")
_MORE = r"(?:\+|-|–|tai enemmän|or more|eller fler)"
_LEAST = r"(?:≥|vähintään|at least|minst)"
_FROM = re.compile(rf"(?:{_NUMBER}{_UNIT}\s*{_MORE}|{_LEAST}\s*{_NUMBER}{_UNIT})")
_OVER = re.compile(rf"(?:>|yli|over|more than|över)\s*{_NUMBER}{_UNIT}")
_UNDER = re.compile(rf"(?:<|alle|under|less than|färre än)\s*{_NUMBER}{_UNIT}")
_EXACT = re.compile(rf"{_NUMBER}(?:[.,]0+)?{_UNIT}")


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


@lru_cache(maxsize=100_000)
def headcount(text: str) -> tuple[int, int | None] | None:
    """The least and most people of a count or a class ('10-49', '250+', 'alle 5'); most is null where it is open.

    Null where the text is no headcount.
    """
    words = text.strip().casefold()
    if found := _EXACT.fullmatch(words):
        return _number(found[1]), _number(found[1])
    if found := _CLASS.fullmatch(words):
        low, high = _number(found[1]), _number(found[2])
        return (low, high) if low <= high else None
    if found := _FROM.fullmatch(words):
        return _number(found[1] or found[2]), None
    if found := _OVER.fullmatch(words):
        return _number(found[1]) + 1, None
    if (found := _UNDER.fullmatch(words)) and _number(found[1]):
        return 0, _number(found[1]) - 1
    return None


def osuma_headcount(text: str) -> str:
    """`headcount` for SQL: 'low|high', high empty where the class is open."""
    found = headcount(text)
    return f"{found[0]}|{'' if found[1] is None else found[1]}" if found else ""
