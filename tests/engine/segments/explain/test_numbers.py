"""Numbers, money and dates, to the character."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from osuma.engine.errors import Words
from osuma.engine.segments.explain import numbers


def test_thousands_are_apart_and_decimals_follow_the_language() -> None:
    assert numbers.number(1204) == Words(fi="1\u00a0204", en="1,204")
    assert numbers.number(Decimal("1234567.50")) == Words(fi="1\u00a0234\u00a0567,5", en="1,234,567.5")
    assert numbers.number(Decimal("1E+3")) == Words(fi="1\u00a0000", en="1,000")
    assert numbers.number(-5) == Words(fi="\u22125", en="\u22125")


def test_money_has_two_decimals_and_rounds_half_to_even() -> None:
    assert numbers.money(642, "EUR") == Words(fi="642,00\u00a0€", en="€642.00")
    assert numbers.money(Decimal("0.125"), "EUR") == Words(fi="0,12\u00a0€", en="€0.12")
    assert numbers.money(Decimal("-1234.5"), "EUR") == Words(fi="\u22121\u00a0234,50\u00a0€", en="\u2212€1,234.50")
    assert numbers.money(5, "SEK") == Words(fi="5,00\u00a0SEK", en="SEK\u00a05.00")


def test_percentages() -> None:
    assert numbers.percent(10) == Words(fi="10\u00a0%", en="10%")
    assert numbers.share(Decimal("0.605")) == Words(fi="60,5\u00a0%", en="60.5%")


def test_a_stretch_of_days_says_the_year_once() -> None:
    assert numbers.days(date(2026, 8, 22), date(2026, 11, 19)) == Words("22.8.–19.11.2026", "22 Aug – 19 Nov 2026")
    assert numbers.days(date(2025, 11, 20), date(2026, 11, 19)).fi == "20.11.2025–19.11.2026"
    assert numbers.days(date(2026, 10, 1), date(2026, 10, 31)) == Words("1.–31.10.2026", "1–31 Oct 2026")
    assert numbers.days(date(2026, 10, 1), date(2026, 10, 1)) == Words("1.10.2026", "1 Oct 2026")


def test_a_moment_has_its_time_of_day() -> None:
    assert numbers.moment(datetime(2026, 11, 18, 9, 0)) == Words("18.11.2026 klo\u00a09.00", "18 Nov 2026 9:00")
