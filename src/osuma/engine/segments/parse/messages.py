"""`message`: what became of messages, a short way to write conditions on the events of messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from osuma.engine.segments.mistakes import at
from osuma.engine.segments.parse.people import Reads
from osuma.engine.segments.rule import (
    AllOf,
    Chain,
    Duration,
    Event,
    Experiment,
    Filter,
    Node,
    Not,
    Step,
    Suppressed,
    Window,
)

MESSAGE_KEYS: dict[str, tuple[str, ...]] = {
    "message": ("message", "channel", "campaign", "human", "did", "window"),
}
#: What can become of a message, and the events that say so.
EVENTS = {"sent": "email_sent", "opened": "email_open", "clicked": "email_click", "bounced": "email_bounce"}
#: What the suppression list tells of a person, not of a message.
LISTED_FOR = ("unsubscribed", "complained")
KINDS = (*EVENTS, "delivered", "handed_over", *LISTED_FOR)
#: The arm of those who were in a list that left Osuma with a control group.
HANDED_OVER = "sent"
#: A bounce comes within this time.
ARRIVES = Duration(7, "days")
#: What software does too, such as a scanner or a mailbox that fetches pictures beforehand.
BY_SOFTWARE_TOO = ("opened", "clicked")
CHANNELS = ("email", "sms")


def message(reader: Reads, given: Mapping[str, Any], where: str) -> Node:
    """`{message: clicked, channel: email, campaign: Kevät, human: true, did: true, window: {last: 30 days}}`

    `did: false`: such a message was sent at least once and this did not become of any. human: by people (the
    default) or by software, of what both do. delivered: sent, and within `ARRIVES` no bounce of the same channel and
    campaign. handed_over: in the list exported under the experiment `campaign`, and not in its control group.
    unsubscribed, complained: as the suppression list says (`Suppressed`); `did: false` is then whose address is not
    on it for that, since no message is named.
    """
    kind = reader.choice(given, "message", where, KINDS, "sent")
    when, shared = reader.window(given, where), _shared(reader, given, where)
    human = _flag(reader, given, "human", where)
    if human is not None and kind not in BY_SOFTWARE_TOO:
        reader.wrong(
            at(where, "human"),
            "human",
            "Vain avaamisen ja klikkaamisen voi tehdä myös ohjelma; poista human.",
            "only opening and clicking are also done by software; remove human.",
        )
    if kind == "handed_over":
        return _did(reader, given, where, _handed_over(reader, given, where))
    if kind == "delivered":
        return _did(reader, given, where, _delivered(shared, when))
    if kind in LISTED_FOR:
        return _did(reader, given, where, _listed(reader, given, where, kind, when))
    own = (Filter("machine", "eq", human is False),) if kind in BY_SOFTWARE_TOO else ()
    if _flag(reader, given, "did", where) is not False:
        return Event(EVENTS[kind], (*shared, *own), window=when)
    without = Event(EVENTS[kind], (*shared, *own), op="eq", value=0, window=when)
    return without if kind == "sent" else AllOf((Event(EVENTS["sent"], shared, window=when), without))


def _did(reader: Reads, given: Mapping[str, Any], where: str, found: Node) -> Node:
    """The condition, or its opposite where it is asked for who did not."""
    return found if _flag(reader, given, "did", where) is not False else Not(found)


def _listed(reader: Reads, given: Mapping[str, Any], where: str, kind: str, when: Window | None) -> Suppressed:
    """Lists of who unsubscribed and complained name an address and a time, hardly ever the message."""
    if given.get("campaign") is not None:
        reader.wrong(
            at(where, "campaign"),
            "suppressed",
            "Peruutuksesta ja roskapostimerkinnästä tiedetään osoite ja aika, ei viestiä; poista campaign.",
            "of unsubscribing and complaining the address and the time are known, not the message; remove campaign.",
        )
    return Suppressed(reader.choice(given, "channel", where, CHANNELS, "email"), (kind,), when)


def _handed_over(reader: Reads, given: Mapping[str, Any], where: str) -> Node:
    """In a list that left Osuma and in its control group's other part: what happened there is not known here."""
    for key in (key for key in ("channel", "window", "human") if given.get(key) is not None):
        reader.wrong(
            at(where, key),
            "handed_over",
            f"Luovutetusta luettelosta tiedetään vain, keitä siinä oli; poista {key}.",
            f"of a list that was handed over only who was in it is known; remove {key}.",
        )
    if given.get("campaign") is None:
        reader.wrong(
            at(where, "campaign"),
            "handed_over",
            "Kerro, mikä luettelo: campaign: kokeen tunnus, jolla se vietiin (--control).",
            "say which list: campaign: the slug of the experiment under which it was exported (--control).",
        )
        return AllOf(())
    slug = reader.text(given, "campaign", where)
    # the arm of who was in none is not known; that they were in none is
    return AllOf((Experiment(slug), Experiment(slug, (HANDED_OVER,))))


def _delivered(shared: tuple[Filter, ...], when: Window | None) -> Chain:
    """No provider says that a message arrived; that it did not is said."""
    named = {one.property for one in shared}
    same = tuple(name for name in ("channel", "campaign") if name not in named)
    steps = (Step(EVENTS["sent"], shared), Step(EVENTS["bounced"], shared, without=True))
    return Chain(steps, ARRIVES, same, when, so_far=True)


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
