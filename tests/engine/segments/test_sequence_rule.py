"""Sequences as they are written: read, written again, checked, and what they depend on."""

from __future__ import annotations

import jsonschema
import pytest

from osuma.engine.errors import Refused
from osuma.engine.periods import Duration, Window
from osuma.engine.segments.absence import absences
from osuma.engine.segments.check import check
from osuma.engine.segments.depends import depends_on
from osuma.engine.segments.dump import dump, to_mapping
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Chain, Definition, Filter, Not, Segment, Step
from osuma.engine.segments.schema import schema
from osuma.engine.tables.vocabulary import EventType, Field, canonical

CART = EventType("add_to_cart", {"ts": Field("ts", "instant"), "product": Field("product", "text")})
VOCABULARY = canonical().extended((), (CART,))
FULL = """
sequence:
  - {event: page_view, where: [{property: page, op: starts_with, value: /shoes}]}
  - {without: email_click}
  - {event: add_to_cart}
  - {without: order}
within: 7 days
window: {last: 90 days}
so_far: true
unknown: include
"""


def of(rule: str) -> Definition:
    return parse(f"{{slug: here, where: {rule}}}")


def written(rule: str) -> Chain:
    defn = parse("slug: here\nwhere:\n" + "\n".join(f"  {line}" for line in rule.splitlines()))
    assert isinstance(defn, Segment)
    assert isinstance(defn.where, Chain)
    return defn.where


def codes(rule: str) -> list[tuple[str, str]]:
    return [(m.where, m.code) for m in check(of(rule), VOCABULARY, {})]


def test_every_part_is_read() -> None:
    found = written(FULL)
    assert found.steps == (
        Step("page_view", (Filter("page", "starts_with", "/shoes"),)),
        Step("email_click", without=True),
        Step("add_to_cart"),
        Step("order", without=True),
    )
    assert (found.within, found.window) == (Duration(7, "days"), Window(last=Duration(90, "days")))
    assert (found.so_far, found.waits, found.unknown) == (True, True, "include")
    assert [step.event for step in found.done] == ["page_view", "add_to_cart"]
    assert [[s.event for s in found.without_after(i)] for i in (0, 1)] == [["email_click"], ["order"]]


@pytest.mark.parametrize(
    "rule", [FULL, "sequence: [{event: comment}, {event: comment}]\nsame: product", "sequence: [{event: order}]"]
)
def test_what_is_written_is_read_again(rule: str) -> None:
    defn = Segment("here", written(rule))
    assert parse(dump(defn)) == defn


def test_the_schema_says_the_same() -> None:
    jsonschema.validate(to_mapping(Segment("here", written(FULL))), schema())
    seven = {"slug": "here", "where": {"sequence": [{"event": "order"}] * 7}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(seven, schema())


def test_every_mistake_of_form_is_told_at_once() -> None:
    steps = "[{event: order, without: order}, 3, {event: order, op: eq}]"
    with pytest.raises(Refused) as refused:
        of(f"{{sequence: {steps}, within: long, same: [3], so_far: 1}}")
    assert [m.where.removeprefix("where.") for m in refused.value.mistakes] == [
        "within", "sequence[0]", "sequence[1]", "sequence[2].op", "same", "so_far",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "where", "code"),
    [
        ("{sequence: [{event: order}]}", "where.sequence", "steps"),
        (f"{{sequence: [{', '.join(['{event: order}'] * 7)}]}}", "where.sequence", "steps"),
        ("{sequence: [{without: order}, {event: order}]}", "where.sequence[0]", "steps"),
        ("{sequence: [{event: order}, {without: refund}]}", "where.within", "missing"),
        ("{sequence: [{event: order}, {event: order}], so_far: true}", "where.so_far", "so_far"),
        ("{sequence: [{event: order}, {event: ordr}]}", "where.sequence[1].event", "unknown_event"),
        (
            "{sequence: [{event: order}, {without: ordr}], within: 1 day}",
            "where.sequence[1].without",
            "unknown_event",
        ),
        (
            "{sequence: [{event: order}, {event: order, where: [{property: chanel, op: eq, value: web}]}]}",
            "where.sequence[1].where[0].property",
            "unknown_property",
        ),
        ("{sequence: [{event: order}, {event: order}], window: {next: 3 days}}", "where.window", "future"),
        ("{sequence: [{event: order}, {event: add_to_cart}], same: [product]}", "where.same[0]", "unknown_property"),
        ("{sequence: [{event: order}, {event: order}], same: [ts]}", "where.same[0]", "same"),
        ("{sequence: [{event: order}, {event: survey_answer}], same: [amount]}", "where.same[0]", "unknown_property"),
    ],
)
def test_what_makes_no_sense_is_refused(rule: str, where: str, code: str) -> None:
    assert codes(rule) == [(where, code)]


def test_the_limit_is_told_with_a_way_out() -> None:
    (found,) = check(of(f"{{sequence: [{', '.join(['{event: order}'] * 7)}]}}"), VOCABULARY, {})
    assert found.what.en.startswith("the sequence has 7 steps and 6 at most will do")
    assert found.what.fi.startswith("Jonossa on 7 vaihetta ja enintään 6 käy")


def test_a_without_may_lack_what_is_the_same() -> None:
    assert codes("{sequence: [{event: add_to_cart}, {without: order}], within: 1 day, same: [product]}") == []


def test_no_sequence_of_areas() -> None:
    defn = parse("{slug: a, of: areas, where: {sequence: [{event: order}, {event: order}]}}")
    assert [m.code for m in check(defn, VOCABULARY, {})] == ["unit"]


@pytest.mark.parametrize(
    ("rest", "clock"),
    [
        ("{event: refund}]", False),
        ("{event: refund}], window: {since: 2026-01-01}", False),
        ("{event: refund}], window: {last: 30 days}", True),
        ("{without: refund}], within: 3 days", True),
    ],
)
def test_what_changes_the_truth(rest: str, clock: bool) -> None:
    found = depends_on(of(f"{{sequence: [{{event: order}}, {rest}}}"))
    assert (found.events, found.clock, found.others) == ({"order", "refund"}, clock, False)


def test_old_data_makes_a_without_true() -> None:
    rule = "{sequence: [{event: page_view}, {without: email_click}, {without: order}], within: 3 days}"
    assert [(a.event, isinstance(a.said, Not)) for a in absences(of(rule), {})] == [
        ("email_click", False),
        ("order", False),
    ]
    assert [(a.event, isinstance(a.said, Not)) for a in absences(of(f"{{not: {rule}}}"), {})] == [("page_view", True)]
