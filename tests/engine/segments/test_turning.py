"""Which conditions made the difference, by truth tables written by hand; and the questions that tell why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from osuma.engine.periods import Duration, Window
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Event
from osuma.engine.segments.turning import Between, counted_truth, leaves, turned_by

HELSINKI = ZoneInfo("Europe/Helsinki")
A, B, C = (
    "{property: city, op: eq, value: Turku}",
    "{property: country, op: eq, value: FI}",
    "{event: order}",
)


def rule(where: str) -> object:
    return parse(f"osuma: 1\nslug: x\nwhere: {where}\n")


@pytest.mark.parametrize(
    ("where", "before", "after", "expected"),
    [
        (f"{{all: [{A}, {B}]}}", (1, 1), (0, 1), ["all[0]"]),
        # either alone would have been enough to leave
        (f"{{all: [{A}, {B}]}}", (1, 1), (0, 0), ["all[0]", "all[1]"]),
        # both were needed to come in
        (f"{{all: [{A}, {B}]}}", (0, 0), (1, 1), ["all[0]", "all[1]"]),
        (f"{{any: [{A}, {B}]}}", (0, 1), (1, 0), []),
        (f"{{any: [{A}, {B}]}}", (1, 1), (0, 0), ["any[0]", "any[1]"]),
        # a change that made no difference is not named
        (f"{{all: [{A}, {{any: [{B}, {C}]}}]}}", (1, 1, 1), (0, 0, 1), ["all[0]"]),
        (f"{{none: [{A}]}}", (0,), (1,), ["none[0]"]),
        (f"{{not: {A}}}", (2,), (0,), ["not"]),
        # unknown is no member: it became known
        (f"{{all: [{A}, {B}]}}", (2, 1), (1, 1), ["all[0]"]),
        (f"{{all: [{A}, {B}]}}", (1, 1), (1, 1), []),
    ],
)
def test_the_conditions_that_made_the_difference(
    where: str, before: tuple[int, ...], after: tuple[int, ...], expected: list[str]
) -> None:
    defn = rule(where)
    paths = list(leaves(defn))
    found = turned_by(defn, None, dict(zip(paths, before, strict=True)), dict(zip(paths, after, strict=True)))
    assert list(found) == [f"where.{step}" for step in expected]


def test_a_class_is_left_where_an_earlier_one_takes_over() -> None:
    defn = parse(
        f"osuma: 1\npartition: p\nbase: {C}\nclasses:\n- {{slug: a, where: {A}}}\n- {{slug: b, where: {B}}}\n"
        "other: {slug: rest}\n"
    )
    before = {"base": 1, "classes[0].where": 0, "classes[1].where": 1}
    after = before | {"classes[0].where": 1}
    assert turned_by(defn, "b", before, after) == ("classes[0].where",)
    assert turned_by(defn, "a", before, after) == ("classes[0].where",)
    assert turned_by(defn, "rest", before, after) == ()
    assert turned_by(defn, None, before, after | {"base": 0}) == ("base",)


def test_the_two_questions_keep_the_old_period_and_leave_out_the_new_days() -> None:
    between = Between(
        datetime(2026, 11, 13, 21, 59, 59, 999999, UTC), datetime(2026, 11, 20, 21, 59, 59, 999999, UTC), HELSINKI
    )
    (leaf,) = leaves(rule("{event: order, op: gte, value: 2, window: {last: 12 months}}")).values()
    sifted = between.sift(leaf)
    assert sifted.then.window == Window(since=date(2025, 11, 14), until=date(2026, 11, 13))
    assert sifted.rest.window == Window(since=date(2025, 11, 21), until=date(2026, 11, 13))
    assert (sifted.duration, sifted.once) == (Duration(12, "months"), False)
    assert between.days == Window(since=date(2026, 11, 14), until=date(2026, 11, 20))
    (older,) = leaves(rule("{event: order, window: {before: 90 days}}")).values()
    assert between.sift(older).rest.window == Window(until=date(2026, 8, 22))
    (hours,) = leaves(rule("{event: order, window: {last: 48 hours}}")).values()
    assert between.sift(hours) is None


def test_how_long_ago_is_asked_as_whether_there_is_one_since() -> None:
    (leaf,) = leaves(rule("{recency: order, op: gt, value: 90 days}")).values()
    at = datetime(2026, 11, 13, tzinfo=UTC)
    sifted = Between(at, at, HELSINKI).sift(leaf)
    assert isinstance(sifted.then, Event)
    assert sifted.once
    assert [counted_truth(leaf, truth) for truth in (0, 1, 2)] == [1, 0, 0]
