from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from osuma.reporting import numbers


@pytest.mark.parametrize(
    ("value", "decimals", "fi", "en"),
    [
        (0, 0, "0", "0"),
        (1204, 0, "1\u00a0204", "1,204"),
        (-1204, 0, "\u22121\u00a0204", "\u22121,204"),
        (Decimal("0.5"), 0, "1", "1"),
        (Decimal("1234567.895"), 2, "1\u00a0234\u00a0567,90", "1,234,567.90"),
        (Decimal("-0.4"), 0, "0", "0"),
    ],
)
def test_numbers_have_no_break_spaces_and_round_half_up(
    value: int | Decimal, decimals: int, fi: str, en: str
) -> None:
    assert numbers.number(value, "fi", decimals) == fi
    assert numbers.number(value, "en", decimals) == en


@pytest.mark.parametrize(
    ("value", "currency", "fi", "en"),
    [
        ("642", "EUR", "642,00\u00a0€", "€642.00"),
        ("-3480.5", "EUR", "\u22123\u00a0480,50\u00a0€", "\u2212€3,480.50"),
        ("12", "USD", "12,00\u00a0$", "$12.00"),
        ("12", "SEK", "12,00\u00a0SEK", "SEK\u00a012.00"),
    ],
)
def test_money_to_the_cent(value: str, currency: str, fi: str, en: str) -> None:
    assert numbers.money(Decimal(value), currency, "fi", 2) == fi
    assert numbers.money(Decimal(value), currency, "en", 2) == en


@pytest.mark.parametrize(
    ("part", "whole", "fi"),
    [
        (1, 3, "33,3\u00a0%"),
        (0, 3, "0,0\u00a0%"),
        (1, 5000, "<\u00a00,1\u00a0%"),
        (1, 0, "–"),
        (-1, 4, "\u221225,0\u00a0%"),
    ],
)
def test_a_share_is_never_a_false_zero(part: int, whole: int, fi: str) -> None:
    assert numbers.percent(part, whole, "fi") == fi


def test_english_per_cent_has_no_space() -> None:
    assert numbers.percent(1, 10, "en", 0) == "10%"


def test_periods_say_both_ends() -> None:
    first, last = date(2026, 8, 22), date(2026, 11, 19)
    assert numbers.period(first, last, "fi") == "22.8.–19.11.2026"
    assert numbers.period(first, last, "en") == "22\u00a0Aug\u00a0– 19\u00a0Nov\u00a02026"
    assert numbers.period(date(2025, 11, 20), last, "fi") == "20.11.2025–19.11.2026"
    assert numbers.period(date(2026, 10, 1), date(2026, 10, 31), "fi") == "1.–31.10.2026"
    assert numbers.period(date(2026, 10, 1), date(2026, 10, 31), "en") == "1–31\u00a0Oct\u00a02026"
    assert numbers.period(last, last, "fi") == "19.11.2026"


def test_a_moment_is_on_the_report_s_clock() -> None:
    midnight = datetime(2026, 11, 19, 22, 0, tzinfo=UTC)
    assert numbers.moment(midnight, "Europe/Helsinki", "fi") == "20.11.2026 klo\u00a00.00"
    assert numbers.moment(midnight, "Europe/Helsinki", "en") == "20\u00a0Nov\u00a02026, 0:00"


def test_numbers_in_sentences_do_not_break() -> None:
    said = numbers.unbroken("Mukana 1 204 asiakasta, 642,00 €, 10 %, 12 kk. Since 22 Aug 2026, 3 people.")
    assert said == (
        "Mukana 1\u00a0204 asiakasta, 642,00\u00a0€, 10\u00a0%, 12\u00a0kk. Since 22\u00a0Aug\u00a02026, 3 people."
    )
