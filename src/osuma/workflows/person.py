"""Everything that the warehouse has of one person, as plain rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.tables import facts

if TYPE_CHECKING:
    from osuma.workflows.session import Session

_BY_PERSON = ("customers", "customer_consents", "customer_changes", "identities")


def world_of(session: Session, customer_key: int) -> dict[str, list[dict[str, Any]]]:
    """Canonical table name → this person's rows; areas whole, since a place is looked up there."""
    warehouse = session.warehouse
    tables = [*_BY_PERSON, *(table.name for table in facts.EVENT_TABLES.values())]
    world = {
        name: warehouse.table(f"SELECT * FROM {name} WHERE customer_key = ?", [customer_key]).to_pylist()
        for name in tables
    }
    of_orders = "SELECT event_id FROM event_order WHERE customer_key = ?"
    world["order_status"] = warehouse.table(
        f"SELECT * FROM order_status WHERE order_event_id IN ({of_orders})", [customer_key]
    ).to_pylist()
    world["consents"] = warehouse.table(
        "SELECT * FROM consents WHERE identity_key IN (SELECT identity_key FROM identities WHERE customer_key = ?)",
        [customer_key],
    ).to_pylist()
    world["areas"] = warehouse.table("SELECT * FROM areas").to_pylist()
    return world
