"""S11 (MP-090): the segment table of a cosmetics shop, filled from its data, with the ages aimed at beside."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import people
import pytest
from python_calamine import CalamineWorkbook

from in_process import Osuma

AS_OF = "2026-10-15"
CUSTOMERS = ("Asiakasnumero", "Sähköposti", "Syntymäaika", "Sukupuoli", "Kiinnostuksen kohteet")
LINES = ("Tilausnumero", "Asiakasnumero", "Tilauspäivä", "Rivi", "Tuote", "Tuoteryhmä", "Määrä", "Rivisumma")
#: By interest, ages on 15 October 2026; who is 25 was born on that day, who is 31 would have been a day later.
AGES = {
    "Ekologisuus": (19, 21, 22, 24, 25, 26, 33, 40),
    "Meikit": (22, 27, 30, 33, 41, 44),
    "Parranajo": (18, 20, 23, 29, 36),
    "Lapset": (28, 31, 34, 38, 44, 51),
    "Ammattilaiset": (24, 30, 33, 39, 42),
}
#: The ages aimed at, as the brief has them.
AIMED = {"Ekologisuus": "18–30", "Meikit": "25–45", "Parranajo": "20–35", "Lapset": "30–50", "Ammattilaiset": "25–40"}
SEVEN = ["Segmentti", "Ikäryhmä", "Sukupuoli", "Kiinnostuksen kohteet", "Tuotetyypit",
         "Ostopäätökseen vaikuttavat tekijät", "Esimerkit"]  # fmt: skip


def slug(interest: str) -> str:
    return interest.lower()


def quartiles(ages: tuple[int, ...]) -> str:
    """The smallest age that at least a quarter, and three quarters, are no older than."""
    first, third = (sorted(ages)[-(-share * len(ages) // 4) - 1] for share in (1, 3))
    return f"{first}–{third}"


@pytest.fixture(scope="module")
def shop(osuma: Osuma, folder: Path) -> Osuma:
    rows: list[tuple[object, ...]] = []
    for interest, ages in AGES.items():
        for n, age in enumerate(ages):
            person = f"{interest[:2]}{n}"
            sex = "M" if interest == "Parranajo" else "N" if n else ""
            rows.append((person, f"{person.lower()}@x.example", f"15.10.{2026 - age}", sex, f"{interest}, Uutuudet"))
    lines: list[tuple[object, ...]] = [
        (f"R{n}", f"Ek{n}", "1.9.2026", 1, product, category, "1", "20,00")
        for n, (product, category) in enumerate(
            [("Palasampoo", "Hiukset")] * 4 + [("Kasvovesi", "Iho")] * 2 + [("Allergiavoide", "Allergia")]
        )
    ]
    osuma.load(people.write_rows(folder / "asiakkaat.csv", CUSTOMERS, rows), source="kauppa")
    osuma.load(people.write_rows(folder / "rivit.csv", LINES, lines), source="kauppa")
    osuma.apply(
        *(
            f"osuma: 1\nslug: {slug(one)}\nname: {one}\nwhere: {{property: interests, op: any, value: [{one}]}}\n"
            for one in AGES
        )
    )
    for one in AGES:
        osuma.ask("sheet.fill", slug=slug(one), said={"age": AIMED[one]})
    osuma.ask("sheet.fill", slug="ekologisuus", said={"factors": "Luonnonmukaisuus", "examples": "Palasampoot"})
    return osuma


@pytest.fixture(scope="module")
def told(shop: Osuma) -> dict[str, Any]:
    return shop.ask("sheet.show", as_of=AS_OF)


def sheet(told: dict[str, Any], language: str = "fi") -> list[dict[str, str]]:
    head, *rows = told["table"][language]
    plain = [[cell.replace("\u00a0", " ").replace("\u2212", "-") for cell in row] for row in rows]
    return [dict(zip(head, row, strict=True)) for row in plain]


def test_the_sheet_has_the_named_columns_on_screen_and_in_files(
    shop: Osuma, told: dict[str, Any], folder: Path
) -> None:
    # S11.1
    assert told["table"]["fi"][0][:7] == SEVEN
    for ending in ("csv", "xlsx"):
        shop.ask("sheet.write", to=str(folder / f"taulukko.{ending}"), as_of=AS_OF, language="fi")
    with (folder / "taulukko.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.reader(file))
    book = CalamineWorkbook.from_path(folder / "taulukko.xlsx").get_sheet_by_index(0).to_python()
    assert written[0][:7] == book[0][:7] == SEVEN
    assert len(written) == len(book) == 6
    assert {row[0] for row in written[1:]} == {row[0] for row in book[1:]} == set(AGES)


def test_it_is_filled_from_the_data(told: dict[str, Any]) -> None:
    rows = {row["Segmentti"]: row for row in sheet(told)}
    # S11.2
    assert {one: row["Ikäryhmä"].split(" ")[0] for one, row in rows.items()} == {
        one: quartiles(ages) for one, ages in AGES.items()
    }
    assert rows["Ekologisuus"]["Ikäryhmä"] == "21–26 (tiedossa 8/8)"
    assert rows["Ekologisuus"]["Sukupuoli"] == "naisia 100 % (tiedossa 7/8)"
    assert rows["Parranajo"]["Sukupuoli"] == "miehiä 100 % (tiedossa 5/5)"
    assert rows["Meikit"]["Kiinnostuksen kohteet"] == "Meikit 100 %, Uutuudet 100 % (tiedossa 6/6)"
    assert rows["Ekologisuus"]["Tuotetyypit"] == "Hiukset 57 %, Iho 29 % (tiedossa 7/8)"
    assert rows["Ekologisuus"]["Esimerkit"] == "Palasampoot | Palasampoo, Kasvovesi"
    assert rows["Ekologisuus"]["Ostopäätökseen vaikuttavat tekijät"] == "Luonnonmukaisuus"
    assert rows["Lapset"]["Tuotetyypit"] == "ei tiedossa"
    assert {row["Luvut ajalta"] for row in rows.values()} == {"15.10.2026"}


def test_what_may_tell_of_health_is_left_out_and_said(told: dict[str, Any]) -> None:
    assert "Allergia" not in str(told)
    assert told["sentences"][0]["en"].startswith("2 product groups")


def test_the_ages_aimed_at_stand_with_how_far_off_they_are(told: dict[str, Any]) -> None:
    rows = {row["Segmentti"]: row for row in sheet(told)}
    # S11.3
    assert {one: row["Tavoite: ikä"] for one, row in rows.items()} == {one: f"{aim} v" for one, aim in AIMED.items()}
    assert rows["Ekologisuus"]["Poikkeama: ikä"] == "+3 / -4 vuotta; 75 % on tavoitteen iässä"
    assert rows["Parranajo"]["Poikkeama: ikä"] == "±0 / -6 vuotta; 60 % on tavoitteen iässä"
    english = {row["Segment"]: row for row in sheet(told, "en")}
    assert english["Lapset"]["Deviation: age"] == "+1 / -6 years; 67% are of the age aimed at"
