"""When: a window of time as fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from osuma.engine.errors import Words
from osuma.web.builder import wording
from osuma.web.builder.cells import Cell, Given, Written, choices
from osuma.web.builder.comparing import shown

_FORM, _N, _UNIT = Words("milloin", "when"), Words("kuinka monta", "how many"), Words("ajan yksikkö", "unit of time")
_FIRST_DAY, _LAST_DAY = Words("ensimmäinen päivä", "first day"), Words("viimeinen päivä", "last day")
_AGO, _WITHIN, _NOW = Words("sitten", "ago"), Words("aikana", ""), Words("kuluttua", "from now")
_LENGTH = re.compile(r"(\d+) (minute|hour|day|week|month|year)s?$")
_SINGLE, _BOTH_ENDS = ("last", "next", "before", "beyond"), ("ago", "ahead")
_FIRST: Mapping[str, Any] = {
    "last": "12 months", "next": "14 days", "before": "12 months", "beyond": "1 month",
    "ago": ["12 months", "3 months"], "ahead": ["7 days", "14 days"], "calendar": "last month",
}  # fmt: skip


def form_of(window: Any) -> str | None:
    """Which form a window has; None for one that fields cannot show."""
    if window is None:
        return ""
    if not isinstance(window, dict) or not window:
        return None
    keys = set(window)
    if keys <= {"since", "until"}:
        return "dates"
    (key, *more) = keys
    value = window[key]
    if not more and key in _SINGLE and length_of(value):
        return str(key)
    two = isinstance(value, list) and len(value) == 2 and all(map(length_of, value))
    if not more and key in _BOTH_ENDS and two:
        return str(key)
    return "calendar" if not more and key == "calendar" and isinstance(value, str) else None


def length_of(value: Any) -> tuple[str, str] | None:
    """A number and its unit, of one length of time."""
    found = _LENGTH.match(value) if isinstance(value, str) else None
    return (found[1], f"{found[2]}s") if found else None


def cells(window: Any, forms: Mapping[str, Words]) -> list[Cell]:
    """The fields of a window. forms: those that can be chosen here."""
    form = form_of(window) or ""
    when = Cell("when", _FORM, "choice", form, choices(forms, form))
    if form in _SINGLE:
        after = {"last": _WITHIN, "next": _WITHIN, "before": _AGO, "beyond": _NOW}[form]
        units = wording.TIMES_OF if form in ("last", "next") else wording.TIMES
        return [when, *length_cells("", window[form], units, after)]
    if form in _BOTH_ENDS:
        one, other = window[form]
        first, second = (
            length_cells("", one, wording.TIMES, Words("–", "–")),
            length_cells("2", other, wording.TIMES, _AGO if form == "ago" else _NOW),
        )
        return [when, *first, *second]
    if form == "calendar":
        period = str(window["calendar"])
        return [when, Cell("calendar", _FORM, "choice", period, choices(wording.CALENDAR, period))]
    if form == "dates":
        since, until = (shown(window.get(key)) for key in ("since", "until"))
        return [
            when,
            Cell("since", _FIRST_DAY, "day", since, after=Words("–", "–")),
            Cell("until", _LAST_DAY, "day", until),
        ]
    return [when]


def length_cells(mark: str, value: Any, units: Mapping[str, Words], after: Words) -> list[Cell]:
    n, unit = length_of(value) or ("", "days")
    return [
        Cell(f"n{mark}", _N, "number", n),
        Cell(f"unit{mark}", _UNIT, "choice", unit, choices(units, unit), after=after),
    ]


def read(written: Written, given: Given) -> Written:
    """The condition with the window that a form gave."""
    if "when" not in given:
        return written
    form, window = given.one("when") or "", written.get("window")
    if not form:
        return {key: value for key, value in written.items() if key != "window"}
    found = _read(form, window if form_of(window) == form else None, given)
    return written if found == window else {**written, "window": found}


def _read(form: str, window: Any, given: Given) -> Written:
    if form == "dates":
        old = window or {}
        days = {key: _day(given.one(key), old.get(key)) for key in ("since", "until")}
        return {key: day for key, day in days.items() if day} or {"since": ""}
    old = (window or {form: _FIRST[form]})[form]
    if form == "calendar":
        return {form: given.one("calendar") or old if window else old}
    if window is None:
        return {form: old}
    if form in _BOTH_ENDS:
        return {form: [length(given, mark, one) for mark, one in zip(("", "2"), old, strict=True)]}
    return {form: length(given, "", old)}


def length(given: Given, mark: str, old: str) -> str:
    """A length of time that a form gave, as the language writes it; else the one that stood there."""
    n, unit = given.one(f"n{mark}"), given.one(f"unit{mark}")
    if n is None or unit is None:
        return old
    written = f"{n} {unit.removesuffix('s') if n == '1' else unit}"
    return old if length_of(written) == length_of(old) and length_of(old) else written


def _day(text: str | None, old: Any) -> Any:
    """A day that a form gave; what stood there where the form says the same, or nothing of it."""
    if text is None or text == shown(old):
        return old
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
