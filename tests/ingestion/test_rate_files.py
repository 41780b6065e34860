"""Rates as files give them, and everything that can be wrong with one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from osuma.engine.errors import Refused
from osuma.ingestion.rates import Rate, one_rate, read_rates

ECB = "Date,USD,JPY,SEK,\n2026-01-05,1.25,160,10.0,\n2026-01-02,N/A,200,N/A,\n"


def test_the_banks_file_gives_what_one_unit_is_in_euros() -> None:
    source, found = read_rates(ECB, "EUR")
    assert source == "ECB"
    assert found == [
        Rate("USD", date(2026, 1, 5), Decimal("0.80000000")),
        Rate("JPY", date(2026, 1, 5), Decimal("0.00625000")),
        Rate("SEK", date(2026, 1, 5), Decimal("0.10000000")),
        Rate("JPY", date(2026, 1, 2), Decimal("0.00500000")),
    ]


def test_another_currency_of_the_workspace_follows_from_two_rates() -> None:
    _, found = read_rates(ECB, "SEK")
    assert found == [
        Rate("EUR", date(2026, 1, 5), Decimal("10.00000000")),
        Rate("USD", date(2026, 1, 5), Decimal("8.00000000")),
        Rate("JPY", date(2026, 1, 5), Decimal("0.06250000")),
    ]
    with pytest.raises(Refused) as missing:
        read_rates(ECB, "NOK")
    assert missing.value.mistakes[0].code == "no_own_currency"


def test_the_banks_daily_file_is_read_too() -> None:
    daily = "Date, USD, JPY, \n05 January 2026, 1.25, 160, \n"
    assert read_rates(daily, "EUR")[1][0] == Rate("USD", date(2026, 1, 5), Decimal("0.80000000"))


@pytest.mark.parametrize(
    "text", ["currency;day;rate\nusd;5.1.2026;0,8\n", "Päivä,Valuutta,Kurssi\n2026-01-05,USD,0.8\n"]
)
def test_a_plain_list_is_read(text: str) -> None:
    assert read_rates(text, "EUR") == (None, [Rate("USD", date(2026, 1, 5), Decimal("0.80000000"))])


def test_every_mistake_is_told_with_its_row() -> None:
    with pytest.raises(Refused) as refused:
        read_rates("currency;day;rate\nUSD;2026-01-05;nolla\nEUR;tänään;1\nSEK;2026-01-05;0,1\n", "EUR")
    assert [(m.where, m.code) for m in refused.value.mistakes] == [
        ("row 2", "bad_rate"), ("row 3", "bad_currency"), ("row 3", "bad_day"),
    ]  # fmt: skip
    with pytest.raises(Refused) as unknown:
        read_rates("a,b\n1,2\n", "EUR")
    assert unknown.value.mistakes[0].code == "unknown_form"
    with pytest.raises(Refused):
        one_rate("USD", "-1", "2026-01-05", "EUR")
