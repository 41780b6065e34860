"""Drawn conditions on whom a message may go to, with the rows that they need."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from oracle.duck import fold
from oracle.worlds import Drawn
from osuma.engine.periods import naive_utc
from osuma.engine.segments.rule import Duration, Event, Filter, Measure, Reach, Stated, Suppressed, Window
from osuma.engine.tables.people import METHODS, REASONS

#: Few, so that people share them; of desks, of nobody, and with the letters that engines fold.
MAILS = (
    "Anna@kauppa.fi", "anna@kauppa.fi", "ville@kauppa.fi", "INFO@firma.fi", "myynti@firma.fi", "kirjanpitö+a@f.fi",
    "ei@kauppa.fi", "ääk@ääk.fi", "a@a.fi", "x@y", "testi+1@kauppa.fi", "inforum@kauppa.fi",
)  # fmt: skip
PHONES = ("+358401234567", "+358501112223", "+358400000000", "+358123456789")
# sorted: a set has another order in every process, and a world must be the same in each
_ADDRESSES = [*sorted({fold(mail) for mail in MAILS}), *PHONES]


def reach(rng: random.Random, op: str) -> Reach:
    """A leaf: of any ground, or of one."""
    if op == "any":
        return Reach(rng.choice(["email", "sms", "post"]), (), rng.choice(["marketing", "tracking"]))
    if op == "several":
        return Reach("email", tuple(rng.sample(["consent", "existing_customer", "company"], 2)))
    return Reach("email" if op == "company" else rng.choice(["email", "sms"]), (op,))


def stated(rng: random.Random, op: str) -> Stated:
    """A leaf on when and how consent was given; several ask two parts at once."""
    parts: dict[str, Any] = {}
    if op in ("window", "several"):
        day = Duration(rng.choice([30, 90, 300]), "days")
        parts["window"] = rng.choice([Window(last=day), Window(before=day), Window(since=date(2026, 3, 1))])
    if op in ("source", "several"):
        parts["sources"] = rng.choice([("shop",), ("crm",), ("shop", "withdrawn")])
    if op == "method":
        parts["methods"] = rng.choice([METHODS[:1], METHODS[:2]])
    if op in ("confirmed", "unconfirmed"):
        parts["double_opt_in"] = op == "confirmed"
    purpose = rng.choices(["marketing", "tracking"], [4, 1])[0]
    return Stated(rng.choice(["email", "sms"]), rng.choice(["granted", "granted", "refused"]), purpose, **parts)


def suppressed(rng: random.Random, op: str) -> Suppressed:
    """A leaf on the suppression list: of any reason, of some, or of some within a window."""
    reasons = () if op == "any" else tuple(rng.sample(REASONS[:3], rng.choice([1, 1, 2])))
    day = Duration(rng.choice([30, 90, 300]), "days")
    windows = [Window(last=day), Window(before=day), Window(since=date(2026, 3, 1))]
    return Suppressed(rng.choice(["email", "sms"]), reasons, rng.choice(windows) if op == "window" else None)


SUPPRESSED = ("any", "reason", "window")
STATED = ("window", "source", "method", "confirmed", "unconfirmed", "several")
REACH = ("any", "several", "consent", "existing_customer", "company")


def with_addresses(drawn: Drawn) -> Drawn:
    """The world with mailboxes, phones, a suppression list, companies and their contacts."""
    rng, rows, now = random.Random(f"reach {drawn.seed}"), drawn.rows, naive_utc(drawn.as_of)
    for row in rows["customers"]:
        mail = rng.choice([*MAILS, *[f"p{row['customer_key']}@x.fi"] * 12, None])
        phone = rng.choice([*PHONES, None])
        row |= {"email": mail, "email_fold": None if mail is None else fold(mail), "phone": phone}
    own = [row["email_fold"] for row in rows["customers"] if str(row["email_fold"]).endswith("@x.fi")]
    rows["suppressions"] = [
        {"seq": n, "channel": "sms" if n % 4 == 0 else "email",
         "address_hash": _hash(rng.choice(own if n % 2 and own else _ADDRESSES)),
         "reason": rng.choice(["unsubscribed", "bounced", "complained"]),
         "dated": rng.choice([True, True, False, None]),
         "ts": now - timedelta(days=rng.randrange(-20, 700)), "source": "shop"} for n in range(12)
    ]  # fmt: skip
    rows["accounts"] = [
        {"account_key": n, "country": rng.choice(["FI", "SE", None]), "business_id": rng.choice(["0112038-9", None]),
         "excluded": rng.choice([None, None, "bankruptcy"])} for n in range(6)
    ]  # fmt: skip
    keys = [row["customer_key"] for row in rows["customers"]]
    rows["contacts"] = [
        {"customer_key": rng.choice([*keys, None]), "account_key": rng.choice([0, 1, 2, 3, 4, 5, None])} for _ in keys
    ]
    for name, machine in (("email_sent", False), ("email_open", True), ("email_click", True)):
        rows[f"event_{name}"] = [_message(rng, keys, now, f"{name}:{n}", machine) for n in range(len(keys) // 2)]
    return replace(drawn, settings=replace(drawn.settings, existing_customers=drawn.seed % 2 == 0))


def _message(rng: random.Random, keys: list[int], now: datetime, event_id: str, machine: bool) -> dict[str, Any]:
    ts = now - timedelta(hours=rng.randrange(-50, 3000))
    campaign = rng.choice(["Kevät", "Syksy", None])
    row = {"event_id": event_id, "customer_key": rng.choice(keys), "ts": ts, "local_date": ts.date(),
           "date_only": False, "channel": rng.choice(["email", "email", "sms"]), "campaign": campaign,
           "campaign_fold": None if campaign is None else fold(campaign)}  # fmt: skip
    return {**row, "machine": rng.random() < 0.4} if machine else row


def unseen(rng: random.Random, op: str) -> Event:
    """A count of openings or clicks, which may be unknown."""
    where = [Filter("channel", "eq", rng.choice(["email", "sms"]))] if rng.random() < 0.5 else []
    where += [Filter("machine", "eq", False)] if rng.random() < 0.5 else []
    window = rng.choice([None, Window(last=Duration(30, "days"))])
    value = rng.choice([0, 1, 1, 2])
    measure = rng.choice([Measure(), Measure("distinct", "campaign")])
    return Event(rng.choice(["email_open", "email_click"]), tuple(where), measure, op, value, window)


def heaviest(rng: random.Random, op: str) -> Event:
    """What a person has spent most on."""
    event, name, by = rng.choice(
        [("order_line", "category", "amount"), ("order", "channel", "amount"), ("visit", "place", "minutes")]
    )
    window = rng.choice([None, Window(last=Duration(12, "months"))])
    value = None if op == "set" else rng.choice(["web", "store", "Juoksu", "Jooga", "Äiti", "STRASSE"])
    return Event(event, (), Measure("mode", name, by), op, value, window)


def _hash(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()
