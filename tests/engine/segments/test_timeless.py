"""Which conditions cannot be asked of the past."""

from __future__ import annotations

import pytest

from osuma.engine.segments.parse import parse
from osuma.engine.segments.timeless import first_told, timeless
from osuma.engine.tables.vocabulary import canonical

PLAIN = """
osuma: 1
slug: plain
where:
  all:
    - {property: city, op: eq, value: Turku}
    - {property: tags, op: contains, value: a}
    - {near: "00100", km: 20}
    - {event: order}
    - {consent: email}
"""
AREA = "osuma: 1\nslug: area\nwhere: {any: [{event: order}, {property: area_small_house_share, op: gte, value: 0.6}]}"
RANK = "osuma: 1\nslug: rank\nwhere: {rank: {property: area_median_income}, top: {n: 3}}"
GROUPED = "osuma: 1\nslug: grouped\nwhere: {rank: {event: order}, top: {n: 3}, per: area_mean_age}"
MEMBER = "osuma: 1\nslug: upper\nwhere: {all: [{member: area}, {member: plain}]}"
POSTCODES = "osuma: 1\nslug: codes\nof: areas\nwhere: {property: population, op: gte, value: 100}"


def found(text: str) -> list[tuple[str, str, str]]:
    known = {d.slug: d for d in map(parse, (PLAIN, AREA, RANK))}
    return [(t.slug, t.path, t.field) for t in timeless(parse(text), known, canonical())]


def test_only_figures_of_areas_have_no_history() -> None:
    assert found(PLAIN) == []
    assert found(AREA) == [("area", "where.any[1]", "area_small_house_share")]
    assert found(POSTCODES) == [("codes", "where", "population")]


def test_ranks_and_references_are_looked_through() -> None:
    assert found(RANK) == [("rank", "where", "area_median_income")]
    assert found(GROUPED) == [("grouped", "where", "area_mean_age")]
    assert found(MEMBER) == [("area", "where.any[1]", "area_small_house_share")]


INNER = "{property: country, op: eq, value: FI}"


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (f"of: accounts\nwhere: {{contacts: any, where: {INNER}}}", {"contacts", "customers"}),
        ("of: accounts\nwhere: {property: turnover, op: gt, value: 1}", {"companies"}),
        ("of: accounts\nwhere: {event: order}", {"contacts"}),
        ("of: accounts\nwhere: {event: deal_won}", {"deals"}),
        ("where: {recency: deal_won, op: lte, value: 9 days}", {"deals"}),
        ("where: {account: any, where: {property: turnover, op: gt, value: 1}}", {"contacts", "companies"}),
        ("where: {all: [{member: bosses}, {event: order}]}", {"contacts", "companies"}),
        ("where: {property: city, op: eq, value: Turku}", {"customers"}),
        ("where: {event: order}", set()),
    ],
)
def test_people_companies_contacts_and_deals_are_known_since_they_were_told(rule: str, told: set[str]) -> None:
    bosses = parse("slug: bosses\nwhere: {account: any, where: {property: turnover, op: gt, value: 1}}")
    defn = parse(f"slug: s\n{rule}")
    assert first_told(defn, {"bosses": bosses}) == told
    assert timeless(defn, {"bosses": bosses}, canonical()) == []
