"""Whom a message may go to: from the members of a segment down to those with an address and a legal ground."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from osuma.engine.errors import Misuse, Words
from osuma.store.dialect import literal
from osuma.store.identifiers import placeholder_email, placeholder_phone

#: SQL: the mailbox of a customer `c`, null where it is none.
EMAIL = f"CASE WHEN NOT {placeholder_email('c.email_fold')} THEN c.email_fold END"
_PHONE = f"CASE WHEN NOT {placeholder_phone('c.phone')} THEN c.phone END"
#: An address typed to get past a required field is nobody's.
_ADDRESS = {"email": EMAIL, "sms": _PHONE, "phone": _PHONE, "post": "c.postcode"}
#: Channels whose address is a mailbox or a phone: who refuses there refuses for everybody who shares it.
_SHARED = frozenset({"email", "sms", "phone"})
#: Channels for which the law lets a seller write to an existing customer without asking (§ 200).
EXISTING_CUSTOMER_CHANNELS = frozenset({"email", "sms"})


#: People who are contacts of companies, every one of which campaigns pass over.
_AT_EXCLUDED = (
    "SELECT k.customer_key FROM contacts k JOIN accounts a USING (account_key) GROUP BY k.customer_key "
    "HAVING bool_and(a.excluded IS NOT NULL)"
)


@dataclass(frozen=True)
class Reach:
    """members = without_address + suppressed + company_excluded + refused + no_ground + by_consent +
    existing_customer.

    without_address: none, or one that is nobody's. suppressed: the address is on the suppression list.
    company_excluded: a contact of companies all of which are bankrupt, in liquidation or ceased. refused: the
    person said no (to any source), or somebody with the same address did. no_ground: nothing allows it. by_consent,
    existing_customer: may be written to, and why. addresses: distinct addresses of those; two customers who share a
    mailbox get one message.
    """

    members: int
    without_address: int
    suppressed: int
    refused: int
    no_ground: int
    by_consent: int
    existing_customer: int
    addresses: int
    company_excluded: int = 0

    @property
    def reachable(self) -> int:
        return self.by_consent + self.existing_customer


def barred(channel: str, address: str, purpose: str = "marketing") -> str:
    """SQL for the address_hash of everybody whom the suppression list bars. address: SQL of a customer `c`.

    Who unsubscribed and gave consent again, as a source says with its time, is not barred for that any longer; a
    bounce, a complaint, an objection bar for good.
    """
    again = (
        f"SELECT sha256({address}) AS address_hash, max(g.ts) AS given FROM consents g JOIN identities i USING "
        "(identity_key) JOIN customers c USING (customer_key) JOIN customer_consents k ON k.customer_key = "
        "c.customer_key AND k.channel = g.channel AND k.purpose = g.purpose AND k.state = 'granted' WHERE g.state = "
        f"'granted' AND g.dated AND g.channel = {literal(channel)} AND g.purpose = {literal(purpose)} GROUP BY 1"
    )
    return (
        f"SELECT DISTINCT b.address_hash FROM suppressions b LEFT JOIN ({again}) a USING (address_hash) WHERE "
        f"b.channel "
        f"= {literal(channel)} AND NOT coalesce(b.reason = 'unsubscribed' AND a.given > b.ts, false)"
    )


def waterfall(
    con: duckdb.DuckDBPyConnection,
    keys: Iterable[int],
    channel: str,
    *,
    purpose: str = "marketing",
    existing_customers: bool = False,
) -> Reach:
    """The reach of customers on a channel (email, sms, phone, post), as the warehouse's projections stand.

    existing_customers: whether the workspace has said that buyers were told of messages and could refuse; they then
    count where they have an order that counts. Raises Misuse for an unknown channel. Leaves the temporary table
    `reach`: customer_key, address, fate (a name of `Reach`).
    """
    if channel not in _ADDRESS:
        known = ", ".join(_ADDRESS)
        raise Misuse(Words(fi=f"Kanava on jokin näistä: {known}.", en=f"The channel is one of {known}."))
    con.register("reach_rows", pa.table({"customer_key": pa.array(keys, pa.int64())}))
    bought = "false"
    if existing_customers and channel in EXISTING_CUSTOMER_CHANNELS:
        bought = "c.customer_key IN (SELECT customer_key FROM event_order WHERE counted)"
    address = _ADDRESS[channel]
    fate = (
        f"CASE WHEN {address} IS NULL THEN 'without_address' WHEN s.address_hash IS NOT NULL THEN 'suppressed' "
        "WHEN x.customer_key IS NOT NULL THEN 'company_excluded' "
        "WHEN k.state = 'refused' OR r.address IS NOT NULL THEN 'refused' WHEN k.state = 'granted' THEN 'by_consent' "
        f"WHEN {bought} THEN 'existing_customer' ELSE 'no_ground' END"
    )
    people = (
        f"SELECT m.customer_key, {address} AS address, {fate} AS fate FROM reach_rows m "
        "LEFT JOIN customers c USING (customer_key) "
        f"LEFT JOIN ({barred(channel, address, purpose)}) s "
        f"ON s.address_hash = sha256({address}) LEFT JOIN customer_consents k ON k.customer_key = c.customer_key "
        f"AND k.channel = {literal(channel)} AND k.purpose = {literal(purpose)} LEFT JOIN ({_AT_EXCLUDED}) x "
        "ON x.customer_key = c.customer_key LEFT JOIN ("
        f"SELECT DISTINCT {address} AS address FROM customers c JOIN customer_consents k USING (customer_key) WHERE "
        f"{str(channel in _SHARED).lower()} AND k.state = 'refused' AND k.channel = {literal(channel)} "
        f"AND k.purpose = {literal(purpose)}) r ON r.address = {address}"
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE reach AS {people}")
    con.unregister("reach_rows")
    found = con.execute("SELECT fate, count(*) FROM reach GROUP BY fate").fetchall()
    addresses = con.execute(
        "SELECT count(DISTINCT address) FROM reach WHERE fate IN ('by_consent', 'existing_customer')"
    ).fetchall()
    counts = {str(name): int(n) for name, n in found}
    parts = (
        "without_address",
        "suppressed",
        "company_excluded",
        "refused",
        "no_ground",
        "by_consent",
        "existing_customer",
    )
    return Reach(
        members=sum(counts.values()),
        addresses=int(addresses[0][0]),
        **{part: counts.get(part, 0) for part in parts},
    )
