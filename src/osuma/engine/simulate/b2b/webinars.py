"""Webinars. Planted truth: who registered, who came and for how long, and how much likelier those who came buy.

The tool writes what people typed, so that a company's name is spelled as it comes, and somebody registers twice or
with an address of their own that the CRM has not.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from osuma.engine.simulate.b2b.companies import crm_name
from osuma.engine.simulate.b2b.contacts import Contact, contact_id
from osuma.engine.simulate.exports import table
from osuma.engine.simulate.rows import Cell, Sheet, dotted

WEBINARS = (
    "Tapahtuma", "Päivä", "Sähköposti", "Etunimi", "Sukunimi", "Yritys", "Osallistui", "Minuutteja", "Aihe",
    "Markkinointilupa",
)  # fmt: skip
TOPICS = (
    ("Mittaus haltuun", 300),
    ("Kunnossapidon luvut", 210),
    ("Laatu ja dokumentointi", 120),
    ("Kysy meiltä", 40),
)
#: What each is about; the last is about whatever is asked.
ABOUT = {"Mittaus haltuun": "Mittaus", "Kunnossapidon luvut": "Kunnossapito", "Laatu ja dokumentointi": "Laatu"}
#: Registers, and comes if registered.
REGISTERS, COMES = 0.14, 0.55
#: How many times likelier a deal is won where somebody of the company came before the deal was decided.
LIFT = 1.5


@dataclass(frozen=True)
class Attendance:
    """One registration. minutes: 0 where the person did not come. other: an address that only this file has."""

    contact: Contact
    topic: str
    day: date
    minutes: int
    other: bool

    @property
    def came(self) -> bool:
        return self.minutes > 0


def attendances(rng: random.Random, found: Sequence[Contact], end: date) -> tuple[Attendance, ...]:
    """Who registered for what, oldest webinar first."""
    return tuple(
        Attendance(
            contact,
            topic,
            end - timedelta(days=ago),
            rng.randint(8, 60) if rng.random() < COMES else 0,
            rng.random() < 0.06,
        )
        for topic, ago in TOPICS
        for contact in found
        if contact.kind == "person" and rng.random() < REGISTERS
    )


def webinars_sheet(rng: random.Random, found: Iterable[Attendance]) -> tuple[Sheet, tuple[int, ...]]:
    """The tool's list, and which registration each row is of: some registered twice."""
    rows: list[tuple[Cell, ...]] = []
    of: list[int] = []
    for at, one in enumerate(found):
        row = _row(rng, one)
        for _ in range(2 if rng.random() < 0.02 else 1):
            rows.append(row)
            of.append(at)
    return Sheet(WEBINARS, tuple(rows)), tuple(of)


def _row(rng: random.Random, one: Attendance) -> tuple[Cell, ...]:
    contact = one.contact
    email = f"{contact.email.partition('@')[0]}@kotiposti.example" if one.other else contact.email
    name, _ = crm_name(rng, contact.company)
    came = rng.choice(("kyllä", "Kyllä", "KYLLÄ")) if one.came else "ei"
    minutes = str(one.minutes) if one.came else None
    return (
        one.topic, dotted(one.day), email, contact.first_name, contact.last_name, name, came, minutes,
        ABOUT.get(one.topic), "kyllä" if contact.asked else "ei",
    )  # fmt: skip


def webinars_truth(found: Sequence[Attendance], rows: Iterable[int]) -> Sheet:
    """One row a row of the list."""
    header = ("row", "contact", "person", "company", "topic", "came", "minutes", "other_address")
    return table(
        header,
        (
            (
                at, contact_id(one.contact.number), one.contact.person, one.contact.company.number, one.topic,
                int(one.came), one.minutes, int(one.other),
            )
            for at, one in enumerate((found[n] for n in rows), 2)
        ),
    )  # fmt: skip
