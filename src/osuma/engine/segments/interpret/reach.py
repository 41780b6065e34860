"""Whom a message may go to, looked up person by person."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from osuma.engine.segments.interpret.rows import Facts, RowOf
from osuma.engine.segments.interpret.values import fold
from osuma.engine.segments.rule import Reach
from osuma.engine.tables.addresses import ADDRESS, PLACEHOLDER_EMAIL, PLACEHOLDER_PHONE, ROLE_EMAIL


def fate(leaf: Reach, person: RowOf, facts: Facts) -> str:
    """A ground on which a message may go, or why it may not."""
    where = _address(person, leaf.reach, facts)
    if where is None:
        return "without_address"
    if _barred(where, leaf, facts):
        return "suppressed"
    companies = _companies(person, facts)
    if companies and all(company["excluded"] is not None for company in companies):
        return "company_excluded"
    state = facts.consent(person, leaf.reach, leaf.purpose)
    if state == "refused" or (leaf.reach != "post" and _refused_there(where, leaf, facts)):
        return "refused"
    if state == "granted":
        return "consent"
    bought = facts.settings.existing_customers and facts.events(person, "order")
    if bought and leaf.reach in ("email", "sms"):
        return "existing_customer"
    finnish = [c for c in companies if c["excluded"] is None and (c["country"] == "FI" or c["business_id"])]
    if leaf.reach == "email" and finnish and re.search(ROLE_EMAIL, where):
        return "company"
    return "no_ground"


def _address(person: RowOf, channel: str, facts: Facts) -> str | None:
    if channel == "post":
        code: str | None = facts.attribute(person, "postcode")
        return code
    if channel == "email":
        mail = fold(facts.attribute(person, "email") or "")
        return mail if re.search(ADDRESS, mail) and not re.search(PLACEHOLDER_EMAIL, mail) else None
    phone: str | None = facts.attribute(person, "phone")
    return None if phone is None or re.search(PLACEHOLDER_PHONE, phone) else phone


def entries(channel: str, person: RowOf, facts: Facts) -> list[RowOf] | None:
    """What the suppression list says of the address that the person has; None where they have none."""
    where = _address(person, channel, facts)
    return None if where is None else _entries(where, channel, facts)


def _entries(where: str, channel: str, facts: Facts) -> list[RowOf]:
    hashed = hashlib.sha256(where.encode()).hexdigest()
    return [
        one
        for one in facts.table("suppressions")
        if (one["channel"], one["address_hash"]) == (channel, hashed) and facts.not_after(one["ts"])
    ]


def _companies(person: RowOf, facts: Facts) -> list[RowOf]:
    keys = {c["account_key"] for c in facts.table("contacts") if c["customer_key"] == person["customer_key"]}
    return [account for account in facts.table("accounts") if account["account_key"] in keys]


def _refused_there(where: str, leaf: Reach, facts: Facts) -> bool:
    """Whether anybody with the same address has refused."""
    return any(
        facts.consent(other, leaf.reach, leaf.purpose) == "refused" and _address(other, leaf.reach, facts) == where
        for other in facts.table("customers")
    )


def _barred(where: str, leaf: Reach, facts: Facts) -> bool:
    for one in _entries(where, leaf.reach, facts):
        again = [ts for ts in _given(where, leaf, facts) if ts > one["ts"]]
        if one["reason"] != "unsubscribed" or not again:
            return True
    return False


def _given(where: str, leaf: Reach, facts: Facts) -> list[datetime]:
    """When consent was given by people of the address whose consent counts as given."""
    people = {
        p["customer_key"]
        for p in facts.table("customers")
        if _address(p, leaf.reach, facts) == where and facts.consent(p, leaf.reach, leaf.purpose) == "granted"
    }
    whose = {i["identity_key"] for i in facts.table("identities") if i["customer_key"] in people}
    return [
        said["ts"]
        for said in facts.table("consents")
        if said["identity_key"] in whose
        and (said["channel"], said["purpose"], said["state"]) == (leaf.reach, leaf.purpose, "granted")
        and said["dated"]
        and facts.not_after(said["ts"])
    ]
