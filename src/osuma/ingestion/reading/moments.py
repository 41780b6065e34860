"""Dates and times as people and exports write them: which pattern a column follows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from osuma.ingestion.tables import DateOrder

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:1[89]|2[01])\d\d"
_ENGLISH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"

#: Form of the date part and its pattern; the same text may fit two (3/2/2025).
_DATES = (
    (rf"{_YEAR}-{_MONTH}-{_DAY}", "%Y-%m-%d"),
    (rf"{_YEAR}/{_MONTH}/{_DAY}", "%Y/%m/%d"),
    (rf"{_YEAR}\.{_MONTH}\.{_DAY}", "%Y.%m.%d"),
    (rf"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", "%Y%m%d"),
    (rf"{_DAY}\.{_MONTH}\.{_YEAR}", "%d.%m.%Y"),
    (rf"{_DAY}/{_MONTH}/{_YEAR}", "%d/%m/%Y"),
    (rf"{_MONTH}/{_DAY}/{_YEAR}", "%m/%d/%Y"),
    (rf"{_DAY}-{_MONTH}-{_YEAR}", "%d-%m-%Y"),
    (rf"{_MONTH}-{_DAY}-{_YEAR}", "%m-%d-%Y"),
    (rf"{_DAY}\.{_MONTH}\.\d\d", "%d.%m.%y"),
    (rf"{_DAY}/{_MONTH}/\d\d", "%d/%m/%y"),
    (rf"{_MONTH}/{_DAY}/\d\d", "%m/%d/%y"),
    (rf"{_DAY} {_ENGLISH} {_YEAR}", "%d %b %Y"),
    (rf"{_ENGLISH} {_DAY}, {_YEAR}", "%b %d, %Y"),
)
_TIMES = (
    (r"\d{1,2}:\d\d", "%H:%M"),
    (r"\d{1,2}:\d\d:\d\d", "%H:%M:%S"),
    (r"\d{1,2}:\d\d:\d\d\.\d{1,6}", "%H:%M:%S.%f"),
    (r"\d{1,2}\.\d\d", "%H.%M"),
    (r"\d{1,2}\.\d\d\.\d\d", "%H.%M.%S"),
    (r"\d{1,2}:\d\d [ap]m", "%I:%M %p"),
    (r"\d{1,2}:\d\d:\d\d [ap]m", "%I:%M:%S %p"),
    (r"klo \d{1,2}\.\d\d", "klo %H.%M"),
    (r"klo \d{1,2}:\d\d", "klo %H:%M"),
)
_PARTS = re.compile(
    r"(?P<date>.+?)"
    r"(?:(?P<joint>T|, | )(?P<time>(?:klo )?\d{1,2}[:.]\d\d(?:[:.]\d\d(?:\.\d{1,6})?)?(?: [ap]m)?)"
    r"(?P<zone> ?(?:z|utc|[+-]\d\d:?\d\d))?)?",
    re.IGNORECASE,
)
_ENOUGH = 0.8
_EXCEL = re.compile(r"(?:[2-6]\d{4})(?:[.,]\d{1,12})?")
_DATE_FORMS = tuple((re.compile(form, re.IGNORECASE), pattern) for form, pattern in _DATES)
_TIME_FORMS = tuple((re.compile(form, re.IGNORECASE), pattern) for form, pattern in _TIMES)


@lru_cache(maxsize=20_000)
def patterns_of(value: str) -> tuple[str, ...]:
    """Every pattern that one text fits."""
    if len(value) > 40 or not any(c.isdigit() for c in value[:12]):
        return ()
    parts = _PARTS.fullmatch(value)
    if not parts:
        return ()
    dates = [pattern for form, pattern in _DATE_FORMS if form.fullmatch(parts["date"])]
    if not dates or not parts["time"]:
        return tuple(dates)
    rest = "%z" if parts["zone"] else ""
    times = [pattern for form, pattern in _TIME_FORMS if form.fullmatch(parts["time"])]
    return tuple(f"{date}{parts['joint']}{time}{rest}" for date in dates for time in times)


def moment_format(values: Sequence[str], order: DateOrder) -> tuple[str | None, bool]:
    """The pattern most values follow, null where they are no dates; and whether the values decide it.

    Where every value fits both day-first and month-first, `order` chooses and the second answer is false.
    """
    fits = [patterns_of(v) for v in values]
    if sum(1 for f in fits if f) < _ENOUGH * len(values):
        return None, True
    alone = _plain_numbers(values)
    counts = Counter(pattern for f in fits for pattern in f)
    best = max(counts.values())
    if alone and best < len(values):
        return None, True
    rival = [p for p, n in counts.items() if n == best]
    if len(rival) == 1:
        return rival[0], True
    return _prefer(rival, order), False


def _plain_numbers(values: Sequence[str]) -> bool:
    return all(v.isdigit() for v in values)


def _prefer(rivals: Sequence[str], order: DateOrder) -> str:
    first = "%m" if order == "mdy" else "%d"
    return next((p for p in rivals if p.startswith(first)), rivals[0])


def looks_like_serials(values: Sequence[str]) -> bool:
    """Whether every value could be a day number of a spreadsheet (45000 is a day in 2023)."""
    return bool(values) and all(_EXCEL.fullmatch(v) for v in values)
