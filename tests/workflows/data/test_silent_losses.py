"""What would be lost or counted twice without a word is recognised, or said."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Refused

ORDERS = "Tilausnumero;Tilauspvm;Sähköposti;Summa\n"


@pytest.fixture(scope="module")
def osuma(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    return Osuma.create(tmp_path_factory.mktemp("silent") / "installation")


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_receipt_of_several_lines_is_read_as_lines(osuma: Osuma, tmp_path: Path) -> None:
    till = "Nro;Päivä;Koodi;Nimi;Kpl;Hinta;Yhteensä\nK-1;7.1.2025;A;Pyyhe;2;10,00;20,00\n"
    till += "K-1;7.1.2025;B;Reppu;1;59,90;59,90\nK-2;8.1.2025;A;Pyyhe;1;10,00;10,00\n"
    found = osuma.load(written(tmp_path, "till.csv", till))
    assert {t: c["new"] for t, c in found["targets"].items()} == {"orders": 2, "order_lines": 3, "refunds": 0}
    assert found["reconciliation"]["osuma"] == {"orders": 2, "amount": "89.90"}
    assert osuma.total("event_order_line", "amount") == Decimal("89.90")
    assert osuma.rows("SELECT product_id, product FROM event_order_line WHERE amount = 59.90") == [("B", "Reppu")]


def test_rows_of_one_order_that_say_different_things_are_told_with_their_euros(osuma: Osuma, tmp_path: Path) -> None:
    rows = "".join(f"{n};3.2.2025;aino@posti.example;{euros}\n" for n, euros in ((1, 12.5), (1, 7.5), (2, 5), (2, 5)))
    found = osuma.load(written(tmp_path, "tilaukset.csv", ORDERS + rows.replace(".5\n", ",50\n")))
    (warning,) = found["warnings"]
    assert "1 (12,50\u00a0€)" in warning["fi"]
    assert "1 (€12.50)" in warning["en"]
    assert found["reconciliation"]["differences"] == [
        {"reason": "repeated", "orders": 1, "amount": "5.00"},
        {"reason": "contradicting", "orders": 1, "amount": "12.50"},
    ]
    assert found["reconciliation"]["unexplained"] == {"orders": 0, "amount": "0.00"}


def test_what_names_no_person_is_no_list_of_people(osuma: Osuma, tmp_path: Path) -> None:
    states = "Record ID,Machine,Entered\n8800000,Sorvi,2026-05-28\n8800000,Jyrsin,2026-06-15\n"
    with pytest.raises(Refused) as refused:
        osuma.load(written(tmp_path, "koneet.csv", states))
    assert [m.code for m in refused.value.mistakes] == ["not_recognised"]
    companies = "ID;Yrityksen nimi;Toimiala;Luotu\n1;Kirkas Oy;Mittaus;3.2.2025\n"
    assert osuma.load(written(tmp_path, "yritykset.csv", companies))["targets"].keys() == {"accounts"}


def test_a_generic_list_is_read_as_far_as_the_headers_are_known(osuma: Osuma, tmp_path: Path) -> None:
    text = "Nro;Sähköposti;Etunimi;Sukunimi;Kaupunki;Syntynyt;Annual income;Kengännumero;Osoite\n"
    text += "1;eero@posti.example;Eero;Aalto;Lahti;3.2.1980;41000;43;Satukuja 1\n"
    found = osuma.load(written(tmp_path, "rekisteri.csv", text))
    assert found["recognised"]["preset"] == "finnish_customers"
    told = "SELECT city, birth_date, income FROM customers WHERE email = 'eero@posti.example'"
    ((city, born, income),) = osuma.rows(told)
    assert (city, str(born), income) == ("Lahti", "1980-02-03", Decimal(41000))
    (said,) = found["columns_left_out"]
    assert said["en"].endswith(": Nro, Kengännumero, Osoite.")


def test_returns_of_another_sources_orders_are_asked_about(osuma: Osuma, tmp_path: Path) -> None:
    osuma.load(written(tmp_path, "myynti.csv", ORDERS + "77;3.2.2025;aino@posti.example;30,00\n"), source="verkko")
    text = "Palautusnro;Tilausnro;Palautettu;Hyvitys\nP1;77;9.2.2025;12,00\nP2;999;9.2.2025;1,00\n"
    returns = written(tmp_path, "palautukset.csv", text)
    found = osuma.load(returns)
    (question,) = found["questions"]
    assert "--source verkko" in question["fi"]
    assert "12,00" in question["fi"]
    assert "1 refund, €12.00" in question["en"]
    osuma.ask("import.undo", import_id=found["import_id"])
    assert osuma.load(returns, source="verkko")["questions"] == []
