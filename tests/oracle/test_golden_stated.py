"""When, by whom and how consent was given, written out by hand: compiler and interpreter must both say so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from oracle import duck
from oracle.test_golden_reach import said
from oracle.test_golden_unknown import AS_OF, SETTINGS, person
from oracle.worlds import VOCABULARY
from osuma.engine.errors import Refused
from osuma.engine.segments.check import check
from osuma.engine.segments.compile import compile_
from osuma.engine.segments.depends import reads
from osuma.engine.segments.dump import node_mapping
from osuma.engine.segments.interpret import interpret
from osuma.engine.segments.parse import parse, parse_node

JANUARY, JUNE, NOVEMBER = datetime(2026, 1, 5), datetime(2026, 6, 5), datetime(2026, 11, 1)
#: The local midnight of Helsinki that begins 1 June 2026, and the last instant before it.
FIRST, BEFORE = datetime(2026, 5, 31, 21), datetime(2026, 5, 31, 20, 59, 59, 999999)
SAID = [
    said(1, "granted", JUNE, method="web_form", double_opt_in=True),
    said(2, "granted", JANUARY, method="paper", double_opt_in=False),
    said(3, "granted", JUNE, dated=False),  # the source gives no time, no way and no confirmation
    said(4, "refused", JUNE, method="phone"),
    # two sources allow it, one of them long ago
    said(5, "granted", JANUARY, method="event"), said(5, "granted", NOVEMBER, source="crm", method="web_form"),
    # one source refuses: what the other says does not count
    said(6, "granted", JUNE, method="web_form"), said(6, "refused", JANUARY, source="crm"),
    # given in January, taken back by hand in June, given again in November
    said(7, "refused", JUNE, source="withdrawn"), said(7, "granted", NOVEMBER, source="crm", method="web_form"),
    # taken back by hand, and not given since
    said(8, "granted", JANUARY), said(8, "refused", JUNE, source="withdrawn"),
    # the newest statement of a source counts, not the one of June
    said(9, "granted", JUNE, method="web_form"), said(9, "granted", NOVEMBER, method="paper"),
    said(10, "granted", FIRST), said(11, "granted", BEFORE),
    said(12, "granted", JUNE, channel="sms", method="web_form"),
    # one statement may fit, the other does not
    said(13, "granted", JANUARY, method="paper"), said(13, "granted", JUNE, source="crm", dated=None),
]  # fmt: skip
KEYS = range(1, 15)
REFUSED = {4, 6, 8}
WORLD: dict[str, list[dict[str, Any]]] = {
    "customers": [person(key) for key in KEYS],
    "identities": [{"identity_key": k, "customer_key": k} for k in KEYS],
    "consents": [{"seq": seq, **one} for seq, one in enumerate(SAID)],
    "customer_consents": [
        {"customer_key": key, "channel": "email", "purpose": "marketing", "state": "refused" if key in REFUSED else
         "granted"} for key in KEYS if key not in (12, 14)
    ] + [{"customer_key": 12, "channel": "sms", "purpose": "marketing", "state": "granted"}],
}  # fmt: skip
#: A rule, those for whom it is true, and those of whom it is not known.
GOLDEN: list[tuple[str, set[int], set[int]]] = [
    ("{consent: email}", {1, 2, 3, 5, 7, 9, 10, 11, 13}, {12, 14}),
    ("{consent: email, window: {since: 2026-06-01}}", {1, 5, 7, 9, 10}, {3, 12, 13, 14}),
    ("{consent: email, window: {until: 2026-05-31}}", {2, 5, 11, 13}, {3, 12, 14}),
    ("{consent: email, window: {last: 30 days}}", {5, 7, 9}, {3, 12, 13, 14}),
    ("{consent: email, source: shop}", {1, 2, 3, 5, 9, 10, 11, 13}, {12, 14}),
    ("{consent: email, source: [crm, erp]}", {5, 7, 13}, {12, 14}),
    ("{consent: email, method: web_form}", {1, 5, 7}, {3, 10, 11, 12, 13, 14}),
    ("{consent: email, method: [paper, event]}", {2, 5, 9, 13}, {3, 10, 11, 12, 14}),
    ("{consent: email, double_opt_in: true}", {1}, {3, 5, 7, 9, 10, 11, 12, 13, 14}),
    ("{consent: email, double_opt_in: false}", {2}, {3, 5, 7, 9, 10, 11, 12, 13, 14}),
    # both of one statement, not each of any
    ("{consent: email, source: shop, method: web_form}", {1}, {3, 10, 11, 12, 14}),
    ("{consent: email, window: {until: 2026-05-31}, method: web_form}", set(), {3, 11, 12, 13, 14}),
    ("{consent: email, state: refused, window: {since: 2026-06-01}}", {4, 8}, {12, 14}),
    ("{consent: email, state: refused, source: withdrawn}", {8}, {12, 14}),
    ("{consent: email, state: refused, method: phone}", {4}, {6, 8, 12, 14}),
    ("{none: [{consent: email, window: {since: 2026-06-01}}]}", {2, 4, 6, 8, 11}, {3, 12, 13, 14}),
    ("{consent: email, window: {since: 2026-06-01}, unknown: include}", {1, 3, 5, 7, 9, 10, 12, 13, 14}, set()),
    ("{consent: email, method: web_form, unknown: only}", {3, 10, 11, 12, 13, 14}, set()),
    ("{consent: sms, method: web_form}", {12}, set(KEYS) - {12}),
    ("{consent: email, purpose: tracking, source: shop}", set(), set(KEYS)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "members", "unknown"), GOLDEN)
def test_golden(rule: str, members: set[int], unknown: set[int]) -> None:
    con = duck.connect()
    duck.fill(con, WORLD, VOCABULARY)
    duck.derive(con)
    defn = parse(f"{{slug: x, where: {rule}}}")
    assert check(defn, VOCABULARY, {}) == []
    expected = {key: 2 if key in unknown else int(key in members) for key in KEYS}
    assert duck.run(con, compile_([defn], {}, SETTINGS, AS_OF, vocabulary=VOCABULARY))["x"] == expected
    assert interpret(defn, {}, SETTINGS, AS_OF, WORLD) == expected


def test_at_a_past_instant_what_was_said_later_is_not_known() -> None:
    con = duck.connect()
    duck.fill(con, WORLD, VOCABULARY)
    duck.derive(con)
    july = datetime(2026, 7, 1, tzinfo=UTC)
    defn = parse("{slug: x, where: {consent: email, method: web_form}}")
    found = duck.run(con, compile_([defn], {}, SETTINGS, july, False, VOCABULARY))["x"]
    assert found == interpret(defn, {}, SETTINGS, july, WORLD, current=False)
    # 7 has taken it back and not given it again yet, the newest of 9 is still that of June, a source refuses for 6
    assert {key for key, truth in found.items() if truth == 1} == {1, 9}
    assert found[7] == 0


def test_it_is_written_as_it_was_read() -> None:
    written = {
        "consent": "email", "state": "granted", "window": {"last": "30 days"}, "source": ["crm", "shop"],
        "method": "web_form", "double_opt_in": False, "unknown": "include",
    }  # fmt: skip
    assert node_mapping(parse_node(written)) == written
    assert "window" not in node_mapping(parse_node({"consent": "email"}))


def test_only_a_window_that_moves_is_moved_by_time() -> None:
    moving = reads(parse_node({"consent": "email", "window": {"last": "30 days"}}))
    assert (moving.clock, moving.consents) == (True, {("email", "marketing")})
    assert not reads(parse_node({"consent": "email", "window": {"since": "2026-06-01"}})).clock
    assert not reads(parse_node({"consent": "email", "method": "paper"})).clock


def test_every_mistake_is_named_at_once() -> None:
    with pytest.raises(Refused) as told:
        parse("{slug: x, where: {consent: fax, method: [webform, paper], double_opt_in: maybe, since: 1}}")
    assert {(m.where, m.code) for m in told.value.mistakes} == {
        ("where.consent", "choice"), ("where.method", "method"), ("where.double_opt_in", "value"),
        ("where.since", "unknown_key"),
    }  # fmt: skip
    [method] = [m for m in told.value.mistakes if m.code == "method"]
    assert "web_form" in method.what.en
    assert "web_form" in method.what.fi
    ahead = parse("{slug: x, where: {consent: email, window: {next: 30 days}}}")
    assert [m.where for m in check(ahead, VOCABULARY, {})] == ["where.window"]
