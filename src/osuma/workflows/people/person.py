"""Everything that the warehouse has of one person, as plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.tables.facts import ORDER_LINE, REFUND
from osuma.engine.tables.schema import Table
from osuma.engine.tables.views import DESCRIBED
from osuma.store.dialect import values
from osuma.store.people.customers import find
from osuma.store.schema import event_tables

if TYPE_CHECKING:
    from osuma.store.warehouse import Connection

_BY_PERSON = ("customers", "customer_consents", "customer_changes", "identities", "deals")
#: Tables of a world that are there once, whoever it is of.
_WHOLE = ("segment_versions", "runs", "run_segments", "areas")


def key_of(con: Connection, customer: str) -> int:
    """The customer_key that an external id names; Misuse where it names nobody, or several people."""
    keys = find(con, customer)
    if len(keys) != 1:
        raise Misuse(
            Words(
                fi=f"Tunnuksella ”{customer}” löytyy {len(keys)} asiakasta. Anna tunnus muodossa lähde:tunnus.",
                en=f"“{customer}” names {len(keys)} customers. Give the id as source:id.",
            ),
            "which_customer",
        )
    return keys[0]


Rows = list[dict[str, Any]]
World = dict[str, Rows]


def companies_of(con: Connection, customer_key: int) -> list[int]:
    """The account_keys of the companies that a person is a contact of."""
    found = con.execute(
        "SELECT DISTINCT account_key FROM contacts WHERE customer_key = ? AND account_key IS NOT NULL ORDER BY 1",
        [customer_key],
    ).fetchall()
    return [int(key) for (key,) in found]


def with_companies(con: Connection, account_keys: Sequence[int], person: int | None = None) -> World:
    """Everything of some companies and of their contacts; of one person too, whose row comes first.

    con: the cursor of an evaluation, so that the rows are those which it judged.
    """
    listed = values(account_keys)
    contacts = _rows(con, f"SELECT * FROM contacts WHERE account_key IN {listed}")
    people = {int(c["customer_key"]) for c in contacts if c["customer_key"] is not None}
    keys = [*([] if person is None else [person]), *sorted(people - {person})]
    worlds = [world_of(con, key) for key in keys]
    world: World = {name: list(rows) for name, rows in worlds[0].items()} if worlds else {}
    for other in worlds[1:]:
        for name, rows in other.items():
            world[name] += [] if name in _WHOLE else rows
    world["contacts"] = contacts
    world["accounts"] = _rows(con, f"SELECT * FROM accounts WHERE account_key IN {listed}")
    world["deals"] = _rows(con, f"SELECT * FROM deals WHERE account_key IN {listed}")
    world["deal_stages"] = _rows(
        con, f"SELECT * FROM deal_stages WHERE deal_key IN (SELECT deal_key FROM deals WHERE account_key IN {listed})"
    )
    return world


def world_of(con: Connection, customer_key: int) -> World:
    """Canonical table name → this person's rows; areas whole, since a place is looked up there."""
    tables = [*_BY_PERSON, *event_tables(con)]
    world = {name: _rows(con, f"SELECT * FROM {name} WHERE customer_key = ?", [customer_key]) for name in tables}
    for table in (ORDER_LINE, REFUND):
        world[table.name] = _described(con, table, customer_key)
    of_orders = "SELECT event_id FROM event_order WHERE customer_key = ?"
    world["order_status"] = _rows(
        con, f"SELECT * FROM order_status WHERE order_event_id IN ({of_orders})", [customer_key]
    )
    identities = "SELECT identity_key FROM identities WHERE customer_key = ?"
    world["consents"] = _rows(con, f"SELECT * FROM consents WHERE identity_key IN ({identities})", [customer_key])
    addresses = (
        "SELECT unnest([email_fold, phone]) AS address FROM customers WHERE customer_key = ? UNION "
        "SELECT unnest([old, old_fold, new, new_fold]) FROM customer_changes WHERE customer_key = ? AND field IN "
        "('email', 'phone')"
    )
    world["suppressions"] = _rows(
        con,
        f"SELECT * FROM suppressions WHERE address_hash IN (SELECT sha256(address) FROM ({addresses}))",
        [customer_key, customer_key],
    )
    for name in ("membership_now", "membership_moves"):
        world[name] = _rows(con, f"SELECT * FROM {name} WHERE unit_key = ?", [customer_key])
    for name in ("scores", "exposures"):
        world[name] = _rows(con, f"SELECT * FROM {name} WHERE customer_key IN ({identities})", [customer_key])
    for name in _WHOLE:
        world[name] = _rows(con, f"SELECT * FROM {name}")
    deals = "SELECT deal_key FROM deals WHERE customer_key = ?"
    world["deal_stages"] = _rows(con, f"SELECT * FROM deal_stages WHERE deal_key IN ({deals})", [customer_key])
    return world


def _described(con: Connection, table: Table, customer_key: int) -> Rows:
    """The person’s rows, with what the list of products tells where they do not, as rules read them."""
    known = {column.name for column in table.columns}
    names = [column for name in DESCRIBED for column in (name, f"{name}_fold") if column in known]
    told = ", ".join(f"coalesce(r.{name}, p.{name}) AS {name}" for name in names)
    return _rows(
        con,
        f"SELECT r.* REPLACE ({told}) FROM {table.name} r LEFT JOIN products p ON p.source = r.source AND "
        "p.product_id = r.product_id WHERE r.customer_key = ?",
        [customer_key],
    )


def _rows(con: Connection, sql: str, parameters: Sequence[Any] = ()) -> Rows:
    found: Rows = con.sql(sql, params=list(parameters)).to_arrow_table().to_pylist()
    return found
