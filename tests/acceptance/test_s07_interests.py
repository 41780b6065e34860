"""S07 (MP-037): four interest segments from what was bought, and those of whom no interest is known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import purchases
import pytest

from in_process import Osuma

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


EXCLUSIVE = "osuma: 1\npartition: main-interest\nbase: {event: order}\nclasses:\n" + "".join(
    f"  - slug: most-{sport}\n    where:\n      event: order_line\n"
    f"      where: [{{property: category, op: in, value: [{', '.join(purchases.CATEGORIES.values())}]}}]\n"
    f"      measure: {{mode: category, by: amount}}\n      op: eq\n      value: {purchases.CATEGORIES[sport]}\n"
    for sport in SPORTS
)


def _tied() -> list[purchases.Line]:
    """Somebody who has spent as much on running as on yoga, and on yoga last."""
    bought = {line.person for line in purchases.lines()}
    who = next(person for person in purchases.customers() if person not in bought)
    running, yoga = purchases.CATEGORIES["running"], purchases.CATEGORIES["yoga"]
    return [
        purchases.Line("S1", who, date(2026, 9, 1), running, "Juoksu 1", Decimal("30.00")),
        purchases.Line("S2", who, date(2026, 9, 2), running, "Juoksu 2", Decimal("20.00")),
        purchases.Line("S3", who, date(2026, 9, 3), yoga, "Jooga 1", Decimal("50.00")),
    ]


def _main_sport(lines: list[purchases.Line], person: str) -> str | None:
    """By hand: the category with most money, of those that tie the one bought last; None where there is none."""
    sports = {category: sport for sport, category in purchases.CATEGORIES.items()}
    own = [line for line in lines if line.person == person and line.category in sports]
    figures = {
        line.category: (
            sum(one.amount for one in own if one.category == line.category),
            max(one.day for one in own if one.category == line.category),
        )
        for line in own
    }
    return sports[max(figures, key=lambda category: figures[category])] if figures else None


@pytest.fixture(scope="module")
def lines(osuma: Osuma, folder: Path) -> list[purchases.Line]:
    given = [*purchases.lines(), *_tied()]
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


def test_exclusive_gives_everybody_the_category_with_most_money(osuma: Osuma, lines: list[purchases.Line]) -> None:
    osuma.apply(EXCLUSIVE)
    found = {sport: osuma.members(f"main-interest/most-{sport}", AS_OF) for sport in SPORTS}
    buyers = {line.person for line in lines}
    # S07.6
    assert found == {s: {person for person in buyers if _main_sport(lines, person) == s} for s in SPORTS}
    assert sum(map(len, found.values())) == len(frozenset().union(*found.values()))
    # S07.7
    (tied,) = {line.person for line in _tied()}
    assert tied in found["yoga"]
    said = osuma.sentences(EXCLUSIVE, "fi", AS_OF)
    assert "eniten rahaa vienyt tuoteryhmä" in said


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
