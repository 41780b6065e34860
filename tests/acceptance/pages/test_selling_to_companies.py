"""S26, S30, S31 and S35 on the pages: a register and contacts dropped, companies found, their lists got."""

from __future__ import annotations

import re
from pathlib import Path

import erp_buyers
import people
import pytest
from built import added, begun, downloaded, known, saved

from drafted import Drafted
from in_house import House

#: One ID of the register as people write it, one that is none, and one company that has gone.
WRITTEN = (
    ("737546-2", "Nollaton Oy", ""),
    ("2077474-1", "Väärä Oy", ""),
    ("0112038-9", "Konkurssi Oy", "12.2.2025"),
)
CRITERIA = (
    ("turnover", "between", {"low": "2 000 000", "high": "50 000 000"}),
    ("profit", "gt", {"value": "0"}),
    ("industry_section", "eq", {"value": "C"}),
    ("headcount", "between", {"low": "50", "high": "249"}),
    ("exports", "eq", {"value": "true"}),
    ("offices", "gte", {"value": "2"}),
)


@pytest.fixture(scope="module", autouse=True)
def dropped(house: House, folder: Path) -> str:
    """What the page tells of the files."""
    rows = [*erp_buyers.companies()]
    rows += [(number, name, "", "33100", "Tampere", "62100", "", "", "", "", "", "", gone)
             for number, name, gone in WRITTEN]  # fmt: skip
    nowhere = ("9", "Eino", "Yksin", "eino@yksin.example", "Ostaja", "", "", "kyllä")
    came = house.drop(
        people.write_rows(folder / "rekisteri.csv", erp_buyers.HEADER, list(rows)),
        people.write_rows(folder / "yhteyshenkilot.csv", erp_buyers.STAFF, [*erp_buyers.staff(), nowhere]),
    )
    return came.plain


def erp(house: House, fi: str, **policy: str) -> Drafted:
    """The criteria, row by row. policy: what becomes of those of whom a figure is missing."""
    draft = begun(house, fi, f"{fi} (en)", "accounts")
    for n, (name, op, values) in enumerate(CRITERIA):
        known(draft, f"where.all[{n}]", name, op, **values, **({} if name == "industry_section" else policy))
    return draft


def test_the_criteria_find_the_companies_computed_by_hand_and_count_the_unknown_apart(house: House) -> None:
    draft = erp(house, "Toiminnanohjauksen ostajat")
    certain, possible = erp_buyers.certain(), erp_buyers.possible()
    page = draft.page.plain
    # S30.1, S30.2: on the pages
    assert draft.count == len(certain)
    assert f"Pois, koska tieto puuttuu: {len(possible - certain)} " in page
    slug = saved(draft)
    assert {row["name"] for row in downloaded(house, slug, "csv")} == certain
    assert erp(house, "Myös tuntemattomat", unknown="include").count == len(possible)

    gone = {row[1] for row in erp_buyers.companies() if row[12]}
    linkedin = downloaded(house, slug, "linkedin")
    # S30.4: on the pages
    assert {row["companyname"] for row in linkedin} == certain - gone
    wanted = [row for row in erp_buyers.staff() if row[6] in certain - gone and row[4] != "Ostaja"]
    plain = downloaded(house, slug, "decision-makers")
    assert {row["email"]: row["legal_basis"] for row in plain} == {r[3]: "consent" for r in wanted if r[7] == "kyllä"}
    argued = downloaded(house, slug, "decision-makers", work_related="Toiminnanohjaus on heidän työtään")
    grounds = {"kyllä": "consent", "": "work_related"}
    assert {r["email"]: r["legal_basis"] for r in argued} == {r[3]: grounds[r[7]] for r in wanted if r[7] != "ei"}

    asked: dict[str, set[str]] = {}
    for row in erp_buyers.staff():
        asked.setdefault(row[6], set()).add(row[7])
    hand = {
        "any": {name for name in certain if "kyllä" in asked.get(name, ())},
        "all": {name for name in certain if asked.get(name) == {"kyllä"}},
        "none": {name for name in certain if asked.get(name) == {"ei"}},
    }
    draft = begun(house, "Yhteyshenkilöiden mukaan", "By contacts", "accounts")
    added(draft, "member", "where.all[0]")
    draft.set("where.all[0]", member=slug)
    added(draft, "contacts", "where.all[1]")
    added(draft, "consent", "where.all[1].where.all[0]")
    for which, names in hand.items():
        draft.set("where.all[1]", which=which)
        # S30.3: on the pages
        assert draft.count == len(names), which
    assert "Listalle tulevat yritykset, eivät yksittäiset yhteyshenkilöt." in draft.page.plain


def test_ids_are_normalised_wrong_ones_told_and_the_bankrupt_passed_over(house: House, dropped: str) -> None:
    found = house.post("companies/", {"text": "Nollaton"})
    card = re.search(r"companies/(\d+)/", found.text)
    assert card is not None
    # S31.1: on the card
    assert "0737546-2" in house.get(card[0]).plain
    # S31.2: beside the import
    (load,) = [one for one in house.ask("import.list")["loads"] if one["file"] == "rekisteri.csv"]
    told = house.get(f"data/{load['import_id']}/").plain
    assert "Y-tunnus" in told
    assert "ei ole Y-tunnus" in told, told
    gone = house.post("companies/", {"text": "Konkurssi Oy"})
    # S31.3: on the pages
    assert "jätetään pois kampanjoista" in gone.plain


def test_small_and_large_companies_are_classes_of_one_partition(house: House) -> None:
    draft = Drafted(house, {"from": "partition"})
    draft.do(**{"about:of": "accounts", "about:fi": "Yrityskoko"})
    draft.do("class:")
    draft.do("class:")
    draft.do("remove:classes[0]")
    for n, size in enumerate(("large", "medium")):
        path = f"classes[{n}].where.all[0]"
        for more in ({}, {"op": "eq"}, {"op": "eq", "value": size}):
            draft.set(path, property="size_class", **more)
    page = draft.page.text
    # the balance sheet is not in the register: only who has 250 people, or few enough of both, is certain
    rows = [(int(row[6] or 0), int(row[7] or 10**9)) for row in erp_buyers.companies()]
    large = sum(staff >= 250 for staff, _ in rows)
    medium = sum(50 <= staff < 250 and turnover <= 50_000 for staff, turnover in rows)
    counts = [int(one) for one in re.findall(r'id="class-said-classes-\d"><strong>(\d+)</strong>', page)]
    # S26.1: on the pages
    assert counts == [large, medium]


def test_prospects_are_divided_by_the_industry_of_their_company(house: House) -> None:
    draft = Drafted(house, {"from": "partition"})
    draft.do(**{"about:fi": "Toimialojen tarjoukset", "about:en": "Offers by industry"})
    draft.do(**{"classes[0]:fi": "Teollisuus", "other:fi": "Muut"})
    draft.do("remove:classes[0].where.all[0]")
    draft.do("add:account:classes[0].where")
    inner = "classes[0].where.all[0].where.all[0]"
    known(draft, inner, "industry_section", "eq", value="C")
    slug = saved(draft)
    industry = {row[1]: row[5] for row in erp_buyers.companies()}
    hand = {row[3] for row in erp_buyers.staff() if industry[row[6]] in ("25110", "28990")}
    everybody = len(erp_buyers.staff()) + 1
    page = house.get(f"segments/{slug}/").plain.replace(" ", "")
    # S35.1, S35.3: everybody is in one class; whose industry is not C or not known is in the last
    assert f"Teollisuus{len(hand)}" in page
    assert f"Muut{everybody - len(hand)}" in page
    allowed = {row[3] for row in erp_buyers.staff() if row[3] in hand and row[7] == "kyllä"}
    rows = downloaded(house, slug, "csv", house.ask("segments.divided", slug=slug)["classes"][0]["slug"])
    gone = {row[3] for row in erp_buyers.staff() if int(row[0].split("-")[0]) % 97 == 0}
    assert {row["email"] for row in rows} == allowed - gone
