"""Scalars, durations and windows as they are written: `12 months`, `{ago: [90 days, 30 days]}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args

from osuma.engine.errors import Mistake, Words
from osuma.engine.periods import FIRST_DAY, LAST_DAY, Calendar, Duration, TimeUnit, Window
from osuma.engine.segments.mistakes import at, mistake, unknown_name
from osuma.engine.segments.rule import Scalar, Value

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_DURATION = re.compile(r"([0-9]{1,6}) (minute|hour|day|week|month|year)s?\Z")
_PERIOD = "(day|week|month|quarter|year|fiscal quarter|fiscal year)"
CALENDAR = f"^((this|last|next) {_PERIOD}|[0-9]{{1,5}} {_PERIOD}s? ago|in [0-9]{{1,5}} {_PERIOD}s?)$"
_NAMED = re.compile(rf"(this|last|next) {_PERIOD}\Z")
_FAR = re.compile(rf"(?:([0-9]{{1,5}}) {_PERIOD}s? ago|in ([0-9]{{1,5}}) {_PERIOD}s?)\Z")
_OFFSETS = {"last": -1, "this": 0, "next": 1}
_MAX_N = {"minutes": 525_600, "hours": 87_600, "days": 36_500, "weeks": 5_200, "months": 1_200, "years": 100}
#: How many calendar periods away: a hundred years.
_MAX_PERIODS = {
    "day": 36_500, "week": 5_200, "month": 1_200, "quarter": 400, "year": 100, "fiscal quarter": 400,
    "fiscal year": 100,
}  # fmt: skip
_DIGITS = 40
UNITS: tuple[TimeUnit, ...] = get_args(TimeUnit)

Report = Callable[[Mistake], None]


def scalar(given: Any, where: str, report: Report) -> Scalar:
    """One value; floats of JSON and Python become the decimal that they print as."""
    if isinstance(given, float):
        return _decimal(Decimal(repr(given)), where, report)
    if isinstance(given, Decimal):
        return _decimal(given, where, report)
    if isinstance(given, str):
        return _text(given)
    if isinstance(given, int | date | datetime):
        return given
    report(
        mistake(
            where,
            "value",
            "Arvon pitää olla teksti, luku, true, false tai päivä (2026-10-31).",
            "the value must be a text, a number, true, false or a date (2026-10-31).",
        )
    )
    return ""


def _text(given: str) -> Scalar:
    # a date is the same value quoted or not, so that JSON and YAML say the same
    try:
        return date.fromisoformat(given) if _DATE.match(given) else given
    except ValueError:
        return given


def _decimal(given: Decimal, where: str, report: Report) -> Scalar:
    """A whole number as one. A number of more digits than any figure has is not written out: 1e999999999."""
    if given == 0:
        return 0
    if given.is_finite() and abs(given.adjusted()) < _DIGITS:
        return int(given) if given == given.to_integral_value() else given
    report(
        mistake(
            where,
            "value",
            f"{given} ei ole luku, jolla voi laskea; anna tavallinen luku.",
            f"{given} is not a number to count with; give an ordinary one.",
        )
    )
    return 0


def value(given: Any, where: str, report: Report) -> Value:
    """One value or a list of values; None where there is none."""
    if given is None:
        return None
    if isinstance(given, list | tuple):
        return tuple(scalar(item, f"{where}[{i}]", report) for i, item in enumerate(given))
    return scalar(given, where, report)


def duration(given: Any, where: str, report: Report) -> Duration:
    """`12 months`, `1 day`; one of minutes, hours, days, weeks, months, years."""
    found = _DURATION.match(given) if isinstance(given, str) else None
    unit: TimeUnit | None = next((u for u in UNITS if found and u[:-1] == found[2]), None)
    if found is None or unit is None or not 0 < int(found[1]) <= _MAX_N[unit]:
        report(
            mistake(
                where,
                "duration",
                f"”{given}” ei ole aika; kirjoita esimerkiksi ”90 days” tai ”12 months” (enintään 100 vuotta).",
                f"`{given}` is not a length of time; write for example `90 days` or `12 months` (at most 100 years).",
            )
        )
        return Duration(1, "days")
    return Duration(int(found[1]), unit)


def duration_text(given: Duration) -> str:
    """The written form: `1 day`, `12 months`."""
    return f"{given.n} {given.unit if given.n != 1 else given.unit[:-1]}"


_FIRST = {
    "ago": Words(fi="kaukaisempi ensin: [90 days, 30 days]", en="the farther first: [90 days, 30 days]"),
    "ahead": Words(fi="lähempi ensin: [30 days, 90 days]", en="the nearer first: [30 days, 90 days]"),
}


def _pair(given: Any, key: str, where: str, report: Report) -> tuple[Duration, Duration]:
    if not isinstance(given, list | tuple) or len(given) != 2:
        first = _FIRST[key]
        report(mistake(where, "window", f"Anna kaksi aikaa, {first.fi}.", f"give two lengths of time, {first.en}."))
        return Duration(2, "days"), Duration(1, "days")
    return duration(given[0], f"{where}[0]", report), duration(given[1], f"{where}[1]", report)


def _calendar(given: Any, where: str, report: Report) -> tuple[Calendar, int]:
    found = _period(given) if isinstance(given, str) else None
    if found is None:
        report(
            mistake(
                where,
                "window",
                f"”{given}” ei ole kalenterijakso; kirjoita this, last tai next ja day, week, month, quarter, year,"
                " fiscal quarter tai fiscal year, tai esimerkiksi ”3 months ago” tai ”in 2 weeks” (enintään 100"
                " vuotta).",
                f"`{given}` is not a calendar period; write this, last or next, then day, week, month, quarter, year,"
                " fiscal quarter or fiscal year, or for example `3 months ago` or `in 2 weeks` (at most 100 years).",
            )
        )
        return "month", 0
    name, offset = found[0].replace(" ", "_"), found[1]
    return next(c for c in get_args(Calendar) if c == name), offset


def _period(given: str) -> tuple[str, int] | None:
    """`last month` and `1 month ago` as the period and how many away it is."""
    if near := _NAMED.match(given):
        return near[2], _OFFSETS[near[1]]
    far = _FAR.match(given)
    if far is None:
        return None
    name, offset = (far[2], -int(far[1])) if far[1] else (far[4], int(far[3]))
    return (name, offset) if abs(offset) <= _MAX_PERIODS[name] else None


def _date(given: Any, where: str, report: Report) -> date:
    if isinstance(given, str):
        try:
            return date.fromisoformat(given)
        except ValueError:
            pass
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    report(
        mistake(
            where,
            "date",
            f"”{given}” ei ole päivä; kirjoita 2026-10-31.",
            f"`{given}` is not a date; write 2026-10-31.",
        )
    )
    return date(2000, 1, 1)


date_value = _date
#: Forms of a window that are one length of time.
_SINGLE = ("last", "next", "before", "beyond")
_KEYS = ("last", "next", "ago", "before", "ahead", "beyond", "calendar", "since", "until")


def window(given: Any, where: str, report: Report) -> Window:
    """One form of a window; since and until may stand together."""
    if not isinstance(given, Mapping) or not given:
        report(
            mistake(
                where,
                "window",
                "Aikaikkuna on esimerkiksi {last: 12 months} tai {calendar: last month}.",
                "a window is for example {last: 12 months} or {calendar: last month}.",
            )
        )
        return Window()
    for key in given:
        if key not in _KEYS:
            what = Words(fi="tuntematon avain", en="unknown key")
            report(unknown_name(at(where, str(key)), "unknown_key", what, str(key), _KEYS))
    forms = [key for key in _KEYS if key in given]
    if len(forms) > 1 and set(forms) != {"since", "until"}:
        report(
            mistake(
                where,
                "window",
                f"Anna vain yksi näistä: {', '.join(forms)}.",
                f"give only one of these: {', '.join(forms)}.",
            )
        )
        return Window()
    return _window({key: given[key] for key in forms}, where, report)


def _window(given: dict[str, Any], where: str, report: Report) -> Window:
    key = next(iter(given))
    if key in _SINGLE:
        return _of_one(key, duration(given[key], at(where, key), report))
    if key in _FIRST:
        pair = _pair(given[key], key, at(where, key), report)
        return Window(ago=pair) if key == "ago" else Window(ahead=pair)
    if key == "calendar":
        period, offset = _calendar(given["calendar"], at(where, "calendar"), report)
        return Window(calendar=period, offset=offset)
    since, until = (
        _bound(given[key], at(where, key), report) if key in given else None for key in ("since", "until")
    )
    return Window(since=since, until=until)


def _bound(given: Any, where: str, report: Report) -> date:
    found = _date(given, where, report)
    if FIRST_DAY <= found <= LAST_DAY:
        return found
    first, last = FIRST_DAY.year, LAST_DAY.year
    said = (
        f"Päivä {found} ei käy: anna päivä {first}–{last}.",
        f"{found} will not do: give a day from {first} to {last}.",
    )
    report(mistake(where, "date", *said))
    return FIRST_DAY


def _of_one(key: str, length: Duration) -> Window:
    made = {"last": Window(last=length), "next": Window(next=length), "before": Window(before=length)}
    return made.get(key) or Window(beyond=length)


def window_mapping(given: Window) -> dict[str, Any]:
    """The written form of a window."""
    if given.calendar is not None:
        return {"calendar": _calendar_text(given.calendar.replace("_", " "), given.offset)}
    for key in _FIRST:
        pair = getattr(given, key)
        if pair is not None:
            return {key: [duration_text(d) for d in pair]}
    for key in _SINGLE:
        found = getattr(given, key)
        if found is not None:
            return {key: duration_text(found)}
    return {key: getattr(given, key).isoformat() for key in ("since", "until") if getattr(given, key) is not None}


def _calendar_text(period: str, offset: int) -> str:
    near = next((word for word, n in _OFFSETS.items() if n == offset), None)
    if near is not None:
        return f"{near} {period}"
    return f"{-offset} {period}s ago" if offset < 0 else f"in {offset} {period}s"
