"""Who has unsubscribed, complained or bounced, written out by hand: compiler and interpreter must both say so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from oracle import duck
from oracle.test_golden_reach import at, listed, said
from oracle.test_golden_unknown import AS_OF, SETTINGS
from oracle.worlds import VOCABULARY
from osuma.engine.errors import Refused
from osuma.engine.segments.check import check
from osuma.engine.segments.compile import compile_, compile_planes
from osuma.engine.segments.depends import reads
from osuma.engine.segments.dump import node_mapping
from osuma.engine.segments.interpret import interpret
from osuma.engine.segments.parse import parse, parse_node
from osuma.store.evaluation.planes import evaluate_planes

JANUARY, JUNE, NOVEMBER = datetime(2026, 1, 5), datetime(2026, 6, 5), datetime(2026, 11, 1)
#: The local midnight of Helsinki that begins 1 June 2026, and the last instant before it.
FIRST, BEFORE = datetime(2026, 5, 31, 21), datetime(2026, 5, 31, 20, 59, 59, 999999)
NUMBER = "+358401234567"


def on(
    address: str, reason: str, when: datetime, channel: str = "email", dated: bool | None = True
) -> dict[str, Any]:
    return listed(address, reason, when, channel) | {"dated": dated}


KEYS = range(1, 15)
WORLD: dict[str, list[dict[str, Any]]] = {
    "customers": [
        at(1, "Anna@kauppa.fi", NUMBER),  # unsubscribed in June; of text messages in January
        at(2, "ville@kauppa.fi"),  # complained in January
        at(3, "oili@kauppa.fi"),  # bounced, by a list that gives no time
        at(4, "perhe@kauppa.fi"), at(5, "PERHE@kauppa.fi"),  # one of them unsubscribed in November
        at(6, "palaaja@kauppa.fi"),  # unsubscribed in January, consent again in June
        at(7, "kahdesti@kauppa.fi"),  # unsubscribed in January and again in November
        at(8, "ei@kauppa.fi"),  # on the list, but the address is nobody's
        at(9),  # no address
        at(10, "eka@kauppa.fi"), at(11, "ennen@kauppa.fi"),  # at the edge of June
        at(12, "monta@kauppa.fi"),  # unsubscribed at an unknown time, complained in November
        at(13, "vanha@kauppa.fi"),  # an entry of before, of which nothing is known of its time
        at(14, "puhtaat@kauppa.fi", "+358501112223"),  # not on the list; the phone asked not to be called
    ],
    "identities": [{"identity_key": k, "customer_key": k} for k in KEYS],
    "consents": [{"seq": 1, **said(6, "granted", JUNE)}],
    "customer_consents": [{"customer_key": 6, "channel": "email", "purpose": "marketing", "state": "granted"}],
    "suppressions": [
        on("anna@kauppa.fi", "unsubscribed", JUNE), on(NUMBER, "unsubscribed", JANUARY, "sms"),
        on("ville@kauppa.fi", "complained", JANUARY), on("oili@kauppa.fi", "bounced", NOVEMBER, dated=False),
        on("perhe@kauppa.fi", "unsubscribed", NOVEMBER), on("palaaja@kauppa.fi", "unsubscribed", JANUARY),
        on("kahdesti@kauppa.fi", "unsubscribed", JANUARY), on("kahdesti@kauppa.fi", "unsubscribed", NOVEMBER),
        on("ei@kauppa.fi", "unsubscribed", NOVEMBER), on("eka@kauppa.fi", "unsubscribed", FIRST),
        on("ennen@kauppa.fi", "unsubscribed", BEFORE), on("monta@kauppa.fi", "unsubscribed", JUNE, dated=False),
        on("monta@kauppa.fi", "complained", NOVEMBER), on("vanha@kauppa.fi", "objection", JANUARY, dated=None),
        on("+358501112223", "do_not_call", JUNE, "phone"),
    ],
}  # fmt: skip
NOWHERE = {8, 9}
MAILED = set(KEYS) - NOWHERE
#: A rule, those for whom it is true, and those of whom it is not known.
GOLDEN: list[tuple[str, set[int], set[int]]] = [
    ("{suppressed: email}", MAILED - {14}, NOWHERE),
    ("{suppressed: email, reason: unsubscribed}", {1, 4, 5, 6, 7, 10, 11, 12}, NOWHERE),
    ("{suppressed: email, reason: complained}", {2, 12}, NOWHERE),
    ("{suppressed: email, reason: [bounced, complained]}", {2, 3, 12}, NOWHERE),
    ("{not: {suppressed: email, reason: unsubscribed}}", {2, 3, 13, 14}, NOWHERE),
    ("{suppressed: email, reason: unsubscribed, window: {last: 30 days}}", {4, 5, 7}, {12, *NOWHERE}),
    ("{suppressed: email, reason: complained, window: {last: 30 days}}", {12}, NOWHERE),
    # the one known time fits, whatever the other was
    ("{suppressed: email, window: {last: 30 days}}", {4, 5, 7, 12}, {3, 13, *NOWHERE}),
    ("{suppressed: email, reason: unsubscribed, window: {since: 2026-06-01}}", {1, 4, 5, 7, 10}, {12, *NOWHERE}),
    ("{suppressed: email, reason: unsubscribed, window: {until: 2026-05-31}}", {6, 7, 11}, {12, *NOWHERE}),
    ("{suppressed: email, reason: bounced, window: {before: 1 year}}", set(), {3, *NOWHERE}),
    ("{none: [{suppressed: email, reason: bounced, window: {last: 30 days}}]}", MAILED - {3}, {3, *NOWHERE}),
    ("{suppressed: email, reason: bounced, unknown: include}", {3, *NOWHERE}, set()),
    ("{suppressed: email, reason: bounced, window: {last: 1 year}, unknown: only}", {3, *NOWHERE}, set()),
    ("{suppressed: sms}", {1}, set(KEYS) - {1, 14}),
    ("{suppressed: sms, reason: complained}", set(), set(KEYS) - {1, 14}),
    ("{suppressed: phone, reason: do_not_call}", {14}, set(KEYS) - {1, 14}),
    # the short way to write it
    ("{message: unsubscribed}", {1, 4, 5, 6, 7, 10, 11, 12}, NOWHERE),
    ("{message: complained, did: false}", MAILED - {2, 12}, NOWHERE),
    ("{message: unsubscribed, channel: sms, window: {last: 12 months}}", {1}, set(KEYS) - {1, 14}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "members", "unknown"), GOLDEN)
def test_golden(rule: str, members: set[int], unknown: set[int]) -> None:
    con = duck.connect()
    duck.fill(con, WORLD, VOCABULARY)
    duck.derive(con)
    defn = parse(f"{{slug: x, where: {rule}}}")
    assert check(defn, VOCABULARY, {}) == []
    expected = {key: 2 if key in unknown else int(key in members) for key in KEYS}
    assert interpret(defn, {}, SETTINGS, AS_OF, WORLD) == expected
    assert duck.run(con, compile_([defn], {}, SETTINGS, AS_OF, vocabulary=VOCABULARY))["x"] == expected


def test_the_fast_form_says_the_same() -> None:
    con = duck.connect()
    duck.fill(con, WORLD, VOCABULARY)
    duck.derive(con)
    rules = [parse(f"{{slug: x{n}, where: {rule}}}") for n, (rule, _, _) in enumerate(GOLDEN)]
    plan = compile_planes(rules, {}, SETTINGS, AS_OF, vocabulary=VOCABULARY)
    with evaluate_planes(duck.Opened(con), plan) as judged:
        for n, (rule, members, unknown) in enumerate(GOLDEN):
            assert set(judged.keys_of(f"x{n}").tolist()) == members, rule
            assert judged.counts[f"x{n}"].unknown == len(unknown), rule


def test_at_a_past_instant_what_was_listed_later_is_not_known() -> None:
    con = duck.connect()
    duck.fill(con, WORLD, VOCABULARY)
    duck.derive(con)
    july = datetime(2026, 7, 1, tzinfo=UTC)
    defn = parse("{slug: x, where: {suppressed: email}}")
    found = duck.run(con, compile_([defn], {}, SETTINGS, july, False, VOCABULARY))["x"]
    assert found == interpret(defn, {}, SETTINGS, july, WORLD, current=False)
    assert {key for key, truth in found.items() if truth == 1} == {1, 2, 6, 7, 10, 11, 12, 13}


def test_it_is_written_as_it_was_read() -> None:
    written = {
        "suppressed": "phone", "reason": ["do_not_call", "objection"], "window": {"last": "30 days"},
        "unknown": "include",
    }  # fmt: skip
    assert node_mapping(parse_node(written)) == written
    assert node_mapping(parse_node({"suppressed": "email", "reason": "bounced"})) == {
        "suppressed": "email", "reason": "bounced",
    }  # fmt: skip


def test_only_a_window_that_moves_is_moved_by_time() -> None:
    moving = reads(parse_node({"suppressed": "sms", "window": {"last": "30 days"}}))
    assert (moving.clock, moving.fields, moving.tables) == (True, {"phone"}, {"suppressions"})
    assert not reads(parse_node({"suppressed": "email", "window": {"since": "2026-06-01"}})).clock


def test_every_mistake_is_told_with_its_place() -> None:
    with pytest.raises(Refused) as told:
        parse(
            "{slug: x, where: {all: [{suppressed: post, reason: unsubscribe}, {message: complained, campaign: K}, "
            "{message: unsubscribed, channel: phone, human: true}]}}"
        )
    assert {(m.where, m.code) for m in told.value.mistakes} == {
        ("where.all[0].suppressed", "choice"), ("where.all[0].reason", "reason"),
        ("where.all[1].campaign", "suppressed"), ("where.all[2].channel", "choice"), ("where.all[2].human", "human"),
    }  # fmt: skip
    assert "unsubscribed" in next(m for m in told.value.mistakes if m.code == "reason").what.en
    of_companies = parse("{slug: x, of: accounts, where: {suppressed: email}}")
    assert [m.code for m in check(of_companies, VOCABULARY, {})] == ["unit"]
