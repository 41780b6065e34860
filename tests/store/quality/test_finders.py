"""Each finder of what is wrong in the data, on rows written by hand."""

from __future__ import annotations

from datetime import date, datetime

from staged import at, batch

from osuma.store.quality.doubles import doubles
from osuma.store.quality.fields import fields
from osuma.store.quality.relevance import relevance
from osuma.store.quality.spellings import spellings


def test_what_two_people_share_is_found_by_phone_and_by_name(shop) -> None:
    twin = {"first_name": "Aino", "last_name": "Virta", "birth_date": date(1980, 1, 1), "postcode": "00100"}
    people = [
        {"person_id": "1", **twin},
        {"person_id": "2", **twin},
        {"person_id": "3", "phone": "+358401234567", "first_name": "Eero", "last_name": "Aalto"},
        {"person_id": "4", "phone": "+358401234567", "first_name": "Helmi", "last_name": "Laine"},
    ]
    shop.load(batch("s", customers=people))
    with shop.warehouse.reader() as con:
        found = {one.of: (one.values, one.people) for one in doubles(con)}
    assert found == {"phone": (1, 2), "name_and_birth_date": (1, 2), "name_and_postcode": (1, 2)}


def test_a_digit_makes_another_thing_and_not_another_spelling(shop) -> None:
    towns = ["Alue nro 12"] * 20 + ["Alue nro 13", "Alue nmo 12"]
    shop.load(batch("s", customers=[{"person_id": str(n), "city": town} for n, town in enumerate(towns)]))
    with shop.warehouse.reader() as con:
        assert [(one.rare, one.common) for one in spellings(con) if one.of == "city"] == [
            ("Alue nmo 12", "Alue nro 12")
        ]


def test_only_purchases_of_the_window_tell_who_buys(shop) -> None:
    people = [{"person_id": str(n), "city": "A" if n % 2 else "B"} for n in range(200)]
    orders = [
        {"person_id": str(n), "order_id": f"o{n}", "amount": 1, "ts": at("2020-01-01" if n % 2 else "2026-01-01")}
        for n in range(0, 200, 3)
    ]
    shop.load(batch("s", customers=people, orders=orders))
    with shop.warehouse.reader() as con:
        (city,) = [one for one in relevance(con, fields(con), datetime(2025, 1, 1)) if one.field == "city"]
    assert (city.people, city.bought) == (200, len(range(0, 200, 6)))
