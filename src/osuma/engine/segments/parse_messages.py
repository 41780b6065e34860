"""`message`: what became of messages, a short way to write conditions on the events of messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from osuma.engine.segments.mistakes import at
from osuma.engine.segments.parse_people import Reads
from osuma.engine.segments.rule import AllOf, Event, Filter, Node

MESSAGE_KEYS: dict[str, tuple[str, ...]] = {
    "message": ("message", "channel", "campaign", "human", "did", "window"),
}
#: What can become of a message, and the events that say so.
EVENTS = {"sent": "email_sent", "opened": "email_open", "clicked": "email_click", "bounced": "email_bounce"}
#: What software does too, such as a scanner or a mailbox that fetches pictures beforehand.
BY_SOFTWARE_TOO = ("opened", "clicked")
CHANNELS = ("email", "sms")


def message(reader: Reads, given: Mapping[str, Any], where: str) -> Node:
    """`{message: clicked, channel: email, campaign: Kevät, human: true, did: true, window: {last: 30 days}}`

    `did: false`: such a message was sent at least once and this did not become of any. human: by people (the
    default) or by software, of what both do.
    """
    kind = reader.choice(given, "message", where, tuple(EVENTS), "sent")
    when, shared = reader.window(given, where), _shared(reader, given, where)
    human = _flag(reader, given, "human", where)
    if human is not None and kind not in BY_SOFTWARE_TOO:
        reader.wrong(
            at(where, "human"),
            "human",
            "Vain avaamisen ja klikkaamisen voi tehdä myös ohjelma; poista human.",
            "only opening and clicking are also done by software; remove human.",
        )
    own = (Filter("machine", "eq", human is False),) if kind in BY_SOFTWARE_TOO else ()
    if _flag(reader, given, "did", where) is not False:
        return Event(EVENTS[kind], (*shared, *own), window=when)
    without = Event(EVENTS[kind], (*shared, *own), op="eq", value=0, window=when)
    return without if kind == "sent" else AllOf((Event(EVENTS["sent"], shared, window=when), without))


def _shared(reader: Reads, given: Mapping[str, Any], where: str) -> tuple[Filter, ...]:
    """Which messages are meant."""
    found = []
    if given.get("channel") is not None:
        found.append(Filter("channel", "eq", reader.choice(given, "channel", where, CHANNELS, "email")))
    if given.get("campaign") is not None:
        found.append(Filter("campaign", "eq", reader.text(given, "campaign", where)))
    return tuple(found)


def _flag(reader: Reads, given: Mapping[str, Any], key: str, where: str) -> bool | None:
    if given.get(key) is None:
        return None
    said = reader.flag(given, key, where)
    return said if isinstance(given[key], bool) else None
