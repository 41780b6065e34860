"""What rules mean by the contacts of a company and by its deals: relations over the canonical tables.

Both are as they are now: nobody has said since when somebody works where, and a deal of today is read.
"""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.types as ir

from osuma.engine.tables.companies import CONTACTS, DEAL_STAGES, DEALS
from osuma.engine.tables.people import CUSTOMERS
from osuma.engine.tables.schema import unbound

#: Event types that are views over the deals: when a deal was made, won or lost.
DEAL_EVENTS = ("deal_made", "deal_won", "deal_lost")
#: What a rule can ask of a deal, beside its time.
DEAL_PROPERTIES = (
    "amount", "state", "stage", "pipeline", "product", "owner", "deal_source", "lost_reason", "probability",
    "expected_close", "source",
)  # fmt: skip


def contact_pairs() -> ir.Table:
    """Who is a contact of which company: customer_key, account_key, each pair once; people of the base only."""
    contacts, people = unbound(CONTACTS), unbound(CUSTOMERS)
    named = contacts.filter(contacts.customer_key.notnull() & contacts.account_key.notnull())
    pairs = named.select("customer_key", "account_key").distinct()
    base = people.filter((people.kind == "person") & people.set_apart.isnull()).select(base_key=people.customer_key)
    return pairs.join(base, pairs.customer_key == base.base_key).drop("base_key")


def of_companies(rows: ir.Table) -> ir.Table:
    """Rows of people as rows of the companies that they are contacts of; the key column holds the account_key.

    What somebody did who is a contact of several companies belongs to each of them.
    """
    pairs = contact_pairs().rename(contact_key="customer_key")
    joined = rows.join(pairs, rows.customer_key == pairs.contact_key).drop("contact_key", "customer_key")
    return joined.rename(customer_key="account_key")


def deal_rows(event: str, unit: Literal["customers", "accounts"]) -> ir.Table:
    """Deals as events, keyed by the person or by the company in the column `customer_key`.

    `deal_made` is every deal at the time when it was made, or where nobody says that, when it was first heard of;
    `deal_won` and `deal_lost` are those that stand so now, at the time when they were closed, or came to that state.
    Columns: `customer_key`, `ts`, `event_id`, `local_date`, `date_only`, then the properties with their twins.
    """
    deals, stages = unbound(DEALS), unbound(DEAL_STAGES)
    if event == "deal_made":
        since = stages.group_by(stage_key=stages.deal_key).agg(since=stages.ts.min())
        given: ir.Value = deals.created_at
    else:
        state = event.removeprefix("deal_")
        deals = deals.filter(deals.state == state)
        came = stages.filter(stages.state == state)
        since = came.group_by(stage_key=came.deal_key).agg(since=came.ts.max())
        given = deals.closed_at
    joined = deals.mutate(given_ts=given).left_join(since, deals.deal_key == since.stage_key)
    ts = ibis.coalesce(joined.given_ts, joined.since)
    names = [c for name in DEAL_PROPERTIES for c in (name, f"{name}_fold") if c in joined.columns and c != "amount"]
    key = joined.customer_key if unit == "customers" else joined.account_key
    return joined.select(
        customer_key=key,
        ts=ts,
        event_id=joined.deal_key,
        local_date=ibis.null("date"),
        date_only=ibis.literal(False, type="boolean"),
        amount=joined.amount_base,
        **{name: joined[name] for name in names},
    ).filter(lambda t: t.ts.notnull())
