"""Whom a message may go to, written out by hand: compiler and interpreter must both say so."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from oracle import duck
from oracle.test_golden_unknown import AS_OF, SETTINGS, order, person
from oracle.worlds import VOCABULARY
from osuma.engine.errors import Refused
from osuma.engine.segments.check import check
from osuma.engine.segments.compile import compile_
from osuma.engine.segments.interpret import interpret
from osuma.engine.segments.parse import parse

WITH_BUYERS = replace(SETTINGS, existing_customers=True)
EARLY, LATE = datetime(2026, 1, 5), datetime(2026, 6, 5)


def at(key: int, email: str | None = None, phone: str | None = None, **more: Any) -> dict[str, Any]:
    return person(key, email=email, email_fold=None if email is None else duck.fold(email), phone=phone, **more)


def said(key: int, state: str, when: datetime = EARLY, **more: Any) -> dict[str, Any]:
    return {"identity_key": key, "channel": "email", "purpose": "marketing", "state": state, "ts": when,
            "dated": True, "source": "shop"} | more  # fmt: skip


def listed(address: str, reason: str, when: datetime, channel: str = "email") -> dict[str, Any]:
    return {"channel": channel, "address_hash": hashlib.sha256(address.encode()).hexdigest(), "reason": reason,
            "ts": when, "source": "shop"}  # fmt: skip


SAID = [
    said(1, "granted"), said(2, "refused"), said(5, "granted"), said(6, "granted", LATE), said(7, "granted", LATE),
    said(8, "granted"), said(13, "granted"), said(14, "granted", LATE, dated=False),
    said(1, "granted", channel="sms", purpose="tracking"),
]  # fmt: skip
WORLD: dict[str, list[dict[str, Any]]] = {
    "customers": [
        at(1, "Anna@kauppa.fi", "+358401234567"),  # consent
        at(2, "perhe@kauppa.fi"),  # refused
        at(3, "perhe@kauppa.fi"),  # shares the mailbox of 2
        at(4, "ostaja@kauppa.fi", "+358501112223"),  # bought, said nothing
        at(5, "ei@kauppa.fi"),  # consent, but the address is nobody's
        at(6, "palaaja@kauppa.fi"),  # unsubscribed in January, consent in June
        at(7, "pomppi@kauppa.fi"),  # bounced in January, consent in June
        at(8, "matti@konkurssi.fi"),  # consent, but every company of theirs is bankrupt
        at(9, "info@firma.fi"),  # the desk of a Finnish company
        at(10, "info@firma.se"),  # the desk of a Swedish company
        at(11, "liisa@firma.fi"),  # a named address at a Finnish company
        at(12, "info@kauppa.fi"),  # a desk of no company that is known
        at(13, None, "+358400000000", postcode="00100"),  # consent without an address; the phone is nobody's
        at(14, "takaisin@kauppa.fi"),  # unsubscribed in January, consent in a file of June that has no times
        at(15, "myynti@firma.fi"),  # the desk of two companies of which one is bankrupt
    ],
    "identities": [{"identity_key": k, "customer_key": k} for k in range(1, 16)],
    "consents": [{"seq": seq, **one} for seq, one in enumerate(SAID)],
    "customer_consents": [{"customer_key": one["identity_key"], **one} for one in SAID],
    "event_order": [order(4, EARLY, None, 1), order(9, EARLY, None, 2), order(2, EARLY, None, 3),
                    order(12, EARLY, None, 4, status="cancelled"), order(11, datetime(2027, 1, 1), None, 5)],
    "suppressions": [
        listed("palaaja@kauppa.fi", "unsubscribed", EARLY), listed("pomppi@kauppa.fi", "bounced", EARLY),
        listed("takaisin@kauppa.fi", "unsubscribed", EARLY), listed("anna@kauppa.fi", "unsubscribed", EARLY, "sms"),
    ],
    "accounts": [
        {"account_key": 1, "country": "FI", "business_id": None, "excluded": None},
        {"account_key": 2, "country": "SE", "business_id": None, "excluded": None},
        {"account_key": 3, "country": None, "business_id": "0112038-9", "excluded": "bankruptcy"},
    ],
    "contacts": [
        {"customer_key": key, "account_key": account}
        for key, account in ((9, 1), (11, 1), (10, 2), (8, 3), (15, 3), (15, 1), (None, 1))
    ],
}  # fmt: skip
#: A rule, and those for whom it is true where the workspace has said that buyers were told; of the rest it is false.
GOLDEN: list[tuple[str, set[int]]] = [
    ("{reach: email}", {1, 4, 6, 9, 15}),
    ("{reach: email, ground: consent}", {1, 6}),
    ("{reach: email, ground: existing_customer}", {4, 9}),
    ("{reach: email, ground: company}", {15}),
    ("{reach: email, ground: [company, consent]}", {1, 6, 15}),
    ("{none: [{reach: email}]}", {2, 3, 5, 7, 8, 10, 11, 12, 13, 14}),
    ("{reach: email, unknown: only}", set()),
    ("{reach: sms}", {4}),
    ("{reach: sms, purpose: tracking, ground: consent}", {1}),
    ("{reach: phone}", set()),
    ("{reach: post, purpose: tracking}", set()),
]


@pytest.mark.parametrize(("rule", "members"), GOLDEN)
def test_golden(rule: str, members: set[int]) -> None:
    con = duck.connect()
    duck.fill(con, WORLD, VOCABULARY)
    duck.derive(con)
    defn = parse(f"{{slug: x, where: {rule}}}")
    assert check(defn, VOCABULARY, {}) == []
    expected = {key: int(key in members) for key in range(1, 16)}
    assert duck.run(con, compile_([defn], {}, WITH_BUYERS, AS_OF, vocabulary=VOCABULARY))["x"] == expected
    assert interpret(defn, {}, WITH_BUYERS, AS_OF, WORLD) == expected


def test_buyers_count_only_where_the_workspace_has_said_so() -> None:
    con = duck.connect()
    duck.fill(con, WORLD, VOCABULARY)
    duck.derive(con)
    defn = parse("{slug: x, where: {reach: email}}")
    found = duck.run(con, compile_([defn], {}, SETTINGS, AS_OF, vocabulary=VOCABULARY))["x"]
    assert {key for key, truth in found.items() if truth == 1} == {1, 6, 9, 15}
    assert interpret(defn, {}, SETTINGS, AS_OF, WORLD) == found


def test_a_ground_that_the_channel_does_not_have_is_refused() -> None:
    with pytest.raises(Refused) as told:
        parse("{slug: x, where: {all: [{reach: phone, ground: [consent, company]}, {reach: fax}]}}")
    assert [(m.where, m.code) for m in told.value.mistakes] == [
        ("where.all[0].ground", "ground"), ("where.all[1].reach", "choice"),
    ]  # fmt: skip
