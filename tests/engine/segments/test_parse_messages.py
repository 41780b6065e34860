"""`message` is a short way to write conditions on events."""

from __future__ import annotations

import jsonschema
import pytest

from osuma.engine.errors import Refused
from osuma.engine.segments.check import check
from osuma.engine.segments.dump import dump
from osuma.engine.segments.parse import parse, parse_node
from osuma.engine.segments.schema import schema
from osuma.engine.tables.vocabulary import canonical

LAST = "window: {last: 30 days}"
MACHINE = "{property: machine, op: eq, value: false}"


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("{message: sent}", "{event: email_sent}"),
        ("{message: sent, did: false}", "{event: email_sent, op: eq, value: 0}"),
        (f"{{message: opened, {LAST}}}", f"{{event: email_open, where: [{MACHINE}], {LAST}}}"),
        (
            "{message: opened, human: false}",
            "{event: email_open, where: [{property: machine, op: eq, value: true}]}",
        ),
        (
            f"{{message: clicked, channel: email, campaign: Kevät, did: false, {LAST}}}",
            "{all: [{event: email_sent, where: [{property: channel, op: eq, value: email}, {property: campaign, op:"
            f" eq, value: Kevät}}], {LAST}}}, {{event: email_click, where: [{{property: channel, op: eq, value:"
            f" email}}, {{property: campaign, op: eq, value: Kevät}}, {MACHINE}], op: eq, value: 0, {LAST}}}]}}",
        ),
        (
            f"{{message: delivered, channel: email, {LAST}}}",
            "{sequence: [{event: email_sent, where: [{property: channel, op: eq, value: email}]}, {without:"
            " email_bounce, where: [{property: channel, op: eq, value: email}]}], within: 7 days, same: [campaign],"
            f" so_far: true, {LAST}}}",
        ),
        (
            "{message: handed_over, campaign: kevat-2026}",
            "{all: [{experiment: kevat-2026}, {experiment: kevat-2026, arm: sent}]}",
        ),
        (
            "{message: handed_over, campaign: kevat-2026, did: false}",
            "{not: {all: [{experiment: kevat-2026}, {experiment: kevat-2026, arm: sent}]}}",
        ),
        (
            f"{{message: unsubscribed, {LAST}}}",
            f"{{suppressed: email, reason: unsubscribed, {LAST}}}",
        ),
        (
            "{message: complained, channel: sms, did: false}",
            "{not: {suppressed: sms, reason: complained}}",
        ),
        (
            "{message: bounced, channel: sms}",
            "{event: email_bounce, where: [{property: channel, op: eq, value: sms}]}",
        ),
    ],
)
def test_a_message_is_the_events_that_it_stands_for(short: str, long: str) -> None:
    written = parse(f"{{slug: a, where: {short}}}")
    assert written == parse(f"{{slug: a, where: {long}}}")
    assert check(written, canonical(), {}) == []
    assert parse(dump(written)) == written


def test_every_mistake_of_a_message_at_once() -> None:
    written = {
        "message": "read",
        "channel": "fax",
        "human": 1,
        "did": "no",
        "window": {"last": "3 moons"},
        "tag": "x",
    }
    with pytest.raises(Refused) as caught:
        parse_node(written)
    assert {(m.where.removeprefix("where."), m.code) for m in caught.value.mistakes} == {
        ("tag", "unknown_key"), ("message", "choice"), ("channel", "choice"), ("human", "value"), ("did", "value"),
        ("window.last", "duration"),
    }  # fmt: skip
    with pytest.raises(Refused) as caught:
        parse_node({"message": "handed_over", "channel": "email"})
    assert {(m.where, m.code) for m in caught.value.mistakes} == {
        ("where.channel", "handed_over"), ("where.campaign", "handed_over"),
    }  # fmt: skip
    with pytest.raises(Refused) as caught:
        parse_node({"message": "bounced", "human": True})
    assert [(m.where, m.code) for m in caught.value.mistakes] == [("where.human", "human")]


def test_the_schema_knows_messages() -> None:
    good = {"slug": "a", "where": {"message": "clicked", "channel": "email", "did": False}}
    jsonschema.validate(good, schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"slug": "a", "where": {"message": "read"}}, schema())
