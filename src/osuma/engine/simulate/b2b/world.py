"""The whole of the seller to companies: its exports of two months, and the truth behind them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.simulate.b2b import calls, companies, contacts, deals, webinars
from osuma.engine.simulate.exports import Export, World, planted_table
from osuma.engine.simulate.rows import Sheet

SMALLEST = 100
HISTORY_DAYS, MONTH_DAYS = 500, 30


def b2b_world(seed: int, end: date, size: int) -> World:
    """Simulate a seller with `size` contacts up to `end`, and its next month. The same arguments give the same world.

    Raises Misuse for a size too small to hold every awkwardness.
    """
    if size < SMALLEST:
        what = Words(
            fi=f"Simuloidussa yritysmyynnissä on oltava vähintään {SMALLEST} ihmistä, ei {size}.",
            en=f"The simulated sales to companies need at least {SMALLEST} people, not {size}.",
        )
        raise Misuse(what, "too_small")
    found = _Parts(seed, end, size)
    return World(kind="b2b", files=tuple(found.files()), truth=found.truth(), facts=found.facts())


class _Parts:
    """Every generator run once over the same companies and people, each with randomness of its own."""

    def __init__(self, seed: int, end: date, size: int) -> None:
        self.end, self.later_end = end, end + timedelta(days=MONTH_DAYS)

        def of(part: str) -> random.Random:
            return random.Random(f"{seed} {part}")  # noqa: S311 - repeatable on purpose

        self.companies = companies.companies(of("companies"), size * 9 // 20)
        self.accounts, self.planted, _ = companies.crm_sheet(of("crm"), self.companies)
        self.contacts = contacts.contacts(of("contacts"), self.companies, size, end)
        self.people = contacts.contacts_sheet(of("people"), self.contacts)
        self.registered = webinars.attendances(of("webinars"), self.contacts, end)
        self.webinars, self.registrations = webinars.webinars_sheet(of("attendance"), self.registered)
        start = end - timedelta(days=HISTORY_DAYS)
        self.deals = deals.deals(of("deals"), self.contacts, self.registered, start, end)
        some = self.contacts[:: HISTORY_DAYS // MONTH_DAYS]
        fresh = deals.deals(of("fresh"), some, self.registered, end + timedelta(days=1), self.later_end)
        self.later, self.fates = deals.a_month_later(of("later"), self.deals, fresh, self.later_end)
        self.pipeline = deals.deals_sheet(self.deals)
        self.next_pipeline = deals.deals_sheet(self.later)
        self.made = calls.calls(of("calls"), self.contacts, end)
        self.log = calls.calls_sheet(of("log"), self.made)

    def files(self) -> Iterable[Export]:
        yield _export(companies.FILE, self.accounts, "CRM:n yritykset", "Companies of the CRM")
        register = companies.register_sheet(self.companies)
        yield _export(companies.REGISTER_FILE, register, "Yritysrekisteri", "The company register", ";")
        yield _export("first/hubspot-contacts.csv", self.people, "CRM:n yhteyshenkilöt", "Contacts of the CRM")
        yield _export("first/hubspot-deals.csv", self.pipeline, "Kaupat", "Deals")
        history = deals.history_sheet(self.deals)
        yield _export("first/kauppojen-vaiheet.csv", history, "Kauppojen vaiheet", "Stages of the deals")
        yield _export("first/soitot.csv", self.log, "Soitot", "Calls", ";", "cp1252")
        yield _export("first/webinaarit.csv", self.webinars, "Webinaarit", "Webinars", ";", "utf-8-sig")
        yield _export("second/hubspot-deals.csv", self.next_pipeline, "Kaupat", "Deals")

    def truth(self) -> Mapping[str, Sheet]:
        return {
            "companies": companies.companies_truth(self.companies),
            "industries": companies.trades_truth(),
            "contacts": contacts.contacts_truth(self.contacts),
            "deals": deals.deals_truth(self.deals),
            "second_deals": deals.fates_truth(self.deals, self.later, self.fates),
            "calls": calls.calls_truth(self.made),
            "do_not_call": calls.do_not_call_truth(self.made),
            "webinars": webinars.webinars_truth(self.registered, self.registrations),
            "awkward": planted_table(self.planted),
        }

    def facts(self) -> Mapping[str, Any]:
        kinds = Counter(contact.kind for contact in self.contacts)
        return {
            "end": self.end.isoformat(),
            "second_end": self.later_end.isoformat(),
            "stages": dict(deals.MEANING),
            "webinar_lift": webinars.LIFT,
            "contacts": dict(sorted(kinds.items())),
            "distinct_people": len({c.person for c in self.contacts if c.person is not None}),
            "companies": sum(company.listed for company in self.companies),
            "set_apart": {companies.OWN_DOMAIN: kinds["own"]},
            "standing": dict(sorted(Counter(deals.MEANING[deal.stage] for deal in self.deals).items())),
            "won_amount": sum(deal.amount for deal in self.deals if deals.MEANING[deal.stage] == "won"),
        }


def _export(path: str, sheet: Sheet, fi: str, en: str, delimiter: str = ",", encoding: str = "utf-8") -> Export:
    return Export(path=path, what=Words(fi, en), content=sheet, delimiter=delimiter, encoding=encoding)
