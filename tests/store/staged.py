"""Staged rows written by hand, as ingestion would stage them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from osuma.engine.tables.companies import ACCOUNT_ATTRIBUTES
from osuma.engine.tables.facts import EVENT_TABLES
from osuma.engine.tables.people import ATTRIBUTES
from osuma.store.dialect import identifier, literal
from osuma.store.schema import sql_type
from osuma.store.writing.batch import StagedBatch, StagedOutput

#: When the first load of a test is made, but for a day.
START = datetime(2026, 10, 1, 8)

_PERSON = {"person_id": "VARCHAR", "person_email": "VARCHAR", "person_phone": "VARCHAR"}
_VISITOR = {"visitor_id": "VARCHAR", "cookie_consent": "VARCHAR"}
_WHEN = {"ts": "TIMESTAMP", "date_only": "BOOLEAN", "local_date": "DATE"}
_MONEY = "DECIMAL(18,4)"
_COMPANY = dict.fromkeys(("account_id", "account_business_id", "account_name", "account_domain"), "VARCHAR")

COLUMNS: dict[str, dict[str, str]] = {
    "customers": {"person_id": "VARCHAR"}
    | {
        c.name: sql_type(c.type)
        for c in ATTRIBUTES
        if not c.name.endswith(("_fold", "_set")) and c.name != "created_date"
    }
    | {"source_updated_at": "TIMESTAMP"},
    "orders": _PERSON
    | {"order_id": "VARCHAR"}
    | _WHEN
    | {"status": "VARCHAR", "set_apart": "VARCHAR", "channel": "VARCHAR", "currency": "VARCHAR"}
    | dict.fromkeys(("amount", "total", "shipping", "tax", "discount", "items"), _MONEY)
    | {"discount_code": "VARCHAR", "status_ts": "TIMESTAMP", "refunded": _MONEY, "refunded_at": "TIMESTAMP"}
    | {"claimed": _MONEY, "source_updated_at": "TIMESTAMP"},
    "order_lines": {"order_id": "VARCHAR", "line_no": "BIGINT"}
    | dict.fromkeys(("product_id", "product", "category", "brand"), "VARCHAR")
    | dict.fromkeys(("quantity", "unit_price", "amount"), _MONEY),
    "refunds": _PERSON
    | {"refund_id": "VARCHAR", "order_id": "VARCHAR", "line_no": "BIGINT"}
    | _WHEN
    | {"product_id": "VARCHAR", "product": "VARCHAR", "category": "VARCHAR", "quantity": _MONEY, "amount": _MONEY}
    | {"currency": "VARCHAR", "set_apart": "VARCHAR"},
    "products": dict.fromkeys(("product_id", "product", "category", "brand"), "VARCHAR")
    | {"price": _MONEY, "cost": _MONEY},
    "areas": dict.fromkeys(("postcode", "name", "municipality", "region"), "VARCHAR")
    | dict.fromkeys(("inhabitants", "east", "north"), "BIGINT")
    | {"median_income": _MONEY}
    | dict.fromkeys(("dwellings", "small_houses", "students", "pensioners", "mean_age", "year"), "BIGINT"),
    "consents": _PERSON
    | {"purpose": "VARCHAR", "channel": "VARCHAR", "state": "VARCHAR", "ts": "TIMESTAMP"}
    | {"text_version": "VARCHAR", "evidence": "VARCHAR", "method": "VARCHAR", "double_opt_in": "BOOLEAN"},
    "suppressions": {"channel": "VARCHAR", "address": "VARCHAR", "reason": "VARCHAR", "ts": "TIMESTAMP"},
    "accounts": {"account_id": "VARCHAR"}
    | {c.name: sql_type(c.type) for c in ACCOUNT_ATTRIBUTES if not c.name.endswith("_fold")}
    | {"source_updated_at": "TIMESTAMP"},
    "contacts": _PERSON | _COMPANY | {"title": "VARCHAR", "title_role": "VARCHAR"},
    "own_export": dict.fromkeys(
        ("person_source", "person_id", "first_name", "last_name", "email", "phone"), "VARCHAR"
    )
    | dict.fromkeys(("postcode", "country", "municipality", "region"), "VARCHAR"),
    "deals": {"deal_id": "VARCHAR"}
    | _COMPANY
    | _PERSON
    | {"name": "VARCHAR", "created_at": "TIMESTAMP", "closed_at": "TIMESTAMP", "expected_close": "DATE"}
    | {"pipeline": "VARCHAR", "stage": "VARCHAR", "state": "VARCHAR", "stage_ts": "TIMESTAMP", "currency": "VARCHAR"}
    | {"amount": _MONEY, "probability": _MONEY}
    | dict.fromkeys(("owner", "product", "deal_source", "lost_reason"), "VARCHAR")
    | {"source_updated_at": "TIMESTAMP"},
}
_DEFAULTS: dict[str, dict[str, Any]] = {
    "orders": {"status": "completed", "currency": "EUR", "date_only": False},
    "refunds": {"currency": "EUR", "date_only": False},
    "deals": {"currency": "EUR", "state": "unknown"},
}
_SKIPPED = {"event_id", "identity_key", "customer_key", "source", "source_row_id", "recorded_at", "import_id"}


def columns_of(target: str) -> dict[str, str]:
    """The staging columns of a target with their types."""
    if target == "events:other":
        return _PERSON | _VISITOR | {"event_id": "VARCHAR"} | _WHEN | {"type": "VARCHAR", "properties": "VARCHAR"}
    if target.startswith("events:"):
        table = EVENT_TABLES[target.removeprefix("events:")]
        own = {
            c.name: sql_type(c.type)
            for c in table.columns
            if c.name not in _SKIPPED | set(_WHEN) | {"content_hash"} and not c.name.endswith("_fold")
        }
        return _PERSON | _VISITOR | {"event_id": "VARCHAR"} | _WHEN | own
    return COLUMNS[target]


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(literal(v) for v in value) + "]"
    if isinstance(value, float):
        return literal(Decimal(str(value)))
    return literal(value)


def select(target: str, rows: list[dict[str, Any]]) -> str:
    """A SELECT with exactly the staging columns of a target; own columns `x_…` are texts."""
    columns = {"row": "BIGINT"} | columns_of(target)
    columns |= {c: "VARCHAR" for row in rows for c in row if c.startswith("x_")}
    lines = []
    for n, row in enumerate(rows):
        unknown = set(row) - set(columns)
        assert not unknown, unknown
        full = {"row": n + 2} | _DEFAULTS.get(target, {}) | row
        if "ts" in full and "local_date" in columns:
            full.setdefault("local_date", full["ts"].date())
        parts = (f"CAST({_value(full.get(c))} AS {kind}) AS {identifier(c)}" for c, kind in columns.items())
        lines.append("SELECT " + ", ".join(parts))
    return " UNION ALL ".join(lines).replace("{", "{{").replace("}", "}}")


def batch(
    source: str, /, origin: str = "customers", claim: str | None = None, **targets: list[dict[str, Any]]
) -> StagedBatch:
    """A batch of hand-written rows: one output per target; `page_view=[…]` is the event type of that name."""
    outputs = []
    for target, rows in targets.items():
        name = target if target in COLUMNS else f"events:{target}"
        if rows:
            outputs.append(StagedOutput(name, origin, select(name, rows)))
    claims = {} if claim is None else {"orders": (claim, "SELECT 0, 0")}
    return StagedBatch(source, "SELECT 1::BIGINT AS row", tuple(outputs), claims=claims)


def at(day: str, hour: int = 12) -> datetime:
    """Noon of a day, naive UTC."""
    d = date.fromisoformat(day)
    return datetime(d.year, d.month, d.day, hour)
