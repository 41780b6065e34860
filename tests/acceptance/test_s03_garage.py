"""S03 (MP-040): the garage segment: a detached house, or an area of small houses where the home is not known."""

from __future__ import annotations

import csv
from pathlib import Path

import people
import pytest

from in_process import Osuma

REMAINS: dict[str, str] = {}

GARAGE = """
osuma: 1
slug: garage
purpose: Kokeilu
kpi: orders
name: {fi: Autotalli, en: Garage}
where:
  all:
    - any:
        - {property: dwelling, op: eq, value: detached, unknown: exclude}
        - all:
            - {property: dwelling, op: not_set}
            - {property: area_small_house_share, op: gte, value: 0.6}
    - {property: employment, op: eq, value: employed}
    - {property: age, op: gte, value: 20}
"""
AREAS = """postinumeroalue,nimi,kunta,he_vakiy,hr_mtu,ra_asunn,ra_pt_as
00100,Keskusta,091,9000,30000,1000,10
02940,Pientaloalue,049,3000,41000,1000,600
02950,Raja,049,3000,41000,1000,599
00240,Peitetty,091,40,-1,40,-1
"""
HEADER = "Asiakasnumero;Sähköposti;Etunimi;Sukunimi;Syntymäaika;Postinumero;Asumismuoto;Työtilanne"
# id: birth date, postcode, home, work, and whether in: by the home, by the area, not, or not known
ROWS = {
    "house": ("1.1.1980", "00100", "omakotitalo", "työssä", "home"),
    "house-unknown-area": ("1.1.1980", "00240", "omakotitalo", "työssä", "home"),
    "house-pensioner": ("1.1.1950", "00100", "omakotitalo", "eläkeläinen", "no"),
    "house-19": ("16.10.2006", "00100", "omakotitalo", "työssä", "no"),
    "house-20": ("15.10.2006", "00100", "omakotitalo", "työssä", "home"),
    "flat-in-house-area": ("1.1.1980", "02940", "kerrostalo", "työssä", "no"),
    "unknown-in-house-area": ("1.1.1980", "02940", "", "työssä", "area"),
    "unknown-just-under": ("1.1.1980", "02950", "", "työssä", "no"),
    "unknown-suppressed": ("1.1.1980", "00240", "", "työssä", "unknown"),
    "unknown-in-town": ("1.1.1980", "00100", "", "työssä", "no"),
    "unknown-without-postcode": ("1.1.1980", "", "", "työssä", "unknown"),
}


def customers(path: Path, incomes: dict[str, int] | None = None) -> Path:
    lines = [HEADER + (";Vuositulot" if incomes else "")]
    for n, (who, (born, postcode, home, work, _)) in enumerate(ROWS.items()):
        row = [who, f"{n}@posti.example", "Etu", f"Suku{n}", born, postcode, home, work]
        lines.append(";".join([*row, *([str(incomes[who])] if incomes else [])]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def whose(*answers: str) -> frozenset[str]:
    return frozenset(who for who, row in ROWS.items() if row[-1] in answers)


@pytest.fixture(scope="module", autouse=True)
def _world(osuma: Osuma, folder: Path) -> None:
    areas = folder / "paavo.csv"
    areas.write_text(AREAS, encoding="utf-8")
    osuma.load(areas)
    osuma.load(customers(folder / "asiakkaat.csv"))
    osuma.apply(GARAGE)


def test_the_members_are_those_by_hand_and_income_changes_nothing(osuma: Osuma, folder: Path) -> None:
    before = osuma.members(GARAGE, people.AS_OF), osuma.count(GARAGE, people.AS_OF)["unknown"]
    assert before == (whose("home", "area"), len(whose("unknown")))
    # the same people again, now with incomes from nothing to a great deal
    incomes = {who: 100_000 * n for n, who in enumerate(ROWS, start=1)}
    osuma.load(customers(folder / "asiakkaat ja tulot.csv", incomes))
    assert osuma.table_rows("customers", "income IS NOT NULL") == len(ROWS)
    # S03.1
    assert (osuma.members(GARAGE, people.AS_OF), osuma.count(GARAGE, people.AS_OF)["unknown"]) == before


def test_those_inferred_from_their_area_are_marked(osuma: Osuma, folder: Path) -> None:
    (inferred,) = whose("area")
    told = osuma.explain(GARAGE, people.AS_OF, customer=inferred)["person"]
    own = osuma.explain(GARAGE, people.AS_OF, customer="house")["person"]
    # S03.2
    assert told["from_area"] is True
    assert "Päätelty asuinalueesta: tämä ei ole tieto hänestä eikä hänen taloudestaan." in told["sentences"]["fi"]
    assert any("Inferred from the area" in said for said in told["sentences"]["en"])
    assert own["from_area"] is False
    assert osuma.count(GARAGE, people.AS_OF)["from_area"] == 1
    with osuma.export("garage", folder / "garage.csv", people.AS_OF).open(encoding="utf-8", newline="") as file:
        marks = {row["external_id"]: row["inferred"] for row in csv.DictReader(file)}
    assert marks == dict.fromkeys(whose("home"), "") | {inferred: "from area"}
