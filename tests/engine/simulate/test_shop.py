"""The simulated shop: its truth agrees with its files, and every awkwardness is there."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

import phonenumbers
import pytest

from osuma.engine.errors import Misuse
from osuma.engine.simulate.goods import GOODS, INTERESTS
from osuma.engine.simulate.names import FAMILY_NAMES, MEN, WOMEN
from osuma.engine.simulate.places import PLACES
from osuma.engine.simulate.population import OWN_DOMAIN, PLACEHOLDERS, ROLE_ADDRESS, SWITCHBOARD
from osuma.engine.simulate.shop import SMALLEST, SportShop, sportshop

END = date(2026, 11, 19)
SIZE = 500


@pytest.fixture(scope="module")
def shop() -> SportShop:
    return sportshop(random.Random(7), END, SIZE)


def cells(sheet, *names: str) -> list[tuple]:
    return list(zip(*(sheet.column(name) for name in names), strict=True))


def first_rows(shop: SportShop) -> list[dict[str, str]]:
    """Orders by their first row: the one that has a total."""
    rows = (dict(zip(shop.orders.header, row, strict=True)) for row in shop.orders.rows)
    return [row for row in rows if row["Total"] is not None]


def test_the_same_seed_gives_the_same_shop(shop):
    again = sportshop(random.Random(7), END, SIZE)
    assert again == shop


def test_another_seed_gives_another_shop(shop):
    assert sportshop(random.Random(8), END, SIZE).orders != shop.orders


def test_a_size_too_small_is_refused_with_a_sentence():
    with pytest.raises(Misuse, match=f"at least {SMALLEST} people, not 10"):
        sportshop(random.Random(7), END, 10)


@pytest.mark.parametrize("seed", range(5))
def test_the_smallest_shop_has_every_awkwardness(seed):
    oddities = sportshop(random.Random(seed), END, SMALLEST).truth.oddities
    wanted = {
        "employee", "reseller", "test", "guest_with_email", "guest_without_email", "family_email", "family_phone",
        "role_address", "switchboard", "placeholder", "namesakes", "email_case_differs", "name_spelled_differently",
        "contradictory_consent", "cleaned", "unknown_consent", "leap_day", "lost_zeros", "foreign_title", "refunded",
        "machine_open", "several_interests", "no_interest", "part_refunded", "cancelled", "cancelled_refunded",
        "pending", "only_spoiled_orders", "other_email_same_phone", "suppressed_area", "phone_only", "in_three_files",
    }  # fmt: skip
    assert {kind for kind in wanted if not oddities.get(kind)} == set()


def test_names_and_places_are_many_and_distinct():
    for names in (WOMEN, MEN, FAMILY_NAMES):
        assert len(names) == len(set(names)) >= 80
    assert len({p.postcode for p in PLACES}) == len(PLACES) >= 40
    assert all(len(p.postcode) == 5 and p.postcode.isdigit() and len(p.municipality) == 3 for p in PLACES)


def test_no_address_or_number_can_be_a_real_persons(shop):
    sheets = (shop.customers, shop.members, shop.fair, shop.orders, shop.visits, *shop.newsletter.values())
    words = {word for sheet in sheets for row in sheet.rows for cell in row for word in str(cell).split()}
    domains = {word.partition("@")[2].casefold() for word in words if "@" in word}
    assert domains
    assert all(domain.endswith(".example") or domain in ("example.com", "example.fi") for domain in domains)
    phones = {p.person.phone for p in shop.truth.people if p.person.phone}
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(phone)) for phone in phones)
    assert {len(phone) for phone in phones} == {11}  # a Finnish mobile number in use has 13 with +358


def test_totals_of_the_truth_are_sums_of_the_orders_file(shop):
    orders = first_rows(shop)
    everything = shop.truth.totals.everything
    assert everything.orders == len(orders) == len({row["Name"] for row in orders})
    assert everything.subtotal == sum(Decimal(row["Subtotal"]) for row in orders)
    assert everything.total == sum(Decimal(row["Total"]) for row in orders)
    assert everything.refunded == sum(Decimal(row["Refunded Amount"]) for row in orders)
    assert shop.truth.totals.shipping == sum(Decimal(row["Shipping"]) for row in orders)
    assert shop.truth.totals.lines == len(shop.orders.rows)


def test_net_sales_of_the_truth_can_be_had_from_the_file_alone(shop):
    net = Decimal(0)
    for row in first_rows(shop):
        counts = row["Financial Status"] in ("paid", "partially_refunded") and not row["Cancelled at"]
        if counts and "Bogus" not in row["Payment Method"]:
            net += Decimal(row["Subtotal"]) - Decimal(row["Refunded Amount"])
    assert shop.truth.totals.net == net
    apart = sum(p.net for p in shop.truth.people if p.person.role != "customer")
    assert shop.truth.totals.net_customers == net - apart


def test_statuses_divide_all_orders(shop):
    totals = shop.truth.totals
    assert sum(a.orders for a in totals.by_status.values()) == totals.everything.orders
    assert sum(a.subtotal for a in totals.by_status.values()) == totals.everything.subtotal
    assert set(totals.by_status) == {
        "completed", "part_refunded", "refunded", "cancelled", "cancelled_refunded", "pending", "test",
    }  # fmt: skip


def test_lines_less_the_discount_make_the_subtotal(shop):
    lines: dict[str, Decimal] = defaultdict(Decimal)
    for name, quantity, price in cells(shop.orders, "Name", "Lineitem quantity", "Lineitem price"):
        lines[name] += int(quantity) * Decimal(price)
    for row in first_rows(shop):
        assert lines[row["Name"]] - Decimal(row["Discount Amount"]) == Decimal(row["Subtotal"]), row["Name"]
        assert Decimal(row["Subtotal"]) + Decimal(row["Shipping"]) == Decimal(row["Total"])


def test_every_line_is_of_a_product_on_the_products_list(shop):
    assert set(shop.orders.column("Lineitem sku")) <= set(shop.products.column("Variant SKU"))
    assert len({p.sku for p in GOODS}) == len(GOODS)


def test_the_data_end_on_the_given_day(shop):
    moments = [datetime.strptime(row["Created at"], "%Y-%m-%d %H:%M:%S %z") for row in first_rows(shop)]
    assert max(m.date() for m in moments) == END
    assert min(m.date() for m in moments) >= END - timedelta(days=730)
    assert moments == sorted(moments, reverse=True)
    for sheet in (shop.visits, shop.messages):
        assert max(str(t) for t in sheet.column("timestamp")) < "2026-11-19T22:00:00Z"


def test_life_cycles_hold_in_the_orders(shop):
    for p in shop.truth.people:
        days_ago = (END - p.last_order).days if p.last_order else None
        match p.person.life_cycle:
            case "never":
                assert p.orders == 0
            case "new":
                assert p.first_order is not None
                assert (END - p.first_order).days <= 45
            case "loyal":
                assert p.orders >= 4
                assert days_ago is not None
                assert days_ago <= 60
            case "occasional":
                assert days_ago is not None
                assert 61 <= days_ago <= 110
            case "lapsing":
                assert p.orders >= 3
                assert days_ago is not None
                assert 125 <= days_ago <= 250
            case "lapsed":
                assert days_ago is not None
                assert days_ago >= 370
    assert set(Counter(p.person.life_cycle for p in shop.truth.people)) == {
        "never", "new", "loyal", "occasional", "lapsing", "lapsed",
    }  # fmt: skip


def test_people_buy_what_they_like_and_gifts_only_in_december(shop):
    for order in shop.truth.orders:
        if order.person is None or order.moment.month == 12:
            continue
        liked = shop.truth.people[order.person].person.interests
        strange = {line.product.category for line in order.lines} & set(INTERESTS) - set(liked)
        assert not strange


def test_spring_and_christmas_sell_more_than_february(shop):
    months = Counter(order.moment.month for order in shop.truth.orders)
    assert months[12] > months[2]
    assert months[4] > months[2]


def test_rows_of_people_are_theirs(shop):
    by_file = defaultdict(list)
    for record in shop.truth.records:
        by_file[record.file].append(record)
    for record in by_file["customers"]:
        row = dict(zip(shop.customers.header, shop.customers.rows[record.row - 2], strict=True))
        person = shop.truth.people[record.person].person
        assert row["Customer ID"] == f"'{record.source_id}"
        assert (row["Email"] or "").casefold() == (person.email or "").casefold()
    for record in by_file["orders"]:
        row = dict(zip(shop.orders.header, shop.orders.rows[record.row - 2], strict=True))
        assert row["Name"] == record.source_id
        assert row["Total"] is not None
        if record.person is None:
            assert row["Email"] is None
            assert row["Phone"] is None
    for record in by_file["members"]:
        assert shop.members.rows[record.row - 2][0] == record.source_id
    assert len(by_file["orders"]) == shop.truth.totals.everything.orders
    assert len(by_file["visits"]) == len(shop.visits.rows)


def test_refused_rows_are_in_the_file_as_told(shop):
    assert {r.code for r in shop.truth.refused} == {"not_a_date", "not_a_number", "too_many_cells", "too_few_cells"}
    for refused in shop.truth.refused:
        row = shop.members.rows[refused.row - 2]
        if refused.column:
            assert row[shop.members.header.index(refused.column)] == refused.value
        else:
            assert len(row) != len(shop.members.header)
    ragged = [at + 2 for at, row in enumerate(shop.members.rows) if len(row) != len(shop.members.header)]
    assert ragged == [r.row for r in shop.truth.refused if not r.column]


def test_the_cast_stands_in_the_files(shop):
    emails = Counter(str(e).strip().casefold() for e in shop.fair.column("Sähköposti") if e)
    assert emails[ROLE_ADDRESS] == 5
    numbers = Counter(shop.members.column("Matkapuhelin"))
    assert numbers["09 2100"] == 7
    assert SWITCHBOARD == "+35892100"
    assert set(PLACEHOLDERS) <= set(shop.members.column("Sähköposti"))
    assert sum(str(day).startswith("29.2.") for day in shop.members.column("Syntymäaika")) >= 2
    assert any(str(e).endswith(f"@{OWN_DOMAIN}") for e in shop.orders.column("Email"))
    assert "jälleenmyyjä" in shop.customers.column("Tags")
    lost = [shop.fair.rows[row - 2][4] for row in shop.truth.oddities["lost_zeros"]]
    assert lost
    assert all(isinstance(code, int) and code < 10_000 for code in lost)


def test_namesakes_share_a_name_and_nothing_else(shop):
    numbers = shop.truth.oddities["namesakes"]
    for a, b in zip(numbers[::2], numbers[1::2], strict=True):
        one, two = shop.truth.people[a].person, shop.truth.people[b].person
        assert (one.first_name, one.last_name, one.place) == (two.first_name, two.last_name, two.place)
        assert one.email != two.email
        assert one.phone is None or one.phone != two.phone


def test_a_refusal_anywhere_wins(shop):
    for p in shop.truth.people:
        if "refused" in p.said.values():
            assert p.permission.state == "refused"
            assert not p.permission.reachable
            assert p.said.get("shop") != "refused"
        if p.permission.reachable:
            assert p.presence.newsletter is None or p.presence.newsletter.state == "subscribed"
            assert p.person.role == "customer"
    assert {p.permission.state for p in shop.truth.people} == {"granted", "refused", "unknown"}
    assert SIZE / 5 < sum(p.permission.reachable for p in shop.truth.people) < SIZE


def test_what_the_shop_says_is_in_its_files(shop):
    for person, yes in zip(
        [r.person for r in shop.truth.records if r.file == "customers"],
        shop.customers.column("Accepts Email Marketing"),
        strict=True,
    ):
        assert shop.truth.people[person].said["shop"] == ("granted" if yes == "yes" else "unknown")


def test_newsletter_states_do_not_overlap(shop):
    seen = [set(sheet.column("Email Address")) for sheet in shop.newsletter.values()]
    assert sum(map(len, seen)) == len(set.union(*seen))
    assert all(shop.newsletter["cleaned"].column("CLEAN_TIME"))
    assert all(shop.newsletter["unsubscribed"].column("UNSUB_TIME"))


def test_suppressed_cells_are_minus_one(shop):
    income = dict(cells(shop.areas, "posti_alue", "hr_mtu"))
    assert income["02150"] == "-1"
    assert income["00100"] == "31200"
    assert sum(value == "-1" for value in income.values()) == 2
