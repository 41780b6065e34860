"""A list of returns beside orders that tell of refunds themselves: each refund counts once, whichever came first."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from in_process import Osuma
from osuma.store.checksum import JOURNAL, checksums

ORDERS = """\
osuma_mapping: 1
source: verkko
outputs:
  - target: orders
    columns:
      nro: order_id
      päivä: ts
      email: person_email
      summa: amount
      palautettu: refunded
      palautus: refunded_at
"""
#: What an order's own file says was given back, and when; each order is sold for 50 €.
OWN = {"1": ("12.00", "2026-01-09"), "2": ("20.00", "2026-01-10"), "3": ("12.00", "2026-01-09"), "4": ("0.00", ""),
       "5": ("20.00", "2026-01-10"), "6": ("12.00", "2026-01-09")}  # fmt: skip
#: What the list has of each order, and whether its own file told of it.
SHAPES = {
    "identical": ("P1;1;8.1.2026;12,00", True),
    "identical, in two parts": ("P2;2;8.1.2026;12,00\nP3;2;9.1.2026;8,00", True),
    "partly: one of two": ("P4;3;8.1.2026;12,00\nP5;3;9.1.2026;12,00", None),
    "disjoint: nothing given back by the orders": ("P6;4;8.1.2026;5,00", False),
    "disjoint: another amount": ("P7;5;8.1.2026;3,00", False),
    "disjoint: much later": ("P8;6;8.4.2026;12,00", False),
}
SOLD = "nro;päivä;email;summa;palautettu;palautus\n" + "".join(
    f"{n};2026-01-03;a{n}@posti.example;50.00;{back};{day}\n" for n, (back, day) in OWN.items()
)
HEAD = "Palautusnro;Tilausnro;Palautettu;Hyvitys\n"
LIST = HEAD + "\n".join(text for text, _ in SHAPES.values()) + "\n"
SAME = {"P1", "P2", "P3", "P4"}
#: 300 € sold; 76 € given back by the orders' own file; the list adds 12 + 5 + 3 + 12.
EXPECTED = Decimal(300 - 76 - 32)


#: What the second load says of listed refunds: of the list's own eight, or of the four that it showed to be the same.
RECONCILED = {
    "orders": {
        "file": {"refunds": 8, "amount": "76.00"},
        "osuma": {"refunds": 4, "amount": "32.00"},
        "differences": [{"reason": "same_refund", "refunds": 4, "amount": "44.00"}],
        "unexplained": {"refunds": 0, "amount": "0.00"},
    },
    "list": {
        "file": {"refunds": 4, "amount": "44.00"},
        "osuma": {"refunds": 0, "amount": "0.00"},
        "differences": [{"reason": "same_refund", "refunds": 4, "amount": "44.00"}],
        "unexplained": {"refunds": 0, "amount": "0.00"},
    },
}


@pytest.fixture(scope="module")
def osuma(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    folder = tmp_path_factory.mktemp("refunds")
    (folder / "map.yaml").write_text(ORDERS, encoding="utf-8")
    return Osuma.create(folder / "installation")


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def sums(osuma: Osuma) -> dict[str, str]:
    (path,) = osuma.folder.rglob("*.duckdb")
    with duckdb.connect(str(path), read_only=True) as con:
        return checksums(con, JOURNAL | {"watermarks"})


def net(osuma: Osuma) -> Decimal:
    """Net sales by the ledger: orders less every refund that counts."""
    back = "(SELECT amount_base FROM event_refund WHERE set_apart IS NULL)"
    return osuma.total("event_order", "amount_base") - osuma.total(back, "amount_base")


def apart(osuma: Osuma) -> set[str]:
    return {row[0] for row in osuma.rows("SELECT refund_id FROM event_refund WHERE set_apart = 'same_refund'")}


def undone(osuma: Osuma, *loads: dict) -> None:
    for load in reversed(loads):
        osuma.ask("import.undo", import_id=load["import_id"])


@pytest.mark.parametrize("first", ["orders", "list"])
def test_a_refund_of_both_files_counts_once_whichever_comes_first(osuma, tmp_path, first):
    mapping = osuma.folder.parent / "map.yaml"
    orders, returns = written(tmp_path, "tilaukset.csv", SOLD), written(tmp_path, "palautukset.csv", LIST)
    empty = sums(osuma)
    turns = [(orders, mapping), (returns, None)][:: 1 if first == "orders" else -1]
    loads = [osuma.load(path, mapping=given) for path, given in turns]
    assert apart(osuma) == SAME
    assert net(osuma) == EXPECTED
    told = loads[-1]["same_refunds"]
    assert told["same"] == {"refunds": 4, "amount": "44.00"}
    assert {one["refund"] for one in told["named"]} == SAME
    assert {one["order"] for one in told["named"]} == {"1", "2", "3"}
    assert any("--separate-refunds" in one["fi"] for one in loads[-1]["warnings"])
    assert loads[-1]["reconciliation_of_refunds"] == RECONCILED[first]
    again = [osuma.load(path, mapping=given, again=True) for path, given in turns]
    (relisted,) = [load["reconciliation_of_refunds"] for load in again if load["recognised"]["preset"]]
    assert relisted["differences"] == [{"reason": "already_there", "refunds": 8, "amount": "76.00"}]
    assert relisted["unexplained"] == {"refunds": 0, "amount": "0.00"}
    assert net(osuma) == EXPECTED
    undone(osuma, *loads, *again)
    assert sums(osuma) == empty


def test_the_same_source_counts_once_too(osuma, tmp_path):
    mapping = osuma.folder.parent / "map.yaml"
    orders, returns = written(tmp_path, "tilaukset.csv", SOLD), written(tmp_path, "palautukset.csv", LIST)
    load, listed = osuma.load(orders, mapping=mapping), osuma.load(returns, source="verkko")
    assert apart(osuma) == SAME
    assert net(osuma) == osuma.total("event_order", "net_base") == EXPECTED
    undone(osuma, listed)
    assert osuma.total("event_order", "net_base") == Decimal(300 - 76)
    undone(osuma, load)
    # what came first is known when the orders come: their file then adds what the list lacks, and no more
    listed, load = osuma.load(returns, source="verkko"), osuma.load(orders, mapping=mapping)
    assert apart(osuma) == set()
    assert net(osuma) == osuma.total("event_order", "net_base")
    assert dict(osuma.rows("SELECT order_id, amount - net_base FROM event_order"))["3"] == Decimal(24)
    undone(osuma, listed, load)


def test_one_flag_says_that_they_are_other_refunds_now_and_later(osuma, tmp_path):
    load = osuma.load(written(tmp_path, "tilaukset.csv", SOLD), mapping=osuma.folder.parent / "map.yaml")
    returns = written(tmp_path, "palautukset.csv", HEAD + "P1;1;8.1.2026;12,00\n")
    before = Decimal(300 - 76)
    dry = osuma.ask("import.run", files=[str(returns)], dry_run=True)["loads"][0]
    assert dry["same_refunds"]["same"] == {"refunds": 1, "amount": "12.00"}
    given = {"files": [str(returns)], "separate_refunds": True}
    (found,) = osuma.ask("import.run", **given)["loads"]
    assert found["same_refunds"] == {}
    assert net(osuma) == before - 12
    later = osuma.load(written(tmp_path, "lisaa.csv", HEAD + "P2;2;8.1.2026;20,00\n"))
    assert later["same_refunds"] == {}
    assert net(osuma) == before - 32
    osuma.ask("settings.set", key="separate_refunds", value=[])
    undone(osuma, load, found, later)
