"""Everything that the warehouse has of one person, as plain rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.store.customers import find
from osuma.store.schema import event_tables

if TYPE_CHECKING:
    from osuma.store.warehouse import Connection
    from osuma.workflows.session import Session

_BY_PERSON = ("customers", "customer_consents", "customer_changes", "identities")


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


def world_of(session: Session, customer_key: int) -> dict[str, list[dict[str, Any]]]:
    """Canonical table name → this person's rows; areas whole, since a place is looked up there."""
    warehouse = session.warehouse
    with warehouse.reader() as con:
        tables = [*_BY_PERSON, *event_tables(con)]
    world = {
        name: warehouse.table(f"SELECT * FROM {name} WHERE customer_key = ?", [customer_key]).to_pylist()
        for name in tables
    }
    of_orders = "SELECT event_id FROM event_order WHERE customer_key = ?"
    world["order_status"] = warehouse.table(
        f"SELECT * FROM order_status WHERE order_event_id IN ({of_orders})", [customer_key]
    ).to_pylist()
    identities = "SELECT identity_key FROM identities WHERE customer_key = ?"
    world["consents"] = warehouse.table(
        f"SELECT * FROM consents WHERE identity_key IN ({identities})", [customer_key]
    ).to_pylist()
    for name in ("membership_now", "membership_moves"):
        world[name] = warehouse.table(f"SELECT * FROM {name} WHERE unit_key = ?", [customer_key]).to_pylist()
    for name in ("scores", "exposures"):
        world[name] = warehouse.table(
            f"SELECT * FROM {name} WHERE customer_key IN ({identities})", [customer_key]
        ).to_pylist()
    for name in ("segment_versions", "runs", "run_segments"):
        world[name] = warehouse.table(f"SELECT * FROM {name}").to_pylist()
    world["areas"] = warehouse.table("SELECT * FROM areas").to_pylist()
    return world
