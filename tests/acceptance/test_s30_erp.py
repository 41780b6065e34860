"""S30: the criteria of an ERP seller over 1,000 companies, their contacts, and two lists that leave the house."""

from __future__ import annotations

import csv
from pathlib import Path

import people
import pytest
from erp_buyers import HEADER, STAFF, certain, companies, hand, possible, staff

from in_process import Osuma
from osuma.engine.errors import Misuse

REMAINS: dict[str, str] = {}
RULE = """
osuma: 1
slug: erp
of: accounts
name: {{fi: Toiminnanohjauksen ostajat, en: Buyers of an ERP}}
purpose: Toiminnanohjausjärjestelmän myynti
kpi: deals
where:
  all:
    - {{property: turnover, op: between, value: [2000000, 50000000]{unknown}}}
    - {{property: profit, op: gt, value: 0{unknown}}}
    - {{property: industry_section, op: eq, value: C}}
    - {{property: headcount, op: between, value: [50, 249]{unknown}}}
    - {{property: exports, op: eq, value: true{unknown}}}
    - {{property: offices, op: gte, value: 2{unknown}}}
"""
CONTACTS = """
osuma: 1
slug: {slug}
of: accounts
where:
  all:
    - {{member: erp}}
    - {{contacts: {which}, where: {{consent: email}}}}
"""


@pytest.fixture(scope="module")
def sold(osuma: Osuma, folder: Path) -> Osuma:
    osuma.load(people.write_rows(folder / "rekisteri.csv", HEADER, list(companies())))
    osuma.load(people.write_rows(folder / "yhteyshenkilot.csv", STAFF, list(staff())), source="crm")
    osuma.apply(RULE.format(unknown=""))
    return osuma


def names(osuma: Osuma, members: frozenset[str]) -> set[str]:
    named = dict(osuma.rows("SELECT external_id, name FROM accounts"))
    return {named[one] for one in members}


def test_the_set_is_the_one_computed_by_hand(sold: Osuma) -> None:
    assert sold.table_rows("accounts") == 1_000
    found = sold.count("erp")
    # S30.1
    assert names(sold, sold.members("erp")) == certain()
    assert 5 < len(certain()) < 200
    assert (found["unit"], found["base"], found["count"]) == ("accounts", 1_000, len(certain()))


def test_what_is_not_known_is_counted_apart_and_switched(sold: Osuma) -> None:
    # S30.2
    assert sold.count("erp")["unknown"] == len(possible() - certain()) > 0
    include, exclude, only = (RULE.format(unknown=f", unknown: {one}") for one in ("include", "exclude", "only"))
    assert names(sold, sold.members(include)) == possible()
    assert sold.count(include)["unknown"] == 0
    assert names(sold, sold.members(exclude)) == certain()
    assert sold.count(exclude)["unknown"] == 0
    missing = {
        name
        for name, found in hand().items()
        if [one is None for one in found] == [True, True, False, True, True, True]
    }
    kept = {name for name in missing if hand()[name][2]}
    assert names(sold, sold.members(only)) == kept
    told = sold.sentences("erp", "fi")
    without = sum(1 for row in companies() if row[7] == "")
    assert f"Liikevaihto puuttuu {without} yritykseltä, eikä niitä lasketa mukaan." in told
    assert f"Turnover is missing for {without} companies, and they are left out." in sold.sentences("erp", "en")


def test_contacts_are_asked_of_the_company(sold: Osuma) -> None:
    asked: dict[str, list[str]] = {}
    for row in staff():
        asked.setdefault(row[6], []).append(row[7])
    expected = {
        "any": {n for n in certain() if "kyllä" in asked.get(n, [])},
        "all": {n for n in certain() if n in asked and set(asked[n]) == {"kyllä"}},
        "none": {n for n in certain() if n in asked and set(asked[n]) == {"ei"}},
    }
    # S30.3
    for which, companies_ in expected.items():
        rule = CONTACTS.format(slug=f"erp-{which}", which=which)
        assert names(sold, sold.members(rule)) == companies_, which
    counted = "{slug: n, of: accounts, where: {all: [{member: erp}, {contacts: count, op: eq, value: 0}]}}"
    assert names(sold, sold.members(counted)) == {n for n in certain() if n not in asked}
    said = sold.sentences(CONTACTS.format(slug="x", which="any"), "fi")
    assert "Listalle tulevat yritykset, eivät yksittäiset yhteyshenkilöt." in said


def _file(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or ()), list(reader)


def test_a_list_for_linkedin_and_one_of_decision_makers_with_their_ground(sold: Osuma, folder: Path) -> None:
    bankrupt = {row[1] for row in companies() if row[12]}
    linkedin, deciding = folder / "linkedin.csv", folder / "paattajat.csv"
    done = sold.ask("segments.export", slug="erp", to=str(linkedin), for_="linkedin")
    header, rows = _file(linkedin)
    # S30.4
    assert header == ["companyname", "companywebsite", "companyemaildomain", "linkedincompanypageurl", "stocksymbol",
                      "industry", "city", "state", "companycountry", "zipcode"]  # fmt: skip
    assert {row["companyname"] for row in rows} == certain() - bankrupt
    one = rows[0]
    number = one["companyname"].split()[1]
    assert (one["companywebsite"], one["city"], one["zipcode"]) == (f"konepaja{number}.example", "Tampere", "33100")
    assert any("300" in said["en"] for said in done["sentences"])
    sold.ask("segments.export", slug="erp", to=str(deciding), for_="decision-makers")
    header, rows = _file(deciding)
    roles = ("Toimitusjohtaja", "Tuotantopäällikkö", "Talousjohtaja")
    wanted = [r for r in staff() if r[6] in certain() - bankrupt and r[4] in roles]
    # S30.4
    assert {row["email"]: row["legal_basis"] for row in rows} == {r[3]: "consent" for r in wanted if r[7] == "kyllä"}
    reason = "Toiminnanohjaus on heidän työtään"
    sold.ask("segments.export", slug="erp", to=str(deciding), for_="decision-makers", work_related=reason)
    _, rows = _file(deciding)
    grounds = {"kyllä": "consent", "": "work_related"}
    # S30.4
    assert {row["email"]: row["legal_basis"] for row in rows} == {r[3]: grounds[r[7]] for r in wanted if r[7] != "ei"}


def test_a_list_of_people_is_not_made_of_companies_nor_the_other_way_round(sold: Osuma, folder: Path) -> None:
    for wrong in ("ads", "nobody"):
        with pytest.raises(Misuse):
            sold.ask("segments.export", slug="erp", to=str(folder / "x.csv"), for_=wrong)
    with pytest.raises(Misuse, match="companies"):
        sold.ask("segments.reach", slug="erp")
