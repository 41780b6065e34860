"""The people of the companies. Planted truth: who is one person in several rows, and which rows are nobody's own.

Some change employers and stand in the CRM twice, with another address and the same mobile. Some rows are a company's
role address. The seller's own people are there too, and the people of resellers.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from osuma.engine.simulate.b2b.companies import OWNERS, Company, account_id
from osuma.engine.simulate.exports import table
from osuma.engine.simulate.given_names import Gender, choose_name
from osuma.engine.simulate.goods import slug
from osuma.engine.simulate.population import mobile
from osuma.engine.simulate.rows import Sheet

CONTACTS = (
    "Record ID", "First Name", "Last Name", "Email", "Phone Number", "Mobile Phone Number", "Job Title",
    "Company Name", "City", "Lifecycle Stage", "Lead Status", "Create Date", "Contact owner",
    "Primary Associated Company ID", "Marketing contact status",
)  # fmt: skip
ROLE_NAMES = ("info", "myynti", "toimisto")
_TITLES = (
    ("Toimitusjohtaja", 18), ("CEO", 6), ("Tuotantopäällikkö", 16), ("Ostopäällikkö", 14), ("Ostaja", 12),
    ("Talouspäällikkö", 10), ("VD", 2), ("Projektipäällikkö", 12), ("Kunnossapitopäällikkö", 10),
)  # fmt: skip
Kind = Literal["person", "role_address", "own", "reseller"]
MOVED, SHARED = 0.03, 0.06


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One row of the CRM. number: of the row; person: of whom it is, null for a role address.

    company: its number. asked: whether marketing is allowed by what the CRM notes.
    """

    number: int
    person: int | None
    company: Company
    kind: Kind
    first_name: str | None
    last_name: str | None
    email: str
    phone: str | None
    title: str | None
    created: date
    asked: bool


def contacts(rng: random.Random, found: Sequence[Company], size: int, end: date) -> tuple[Contact, ...]:
    """`size` rows in all: people first, role addresses and those who changed employers among the last."""
    listed = [company for company in found if company.listed]
    roles, moved = max(3, int(size * SHARED)), max(3, int(size * MOVED))
    own = next(company for company in listed if company.role == "own")
    made = [_person(rng, n, own if n < 4 else rng.choice(listed), end) for n in range(size - roles - moved)]
    ordinary = [contact for contact in made if contact.kind == "person" and contact.phone]
    for before in rng.sample(ordinary, min(moved, len(ordinary))):
        made.append(_moved(rng, len(made), before, rng.choice(listed), end))
    while len(made) < size:
        made.append(_role(rng, len(made), rng.choice(listed), end))
    return tuple(made)


def _kind(company: Company) -> Kind:
    return "person" if company.role == "customer" else company.role


def _person(rng: random.Random, number: int, company: Company, end: date) -> Contact:
    gender: Gender = "f" if rng.random() < 0.4 else "m"
    tongue: Literal["fi", "sv"] = "sv" if rng.random() < company.municipality.swedish else "fi"
    first, last = choose_name(rng, gender, end.year - rng.randint(24, 64), tongue)
    return Contact(
        number=number,
        person=number,
        company=company,
        kind=_kind(company),
        first_name=first,
        last_name=last,
        email=f"{slug(first)}.{slug(last)}{number}@{company.domain}",
        phone=mobile(rng, number) if rng.random() < 0.8 else None,
        title=rng.choices([name for name, _ in _TITLES], [weight for _, weight in _TITLES])[0],
        created=end - timedelta(days=rng.randint(30, 1100)),
        asked=rng.random() < 0.45,
    )


def _moved(rng: random.Random, number: int, before: Contact, company: Company, end: date) -> Contact:
    email = f"{slug(before.first_name or '')}.{slug(before.last_name or '')}{number}@{company.domain}"
    created = end - timedelta(days=rng.randint(1, 29))
    return replace(before, number=number, company=company, email=email, kind=_kind(company), created=created)


def _role(rng: random.Random, number: int, company: Company, end: date) -> Contact:
    return Contact(
        number=number,
        person=None,
        company=company,
        kind="role_address",
        first_name=None,
        last_name=None,
        email=f"{rng.choice(ROLE_NAMES)}@{company.domain}",
        phone=None,
        title=None,
        created=end - timedelta(days=rng.randint(30, 1100)),
        asked=False,
    )


def contact_id(number: int) -> str:
    """The CRM's own id of a contact."""
    return str(51_000 + number * 3)


def contacts_sheet(rng: random.Random, found: Iterable[Contact]) -> Sheet:
    """The CRM's contacts."""
    rows = []
    for contact in found:
        name = contact.company.full_name
        stage = rng.choice(("subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "customer"))
        rows.append(
            (
                contact_id(contact.number), contact.first_name, contact.last_name, contact.email,
                None, contact.phone, contact.title, name, contact.company.place.city, stage,
                rng.choice(("NEW", "OPEN", "IN_PROGRESS", None)), f"{contact.created.isoformat()} 08:30",
                OWNERS[contact.company.number % len(OWNERS)], account_id(contact.company.number),
                "Marketing contact" if contact.asked else "Non-marketing contact",
            )
        )  # fmt: skip
    return Sheet(CONTACTS, tuple(rows))


def contacts_truth(found: Iterable[Contact]) -> Sheet:
    """One row a row of the CRM: whose it is and what kind of row."""
    header = ("contact", "person", "company", "kind", "email", "phone")
    return table(
        header, ((contact_id(c.number), c.person, c.company.number, c.kind, c.email, c.phone) for c in found)
    )
