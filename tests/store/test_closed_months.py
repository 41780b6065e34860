"""What a load changes in a closed month is told, also where it is no sale."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from staged import at, batch
from test_retention import store

from conftest import Shop
from osuma.store import months
from osuma.store.load import load
from osuma.store.months import Change, Month

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
