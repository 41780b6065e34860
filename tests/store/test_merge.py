"""Joining by hand and parting again return every table to what it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from staged import at, batch

from osuma.engine.errors import Refused
from osuma.store.loading import merge
from osuma.store.people import consents, review
from osuma.store.warehouse import Warehouse
from osuma.store.writing.batch import IdentitySettings, SetApart


def apart(shop) -> list[review.Link]:
    with shop.warehouse.reader() as con:
        return review.links(con, apart=True)


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
        assert [c.identities for c in review.largest(con)] == [2]
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
    assert [(link.pair.one.ref, link.pair.other.ref) for link in apart(shop)] == [("shop:1", "shop:2")]
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
    assert shop.rows("SELECT count(*) FROM identity_review") == [(0,)]


FAMILY = {"last_name": "Aho", "phone": "+358401112223"}


def test_what_is_kept_apart_is_not_joined_through_a_third(shop) -> None:
    shop.load(batch("shop", customers=[{"person_id": "1", "email": "anna@koti.fi"}]))
    shop.load(batch("mail", customers=[{"person_id": "m", **FAMILY}]))
    with shop.warehouse.transaction() as con:
        merge.keep_apart(con, "1", "m", shop.context())
    shop.load(batch("crm", customers=[{"person_id": "c", "email": "anna@koti.fi", **FAMILY}]))
    assert shop.people() == [[1, 3], [2]]
    assert shop.rows("SELECT count(*) FROM identity_review") == [(0,)]
    with shop.warehouse.transaction() as con:
        assert review.nearly(con) == []


def test_a_no_can_be_taken_back_and_the_rules_speak_again(shop) -> None:
    shop.load(batch("shop", customers=[{"person_id": "1", "email": "anna@koti.fi"}]))
    shop.load(batch("mail", customers=[{"person_id": "m", "city": "Turku"}]))
    before = shop.sums()
    with shop.warehouse.transaction() as con:
        no = merge.keep_apart(con, "m", "1", shop.context())
        with pytest.raises(Refused) as refused:
            merge.keep_apart(con, "1", "m", shop.context())
    assert refused.value.code == "already_apart"
    after = shop.sums()
    assert {t for t, was in before.items() if after[t] != was} == {"identity_links"}
    again = batch("mail", customers=[{"person_id": "m", "email": "anna@koti.fi"}])
    shop.load(again)
    assert shop.people() == [[1], [2]]
    with shop.warehouse.transaction() as con:
        assert merge.unmerge(con, no, shop.context()) == "kept_apart"
    assert (apart(shop), shop.people()) == ([], [[1], [2]])
    shop.load(batch("mail", customers=[{"person_id": "m", "email": "anna@koti.fi", "city": "Oulu"}]))
    assert shop.people() == [[1, 2]]


def test_joining_by_hand_lifts_what_kept_them_apart_and_its_undo_says_no_again(shop) -> None:
    shop.load(batch("shop", customers=[{"person_id": "1"}, {"person_id": "2"}]))
    with shop.warehouse.transaction() as con:
        merge.keep_apart(con, "1", "2", shop.context())
        link = merge.join(con, 2, 1, shop.context(), "confirmed")
    assert (apart(shop), shop.people()) == ([], [[1, 2]])
    with shop.warehouse.transaction() as con:
        assert merge.unmerge(con, link, shop.context()) == "confirmed"
    assert (len(apart(shop)), shop.people()) == (1, [[1], [2]])


def three_loads(shop, **options) -> None:
    shop.load(batch("shop", customers=[{"person_id": n, "email": f"{n}@koti.fi"} for n in "abc"]), **options)
    lines = [{"person_id": n, "email": f"{n}@koti.fi", "city": "Turku"} for n in "ab"]
    shop.load(batch("mail", customers=lines, orders=ORDERS), **options)
    shop.load(batch("crm", customers=[{"person_id": "c", "email": "c@koti.fi"}]), **options)


ORDERS = [{"person_id": "a", "order_id": "9", "ts": at("2026-01-02"), "amount": 10}]
NEVER = IdentitySettings(max_shared=1)


def test_the_links_of_an_import_go_and_its_rows_stay_as_if_nobody_had_been_joined(shop, tmp_path: Path) -> None:
    three_loads(shop)
    assert shop.people() == [[1, 4], [2, 5], [3, 6]]
    with shop.warehouse.transaction() as con:
        assert merge.unmerge_import(con, 2, shop.context()) == 2
        with pytest.raises(Refused) as refused:
            merge.unmerge_import(con, 2, shop.context())
    assert refused.value.code == "no_links"
    assert shop.people() == [[1], [2], [3, 6], [4], [5]]
    with shop.warehouse.transaction() as con:
        merge.unmerge_import(con, 3, shop.context())
    with Warehouse(tmp_path / "never.duckdb", threads=2) as other:
        never = type(shop)(other)
        three_loads(never, identity=NEVER)
        kept, apart_from_the_start = shop.sums(), never.sums()
    differs = {t for t in kept if kept[t] != apart_from_the_start[t]}
    assert differs <= {"identity_links", "identity_review"}
    shop.load(batch("mail", customers=[{"person_id": "a", "email": "a@koti.fi", "city": "Oulu"}]))
    shop.load(batch("crm", customers=[{"person_id": "c", "email": "c@koti.fi", "city": "Oulu"}]))
    assert all(len(keys) == 1 for keys in shop.people())


def test_a_no_outlives_the_undo_of_the_import_that_had_made_the_link(shop) -> None:
    shop.load(batch("shop", customers=[{"person_id": "1", "email": "anna@koti.fi"}]))
    shop.load(batch("mail", customers=[{"person_id": "m"}]))
    shop.load(batch("mail", customers=[{"person_id": "m", "email": "anna@koti.fi"}]))
    with shop.warehouse.transaction() as con:
        merge.unmerge(con, 1, shop.context())
    shop.undo(3)
    assert len(apart(shop)) == 1
    shop.load(batch("mail", customers=[{"person_id": "m", "email": "anna@koti.fi"}]))
    assert shop.people() == [[1], [2]]


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
