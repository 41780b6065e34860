"""S20 (MP-048): residents of Helsinki by code or postcode; a word alone only where nothing better is known."""

from __future__ import annotations

from pathlib import Path

import helsinki
import pytest

from in_process import Osuma

REMAINS: dict[str, str] = {}

AS_OF = "2026-10-15T12:00:00+03:00"
RULE = """
osuma: 1
slug: helsinki
name: {fi: Helsinkiläiset, en: Residents of Helsinki}
where: {property: municipality, op: eq, value: "091"}
"""


@pytest.fixture(scope="module")
def residents(osuma: Osuma, folder: Path) -> list[helsinki.Resident]:
    given = helsinki.residents()
    osuma.load(helsinki.write_areas(folder / "postinumerot.csv"))
    osuma.load(helsinki.write(folder / "asiakkaat.csv", given))
    return given


def test_code_and_postcode_tell_the_municipality(osuma: Osuma, residents: list[helsinki.Resident]) -> None:
    inside, unknown = helsinki.expected(residents)
    members = osuma.members(RULE, AS_OF)
    # S20.1
    assert {r.id for r in residents if r.code == "091"} <= members
    assert {r.id for r in residents if helsinki.POSTCODES.get(r.postcode) == "091"} <= members
    assert members == inside
    assert osuma.count(RULE, AS_OF)["unknown"] == len(unknown)


def test_words_in_three_languages_are_one(osuma: Osuma, residents: list[helsinki.Resident]) -> None:
    said = {r.id for r in residents if r.city in helsinki.HELSINKI_WORDS and not r.postcode and not r.code}
    assert len(said) == len(helsinki.HELSINKI_WORDS)
    # S20.2
    assert said <= osuma.members(RULE, AS_OF)


def test_a_word_does_not_decide_against_a_postcode(osuma: Osuma, residents: list[helsinki.Resident]) -> None:
    against = {
        r.id for r in residents
        if r.city.strip() in helsinki.HELSINKI_WORDS and r.postcode and helsinki.POSTCODES[r.postcode] != "091"
    }  # fmt: skip
    assert len(against) >= 8
    # S20.3
    assert not against & osuma.members(RULE, AS_OF)
    assert {r.id for r in residents if r.city == "Espoo" and r.postcode == "00100"} <= osuma.members(RULE, AS_OF)


def test_it_is_explained_in_both_languages(osuma: Osuma, residents: list[helsinki.Resident]) -> None:
    fi, en = (osuma.sentences(RULE, language, AS_OF) for language in ("fi", "en"))
    # S20.4
    assert "Kunta on ”Helsinki”" in fi
    assert "unicipality is “Helsinki”" in en


def test_the_evaluation_is_in_the_change_log(osuma: Osuma, residents: list[helsinki.Resident]) -> None:
    osuma.apply(RULE)
    osuma.refresh(AS_OF)
    # S20.5
    assert "segments.refresh" in osuma.audit()
