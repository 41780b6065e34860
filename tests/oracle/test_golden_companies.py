"""Edge cases of conditions on companies, contacts and deals, by hand: compiler and interpreter must both say so."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from oracle import duck
from oracle.test_golden_unknown import AS_OF, SETTINGS, order
from oracle.test_golden_wider import somebody
from oracle.worlds import VOCABULARY
from osuma.engine.segments.check import check
from osuma.engine.segments.compile import compile_
from osuma.engine.segments.interpret import interpret
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import unit_of

DAY = datetime(2026, 11, 1, 9)


def company(key: int, **more: Any) -> dict[str, Any]:
    names = ("name", "name_fold", "turnover", "headcount", "exports", "founded", "created_at", "country")
    return {"account_key": key, "external_id": f"c{key}", "source": "crm", **dict.fromkeys(names), **more}


def works(person: int | None, at: int | None, row: str = "1") -> dict[str, Any]:
    return {"customer_key": person, "account_key": at, "source": "crm", "source_row_id": f"{person}-{at}-{row}"}


def deal(number: int, at: int | None, person: int | None, state: str, **more: Any) -> dict[str, Any]:
    names = ("created_at", "closed_at", "stage", "stage_fold", "product", "product_fold", "amount_base")
    return {"deal_key": f"d{number}", "deal_id": str(number), "account_key": at, "customer_key": person,
            "state": state, "currency": "EUR", **dict.fromkeys(names), **more}  # fmt: skip


# companies: 1 has three contacts, 2 one of whom nothing is known, 3 nobody of the base, 4 nobody at all
WORLD: dict[str, list[dict[str, Any]]] = {
    "customers": [
        somebody(1, country="FI", income=Decimal(10)),
        somebody(2, country="SE"),
        somebody(3, country="FI"),
        somebody(4),
        {**somebody(5, country="FI"), "set_apart": "own_staff"},
        somebody(6, country="FI"),
    ],
    "accounts": [
        company(1, name="Äiti Oy", name_fold="äiti oy", turnover=Decimal(2_000_000), exports=True,
                founded=date(2026, 10, 31)),
        company(2, turnover=Decimal("1999999.99"), exports=False),
        company(3, turnover=Decimal(5)),
        company(4),
    ],
    # twice the same pair is one contact; a row without a person or without a company is none
    "contacts": [works(1, 1), works(1, 1, "2"), works(2, 1), works(3, 1), works(4, 2), works(5, 3), works(None, 4),
                 works(6, None), works(1, 2)],
    "event_order": [order(1, DAY, Decimal(4), 1), order(2, DAY, Decimal(6), 2)],
    "deals": [
        deal(1, 1, 2, "won", closed_at=DAY, created_at=datetime(2026, 10, 1), amount_base=Decimal(100)),
        deal(2, 1, None, "won", amount_base=None, created_at=datetime(2026, 9, 1)),
        deal(3, 2, 4, "lost", closed_at=DAY, created_at=DAY),
        deal(4, 3, None, "open"),
        deal(5, None, 4, "won", closed_at=DAY, created_at=DAY, amount_base=Decimal(7)),
        deal(6, 2, None, "won", closed_at=datetime(2027, 1, 1), created_at=DAY),
    ],
    "deal_stages": [
        {"deal_key": "d2", "state": "open", "ts": datetime(2026, 9, 1)},
        {"deal_key": "d2", "state": "won", "ts": datetime(2026, 10, 2)},
        {"deal_key": "d4", "state": "open", "ts": datetime(2026, 8, 1)},
    ],
}  # fmt: skip

#: Rule of companies → the truth of companies 1 to 4.
COMPANIES = {
    "{property: turnover, op: gte, value: 2000000}": "100?",
    "{property: name, op: contains, value: ÄITI}": "1???",
    "{property: exports, op: eq, value: false}": "01??",
    "{date: founded, window: {last: 1 months}}": "1???",
    # of contacts: any is true where one is, false where all are not, not known of none
    "{contacts: any, where: {property: country, op: eq, value: SE}}": "1???",
    "{contacts: any, where: {property: country, op: eq, value: DK}}": "0???",
    "{contacts: all, where: {property: country, op: eq, value: FI}}": "0???",
    "{contacts: none, where: {property: country, op: eq, value: SE}}": "0???",
    "{contacts: none, where: {property: country, op: eq, value: DK}}": "1???",
    "{contacts: none, where: {property: country, op: eq, value: SE}, unknown: include}": "0111",
    "{none: [{contacts: any, where: {property: country, op: eq, value: DK}, unknown: include}]}": "1111",
    "{contacts: any, where: {property: country, op: eq, value: SE}, unknown: only}": "0111",
    # what `unknown` inside makes of a contact is counted from the contact, also under none
    "{contacts: none, where: {property: country, op: eq, value: SE, unknown: include}}": "00??",
    "{contacts: none, where: {property: country, op: eq, value: SE, unknown: exclude}}": "01??",
    "{contacts: any, where: {none: [{property: income, op: set}]}}": "11??",
    # numbers: each pair once, only people of the base; without anybody 0
    "{contacts: count, op: eq, value: 3}": "1000",
    "{contacts: count, op: eq, value: 0}": "0011",
    "{contacts: count, op: ne, value: 2}": "1011",
    "{contacts: count, where: {property: country, op: eq, value: FI}, op: gte, value: 1}": "1100",
    "{contacts: count, where: {property: country, op: eq, value: FI}, op: gte, value: 2}": "1?00",
    "{contacts: count, where: {property: country, op: eq, value: FI}, op: lte, value: 1}": "0?11",
    "{contacts: count, where: {property: country, op: eq, value: FI}, op: between, value: [1, 2]}": "1100",
    "{contacts: count, where: {property: country, op: eq, value: FI}, op: eq, value: 1}": "0?00",
    # what the contacts did together: person 1 works for two
    "{event: order, measure: {sum: amount}, op: gte, value: 10}": "1000",
    "{event: order, measure: {avg: amount}, op: eq, value: 5}": "10??",
    "{event: order, op: eq, value: 1}": "0100",
    "{recency: order, op: gt, value: 10 days}": "11??",
    # a deal is the company's own, whoever is named; without a time of its own it has that of its stage
    "{event: deal_won}": "1000",
    "{event: deal_won, op: eq, value: 2}": "1000",
    "{event: deal_won, op: eq, value: 1, window: {last: 30 days}}": "1000",
    "{event: deal_won, measure: {sum: amount}, op: eq, value: 100}": "1000",
    "{event: deal_lost}": "0100",
    "{event: deal_made, where: [{property: state, op: eq, value: open}]}": "0010",
    "{event: deal_made, op: eq, value: 2}": "1100",
    # there and back again: companies of which a contact works also for one that exports
    "{contacts: any, where: {account: any, where: {property: exports, op: eq, value: true}}}": "11??",
    "{contacts: all, where: {account: all, where: {property: exports, op: eq, value: true}}}": "00??",
    "{member: big}": "100?",
    "{contacts: any, where: {member: finns}}": "11??",
    # by order: of whom the figure is not known is not ranked; those who tie stand together
    "{rank: {property: turnover}, top: {n: 1}}": "100?",
    "{rank: {property: turnover}, order: asc, top: {n: 2}}": "011?",
    "{rank: {property: turnover}, top: {n: 1}, among: {event: deal_lost}}": "0100",
    "{rank: {property: turnover}, top: {n: 1}, per: exports}": "11??",
    "{rank: {event: order, measure: {sum: amount}}, top: {n: 1}}": "1000",
    "{rank: {event: deal_won}, order: asc, top: {n: 3}}": "0111",
    # one after another: two contacts' rows at the same time go by id; a deal has no day of its own but its time's
    "{sequence: [{event: order}, {event: order}]}": "1000",
    "{sequence: [{event: deal_made}, {event: deal_won}], within: 60 days}": "1000",
    "{sequence: [{event: deal_made}, {event: order}]}": "1100",
    "{sequence: [{event: order}, {event: deal_won}]}": "0000",
    "{sequence: [{event: order}, {without: deal_lost}], within: 5 days}": "1100",
    "{sequence: [{event: deal_won}, {without: order}], within: 18 days}": "1000",
    "{sequence: [{event: deal_won}, {without: order}], within: 48 days}": "0000",
    # by lot, from the company's own id
    "{bucket: spring, from: 0, to: 4999}": "0101",
    "{bucket: spring, from: 5000, to: 9999}": "1010",
    "{sample: {n: 2}, seed: spring}": "0011",
    "{sample: {percent: 50}, seed: spring, among: {event: order}}": "0100",
}
#: Rule of people → the truth of persons 1, 2, 3, 4 and 6.
PEOPLE = {
    "{account: any, where: {property: turnover, op: gte, value: 2000000}}": "1110?",
    "{account: all, where: {property: turnover, op: gte, value: 2000000}}": "0110?",
    "{account: none, where: {property: turnover, op: gte, value: 2000000}}": "0001?",
    "{account: count, op: eq, value: 2}": "10000",
    "{account: count, op: eq, value: 0}": "00001",
    "{account: count, where: {property: exports, op: eq, value: true}, op: gte, value: 1}": "11100",
    "{account: any, where: {contacts: count, op: gte, value: 3}}": "1110?",
    "{account: any, where: {member: big}}": "1110?",
    "{event: deal_won}": "01010",
    "{event: deal_won, measure: {sum: amount}, op: eq, value: 7}": "00010",
    "{sequence: [{event: order}, {event: deal_won}]}": "00000",
    "{sequence: [{event: deal_made}, {event: order}]}": "01000",
}
KNOWN = {
    "big": parse("{slug: big, of: accounts, where: {property: turnover, op: gte, value: 2000000}}"),
    "finns": parse("{slug: finns, where: {property: country, op: eq, value: FI}}"),
}
SIGNS = {"1": 1, "0": 0, "?": 2}
CASES = [("accounts", *case) for case in COMPANIES.items()] + [("customers", *case) for case in PEOPLE.items()]


def test_the_table_is_what_compiler_and_interpreter_say() -> None:
    con = duck.connect()
    duck.fill(con, WORLD, VOCABULARY)
    duck.derive(con)
    for unit, keys in (("accounts", (1, 2, 3, 4)), ("customers", (1, 2, 3, 4, 6))):
        own = [case for case in CASES if case[0] == unit]
        rules = [parse(f"{{slug: s{i}, of: {unit}, where: {rule}}}") for i, (_, rule, _) in enumerate(own)]
        assert [unit_of(rule) for rule in rules] == [unit] * len(own)
        for rule in rules:
            assert not check(rule, VOCABULARY, KNOWN), rule
        plan = compile_(rules, KNOWN, SETTINGS, AS_OF, True, VOCABULARY)
        compiled = duck.run(con, plan)
        for i, (_, text, expected) in enumerate(own):
            told = dict(zip(keys, (SIGNS[sign] for sign in expected), strict=True))
            assert interpret(rules[i], KNOWN, SETTINGS, AS_OF, WORLD, True) == told, text
            assert compiled[f"s{i}"] == told, text


def test_a_deal_in_a_sequence_is_of_the_local_day_of_its_time() -> None:
    """Closed at 22.30 UTC, half past midnight in Helsinki: after a purchase of which only the day is known."""
    bought = {
        **order(1, datetime(2026, 10, 31, 22), Decimal(4), 1),
        "date_only": True,
        "local_date": date(2026, 11, 1),
    }
    world = {**WORLD, "event_order": [bought],
             "deals": [deal(1, 1, 1, "won", closed_at=datetime(2026, 11, 1, 22, 30))]}  # fmt: skip
    con = duck.connect()
    duck.fill(con, world, VOCABULARY)
    duck.derive(con)
    for unit, one in (("accounts", 1), ("customers", 1)):
        defn = parse(f"{{slug: s, of: {unit}, where: {{sequence: [{{event: order}}, {{event: deal_won}}]}}}}")
        assert interpret(defn, KNOWN, SETTINGS, AS_OF, world, True)[one] == 1
        assert duck.run(con, compile_([defn], KNOWN, SETTINGS, AS_OF, True, VOCABULARY))["s"][one] == 1


@pytest.mark.parametrize(
    ("rule", "unit", "said"),
    [
        ("{member: big}", "customers", "Write: {account: any, where: {member: big}}."),
        ("{member: finns}", "accounts", "Write: {contacts: any, where: {member: finns}}"),
        ("{contacts: count}", "customers", "Write: {account: any, where: {contacts: …}}."),
        ("{account: count}", "accounts", "write the condition without `account`"),
        ("{consent: email}", "accounts", "Write it of the contacts: {contacts: any, where: …}"),
        ("{overdue: deal_won, times: 2}", "customers", "deals have no rhythm"),
        ("{contacts: any, where: {account: any, where: {consent: sms}}}", "accounts", "Write it of the contacts"),
        ("{contacts: count, op: gte, value: -1}", "accounts", "cannot be below zero"),
        ("{account: count, op: in, value: [1]}", "customers", "cannot be compared"),
        ("{account: any, where: {property: turnovr, op: set}}", "customers", "did you mean `turnover`?"),
        ("{contacts: any, where: {property: turnover, op: set}}", "accounts", "unknown field `turnover`"),
    ],
)
def test_what_stands_in_the_wrong_unit_is_told_with_the_bridge(rule: str, unit: str, said: str) -> None:
    found = check(parse(f"{{slug: s, of: {unit}, where: {rule}}}"), VOCABULARY, KNOWN)
    assert [said in one.what.en for one in found] == [True], [one.what.en for one in found]
