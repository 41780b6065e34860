"""Who would be in by what is known of their area alone."""

from __future__ import annotations

import pytest

from osuma.engine.segments.dump import to_mapping
from osuma.engine.segments.inferred import by_own_data, reads_areas
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Segment
from osuma.engine.tables.vocabulary import canonical

OWN = "{property: income, op: gte, value: 100}"


def rule(where: str) -> Segment:
    defn = parse(f"osuma: 1\nslug: x\nwhere: {where}\n")
    assert isinstance(defn, Segment)
    return defn


@pytest.mark.parametrize(
    "leaf",
    [
        "{property: area_median_income, op: gte, value: 100}",
        "{near: '00100', km: 2}",
        "{rank: {property: area_median_income}, top: {n: 3}}",
        "{rank: {event: order}, top: {n: 3}, per: area_mean_age}",
        "{rank: {event: order}, top: {n: 3}, among: {property: area_median_income, op: gte, value: 100}}",
        "{sample: {n: 3}, seed: s, among: {near: '00100', km: 2}}",
    ],
)
def test_whatever_reads_an_area_decides_against_the_person(leaf: str) -> None:
    for where, own in (
        (f"{{any: [{OWN}, {leaf}]}}", {"any": []}),
        (f"{{any: [{OWN}, {{not: {leaf}}}]}}", {"not": {"all": []}}),
    ):
        found = rule(where)
        assert reads_areas(found, canonical())
        assert to_mapping(by_own_data(found, canonical()))["where"]["any"][1] == own


def test_what_is_known_of_the_person_stays() -> None:
    where = f"{{all: [{OWN}, {{rank: {{event: order}}, top: {{n: 3}}, per: municipality, among: {OWN}}}]}}"
    assert not reads_areas(rule(where), canonical())
    assert by_own_data(rule(where), canonical()).where == rule(where).where
