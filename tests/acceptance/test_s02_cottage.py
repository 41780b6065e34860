"""S02 (MP-039): the cottage segment: own-site visits within 180 days, and a relationship that may be unknown."""

from __future__ import annotations

from pathlib import Path

import people
import pytest

from in_process import Osuma

REMAINS: dict[str, str] = {}

BASE = """
    - {property: employment, op: in, value: [employed, self_employed]}
    - {property: relationship, op: in, value: [married, cohabiting], unknown: %s}
    - {property: income_band, op: in, value: [middle]}
    - {property: age, op: between, value: [30, 70]}
"""
VISIT = """
    - event: page_view
      where: [{property: category, op: eq, value: mökki}]
      window: {last: 180 days}
"""
HEAD = "osuma: 1\nslug: cottage\nname: {fi: Mökki, en: Cottage}\nwhere:\n  all:"
COTTAGE = HEAD + BASE % "include" + VISIT
WITHOUT_VISIT = HEAD + BASE % "include"
LET_IN = HEAD + BASE % "only" + VISIT


@pytest.fixture(scope="module")
def world(osuma: Osuma, folder: Path) -> people.World:
    given = people.world()
    osuma.load(
        people.write_people(folder / "asiakkaat.csv", given.people, without=("Etunimi", "Sukunimi")), source="kauppa"
    )
    osuma.load(people.write_page_views(folder / "sivukaynnit.csv", given.page_views), source="kauppa")
    return given


def test_members_equal_the_set_computed_by_hand(osuma: Osuma, world: people.World) -> None:
    expected = people.expected_cottage(world)
    assert len(expected) == 34
    # S02.1
    assert osuma.members(COTTAGE, people.AS_OF) == expected


def test_seventy_is_in_and_seventy_one_is_out(osuma: Osuma, world: people.World) -> None:
    members = osuma.members(WITHOUT_VISIT, people.AS_OF)
    expected = people.expected_cottage(world, visits=False)
    ages = {p.id: p.age(people.TODAY) for p in world.people}
    # S02.2
    assert {person for person in members if ages[person] == 70} == {p for p in expected if ages[p] == 70} != set()
    assert not {person for person in members if ages[person] in (29, 71)}


def test_an_unknown_relationship_lets_in_and_is_counted_apart(osuma: Osuma, world: people.World) -> None:
    unknown = {p.id for p in world.people if not p.relationship}
    members = osuma.members(COTTAGE, people.AS_OF)
    # S02.3
    assert osuma.members(LET_IN, people.AS_OF) == members & unknown != set()
    assert osuma.count(COTTAGE, people.AS_OF)["admitted_as_unknown"] == {"where.all[1]": len(members & unknown)}


def test_only_visits_of_the_own_site_count(osuma: Osuma, world: people.World, folder: Path) -> None:
    before = osuma.members(COTTAGE, people.AS_OF)
    outside = sorted(people.expected_cottage(world, visits=False) - before)[:20]
    rows: list[tuple[object, ...]] = [
        (person, "1.10.2026 10:00:00", "Kevät", "klikkaus", "https://muualla.example/mökki") for person in outside
    ]
    header = ("Asiakasnumero", "Aika", "Kampanja", "Toiminto", "Link")
    clicks = people.write_rows(folder / "klikkaukset.csv", header, rows)
    osuma.load(clicks, source="kauppa")
    # S02.4
    assert len(outside) == 20
    assert osuma.members(COTTAGE, people.AS_OF) == before
    assert not any(view.person in outside and view.person in before for view in world.page_views)


def test_without_the_visit_there_are_at_least_as_many(osuma: Osuma, world: people.World) -> None:
    # S02.5
    assert osuma.members(COTTAGE, people.AS_OF) < osuma.members(WITHOUT_VISIT, people.AS_OF)
    assert osuma.members(WITHOUT_VISIT, people.AS_OF) == people.expected_cottage(world, visits=False)


def test_it_is_explained_in_both_languages(osuma: Osuma, world: people.World) -> None:
    fi, en = (osuma.sentences(COTTAGE, language, people.AS_OF) for language in ("fi", "en"))
    # S02.6
    assert "180 päivän aikana" in fi
    assert "”mökki”" in fi
    assert "180 days" in en


def test_the_evaluation_is_in_the_change_log(osuma: Osuma, world: people.World) -> None:
    osuma.apply(COTTAGE)
    osuma.refresh(people.AS_OF)
    # S02.7
    assert "segments.refresh" in osuma.audit()
