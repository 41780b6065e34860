"""S19 (MP-047): women of 18 to 25 on the day of evaluation, leap-day birthdays among them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import young_women

from in_process import Osuma

REMAINS: dict[str, str] = {}

RULE = """
osuma: 1
slug: young-women
name: {fi: Nuoret naiset, en: Young women}
where:
  all:
    - {property: gender, op: eq, value: f}
    - {property: age, op: between, value: [18, 25]}
"""


def _noon(day: date) -> str:
    return f"{day.isoformat()}T12:00:00+02:00"


@pytest.fixture(scope="module")
def women(osuma: Osuma, folder: Path) -> list[young_women.Woman]:
    given = young_women.women()
    osuma.load(young_women.write(folder / "asiakkaat.csv", given))
    return given


@pytest.mark.parametrize("day", young_women.DAYS, ids=str)
def test_both_bounds_are_in_on_every_day(osuma: Osuma, women: list[young_women.Woman], day: date) -> None:
    inside, unknown = young_women.expected(women, day)
    ages = {w.id: young_women.years_on(w.born, day) for w in women if w.born}
    assert {17, 18, 25, 26} <= set(ages.values())
    members = osuma.members(RULE, _noon(day))
    # S19.2
    assert members == inside
    assert osuma.count(RULE, _noon(day))["unknown"] == len(unknown)
    # S19.1
    assert {ages[m] for m in members} == set(range(18, 26))


def test_leap_day_births_come_of_age_on_the_first_of_march(osuma: Osuma, women: list[young_women.Woman]) -> None:
    born = {w.id for w in women if w.born == date(2008, 2, 29) and w.gender == "nainen"}
    leaving = {w.id for w in women if w.born == date(2000, 2, 29) and w.gender == "nainen"}
    assert born
    assert leaving
    february, march = (osuma.members(RULE, _noon(day)) for day in (date(2026, 2, 28), date(2026, 3, 1)))
    # S19.3
    assert not born & february
    assert born <= march
    assert leaving <= february
    assert not leaving & march


def test_it_is_explained_in_both_languages(osuma: Osuma, women: list[young_women.Woman]) -> None:
    fi, en = (osuma.sentences(RULE, language, _noon(date(2026, 10, 15))) for language in ("fi", "en"))
    # S19.4
    assert "18–25" in fi
    assert "18" in en
    assert "25" in en


def test_the_evaluation_is_in_the_change_log(osuma: Osuma, women: list[young_women.Woman]) -> None:
    osuma.apply(RULE)
    osuma.refresh(_noon(date(2026, 10, 15)))
    # S19.5
    assert "segments.refresh" in osuma.audit()
