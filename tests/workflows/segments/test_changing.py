"""Who came and who left between two runs, and by which condition: every cause worked out by hand."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse

LOYAL = """
osuma: 1
slug: loyal
where:
  all:
    - {event: order, op: gte, value: 2, window: {last: 12 months}}
    - {property: country, op: eq, value: FI, unknown: include}
"""
DORMANT = "osuma: 1\nslug: dormant\nwhere: {recency: order, op: gt, value: 90 days}\n"
TURKU = "osuma: 1\nslug: turku\nwhere: {any: [{property: city, op: eq, value: Turku}, {member: loyal}]}\n"
LEVELS = """
osuma: 1
partition: levels
classes:
  - {slug: two, where: {event: order, op: gte, value: 2}}
  - {slug: one, where: {event: order}}
other: {slug: none}
"""
ORDERS = "Tilausnumero;Tilauspvm;Sähköposti;Summa\n"
REFUNDS = "Palautusnumero;Palautuspäivä;Tilausnumero;Sähköposti;Tuotenumero;Tuote;Hyvityssumma\n"
# before 13 November 2026: who bought when
BEFORE = {
    "A1": ("15.11.2025", "1.6.2026"),
    "A2": ("20.11.2025", "1.6.2026"),
    "A3": ("1.3.2026", "1.4.2026"),
    "A4": ("1.5.2026",),
    "A5": ("16.8.2026", "13.11.2026"),
    "A6": ("17.8.2026",),
}


def orders(bought: dict[str, tuple[str, ...]], first: int = 1) -> str:
    rows = [(who, day) for who, days in bought.items() for day in days]
    return ORDERS + "".join(f"{n};{day};{who}@posti.example;50,00\n" for n, (who, day) in enumerate(rows, first))


@pytest.fixture
def osuma(told: Osuma, tmp_path: Path) -> Osuma:
    """A copy for each test: some of them go on with the history."""
    return Osuma(Path(shutil.copytree(told.folder, tmp_path / "copy")))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    folder = tmp_path_factory.mktemp("files")
    made = Osuma.create(folder / "installation")

    def load(name: str, text: str) -> None:
        (folder / name).write_text(text, encoding="utf-8")
        made.load(folder / name, source="kauppa")

    def customers(**cities: str) -> str:
        known = dict.fromkeys(BEFORE, "Oulu") | cities
        return "Asiakasnumero;Sähköposti;Kaupunki\n" + "".join(
            f"{who};{who}@posti.example;{city}\n" for who, city in known.items()
        )

    load("asiakkaat 1.csv", customers(A6="Turku"))
    load("tilaukset 1.csv", orders(BEFORE))
    made.apply(LOYAL, DORMANT, TURKU, LEVELS)
    made.refresh()
    load("asiakkaat 2.csv", customers(A6="Oulu", A4="Turku"))
    # 6 is order 2 of A3
    load("tilaukset 2.csv", orders({"A4": ("18.11.2026",), "A5": ("20.11.2026",)}, first=20))
    load("palautukset.csv", REFUNDS + "R1;16.11.2026;6;A3@posti.example;X;Kenkä;50,00\n")
    made.refresh()
    return made


def changes(osuma: Osuma, slug: str, **given: Any) -> dict[str, Any]:
    return osuma.ask("segments.changes", slug=slug, from_="2026-11-13", people=True, **given)


def said(told: dict[str, Any], language: str) -> list[str]:
    return [sentence[language].replace("\u00a0", " ") for sentence in told["sentences"]]


def test_the_sentences_say_by_what(osuma: Osuma) -> None:
    told = changes(osuma, "loyal")
    assert said(told, "fi") == [
        "Verrattu: 13.11.2026 (4 asiakasta) ja 20.11.2026 (2 asiakasta).",
        "Perjantain 13.11. jälkeen segmentistä poistui 3 asiakasta: 2 asiakkaan vanhin osto jäi 12 kuukauden "
        "ulkopuolelle ja 1 asiakkaan ostos palautettiin.",
        "Perjantain 13.11. jälkeen segmenttiin tuli 1 asiakas: 1 asiakkaalla on uusi osto.",
    ]
    assert said(told, "en")[1] == (
        "3 customers have left since Friday 13 Nov: for 2 the oldest purchase fell outside the 12 months, for 1 a "
        "purchase was returned."
    )


def test_each_person_has_the_condition_by_which_they_moved(osuma: Osuma) -> None:
    told = changes(osuma, "loyal")
    assert (told["from"]["as_of"], told["to"]["as_of"]) == ("2026-11-13", "2026-11-20")
    assert (told["entered"], told["left"]) == (1, 3)
    moved = {(p["customer"], p["direction"]): (p["cause"], p["conditions"]) for p in told["people"]}
    orders_ = ["where.all[0]"]
    assert moved == {
        ("A1", "left"): ("window", orders_),
        ("A2", "left"): ("window", orders_),
        ("A3", "left"): ("refund", orders_),
        ("A4", "entered"): ("event", orders_),
    }
    (condition,) = told["conditions"]
    assert (condition["path"], condition["entered"], condition["left"]) == ("where.all[0]", 1, 3)
    assert "12 kuukauden aikana" in condition["fi"]


def test_silence_makes_dormant_and_a_purchase_ends_it(osuma: Osuma) -> None:
    moved = {p["customer"]: (p["direction"], p["cause"]) for p in changes(osuma, "dormant")["people"]}
    assert moved == {"A6": ("entered", "lapsed"), "A4": ("left", "event")}
    assert "1 asiakkaan viimeisin osto jäi 90 päivän ulkopuolelle" in said(changes(osuma, "dormant"), "fi")[2]


def test_details_and_other_segments_are_causes_too(osuma: Osuma) -> None:
    told = changes(osuma, "turku")
    moved = {p["customer"]: (p["direction"], p["cause"], p["conditions"]) for p in told["people"]}
    assert moved["A6"] == ("left", "attribute", ["where.any[0]"])
    # either the city or the other segment would have been enough
    assert moved["A4"] == ("entered", "attribute", ["where.any[0]", "where.any[1]"])
    assert moved["A1"] == ("left", "member", ["where.any[1]"])
    assert "1 asiakkaan tieto muuttui (paikkakunta)" in said(told, "fi")[1]
    assert "for 3 it changed whether they are in the segment “loyal”" in said(told, "en")[1]


def test_classes_have_causes(osuma: Osuma) -> None:
    moved = {p["customer"]: (p["direction"], p["cause"]) for p in changes(osuma, "levels/one")["people"]}
    assert moved == {"A3": ("entered", "refund"), "A4": ("left", "event")}


def test_another_definition_is_told_apart_from_what_people_did(osuma: Osuma) -> None:
    osuma.apply(LOYAL.replace("value: 2", "value: 1"))
    osuma.refresh("2026-11-21")
    told = osuma.ask("segments.changes", slug="loyal", from_="2026-11-20", to="2026-11-21")
    assert told["causes"] == [{"direction": "entered", "code": "definition", "n": told["entered"]}]
    assert "segmentin ehdot muuttuivat" in said(told, "fi")[1]
    assert "people" not in told


def test_days_the_wrong_way_round_are_refused(osuma: Osuma) -> None:
    with pytest.raises(Misuse, match="before the earlier one"):
        osuma.ask("segments.changes", slug="loyal", from_="2026-11-20", to="2026-11-13")


def test_what_came_late_is_not_what_people_did(osuma: Osuma, tmp_path: Path) -> None:
    late = tmp_path / "myöhässä.csv"
    late.write_text(orders({"A6": ("1.2.2026",)}, first=40), encoding="utf-8")
    osuma.load(late, source="kauppa")
    osuma.refresh("2026-11-22")
    told = osuma.ask("segments.changes", slug="levels/two", from_="2026-11-20", people=True)
    assert [(p["customer"], p["direction"], p["cause"]) for p in told["people"]] == [("A6", "entered", "late")]
    assert "1 asiakkaan aiempia tietoja tuli myöhässä tai korjattiin" in said(told, "fi")[1]
