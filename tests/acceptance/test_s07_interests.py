"""S07 (MP-037): four interest segments from what was bought, and those of whom no interest is known."""

from __future__ import annotations

from pathlib import Path

import purchases
import pytest

from in_process import Osuma

REMAINS = {
    "S07.6": "exclusive puts a customer into the category with most money: comes with exclusion priority",
    "S07.7": "ties of money go to the newest purchase: comes with exclusion priority",
}
AS_OF = "2026-10-15T12:00:00+03:00"
SPORTS = tuple(purchases.CATEGORIES)


def _bought(sport: str) -> str:
    category = purchases.CATEGORIES[sport]
    return f"""
osuma: 1
slug: {sport}
name: {{fi: {category}, en: {sport.capitalize()}}}
where:
  event: order_line
  where: [{{property: category, op: eq, value: {category}}}]
"""


NOT_KNOWN = "osuma: 1\nslug: no-interest\nwhere:\n  all:\n    - {event: order}\n    - none:\n" + "".join(
    f"        - {{member: {sport}}}\n" for sport in SPORTS
)


@pytest.fixture(scope="module")
def lines(osuma: Osuma, folder: Path) -> list[purchases.Line]:
    given = purchases.lines()
    osuma.load(purchases.write_customers(folder / "asiakkaat.csv"), source="kauppa")
    osuma.load(purchases.write_lines(folder / "tilausrivit.csv", given), source="kauppa")
    for sport in SPORTS:
        osuma.apply(_bought(sport))
    return given


def test_who_bought_for_two_sports_is_in_both(osuma: Osuma, lines: list[purchases.Line]) -> None:
    members = {sport: osuma.members(_bought(sport), AS_OF) for sport in SPORTS}
    assert members == {sport: purchases.buyers_of(lines, sport) for sport in SPORTS}
    both = purchases.buyers_of(lines, "running") & purchases.buyers_of(lines, "yoga")
    # S07.1
    assert members["running"] & members["yoga"] == both != frozenset()


def test_no_known_interest_is_a_group_and_nobody_is_lost(osuma: Osuma, lines: list[purchases.Line]) -> None:
    buyers = frozenset(line.person for line in lines)
    interested = frozenset().union(*(purchases.buyers_of(lines, sport) for sport in SPORTS))
    rest = osuma.members(NOT_KNOWN, AS_OF)
    # S07.2
    assert rest == buyers - interested != frozenset()
    # S07.3
    assert rest | frozenset().union(*(osuma.members(_bought(sport), AS_OF) for sport in SPORTS)) == buyers


def test_it_is_explained_in_both_languages(osuma: Osuma, lines: list[purchases.Line]) -> None:
    fi, en = (osuma.sentences(_bought("running"), language, AS_OF) for language in ("fi", "en"))
    # S07.4
    assert "tuoteryhmästä ”Juoksu”" in fi
    assert "“Juoksu”" in en


def test_the_refresh_is_in_the_change_log(osuma: Osuma, lines: list[purchases.Line]) -> None:
    osuma.apply(NOT_KNOWN)
    osuma.refresh(AS_OF)
    # S07.5
    assert "segments.refresh" in osuma.audit()
