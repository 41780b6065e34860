"""S23: high income known of the area alone is said to be the area's wherever it is shown."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from in_process import Osuma

REMAINS: dict[str, str] = {}

RICH = """
osuma: 1
slug: high-income
purpose: Kokeilu
kpi: orders
name: {fi: Suurituloiset, en: High income}
where:
  any:
    - {property: income, op: gte, value: 60000, unknown: exclude}
    - {property: area_income_decile, op: gte, value: 10}
"""


@pytest.fixture(scope="module", autouse=True)
def _world(osuma: Osuma, folder: Path) -> None:
    areas = "".join(f"0{n}100,Alue {n},091,1000,{20_000 + 1_000 * n}\n" for n in range(10))
    (folder / "paavo.csv").write_text(f"postinumeroalue,nimi,kunta,he_vakiy,hr_mtu\n{areas}", encoding="utf-8")
    (folder / "asiakkaat.csv").write_text(
        "Asiakasnumero;Sähköposti;Etunimi;Sukunimi;Postinumero;Vuositulot\n"
        "own;a@posti.example;Aino;Virta;00100;75000\n"
        "area;b@posti.example;Eero;Laine;09100;\n"
        "both;c@posti.example;Helmi;Niemi;09100;90000\n"
        "neither;d@posti.example;Onni;Koski;05100;30000\n",
        encoding="utf-8",
    )
    osuma.load(folder / "paavo.csv")
    osuma.load(folder / "asiakkaat.csv")
    osuma.apply(RICH)


def test_income_of_the_area_is_labelled_wherever_it_is_shown(osuma: Osuma, folder: Path) -> None:
    assert osuma.members(RICH) == {"own", "area", "both"}
    with osuma.export("high-income", folder / "rich.csv").open(encoding="utf-8", newline="") as file:
        marks = {row["external_id"]: row["inferred"] for row in csv.DictReader(file)}
    # S23.1
    assert "Tieto kuvaa aluetta, ei asiakasta itseään" in osuma.sentences(RICH, "fi")
    assert "This describes the area, not the customer" in osuma.sentences(RICH, "en")
    assert osuma.count(RICH)["from_area"] == 1
    assert marks == {"own": "", "area": "from area", "both": ""}
    assert osuma.explain(RICH, customer="area")["person"]["from_area"] is True
    assert osuma.explain(RICH, customer="both")["person"]["from_area"] is False


@pytest.mark.parametrize("node", ["none: [AREA]", "not: AREA"])
def test_an_area_under_a_negation_is_inferred_too(osuma: Osuma, node: str) -> None:
    area = "{property: area_income_decile, op: gte, value: 10}"
    rule = f"osuma: 1\nslug: not-rich-area\nwhere: {{{node.replace('AREA', area)}}}\n"
    assert osuma.members(rule) == {"own", "neither"}
    assert osuma.count(rule)["from_area"] == 2
