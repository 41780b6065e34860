"""What counts as an order, a sale and a refund, at the end of the data and before it; cases written by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import ibis
import pytest

from oracle import duck
from oracle.worlds import VOCABULARY
from osuma.engine.tables import views

NOVEMBER, OCTOBER = datetime(2026, 11, 30), datetime(2026, 10, 15)


def order(number: int, amount: Any, status: str = "completed", **more: Any) -> dict[str, Any]:
    return {
        "event_id": f"o{number}", "ts": datetime(2026, 10, 1), "local_date": date(2026, 10, 1), "date_only": False,
        "customer_key": 1, "order_id": str(number), "status": status, "set_apart": None, "currency": "EUR",
        "amount_base": None if amount is None else Decimal(amount), "channel": "web",
    } | more  # fmt: skip


def line(order_number: int, number: int, amount: Any, **more: Any) -> dict[str, Any]:
    found = order(order_number, amount, **more)
    return found | {"event_id": f"o{order_number}/{number}", "order_event_id": f"o{order_number}", "line_no": number}


def refund(of: int | None, amount: Any, ts: datetime = datetime(2026, 11, 1), **more: Any) -> dict[str, Any]:
    row = {
        "event_id": f"r{of}{amount}",
        "ts": ts,
        "refund_id": "r",
        "order_event_id": None if of is None else f"o{of}",
    }
    return order(0, amount) | row | {"line_event_id": None} | more


WORLD = {
    "customers": [
        {"customer_key": 1, "kind": "person", "set_apart": None},
        {"customer_key": 2, "kind": "person", "set_apart": "employee"},
    ],
    "event_order": [
        order(1, "100"),
        order(2, "50"),  # refunded in part in November
        order(3, "30"),  # refunded in full in November
        order(4, "20", "cancelled"),
        order(5, "10", "pending"),
        order(6, "70", "refunded"),  # the source says so; the money went back in November
        order(7, "999", set_apart="test"),
        order(8, "888", customer_key=2),
        order(9, None),
        order(10, "0"),
        order(11, "15", customer_key=None),
    ],
    "event_order_line": [line(1, 1, "60"), line(1, 2, "40"), line(3, 1, "30"), line(4, 1, "20")],
    "event_refund": [
        refund(2, "20"),
        refund(3, "30"),
        refund(6, "70"),
        refund(4, "20"),  # of a cancelled order: it was never a sale
        refund(None, "5"),  # nobody knows of which order
        refund(1, "7", set_apart="test"),
        refund(1, "60", line_event_id="o1/1", ts=datetime(2026, 11, 2)),
    ],
    "order_status": [
        {"order_event_id": "o6", "status": "completed", "ts": datetime(2026, 10, 1), "source_row_id": "a"},
        {"order_event_id": "o6", "status": "refunded", "ts": datetime(2026, 11, 1), "source_row_id": "b"},
        {"order_event_id": "o5", "status": "pending", "ts": datetime(2026, 10, 20), "source_row_id": "c"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    made = duck.connect()
    duck.fill(made, WORLD, VOCABULARY)
    duck.derive(made)
    return made


def amounts(
    con: duckdb.DuckDBPyConnection, event: str, as_of: datetime = NOVEMBER, current: bool = True
) -> dict[str, Any]:
    expr = views.relation(event, as_of, current).select("event_id", "amount")
    rows = con.execute(ibis.to_sql(expr, "duckdb")).fetchall()
    return {key: None if value is None else str(value.normalize()) for key, value in rows}


@pytest.mark.parametrize("current", [True, False])
def test_orders_that_count_less_their_refunds(con: duckdb.DuckDBPyConnection, current: bool) -> None:
    expected = {"o1": "4E+1", "o2": "3E+1", "o9": None, "o10": "0", "o11": "15"}
    assert amounts(con, "order", current=current) == expected


def test_orders_before_the_refunds_and_the_changes_of_status(con: duckdb.DuckDBPyConnection) -> None:
    found = amounts(con, "order", OCTOBER, current=False)
    assert found == {"o1": "1E+2", "o2": "5E+1", "o3": "3E+1", "o6": "7E+1", "o9": None, "o10": "0", "o11": "15"}


@pytest.mark.parametrize("current", [True, False])
def test_lines_of_orders_that_count(con: duckdb.DuckDBPyConnection, current: bool) -> None:
    assert amounts(con, "order_line", current=current) == {"o1/2": "4E+1"}


def test_lines_before_the_refunds(con: duckdb.DuckDBPyConnection) -> None:
    assert amounts(con, "order_line", OCTOBER, current=False) == {"o1/1": "6E+1", "o1/2": "4E+1", "o3/1": "3E+1"}


@pytest.mark.parametrize("current", [True, False])
def test_the_ledger_of_sales_sums_to_net_sales(con: duckdb.DuckDBPyConnection, current: bool) -> None:
    found = amounts(con, "sale", current=current)
    assert found == {
        "o1": "1E+2", "o2": "5E+1", "o3": "3E+1", "o6": "7E+1", "o8": "888", "o9": None, "o10": "0", "o11": "15",
        "r220": "-2E+1", "r330": "-3E+1", "r670": "-7E+1", "rNone5": "-5", "r160": "-6E+1",
    }  # fmt: skip


def test_placed_orders_and_refunds_are_what_they_are(con: duckdb.DuckDBPyConnection) -> None:
    assert set(amounts(con, "order_placed")) == {f"o{n}" for n in range(1, 12) if n != 7}
    assert set(amounts(con, "refund")) == {"r220", "r330", "r670", "r420", "rNone5", "r160"}


def test_relations_show_rules_nothing_derived(con: duckdb.DuckDBPyConnection) -> None:
    for event in (*VOCABULARY.events,):
        if event == "visit":
            continue
        columns = set(views.relation(event, NOVEMBER, True).columns)
        assert set(views.COMMON) <= columns
        assert not columns & {"counted", "net_base", "amount_base", "set_apart", "import_id", "identity_key"}
        assert set(VOCABULARY.events[event].properties) <= columns


def test_an_unknown_event_is_an_error() -> None:
    with pytest.raises(KeyError):
        views.relation("nothing", NOVEMBER, True)
