"""What became of messages, written out by hand: compiler and interpreter must both say so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from oracle import duck
from oracle.test_golden_unknown import AS_OF, SETTINGS, person
from oracle.worlds import VOCABULARY
from osuma.engine.segments.check import check
from osuma.engine.segments.compile import compile_, compile_planes
from osuma.engine.segments.interpret import interpret
from osuma.engine.segments.parse import parse
from osuma.store.evaluation.planes import evaluate_planes

PEOPLE = (1, 2, 3, 4, 5)


def told(number: int, key: int, ts: datetime, campaign: str | None = "Kevät", **more: Any) -> dict[str, Any]:
    return {"event_id": f"m:{number:02}", "customer_key": key, "ts": ts, "local_date": ts.date(), "date_only": False,
            "channel": "email", "campaign": campaign,
            "campaign_fold": None if campaign is None else duck.fold(campaign)} | more  # fmt: skip


def said(key: int, channel: str, state: str, purpose: str = "tracking") -> dict[str, Any]:
    return {"customer_key": key, "channel": channel, "purpose": purpose, "state": state}


SENT = datetime(2026, 11, 2, 9)
#: 1 clicked, 2 was sent and did nothing, 3 the same with tracking refused, 4 refused and clicked, 5 never sent to.
WORLD: dict[str, list[dict[str, Any]]] = {
    "customers": [person(key) for key in PEOPLE],
    "customer_consents": [
        said(2, "email", "granted"), said(3, "email", "refused"), said(4, "email", "refused"),
        said(5, "sms", "refused"), said(1, "email", "refused", "marketing"),
    ],
    "event_email_sent": [told(key, key, SENT) for key in (1, 2, 3, 4)] + [told(9, 2, SENT, "Syksy")],
    "event_email_open": [told(11, 2, SENT, machine=True)],
    "event_email_click": [told(21, 1, SENT, machine=False), told(24, 4, SENT, machine=False)],
    "event_email_bounce": [
        told(31, 2, datetime(2026, 11, 2, 10), hard=True), told(32, 3, datetime(2026, 11, 20), hard=True),
        told(33, 1, datetime(2026, 11, 1), hard=True),
    ],
}  # fmt: skip
GOLDEN = [
    # of 3 it is not known, of 4 it is recorded; 5 refused of text messages only
    ("{message: clicked, channel: email}", (1, 0, 2, 1, 0)),
    ("{message: clicked}", (1, 0, 2, 1, 2)),
    ("{message: clicked, channel: sms}", (0, 0, 0, 0, 2)),
    ("{not: {message: clicked, channel: email}}", (0, 1, 2, 0, 1)),
    # sent and did not: who was never sent anything did not, whatever they refused
    ("{message: clicked, did: false}", (0, 1, 2, 0, 0)),
    ("{message: opened, human: false, channel: email}", (0, 1, 2, 2, 0)),
    ("{event: email_click, op: lt, value: 2, where: [{property: channel, op: eq, value: email}]}", (1, 1, 2, 1, 1)),
    ("{event: email_click, op: eq, value: 0, unknown: include}", (0, 1, 1, 0, 1)),
    ("{event: email_click, measure: {distinct: campaign}, op: gte, value: 1}", (1, 0, 2, 1, 2)),
    # what is sent and what bounces is told of everybody
    ("{message: sent}", (1, 1, 1, 1, 0)),
    ("{message: bounced, window: {last: 10 days}}", (0, 0, 0, 0, 0)),
    # 2: the spring did not arrive and the autumn did; 3: a bounce of later than a week; 1: of before it was sent
    ("{message: delivered}", (1, 1, 1, 1, 0)),
    ("{message: delivered, campaign: Kevät}", (1, 0, 1, 1, 0)),
    ("{message: delivered, campaign: Kevät, did: false}", (0, 1, 0, 0, 1)),
]


@pytest.mark.parametrize(("rule", "truths"), GOLDEN)
def test_golden(rule: str, truths: tuple[int, ...]) -> None:
    con = duck.connect()
    duck.fill(con, WORLD, VOCABULARY)
    defn = parse(f"{{slug: x, where: {rule}}}")
    assert check(defn, VOCABULARY, {}) == []
    expected = dict(zip(PEOPLE, truths, strict=True))
    assert interpret(defn, {}, SETTINGS, AS_OF, WORLD) == expected
    assert duck.run(con, compile_([defn], {}, SETTINGS, AS_OF, vocabulary=VOCABULARY))["x"] == expected


def test_all_of_them_together_as_planes() -> None:
    con = duck.connect()
    duck.fill(con, WORLD, VOCABULARY)
    defns = [parse(f"{{slug: x{n}, where: {rule}}}") for n, (rule, _) in enumerate(GOLDEN)]
    plan = compile_planes(defns, {}, SETTINGS, AS_OF, vocabulary=VOCABULARY)
    assert any(threshold.unseen for threshold in plan.thresholds.values())
    with evaluate_planes(duck.Opened(con), plan) as judged:
        for defn, (rule, truths) in zip(defns, GOLDEN, strict=True):
            members = [key for key, truth in zip(PEOPLE, truths, strict=True) if truth == 1]
            assert judged.keys_of(defn.slug).tolist() == members, rule
            assert judged.counts[defn.slug].unknown == truths.count(2), rule
