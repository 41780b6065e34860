"""Rates that come after the orders: what had no value gets one, what had one keeps it, and the undo takes it back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from in_process import Osuma
from osuma.store.checksum import checksums
from osuma.workflows.asking.owner import hold

ORDERS = """\
Tilausnumero;Tilauspvm;Asiakas;Summa;Valuutta;Tila
1;3.2.2026;A;100,00;USD;completed
2;4.2.2026;B;50,00;EUR;completed
3;9.2.2026;A;10,01;USD;refunded
4;9.2.2026;C;70,00;SEK;completed
"""
LINES = (
    "Tilausnumero;Rivi;Tuote;Summa\n1;1;Kenkä;60,00\n1;2;Sukka;40,00\n3;1;Vyö;3,33\n3;2;Hattu;3,34\n3;3;Lakki;3,34\n"
)
MAPPING = """\
osuma_mapping: 1
source: kauppa
outputs:
  - target: orders
    columns:
      {Tilausnumero: order_id, Tilauspvm: ts, Asiakas: person_id, Summa: amount, Valuutta: currency, Tila: status}
---
osuma_mapping: 1
source: kauppa
outputs:
  - target: order_lines
    columns: {Tilausnumero: order_id, Rivi: line_no, Tuote: product, Summa: amount}
"""
ECB = "Date,USD,SEK,\n2026-02-05,1.6,N/A,\n2026-02-02,1.25,10.0,\n"
VALUES = "SELECT order_id, amount_base::VARCHAR, net_base::VARCHAR, counted FROM event_order ORDER BY order_id"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty installation, and its files beside it."""
    folder = tmp_path_factory.mktemp("rates")
    Osuma.create(folder / "home")
    for name, text in (("orders.csv", ORDERS), ("lines.csv", LINES), ("map.yaml", MAPPING), ("ecb.csv", ECB)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def shop(template: Path, tmp_path: Path) -> Osuma:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return Osuma(tmp_path / "home")


def load_orders(shop: Osuma) -> None:
    for name in ("orders.csv", "lines.csv"):
        shop.load(shop.folder.parent / name, mapping=shop.folder.parent / "map.yaml")


def sums(shop: Osuma) -> dict[str, str]:
    with hold(shop.folder) as owner, owner.session().warehouse.reader() as con:
        return checksums(con)


def test_amounts_that_waited_get_their_value_and_the_undo_takes_it_back(shop: Osuma) -> None:
    load_orders(shop)
    before = sums(shop)
    assert shop.ask("rates.list")["missing"] == [{"currency": "SEK", "rows": 1}, {"currency": "USD", "rows": 2}]
    told = shop.ask("rates.import", file=str(shop.folder.parent / "ecb.csv"))
    assert told["filled"] == {"event_order": 3, "event_order_line": 5, "event_refund": 3}
    assert (told["new"], told["rows"]) == (3, 3)
    assert shop.rows(VALUES) == [
        ("1", "80.0000", "80.0000", True),
        ("2", "50.0000", "50.0000", True),
        ("3", "6.2563", "0.0000", False),
        ("4", "7.0000", "7.0000", True),
    ]
    assert shop.rows("SELECT sum(amount_base)::VARCHAR FROM event_refund") == [("6.2563",)]
    assert shop.members("osuma: 1\nslug: s\nwhere: {event: order, measure: {sum: amount}, op: gte, value: 80}") == {
        "A"
    }
    assert shop.ask("rates.list")["missing"] == []
    assert shop.ask("rates.list", currency="usd")["rates"][0]["rate"] == "0.62500000"
    shop.ask("import.undo", import_id=told["import_id"])
    assert sums(shop) == before


def test_rates_before_and_after_the_orders_come_to_the_same(shop: Osuma) -> None:
    shop.ask("rates.import", file=str(shop.folder.parent / "ecb.csv"))
    load_orders(shop)
    lines = "SELECT event_id, amount_base::VARCHAR, net_base::VARCHAR FROM event_order_line ORDER BY 1"
    first = (shop.rows(VALUES), shop.rows(lines))
    for load in (3, 2, 1):
        shop.ask("import.undo", import_id=load)
    load_orders(shop)
    shop.ask("rates.import", file=str(shop.folder.parent / "ecb.csv"))
    assert (shop.rows(VALUES), shop.rows(lines)) == first


def test_a_known_amount_stays_and_a_rate_of_another_source_takes_over(shop: Osuma) -> None:
    load_orders(shop)
    shop.ask("rates.set", currency="USD", rate="0,5", day="2026-02-01")
    before = sums(shop)
    told = shop.ask("rates.set", currency="USD", rate="0.9", day="2026-02-01", source="ECB")
    assert told["filled"] == {}
    assert shop.rows(VALUES)[0] == ("1", "50.0000", "50.0000", True)
    assert [(r["rate"], r["source"]) for r in shop.ask("rates.list")["rates"]] == [("0.90000000", "ECB")]
    again = shop.ask("rates.set", currency="USD", rate="0.9", day="2026-02-01", source="ECB")
    assert (again["new"], again["same"]) == (0, 1)
    shop.ask("import.undo", import_id=again["import_id"])
    shop.ask("import.undo", import_id=told["import_id"])
    assert sums(shop) == before


def test_undoing_the_orders_forgets_what_rates_gave_them(shop: Osuma) -> None:
    before = sums(shop)
    load_orders(shop)
    told = shop.ask("rates.import", file=str(shop.folder.parent / "ecb.csv"))
    for load in (2, 1, told["import_id"]):
        shop.ask("import.undo", import_id=load)
    assert sums(shop) == before
