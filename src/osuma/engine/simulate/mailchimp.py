"""The newsletter tool's audience export: three files, for the subscribed, the unsubscribed and the cleaned."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time
from typing import get_args

from osuma.engine.simulate.population import Person
from osuma.engine.simulate.presence import Presence, State, Subscription
from osuma.engine.simulate.purchases import ZONE
from osuma.engine.simulate.rows import Cell, Sheet, fill

_HEAD = (
    "Email Address",
    "First Name",
    "Last Name",
    "MEMBER_RATING",
    "OPTIN_TIME",
    "OPTIN_IP",
    "CONFIRM_TIME",
    "CONFIRM_IP",
)
_PLACE = ("LATITUDE", "LONGITUDE", "GMTOFF", "DSTOFF", "TIMEZONE", "CC", "REGION", "LAST_CHANGED")
_TAIL = ("LEID", "EUID", "NOTES", "TAGS")
_EXTRA: dict[State, tuple[str, ...]] = {
    "subscribed": (),
    "unsubscribed": ("UNSUB_TIME", "UNSUB_CAMPAIGN_TITLE", "UNSUB_CAMPAIGN_ID", "UNSUB_REASON", "UNSUB_REASON_OTHER"),
    "cleaned": ("CLEAN_TIME", "CLEAN_CAMPAIGN_TITLE", "CLEAN_CAMPAIGN_ID"),
}
STATES: tuple[State, ...] = get_args(State)


def header(state: State) -> tuple[str, ...]:
    """The columns of one of the three files."""
    return (*_HEAD, *_PLACE, *_EXTRA[state], *_TAIL)


def sheets(
    rng: random.Random, everyone: list[Person], places: list[Presence]
) -> dict[State, tuple[Sheet, tuple[int, ...]]]:
    """Each file with whose its rows are."""
    made: dict[State, tuple[Sheet, tuple[int, ...]]] = {}
    for state in STATES:
        chosen = [(everyone[p.person], p.newsletter) for p in places if p.newsletter and p.newsletter.state == state]
        rows = tuple(_row(rng, person, subscription) for person, subscription in chosen)
        made[state] = (Sheet(header(state), rows), tuple(person.number for person, _ in chosen))
    return made


def _stamp(rng: random.Random, day: date) -> str:
    moment = datetime.combine(day, time(rng.randrange(8, 21), rng.randrange(60), rng.randrange(60)), ZONE)
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _row(rng: random.Random, person: Person, subscription: Subscription) -> tuple[Cell, ...]:
    state = subscription.state
    joined = _stamp(rng, subscription.since)
    left = _stamp(rng, subscription.until) if subscription.until else None
    address = f"192.0.2.{person.number % 250 + 1}"
    double = rng.random() < 0.7
    values: dict[str, Cell] = {
        "Email Address": subscription.email,
        "First Name": person.first_name,
        "Last Name": person.last_name,
        "MEMBER_RATING": str(rng.randint(2, 5)),
        "OPTIN_TIME": joined if double else None,
        "OPTIN_IP": address if double else None,
        "CONFIRM_TIME": joined,
        "CONFIRM_IP": address,
        "GMTOFF": "2",
        "DSTOFF": "3",
        "TIMEZONE": "Europe/Helsinki",
        "CC": "fi",
        "LAST_CHANGED": left or joined,
        "LEID": str(310_000_000 + person.number),
        "EUID": f"{rng.getrandbits(40):010x}",
        "TAGS": ",".join(f'"{tag}"' for tag in person.interests[:1]) or None,
    }
    if state == "unsubscribed":
        values |= {
            "UNSUB_TIME": left,
            "UNSUB_CAMPAIGN_TITLE": "Uutiskirje",
            "UNSUB_CAMPAIGN_ID": "a1b2c3d4e5",
            "UNSUB_REASON": "NORMAL",
        }
    if state == "cleaned":
        values |= {"CLEAN_TIME": left, "CLEAN_CAMPAIGN_TITLE": "Uutiskirje", "CLEAN_CAMPAIGN_ID": "a1b2c3d4e5"}
    return fill(header(state), values)
