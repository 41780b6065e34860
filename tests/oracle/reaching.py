"""Drawn conditions on whom a message may go to, with the rows that they need."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from datetime import timedelta

from oracle.duck import fold
from oracle.worlds import Drawn
from osuma.engine.periods import naive_utc
from osuma.engine.segments.rule import Reach

#: Few, so that people share them; of desks, of nobody, and with the letters that engines fold.
MAILS = (
    "Anna@kauppa.fi", "anna@kauppa.fi", "ville@kauppa.fi", "INFO@firma.fi", "myynti@firma.fi", "kirjanpitö+a@f.fi",
    "ei@kauppa.fi", "ääk@ääk.fi", "a@a.fi", "x@y", "testi+1@kauppa.fi", "inforum@kauppa.fi",
)  # fmt: skip
PHONES = ("+358401234567", "+358501112223", "+358400000000", "+358123456789")
_ADDRESSES = [*{fold(mail) for mail in MAILS}, *PHONES]


def reach(rng: random.Random, op: str) -> Reach:
    """A leaf: of any ground, or of one."""
    if op == "any":
        return Reach(rng.choice(["email", "sms", "post"]), (), rng.choice(["marketing", "tracking"]))
    if op == "several":
        return Reach("email", tuple(rng.sample(["consent", "existing_customer", "company"], 2)))
    return Reach("email" if op == "company" else rng.choice(["email", "sms"]), (op,))


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
         "reason": rng.choice(["unsubscribed", "bounced"]),
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
    return replace(drawn, settings=replace(drawn.settings, existing_customers=drawn.seed % 2 == 0))


def _hash(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()
