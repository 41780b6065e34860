"""Whom a message may go to: from the members of a segment down to those with an address and a legal ground."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import duckdb
import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from osuma.engine.errors import Misuse, Words
from osuma.engine.features.reach import FATES, GROUNDS, SHARED, Asked, address, barred, fates
from osuma.engine.tables.facts import ORDER
from osuma.engine.tables.people import CUSTOMERS
from osuma.engine.tables.schema import unbound
from osuma.store.dialect import values
from osuma.store.warehouse import sql_of

_BY = {"consent": "by_consent"}
#: customer_keys, one by one or as a column of a result.
Keys: TypeAlias = Iterable[int] | pa.ChunkedArray


@dataclass(frozen=True)
class Reach:
    """members = without_address + suppressed + company_excluded + refused + no_ground + by_consent +
    existing_customer + company.

    without_address: none, or one that is nobody's. suppressed: the address is on the suppression list.
    company_excluded: a contact of companies all of which are bankrupt, in liquidation or ceased. refused: the
    person said no (to any source), or somebody with the same address did. no_ground: nothing allows it. by_consent,
    existing_customer, company: may be written to, and why. addresses: distinct addresses of those; two customers who
    share a mailbox get one message.
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
    company: int = 0

    @property
    def reachable(self) -> int:
        return self.by_consent + self.existing_customer + self.company


def email() -> str:
    """SQL: the mailbox of a row of `customers`, null where it is none."""
    people = unbound(CUSTOMERS)
    return sql_of(people.select("customer_key", email_address=address(people, "email")))


@lru_cache(maxsize=64)
def barred_hashes(channel: str) -> str:
    """SQL for the address_hash of everybody whom the suppression list bars from marketing."""
    return sql_of(barred(Asked(channel)))


def waterfall(
    con: duckdb.DuckDBPyConnection,
    keys: Keys,
    channel: str,
    *,
    purpose: str = "marketing",
    existing_customers: bool = False,
) -> Reach:
    """The reach of customers on a channel (email, sms, phone, post), as the warehouse's projections stand.

    existing_customers: whether the workspace has said that buyers were told of messages and could refuse; they then
    count where they have an order that counts. Raises Misuse for an unknown channel. Leaves the temporary table
    `reach`: customer_key, address, fate (one of `FATES`).
    """
    _decide(con, keys, channel, purpose, existing_customers)
    found = con.execute("SELECT fate, count(*) FROM reach GROUP BY fate").fetchall()
    addresses = con.execute(
        f"SELECT count(DISTINCT address) FROM reach WHERE fate IN {values(GROUNDS[channel])}"
    ).fetchall()
    counts = {str(name): int(n) for name, n in found}
    return Reach(
        members=sum(counts.values()),
        addresses=int(addresses[0][0]),
        **{_BY.get(fate, fate): counts.get(fate, 0) for fate in FATES},
    )


def reachable(
    con: duckdb.DuckDBPyConnection, keys: Keys, channel: str, *, existing_customers: bool = False
) -> npt.NDArray[np.uint32]:
    """The customer_keys of those whom a message of marketing may go to, in no order; see `waterfall`."""
    _decide(con, keys, channel, "marketing", existing_customers)
    may = f"SELECT customer_key::UINTEGER AS key FROM reach WHERE fate IN {values(GROUNDS[channel])}"
    return np.asarray(con.execute(may).fetchnumpy()["key"], dtype=np.uint32)


def _decide(con: duckdb.DuckDBPyConnection, keys: Keys, channel: str, purpose: str, existing_customers: bool) -> None:
    if channel not in GROUNDS:
        known = ", ".join(GROUNDS)
        raise Misuse(Words(fi=f"Kanava on jokin näistä: {known}.", en=f"The channel is one of {known}."))
    column = keys if isinstance(keys, pa.ChunkedArray) else pa.array(keys, pa.int64())
    con.register("reach_rows", pa.table({"customer_key": column}))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE reach AS SELECT m.customer_key, f.address, "
        "coalesce(f.fate, 'without_address') AS fate FROM "
        f"reach_rows m LEFT JOIN ({_fates_of_rows(channel, purpose, existing_customers)}) f USING (customer_key)"
    )
    con.unregister("reach_rows")


@lru_cache(maxsize=64)
def _fates_of_rows(channel: str, purpose: str, existing_customers: bool) -> str:
    """SQL of the fates of `reach_rows`: a fifth of what opening a segment takes would go into writing it."""
    asked = ibis.table({"customer_key": "int64"}, name="reach_rows")
    people = unbound(CUSTOMERS).semi_join(asked, "customer_key")
    orders = unbound(ORDER)
    buyers = orders.filter(orders.counted & orders.customer_key.notnull()) if existing_customers else None
    return sql_of(fates(people, Asked(channel, purpose), buyers))


def allowed(
    con: duckdb.DuckDBPyConnection, keys: Iterable[int], channel: str, *, existing_customers: bool = False
) -> tuple[Reach, list[int]]:
    """The reach of customers on a channel and, in order, the customer_keys of those whom a message may go to.

    Of customers who share a mailbox or a phone there is the one of the smallest key: an address gets one message.
    """
    found = waterfall(con, keys, channel, existing_customers=existing_customers)
    one = "min(customer_key) FROM reach" if channel in SHARED else "customer_key FROM reach"
    group = " GROUP BY address" if channel in SHARED else ""
    rows = con.execute(f"SELECT {one} WHERE fate IN {values(GROUNDS[channel])}{group} ORDER BY 1").fetchall()
    return found, [int(key) for (key,) in rows]
