"""Deals and their stages. Planted truth: which were won, when, and how often an industry's deals are.

The stages are home-made, so that somebody has to say which mean won and lost. The second delivery is a month
later and whole: deals have moved, some are new, and a few were deleted in the CRM.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from osuma.engine.simulate.b2b.companies import OWNERS, Company, account_id, crm_name
from osuma.engine.simulate.b2b.contacts import Contact, contact_id
from osuma.engine.simulate.b2b.webinars import LIFT, Attendance
from osuma.engine.simulate.exports import table
from osuma.engine.simulate.rows import Cell, Sheet

DEALS = (
    "Record ID", "Deal Name", "Deal Stage", "Pipeline", "Amount", "Create Date", "Close Date", "Deal owner",
    "Associated Contact IDs", "Associated Company", "Associated Company IDs",
)  # fmt: skip
STAGES = ("Liidi", "Tarve kartoitettu", "Tarjous lähetetty", "Neuvottelu", "Kauppa tuli", "Kauppa kuollut")
HISTORY = ("Record ID", "Deal Stage", "Entered")
WON, LOST = "Kauppa tuli", "Kauppa kuollut"
MEANING: Mapping[str, str] = {**dict.fromkeys(STAGES[:4], "open"), WON: "won", LOST: "lost"}
PER_COMPANY = 0.5
Fate = Literal["same", "changed", "gone", "new"]


@dataclass(frozen=True, kw_only=True)
class Deal:
    """One deal at one delivery. amount: whole euros. steps: stages with the day of entering, the last its present.

    decision: the day on which it is or will be decided; won: how. attended: whether somebody of the company had come
    to a webinar before the decision. written: the company's name as the seller typed it.
    """

    number: int
    company: Company
    contact: Contact
    amount: int
    created: date
    decision: date
    won: bool
    attended: bool
    written: str
    steps: tuple[tuple[str, date], ...]

    @property
    def stage(self) -> str:
        return self.steps[-1][0]


def deals(
    rng: random.Random, people: Sequence[Contact], webinars: Iterable[Attendance], first: date, last: date
) -> tuple[Deal, ...]:
    """Deals that were made between two days, as they stand on the last of them."""
    came: dict[int, date] = {}
    for one in webinars:
        if one.came:
            came[one.contact.company.number] = min(one.day, came.get(one.contact.company.number, one.day))
    found: list[Deal] = []
    for contact in people:
        if contact.kind != "person":
            continue
        for _ in range(1 + (rng.random() < 0.3) if rng.random() < PER_COMPANY else 0):
            found.append(_draw(rng, len(found), contact, came, first, last))
    return tuple(found)


def _draw(
    rng: random.Random, number: int, contact: Contact, came: Mapping[int, date], first: date, last: date
) -> Deal:
    trade = contact.company.trade
    created = first + timedelta(days=rng.randrange((last - first).days))
    decision = created + timedelta(days=max(3, round(rng.expovariate(1 / trade.days))))
    attended = contact.company.number in came and came[contact.company.number] <= decision
    won = rng.random() < trade.win * (LIFT if attended else 1.0)
    deal = Deal(
        number=number,
        company=contact.company,
        contact=contact,
        amount=max(300, round(rng.lognormvariate(0, 0.5) * trade.deal * 0.88 / 50) * 50),
        created=created,
        decision=decision,
        won=won,
        attended=attended,
        written=crm_name(rng, contact.company)[0],
        steps=(),
    )
    return replace(deal, steps=_steps(rng, deal, last))


def _steps(rng: random.Random, deal: Deal, today: date) -> tuple[tuple[str, date], ...]:
    """The stages entered by that day; a lost deal may skip some of them."""
    passed = STAGES[:4] if deal.won else STAGES[: rng.randint(1, 4)]
    span = (deal.decision - deal.created).days
    planned = [(stage, deal.created + timedelta(days=span * at // len(passed))) for at, stage in enumerate(passed)]
    planned.append((WON if deal.won else LOST, deal.decision))
    return tuple((stage, day) for stage, day in planned if day <= today)


def a_month_later(
    rng: random.Random, found: Iterable[Deal], fresh: Sequence[Deal], today: date
) -> tuple[tuple[Deal, ...], Mapping[int, Fate]]:
    """The deals as they stand at the second delivery, and what became of each. fresh: those made in between."""
    later: list[Deal] = []
    fates: dict[int, Fate] = {}
    undecided = [deal.number for deal in found if MEANING[deal.stage] == "open"]
    deleted = set(rng.sample(undecided, -(-len(undecided) // 20)))
    for deal in found:
        if deal.number in deleted:
            fates[deal.number] = "gone"
            continue
        moved = _moved(deal, today)
        fates[deal.number] = "changed" if moved.stage != deal.stage else "same"
        later.append(moved)
    number = max(fates, default=-1) + 1
    for at, deal in enumerate(fresh, number):
        fates[at] = "new"
        later.append(replace(deal, number=at))
    return tuple(later), fates


def _moved(deal: Deal, today: date) -> Deal:
    """The deal after its decision, where that has come; until then it stays where it is."""
    if MEANING[deal.stage] != "open" or deal.decision > today:
        return deal
    return replace(deal, steps=(*deal.steps, (WON if deal.won else LOST, deal.decision)))


def deal_id(number: int) -> str:
    """The CRM's own id of a deal."""
    return str(8_800_000 + number * 11)


def deals_sheet(found: Iterable[Deal]) -> Sheet:
    """The CRM's deals. The close date of an open deal is what the seller hopes."""
    return Sheet(DEALS, tuple(_row(deal) for deal in found))


def _row(deal: Deal) -> tuple[Cell, ...]:
    decided = MEANING[deal.stage] != "open"
    close = deal.decision if decided else deal.created + timedelta(days=90)
    return (
        deal_id(deal.number), f"{deal.company.name}: mittalaitteet", deal.stage, "Myyntiputki", str(deal.amount),
        f"{deal.created.isoformat()} 09:00", close.isoformat(), OWNERS[deal.company.number % len(OWNERS)],
        contact_id(deal.contact.number), deal.written, account_id(deal.company.number),
    )  # fmt: skip


def history_sheet(found: Iterable[Deal]) -> Sheet:
    """One row a stage that a deal entered."""
    rows = [(deal_id(deal.number), stage, day.isoformat()) for deal in found for stage, day in deal.steps]
    return Sheet(HISTORY, tuple(rows))


def deals_truth(found: Iterable[Deal]) -> Sheet:
    """One row a deal: its industry, how it stands, and how it ends where that is not known yet."""
    header = (
        "deal",
        "company",
        "contact",
        "industry_code",
        "standing",
        "amount",
        "will_be_won",
        "decision",
        "attended",
    )
    return table(
        header,
        (
            (
                deal_id(d.number), d.company.number, contact_id(d.contact.number), d.company.trade.code,
                MEANING[d.stage], d.amount, int(d.won), d.decision.isoformat(), int(d.attended),
            )
            for d in found
        ),
    )  # fmt: skip


def fates_truth(found: Iterable[Deal], later: Iterable[Deal], fates: Mapping[int, Fate]) -> Sheet:
    """One row a deal of either delivery."""
    before = {deal.number: deal.stage for deal in found}
    after = {deal.number: deal.stage for deal in later}
    rows = ((deal_id(n), fates[n], before.get(n), after.get(n)) for n in sorted(fates))
    return table(("deal", "fate", "stage_before", "stage_after"), rows)
