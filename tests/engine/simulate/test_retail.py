"""The consumer shop's world: what is planted is in its files, and recounting the files gives the truth."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from osuma.engine.simulate.exports import Grid, World
from osuma.engine.simulate.given_names import first_names
from osuma.engine.simulate.goods import INTERESTS
from osuma.engine.simulate.homes import MUNICIPALITIES
from osuma.engine.simulate.residents import resident
from osuma.engine.simulate.retail import campaigns, till, untidy
from osuma.engine.simulate.retail.campaigns import EFFECTS, WINDOW_DAYS, Target, trial
from osuma.engine.simulate.retail.world import shop_world
from osuma.engine.simulate.rows import Sheet

END = date(2026, 11, 19)
SIZE = 800
ORDERS, SECOND = "first/orders_export_1.csv", "second/orders_export_2.csv"
CUSTOMERS, SECOND_CUSTOMERS = "first/customers_export.csv", "second/customers_export.csv"


@pytest.fixture(scope="module")
def world() -> World:
    return shop_world(5, END, SIZE)


def records(sheet: Sheet) -> list[dict]:
    return [dict(zip(sheet.header, row, strict=False)) for row in sheet.rows]


def truth(world: World, name: str) -> list[dict]:
    return records(world.truth[name])


def heads(world: World, path: str) -> dict[str, dict]:
    """Orders by name, by their first row."""
    return {row["Name"]: row for row in records(world.sheet(path)) if row["Total"] is not None}


def test_the_same_seed_gives_the_same_world(world):
    assert shop_world(5, END, SIZE) == world
    assert shop_world(6, END, SIZE).sheet(ORDERS) != world.sheet(ORDERS)


def test_names_follow_the_decade_the_sex_and_the_language():
    rng, taken = random.Random(1), set()
    people = [resident(rng, n, END, taken) for n in range(8_000)]
    swedish = sum(p.language == "sv" for p in people) / len(people)
    assert 0.04 < swedish < 0.07
    cities = Counter(p.place.city for p in people)
    thousands = {m.city: m.thousands for m in MUNICIPALITIES}
    assert [city for city, _ in cities.most_common(2)] == ["Helsinki", "Espoo"]
    assert cities["Helsinki"] / len(people) == pytest.approx(675 / sum(thousands.values()), rel=0.06)
    for person in people:
        names, _ = first_names(person.gender, person.birth_date.year, person.language)
        assert person.first_name in names
    emmas = [p.birth_date.year for p in people if p.first_name == "Emma" and p.language == "fi"]
    tuulas = [p.birth_date.year for p in people if p.first_name == "Tuula"]
    assert min(emmas) >= 1990 > 1960 > max(tuulas)
    assert len({m.code for m in MUNICIPALITIES}) == len(MUNICIPALITIES)
    assert all(m.places for m in MUNICIPALITIES)


def test_people_of_a_household_share_their_address_and_others_do_not(world):
    person = {row["person"]: row for row in truth(world, "people")}
    homes = defaultdict(set)
    for row in truth(world, "households"):
        homes[row["household"]].add(row["person"])
    assert sum(map(len, homes.values())) == SIZE
    assert SIZE / 2.2 < len(homes) < SIZE / 1.2
    assert all(len({person[n]["postcode"] for n in members}) == 1 for members in homes.values())
    # the file tells the same: who stands at one address is of one household
    household = {row["person"]: row["household"] for row in truth(world, "households")}
    whose = {row["row"]: row["person"] for row in truth(world, "records") if row["file"] == CUSTOMERS}
    at = defaultdict(set)
    for number, row in enumerate(records(world.sheet(CUSTOMERS)), 2):
        at[row["Default Address Address1"], row["Default Address Zip"]].add(household[whose[number]])
    assert len(at) < len(whose)
    assert all(len(found) == 1 for found in at.values())


def test_gifts_are_the_orders_that_go_to_another_name(world):
    gifts = {row["order"]: row for row in truth(world, "gifts")}
    person = {row["person"]: row for row in truth(world, "people")}
    elsewhere = {
        name
        for path in (ORDERS, SECOND)
        for name, row in heads(world, path).items()
        if row["Shipping Name"] and row["Shipping Zip"] is not None
        and (row["Shipping Address1"], row["Shipping Zip"]) != (row["Billing Address1"], row["Billing Zip"])
    }  # fmt: skip
    assert elsewhere == set(gifts)
    mine = {name: row for name, row in heads(world, ORDERS).items() if name in gifts}
    for name, row in mine.items():
        receiver = person[gifts[name]["receiver"]]
        assert row["Shipping Name"] == f"{receiver['first_name']} {receiver['last_name']}"
    months = Counter(row["Created at"][5:7] for row in mine.values())
    assert months["12"] > max(count for month, count in months.items() if month != "12")


def test_returns_are_what_the_orders_file_says_was_given_back(world):
    back: dict[str, Decimal] = defaultdict(Decimal)
    strays = set(world.facts["returns_of_no_order"])
    for number, row in enumerate(records(world.sheet("first/palautukset.csv")), 2):
        if number not in strays:
            back[row["Tilausnro"]] += Decimal(row["Hyvitys"].replace(" ", "").replace(",", "."))
    refunded = {name: Decimal(row["Refunded Amount"]) for name, row in heads(world, ORDERS).items()}
    assert back == {name: amount for name, amount in refunded.items() if amount}
    assert f"{sum(back.values()):.2f}" == world.facts["returned"]
    known = set(refunded)
    rows = records(world.sheet("first/palautukset.csv"))
    assert {n for n, row in enumerate(rows, 2) if row["Tilausnro"] not in known} == strays
    why = [(row["Tuote"] or "", said["reason"]) for row, said in zip(rows, truth(world, "returns"), strict=False)]
    shoes = Counter(reason for name, reason in why if "kengät" in name)
    others = Counter(reason for name, reason in why if "kello" in name or "lamppu" in name or "matto" in name)
    assert shoes["size"] > shoes["fault"] + shoes["regret"]
    assert others["size"] < others["fault"] + others["regret"]


def test_reviews_are_of_buyers_and_their_stars_follow_what_they_think(world):
    rows, known = records(world.sheet("first/arvostelut.csv")), truth(world, "reviews")
    assert len(rows) == len(known) > SIZE / 5
    bought = defaultdict(set)
    buyer = {row["source_id"]: row["person"] for row in truth(world, "records") if row["file"] == ORDERS}
    for row in records(world.sheet(ORDERS)):
        bought[buyer[row["Name"]]].add(row["Lineitem sku"])
    for row, said in zip(rows, known, strict=True):
        assert row["product_id"] == said["sku"]
        assert said["sku"] in bought[said["person"]]
        assert (int(row["rating"]) >= 4) == bool(said["praise"])
    bodies = {row["body"] for row in rows}
    assert any("\n" in body for body in bodies)
    assert any('"' in body or ";" in body for body in bodies)
    assert {row["language"] for row in known} == {"fi", "sv", "en"}


def test_the_three_exports_of_a_survey_state_the_same(world):
    long = defaultdict(dict)
    for row in records(world.sheet("first/kysely-riveina.csv")):
        long[row["Vastaaja"]][row["Kysymys"]] = row["Vastaus"]
    wide = records(world.sheet("first/kysely-sarakkeina.csv"))
    (grid,) = world.file("awkward/kysely.xlsx").content
    assert isinstance(grid, Grid)
    top, below, *answers = grid.rows
    choices = [at for at, name in enumerate(below) if name in INTERESTS]
    assert len(choices) == len(INTERESTS)
    assert grid.merged == ("E1:L1",)
    assert top[4] is not None
    assert top[5] is None
    known = truth(world, "survey")
    assert len(wide) == len(long) == len(answers) == len(known)
    for row, cells, said in zip(wide, answers, known, strict=True):
        of = long[row["Vastaaja"]]
        assert {name: row[name] for name in of} == of
        assert int(row["Kuinka todennäköisesti suosittelet meitä (0–10)?"]) == cells[3] == said["recommend"]
        assert [cells[at] for at in choices if cells[at]] == [i for i in INTERESTS if i in (said["liked"] or "")]
    last = {row["email"]: row["respondent"] for row in known}
    assert {row["respondent"] for row in known if row["last"]} == set(last.values())
    assert any(not row["last"] for row in known)


def test_groups_differ_in_the_survey_as_planted(world):
    cycle = {row["person"]: row["life_cycle"] for row in truth(world, "people")}
    marks = defaultdict(list)
    for row in truth(world, "survey"):
        marks[cycle[row["person"]]].append(row["recommend"])
    mean = {name: sum(found) / len(found) for name, found in marks.items()}
    assert mean["loyal"] > mean["lapsed"] + 2


@pytest.mark.parametrize("seed", range(3))
def test_the_planted_uplift_is_recovered_by_a_difference_of_means(seed):
    rng = random.Random(seed)
    names = list(EFFECTS)
    targets = [Target(n, f"p{n}@posti.example", names[n % len(names)]) for n in range(20_000)]
    found = trial(rng, "Testi", END, targets)
    rows = records(campaigns.effects_truth(found))
    assert [row["segment"] for row in rows] == names
    for row in rows:
        n1, n0 = row["letter"], row["control"]
        p1, p0 = row["bought_letter"] / n1, row["bought_control"] / n0
        # 3.5 standard errors: over 18 intervals a miss of one is as rare as one world in a hundred
        margin = 3.5 * math.sqrt(p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0)
        assert abs(p1 - p0 - float(row["planted_uplift"])) <= margin, row
        assert abs(p1 - p0 - float(row["true_effect"])) <= margin, row
        assert abs(n1 - n0) < 4 * math.sqrt(n1 + n0)
    lapsing = next(row for row in rows if row["segment"] == "lapsing")
    assert lapsing["bought_letter"] / lapsing["letter"] > 2 * lapsing["bought_control"] / lapsing["control"]


def test_the_trial_can_be_read_from_the_files_of_the_two_arms(world):
    arms = records(world.sheet("second/kampanja-ryhmat.csv"))
    after = {
        str(row["Email"]).casefold()
        for row in heads(world, SECOND).values()
        if END.isoformat() < row["Created at"][:10] <= (END + timedelta(days=WINDOW_DAYS)).isoformat()
    }
    found: Counter[tuple[str, str]] = Counter()
    for row in arms:
        found[row["Segmentti"], row["Ryhmä"]] += row["Sähköposti"].casefold() in after
    for row in truth(world, "campaign_effects"):
        assert found[row["segment"], "viesti"] == row["bought_letter"], row
        assert found[row["segment"], "kontrolli"] == row["bought_control"], row


def test_letters_go_to_their_arm_only_and_machines_are_told(world):
    letters = records(world.sheet("second/kampanja-viestit.csv"))
    arms = {row["Sähköposti"]: row["Ryhmä"] for row in records(world.sheet("second/kampanja-ryhmat.csv"))}
    assert {arms[row["email"]] for row in letters} == {"viesti"}
    assert Counter(row["event"] for row in letters)["sent"] == sum(arm == "viesti" for arm in arms.values())
    kinds = Counter((row["event"], row["machine"]) for row in letters)
    assert all(kinds[event, machine] > 0 for event in ("open", "click") for machine in ("true", "false"))


def test_the_second_orders_file_differs_exactly_as_told(world):
    one, two = heads(world, ORDERS), heads(world, SECOND)
    first = world.facts["second_period_from"]
    in_period = {name for name, row in one.items() if row["Created at"][:10] >= first}
    told = {row["order"]: row for row in truth(world, "second_orders")}
    fates = {fate: {name for name, row in told.items() if row["fate"] == fate} for fate in
             ("same", "changed", "gone", "late", "new")}  # fmt: skip
    assert all(fates.values())
    assert set(told) == in_period | set(two)
    assert in_period - set(two) == fates["gone"]
    added = set(two) - set(one)
    assert added == fates["late"] | fates["new"]
    assert {name for name in added if two[name]["Created at"][:10] <= END.isoformat()} == fates["late"]
    both = in_period & set(two)
    assert {name for name in both if one[name] != two[name]} == fates["changed"]
    for name in fates["changed"]:
        assert one[name]["Financial Status"] == told[name]["status_before"]
        assert two[name]["Financial Status"] == told[name]["status_after"]
        assert Decimal(two[name]["Refunded Amount"]) == Decimal(told[name]["refunded_after"])
    assert min(row["Created at"][:10] for row in two.values()) >= first


def test_the_second_customers_file_differs_exactly_as_told(world):
    one = {row["Customer ID"].lstrip("'"): row for row in records(world.sheet(CUSTOMERS))}
    two = {row["Customer ID"].lstrip("'"): row for row in records(world.sheet(SECOND_CUSTOMERS))}
    told = {row["customer_id"]: row for row in truth(world, "second_customers")}
    totals = {"Total Spent", "Total Orders"}
    assert {key for key, row in told.items() if row["fate"] == "gone"} == set(one) - set(two)
    assert {key for key, row in told.items() if row["fate"] == "new"} == set(two) - set(one)
    for key in set(one) & set(two):
        changed = [name for name in one[key] if one[key][name] != two[key][name] and name not in totals]
        assert ", ".join(changed) == (told[key]["columns"] or ""), key
    assert Counter(row["fate"] for row in told.values())["changed"] > 5


def test_the_register_tells_whose_each_row_is(world):
    rows, known = records(world.sheet("awkward/vanha-rekisteri.csv")), truth(world, "register")
    assert [row["row"] for row in known] == list(range(2, len(rows) + 2))
    of = defaultdict(list)
    for row, said in zip(rows, known, strict=True):
        of[said["person"]].append((row, said))
    pairs = sum(len(found) * (len(found) - 1) // 2 for found in of.values())
    assert pairs > 20
    person = {row["person"]: row for row in truth(world, "people")}
    typos = Counter(said["typo"] for said in known)
    assert {"swapped", "dropped", "doubled", "shouted"} <= set(typos)
    for number, found in of.items():
        for row, said in found:
            right = (row["Etunimi"], row["Sukunimi"]) == (person[number]["first_name"], person[number]["last_name"])
            assert right == (said["typo"] is None)
        firsts = [row for row, said in found if said["kept"] == "first"]
        assert len(firsts) == 1
        for row, said in found:
            if said["kept"] == "contact":
                assert row["Sähköposti"] == firsts[0]["Sähköposti"] or row["Puhelin"] is not None
            if said["kept"] == "nothing":
                assert (row["Sähköposti"], row["Puhelin"], row["Syntynyt"]) == (None, None, None)


def test_awkward_cells_stand_where_the_truth_says(world):
    sheet = world.sheet(untidy.FILE)
    planted = [row for row in truth(world, "awkward") if row["file"] == untidy.FILE]
    rows = [row["row"] for row in planted]
    assert len(rows) == len(set(rows))
    for row in planted:
        cells = sheet.rows[row["row"] - 2]
        if row["column"]:
            assert cells[sheet.header.index(row["column"])] == row["written"]
            assert row["written"] != row["meant"]
            assert bool(row["code"]) == (row["meant"] == "")
        else:
            assert len(cells) != len(sheet.header)
    ragged = {n for n, cells in enumerate(sheet.rows, 2) if len(cells) != len(sheet.header)}
    assert ragged == {row["row"] for row in planted if row["kind"] == "ragged"}
    assert {row["kind"] for row in planted} >= {"lost_zeros", "excel_serial", "spelling", "apostrophe_id"}


def test_the_tills_sales_are_between_the_totals(world):
    _, sales = world.file(till.FILE).content
    planted = [row for row in truth(world, "awkward") if row["file"] == till.FILE]
    beside = {row["row"] for row in planted if row["kind"] in ("total_row", "remark")}
    lines = [
        row
        for number, row in enumerate(sales.rows, 1)
        if number > till.HEADER_ROW and number not in beside and any(cell is not None for cell in row)
    ]
    assert len(lines) == world.facts["till"]["lines"]
    assert sum(row[6] for row in lines) == Decimal(world.facts["till"]["total"])
    assert all(isinstance(row[1], str | date) for row in lines)
    texts = {number for number, row in enumerate(sales.rows, 1) if isinstance(row[1], str) and number > 4}
    assert texts == {row["row"] for row in planted if row["kind"] == "date_as_text"}
    totals = [row for row in sales.rows if str(row[0]).startswith("Yhteensä")]
    assert sum(row[6] for row in totals[:-1]) == totals[-1][6] == Decimal(world.facts["till"]["total"])
    assert sales.merged == ("A3:B3", "C3:E3", "F3:G3")


def test_own_people_resellers_and_role_addresses_are_counted(world):
    roles = Counter(row["role"] for row in truth(world, "people"))
    assert world.facts["set_apart"] == {
        "reipasurheilu.example": roles["employee"], "kuntokauppavaris.example": roles["reseller"],
    }  # fmt: skip
    fair = world.file("awkward/messukavijat.xlsx").content[0].rows
    emails = Counter(str(row[2]).strip().casefold() for row in fair)
    assert {email: emails[email] for email in world.facts["role_address"]} == world.facts["role_address"]
    assert sum(row["reachable"] for row in truth(world, "people")) == world.facts["reachable"]
    sources = ("said_shop", "said_newsletter", "said_members")
    clashing = [row for row in truth(world, "people") if {"granted", "refused"} <= {row[name] for name in sources}]
    assert all(row["consent"] == "refused" for row in clashing)
    assert len(clashing) >= 10
