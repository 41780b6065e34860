"""The call log. Planted truth: what came of each call behind its many spellings, and who may not be called again."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from osuma.engine.simulate.b2b.companies import OWNERS, crm_name
from osuma.engine.simulate.b2b.contacts import Contact, contact_id
from osuma.engine.simulate.exports import table
from osuma.engine.simulate.lists import local_phone
from osuma.engine.simulate.rows import Cell, Sheet

CALLS = ("Aika", "Soittaja", "Yritys", "Yhteyshenkilö", "Puhelin", "Sähköposti", "Tulos", "Kesto", "Muistiinpano")
#: What came of it: how common it is, and how salespeople write it.
OUTCOMES: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "no_answer": (46, ("ei vastannut", "Ei vastannut", "ei vast.", "EI VASTANNUT")),
    "reached": (26, ("tavoitettu", "Tavoitettu", "juteltiin")),
    "meeting": (9, ("tapaaminen", "Tapaaminen sovittu")),
    "not_interested": (15, ("ei kiinnosta", "Ei kiinnostusta", "ei tarvetta")),
    "do_not_call": (4, ("älä soita", "ÄLÄ SOITA", "ei saa soittaa")),
}
_NOTES = (None, None, None, "Soita uudelleen ensi viikolla", "Lomalla 31.7. asti; palaa sitten", 'Sanoi: "myöhemmin"')


@dataclass(frozen=True)
class Made:
    """One call. seconds: 0 where nobody answered."""

    contact: Contact
    at: datetime
    outcome: str
    seconds: int


def calls(rng: random.Random, found: Sequence[Contact], end: date) -> tuple[Made, ...]:
    """The calls of a year, oldest first. Nobody is called after having said no for good."""
    made: list[Made] = []
    for contact in found:
        if contact.kind != "person" or contact.phone is None or rng.random() < 0.45:
            continue
        days = sorted(rng.sample(range(1, 365), rng.randint(1, 4)), reverse=True)
        for ago in days:
            one = _call(rng, contact, end - timedelta(days=ago))
            made.append(one)
            if one.outcome == "do_not_call":
                break
    made.sort(key=lambda one: (one.at, one.contact.number))
    return tuple(made)


def _call(rng: random.Random, contact: Contact, day: date) -> Made:
    outcome = rng.choices(list(OUTCOMES), [weight for weight, _ in OUTCOMES.values()])[0]
    at = datetime.combine(day, time(rng.randrange(8, 17), rng.randrange(60)))
    return Made(contact, at, outcome, 0 if outcome == "no_answer" else rng.randint(20, 1500))


def calls_sheet(rng: random.Random, made: Iterable[Made]) -> Sheet:
    """The log as it is exported."""
    return Sheet(CALLS, tuple(_row(rng, one) for one in made))


def _row(rng: random.Random, one: Made) -> tuple[Cell, ...]:
    contact, at = one.contact, one.at
    name, _ = crm_name(rng, contact.company)
    return (
        f"{at.day}.{at.month}.{at.year} {at:%H.%M}", OWNERS[contact.company.number % len(OWNERS)], name,
        f"{contact.first_name} {contact.last_name}", local_phone(contact.phone),
        contact.email if rng.random() < 0.6 else None, rng.choice(OUTCOMES[one.outcome][1]),
        f"{one.seconds // 60}:{one.seconds % 60:02d}" if one.seconds else None, rng.choice(_NOTES),
    )  # fmt: skip


def calls_truth(made: Iterable[Made]) -> Sheet:
    """One row a row of the log."""
    header = ("row", "contact", "person", "company", "outcome", "seconds")
    return table(
        header,
        (
            (
                at,
                contact_id(one.contact.number),
                one.contact.person,
                one.contact.company.number,
                one.outcome,
                one.seconds,
            )
            for at, one in enumerate(made, 2)
        ),
    )


def do_not_call_truth(made: Iterable[Made]) -> Sheet:
    """One row a person who may not be called."""
    found = sorted(
        {one.contact.person for one in made if one.outcome == "do_not_call" and one.contact.person is not None}
    )
    return table(("person",), ((person,) for person in found))
