"""Sums of money among the workspace's own fields: in which currency each is, and what is shown where nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse

HEAD = "Asiakasnumero;Etunimi;Sukunimi;Sähköposti;Lifetime value (USD);Ostot;Pisteet\n"
ROWS = (
    "1;Aino;Oja;aino@posti.example;1200,50;97,62;12,5\n2;Eino;Elo;eino@posti.example;80,00;12,00;3,5\n"
    "3;Olga;Oja;olga@posti.example;99,90;15,10;4,5\n"
)
RULE = (
    "{osuma: 1, slug: rich, where: {all: [{property: x_lifetime_value_usd, op: between, value: [100, 2000]}, "
    "{property: x_ostot, op: gte, value: 20}]}}"
)


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    made = Osuma.create(tmp_path / "osuma")
    brought(made, tmp_path / "crm.csv", HEAD + ROWS)
    return made


def brought(osuma: Osuma, file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    osuma.ask("import.run", files=[str(file)], source="crm", as_="customers")


def facts(osuma: Osuma, language: str = "fi") -> dict[str, str]:
    (one,) = osuma.ask("customers.find", text="aino@posti.example")["customers"]
    told = osuma.ask("customers.card", key=one["key"])["facts"]
    return {fact["field"][language]: fact["value"][language].replace("\u00a0", " ") for fact in told}


def sums(osuma: Osuma) -> dict[str, tuple[str | None, bool]]:
    return {one["field"]: (one["currency"], one["asked"]) for one in osuma.ask("fields.sums")["fields"]}


def sentences(osuma: Osuma, language: str) -> str:
    return " ".join(osuma.ask("segments.live", text=RULE)["sentences"][language]).replace("\u00a0", " ")


def test_a_currency_that_the_file_tells_is_kept_and_shown(osuma: Osuma) -> None:
    assert sums(osuma) == {
        "x_lifetime_value_usd": ("USD", False), "x_ostot": (None, True), "x_pisteet": (None, False),
    }  # fmt: skip
    assert facts(osuma)["lifetime value usd"] == "1 200,50 $"
    assert facts(osuma, "en")["lifetime value usd"] == "$1,200.50"
    assert "100,00–2 000,00 $" in sentences(osuma, "fi")
    field = osuma.ask("fields.words")["units"]["customers"]["x_lifetime_value_usd"]
    assert (field["unit"], field["currency"]) == ("money", "USD")


def test_a_sum_whose_currency_nobody_knows_has_none(osuma: Osuma) -> None:
    assert facts(osuma)["ostot"] == "97,62"
    assert "€" not in sentences(osuma, "fi")
    assert osuma.ask("fields.words")["units"]["customers"]["x_ostot"]["currency"] is None


def test_a_person_says_the_currency_or_that_it_is_no_money(osuma: Osuma) -> None:
    osuma.ask("fields.money", field="x_ostot", currency="EUR")
    assert facts(osuma)["ostot"] == "97,62 €"
    assert "€20.00" in sentences(osuma, "en")
    osuma.ask("fields.money", field="x_ostot", currency="")
    assert facts(osuma)["ostot"] == "97,62"
    assert sums(osuma)["x_ostot"] == ("", False)
    for field, currency in (("x_ostot", "XYZ"), ("income", "EUR"), ("x_nobody", "EUR")):
        with pytest.raises(Misuse):
            osuma.ask("fields.money", field=field, currency=currency)


def test_an_own_name_is_told_in_words(osuma: Osuma) -> None:
    assert "”lifetime value usd” on 100,00" in sentences(osuma, "fi")


def test_what_comes_in_two_currencies_is_in_none_that_is_known(osuma: Osuma, tmp_path: Path) -> None:
    osuma.ask("fields.money", field="x_ostot", currency="USD")
    euros = ROWS.replace("97,62", "97,62 €").replace("12,00", "12,00 €").replace("15,10", "15,10 €")
    brought(osuma, tmp_path / "crm2.csv", HEAD + euros)
    assert sums(osuma)["x_ostot"] == (None, True)
