"""S02, S03 and S05 on the pages: the house factory's files dropped, its segments built of rows, its lists got."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import people
import pytest
from built import added, begun, downloaded, known, saved

from drafted import Drafted
from in_house import House

#: In a detached house, in an area of such, and neither: what each is told of home and postcode.
HOMES = (
    ("90001", "omakotitalo", "", "home"),
    ("90002", "", "10100", "area"),
    ("90003", "kerrostalo", "10100", "no"),
    ("90004", "", "10200", "no"),
    ("90005", "", "10300", "unknown"),
)
AREAS = """Postinumero;Nimi;Kuntakoodi;hr_mtu;ra_asunn;ra_pt_as
10100;Pientaloalue;638;31000;1000;600
10200;Raja;638;31000;1000;599
10300;Peitetty;638;..;40;-1
"""
HOME_HEADER = ("Asiakasnumero", "Etunimi", "Sukunimi", "Sähköposti", "Syntymäaika", "Postinumero", "Asumismuoto",
               "Työtilanne", "Tunnisteet", "Markkinointilupa")  # fmt: skip
VISIT = "where.all[4]"


@pytest.fixture(scope="module")
def world(house: House, folder: Path) -> people.World:
    """Fewer people than the villa's 2,000, so that the pages are quick; every bound is among them."""
    given = people.world(count=700)
    today = datetime.combine(people.TODAY, time(12))
    given.page_views.append(people.PageView(given.people[0].id, today, "/etusivu", "etusivu"))
    allowed = [(p.id, p.email, "kyllä") for p in given.people]
    homes = [
        (
            who,
            f"Etu{who}",
            f"Suku{who}",
            f"{who}@koti.example",
            "1.1.1980",
            postcode,
            home,
            "työssä",
            "kohde",
            "kyllä",
        )
        for who, home, postcode, _ in HOMES
    ]
    more = folder / "pientaloalueet.csv"
    more.write_text(AREAS, encoding="utf-8")
    came = house.drop(
        people.write_people(folder / "asiakkaat.csv", given.people),
        people.write_page_views(folder / "sivukaynnit.csv", given.page_views),
        people.write_areas(folder / "alueet.csv", given.areas),
        people.write_rows(folder / "luvat.csv", ("Asiakasnumero", "Sähköposti", "Markkinointilupa"), list(allowed)),
        people.write_rows(folder / "omakotitalot.csv", HOME_HEADER, list(homes)),
        more,
        source="Verkkokauppa",
    )
    assert "Yhtään riviä ei hylätty." in came.plain
    return given


def cottage(house: House, policy: str = "include", fi: str = "Mökki", en: str = "Cottage") -> Drafted:
    """The cottage segment, row by row."""
    draft = begun(house, fi, en)
    known(draft, "where.all[0]", "employment", "in", value=["", "employed", "self_employed"])
    known(draft, "where.all[1]", "relationship", "in", value=["", "married", "cohabiting"], unknown=policy)
    known(draft, "where.all[2]", "income_band", "eq", value="middle")
    known(draft, "where.all[3]", "age", "between", low="30", high="70")
    added(draft, "event", VISIT)
    draft.set(VISIT, event="page_view")
    draft.do(f"filter:{VISIT}")
    category = f"{VISIT}.where[0]"
    for more in ({}, {"op": "eq"}, {"op": "eq", "value": "mökki"}):
        fields = {f"{category}:property": "category", **{f"{category}:{name}": one for name, one in more.items()}}
        draft.do(**{f"{VISIT}:event": "page_view", **fields})
    draft.set(VISIT, when="last", n="180", unit="days")
    return draft


def emails(rows: list[dict[str, str]]) -> set[str]:
    return {row["email"] for row in rows}


def test_the_cottage_segment_is_built_of_rows_counted_and_taken_out(house: House, world: people.World) -> None:
    expected = people.expected_cottage(world)
    draft = cottage(house)
    page = draft.page.plain
    # S02.1: on the pages
    assert draft.count == len(expected) > 5
    # S02.5: what the visit takes away is told beside its row
    wider = people.expected_cottage(world, visits=False)
    assert f"poistaa yksin {len(wider) - len(expected)}" in page
    # S02.6: on the pages
    assert "180 päivän aikana" in page
    assert "”mökki”" in page
    assert "in the last 180 days" in page
    slug = saved(draft)
    rows = downloaded(house, slug, "csv")
    # S02.1
    assert emails(rows) == {f"asiakas{who}@example.fi" for who in expected}
    assert f"{len(expected)} asiakasta" in house.get(f"segments/{slug}/").plain
    # S02.7: the work is in the log that the owner reads
    assert "laski segmentit" in house.get("settings/log/").plain


def test_seventy_is_in_and_seventy_one_out_and_clicks_elsewhere_are_no_visits(
    house: House, world: people.World, folder: Path
) -> None:
    draft = cottage(house, fi="Mökki ilman käyntiä", en="Cottage without the visit")
    draft.do(f"remove:{VISIT}")
    ages = {p.email: p.age(people.TODAY) for p in world.people}
    inside = emails(downloaded(house, saved(draft), "csv"))
    # S02.2: on the pages
    assert {one for one in inside if ages[one] == 70}
    assert not {one for one in inside if ages[one] in (29, 71)}
    draft = cottage(house)
    before = draft.count
    outside = sorted(people.expected_cottage(world, visits=False) - people.expected_cottage(world))[:20]
    header = ("Asiakasnumero", "Aika", "Kampanja", "Toiminto", "Link")
    clicks = [(who, "1.10.2026 10:00:00", "Kevät", "klikkaus", "https://muualla.example/mökki") for who in outside]
    house.drop(people.write_rows(folder / "klikkaukset.csv", header, list(clicks)), source="verkkokauppa")
    # S02.4: on the pages
    draft.known = None
    assert draft.count == before


def test_those_of_whom_it_is_not_known_are_counted_apart(house: House, world: people.World) -> None:
    unknown = {p.id for p in world.people if not p.relationship}
    page = cottage(house).page.plain
    only = cottage(house, "only", "Parisuhde ei tiedossa", "Relationship not known")
    # S02.3: on the pages
    assert only.count == len(people.expected_cottage(world) & unknown) > 0
    assert f"Mukana ilman tätä tietoa: {only.count} " in page


def test_the_garage_segment_marks_those_inferred_from_their_area_and_income_changes_nothing(
    house: House, world: people.World, folder: Path
) -> None:
    draft = begun(house, "Autotalli", "Garage")
    known(draft, "where.all[0]", "employment", "eq", value="employed")
    known(draft, "where.all[1]", "tags", "any", value="kohde")
    added(draft, "any", "where.all[2]")
    known(draft, "where.all[2].any[0]", "dwelling", "eq", value="detached")
    added(draft, "all", "where.all[2].any[1]")
    known(draft, "where.all[2].any[1].all[0]", "dwelling", "not_set")
    path = "where.all[2].any[1].all[1]"
    added(draft, "area", path)
    for more in ({}, {"op": "gte"}, {"op": "gte", "value": "0,6"}):
        draft.set(path, property="area_small_house_share", **more)
    page = draft.page.plain
    assert draft.count == 2, page
    # the same people again, now with incomes from nothing to a great deal
    with_incomes = folder / "tulot.csv"
    incomes = [f"{who};{100_000 * n}" for n, (who, *_) in enumerate(HOMES)]
    with_incomes.write_text("\n".join(["Asiakasnumero;Vuositulot", *incomes]) + "\n", encoding="utf-8")
    assert "5 / 5 riviä tuotu" in house.drop(with_incomes, source="Verkkokauppa").plain
    draft.known = None
    # S03.1: on the pages
    assert draft.count == 2
    # S03.2: on the pages
    assert "Aluetieto kuvaa postinumeroaluetta, ei asiakkaan omaa kotitaloutta." in page
    rows = downloaded(house, saved(draft), "csv")
    # S03.1: in the file as well
    assert {row["external_id"]: row["inferred"] for row in rows} == {"90001": "", "90002": "from area"}


def test_postcodes_for_ads_are_taken_out_without_a_person(house: House, world: people.World) -> None:
    inside, unknown = people.expected_small_house_areas(world, 0.6)
    draft = begun(house, "Pientaloalueet", "Areas of small houses", "areas")
    known(draft, "where.all[0]", "small_house_share", "gte", value="0,6")
    page = draft.page.plain
    # S05.1: on the pages
    assert (draft.count, len(unknown) > 0) == (len(inside) + 1, True)
    assert f"Pois, koska tieto puuttuu: {len(unknown) + 1}" in page
    # S05.4: on the pages
    assert "Pientaloasuntojen osuus on vähintään 60 %" in page, page[-600:]
    assert "Share of homes in small houses is at least 60%" in page
    slug = saved(draft)
    rows = downloaded(house, slug, "csv")
    # S05.2, S05.3: on the pages
    assert {row["postcode"].lstrip("'") for row in rows} == inside | {"10100"}
    assert {len(row) for row in rows} == {1}
    # S05.5: on the pages
    assert "latasi listan" in house.get("settings/log/").plain
