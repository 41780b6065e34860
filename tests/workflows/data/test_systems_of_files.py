"""Files that nobody has named the system of: joined where names and ids agree, asked about where numbers alone do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from in_process import Osuma

PEOPLE = "CustomerKey,FirstName,LastName,EmailAddress\n"
SALES = "OrderDate,OrderNumber,ProductKey,CustomerKey,OrderLineItem,OrderQuantity\n"
PRODUCTS = "ProductKey,ProductName,ProductPrice\n7,Pump,10.50\n8,Bell,4.25\n"


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    return Osuma.create(tmp_path / "installation")


def people(numbers: range) -> str:
    return PEOPLE + "".join(f"{n},Aino,Aho{n},a{n}@posti.example\n" for n in numbers)


def sales(numbers: range, year: int = 2025) -> str:
    return SALES + "".join(f"{year}-03-{1 + n % 28:02d},{year}{n},7,{n},1,2\n" for n in numbers)


def bring(osuma: Osuma, folder: Path, files: dict[str, str], **given: Any) -> dict[str, Any]:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return osuma.ask("import.run", files=[str(folder / name) for name in files], **given)


def people_in(osuma: Osuma) -> int:
    return int(osuma.rows("SELECT count(*) FROM customers")[0][0])


def said(told: dict[str, Any]) -> str:
    return "\n".join(one["fi"] for one in told["sentences"])


def questions(told: dict[str, Any]) -> str:
    return "\n".join(one["fi"] for load in told["loads"] for one in load["questions"])


def test_names_that_begin_alike_and_the_same_ids_are_one_system(osuma: Osuma, tmp_path: Path) -> None:
    files = {
        "Bikeshop_Sales_2024.csv": sales(range(10), 2024),
        "Bikeshop_Sales_2025.csv": sales(range(5, 30), 2025),
        "Bikeshop_Customers.csv": people(range(30)),
        "Bikeshop_Products.csv": PRODUCTS,
    }
    told = bring(osuma, tmp_path / "drop", files)
    assert {load["recognised"]["source"] for load in told["loads"]} == {"bikeshop"}
    assert people_in(osuma) == 30
    assert "Luettiin saman järjestelmän (bikeshop) tiedostoina:" in said(told)
    assert "(CustomerKey, OrderNumber, ProductKey)" in said(told)
    assert "järjestelmästä?" not in questions(told)
    # a year later, alone: written as before, so it goes on where they are
    later = bring(osuma, tmp_path / "later", {"Bikeshop_Sales_2026.csv": sales(range(40), 2026)})
    assert later["loads"][0]["recognised"]["source"] == "bikeshop"
    assert people_in(osuma) == 40


def test_what_came_in_alone_stays_where_it_is_when_the_rest_comes(osuma: Osuma, tmp_path: Path) -> None:
    alone = {"Bikeshop_Sales.csv": sales(range(25))}
    assert bring(osuma, tmp_path / "drop", alone)["loads"][0]["recognised"]["source"] == "bikeshop-sales"
    told = bring(osuma, tmp_path / "drop", {**alone, "Bikeshop_Customers.csv": people(range(30))})
    assert {load["recognised"]["source"] for load in told["loads"]} == {"bikeshop-sales"}
    assert [bool(load.get("already")) for load in told["loads"]] == [True, False]
    assert osuma.rows("SELECT count(*) FROM event_order") == [(25,)]
    assert people_in(osuma) == 30
    # the list's next version, alone, is of the same people
    later = bring(osuma, tmp_path / "later", {"Bikeshop_Customers (2).csv": people(range(35))})
    assert later["loads"][0]["recognised"]["source"] == "bikeshop-sales"
    assert people_in(osuma) == 35


def test_lists_that_are_two_systems_already_are_not_joined_by_a_later_drop(osuma: Osuma, tmp_path: Path) -> None:
    apart = {"Bikeshop_Sales.csv": sales(range(25)), "Bikeshop_Customers.csv": people(range(30))}
    for name, text in apart.items():
        bring(osuma, tmp_path / "drop", {name: text})
    assert people_in(osuma) == 55
    told = bring(osuma, tmp_path / "drop", apart)
    assert all(load["already"] for load in told["loads"])
    assert osuma.rows("SELECT count(*) FROM event_order") == [(25,)]
    assert people_in(osuma) == 55


def test_lines_without_prices_take_those_of_their_products_and_say_so(osuma: Osuma, tmp_path: Path) -> None:
    files = {"Bikeshop_Sales.csv": sales(range(3)), "Bikeshop_Products.csv": PRODUCTS}
    told = bring(osuma, tmp_path / "drop", files)
    (sold,) = (load for load in told["loads"] if load["file"] == "Bikeshop_Sales.csv")
    assert sold["reconciliation"]["osuma"] == {"orders": 3, "amount": "63.00"}
    assert sold["reconciliation"]["unexplained"] == {"orders": 0, "amount": "0.00"}
    assert any("Summat ovat listahintoja, eivät maksettuja." in one["fi"] for one in sold["warnings"])
    assert "arvoa ei tiedetä" not in questions(told)
    # products known from before serve as well
    later = bring(osuma, tmp_path / "later", {"Bikeshop_Sales_2026.csv": sales(range(2), 2026)})
    assert later["loads"][0]["reconciliation"]["osuma"] == {"orders": 2, "amount": "42.00"}


def test_two_lists_written_alike_under_different_names_stay_apart(osuma: Osuma, tmp_path: Path) -> None:
    files = {"kassa_turku.csv": sales(range(30), 2025), "kassa_oulu.csv": sales(range(30), 2025)}
    told = bring(osuma, tmp_path / "drop", files)
    assert {load["recognised"]["source"] for load in told["loads"]} == {"kassa-turku", "kassa-oulu"}
    assert people_in(osuma) == 60
    assert "30 asiakasnumeroa on molemmissa, mutta ne ovat nyt eri asiakkaita" in questions(told)


@pytest.mark.parametrize("names", [("export_sales.csv", "export_customers.csv"), ("myynti.csv", "rekisteri.csv")])
def test_where_names_say_nothing_numbers_in_both_are_asked_about(
    osuma: Osuma, tmp_path: Path, names: tuple[str, str]
) -> None:
    told = bring(osuma, tmp_path / "drop", dict(zip(names, (sales(range(25)), people(range(30))), strict=True)))
    assert people_in(osuma) == 55
    assert "25 asiakasnumeroa on molemmissa" in questions(told)
    for load in reversed(told["loads"]):
        osuma.ask("import.undo", import_id=load["import_id"])
    assert people_in(osuma) == 0
    again = osuma.ask("import.run", files=[str(tmp_path / "drop" / name) for name in names], source="kassa")
    assert people_in(osuma) == 30
    assert "molemmissa" not in questions(again)


def test_other_numbers_are_nobodys_question(osuma: Osuma, tmp_path: Path) -> None:
    told = bring(osuma, tmp_path / "drop", {"myynti.csv": sales(range(25)), "rekisteri.csv": people(range(100, 130))})
    assert "järjestelmästä?" not in questions(told)


def test_a_file_of_another_month_or_a_second_download_is_the_same_list(osuma: Osuma, tmp_path: Path) -> None:
    for name in ("myynti 2025-12.csv", "myynti 1-2026.csv", "myynti (2).csv", "2026-03 myynti.csv"):
        told = bring(osuma, tmp_path / "drop", {name: sales(range(5), 2026)}, again=True)
        assert told["loads"][0]["recognised"]["source"] == "myynti"
    assert people_in(osuma) == 5


def test_orders_without_any_money_are_counted_on_both_sides(osuma: Osuma, tmp_path: Path) -> None:
    told = bring(osuma, tmp_path / "drop", {"myynti.csv": sales(range(25))})
    (load,) = told["loads"]
    assert load["reconciliation"]["file"] == load["reconciliation"]["osuma"] == {"orders": 25, "amount": "0.00"}
    assert load["reconciliation"]["unexplained"] == {"orders": 0, "amount": "0.00"}
    assert "tilausten arvoa ei tiedetä" in questions(told)
