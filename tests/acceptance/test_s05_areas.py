"""S05 (MP-030): a list of postcodes for ads: areas are the unit, suppressed figures stay unknown."""

from __future__ import annotations

import csv
from pathlib import Path

import people
import pytest

from in_process import Osuma

REMAINS: dict[str, str] = {}

SMALL_HOUSES = """
osuma: 1
slug: small-house-areas
purpose: Kokeilu
kpi: orders
name: {fi: Pientaloalueet, en: Small-house areas}
of: areas
where: {property: small_house_share, op: gte, value: 0.6}
"""


@pytest.fixture(scope="module")
def world(osuma: Osuma, folder: Path) -> people.World:
    given = people.world(seed=5)
    osuma.load(people.write_areas(folder / "alueet.csv", given.areas))
    osuma.load(people.write_people(folder / "asiakkaat.csv", given.people[:200]))
    return given


def test_suppressed_areas_are_unknown(osuma: Osuma, world: people.World) -> None:
    inside, unknown = people.expected_small_house_areas(world, 0.6)
    answer = osuma.count(SMALL_HOUSES, people.AS_OF)
    low = "{osuma: 1, slug: low, of: areas, where: {property: small_houses, op: lte, value: 0}}"
    # S05.1
    assert len(inside) >= 10
    assert (answer["count"], answer["unknown"]) == (len(inside), len(unknown))
    assert osuma.count(low, people.AS_OF)["count"] == sum(a.small_houses == 0 for a in world.areas)


def test_leading_zeros_stay_and_no_person_is_in_the_list(osuma: Osuma, world: people.World, folder: Path) -> None:
    inside, _ = people.expected_small_house_areas(world, 0.6)
    osuma.apply(SMALL_HOUSES)
    osuma.refresh(people.AS_OF)
    target = osuma.export("small-house-areas", folder / "alueet-mainontaan.csv")
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    # S05.2
    assert {row[0].lstrip("'") for row in rows[1:]} == inside
    assert any(postcode.startswith("00") for postcode in osuma.members(
        "{osuma: 1, slug: all-areas, of: areas, where: {all: []}}", people.AS_OF
    ))  # fmt: skip
    # S05.3
    assert {len(row) for row in rows} == {1}
    assert "@" not in target.read_text(encoding="utf-8-sig")
    # S05.5
    assert "segments.export" in osuma.audit()


def test_it_is_explained_in_both_languages(osuma: Osuma, world: people.World) -> None:
    fi, en = (osuma.sentences(SMALL_HOUSES, language, people.AS_OF) for language in ("fi", "en"))
    # S05.4
    assert "alue" in fi.casefold()
    assert "area" in en.casefold()
