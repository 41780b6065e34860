"""The rules that random streams are refreshed for: every kind of value that can be carried on, in every window."""

from __future__ import annotations

import random
from typing import Any

from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition

SHOES, HATS, WEB = "Kengät", "Hatut", "Verkko"
WINDOWS: tuple[dict[str, Any] | None, ...] = (
    {"last": "1 days"}, {"last": "3 days"}, {"last": "7 days"}, {"last": "30 days"}, {"last": "36 hours"},
    {"calendar": "this month"}, {"calendar": "last month"}, {"calendar": "this week"}, {"calendar": "last week"},
    {"since": "2026-03-20"}, {"since": "2026-03-01", "until": "2026-10-24"}, {"before": "5 days"}, None,
)  # fmt: skip
_MEASURED: tuple[dict[str, Any], ...] = (
    {"event": "order"},
    {"event": "order", "measure": {"sum": "amount"}},
    {"event": "order", "where": [{"property": "channel", "op": "eq", "value": WEB}]},
    {"event": "order", "where": [{"property": "amount", "op": "gte", "value": 50}], "measure": {"sum": "amount"}},
    {"event": "order_placed", "measure": {"sum": "amount"}},
    {"event": "order_line", "where": [{"property": "category", "op": "eq", "value": SHOES}]},
    {"event": "order_line", "where": [{"property": "category", "op": "in", "value": [SHOES, HATS]}]},
    {"event": "order_line", "measure": {"sum": "amount"}},
    {"event": "refund", "measure": {"sum": "amount"}},
    {"event": "sale", "measure": {"sum": "amount"}},
    {"event": "page_view"},
    {"event": "page_view", "where": [{"property": "category", "op": "eq", "value": HATS}]},
    {"event": "deal_won"},
)
_VALUED: tuple[dict[str, Any], ...] = (
    {"event": "order", "measure": {"max": "amount"}, "op": "gte", "value": 60},
    {"event": "order", "measure": {"min": "amount"}, "op": "lt", "value": 45},
    {"event": "order", "measure": {"avg": "amount"}, "op": "gte", "value": 40},
    {"event": "sale", "measure": {"min": "amount"}, "op": "lt", "value": 0},
    {"event": "order_line", "measure": {"last": "category"}, "op": "eq", "value": SHOES},
    {"event": "page_view", "measure": {"first": "category"}, "op": "eq", "value": SHOES},
    {"event": "page_view", "measure": {"distinct": "category"}, "op": "gte", "value": 2},
    {"event": "order_line", "measure": {"mode": "category"}, "op": "eq", "value": HATS},
    {"event": "order_line", "measure": {"mode": "category", "by": "amount"}, "op": "eq", "value": HATS},
)
_STEPS: tuple[dict[str, Any], ...] = (
    {"sequence": [{"event": "page_view"}, {"event": "order"}]},
    {"sequence": [{"event": "page_view"}, {"without": "refund"}, {"event": "order"}], "within": "3 days"},
    {"sequence": [{"event": "order_line"}, {"event": "order_line"}], "within": "1 months", "same": "category"},
    {"sequence": [{"event": "page_view"}, {"without": "order"}], "within": "2 days"},
    {"sequence": [{"event": "page_view"}, {"without": "order"}], "within": "36 hours"},
    {"sequence": [{"event": "order"}, {"event": "page_view"}, {"without": "refund"}], "within": "5 days"},
    {"sequence": [{"event": "order"}, {"without": "order"}], "within": "1 months"},
)
_OTHERS: tuple[dict[str, Any], ...] = (
    {"recency": "order", "op": "lte", "value": "5 days"},
    {"recency": "page_view", "op": "gt", "value": "2 days"},
    {"recency": "order", "which": "first", "op": "lte", "value": "7 days"},
    {"overdue": "order", "times": 1.5},
    {"overdue": "page_view", "times": 2, "gaps": 1},
    {"seasonal": "order", "months": 1, "years": 1},
    {"property": "city", "op": "eq", "value": "Turku"},
    {"rank": {"event": "order", "measure": {"sum": "amount"}}, "top": {"n": 3}},
    {"rank": {"event": "page_view"}, "top": {"percent": 30}},
    {"experiment": "test", "arm": ["a"]},
    {"account": "any", "where": {"event": "deal_won", "op": "gte", "value": 1}},
)
_OF_COMPANIES: tuple[dict[str, Any], ...] = (
    {"contacts": "any", "where": {"event": "order", "op": "gte", "value": 2, "window": {"last": "30 days"}}},
    {"event": "deal_won", "measure": {"sum": "amount"}, "op": "gte", "value": 60},
    {"event": "order", "op": "eq", "value": 0, "window": {"last": "7 days"}},
)


def definitions(rng: random.Random) -> list[Definition]:
    """Some rules on numbers, some on values, and what refers to them."""
    rules = [_measured(rng) for _ in range(4)]
    rules.append(_windowed(rng, rng.choice(_VALUED)))
    rules.append(rng.choice([_windowed(rng, rng.choice(_STEPS)), rng.choice(_OTHERS)]))
    made: list[dict[str, Any]] = [
        {"osuma": 1, "slug": f"s{n}", "where": {"all": [rule]}} for n, rule in enumerate(rules)
    ]
    made.append({"osuma": 1, "slug": "both", "where": {"all": [{"member": "s0"}, {"not": rules[1]}]}})
    classes = [{"slug": f"c{n}", "where": {"member": f"s{n}"}} for n in (2, 3)]
    made.append({"osuma": 1, "partition": "parts", "classes": classes, "other": {"slug": "rest"}})
    return [parse(one) for one in made]


def of_companies(rng: random.Random) -> list[Definition]:
    """A segment of companies."""
    return [parse({"osuma": 1, "slug": "firms", "of": "accounts", "where": {"all": [rng.choice(_OF_COMPANIES)]}})]


def _windowed(rng: random.Random, rule: dict[str, Any]) -> dict[str, Any]:
    window = rng.choice(WINDOWS)
    return dict(rule) if window is None else rule | {"window": window}


def _measured(rng: random.Random) -> dict[str, Any]:
    rule = dict(rng.choice(_MEASURED))
    summed = "measure" in rule
    op = rng.choice(["gte", "gte", "lt", "eq", "between", "in"])
    numbers = [rng.choice([0, 20, 45, 60, 100]) if summed else rng.choice([0, 1, 2, 3]) for _ in range(2)]
    value: Any = sorted(numbers) if op in ("between", "in") else numbers[0]
    return _windowed(rng, rule | {"op": op, "value": value})
