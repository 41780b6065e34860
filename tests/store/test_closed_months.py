"""What a load changes in a closed month is told, also where it is no sale."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from staged import at, batch
from test_retention import store

from conftest import Shop
from osuma.store.loading import months
from osuma.store.loading.load import load
from osuma.store.loading.months import Change, Month

JANUARY = Month(date(2024, 1, 1), datetime(2023, 12, 31, 22), datetime(2024, 1, 31, 22))
CLOSED_AT = datetime(2024, 5, 1)


def _views(*days: str) -> list[dict[str, object]]:
    return [{"person_id": "1", "page": "/a", "ts": at(day)} for day in days]


@pytest.mark.parametrize(("day", "visits"), [("2024-01-20", 1), ("2024-01-10", 0), ("2024-02-20", None)])
def test_a_late_look_at_the_site_restates_the_segments_of_its_month(shop: Shop, day: str, visits: int | None) -> None:
    shop.load(batch("shop", customers=[{"person_id": "1", "email": "a@example.fi"}]))
    shop.load(batch("shop", page_view=_views("2024-01-10", "2024-02-10")))
    store(shop.warehouse, 50, 20, {"a": {1}})
    with shop.warehouse.transaction() as con:
        months.close(con, JANUARY, 51, CLOSED_AT, date(2024, 4, 1))
    late = [row | {"page": "/late"} for row in _views(day)]
    with shop.warehouse.transaction() as con, months.restating(con, 3, CLOSED_AT) as changes:
        load(con, batch("shop", page_view=late), shop.context())
    told = [] if visits is None else [Change(JANUARY.first, "a", "page_views", Decimal(1), Decimal(2))]
    told += [Change(JANUARY.first, "a", "visits", Decimal(1), Decimal(2))] if visits else []
    assert changes == told
    with shop.warehouse.writer() as con:
        assert months.unexplained(con) == []


@pytest.mark.parametrize(("day", "builds"), [("2024-02-20", 1), ("2024-01-20", 2), ("2023-12-20", 2)])
def test_the_ledger_of_before_is_built_only_where_a_closed_month_is_touched(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, day: str, builds: int
) -> None:
    shop.load(batch("shop", orders=_orders("1", "2024-01-10")))
    with shop.warehouse.transaction() as con:
        months.close(con, JANUARY, 51, CLOSED_AT, date(2024, 4, 1))
    built: list[str] = []
    sql = months.ledger()
    monkeypatch.setattr(months, "ledger", lambda: built.append("once more") or sql)
    with shop.warehouse.transaction() as con, months.restating(con, 3, CLOSED_AT) as changes:
        load(con, batch("shop", orders=_orders("2", day)), shop.context())
    assert len(built) == builds
    told = {change.figure: (change.old, change.new) for change in changes}
    before = {"new_buyers": (Decimal(1), Decimal(0))}
    late = {figure: (Decimal(1), Decimal(2)) for figure in ("orders",)} | {"net_sales": (Decimal(20), Decimal(40))}
    assert told == {"2024-02-20": {}, "2024-01-20": late, "2023-12-20": before}[day]
    built.clear()
    with shop.warehouse.transaction() as con, months.restating(con, 4, CLOSED_AT) as again:
        load(con, batch("shop", orders=_orders("2", day)), shop.context())
    assert (again, len(built)) == ([], 1), "what a write left is compared with, not what the closing left"


def _orders(order_id: str, day: str) -> list[dict[str, object]]:
    return [{"order_id": order_id, "person_id": "1", "ts": at(day), "amount": "20", "status": "completed"}]
