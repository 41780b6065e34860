"""Companies, contacts and deals as they were at an instant, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb
from staged import at, batch

from osuma.store.companies.earlier import ToldLater, companies_as_of, told_later
from osuma.store.evaluation.past import records_as_of

if TYPE_CHECKING:
    from conftest import Shop

#: Before any load; after the first (2 October 8.00), the second and the third.
NOTHING, FIRST, SECOND, THIRD = (datetime(2026, 10, day, 12) for day in (1, 2, 3, 4))


@contextmanager
def then(shop: Shop, instant: datetime) -> Iterator[duckdb.DuckDBPyConnection]:
    con = shop.warehouse.cursor()
    try:
        records_as_of(con, instant, "UTC")
        yield con
    finally:
        con.close()


def rows(shop: Shop, instant: datetime, sql: str) -> list[tuple[Any, ...]]:
    with then(shop, instant) as con:
        return con.execute(sql).fetchall()


def later(shop: Shop, instant: datetime) -> ToldLater:
    con = shop.warehouse.cursor()
    try:
        return told_later(con, instant)
    finally:
        con.close()


def _company(**values: Any) -> dict[str, Any]:
    return {"account_id": "7", "name": "Acme Oy", "city": "Turku", **values}


def test_an_attribute_is_what_was_said_of_it_by_then_and_what_follows_from_it_too(shop: Shop) -> None:
    small = {"turnover": 1_500_000, "balance_total": 900_000, "headcount": 5, "headcount_low": 5, "headcount_high": 5}
    shop.load(batch("crm", accounts=[_company(**small, industry_code="62010", industry_version="tol2008")]))
    grown = {**small, "headcount": 60, "headcount_low": 60, "headcount_high": 60}
    shop.load(batch("crm", accounts=[_company(**grown, industry_code="47110", industry_version="tol2008")]))
    shop.load(batch("crm", accounts=[_company(**grown, name="Acme Group Oy", city=None)]))
    asked = "SELECT name, name_fold, city, headcount, size_class, industry_section, size_basis FROM accounts"
    basis = "headcount+turnover+balance"
    assert rows(shop, NOTHING, asked) == [(None, None, None, None, None, None, None)]
    assert rows(shop, FIRST, asked) == [("Acme Oy", "acme oy", "Turku", 5, "micro", "J", basis)]
    assert rows(shop, SECOND, asked) == [("Acme Oy", "acme oy", "Turku", 60, "medium", "G", basis)]
    assert rows(shop, THIRD, asked) == shop.rows(asked)
    assert rows(shop, NOTHING, "SELECT external_id FROM accounts") == [("7",)]
    assert later(shop, NOTHING) == ToldLater(1, 1, 0, 0, 0, 0)
    assert later(shop, FIRST) == ToldLater(0, 1, 0, 0, 0, 0)


def test_a_change_that_the_source_dates_holds_from_its_own_day(shop: Shop) -> None:
    shop.load(batch("crm", accounts=[_company(source_updated_at=at("2026-03-01"))]))
    shop.load(batch("crm", accounts=[_company(city="Oulu", source_updated_at=at("2026-06-01"))]))
    asked = "SELECT city, city_fold FROM accounts"
    assert rows(shop, datetime(2026, 2, 1), asked) == [(None, None)]
    assert rows(shop, datetime(2026, 5, 1), asked) == [("Turku", "turku")]
    assert rows(shop, datetime(2026, 6, 2), asked) == [("Oulu", "oulu")]


def test_a_contact_is_where_was_told_by_then_and_before_that_where_was_told_first(shop: Shop) -> None:
    def contact(person: str, company: str) -> dict[str, Any]:
        return {"person_id": person, "account_name": company, "title": f"{person} {company}"}

    shop.load(batch("crm", contacts=[contact("1", "Acme Oy")]))
    shop.load(batch("crm", contacts=[contact("1", "Pinja Ky"), contact("2", "Acme Oy")]))
    shop.load(batch("crm", contacts=[contact("2", "Pinja Ky")]))
    asked = "SELECT title FROM contacts ORDER BY title"
    assert rows(shop, NOTHING, asked) == [("1 Acme Oy",), ("2 Acme Oy",)]
    assert rows(shop, FIRST, asked) == [("1 Acme Oy",), ("2 Acme Oy",)]
    assert rows(shop, SECOND, asked) == [("1 Acme Oy",), ("1 Pinja Ky",), ("2 Acme Oy",)]
    assert rows(shop, THIRD, asked) == shop.rows(asked)
    assert len(shop.rows(asked)) == 4
    assert [later(shop, one).contacts for one in (NOTHING, FIRST, SECOND)] == [2, 1, 0]
    assert later(shop, FIRST).of_contacts == 2


def test_a_title_is_the_one_that_was_told_by_then(shop: Shop) -> None:
    for title in ("Ostaja", "Toimitusjohtaja"):
        shop.load(batch("crm", contacts=[{"person_id": "1", "account_name": "Acme Oy", "title": title}]))
    told = [rows(shop, one, "SELECT title, title_fold FROM contacts") for one in (NOTHING, FIRST, SECOND)]
    assert told == [[("Ostaja", "ostaja")], [("Ostaja", "ostaja")], [("Toimitusjohtaja", "toimitusjohtaja")]]


def _deal(number: str, stage: str, state: str, **more: Any) -> dict[str, Any]:
    given = {"deal_id": number, "account_name": "Acme Oy", "stage": stage, "state": state, "amount": 100}
    return {**given, "created_at": at("2026-02-01"), **more}


STAGES = "SELECT deal_id, stage, state, closed_at, probability, lost_reason, amount FROM deals ORDER BY deal_id"


def test_a_deal_stands_where_it_stood_and_details_of_a_later_state_are_not_its_own(shop: Shop) -> None:
    closed = {"closed_at": at("2026-05-02"), "probability": 0, "lost_reason": "Hinta"}
    shop.load(
        batch(
            "crm",
            deals=[
                _deal("1", "Hävitty", "lost", **closed),
                _deal("2", "Tarjous", "open", probability=60, created_at=at("2026-04-01")),
            ],
        )
    )
    before, between, after = (datetime(2026, month, 15) for month in (3, 4, 6))
    assert rows(shop, datetime(2026, 1, 15), STAGES) == []
    assert rows(shop, before, STAGES) == [("1", None, "open", None, None, None, 100)]
    # nobody has said of the second one's stage that it ever was another
    assert rows(shop, between, STAGES)[1] == ("2", "Tarjous", "open", None, 60, None, 100)
    assert rows(shop, after, STAGES)[0] == ("1", "Hävitty", "lost", at("2026-05-02"), 0, "Hinta", 100)
    assert rows(shop, before, "SELECT * FROM deal_stages") == []
    assert (later(shop, between).deals, later(shop, between).of_deals) == (2, 2)
    assert (later(shop, after).deals, later(shop, after).of_deals) == (1, 1)


def test_what_was_told_of_a_deal_by_then_is_read(shop: Shop) -> None:
    shop.load(batch("crm", deals=[_deal("1", "Tarjous", "open", probability=40)]))
    shop.load(batch("crm", deals=[_deal("1", "Neuvottelu", "open", amount=250, probability=70)]))
    shop.load(batch("crm", deals=[_deal("1", "Voitettu", "won", amount=300, closed_at=at("2026-10-03", 20))]))
    assert rows(shop, FIRST, STAGES) == [("1", "Tarjous", "open", None, 40, None, 100)]
    assert rows(shop, SECOND, STAGES) == [("1", "Neuvottelu", "open", None, 70, None, 250)]
    assert rows(shop, THIRD, STAGES) == [("1", "Voitettu", "won", at("2026-10-03", 20), None, None, 300)]
    assert later(shop, FIRST).deals == 0
    assert rows(shop, SECOND, "SELECT stage FROM deal_stages ORDER BY ts") == [("Tarjous",), ("Neuvottelu",)]


def test_a_deal_is_won_at_the_instant_of_its_close_whenever_its_stage_says_so(shop: Shop) -> None:
    shop.load(
        batch(
            "crm",
            deals=[
                _deal("1", "Won", "won", stage_ts=at("2026-04-28"), closed_at=at("2026-04-30")),
                _deal("2", "Won", "won", stage_ts=at("2026-04-30"), closed_at=at("2026-04-28")),
            ],
        )
    )
    states = "SELECT deal_id, state FROM deals ORDER BY deal_id"
    assert rows(shop, datetime(2026, 4, 29), states) == [("1", "open"), ("2", "won")]
    assert rows(shop, datetime(2026, 5, 1), states) == [("1", "won"), ("2", "won")]


def test_a_warehouse_without_a_company_keeps_its_empty_tables(shop: Shop) -> None:
    shop.load(batch("shop", customers=[{"person_id": "1", "email": "a@a.example"}]))
    with shop.warehouse.reader() as con:
        companies_as_of(con, FIRST)
        assert con.execute("SELECT count(*) FROM duckdb_tables() WHERE temporary").fetchall() == [(0,)]
