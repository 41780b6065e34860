"""S21 (MP-050): bought several times: completed orders that were not given back in full."""

from __future__ import annotations

from pathlib import Path

import purchases
import pytest

from in_process import Osuma

REMAINS: dict[str, str] = {}

AS_OF = "2026-10-15T12:00:00+03:00"
RULE = """
osuma: 1
slug: repeat
name: {fi: Ostanut useasti, en: Bought several times}
where: {event: order, op: gte, value: 2}
"""


@pytest.fixture(scope="module")
def orders(osuma: Osuma, folder: Path) -> list[purchases.Order]:
    given = purchases.orders()
    osuma.load(purchases.write_customers(folder / "asiakkaat.csv"), source="kauppa")
    osuma.load(purchases.write_orders(folder / "tilaukset.csv", given), source="kauppa")
    return given


def test_two_orders_that_count_are_enough(osuma: Osuma, orders: list[purchases.Order]) -> None:
    expected = purchases.expected_repeat(orders)
    # S21.1
    assert osuma.members(RULE, AS_OF) == expected
    assert 0 < len(expected) < len(purchases.customers())


def test_cancelled_and_returned_orders_do_not_count(osuma: Osuma, orders: list[purchases.Order]) -> None:
    placed: dict[str, list[purchases.Order]] = {}
    for order in orders:
        placed.setdefault(order.person, []).append(order)
    members = osuma.members(RULE, AS_OF)
    spoilt: dict[str, set[str]] = {"cancelled": set(), "refunded": set()}
    for person, theirs in placed.items():
        good = sum(map(purchases.counts, theirs))
        for status, people in spoilt.items():
            if good < 2 <= good + sum(order.status == status for order in theirs):
                people.add(person)
    assert all(spoilt.values())
    # S21.3
    assert not spoilt["cancelled"] & members
    # S21.2
    assert not spoilt["refunded"] & members
    placed_twice = "{osuma: 1, slug: placed, where: {event: order_placed, op: gte, value: 2}}"
    assert osuma.members(placed_twice, AS_OF) == {person for person, theirs in placed.items() if len(theirs) >= 2}


def test_it_is_explained_in_both_languages(osuma: Osuma, orders: list[purchases.Order]) -> None:
    fi, en = (osuma.sentences(RULE, language, AS_OF) for language in ("fi", "en"))
    # S21.4
    assert "vähintään 2 kertaa" in fi
    assert "at least twice" in en


def test_a_later_refund_takes_one_person_out(tmp_path: Path) -> None:
    osuma, orders = Osuma.create(tmp_path / "installation"), purchases.orders()
    osuma.load(purchases.write_customers(tmp_path / "asiakkaat.csv"), source="kauppa")
    osuma.load(purchases.write_orders(tmp_path / "tilaukset.csv", orders), source="kauppa")
    before = osuma.members(RULE, AS_OF)
    changed, person = purchases.refund_one(orders)
    osuma.load(purchases.write_orders(tmp_path / "tilaukset-uudet.csv", changed), source="kauppa")
    # S21.2
    assert before - osuma.members(RULE, AS_OF) == {person}
    assert osuma.members(RULE, AS_OF) == purchases.expected_repeat(changed)
    # S21.5
    osuma.apply(RULE)
    osuma.refresh(AS_OF)
    assert "segments.refresh" in osuma.audit()
