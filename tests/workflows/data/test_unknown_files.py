"""Sets of files that no preset knows, as small companies have them: dropped together, without a word about them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from in_process import Osuma


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    return Osuma.create(tmp_path / "installation")


def bring(osuma: Osuma, folder: Path, files: dict[str, str], encoding: str = "utf-8") -> dict[str, Any]:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding=encoding)
    return osuma.ask("import.run", files=[str(folder / name) for name in files])


def orders(osuma: Osuma) -> tuple[int, Decimal]:
    """How many orders stand, and what they are worth less what was given back."""
    number = osuma.rows("SELECT count(*) FROM event_order WHERE counted")[0][0]
    sold = osuma.rows("SELECT coalesce(sum(amount), 0) FROM event_order")[0][0]
    back = osuma.rows("SELECT coalesce(sum(amount), 0) FROM event_refund")[0][0]
    return int(number), Decimal(sold) - Decimal(back)


def people(osuma: Osuma) -> int:
    return int(osuma.rows("SELECT count(*) FROM customers")[0][0])


def refusals(osuma: Osuma) -> set[tuple[str, str]]:
    rows = osuma.rows(
        "SELECT DISTINCT p.email, k.channel FROM consents k JOIN profiles p USING (identity_key) "
        "WHERE k.state = 'refused'"
    )
    return {(str(email), str(channel)) for email, channel in rows}


def asked(told: dict[str, Any]) -> str:
    return "\n".join(one["fi"] for load in told["loads"] for one in load["questions"])


def test_a_web_shops_lines_that_each_tell_the_total_of_their_order(osuma: Osuma, tmp_path: Path) -> None:
    head = "Tilausnumero;Tilauksen tila;Tilauspäivä;Etunimi (Laskutus);Sähköposti (Laskutus);Toimituskulut;"
    head += "Tilauksen summa;Tuotteen nimi;SKU;Määrä;Tuotteen hinta\n"
    rows = (
        "1;Valmis;1.10.2026 10:00;Anna;anna@posti.example;4,90;44,90;Kahvi;K;2;10,00\n"
        "1;Valmis;1.10.2026 10:00;Anna;anna@posti.example;4,90;44,90;Tee;T;1;20,00\n"
        "2;Valmis;2.10.2026 10:00;Matti;matti@posti.example;0,00;60,00;Tee;T;3;20,00\n"
    )
    told = bring(osuma, tmp_path / "drop", {"tilaukset-vienti.csv": head + rows})
    assert orders(osuma) == (2, Decimal("100.00"))
    assert osuma.rows("SELECT sum(amount) FROM event_order_line") == [(Decimal("100.0000"),)]
    assert told["loads"][0]["reconciliation"]["unexplained"] == {"orders": 0, "amount": "0.00"}
    assert sorted(osuma.rows("SELECT first_name FROM customers")) == [("Anna",), ("Matti",)]


def test_a_tills_rows_that_each_have_a_sum_of_their_own_are_no_list_of_products(osuma: Osuma, tmp_path: Path) -> None:
    head = "Kuittinro;Pvm;Klo;Kanta-asiakasnro;Tuotekoodi;Tuote;Kpl;Yksikköhinta;Summa\n"
    rows = "7;1.10.2026;10:00;1;K;Kahvi;2;10,00;20,00\n7;1.10.2026;10:00;1;T;Tee;1;20,00;20,00\n"
    rows += "8;2.10.2026;10:00;;K;Kahvi;1;10,00;10,00\n"
    bring(osuma, tmp_path / "drop", {"kuitit_2026.csv": head + rows}, encoding="cp1252")
    assert orders(osuma) == (2, Decimal("50.00"))
    assert osuma.rows("SELECT count(*) FROM products") == [(0,)]


def test_lines_in_a_file_of_their_own_find_their_orders(osuma: Osuma, tmp_path: Path) -> None:
    head = "Tilausnumero;Tuotenumero;Tuote;Määrä;Rivisumma\n"
    files = {
        "putiikki_tilausrivit.csv": f"{head}1;K;Kahvi;2;20,00\n1;T;Tee;1;5,00\n",
        "putiikki_tilaukset.csv": "Tilausnumero;Tilauspäivä;Asiakasnumero;Yhteensä\n1;1.10.2026;7;25,00\n",
    }
    bring(osuma, tmp_path / "drop", files)
    lines = osuma.rows("SELECT l.product, l.amount, o.order_id FROM event_order_line l "
                       "JOIN event_order o ON o.event_id = l.order_event_id ORDER BY 1")  # fmt: skip
    assert lines == [("Kahvi", Decimal("20.0000"), "1"), ("Tee", Decimal("5.0000"), "1")]
    assert osuma.rows("SELECT customer_key IS NOT NULL FROM event_order_line") == [(True,), (True,)]


def test_a_ledger_of_invoices_is_no_list_of_companies(osuma: Osuma, tmp_path: Path) -> None:
    head = "Laskun nro;Laskun pvm;Asiakasnro;Asiakas;Y-tunnus;Laskun tyyppi;Veroton yhteensä;ALV yhteensä;"
    head += "Verollinen yhteensä;Tila\n"
    rows = "9001;1.10.2026;3;Konepaja Oy;1234567-1;Myyntilasku;100,00;25,50;125,50;Maksettu\n"
    rows += "9002;2.10.2026;3;Konepaja Oy;1234567-1;Hyvityslasku;-10,00;-2,55;-12,55;Maksettu\n"
    bring(osuma, tmp_path / "drop", {"Myyntireskontra 2026.csv": head + rows}, encoding="cp1252")
    assert orders(osuma) == (1, Decimal("112.95"))
    assert osuma.rows("SELECT count(*) FROM accounts") == [(1,)]


def test_sales_that_look_like_companies_or_goods_are_left_to_a_person(osuma: Osuma, tmp_path: Path) -> None:
    files = {
        "lista.csv": "Nimi;Y-tunnus;Maksupäivä;Päivä;Verollinen\nKonepaja Oy;1234567-1;;1.10.2026;125,50\n",
        "asiakkaat.csv": "Asiakasnumero;Sähköposti\n1;a@posti.example\n",
    }
    files["lista.csv"] = (
        files["lista.csv"].replace("Nimi;Y-tunnus", "Yritysnimi;Y tunnus").replace("Verollinen", "Yht.")
    )
    told = bring(osuma, tmp_path / "drop", files)
    assert [one["file"] for one in told["failed"]] == ["lista.csv"]


def test_rows_below_zero_are_refunds_whether_with_a_minus_or_in_brackets(osuma: Osuma, tmp_path: Path) -> None:
    head = "Order No,Order Date,Customer No,Amount,Type\n"
    rows = '1,10/20/2026 9:00 AM,7,"$1,234.50",Sale\n1,10/25/2026 9:00 AM,7,"($234.50)",Return\n'
    rows += "2,10/26/2026 9:00 AM,8,$20.00,Sale\n3,10/27/2026 9:00 AM,8,-$5.00,Return\n"
    bring(osuma, tmp_path / "drop", {"Sales report.csv": head + rows})
    assert orders(osuma) == (2, Decimal("1015.00"))
    assert osuma.rows("SELECT max(local_date)::VARCHAR FROM event_order") == [("2026-10-26",)]
    assert osuma.rows("SELECT refund_id, amount FROM event_refund ORDER BY amount") == [
        ("3", Decimal("5.0000")), ("1", Decimal("234.5000"))
    ]  # fmt: skip


def test_purchases_without_an_order_number_are_the_same_in_the_next_file(osuma: Osuma, tmp_path: Path) -> None:
    head, first = "Päivä;Asiakas nro;Asiakas;Summa\n", "1.10.2026;7;Anna Aho;12,00\n1.10.2026;7;Anna Aho;12,00\n"
    told = bring(osuma, tmp_path / "drop", {"myynti 2026-10.csv": head + first})
    assert orders(osuma) == (2, Decimal("24.00"))
    assert "joka rivi luettiin yhtenä ostona" in asked(told)
    bring(osuma, tmp_path / "drop", {"myynti 2026-11.csv": head + first + "2.11.2026;8;Matti Maa;5,00\n"})
    assert orders(osuma) == (3, Decimal("29.00"))
    assert people(osuma) == 2


def test_a_workbook_kept_by_hand(osuma: Osuma, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    people_sheet = book.active
    people_sheet.title = "Asiakkaat"
    people_sheet["A1"] = "Kahvilan asiakkaat"
    people_sheet.merge_cells("A1:D1")
    for row in ((), ("Nro", "Nimi", "Sähköposti", "Uutiskirje (x = saa lähettää)"),
                (1, "Anna Aho", "anna@posti.example", "x"), (2, "Matti Maa", "ei ole", None),
        *((n, "Outi Oja", f"outi{n}@posti.example", None) for n in range(3, 8))):  # fmt: skip
        people_sheet.append(row)
    sales = book.create_sheet("Myynti")
    rows = [("Päivä", "Asiakas nro", "Asiakas", "Summa"), ("1.10.2026", 1, "Anna Aho", "1\u00a0234,50\u00a0€")]
    rows += [("2.10.2026", 2, "Matti Maa", "10,00\u00a0€"), ("Yhteensä", None, None, "1\u00a0244,50\u00a0€")]
    for row in rows:
        sales.append(row)
    book.save(tmp_path / "Asiakkaat ja myynti.xlsx")
    told = osuma.ask("import.run", files=[str(tmp_path / "Asiakkaat ja myynti.xlsx")])
    assert orders(osuma) == (2, Decimal("1244.50"))
    assert people(osuma) == 7
    assert told["loads"][0]["refused"] == 0
    assert osuma.rows("SELECT state FROM consents") == [("granted",)]


def test_a_no_is_read_wherever_it_stands(osuma: Osuma, tmp_path: Path) -> None:
    files = {
        "kauppa_asiakkaat.csv": "Asiakasnumero;Nimi;Sähköposti;Suoramarkkinointikielto\n"
        "1;Anna Aho;anna@posti.example;kyllä\n2;Matti Maa;matti@posti.example;ei\n",
        "hubspot-contacts.csv": "Record ID,First Name,Last Name,Email,Unsubscribed from all email\n"
        "1,Sanna,Salo,sanna@posti.example,true\n2,Timo,Laine,timo@posti.example,false\n",
        "uutiskirjelista.txt": "Sähköpostiosoite\tEtunimi\tTila\nkaisa@posti.example\tKaisa\tPeruutettu\n"
        "outi@posti.example\tOuti\tAktiivinen\nville@posti.example\tVille\tVirheellinen osoite\n",
    }
    told = bring(osuma, tmp_path / "drop", files)
    assert refusals(osuma) == {
        ("anna@posti.example", "email"), ("anna@posti.example", "sms"), ("sanna@posti.example", "email"),
        ("kaisa@posti.example", "email"),
    }  # fmt: skip
    assert osuma.rows("SELECT channel, reason FROM suppressions") == [("email", "bounced")]
    assert "Onko muilla (”Aktiivinen”) lupa?" in asked(told)


def test_a_list_of_returns_is_of_the_orders_that_it_came_with(osuma: Osuma, tmp_path: Path) -> None:
    files = {
        "kauppa_tilaukset.csv": "Tilausnro;Päivämäärä;Asiakasnumero;Summa ilman ALV;Summa sis. ALV\n"
        "1;2026-10-01;7;79,68;100,00\n2;2026-10-02;8;7,97;10,00\n",
        "kauppa_palautukset.csv": "Palautus;Palautuspvm;Tilausnro;Asiakasnumero;Hyvitetty summa;Syy\n"
        "P1;2026-10-05;1;7;30,00;Liian pieni\nP2;2026-10-06;2;8;20,00;Liian pieni\n",
    }
    told = bring(osuma, tmp_path / "drop", files)
    assert {load["recognised"]["source"] for load in told["loads"]} == {"kauppa"}
    assert people(osuma) == 2
    assert orders(osuma)[1] == Decimal("60.00")
    assert osuma.rows("SELECT count(*) FROM event_refund WHERE order_event_id IS NULL") == [(0,)]


def test_a_list_with_one_more_column_goes_on_where_it_was(osuma: Osuma, tmp_path: Path) -> None:
    head, rows = "OrderNo;OrderDate;CustNo;Total", "1;2026-09-01;7;10.00{0}\n2;2026-09-25;8;20.00{0}\n"
    first = {
        "putiikki_orders_2026-09.csv": f"{head}\n{rows.format('')}",
        "putiikki_customers_2026-09.csv": "CustNo;Name;Email\n7;Anna Aho;anna@posti.example\n",
    }
    bring(osuma, tmp_path / "drop", first)
    later = f"{head};Coupon\n{rows.format(';')}3;2026-10-03;7;5.00;\n"
    told = bring(osuma, tmp_path / "later", {"putiikki_orders_2026-10.csv": later})
    assert told["loads"][0]["recognised"]["source"] == "putiikki"
    assert orders(osuma) == (3, Decimal("35.00"))
    more = "CustNo;Name;Email;Newsletter\n7;Anna Aho;anna@posti.example;yes\n8;Matti Maa;matti@posti.example;no\n"
    bring(osuma, tmp_path / "later", {"putiikki_customers_2026-10.csv": more})
    assert people(osuma) == 2


def test_who_is_known_by_a_whole_name_is_found_and_called_by_it(osuma: Osuma, tmp_path: Path) -> None:
    bring(osuma, tmp_path / "drop", {"rekisteri.csv": "Asiakasnumero;Nimi;Puhelin\n7;Anna Aho;040 123 4567\n"})
    (found,) = osuma.ask("customers.find", text="anna aho")["customers"]
    assert found["name"] == "Anna Aho"
