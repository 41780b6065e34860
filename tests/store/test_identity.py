"""Who is joined to whom, and who never is."""

from __future__ import annotations

import pytest
from staged import at, batch


def customers(source: str, *people: dict) -> object:
    return batch(source, customers=[{"person_id": f"{source}{n}"} | p for n, p in enumerate(people, 1)])


def why_not(shop) -> list[tuple]:
    return shop.rows("SELECT a, b, rule, why_not FROM identity_review ORDER BY ALL")


def test_a_personal_email_joins_sources_whatever_its_case(shop) -> None:
    result = shop.load(
        customers("shop", {"email": "Anna.Äijälä@Kotiposti.fi", "first_name": "Anna"}),
        customers("mail", {"email": " anna.äijälä@kotiposti.FI "}, {"email": "toinen@kotiposti.fi"}),
    )
    assert shop.people() == [[1, 2], [3]]
    assert result.links == 1
    assert shop.rows("SELECT a, b, rule, undone_at FROM identity_links") == [(1, 2, "email", None)]


def test_an_order_with_an_email_only_is_the_same_person_as_the_customer(shop) -> None:
    shop.load(customers("shop", {"email": "anna@kotiposti.fi"}))
    shop.load(
        batch(
            "shop",
            orders=[{"person_email": "ANNA@kotiposti.fi", "order_id": "1", "ts": at("2026-01-01"), "amount": 5}],
        )
    )
    assert shop.people() == [[1, 2]]
    assert shop.rows("SELECT customer_key, identity_key FROM event_order") == [(1, 2)]


@pytest.mark.parametrize(
    "address",
    ["info@yritys.fi", "myynti@yritys.fi", "Asiakaspalvelu@yritys.fi", "försäljning@bolag.fi", "order@co.com"],
)
def test_a_role_address_joins_nobody(shop, address: str) -> None:
    shop.load(customers("shop", {"email": address}), customers("mail", {"email": address}))
    assert shop.people() == [[1], [2]]
    assert why_not(shop) == [(1, 2, "email", "role_address")]


@pytest.mark.parametrize(
    "address", ["no@no.no", "test@test.fi", "ei@ei.fi", "a@a.fi", "eisahkopostia@gmail.com", "ei ole"]
)
def test_a_placeholder_joins_nobody_and_identifies_nobody(shop, address: str) -> None:
    shop.load(customers("shop", {"email": address}), customers("mail", {"email": address}))
    assert shop.people() == [[1], [2]]
    assert why_not(shop) == [(1, 2, "email", "placeholder")]
    shop.load(batch("shop", orders=[{"person_email": address, "order_id": "1", "ts": at("2026-01-01"), "amount": 5}]))
    assert shop.rows("SELECT customer_key FROM event_order") == [(None,)]


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("Anna", "Matti", False),
        ("Mari", "Jari", False),
        ("Anna", "ANNA MARIA", True),
        ("Päivi", "Paivi", True),
        ("Katariina", "Katarina", True),
        ("Anna", None, True),
    ],
)
def test_a_family_behind_one_mailbox_is_not_one_person(shop, one: str, other: str | None, joined: bool) -> None:
    mailbox = {"email": "virtaset@kotiposti.fi", "last_name": "Virtanen"}
    shop.load(customers("shop", mailbox | {"first_name": one}), customers("crm", mailbox | {"first_name": other}))
    assert shop.people() == ([[1, 2]] if joined else [[1], [2]])
    assert why_not(shop) == ([] if joined else [(1, 2, "email", "different_names")])


def test_a_family_member_is_joined_with_themselves_only(shop) -> None:
    mailbox = {"email": "virtaset@kotiposti.fi"}
    shop.load(
        customers("shop", mailbox | {"first_name": "Anna"}),
        customers("crm", mailbox | {"first_name": "Matti"}),
        customers("fair", mailbox | {"first_name": "anna"}),
    )
    assert shop.people() == [[1, 3], [2]]


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ({"last_name": "Virtanen"}, {"last_name": "VIRTANEN"}, True),
        ({"postcode": "00100"}, {"postcode": "00100"}, True),
        ({}, {}, False),
        ({"first_name": "Anna"}, {"first_name": "Anna"}, False),
        ({"last_name": "Virtanen"}, {"last_name": "Laine"}, False),
        ({"last_name": "Virtanen", "first_name": "Anna"}, {"last_name": "Virtanen", "first_name": "Pekka"}, False),
        ({"last_name": "Virtanen", "first_name": "Anna"}, {"last_name": "Virtanen"}, True),
        ({"last_name": "Virtanen", "first_name": "Anna"}, {"full_name": "Anna Virtanen"}, True),
        ({"last_name": "Virtanen", "first_name": "Anna"}, {"full_name": "Virtanen Anna"}, True),
        ({"last_name": "Virtanen", "first_name": "Anna"}, {"full_name": "Pekka Virtanen"}, False),
        ({"last_name": "Virtanen", "first_name": "Anna"}, {"full_name": "Virtanen"}, False),
        ({"full_name": "Anna Laine"}, {"full_name": "Anna Virtanen"}, False),
    ],
)
def test_a_mobile_number_needs_one_more_matching_field(shop, one: dict, other: dict, joined: bool) -> None:
    phone = {"phone": "+358401112223"}
    shop.load(customers("shop", phone | one), customers("crm", phone | other))
    assert shop.people() == ([[1, 2]] if joined else [[1], [2]])
    assert why_not(shop) == ([] if joined else [(1, 2, "phone", "phone_alone")])


@pytest.mark.parametrize("phone", ["+35891234567", "+358000000000"])
def test_a_land_line_or_a_placeholder_number_joins_nobody(shop, phone: str) -> None:
    same = {"phone": phone, "last_name": "Virtanen", "postcode": "00100"}
    shop.load(customers("shop", same), customers("crm", same))
    assert shop.people() == [[1], [2]]


def test_a_foreign_mobile_number_joins(shop) -> None:
    same = {"phone": "+46701234567", "last_name": "Svensson"}
    shop.load(customers("shop", same), customers("crm", same))
    assert shop.people() == [[1, 2]]


def test_a_name_alone_joins_nobody(shop) -> None:
    same = {"first_name": "Anna", "last_name": "Virtanen", "postcode": "00100"}
    shop.load(customers("shop", same), customers("crm", same))
    assert shop.people() == [[1], [2]]
    assert why_not(shop) == []


def test_two_ids_of_one_source_are_two_people_also_through_a_third(shop) -> None:
    shop.load(customers("shop", {"email": "a@koti.fi"}, {"email": "b@koti.fi"}))
    shop.load(customers("mail", {"email": "a@koti.fi"}))
    shop.load(customers("crm", {"email": "a@koti.fi", "phone": "+358401112223", "last_name": "Aho"}))
    shop.load(
        batch(
            "shop",
            customers=[{"person_id": "shop2", "email": "b@koti.fi", "phone": "+358401112223", "last_name": "Aho"}],
        )
    )
    assert shop.people() == [[1, 3, 4], [2]]
    assert why_not(shop) == [(2, 4, "phone", "same_source")]


def test_an_identifier_that_four_identities_share_joins_nobody(shop) -> None:
    for n in range(4):
        shop.load(customers(f"s{n}", {"email": "perhe@koti.fi"}))
        expected = [[1, 2, 3][: n + 1]] if n < 3 else [[1], [2], [3], [4]]
        assert shop.people() == expected
    assert {row[3] for row in why_not(shop)} == {"shared"}
    assert shop.rows("SELECT count(*) FROM identity_links WHERE undone_at IS NULL") == [(0,)]
    before_fourth = shop.rows("SELECT customer_key FROM customers ORDER BY 1")
    assert len(before_fourth) == 4
    shop.undo(4)
    assert shop.people() == [[1, 2, 3]]


def test_all_four_at_once_are_the_same_as_one_by_one(shop) -> None:
    shop.load(*(customers(f"s{n}", {"email": "perhe@koti.fi"}) for n in range(4)))
    assert shop.people() == [[1], [2], [3], [4]]


def test_a_switchboard_joins_nobody(shop) -> None:
    people = [{"phone": "+358401112223", "last_name": "Aho", "postcode": "00100"}] * 6
    shop.load(customers("crm", *people))
    shop.load(customers("shop", *people))
    assert all(len(keys) == 1 for keys in shop.people())


def test_the_key_of_a_customer_is_the_smallest_identity_and_follows_everywhere(shop) -> None:
    shop.load(
        batch(
            "web",
            page_view=[{"person_id": "v1", "ts": at("2026-01-01"), "page": "/"}],
            customers=[{"person_id": "w", "email": "x@koti.fi"}],
        )
    )
    shop.load(
        batch(
            "shop",
            customers=[{"person_id": "1", "email": "anna@koti.fi"}],
            orders=[{"person_id": "1", "order_id": "1", "ts": at("2026-01-02"), "amount": 9}],
        )
    )
    assert shop.rows("SELECT customer_key FROM event_order") == [(3,)]
    shop.load(batch("shop", customers=[{"person_id": "1", "email": "x@koti.fi"}]))
    assert shop.people() in ([[1, 3], [2]], [[1], [2, 3]])
    key = shop.rows("SELECT min(customer_key) FROM identities WHERE source_id IN ('1', 'w')")[0][0]
    for table in ("event_order", "customer_changes"):
        assert shop.rows(f"SELECT DISTINCT customer_key FROM {table}") == [(key,)]
    assert shop.rows("SELECT count(*) FROM customers") == [(2,)]
