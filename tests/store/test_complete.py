"""A file that is complete for a period takes out what it lacks, and an undo brings it back as it was."""

from __future__ import annotations

from datetime import date

import pytest
from staged import at, batch

from osuma.engine.errors import Refused
from osuma.store.writing.batch import Complete, SetApart

JANUARY = Complete(date(2026, 1, 1), date(2026, 1, 31), anyway=True)


def order(name: str, day: str = "2026-01-10", **more) -> dict:
    return {"person_id": "1", "order_id": name, "ts": at(day), "amount": 100, **more}


def left(shop) -> set[str]:
    return {name for (name,) in shop.rows("SELECT order_id FROM event_order")}


def test_only_rows_of_the_source_and_of_the_period_go(shop) -> None:
    lines = [{"order_id": name, "line_no": 1, "product": "Kenkä", "amount": 100} for name in ("A1", "A2", "A3")]
    given = [order("A1", refunded=30), order("A2"), order("A3", "2026-02-01"), order("A0", "2025-12-31")]
    shop.load(batch("shop", orders=given, order_lines=lines))
    shop.load(batch("till", orders=[order("A1")]))
    before = shop.sums()
    result = shop.load(batch("shop", orders=[order("A2"), order("A4", "2026-01-31")]), complete=JANUARY)
    assert shop.rows("SELECT source, order_id FROM event_order ORDER BY ALL") == [
        ("shop", "A0"), ("shop", "A2"), ("shop", "A3"), ("shop", "A4"), ("till", "A1"),
    ]  # fmt: skip
    assert result.removed is not None
    assert (result.removed["orders"], result.removed["amount"]) == (1, "70.00")
    assert {t: rows.removed for t, rows in result.rows.items() if rows.removed} == {
        "orders": 1, "order_lines": 1, "refunds": 1,
    }  # fmt: skip
    assert shop.rows("SELECT count(*) FROM event_refund") == [(0,)]
    shop.undo(3)
    assert shop.sums() == before


def test_two_tables_of_one_file_are_complete_together(shop) -> None:
    shop.load(batch("shop", orders=[order("A1"), order("A2"), order("A3")]))
    shop.load(batch("shop", orders=[order("A1")]), batch("shop", orders=[order("A2")]), complete=JANUARY)
    assert left(shop) == {"A1", "A2"}


def test_more_than_a_fifth_is_refused_and_leaves_nothing_behind(shop) -> None:
    shop.load(batch("shop", orders=[order(f"A{n}") for n in range(30)]))
    before = shop.sums()
    safe = Complete(JANUARY.first, JANUARY.last)
    with pytest.raises(Refused) as refused:
        shop.load(batch("shop", orders=[order(f"A{n}") for n in range(23)] + [order("B")] * 9), complete=safe)
    assert refused.value.code == "removes_much"
    assert "7 jakson 30 rivistä" in refused.value.what.fi
    assert shop.sums() == before
    shop.last -= 1
    shop.load(batch("shop", orders=[order(f"A{n}") for n in range(24)]), complete=safe)
    assert len(left(shop)) == 24


def test_people_who_are_no_longer_listed_lose_their_profile_and_keep_their_history(shop) -> None:
    people = [{"person_id": str(n), "email": f"a{n}@posti.fi", "first_name": "Aino"} for n in (1, 2)]
    shop.load(batch("shop", customers=people, orders=[order("A1")]))
    before = shop.sums()
    result = shop.load(batch("shop", customers=people[1:]), complete=Complete(anyway=True))
    assert result.of("customers").removed == 1
    assert shop.rows("SELECT first_name FROM customers ORDER BY customer_key") == [(None,), ("Aino",)]
    assert left(shop) == {"A1"}
    shop.undo(2)
    assert shop.sums() == before


def test_who_is_gone_from_the_list_and_did_nothing_is_no_customer_until_listed_again(shop) -> None:
    people = [{"person_id": str(n), "email": f"a{n}@posti.fi", "first_name": "Aino"} for n in (1, 2, 3)]
    said = [{"person_id": "2", "channel": "email", "purpose": "marketing", "state": "granted"}]
    shop.load(batch("shop", customers=people, consents=said, orders=[order("A1", person_id="1")]))
    kinds = "SELECT kind FROM customers ORDER BY customer_key"
    whole = Complete(anyway=True)
    before = shop.sums()
    shop.load(batch("shop", customers=people[2:]), complete=whole)
    # the first has bought; the second has said yes, which alone makes no customer
    assert shop.rows(kinds) == [("person",), ("anonymous",), ("person",)]
    assert shop.rows("SELECT count(*) FROM superseded_profiles") == [(2,)]
    assert shop.rows("SELECT count(*) FROM inbox_consents") == [(1,)]
    gone = shop.sums()
    shop.load(batch("shop", customers=people[1:]))
    assert shop.rows(kinds) == [("person",)] * 3
    assert shop.rows("SELECT first_name FROM customers ORDER BY customer_key") == [(None,), ("Aino",), ("Aino",)]
    shop.undo(3)
    assert shop.sums() == gone
    shop.undo(2)
    assert shop.sums() == before


def test_a_list_without_days_is_complete_for_all_time_or_not_at_all(shop) -> None:
    with pytest.raises(Refused) as refused:
        shop.load(batch("shop", customers=[{"person_id": "1", "first_name": "Aino"}]), complete=JANUARY)
    assert refused.value.code == "nothing_complete"


@pytest.mark.parametrize("amount", [100, 120])
def test_undo_of_a_removal_after_the_row_has_come_back(shop, amount: int) -> None:
    shop.load(batch("shop", orders=[order("A1"), order("A2")]))
    shop.load(batch("shop", orders=[order("A2")]), complete=JANUARY)
    shop.load(batch("shop", orders=[order("A1", amount=amount)]))
    shop.undo(2)
    assert shop.rows("SELECT order_id, amount FROM event_order ORDER BY 1") == [("A1", amount), ("A2", 100)]
    shop.undo(3)
    assert shop.rows("SELECT order_id, amount FROM event_order ORDER BY 1") == [("A1", 100), ("A2", 100)]
    shop.undo(1)
    assert left(shop) == set()
    assert shop.rows("SELECT count(*) FROM superseded_event_order") == [(0,)]


def test_each_source_of_a_load_loses_its_own_rows(shop) -> None:
    for source in ("a", "b"):
        shop.load(batch(source, orders=[order("X1"), order("X2")]))
    shop.load(batch("a", orders=[order("X1")]), batch("b", orders=[order("X2")]), complete=JANUARY)
    assert shop.rows("SELECT source, order_id FROM event_order ORDER BY ALL") == [("a", "X1"), ("b", "X2")]


def test_a_person_gone_from_a_list_who_was_set_apart_by_it_counts_again(shop) -> None:
    apart = SetApart(tags={"oma": "employee"})
    shop.load(
        batch("crm", customers=[{"person_id": "1", "tags": ["oma"]}, {"person_id": "2"}], orders=[order("A1")]),
        set_apart=apart,
    )
    counted = "SELECT c.set_apart, o.counted FROM event_order o JOIN customers c USING (customer_key)"
    assert shop.rows(counted) == [("employee", False)]
    whole = Complete(None, None, anyway=True)
    shop.load(batch("crm", customers=[{"person_id": "2"}]), set_apart=apart, complete=whole)
    assert shop.rows(counted) == [(None, True)]


@pytest.mark.parametrize(
    ("held", "gone", "stops"), [(100, 20, False), (100, 21, True), (10, 5, False), (10, 6, True)]
)
def test_the_limit_is_a_fifth_and_more_than_five(shop, held: int, gone: int, stops: bool) -> None:
    shop.load(batch("shop", orders=[order(f"A{n}") for n in range(held)]))
    again = batch("shop", orders=[order(f"A{n}") for n in range(held - gone)])
    careful = Complete(JANUARY.first, JANUARY.last)
    if stops:
        with pytest.raises(Refused) as refused:
            shop.load(again, complete=careful)
        assert refused.value.code == "removes_much"
        return
    shop.load(again, complete=careful)
    assert len(left(shop)) == held - gone
