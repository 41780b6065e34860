"""Rhythms and seasons, written out by hand: compiler and interpreter must both say so."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from oracle import duck
from oracle.test_golden_unknown import AS_OF, SETTINGS, order, person
from oracle.worlds import VOCABULARY
from osuma.engine.segments.check import check
from osuma.engine.segments.compile import compile_
from osuma.engine.segments.interpret import interpret
from osuma.engine.segments.parse import parse

# as of 20 November 2026, midnight in Helsinki
DAYS: dict[int, list[str]] = {
    1: ["2026-10-01", "2026-10-11", "2026-10-21"],  # gaps 10, 10; 30 days since
    2: ["2026-09-01", "2026-09-11", "2026-10-11", "2026-10-11"],  # gaps 10, 30: the median is 20; 40 since
    3: ["2026-10-30", "2026-11-09"],  # one gap of 10; 11 since
    4: [],
    5: ["2026-11-19", "2026-11-17", "2026-11-15"],  # bought yesterday
    6: ["2024-12-20", "2025-01-05", "2025-12-21", "2025-12-28", "2026-02-01"],  # every winter
    7: ["2024-12-20", "2024-06-01", "2025-12-21", "2025-12-28"],  # half of a year outside
    8: ["2025-06-01", "2025-06-02", "2025-07-02", "2025-08-30", "2025-11-01", "2026-06-10"],  # four of five
    9: ["2026-06-10", "2026-06-11"],  # one year
}
GOLDEN = [
    ("{overdue: order, times: 2}", {1: 1, 2: 0, 3: 2, 4: 2, 5: 0}),
    ("{overdue: order, times: 1.99}", {1: 1, 2: 1}),
    ("{overdue: order, times: 2.99}", {1: 1, 2: 0}),
    ("{overdue: order, times: 3}", {1: 0}),
    ("{overdue: order, times: 0.5}", {5: 0, 3: 2}),
    ("{overdue: order, times: 0.49}", {5: 1}),
    ("{overdue: order, times: 1.09, gaps: 1}", {3: 1, 4: 2}),
    ("{overdue: order, times: 1.1, gaps: 1}", {3: 0}),
    ("{overdue: order, times: 1, gaps: 3}", {1: 2, 2: 2}),
    ("{overdue: order, times: 2, unknown: include}", {3: 1, 4: 1, 5: 0}),
    ("{overdue: order, times: 2, unknown: only}", {1: 0, 3: 1}),
    ("{none: [{overdue: order, times: 2}]}", {1: 0, 2: 1, 3: 2}),
    ("{overdue: order, times: 2, where: [{property: channel, op: eq, value: none}]}", {1: 2}),
    ("{seasonal: order}", {6: 1, 7: 0, 8: 1, 9: 0, 4: 0, 1: 0}),
    ("{seasonal: order, percent: 81}", {6: 1, 8: 0}),
    ("{seasonal: order, months: 6}", {8: 1, 7: 0}),
    ("{seasonal: order, months: 7}", {7: 1}),
    ("{seasonal: order, months: 2}", {6: 0}),
    ("{seasonal: order, years: 1, months: 1}", {9: 1, 6: 0, 4: 0}),
    ("{seasonal: order, years: 3}", {6: 0}),
    ("{none: [{seasonal: order}]}", {4: 1, 6: 0}),
]


def world() -> dict[str, list[dict[str, Any]]]:
    orders, number = [], 0
    for key, days in DAYS.items():
        for day in days:
            number += 1
            on = date.fromisoformat(day)
            orders.append(order(key, datetime.combine(on, time(9)), Decimal(4), number) | {"local_date": on})
    return {"customers": [person(key) for key in DAYS], "event_order": orders}


WORLD = world()


@pytest.fixture(scope="module")
def compiled() -> dict[str, dict[int, int]]:
    con = duck.connect()
    duck.fill(con, WORLD, VOCABULARY)
    duck.derive(con)
    rules = [parse(f"{{slug: g{i}, where: {rule}}}") for i, (rule, _) in enumerate(GOLDEN)]
    assert [m.what.en for defn in rules for m in check(defn, VOCABULARY, {})] == []
    return duck.run(con, compile_(rules, {}, SETTINGS, AS_OF, vocabulary=VOCABULARY))


@pytest.mark.parametrize(("i", "rule", "truths"), [(i, *g) for i, g in enumerate(GOLDEN)])
def test_golden(i: int, rule: str, truths: dict[int, int], compiled: dict[str, dict[int, int]]) -> None:
    wanted = interpret(parse(f"{{slug: x, where: {rule}}}"), {}, SETTINGS, AS_OF, WORLD)
    assert {key: wanted[key] for key in truths} == truths
    assert compiled[f"g{i}"] == wanted
