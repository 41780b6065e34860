"""Unknown, true and false written out by hand: the compiler and the interpreter must both say so."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from oracle import duck
from oracle.worlds import VOCABULARY
from osuma.engine.segments.compile import compile_, compile_areas
from osuma.engine.segments.interpret import interpret, interpret_areas
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition, Segment
from osuma.engine.segments.settings import Settings
from osuma.store.warehouse import sql_of

AS_OF = datetime(2026, 11, 19, 22, tzinfo=UTC)  # 20 November 2026, midnight in Helsinki
SETTINGS = Settings()


def person(key: int, **more: Any) -> dict[str, Any]:
    row = {
        "customer_key": key, "kind": "person", "set_apart": None, "external_id": f"c{key}", "source": "shop",
        "known_from": datetime(2020, 1, 1), "interests": [], "interests_fold": [], "interests_set": False,
        "tags": [], "tags_fold": [], "tags_set": False, "country": None, "birth_date": None, "age_given": None,
        "postcode": None, "income": None,
    }  # fmt: skip
    return row | more


def order(key: int, ts: datetime, amount: Any, number: int, **more: Any) -> dict[str, Any]:
    row = {
        "event_id": f"shop:order:{number}", "ts": ts, "local_date": ts.date(), "date_only": False,
        "customer_key": key, "order_id": str(number), "status": "completed", "set_apart": None, "channel": "web",
        "currency": "EUR", "amount_base": amount, "discount_code": None, "discount_code_fold": None, "items": None,
    }  # fmt: skip
    return row | more


# 1 Finnish, 30 today, interested, two orders; 2 Swedish, 29; 3 nothing known, one order without an amount
WORLD: dict[str, list[dict[str, Any]]] = {
    "customers": [
        person(
            1, country="FI", birth_date=date(1996, 11, 20), postcode="00100", income=Decimal(100),
            interests=["Golf"], interests_fold=["golf"], interests_set=True,
        ),
        person(2, country="SE", birth_date=date(1996, 11, 21), postcode="00100", interests_set=True),
        person(3, age_given=61),
        person(4, kind="guest", country="FI"),
        person(5, set_apart="employee", country="FI"),
    ],
    "event_order": [
        order(1, datetime(2026, 11, 19, 21, 59, 59), Decimal("60.00"), 1),
        order(1, datetime(2026, 8, 21, 21, 0, 0), Decimal("40.00"), 2),
        order(3, datetime(2026, 10, 1), None, 3),
        order(1, datetime(2026, 11, 20, 5, 0, 0), Decimal("999.00"), 4),
        # only the day is known: 22 August, the first of 90 days, and 20 November, which has not begun
        order(2, datetime(2026, 8, 21, 21), Decimal(5), 5, date_only=True, local_date=date(2026, 8, 22)),
        order(2, datetime(2026, 11, 19, 22), Decimal(7), 6, date_only=True, local_date=date(2026, 11, 20)),
    ],
    "customer_consents": [
        {"customer_key": 1, "channel": "email", "purpose": "marketing", "state": "granted"},
        {"customer_key": 2, "channel": "email", "purpose": "marketing", "state": "refused"},
    ],
    "areas": [
        {"postcode": "00100", "name": "x", "name_fold": "x", "income_decile": 10, "median_income": None,
         "east": 385_000, "north": 6_672_000},
        {"postcode": "00200", "name": "y", "name_fold": "y", "income_decile": None, "median_income": Decimal(1),
         "east": 388_000, "north": 6_676_000},
    ],
}  # fmt: skip
FI = "{property: country, op: eq, value: FI%s}"
# the rule, and the truth for the customers 1, 2 and 3
GOLDEN = [
    ("{property: country, op: eq, value: FI}", 1, 0, 2),
    ("{property: country, op: eq, value: FI, unknown: include}", 1, 0, 1),
    ("{property: country, op: eq, value: FI, unknown: exclude}", 1, 0, 0),
    ("{property: country, op: eq, value: FI, unknown: only}", 0, 0, 1),
    ("{property: country, op: ne, value: FI}", 0, 1, 2),
    ("{property: country, op: not_in, value: [FI, NO]}", 0, 1, 2),
    ("{none: [{property: country, op: eq, value: FI}]}", 0, 1, 2),
    ("{none: [{property: country, op: eq, value: FI, unknown: include}]}", 0, 1, 1),
    ("{none: [{property: country, op: eq, value: FI, unknown: exclude}]}", 0, 1, 0),
    ("{none: [{property: country, op: eq, value: FI, unknown: only}]}", 1, 1, 0),
    ("{not: {not: {property: country, op: eq, value: FI, unknown: include}}}", 1, 0, 1),
    ("{not: {none: [{property: country, op: eq, value: FI, unknown: exclude}]}}", 1, 0, 0),
    ("{property: country, op: set}", 1, 1, 0),
    ("{property: country, op: not_set}", 0, 0, 1),
    ("{all: []}", 1, 1, 1),
    ("{any: []}", 0, 0, 0),
    ("{none: []}", 1, 1, 1),
    ("{all: [{property: country, op: eq, value: FI}, {property: age, op: gte, value: 30}]}", 1, 0, 2),
    ("{any: [{property: country, op: eq, value: FI}, {property: age, op: gte, value: 30}]}", 1, 0, 1),
    ("{all: [{property: country, op: eq, value: FI}, {property: age, op: lt, value: 30}]}", 0, 0, 0),
    ("{property: age, op: between, value: [30, 61]}", 1, 0, 1),
    # customer 1 lives in 00100, five kilometres from 00200; 2 is abroad, 3 has no postcode
    ("{near: '00200', km: 5}", 1, 2, 2),
    ("{near: '00200', km: 4.999}", 0, 2, 2),
    ("{near: '00300', km: 1500}", 2, 2, 2),
    ("{near: '00200', km: 5, unknown: include}", 1, 1, 1),
    ("{property: interests, op: any, value: [GOLF]}", 1, 0, 2),
    ("{property: interests, op: none, value: [golf]}", 0, 1, 2),
    ("{property: interests, op: length_lte, value: 0}", 0, 1, 2),
    # no events: a count and a sum are 0, everything else is unknown; a null amount is left out of a sum
    ("{event: order, op: gte, value: 1}", 1, 1, 1),
    ("{event: order, op: eq, value: 0, window: {last: 30 days}}", 0, 1, 1),
    ("{event: order, op: eq, value: 2}", 1, 0, 0),
    ("{event: order, measure: {sum: amount}, op: eq, value: 100}", 1, 0, 0),
    ("{event: order, measure: {sum: amount}, op: eq, value: 0}", 0, 0, 1),
    ("{event: order, measure: {sum: amount}, op: lte, value: 0, window: {last: 30 days}}", 0, 1, 1),
    ("{event: order, measure: {avg: amount}, op: eq, value: 50}", 1, 0, 2),
    ("{event: order, measure: {min: amount}, op: gte, value: 5}", 1, 1, 2),
    ("{event: order, measure: {last: amount}, op: eq, value: 60}", 1, 0, 2),
    ("{event: order, measure: {first: channel}, op: eq, value: web, window: {last: 1 day}}", 1, 2, 2),
    ("{event: order, measure: {distinct: channel}, op: eq, value: 0, window: {last: 1 day}}", 0, 1, 1),
    ("{event: order, where: [{property: amount, op: ne, value: 60}], op: eq, value: 1}", 1, 1, 0),
    # (start, as_of]: the order at the very start of the 90 days is out; a day without a time is in with its day
    ("{event: order, op: eq, value: 1, window: {last: 90 days}}", 1, 1, 1),
    ("{event: order, op: eq, value: 2, window: {last: 91 days}}", 1, 0, 0),
    ("{recency: order, op: lte, value: 1 day}", 1, 0, 0),
    ("{recency: order, op: gt, value: 1 day}", 0, 1, 1),
    ("{recency: order, op: gt, value: 1 day, where: [{property: amount, op: gt, value: 50}]}", 0, 2, 2),
    ("{recency: order, which: first, op: lte, value: 90 days}", 0, 1, 1),
    ("{date: birth_date, anniversary: true, window: {next: 1 day}}", 1, 0, 2),
    ("{date: birth_date, anniversary: true, window: {next: 2 days}}", 1, 1, 2),
    ("{consent: email}", 1, 0, 2),
    ("{consent: email, state: refused}", 0, 1, 2),
    ("{consent: sms}", 2, 2, 2),
    # somebody known to live abroad has no Finnish area, whatever the postcode looks like
    ("{property: area_income_decile, op: gte, value: 9}", 1, 2, 2),
    ("{property: area_median_income, op: gte, value: 0}", 2, 2, 2),
    ("{member: finns}", 1, 0, 2),
    ("{none: [{member: finns}]}", 0, 1, 2),
    ("{member: finns, unknown: include}", 1, 0, 1),
    ("{member: split/home}", 1, 0, 0),
    ("{member: split/rest}", 0, 1, 1),
    ("{member: divided/home}", 1, 0, 0),
    ("{member: divided/rest}", 0, 1, 0),
    # ranked by what is not known: unknown; outside `among`: false
    ("{rank: {property: income}, top: {n: 5}}", 1, 2, 2),
    ("{rank: {property: income}, top: {n: 5}, among: {property: country, op: eq, value: FI}}", 1, 0, 0),
    ("{rank: {event: order}, top: {n: 1}}", 1, 0, 0),
    ("{rank: {event: order}, order: asc, top: {n: 1}}", 0, 1, 1),
    ("{rank: {event: order}, order: asc, tiles: {of: 3, in: [1]}}", 0, 1, 1),
    ("{rank: {event: order}, order: asc, tiles: {of: 3, in: [3]}}", 1, 0, 0),
    ("{rank: {event: order}, order: asc, tiles: {of: 3, in: [2]}}", 0, 0, 0),
]
KNOWN: dict[str, Definition] = {
    d.slug: d
    for d in (
        parse("{slug: finns, where: {property: country, op: eq, value: FI}}"),
        parse(
            "{partition: split, classes: [{slug: home, where: {property: country, op: eq, value: FI}}],"
            " other: {slug: rest}}"
        ),
        parse(
            "{partition: divided, base: {property: country, op: set}, classes: [{slug: home, where: {property:"
            " country, op: eq, value: FI}}], other: {slug: rest}}"
        ),
    )
}


@pytest.fixture(scope="module")
def compiled() -> dict[str, dict[int, int]]:
    con = duck.connect()
    duck.fill(con, WORLD, VOCABULARY)
    duck.derive(con)
    rules = [parse(f"{{slug: g{i}, where: {rule}}}") for i, (rule, *_) in enumerate(GOLDEN)]
    return duck.run(con, compile_([*rules, *KNOWN.values()], KNOWN, SETTINGS, AS_OF))


@pytest.mark.parametrize(("i", "rule", "truths"), [(i, g[0], g[1:]) for i, g in enumerate(GOLDEN)])
def test_golden(i: int, rule: str, truths: tuple[int, ...], compiled: dict[str, dict[int, int]]) -> None:
    expected = dict(zip((1, 2, 3), truths, strict=True))
    assert compiled[f"g{i}"] == expected
    assert interpret(parse(f"{{slug: x, where: {rule}}}"), KNOWN, SETTINGS, AS_OF, WORLD) == expected


def test_a_partition_is_its_classes(compiled: dict[str, dict[int, int]]) -> None:
    assert compiled["divided"] == {1: 0, 2: 1, 3: -1}
    assert compiled["divided/home"] == {1: 1, 2: 0, 3: 0}
    assert compiled["divided/rest"] == {1: 0, 2: 1, 3: 0}
    assert compiled["split"] == {1: 0, 2: 1, 3: 1}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("{property: income_decile, op: gte, value: 9}", {"00100": 1, "00200": 2}),
        ("{near: '00100', km: 4.9}", {"00100": 1, "00200": 0}),
        ("{none: [{near: '00300', km: 10}]}", {"00100": 2, "00200": 2}),
    ],
)
def test_areas_are_a_unit_of_their_own(rule: str, expected: dict[str, int]) -> None:
    defn = parse(f"{{slug: a, of: areas, where: {rule}}}")
    assert isinstance(defn, Segment)
    con = duck.connect()
    duck.fill(con, WORLD, VOCABULARY)

    sql = sql_of(compile_areas(defn, {}, SETTINGS, AS_OF))
    assert dict(con.execute(sql).fetchall()) == expected
    assert interpret_areas(defn, {}, SETTINGS, AS_OF, WORLD) == expected
