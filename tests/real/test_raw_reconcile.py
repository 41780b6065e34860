"""Money and rows to the cent: what the file holds, what Osuma holds, and nothing unexplained between them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import raw_truths

pytestmark = [pytest.mark.real, pytest.mark.slow]

EVERYBODY = "{osuma: 1, slug: everybody, where: {all: []}}"


def _reconciled(answers: Any) -> list[dict[str, Any]]:
    return [answer["reconciliation"] for answer in answers if answer["reconciliation"]]


@pytest.mark.parametrize("name", raw_truths.DATA_SETS)
def test_nothing_is_unexplained(made: Any, name: str) -> None:
    found = _reconciled(made(name).imports.values())
    assert found
    for one in found:
        assert one["unexplained"] == {"orders": 0, "amount": "0.00"}
        told = sum(Decimal(d["amount"]) for d in one["differences"])
        assert Decimal(one["file"]["amount"]) - Decimal(one["osuma"]["amount"]) == told


@pytest.mark.parametrize("name", raw_truths.DATA_SETS)
def test_everybody_is_counted_once(made: Any, name: str) -> None:
    real = made(name)
    people = real.manifest["totals"]["people"]
    assert real.value("select count(*) from person") == people
    assert real.osuma.count(EVERYBODY)["count"] == people


def test_grocer_totals(made: Any) -> None:
    real = made("completejourney")
    totals = real.manifest["totals"]
    (found,) = _reconciled(real.imports.values())
    assert real.value("select sum(amount) from line") == Decimal(totals["amount"]) == Decimal("4596039.58")
    assert found["file"] == found["osuma"] == {"orders": 155_848, "amount": "4596039.58"}
    assert real.osuma.table_rows("event_order_line") == totals["lines"] == 1_469_307
    assert real.osuma.total("event_order", "net_base") == Decimal("4596039.58")


def test_bicycle_shop_totals(made: Any) -> None:
    real = made("adventureworks")
    totals = real.manifest["totals"]
    assert real.value("select count(*) from sale") == totals["lines"] == 56_046
    assert real.osuma.table_rows("event_order_line") == totals["lines"]
    assert real.osuma.total("event_order_line", "quantity") == totals["pieces"]
    assert real.osuma.table_rows("event_order") == totals["orders"]
    found = _reconciled(real.imports.values())
    assert len(found) == 3
    assert sum(one["osuma"]["orders"] for one in found) == totals["orders"] == 25_164
    assert real.value("select sum(amount) from sale") == real.osuma.total("event_order", "net_base")
    assert sum(Decimal(one["file"]["amount"]) for one in found) == Decimal(totals["amount"]) == Decimal("24914586.82")


def test_wholesaler_totals(made: Any) -> None:
    real = made("online_retail")
    totals = real.manifest["totals"]
    exact = Decimal("9747747.934")
    assert real.value("select sum(amount) from line") == exact
    sold, given_back = (real.osuma.total(t, "amount_base") for t in ("event_order", "event_refund"))
    assert sold - given_back == exact
    assert (round(sold, 2), round(given_back, 2)) == (Decimal(totals["amount"]), Decimal(totals["refunds_amount"]))
    assert str(round(sold - given_back, 2)) == totals["net"] == "9747747.93"


def test_wholesaler_lines_without_a_customer_are_counted(made: Any) -> None:
    real = made("online_retail")
    totals = real.manifest["totals"]
    assert real.osuma.count(EVERYBODY)["count"] == totals["people"] == 4_372
    nobody = sum(
        real.osuma.table_rows(table, "customer_key IS NULL OR customer_key NOT IN "
                              "(SELECT customer_key FROM customers WHERE kind = 'person')")
        for table in ("event_order_line", "event_refund")
    )  # fmt: skip
    assert nobody == totals["lines_without_customer"] == 135_080
    assert real.osuma.table_rows("event_order_line") + real.osuma.table_rows("event_refund") == totals["lines"]
