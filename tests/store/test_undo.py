"""An import and its undo leave nothing; later imports stay."""

from __future__ import annotations

import pytest
from staged import at, batch

from osuma.engine.errors import Refused

FULL = {
    "customers": [
        {"person_id": "1", "email": "anna@kotiposti.fi", "first_name": "Anna", "tags": ["VIP"], "x_size": "M"},
        {"person_id": "2", "email": "bertta@kotiposti.fi", "phone": "+358401112223", "last_name": "Laine"},
    ],
    "orders": [
        {"person_id": "1", "order_id": "A1", "ts": at("2026-01-02"), "amount": 100, "refunded": 10},
        {"person_email": "c@muualta.fi", "order_id": "A2", "ts": at("2026-01-03"), "amount": 50},
    ],
    "order_lines": [
        {"order_id": "A1", "line_no": 1, "product_id": "P1", "product": "Kenkä", "amount": 70},
        {"order_id": "A1", "line_no": 2, "product_id": "P2", "amount": 30},
        {"order_id": "A2", "line_no": 1, "product_id": "P1", "amount": 50},
    ],
    "page_view": [{"person_id": "v1", "ts": at("2026-01-01"), "page": "/x"}],
    "products": [{"product_id": "P1", "product": "Kenkä", "price": 70}],
    "areas": [{"postcode": "00100", "median_income": 30000, "dwellings": 10, "small_houses": 3}],
    "consents": [
        {"person_id": "1", "purpose": "marketing", "channel": "email", "state": "granted", "ts": at("2026-01-01")}
    ],
    "suppressions": [{"channel": "email", "address": "X@y.fi", "reason": "unsubscribed", "ts": at("2026-01-01")}],
}


def test_import_and_undo_of_everything_leaves_an_empty_warehouse(shop) -> None:
    before = shop.sums()
    shop.load(batch("shop", **FULL))
    assert shop.sums() != before
    counts = shop.undo(1)
    assert shop.sums() == before
    assert counts["removed"] > 10
    assert shop.rows("SELECT undone_by FROM loads WHERE import_id = 1") == [(2,)]


def test_the_same_file_twice_changes_nothing(shop) -> None:
    shop.load(batch("shop", **FULL))
    before = shop.sums()
    result = shop.load(batch("shop", **FULL))
    assert shop.sums() == before
    assert all(rows.new == rows.changed == 0 for rows in result.rows.values())
    assert result.of("orders").same == 2


def test_undo_of_a_second_import_that_changed_things(shop) -> None:
    shop.load(batch("shop", **FULL))
    before = shop.sums()
    shop.load(
        batch(
            "shop",
            customers=[
                {"person_id": "1", "email": "anna@uusi.fi", "first_name": "Anna", "last_name": "Aho"},
                {"person_id": "9", "email": "bertta@kotiposti.fi"},
            ],
            orders=[
                {
                    "person_id": "1",
                    "order_id": "A1",
                    "ts": at("2026-01-02"),
                    "amount": 100,
                    "refunded": 100,
                    "status": "refunded",
                },
                {"person_id": "9", "order_id": "A9", "ts": at("2026-02-02"), "amount": 7},
            ],
            order_lines=[{"order_id": "A1", "line_no": 1, "product_id": "P1", "amount": 70}],
        ),
        batch(
            "mail",
            customers=[
                {"person_id": "m1", "email": "ANNA@kotiposti.fi"},
                {"person_id": "m2", "email": "bertta@kotiposti.fi"},
            ],
        ),
        batch("web", call=[{"person_id": "v1", "ts": at("2026-03-01")}]),
    )
    changed = shop.sums()
    assert sum(changed[t] != before[t] for t in before) >= 10
    shop.undo(2)
    after = shop.sums()
    assert {t for t in before if after[t] != before[t]} == set()


def test_undo_of_an_import_keeps_what_a_later_one_brought_again(shop) -> None:
    shop.load(batch("shop", **FULL))
    shop.load(batch("shop", **FULL))
    shop.load(batch("shop", orders=[{"person_id": "1", "order_id": "A3", "ts": at("2026-04-01"), "amount": 5}]))
    people = "SELECT * EXCLUDE known_from FROM customers ORDER BY customer_key"
    before = shop.rows(people)
    shop.undo(1)
    assert shop.rows(people) == before
    assert shop.rows("SELECT order_id, import_id FROM event_order ORDER BY 1") == [("A1", 2), ("A2", 2), ("A3", 3)]
    assert shop.rows("SELECT DISTINCT import_id FROM identities") == [(2,)]
    shop.undo(2)
    assert shop.rows("SELECT order_id, counted FROM event_order") == [("A3", True)]
    assert shop.rows("SELECT source_id, import_id FROM identities") == [("1", 3)]


def test_undo_of_the_middle_of_three_versions(shop) -> None:
    def version(amount: int, city: str):
        return batch(
            "shop",
            customers=[{"person_id": "1", "city": city}],
            orders=[{"person_id": "1", "order_id": "A1", "ts": at("2026-01-02"), "amount": amount}],
        )

    for amount, city in ((1, "Turku"), (2, "Oulu"), (3, "Espoo")):
        shop.load(version(amount, city))
    assert shop.rows("SELECT old, new FROM customer_changes ORDER BY valid_from") == [
        ("Turku", "Oulu"),
        ("Oulu", "Espoo"),
    ]
    shop.undo(2)
    assert shop.rows("SELECT amount::INT, import_id FROM event_order") == [(3, 3)]
    assert shop.rows("SELECT amount::INT, import_id, superseded_by FROM superseded_event_order") == [(1, 1, 3)]
    assert shop.rows("SELECT old, new, import_id FROM customer_changes") == [("Turku", "Espoo", 3)]
    shop.undo(3)
    assert shop.rows("SELECT amount::INT, import_id FROM event_order") == [(1, 1)]
    assert shop.rows("SELECT city FROM customers") == [("Turku",)]
    assert shop.rows("SELECT count(*) FROM superseded_event_order") == [(0,)]


def test_an_import_is_undone_once(shop) -> None:
    shop.load(batch("shop", **FULL))
    shop.undo(1)
    with pytest.raises(Refused) as twice:
        shop.undo(1)
    assert twice.value.code == "already_undone"
    with pytest.raises(Refused) as unknown:
        shop.undo(77)
    assert unknown.value.code == "no_such_import"


def test_a_postcode_tells_the_municipality_once_its_area_is_known_and_no_longer_after_undo(shop) -> None:
    people = [
        {"person_id": "postcode only", "postcode": "33960"},
        {"person_id": "said otherwise", "postcode": "33960", "municipality": "837", "region": "06"},
        {"person_id": "abroad", "postcode": "33960", "country": "SE"},
    ]
    shop.load(batch("shop", customers=people))
    before = shop.sums()
    area = {"postcode": "33960", "municipality": "604", "region": "06", "east": 324000, "north": 6817000}
    shop.load(batch("paavo", areas=[area]))
    places = "SELECT external_id, municipality FROM customers ORDER BY 1"
    assert shop.rows(places) == [("abroad", None), ("postcode only", "604"), ("said otherwise", "837")]
    shop.load(batch("paavo", areas=[area | {"municipality": "837"}]))
    assert shop.rows(places)[1] == ("postcode only", "837")
    shop.load(batch("later", customers=[{"person_id": "later", "postcode": "33960"}]))
    assert shop.rows("SELECT municipality, region FROM customers WHERE external_id = 'later'") == [("837", "06")]
    for import_id in (4, 3, 2):
        shop.undo(import_id)
    assert shop.sums() == before
