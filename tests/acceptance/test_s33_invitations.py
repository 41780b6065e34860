"""S33: invitations to a webinar on a topic: the list that is uploaded, against sets worked out by hand."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import people
import pytest

from in_process import Osuma

TODAY = datetime.now(UTC).date()
SIMILAR = ("Mittaus", "Laatu")
#: Name, topic and age in days of every event that has been.
PAST = (
    ("Mittaus haltuun", "Mittaus", 900), ("Mittauksen perusteet", "Mittaus", 500), ("Laatu kuntoon", "Laatu", 200),
    ("Mittauspäivä", "Mittaus", 100), ("Talouden luvut", "Talous", 50),
)  # fmt: skip
NEW = "Mittauksen uudet työkalut"
TWO_YEARS = 730
HEADER = ("Tapahtuma", "Päivä", "Sähköposti", "Etunimi", "Sukunimi", "Osallistui", "Aihe", "Markkinointilupa")
RULE = f"""
osuma: 1
slug: kutsu
name: {{fi: Kutsu mittauksen webinaariin, en: Invitation to the webinar on measuring}}
owner: test
purpose: Kutsu
kpi: registrations
where:
  all:
    - event: attendance
      where:
        - {{property: state, op: eq, value: attended}}
        - {{property: topic, op: in, value: [Mittaus, Laatu]}}
      window: {{last: 24 months}}
    - not:
        event: attendance
        where: [{{property: event_name, op: eq, value: {NEW}}}]
    - {{consent: email, state: granted}}
"""


@dataclass(frozen=True)
class Guest:
    """came: of each past event "kyllä", "ei" or "" (registered, and no more is known); no entry: not on its list."""

    email: str
    came: dict[str, str]
    allowed: str
    registered: bool


def guests() -> list[Guest]:
    rng = Random(33)
    found = []
    for n in range(80):
        came = {name: rng.choice(("kyllä", "kyllä", "ei", "")) for name, _, _ in PAST if rng.random() < 0.4}
        found.append(
            Guest(f"vieras{n}@yritys{n}.example", came, rng.choice(("kyllä", "kyllä", "ei", "")), n % 4 == 0)
        )
    return found


def day(ago: int) -> str:
    found = TODAY - timedelta(days=ago)
    return f"{found.day}.{found.month}.{found.year}"


def relevant(guest: Guest) -> list[str]:
    """The events on the topic or a similar one to which the guest came within 24 months, the newest first."""
    near = [(ago, name) for name, topic, ago in PAST if topic in SIMILAR and ago < TWO_YEARS]
    return [name for _, name in sorted(near) if guest.came.get(name) == "kyllä"]


@pytest.fixture(scope="module")
def everybody() -> list[Guest]:
    return guests()


@pytest.fixture(scope="module")
def invited(osuma: Osuma, folder: Path, everybody: list[Guest]) -> dict[str, str]:
    """What is in the list that the marketer uploads: address → the event that it names."""
    rows = [
        (name, day(ago), guest.email, "Vieras", f"Numero{n}", guest.came[name], topic, guest.allowed)
        for name, topic, ago in PAST
        for n, guest in enumerate(everybody)
        if name in guest.came
    ]
    osuma.load(people.write_rows(folder / "osallistujat.csv", HEADER, rows))
    coming = [
        (NEW, "31.12.2099", guest.email, "Vieras", f"Numero{n}", "", "Mittaus", "")
        for n, guest in enumerate(everybody)
        if guest.registered
    ]
    osuma.load(people.write_rows(folder / "ilmoittautuneet.csv", HEADER, coming))
    osuma.apply(RULE)
    path = folder / "kutsu.csv"
    osuma.ask("segments.export", slug="kutsu", to=str(path), with_=["attendance.event_name"])
    with path.open(encoding="utf-8", newline="") as file:
        return {row["email"]: row["attendance_event_name"] for row in csv.DictReader(file)}


def test_the_invited_are_the_set_worked_out_by_hand(everybody, invited):
    # S33.1 S33.2 S33.3
    expected = {g.email for g in everybody if relevant(g) and not g.registered and g.allowed == "kyllä"}
    assert set(invited) == expected
    assert len(expected) > 8


def test_who_only_registered_or_stayed_away_is_not_invited(everybody, invited):
    # S33.1
    near = [name for name, topic, ago in PAST if topic in SIMILAR and ago < TWO_YEARS]
    listed = {g.email for g in everybody if not relevant(g) and any(name in g.came for name in near)}
    assert listed
    assert {said for g in everybody if g.email in listed for name, said in g.came.items() if name in near} == {
        "ei",
        "",
    }
    assert not listed & set(invited)


def test_who_has_registered_for_the_new_event_is_not_invited_to_it(everybody, invited):
    # S33.2
    coming = {g.email for g in everybody if g.registered and relevant(g) and g.allowed == "kyllä"}
    assert coming
    assert not coming & set(invited)


def test_who_has_not_allowed_it_gets_no_invitation(everybody, invited):
    # S33.3
    silent = {g.email for g in everybody if g.allowed != "kyllä" and relevant(g) and not g.registered}
    assert {g.allowed for g in everybody if g.email in silent} == {"ei", ""}
    assert not silent & set(invited)


def test_the_list_names_the_event_that_each_came_to(everybody, invited):
    # S33.4
    assert invited == {g.email: relevant(g)[0] for g in everybody if g.email in invited}
    assert len(set(invited.values())) == 3
