"""Bounds against a table written by hand: both nights of the clock, month ends, leap days, weeks, fiscal years."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from osuma.engine import periods
from osuma.engine.periods import Duration, Window

HELSINKI = ZoneInfo("Europe/Helsinki")


def at(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI, fold=fold)


def days(n: int) -> Window:
    return Window(last=Duration(n, "days"))


# as_of on the wall in Helsinki, window, (lo, hi] in UTC as counted by hand
GOLDEN = [
    # 90 days before 20 Nov (winter, +2) is 22 Aug (summer, +3): the same wall time, an hour apart in UTC
    ("2026-11-20T00:00", days(90), "2026-08-21T21:00", "2026-11-19T22:00"),
    ("2026-11-20T00:00", Window(last=Duration(12, "months")), "2025-11-19T22:00", "2026-11-19T22:00"),
    # the spring day of 23 hours: 29 March 2026, 03:00 becomes 04:00
    ("2026-03-30T00:00", days(1), "2026-03-28T22:00", "2026-03-29T21:00"),
    ("2026-03-30T03:30", days(1), "2026-03-29T01:30", "2026-03-30T00:30"),  # 03:30 did not exist: 04:30 summer
    ("2026-03-30T00:30", Window(last=Duration(24, "hours")), "2026-03-28T21:30", "2026-03-29T21:30"),
    # the autumn day of 25 hours: 25 October 2026, 04:00 becomes 03:00
    ("2026-10-26T00:00", days(1), "2026-10-24T21:00", "2026-10-25T22:00"),
    ("2026-10-26T03:30", days(1), "2026-10-25T00:30", "2026-10-26T01:30"),  # 03:30 was twice: the first
    ("2026-10-26T00:00", Window(last=Duration(25, "hours")), "2026-10-24T21:00", "2026-10-25T22:00"),
    # month ends are clipped
    ("2026-03-31T12:00", Window(last=Duration(1, "months")), "2026-02-28T10:00", "2026-03-31T09:00"),
    ("2024-03-31T12:00", Window(last=Duration(1, "months")), "2024-02-29T10:00", "2024-03-31T09:00"),
    ("2026-01-31T12:00", Window(last=Duration(1, "months")), "2025-12-31T10:00", "2026-01-31T10:00"),
    ("2028-02-29T12:00", Window(last=Duration(1, "years")), "2027-02-28T10:00", "2028-02-29T10:00"),
    ("2026-11-20T00:00", Window(last=Duration(2, "weeks")), "2026-11-05T22:00", "2026-11-19T22:00"),
    ("2026-11-20T15:00", Window(last=Duration(90, "minutes")), "2026-11-20T11:30", "2026-11-20T13:00"),
    # two ends ago, and longer ago
    (
        "2026-11-20T00:00",
        Window(ago=(Duration(90, "days"), Duration(30, "days"))),
        "2026-08-21T21:00",
        "2026-10-20T21:00",
    ),
    ("2026-11-20T00:00", Window(before=Duration(12, "months")), None, "2025-11-19T22:00"),
    ("2026-11-20T00:00", Window(next=Duration(14, "days")), "2026-11-19T22:00", "2026-12-03T22:00"),
    ("2026-11-20T00:00", None, None, "2026-11-19T22:00"),
]
TICK = "999999"
# calendar periods begin at local midnight: one microsecond before it, for (lo, hi]
CALENDAR = [
    ("2026-11-20T00:00", "day", 0, "2026-11-19T21:59:59", "2026-11-20T21:59:59"),
    ("2026-03-29T12:00", "day", 0, "2026-03-28T21:59:59", "2026-03-29T20:59:59"),
    ("2026-10-25T12:00", "day", 0, "2026-10-24T20:59:59", "2026-10-25T21:59:59"),
    ("2026-11-20T00:00", "week", 0, "2026-11-15T21:59:59", "2026-11-22T21:59:59"),
    ("2027-01-02T00:00", "week", 0, "2026-12-27T21:59:59", "2027-01-03T21:59:59"),  # ISO week 53 of 2026
    ("2026-11-20T00:00", "month", -1, "2026-09-30T20:59:59", "2026-10-31T21:59:59"),
    ("2026-01-15T00:00", "month", -1, "2025-11-30T21:59:59", "2025-12-31T21:59:59"),
    ("2026-02-15T00:00", "quarter", -1, "2025-09-30T20:59:59", "2025-12-31T21:59:59"),
    ("2026-11-20T00:00", "year", 0, "2025-12-31T21:59:59", "2026-12-31T21:59:59"),
    ("2026-11-20T00:00", "fiscal_year", 0, "2026-03-31T20:59:59", "2027-03-31T20:59:59"),
    ("2026-02-20T00:00", "fiscal_year", 0, "2025-03-31T20:59:59", "2026-03-31T20:59:59"),
    ("2026-02-20T00:00", "fiscal_year", 1, "2026-03-31T20:59:59", "2027-03-31T20:59:59"),
]


@pytest.mark.parametrize(("as_of", "window", "low", "high"), GOLDEN)
def test_golden_bounds(as_of: str, window: Window | None, low: str | None, high: str) -> None:
    expected = (datetime.fromisoformat(low) if low else None, datetime.fromisoformat(high))
    assert periods.bounds(window, at(as_of), HELSINKI) == expected


@pytest.mark.parametrize(("as_of", "period", "offset", "low", "high"), CALENDAR)
def test_golden_calendar(as_of: str, period: periods.Calendar, offset: int, low: str, high: str) -> None:
    window = Window(calendar=period, offset=offset)
    found = periods.bounds(window, at(as_of), HELSINKI, fiscal_year_start_month=4)
    assert found == (datetime.fromisoformat(f"{low}.{TICK}"), datetime.fromisoformat(f"{high}.{TICK}"))


def test_as_of_in_the_second_of_two_equal_hours_is_its_own_instant() -> None:
    first, second = at("2026-10-25T03:30"), at("2026-10-25T03:30", fold=1)
    hour = Window(last=Duration(1, "hours"))
    assert periods.bounds(hour, first, HELSINKI) == (datetime(2026, 10, 24, 23, 30), datetime(2026, 10, 25, 0, 30))
    assert periods.bounds(hour, second, HELSINKI) == (datetime(2026, 10, 25, 0, 30), datetime(2026, 10, 25, 1, 30))


def test_fixed_dates_include_both_days() -> None:
    window = Window(since=date(2026, 10, 1), until=date(2026, 10, 31))
    low, high = periods.bounds(window, at("2026-11-20T00:00"), HELSINKI)
    assert low == datetime(2026, 9, 30, 20, 59, 59, 999999)
    assert high == datetime(2026, 10, 31, 21, 59, 59, 999999)


def test_what_happened_ends_at_as_of() -> None:
    as_of = at("2026-11-20T15:00")
    assert periods.past_bounds(Window(calendar="month"), as_of, HELSINKI)[1] == datetime(2026, 11, 20, 13, 0)
    assert periods.past_bounds(Window(since=date(2026, 1, 1)), as_of, HELSINKI)[1] == datetime(2026, 11, 20, 13, 0)
    assert periods.past_bounds(None, as_of, HELSINKI) == (None, datetime(2026, 11, 20, 13, 0))


def test_day_end_is_the_first_instant_of_the_next_day() -> None:
    assert periods.day_end(date(2026, 3, 29), HELSINKI).astimezone(UTC) == datetime(2026, 3, 29, 21, tzinfo=UTC)
    assert periods.day_end(date(2026, 10, 25), HELSINKI).astimezone(UTC) == datetime(2026, 10, 25, 22, tzinfo=UTC)


# today, window, first and last date
DATES = [
    (date(2026, 11, 20), days(14), date(2026, 11, 7), date(2026, 11, 20)),
    (date(2026, 11, 20), Window(next=Duration(14, "days")), date(2026, 11, 20), date(2026, 12, 3)),
    (date(2026, 11, 20), days(1), date(2026, 11, 20), date(2026, 11, 20)),
    (date(2026, 11, 20), Window(next=Duration(1, "days")), date(2026, 11, 20), date(2026, 11, 20)),
    (date(2026, 3, 31), Window(last=Duration(1, "months")), date(2026, 3, 1), date(2026, 3, 31)),
    (
        date(2026, 11, 20),
        Window(ago=(Duration(3, "months"), Duration(1, "months"))),
        date(2026, 8, 21),
        date(2026, 10, 20),
    ),
    (date(2026, 11, 20), Window(before=Duration(1, "years")), None, date(2025, 11, 20)),
    (date(2026, 11, 20), Window(calendar="week", offset=1), date(2026, 11, 23), date(2026, 11, 29)),
    (date(2026, 11, 20), Window(since=date(2026, 1, 1)), date(2026, 1, 1), None),
]


@pytest.mark.parametrize(("today", "window", "first", "last"), DATES)
def test_golden_dates(today: date, window: Window, first: date | None, last: date | None) -> None:
    assert periods.date_bounds(window, today) == (first, last)


def test_anniversaries_over_the_turn_of_the_year() -> None:
    found = periods.month_days(Window(next=Duration(5, "days")), date(2026, 12, 30))
    assert found == {1230, 1231, 101, 102, 103}


def test_29_february_counts_with_1_march_in_common_years_only() -> None:
    day = Window(next=Duration(1, "days"))
    assert periods.month_days(day, date(2026, 3, 1)) == {301, 229}
    assert periods.month_days(day, date(2026, 2, 28)) == {228}
    assert periods.month_days(day, date(2028, 3, 1)) == {301}
    assert periods.month_days(day, date(2028, 2, 29)) == {229}
    assert 229 not in periods.month_days(Window(calendar="month"), date(2026, 2, 10))
    assert 229 in periods.month_days(Window(calendar="month"), date(2026, 3, 10))


def test_a_year_of_anniversaries_is_every_day() -> None:
    assert len(periods.month_days(Window(next=Duration(366, "days")), date(2026, 11, 20))) == 366


def test_an_open_window_has_no_anniversaries() -> None:
    with pytest.raises(ValueError, match="two ends"):
        periods.month_days(Window(since=date(2026, 1, 1)), date(2026, 11, 20))


def test_bounds_are_printed_as_a_reader_reads_them() -> None:
    low, high = periods.bounds(days(90), at("2026-11-20T00:00"), HELSINKI)
    assert periods.printed(low, high, HELSINKI) == (date(2026, 8, 22), date(2026, 11, 19))
    low, high = periods.bounds(Window(calendar="month", offset=-1), at("2026-11-20T00:00"), HELSINKI)
    assert periods.printed(low, high, HELSINKI) == (date(2026, 10, 1), date(2026, 10, 31))
    assert periods.printed(None, high, HELSINKI) == (None, date(2026, 10, 31))
