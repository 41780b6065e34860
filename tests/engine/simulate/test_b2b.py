"""The world of sales to companies: what is planted is in its files, and recounting the files gives the truth."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from datetime import date

import pytest

from osuma.engine.errors import Misuse
from osuma.engine.simulate.b2b import calls, companies, deals, webinars
from osuma.engine.simulate.b2b.companies import TRADES
from osuma.engine.simulate.b2b.world import SMALLEST, b2b_world
from osuma.engine.simulate.exports import World
from osuma.engine.simulate.rows import Sheet
from osuma.engine.simulate.typos import TYPOS, misspell, mojibake
from osuma.engine.tables.business_id import check_digit, normalise

END = date(2026, 11, 19)
SIZE = 600


@pytest.fixture(scope="module")
def world() -> World:
    return b2b_world(5, END, SIZE)


def records(sheet: Sheet) -> list[dict]:
    return [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows]


def truth(world: World, name: str) -> list[dict]:
    return records(world.truth[name])


def test_the_same_seed_gives_the_same_world(world):
    assert b2b_world(5, END, SIZE) == world
    assert b2b_world(6, END, SIZE).sheet("first/hubspot-deals.csv") != world.sheet("first/hubspot-deals.csv")


def test_a_size_too_small_is_refused_with_a_sentence():
    with pytest.raises(Misuse, match=f"at least {SMALLEST} people, not 10"):
        b2b_world(1, END, 10)


def test_business_ids_are_whole_distinct_and_nobodys(world):
    ids = [row["business_id"] for row in truth(world, "companies")]
    assert len(ids) == len(set(ids))
    for one in ids:
        assert check_digit(one[:7]) == int(one[8])
        assert one.startswith(("9", "00"))


def test_written_ids_mean_what_the_truth_says(world):
    rows = records(world.sheet(companies.FILE))
    account = {row["account"]: row for row in truth(world, "companies") if row["account"]}
    planted = {(row["row"], row["column"]): row for row in truth(world, "awkward")}
    first = {row["row"]: row["meant"] for row in planted.values() if row["kind"] == "entered_twice"}
    kinds = Counter(row["kind"] for row in planted.values() if row["column"] == "Y-tunnus")
    assert {"spaces", "no_hyphen", "vat_number", "lost_zero", "wrong_check_digit"} <= set(kinds)
    for number, row in enumerate(rows, 2):
        company = account[first.get(number, row["Record ID"])]
        said = planted.get((number, "Y-tunnus"))
        if row["Y-tunnus"] is None:
            assert said is None
        elif said is None:
            assert row["Y-tunnus"] == company["business_id"]
        else:
            assert row["Y-tunnus"] == said["written"]
            assert said["meant"] in ("", company["business_id"])
            assert normalise(row["Y-tunnus"]) == (said["meant"] or None), said
        named = planted.get((number, "Company name"))
        assert (row["Company name"] == company["name"]) == (named is None)
    assert len(first) >= 2


def test_the_register_has_the_companies_that_it_is_said_to_have(world):
    known = {row["business_id"]: row for row in truth(world, "companies") if row["registered"]}
    rows = {row["Y-tunnus"]: row for row in records(world.sheet(companies.REGISTER_FILE))}
    assert set(rows) == set(known)
    dead = {key for key, row in rows.items() if row["Tilanne"]}
    assert dead == {key for key, row in known.items() if row["situation"] != "active"}
    assert dead
    listed = [row for row in truth(world, "companies") if row["account"]]
    assert any(not row["registered"] for row in listed)
    assert len(known) > len(listed)


def test_rows_of_contacts_are_theirs(world):
    rows, known = records(world.sheet("first/hubspot-contacts.csv")), truth(world, "contacts")
    assert len(rows) == len(known) == SIZE
    account = {row["company"]: row["account"] for row in truth(world, "companies")}
    of = defaultdict(list)
    for row, said in zip(rows, known, strict=True):
        assert row["Record ID"] == said["contact"]
        assert row["Primary Associated Company ID"] == account[said["company"]]
        assert (row["Email"].partition("@")[0] in ("info", "myynti", "toimisto")) == (said["kind"] == "role_address")
        if said["person"] is not None:
            of[said["person"]].append(row)
    twice = [found for found in of.values() if len(found) > 1]
    assert len(twice) == int(SIZE * 0.03)
    for before, after in twice:
        assert before["Mobile Phone Number"] == after["Mobile Phone Number"]
        assert before["Email"] != after["Email"]
    kinds = Counter(said["kind"] for said in known)
    assert dict(sorted(kinds.items())) == world.facts["contacts"]
    assert all(kinds[kind] > 0 for kind in ("own", "reseller", "role_address"))
    own = sum(row["Email"].endswith(f"@{companies.OWN_DOMAIN}") for row in rows)
    assert world.facts["set_apart"] == {companies.OWN_DOMAIN: own}


def test_deals_stand_as_their_stages_say(world):
    rows = {row["Record ID"]: row for row in records(world.sheet("first/hubspot-deals.csv"))}
    steps = defaultdict(list)
    for row in records(world.sheet("first/kauppojen-vaiheet.csv")):
        steps[row["Record ID"]].append((row["Entered"], row["Deal Stage"]))
    meaning = world.facts["stages"]
    standing: Counter[str] = Counter()
    for said in truth(world, "deals"):
        row = rows[said["deal"]]
        assert meaning[row["Deal Stage"]] == said["standing"]
        assert steps[said["deal"]][-1][1] == row["Deal Stage"]
        assert [day for day, _ in steps[said["deal"]]] == sorted(day for day, _ in steps[said["deal"]])
        assert (said["decision"] <= END.isoformat()) == (said["standing"] != "open")
        standing[said["standing"]] += 1
    assert dict(sorted(standing.items())) == world.facts["standing"]
    assert set(standing) == {"won", "lost", "open"}
    won = sum(int(row["Amount"]) for row in rows.values() if meaning[row["Deal Stage"]] == "won")
    assert won == world.facts["won_amount"]


def test_the_planted_win_rates_and_the_lift_are_in_the_deals():
    found = truth(b2b_world(3, END, 6000), "deals")
    win = {trade.code: trade.win for trade in TRADES}
    for code, planted in win.items():
        for came, lift in ((0, 1.0), (1, webinars.LIFT)):
            mine = [row["will_be_won"] for row in found if (row["industry_code"], row["attended"]) == (code, came)]
            p = planted * lift
            margin = 3.5 * math.sqrt(p * (1 - p) / len(mine))
            assert abs(sum(mine) / len(mine) - p) <= margin, (code, came)


def test_the_second_delivery_of_deals_differs_exactly_as_told(world):
    one = {row["Record ID"]: row for row in records(world.sheet("first/hubspot-deals.csv"))}
    two = {row["Record ID"]: row for row in records(world.sheet("second/hubspot-deals.csv"))}
    told = {row["deal"]: row for row in truth(world, "second_deals")}
    fates = {fate: {key for key, row in told.items() if row["fate"] == fate} for fate in
             ("same", "changed", "gone", "new")}  # fmt: skip
    assert all(fates.values())
    assert set(one) - set(two) == fates["gone"]
    assert set(two) - set(one) == fates["new"]
    assert {key for key in set(one) & set(two) if one[key] != two[key]} == fates["changed"]
    for key in fates["changed"]:
        assert one[key]["Deal Stage"] == told[key]["stage_before"]
        assert two[key]["Deal Stage"] == told[key]["stage_after"]
        assert deals.MEANING[two[key]["Deal Stage"]] in ("won", "lost")


def test_calls_mean_what_the_truth_says_and_a_no_is_kept(world):
    rows, known = records(world.sheet("first/soitot.csv")), truth(world, "calls")
    meant = {word: outcome for outcome, (_, words) in calls.OUTCOMES.items() for word in words}
    last: dict[int, str] = {}
    for row, said in zip(rows, known, strict=True):
        assert meant[row["Tulos"]] == said["outcome"]
        assert (row["Kesto"] is None) == (said["outcome"] == "no_answer")
        assert last.get(said["person"]) != "do_not_call"
        last[said["person"]] = said["outcome"]
    no = {row["person"] for row in truth(world, "do_not_call")}
    assert no == {person for person, outcome in last.items() if outcome == "do_not_call"}
    assert no
    assert {said["outcome"] for said in known} == set(calls.OUTCOMES)


def test_webinars_tell_who_came(world):
    rows, known = records(world.sheet("first/webinaarit.csv")), truth(world, "webinars")
    email = {row["contact"]: row["email"] for row in truth(world, "contacts")}
    for row, said in zip(rows, known, strict=True):
        assert (row["Osallistui"].casefold() == "kyllä") == bool(said["came"])
        assert (row["Sähköposti"] == email[said["contact"]]) == (not said["other_address"])
    assert len({(row["Tapahtuma"], row["Sähköposti"]) for row in rows}) < len(rows)
    assert 0.4 < sum(said["came"] for said in known) / len(known) < 0.7


def test_typos_change_a_text_or_say_that_they_did_not():
    rng = random.Random(2)
    for name in ("Mäkinen", "Aho", "Li", "Johanna", "Ö"):
        for _ in range(30):
            written, kind = misspell(rng, name)
            assert (written == name) == (kind == "")
            assert kind in TYPOS or kind == ""
    assert mojibake("Mäkinen") == "MÃ¤kinen"
    assert mojibake("Aho") == "Aho"
