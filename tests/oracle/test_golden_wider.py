"""Edge cases of the conditions beyond the first, written out by hand: compiler and interpreter must both say so."""

from __future__ import annotations

from datetime import date, datetime
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


def visit(key: int, ts: datetime, number: int, **more: Any) -> dict[str, Any]:
    row = {
        "event_id": f"own:visit:{number}", "ts": ts, "local_date": ts.date(), "date_only": False, "customer_key": key,
        "minutes": None, "paid": None, "place": None, "place_fold": None, "promised": None,
    }  # fmt: skip
    return row | more


def at(place: str) -> dict[str, str]:
    return {"place": place, "place_fold": duck.fold(place)}


def somebody(key: int, **more: Any) -> dict[str, Any]:
    """A person of whom nothing is known but this."""
    names = ("city", "city_fold", "x_note", "x_note_fold", "x_renewal", "x_seen", "x_score", "created_at")
    return person(key) | dict.fromkeys(names) | more


OCTOBER = datetime(2026, 10, 5, 9)
#: The end of 5 November in Helsinki.
NOVEMBER = datetime(2026, 11, 5, 22)


def run(number: int, as_of: datetime) -> dict[str, Any]:
    return {"run_id": number, "as_of": as_of, "committed_at": as_of}


def ran(number: int, segment: int, error: str | None = None) -> dict[str, Any]:
    return {"run_id": number, "segment_id": segment, "members": 0, "unknown": 0, "entered": 0, "left_": 0,
            "error": error}  # fmt: skip


def change(key: int, field: str, old: str | None, new: str | None, when: datetime) -> dict[str, Any]:
    folded = {f"{side}_fold": None if v is None else duck.fold(v) for side, v in (("old", old), ("new", new))}
    return {"identity_key": key, "customer_key": key, "origin": "customers", "field": field, "old": old, "new": new,
            "valid_from": when, "recorded_at": when, "source": "shop", "import_id": 1, **folded}  # fmt: skip


def said(key: int, model: str, score: Decimal | None, when: datetime) -> dict[str, Any]:
    return {"customer_key": key, "model": model, "score": score, "ts": when, "fingerprint": "f"}


def put(key: int, arm: str, when: datetime) -> dict[str, Any]:
    return {"customer_key": key, "experiment": "spring", "arm": arm, "ts": when}


# 20 November 2026, midnight in Helsinki; the fiscal year begins in January
WORLD: dict[str, list[dict[str, Any]]] = {
    "customers": [
        somebody(
            1, country="FI", city="Äiti", city_fold="äiti", x_note="A\u0308ITI", x_note_fold="äiti",
            birth_date=date(2000, 2, 29), x_renewal=date(2026, 12, 19), created_at=datetime(2026, 1, 1),
            x_seen=datetime(2026, 1, 1), income=Decimal("10.50"), x_score=Decimal("10.5000"), tags=["a", "bc"],
            tags_fold=["a", "bc"], tags_set=True,
        ),
        somebody(
            2, city="x", city_fold="x", x_note=None, birth_date=date(2000, 3, 1), x_renewal=date(2026, 12, 20),
            created_at=datetime(2026, 1, 1, 0, 0, 0, 1), x_seen=datetime(2026, 1, 1), income=Decimal("10.49"),
            x_score=Decimal("10.50"), tags_set=True,
        ),
        somebody(3, x_renewal=date(2026, 8, 31), created_at=datetime(2027, 2, 17, 22), x_score=Decimal(3)),
    ],
    "event_order": [
        order(1, OCTOBER, Decimal(4), 1, items=Decimal(4)),
        order(2, OCTOBER, Decimal(4), 2, items=Decimal(5)),
        order(3, OCTOBER, Decimal(4), 3, items=None),
    ],
    "event_visit": [
        visit(1, OCTOBER, 1, **at("b"), minutes=5),
        visit(1, OCTOBER, 2, **at("B"), minutes=5),
        visit(1, OCTOBER, 3, **at("a"), minutes=1),
        visit(2, OCTOBER, 4, **at("z"), minutes=10),
        visit(2, OCTOBER, 5, **at("ä"), minutes=9),
        visit(3, OCTOBER, 6),
    ],
    "identities": [
        {"identity_key": 1, "customer_key": 1}, {"identity_key": 2, "customer_key": 2},
        {"identity_key": 3, "customer_key": 3}, {"identity_key": 4, "customer_key": 3},
    ],
    "segment_versions": [
        {"segment_id": 1, "slug": "vip", "fingerprint": "a", "unit": "customers"},
        {"segment_id": 2, "slug": "vip", "fingerprint": "b", "unit": "customers"},
        {"segment_id": 3, "slug": "dry", "fingerprint": "c", "unit": "customers"},
    ],
    "runs": [run(1, datetime(2026, 10, 1)), run(2, NOVEMBER), run(3, datetime(2026, 11, 25))],
    "run_segments": [ran(1, 1), ran(2, 2), ran(1, 3, "broken"), ran(3, 3)],
    "membership_now": [
        {"segment_id": 2, "unit_key": 1, "since": datetime(2026, 10, 1), "run_id": 1},
        {"segment_id": 2, "unit_key": 3, "since": NOVEMBER, "run_id": 2},
    ],
    "membership_moves": [
        {"run_id": 1, "segment_id": 1, "unit_key": 2, "direction": 1, "cause": "first"},
        {"run_id": 2, "segment_id": 2, "unit_key": 2, "direction": -1, "cause": "behaviour"},
        {"run_id": 2, "segment_id": 2, "unit_key": 3, "direction": 1, "cause": "behaviour"},
    ],
    "customer_changes": [
        change(1, "city", "Straße", "Äiti", datetime(2026, 10, 20, 21, 0, 0, 1)),
        change(2, "city", None, "x", datetime(2026, 10, 20, 21)),
        change(1, "income", None, "10.5000", OCTOBER),
        change(3, "city", "y", None, datetime(2026, 11, 20)),
    ],
    "scores": [
        said(1, "clv", Decimal("99.99"), datetime(2026, 1, 1)), said(1, "clv", Decimal(100), OCTOBER),
        said(1, "clv", Decimal(5), datetime(2026, 11, 20)), said(2, "clv", Decimal("99.9999"), OCTOBER),
        said(3, "clv", None, OCTOBER), said(2, "clv", Decimal(500), datetime(2026, 1, 1)),
    ],
    "exposures": [
        put(1, "control", OCTOBER), put(2, "a", OCTOBER), put(2, "control", NOVEMBER),
        put(4, "control", OCTOBER), put(3, "a", NOVEMBER),
    ],
}  # fmt: skip
# the rule, and the truth for the customers 1, 2 and 3
GOLDEN = [
    # two properties of one record: text folded, decimals by value, instants to the microsecond
    ("{property: city, op: eq, other: x_note}", 1, 2, 2),
    ("{property: city, op: ne, other: x_note}", 0, 2, 2),
    ("{none: [{property: city, op: eq, other: x_note, unknown: include}]}", 0, 1, 1),
    ("{property: income, op: eq, other: x_score}", 1, 0, 2),
    ("{property: income, op: lt, other: x_score}", 0, 1, 2),
    ("{property: created_at, op: gt, other: x_seen}", 0, 1, 2),
    ("{property: created_at, op: lte, other: x_seen}", 1, 0, 2),
    ("{property: birth_date, op: lt, other: x_renewal}", 1, 1, 2),
    ("{property: x_renewal, op: gte, other: x_renewal}", 1, 1, 1),
    ("{property: x_renewal, op: gt, other: x_renewal}", 0, 0, 0),
    ("{event: order, where: [{property: amount, op: gte, other: items}]}", 1, 0, 0),
    ("{event: order, where: [{property: amount, op: lt, other: items}], op: eq, value: 0}", 1, 0, 1),
    # lists: empty is known, unknown is not
    ("{property: tags, op: length_eq, value: 2}", 1, 0, 2),
    ("{property: tags, op: length_eq, value: 0}", 0, 1, 2),
    ("{property: tags, op: contains, value: B}", 1, 0, 2),
    ("{property: tags, op: not_contains, value: c}", 0, 1, 2),
    # the most frequent value: texts that fold alike are one, ties to the smallest by bytes, z before ä
    ("{event: visit, measure: {mode: place}, op: eq, value: b}", 1, 0, 2),
    ("{event: visit, measure: {mode: place}, op: eq, value: Z}", 0, 1, 2),
    ("{event: visit, measure: {mode: minutes}, op: eq, value: 5}", 1, 0, 2),
    ("{event: visit, measure: {mode: minutes}, op: lte, value: 9}", 1, 1, 2),
    ("{event: visit, measure: {mode: place}, op: set}", 1, 1, 0),
    ("{event: visit, measure: {mode: place, by: minutes}, op: set}", 1, 1, 0),
    # int(hashlib.sha256(b"spring:c1").hexdigest()[:7], 16) % 10000 is 6469
    ("{bucket: spring, from: 6469, to: 6469}", 1, 0, 0),
    ("{bucket: spring, from: 584, to: 584}", 0, 1, 0),
    ("{none: [{bucket: spring, from: 5522, to: 5522}]}", 1, 1, 0),
    ("{sample: {n: 1}, seed: spring}", 0, 0, 1),
    # ranked within the country; who has none is unknown
    ("{sample: {n: 1}, seed: spring, among: {property: country, op: set}}", 1, 0, 0),
    ("{sample: {percent: 34}, seed: spring}", 0, 1, 1),
    ("{rank: {property: x_score}, top: {n: 1}, per: country}", 1, 2, 2),
    # two of three tie: both stand a third of the way from the smallest
    ("{rank: {property: x_score}, percentile: [33, 100]}", 1, 1, 0),
    ("{rank: {property: x_score}, percentile: [34, 100]}", 0, 0, 0),
    ("{rank: {property: x_score}, percentile: [0, 33]}", 0, 0, 1),
    # stored membership: 1 came in run 1 and stays, 2 left in run 2, 3 came in run 2 at the end of 5 November
    ("{member: vip, joined: {last: 15 days}}", 0, 0, 1),
    ("{member: vip, joined: {last: 14 days}}", 0, 0, 0),
    ("{member: vip, joined: {since: 2020-01-01}}", 1, 0, 1),
    ("{not: {member: vip, joined: {before: 30 days}}}", 0, 1, 1),
    ("{member: dry, joined: {last: 15 days}}", 2, 2, 2),
    ("{none: [{member: dry, joined: {last: 15 days}, unknown: include}]}", 1, 1, 1),
    # history: texts folded, numbers and nothing by value; the 30 days begin on 21 October
    ("{changed: city}", 1, 1, 0),
    ("{changed: city, from: STRASSE, to: äiti}", 1, 0, 0),
    ("{changed: city, window: {last: 30 days}}", 1, 0, 0),
    ("{changed: city, window: {before: 30 days}}", 0, 1, 0),
    ("{changed: income, to: 10.5}", 1, 0, 0),
    ("{none: [{changed: income, from: 10.5}]}", 1, 1, 1),
    # scores: the newest not after the instant, of today's person; null is not known
    ("{score: clv, op: gte, value: 100}", 1, 0, 2),
    ("{score: clv, op: not_set}", 0, 0, 1),
    ("{score: churn, op: lt, value: 1}", 2, 2, 2),
    # the first arm counts; 4 is by now the same person as 3
    ("{experiment: spring, arm: control}", 1, 0, 1),
    ("{not: {experiment: spring, arm: control}}", 0, 1, 0),
    ("{experiment: autumn, arm: control, unknown: exclude}", 0, 0, 0),
    ("{experiment: spring, arm: [b, control]}", 1, 0, 1),
    ("{none: [{experiment: spring, arm: [a, x]}]}", 1, 0, 1),
    ("{experiment: autumn, arm: [a, b]}", 2, 2, 2),
    ("{experiment: spring}", 1, 1, 1),
    ("{not: {experiment: autumn}}", 1, 1, 1),
    # dates ahead: the next 30 days are 20.11.-19.12.; whole periods further away
    ("{date: x_renewal, window: {next: 30 days}}", 1, 0, 0),
    ("{date: x_renewal, window: {beyond: 30 days}}", 0, 1, 0),
    ("{date: x_renewal, window: {ahead: [29 days, 30 days]}}", 1, 0, 0),
    ("{date: x_renewal, window: {ahead: [30 days, 31 days]}}", 0, 1, 0),
    ("{date: x_renewal, window: {calendar: 3 months ago}}", 0, 0, 1),
    ("{date: x_renewal, window: {calendar: in 30 days}}", 0, 1, 0),
    ("{date: x_renewal, window: {calendar: last fiscal quarter}}", 0, 0, 1),
    # an instant ahead: 18 February 2027 at 0.00 in Helsinki is 90 days away to the microsecond
    ("{date: created_at, window: {beyond: 90 days}}", 0, 0, 0),
    ("{date: created_at, window: {beyond: 89 days}}", 0, 0, 1),
    ("{date: created_at, window: {ahead: [89 days, 90 days]}}", 0, 0, 1),
    ("{event: order, window: {calendar: this fiscal quarter}}", 1, 1, 1),
    ("{event: order, window: {calendar: 2 months ago}, op: eq, value: 0}", 1, 1, 1),
    ("{event: order, window: {calendar: 46 days ago}}", 1, 1, 1),
]


KNOWN = {slug: parse(f"{{slug: {slug}, where: {{event: order}}}}") for slug in ("vip", "dry")}


@pytest.fixture(scope="module")
def compiled() -> dict[str, dict[int, int]]:
    con = duck.connect()
    duck.fill(con, WORLD, VOCABULARY)
    duck.derive(con)
    rules = [parse(f"{{slug: g{i}, where: {rule}}}") for i, (rule, *_) in enumerate(GOLDEN)]
    assert [m.what.en for defn in rules for m in check(defn, VOCABULARY, KNOWN)] == []
    return duck.run(con, compile_(rules, {}, SETTINGS, AS_OF, vocabulary=VOCABULARY))


@pytest.mark.parametrize(("i", "rule", "truths"), [(i, g[0], g[1:]) for i, g in enumerate(GOLDEN)])
def test_golden(i: int, rule: str, truths: tuple[int, ...], compiled: dict[str, dict[int, int]]) -> None:
    expected = dict(zip((1, 2, 3), truths, strict=True))
    assert compiled[f"g{i}"] == expected
    assert interpret(parse(f"{{slug: x, where: {rule}}}"), {}, SETTINGS, AS_OF, WORLD) == expected
