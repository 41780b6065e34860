"""Which industries pay: rates with their ranges, by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from in_process import Osuma
from osuma.workflows.reports.industries import LEAST, wilson

COMPANIES = "Y-tunnus;Yritys;TOL 2008\n0737546-2;Teräs Oy;25110\n2077474-0;Talo Oy;41200\n0112038-9;Outo Oy;\n"
HEAD = "Deal ID;Deal name;Deal stage;Y-tunnus;Amount;Created at;Closed at\n"


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(4, 15, 0.11, 0.52), (3, 8, 0.14, 0.69), (0, 10, 0, 0.28), (10, 10, 0.72, 1)]
)
def test_a_range_is_that_of_wilson(hits: int, of: int, low: float, high: float) -> None:
    assert tuple(round(one, 2) for one in wilson(hits, of)) == (low, high)


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    """20 closed deals of manufacturing, five of them won for 100 €; two of construction; one of nobody knows what."""
    made = Osuma.create(tmp_path / "osuma")
    deals = [
        f"M{n};Kauppa {n};{'won' if n < 5 else 'lost'};0737546-2;{100 if n < 5 else 900};1.1.2026;{1 + n}.3.2026"
        for n in range(20)
    ]
    deals += ["C1;Talo;won;2077474-0;50000;1.2.2026;3.3.2026", "C2;Talo 2;lost;2077474-0;1;1.2.2026;3.3.2026"]
    deals += ["U1;Outo;won;0112038-9;;1.2.2026;3.3.2026", "O1;Auki;open;0737546-2;5;1.2.2026;"]
    deals += ["V1;Vanha;won;0737546-2;5;1.1.2020;3.3.2020"]
    for name, text in (("yritykset.csv", COMPANIES), ("kaupat.csv", HEAD + "\n".join(deals) + "\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        made.load(tmp_path / name, source="crm")
    return made


def test_an_industry_tells_its_rate_range_and_money_and_one_with_few_deals_says_so(osuma: Osuma) -> None:
    found = osuma.ask("companies.industries")
    rows: dict[str, dict[str, Any]] = {one["en"]: one for one in found["industries"]}
    assert list(rows) == ["Manufacturing", "Construction", "Industry not known"]
    metal = rows["Manufacturing"]
    assert (metal["fi"], metal["closed"], metal["won"], metal["companies"]) == ("Teollisuus", 20, 5, 1)
    assert (metal["rate"], round(metal["low"], 2), round(metal["high"], 2)) == (0.25, 0.11, 0.47)
    assert (Decimal(metal["average"]), Decimal(metal["per_offer"])) == (100, 25)
    assert metal["days"] == 61  # the third of five: closed on 3 March
    assert not metal["few"]
    assert [rows[name]["few"] for name in ("Construction", "Industry not known")] == [True, True]
    assert Decimal(rows["Construction"]["per_offer"]) == 25_000
    assert (rows["Industry not known"]["average"], rows["Industry not known"]["per_offer"]) == (None, None)
    assert (found["closed"], found["without_industry"], found["least"]) == (23, 1, LEAST)


def test_without_deals_there_is_no_industry(tmp_path: Path) -> None:
    assert Osuma.create(tmp_path / "osuma").ask("companies.industries")["industries"] == []


def test_before_lists_without_a_day_the_answer_says_that_it_is_of_today(tmp_path: Path) -> None:
    made = Osuma.create(tmp_path / "osuma")
    (tmp_path / "yritykset.csv").write_text(COMPANIES, encoding="utf-8")
    made.load(tmp_path / "yritykset.csv", source="crm")
    (said,) = made.ask("companies.industries", as_of="2020-01-01")["sentences"]
    assert "This is not how it was on 1 Jan 2020" in said["en"]
    assert "Tämä ei ole tilanne 1.1.2020" in said["fi"]
    assert made.ask("companies.industries")["sentences"] == []
