"""Sequences by hand: what each timeline comes to, for the interpreter and for the compiler alike.

A timeline is rows of `type local-time #id =p`; a row without a time is one of which only the day is known, `*` is
the second of two hours that have the same name. Ids follow the order of the text where none is given.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache
from time import process_time
from typing import Any, NamedTuple

import pytest

from oracle import duck
from oracle.test_golden_unknown import person
from osuma.engine.segments.compile import compile_
from osuma.engine.segments.interpret import interpret_many
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Segment
from osuma.engine.segments.settings import Settings
from osuma.engine.tables.vocabulary import EventType, Field, canonical
from osuma.workflows.segments.probes import pending

_P = {"ts": Field("ts", "instant"), "p": Field("p", "text")}
VOCABULARY = canonical().extended(
    (), (EventType("a", _P), EventType("b", _P), EventType("x", _P), EventType("y", {"ts": Field("ts", "instant")}))
)
SETTINGS = Settings()
AS_OF = datetime(2026, 4, 10, tzinfo=SETTINGS.zone_info)


class Case(NamedTuple):
    """pending: whether only time is missing."""

    rule: str
    rows: str
    expected: int
    pending: int = 0


WEEK = "{sequence: [{event: a}, {event: b}], within: 7 days}"
DAY = "{sequence: [{event: a}, {event: b}], within: 24 hours}"
MONTH = "{sequence: [{event: a}, {event: b}], within: 1 month}"
THRICE = "{sequence: [{event: a}, {event: a}, {event: a}], within: 2 days}"
TWICE = "{sequence: [{event: a}, {event: a, where: [{property: p, op: eq, value: k}]}]}"
BETWEEN = "{sequence: [{event: a}, {without: x}, {event: b}]}"
NEITHER = "{sequence: [{event: a}, {without: x}, {without: y}, {event: b}, {event: b}]}"
AFTER = "{sequence: [{event: a}, {event: b}, {without: x}], within: 7 days}"
SILENT = "{sequence: [{event: a}, {without: x}], within: 7 days}"
SO_FAR = "{sequence: [{event: a}, {without: x}], within: 7 days, so_far: true}"
HOURS = "{sequence: [{event: a}, {without: x}], within: 36 hours}"
BOTH = "{sequence: [{event: a}, {without: x}, {event: b}, {without: x}], within: 7 days}"
SAME = "{sequence: [{event: a}, {event: b}], same: [p]}"
SAME_AFTER = "{sequence: [{event: a}, {event: b}, {without: x}], within: 7 days, same: [p]}"
SAME_BETWEEN = "{sequence: [{event: a}, {without: x}, {event: b}], same: p}"
LOOSE = "{sequence: [{event: a}, {without: y}, {event: b}], same: [p]}"
RECENT = "{sequence: [{event: a}, {event: b}], window: {last: 30 days}}"
EARLIER = "{sequence: [{event: a}, {event: b}, {without: x}], within: 7 days, window: {ago: [60 days, 20 days]}}"

CASES = (
    # the edge of the time: local days
    Case(WEEK, "a 2026-03-01 10:00, b 2026-03-08 10:00", 1),
    Case(WEEK, "a 2026-03-01 10:00, b 2026-03-08 10:00:00.000001", 0),
    Case(WEEK, "b 2026-03-01 10:00, a 2026-03-02 10:00", 0),
    Case(WEEK, "a 2026-03-01 10:00, a 2026-03-05 10:00, b 2026-03-11 10:00", 1),
    Case(WEEK, "a 2026-04-09 10:00, b 2026-04-10 00:00", 1),
    Case(WEEK, "a 2026-04-09 10:00, b 2026-04-10 00:00:01", 0),
    # what must not follow: the earliest deadline that the end is in time for decides
    Case(AFTER, "a 2026-03-01 10:00, b 2026-03-08 10:00, x 2026-03-08 10:00:01", 1),
    Case(AFTER, "a 2026-03-01 10:00, a 2026-03-03 10:00, b 2026-03-04 10:00, x 2026-03-09 10:00", 1),
    Case(AFTER, "a 2026-03-01 10:00, a 2026-03-03 10:00, b 2026-03-08 10:01, x 2026-03-09 10:00", 0),
    Case(AFTER, "a 2026-03-01, a 2026-03-01 10:00, b 2026-03-01 12:00, x 2026-03-08 09:00", 0),
    Case(AFTER, "a 2026-03-01, a 2026-03-01 10:00, b 2026-03-02 12:00, x 2026-03-08 09:00", 1),
    # a week on the clock goes from 3 to 4: the deadline of 3:30 is 4:30, after that of 4:10, which begins after b
    Case(AFTER, "a 2026-03-22 03:30, b 2026-03-22 04:00, a 2026-03-22 04:10, x 2026-03-29 04:20", 0),
    Case(AFTER, "a 2026-03-22 03:30, a 2026-03-22 04:10, b 2026-03-22 05:00, x 2026-03-29 04:20", 1),
    # the same second: by id, and an equal id is no order
    Case(WEEK, "a 2026-03-01 10:00 #1, b 2026-03-01 10:00 #2", 1),
    Case(WEEK, "a 2026-03-01 10:00 #2, b 2026-03-01 10:00 #1", 0),
    Case(WEEK, "a 2026-03-01 10:00 #1, b 2026-03-01 10:00 #1", 0),
    # days without a time order by days alone, and count in their first second
    Case(WEEK, "a 2026-03-01, b 2026-03-01", 0),
    Case(WEEK, "a 2026-03-01, b 2026-03-02", 1),
    Case(WEEK, "a 2026-03-01, b 2026-03-01 18:00", 0),
    Case(WEEK, "a 2026-03-01 00:00, b 2026-03-01", 0),
    Case(WEEK, "a 2026-03-01 23:59:59.999999, b 2026-03-02", 1),
    Case(WEEK, "a 2026-03-01, b 2026-03-02 00:00", 1),
    Case(WEEK, "a 2026-03-01, b 2026-03-08", 1),
    Case(WEEK, "a 2026-03-01, b 2026-03-08 00:00:01", 1),
    Case(WEEK, "a 2026-03-01, b 2026-03-08 10:00", 0),
    Case(WEEK, "a 2026-03-01 10:00, b 2026-03-08", 1),
    # spring: 29 March has 23 hours, and no 03:30
    Case(WEEK, "a 2026-03-22 12:00, b 2026-03-29 12:00", 1),
    Case(WEEK, "a 2026-03-22 12:00, b 2026-03-29 12:00:01", 0),
    Case(WEEK, "a 2026-03-22 03:30, b 2026-03-29 04:30", 1),
    Case(WEEK, "a 2026-03-22 03:30, b 2026-03-29 04:30:01", 0),
    Case(DAY, "a 2026-03-28 12:00, b 2026-03-29 13:00", 1),
    Case(DAY, "a 2026-03-28 12:00, b 2026-03-29 13:00:01", 0),
    # autumn: 03:30 comes twice, and the first one counts; a later start may end earlier
    Case(WEEK, "a 2025-10-19 03:30, b 2025-10-26 03:30", 1),
    Case(WEEK, "a 2025-10-19 03:30, b 2025-10-26 03:30*", 0),
    Case(WEEK, "a 2025-10-26 03:10*, b 2025-11-02 03:40", 0),
    Case(WEEK, "a 2025-10-26 03:50, a 2025-10-26 03:10*, b 2025-11-02 03:40", 1),
    # the last day of a month
    Case(MONTH, "a 2026-01-31 09:00, b 2026-02-28 09:30", 0),
    Case(MONTH, "a 2026-01-30 10:00, a 2026-01-31 09:00, b 2026-02-28 09:30", 1),
    # one row is one step
    Case(THRICE, "a 2026-03-01 10:00, a 2026-03-01 10:00, a 2026-03-01 10:00", 1),
    Case(THRICE, "a 2026-03-01 10:00, a 2026-03-02 10:00", 0),
    Case(THRICE, "a 2026-03-01 10:00, a 2026-03-02 10:00, a 2026-03-03 10:00:01", 0),
    Case(THRICE, "a 2026-03-01, a 2026-03-01, a 2026-03-01", 0),
    Case(THRICE, "a 2026-03-01, a 2026-03-02 15:00, a 2026-03-03", 1),
    Case(TWICE, "a 2026-03-01 10:00 =k", 0),
    Case(TWICE, "a 2026-03-01 10:00 =m, a 2026-03-02 10:00 =K", 1),
    Case(TWICE, "a 2026-03-01 10:00 =k, a 2026-03-02 10:00 =m", 0),
    # without, between two steps
    Case(BETWEEN, "a 2026-03-01 10:00, x 2026-03-01 11:00, b 2026-03-01 12:00", 0),
    Case(BETWEEN, "x 2026-03-01 09:00, a 2026-03-01 10:00, b 2026-03-01 12:00, x 2026-03-01 13:00", 1),
    Case(BETWEEN, "a 2026-03-01 10:00, x 2026-03-01 11:00, a 2026-03-01 11:30, b 2026-03-01 12:00", 1),
    Case(BETWEEN, "a 2026-03-01 10:00 #1, x 2026-03-01 10:00 #2, b 2026-03-01 10:00 #3", 0),
    Case(BETWEEN, "a 2026-03-01 10:00 #1, x 2026-03-01 10:00 #1, b 2026-03-01 10:00 #3", 1),
    Case(BETWEEN, "a 2026-03-01 10:00 #1, x 2026-03-01 10:00 #3, b 2026-03-01 10:00 #3", 1),
    Case(BETWEEN, "a 2026-03-01 10:00, x 2026-03-02, b 2026-03-03 10:00", 0),
    Case(BETWEEN, "a 2026-03-01 10:00, x 2026-03-01, b 2026-03-02 10:00", 1),
    Case(BETWEEN, "a 2026-03-01 10:00, x 2026-03-02, b 2026-03-02 10:00", 1),
    Case(BETWEEN, "a 2026-03-01 10:00, x 2026-03-01, x 2026-03-01 11:00, b 2026-03-01 12:00", 0),
    Case(BETWEEN, "a 2026-03-01 10:00, x 2026-03-01, x 2026-03-02, b 2026-03-03", 0),
    Case(BETWEEN, "a 2026-03-01, x 2026-03-01, x 2026-03-02, b 2026-03-02", 1),
    Case(NEITHER, "a 2026-03-01 10:00, b 2026-03-02 10:00, y 2026-03-02 11:00, b 2026-03-03 10:00", 1),
    Case(NEITHER, "a 2026-03-01 10:00, y 2026-03-01 11:00, b 2026-03-02 10:00, b 2026-03-03 10:00", 0),
    # without, at the end
    Case(AFTER, "a 2026-04-01 10:00, b 2026-04-02 10:00", 1),
    Case(AFTER, "a 2026-04-01 10:00, b 2026-04-02 10:00, x 2026-04-05 10:00", 0),
    Case(AFTER, "a 2026-04-01 10:00, b 2026-04-02 10:00, x 2026-04-08 10:00", 0),
    Case(AFTER, "a 2026-04-01 10:00, b 2026-04-02 10:00, x 2026-04-08 10:00:00.000001", 1),
    Case(AFTER, "a 2026-04-01 10:00, x 2026-04-01 11:00, b 2026-04-02 10:00", 1),
    Case(AFTER, "a 2026-04-01 10:00, b 2026-04-02 10:00, x 2026-04-02", 1),
    Case(AFTER, "a 2026-04-01 10:00, b 2026-04-02, x 2026-04-02 12:00", 1),
    Case(AFTER, "a 2026-04-01 10:00, b 2026-04-02, x 2026-04-03", 0),
    Case(AFTER, "a 2026-04-01 10:00, b 2026-04-08 10:00:01", 0),
    Case(AFTER, "a 2026-04-03 00:00, b 2026-04-05 10:00", 1),
    Case(AFTER, "a 2026-04-03 00:00:01, b 2026-04-05 10:00", 0, pending=1),
    Case(AFTER, "a 2026-04-05 10:00, b 2026-04-06 10:00, x 2026-04-07 10:00", 0),
    Case(AFTER, "a 2026-04-01 00:00, a 2026-04-02 12:00, b 2026-04-07 10:00, x 2026-04-08 12:00", 1),
    Case(AFTER, "a 2026-03-01 00:00, a 2026-04-02 12:00, b 2026-04-07 10:00, x 2026-04-08 12:00", 0),
    Case(AFTER, "a 2026-04-01 10:00, b 2026-04-02 10:00, x 2026-04-02 11:00, b 2026-04-02 12:00", 1),
    Case(SILENT, "a 2026-03-29 04:30, x 2026-04-05 04:30:01", 1),
    Case(SILENT, "a 2026-03-22 03:30, x 2026-03-29 04:30", 0),
    Case(SILENT, "a 2026-04-02, x 2026-04-09", 0),
    Case(SILENT, "a 2026-04-02, x 2026-04-09 00:00:02", 1),
    Case(SILENT, "a 2026-04-09 10:00", 0, pending=1),
    Case(SILENT, "a 2026-03-01 10:00, x 2026-03-02 10:00, a 2026-04-09 10:00", 0, pending=1),
    Case(SO_FAR, "a 2026-04-09 10:00", 1, pending=1),
    Case(SO_FAR, "a 2026-04-09 10:00, x 2026-04-09 11:00", 0),
    Case(SO_FAR, "a 2026-03-09 10:00", 1),
    Case(HOURS, "a 2026-04-08 12:00", 1),
    Case(HOURS, "a 2026-04-08 12:00:01", 0, pending=1),
    Case(HOURS, "a 2026-03-28 12:00, x 2026-03-30 01:00", 0),
    Case(HOURS, "a 2026-03-28 12:00, x 2026-03-30 01:00:01", 1),
    Case(BOTH, "a 2026-03-01 10:00, b 2026-03-02 10:00", 1),
    Case(BOTH, "a 2026-03-01 10:00, x 2026-03-01 11:00, b 2026-03-02 10:00", 0),
    Case(BOTH, "a 2026-03-01 10:00, b 2026-03-02 10:00, x 2026-03-02 11:00", 0),
    Case(BOTH, "a 2026-03-01 10:00, x 2026-03-01 11:00, a 2026-03-01 12:00, b 2026-03-02 10:00", 1),
    Case(BOTH, "a 2026-03-01 10:00, x 2026-03-01 11:00, a 2026-03-01 12:00, b 2026-03-02, x 2026-03-08 11:00", 0),
    # the same in every step: equal and known
    Case(SAME, "a 2026-03-01 10:00 =k, b 2026-03-02 10:00 =K", 1),
    Case(SAME, "a 2026-03-01 10:00 =k, b 2026-03-02 10:00 =m", 0),
    Case(SAME, "a 2026-03-01 10:00, b 2026-03-02 10:00", 0),
    Case(SAME, "a 2026-03-01 10:00 =k, a 2026-03-01 10:00 =m, b 2026-03-02 10:00 =m", 1),
    Case(SAME_AFTER, "a 2026-03-01 10:00 =k, b 2026-03-02 10:00 =k, x 2026-03-03 10:00 =m", 1),
    Case(SAME_AFTER, "a 2026-03-01 10:00 =k, b 2026-03-02 10:00 =k, x 2026-03-03 10:00", 1),
    Case(SAME_AFTER, "a 2026-03-01 10:00 =k, b 2026-03-02 10:00 =k, x 2026-03-03 10:00 =K", 0),
    Case(SAME_BETWEEN, "a 2026-03-01 10:00 =k, x 2026-03-02 10:00 =m, b 2026-03-03 10:00 =k", 1),
    Case(SAME_BETWEEN, "a 2026-03-01 10:00 =k, x 2026-03-02 10:00 =k, b 2026-03-03 10:00 =k", 0),
    Case(LOOSE, "a 2026-03-01 10:00 =k, y 2026-03-02 10:00, b 2026-03-03 10:00 =k", 0),
    Case(LOOSE, "y 2026-03-01 09:00, a 2026-03-01 10:00 =k, b 2026-03-03 10:00 =k", 1),
    # the window holds every step; what must not follow may lie behind it
    Case(RECENT, "a 2026-03-11 00:00, b 2026-03-12 10:00", 0),
    Case(RECENT, "a 2026-03-11 00:00:00.000001, b 2026-03-12 10:00", 1),
    Case(RECENT, "a 2026-03-11, b 2026-03-12", 1),
    Case(RECENT, "a 2026-03-10, b 2026-03-12", 0),
    Case(EARLIER, "a 2026-03-20 10:00, b 2026-03-20 11:00, x 2026-03-23 10:00", 0),
    Case(EARLIER, "a 2026-03-20 10:00, b 2026-03-21 11:00", 0),
    Case(EARLIER, "a 2026-03-20 10:00, b 2026-03-20 11:00", 1),
)  # fmt: skip


def _rows(key: int, text: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for place, part in enumerate(text.split(", ")):
        words = part.split()
        kind, day = words[0], datetime.fromisoformat(words[1])
        clock = next((w for w in words[2:] if ":" in w), None)
        moment = datetime.combine(day, time.fromisoformat(clock.removesuffix("*")) if clock else time())
        fold = int(clock is not None and clock.endswith("*"))
        value = next((w[1:] for w in words[2:] if w.startswith("=")), None)
        number = next((w[1:] for w in words[2:] if w.startswith("#")), str(place))
        row = {
            "event_id": f"{key}:{number}",
            "customer_key": key,
            "ts": moment.replace(tzinfo=SETTINGS.zone_info, fold=fold).astimezone(UTC).replace(tzinfo=None),
            "local_date": day.date(),
            "date_only": clock is None,
        }
        twin = {} if kind == "y" else {"p": value, "p_fold": None if value is None else duck.fold(value)}
        found.setdefault(f"event_{kind}", []).append(row | twin)
    return found


def world() -> dict[str, list[dict[str, Any]]]:
    """One person a case."""
    found: dict[str, list[dict[str, Any]]] = {"customers": []}
    for key, case in enumerate(CASES):
        found["customers"].append({"customer_key": key, "kind": "person", "set_apart": None})
        for name, rows in _rows(key, case.rows).items():
            found.setdefault(name, []).extend(rows)
    return found


@cache
def definitions() -> dict[str, Segment]:
    """Every rule, and for those that wait who is pending."""
    found = {}
    for rule in dict.fromkeys(case.rule for case in CASES):
        defn = parse(f"{{slug: r{len(found)}, where: {rule}}}")
        assert isinstance(defn, Segment)
        found[rule] = defn
        waiting = pending(defn.where)
        if waiting is not None:
            found[f"pending {rule}"] = Segment(f"p{len(found)}", waiting)
    return found


Results = dict[str, dict[int, int]]


@pytest.fixture(scope="module")
def interpreted() -> Results:
    return interpret_many(list(definitions().values()), {}, SETTINGS, AS_OF, world())


@pytest.fixture(scope="module")
def compiled() -> Results:
    con = duck.connect()
    duck.fill(con, world(), VOCABULARY)
    return duck.run(con, compile_(list(definitions().values()), {}, SETTINGS, AS_OF, True, VOCABULARY))


@pytest.mark.parametrize("engine", ["interpreted", "compiled"])
@pytest.mark.parametrize("key", range(len(CASES)), ids=lambda key: f"{key}: {CASES[key].rows}")
def test_golden(key: int, engine: str, request: pytest.FixtureRequest) -> None:
    results: Results = request.getfixturevalue(engine)
    case, rules = CASES[key], definitions()
    assert results[rules[case.rule].slug][key] == case.expected
    waiting = rules.get(f"pending {case.rule}")
    assert (results[waiting.slug][key] if waiting else 0) == case.pending


def test_a_customer_with_many_rows_costs_no_more_than_their_number() -> None:
    """A robot's page views: what must not follow is looked for once, not once for each first step."""

    def seconds(many: int) -> float:
        moments = [datetime(2026, 2, 1) + timedelta(minutes=n) for n in range(many)]
        rows = [
            {"event_id": f"p{n}", "customer_key": 1, "ts": at, "local_date": at.date(), "date_only": False,
             "page": "/b" if n % 2 else "/a", "page_fold": "/b" if n % 2 else "/a"}
            for n, at in enumerate(moments)
        ]  # fmt: skip
        con = duck.connect()
        duck.fill(con, {"customers": [person(1)], "event_page_view": rows}, VOCABULARY)
        rule = (
            "{sequence: [{event: page_view}, {event: page_view, where: [{property: page, op: eq, value: /b}]},"
            " {without: order}], within: 30 days}"
        )
        plan = compile_([parse(f"{{slug: x, where: {rule}}}")], {}, SETTINGS, AS_OF, vocabulary=VOCABULARY)
        before = process_time()
        assert duck.run(con, plan)["x"] == {1: 1}
        return process_time() - before

    assert seconds(4000) < 4 * seconds(500)
