"""S13 (MP-060): a price for students and one for pensioners; a student card that has run out ends it by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import Osuma

REMAINS = {"S13.3": "cost and margin against a control group: offers are not built yet"}
BEFORE, AFTER = "2026-12-31T12:00:00+02:00", "2027-01-01T12:00:00+02:00"
HEADER = ("Asiakasnumero", "Sähköposti", "Ammattiasema", "Opiskelijakortti voimassa")
PEOPLE: list[tuple[object, ...]] = [
    ("K1", "k1@example.fi", "opiskelija", "31.12.2026"),
    ("K2", "k2@example.fi", "opiskelija", "31.8.2027"),
    ("K3", "k3@example.fi", "opiskelija", ""),  # no card was shown
    ("K4", "k4@example.fi", "eläkeläinen", ""),
    ("K5", "k5@example.fi", "työssä", "31.12.2026"),
    ("K6", "k6@example.fi", "", ""),
]
DISCOUNT = """
osuma: 1
partition: discount
classes:
  - slug: student
    where:
      all:
        - {property: employment, op: eq, value: student}
        - {date: x_card_until, window: {next: 10 years}}
  - {slug: pensioner, where: {property: employment, op: eq, value: pensioner}}
other: {slug: usual}
"""
CLASSES = ("student", "pensioner", "usual")
MAPPING = """
osuma_mapping: 1
source: kahvila
name: Kahvilan asiakkaat
outputs:
  - target: customers
    origin: customers
    columns:
      Asiakasnumero: person_id
      Sähköposti: email
      Ammattiasema: employment
      Opiskelijakortti voimassa: {to: x_card_until, as: date}
"""


@pytest.fixture(scope="module")
def cafe(osuma: Osuma, folder: Path) -> Osuma:
    rows = [HEADER, *PEOPLE]
    (folder / "asiakkaat.csv").write_text("\n".join(";".join(map(str, row)) for row in rows), encoding="utf-8")
    (folder / "kahvila.yaml").write_text(MAPPING, encoding="utf-8")
    osuma.load(folder / "asiakkaat.csv", mapping=folder / "kahvila.yaml")
    osuma.apply(DISCOUNT)
    return osuma


def _who(osuma: Osuma, as_of: str) -> dict[str, frozenset[str]]:
    return {one: osuma.members(f"discount/{one}", as_of) for one in CLASSES}


def test_nobody_gets_both_and_unknown_gets_the_default(cafe: Osuma) -> None:
    found = _who(cafe, BEFORE)
    assert found["student"] == {"K1", "K2"}
    assert found["pensioner"] == {"K4"}
    # S13.1
    assert not found["student"] & found["pensioner"]
    # S13.2: neither a status that is not known nor a card whose end is not known gives a discount
    assert found["usual"] == {"K3", "K5", "K6"}


def test_a_student_whose_card_has_ended_leaves_alone(cafe: Osuma) -> None:
    # S13.4: the last day counts, and nothing is imported in between
    assert _who(cafe, AFTER)["student"] == {"K2"}
    assert _who(cafe, AFTER)["usual"] == {"K1", "K3", "K5", "K6"}
    told = cafe.ask("segments.explain", slug="discount", as_of=BEFORE, customer="K1")["person"]
    assert told["class"] == "student"
