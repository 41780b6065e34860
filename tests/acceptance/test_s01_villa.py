"""S01 (MP-026, MP-030): the villa segment, built as a marketer would, against the set computed by hand."""

from __future__ import annotations

from pathlib import Path

import people
import pytest

from in_process import Osuma

REMAINS = {
    "S01.10": "a name such as high income warns of the ad platform's restriction: ad destinations are not built"
}

WAYS = """
        - {property: income_band, op: eq, value: upper}
        - {property: title_role, op: in, value: [ceo, physician, lawyer]}
        - {property: area_income_decile, op: eq, value: 10}
"""
VILLA = f"""
osuma: 1
slug: villa
name: {{fi: Huvila, en: Villa}}
where:
  all:
    - {{property: age, op: between, value: [30, 60]}}
    - any:
{WAYS}
"""
INTERESTED = "{property: interests, op: any, value: [Talouselämä, Taloussanomat, design, arvoesineet]}"


@pytest.fixture(scope="module")
def world(osuma: Osuma, folder: Path) -> people.World:
    given = people.world()
    osuma.load(people.write_areas(folder / "alueet.csv", given.areas))
    osuma.load(people.write_people(folder / "asiakkaat.csv", given.people), source="kauppa")
    return given


def test_members_equal_the_set_computed_by_hand(osuma: Osuma, world: people.World) -> None:
    expected = people.expected_villa(world)
    assert len(expected) == 297
    # S01.1
    assert osuma.members(VILLA, people.AS_OF) == frozenset(expected)
    assert osuma.count(VILLA, people.AS_OF)["count"] == 297


def test_both_ends_of_the_ages_are_in(osuma: Osuma, world: people.World) -> None:
    members = osuma.members(VILLA, people.AS_OF)
    top = people.top_decile(world.areas)
    fitting = [p for p in world.people if people.villa_clauses(p, top)]
    by_age = {age: {p.id for p in fitting if p.age(people.TODAY) == age} for age in (29, 30, 60, 61)}
    assert all(by_age.values())
    # S01.2
    assert by_age[30] | by_age[60] <= members
    assert not (by_age[29] | by_age[61]) & members


def test_titles_match_in_every_form_and_no_lookalike_does(osuma: Osuma, world: people.World) -> None:
    rule = "{osuma: 1, slug: roles, where: {property: title_role, op: in, value: [ceo, physician, lawyer]}}"
    written = {p.title for p in world.people if p.title_role}
    assert {"CEO", "läkare", "VD", "TOIMITUSJOHTAJA", "lääkärinä", "juristina"} <= written
    # S01.3
    assert osuma.members(rule, people.AS_OF) == {p.id for p in world.people if p.title_role}


def test_a_missing_income_keeps_nobody_out_who_has_the_title(osuma: Osuma, world: people.World) -> None:
    without = {
        p.id for p in world.people
        if not p.income_band and p.title_role and (age := p.age(people.TODAY)) is not None and 30 <= age <= 60
    }  # fmt: skip
    assert without
    # S01.4
    assert without <= osuma.members(VILLA, people.AS_OF)


def test_each_member_shows_the_clause_that_let_them_in(osuma: Osuma, world: people.World) -> None:
    expected = people.expected_villa(world)
    paths = {"income": "where.all[1].any[0]", "title": "where.all[1].any[1]", "area": "where.all[1].any[2]"}
    one_each = {ways: person for person, ways in sorted(expected.items(), reverse=True)}
    assert len(one_each) == 7  # every combination of three ways in
    for ways, person in one_each.items():
        shown = osuma.explain(VILLA, people.AS_OF, customer=person)["person"]
        truth = {line["path"]: line["truth"] for line in shown["conditions"]}
        # S01.5
        assert {way for way, path in paths.items() if truth.get(path) is True} == set(ways)


def test_the_area_is_a_way_in_and_labelled_as_the_areas(osuma: Osuma, world: people.World) -> None:
    only_area = {person for person, ways in people.expected_villa(world).items() if ways == ("area",)}
    assert only_area
    # S01.6
    assert only_area <= osuma.members(VILLA, people.AS_OF)
    fi, en = (osuma.sentences(VILLA, language, people.AS_OF) for language in ("fi", "en"))
    assert "alue" in fi.casefold()
    assert "area" in en.casefold()


def test_interests_order_the_list_and_change_nobody(osuma: Osuma, world: people.World) -> None:
    interested = {p.id for p in world.people if people.BOOSTED & set(p.interests)}
    with_boost = VILLA + "rank_by: {field: interests, order: desc}\n"
    # S01.7
    assert osuma.members(with_boost, people.AS_OF) == osuma.members(VILLA, people.AS_OF)
    both = f"osuma: 1\nslug: villa-interested\nwhere:\n  all:\n    - {INTERESTED}\n    - any:\n{WAYS}"
    assert osuma.members(both, people.AS_OF) <= interested


def test_it_is_explained_in_both_languages(osuma: Osuma, world: people.World) -> None:
    fi, en = (osuma.sentences(VILLA, language, people.AS_OF) for language in ("fi", "en"))
    missing = sum(p.born is None for p in world.people)
    # S01.8
    assert "30–60" in fi
    assert "Ikä" in fi
    assert "Age" in en
    assert f" {missing} " in fi


def test_the_evaluation_is_in_the_change_log(osuma: Osuma, world: people.World) -> None:
    osuma.apply(VILLA)
    osuma.refresh(people.AS_OF)
    # S01.9
    assert "segments.refresh" in osuma.audit()


def test_a_name_of_money_warns_of_the_ad_platforms_restriction(osuma: Osuma, tmp_path: Path) -> None:
    nobody = (
        "where: {property: email, op: eq, value: nobody@example.fi}\npurpose: Huvilan esittely\nkpi: repeat_orders\n"
    )
    names = {"hyvatuloiset": "{fi: Hyvätuloiset, en: High income}", "villa-owners": "{fi: Huvilat, en: Villas}"}
    said = {}
    for slug, name in names.items():
        osuma.apply(f"osuma: 1\nslug: {slug}\nname: {name}\n{nobody}")
        to = str(tmp_path / f"{slug}.csv")
        said[slug] = osuma.ask("segments.export", slug=slug, to=to, for_="ads")["sentences"]
    # S01.10
    (warning,) = said["hyvatuloiset"]
    assert "tells of people's money. An advertising platform (Meta) may stop an audience" in warning["en"]
    assert "High income" in warning["en"]
    assert "kertoo ihmisten rahatilanteesta" in warning["fi"]
    assert said["villa-owners"] == []
