"""Joining by hand and parting again return every table to what it was."""

from __future__ import annotations

import pytest
from staged import at, batch

from osuma.engine.errors import Refused
from osuma.store import consents, identity, merge
from osuma.store.batch import SetApart


def fill(shop) -> None:
    shop.load(
        batch(
            "shop",
            customers=[
                {"person_id": "1", "email": "anna@koti.fi", "first_name": "Anna", "city": "Turku", "tags": ["vip"]},
                {"person_id": "2", "first_name": "Annukka", "city": "Oulu", "created_at": at("2020-01-01")},
                {"person_id": "3", "email": "oma@yritys.fi"},
            ],
            orders=[{"person_id": p, "order_id": p, "ts": at("2026-01-02"), "amount": 10} for p in "123"],
            order_lines=[{"order_id": p, "line_no": 1, "amount": 10} for p in "123"],
            page_view=[{"person_id": "2", "ts": at("2026-01-03"), "page": "/"}],
        ),
        set_apart=SetApart(domains={"yritys.fi": "employee"}),
    )
    with shop.warehouse.transaction() as con:
        entry = {"purpose": "marketing", "channel": "email", "source": "shop", "import_id": 1}
        consents.project(
            con,
            [
                entry | {"seq": 1, "identity_key": 1, "state": "granted", "ts": at("2026-01-01")},
                entry | {"seq": 2, "identity_key": 2, "state": "refused", "ts": at("2026-01-02")},
            ],
            [],
        )


def test_merge_and_unmerge_return_every_table(shop) -> None:
    fill(shop)
    before = shop.sums()
    context = shop.context()
    with shop.warehouse.transaction() as con:
        link = merge.merge(con, "shop:2", "1", context)
        assert [c.identities for c in identity.largest(con)] == [2]
    assert shop.people() == [[1, 2], [3]]
    assert shop.rows("SELECT city, first_name, created_at FROM customers WHERE customer_key = 1") == [
        ("Turku", "Anna", at("2020-01-01"))
    ]
    assert shop.rows("SELECT state, contradicts FROM customer_consents") == [("refused", True)]
    for table in ("event_order", "event_order_line", "event_page_view"):
        assert shop.rows(f"SELECT count(*) FROM {table} WHERE customer_key = 2") == [(0,)]
    with shop.warehouse.transaction() as con:
        merge.unmerge(con, link, shop.context())
    after = shop.sums()
    assert {t for t in before if before[t] != after[t]} == {"identity_links"}
    assert shop.rows("SELECT kind FROM loads ORDER BY import_id") == [("import",), ("merge",), ("unmerge",)]


def test_merging_with_somebody_set_apart_takes_the_orders_out_and_back(shop) -> None:
    fill(shop)
    apart = SetApart(domains={"yritys.fi": "employee"})
    with shop.warehouse.transaction() as con:
        link = merge.merge(con, "1", "3", shop.context(set_apart=apart))
    assert shop.rows("SELECT order_id FROM event_order WHERE counted") == [("2",)]
    with shop.warehouse.transaction() as con:
        merge.unmerge(con, link, shop.context(set_apart=apart))
    assert shop.rows("SELECT order_id FROM event_order WHERE counted ORDER BY 1") == [("1",), ("2",)]


def test_a_link_that_a_person_took_back_is_not_made_again(shop) -> None:
    shop.load(batch("shop", customers=[{"person_id": "1", "email": "anna@koti.fi"}]))
    shop.load(batch("mail", customers=[{"person_id": "m", "email": "anna@koti.fi"}]))
    with shop.warehouse.transaction() as con:
        merge.unmerge(con, 1, shop.context())
    assert shop.people() == [[1], [2]]
    shop.load(batch("mail", customers=[{"person_id": "m", "email": "anna@koti.fi", "city": "Turku"}]))
    assert shop.people() == [[1], [2]]
    assert shop.rows("SELECT a, b, why_not FROM identity_review") == [(1, 2, "undone")]


@pytest.mark.parametrize(
    ("a", "b", "code"),
    [("1", "nobody", "no_such_customer"), ("1", "1", "already_one"), ("x", "1", "ambiguous_customer")],
)
def test_what_cannot_be_merged_is_said(shop, a: str, b: str, code: str) -> None:
    shop.load(
        batch("shop", customers=[{"person_id": "1"}, {"person_id": "x"}]),
        batch("mail", customers=[{"person_id": "x"}]),
    )
    with pytest.raises(Refused) as refused, shop.warehouse.transaction() as con:
        merge.merge(con, a, b, shop.context())
    assert refused.value.code == code
    with pytest.raises(Refused), shop.warehouse.transaction() as con:
        merge.unmerge(con, 99, shop.context())
