"""What rules may speak of: the fields of customers, companies and areas, and the event types with their properties.

A vocabulary is a value. The canonical one is `canonical()`; a workspace adds its own fields and event types
with `extended`. Words for people (labels, sentence forms) live beside it in `osuma.engine.segments.words`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from osuma.engine.tables import companies, facts, people
from osuma.engine.tables.company_views import DEAL_EVENTS, DEAL_PROPERTIES
from osuma.engine.tables.schema import INSTANT, MONEY, Column, Table

Kind = Literal["text", "code", "int", "decimal", "bool", "date", "instant", "list"]
Class = Literal["identifier", "contact", "ordinary", "special", "child"]

_CODES = {
    "gender", "language", "country", "postcode", "municipality", "region", "title_role", "employment",
    "relationship", "education", "dwelling", "income_band", "kind", "external_id", "source",
    "status", "channel", "currency", "order_id", "product_id", "device", "session_id", "state", "direction",
    "outcome", "refund_id",
}  # fmt: skip
_CONTACT = {"email", "phone", "first_name", "last_name", "full_name"}
#: Event types that are views over the tables.
VIEWS = ("order_placed", "sale", *DEAL_EVENTS)
HIDDEN_SUFFIXES = ("_fold", "_set", "_key", "_hash")
HIDDEN = {
    "event_id", "date_only", "source_row_id", "recorded_at", "import_id", "order_event_id", "line_event_id",
    "local_date", "counted", "net_base", "amount_base", "set_apart", "birth_year", "birth_month", "birth_day",
    "age_given", "known_from", "created_date", "allocated", "source_updated_at",
    "east", "north",
}  # fmt: skip
_TYPES: dict[Kind, str] = {
    "text": "string", "code": "string", "int": "int64", "decimal": MONEY, "bool": "boolean", "date": "date",
    "instant": INSTANT, "list": "array<string>",
}  # fmt: skip
_KINDS: dict[str, Kind] = {
    "int64": "int", "int8": "int", "boolean": "bool", "date": "date", "timestamp(6)": "instant",
    "array<string>": "list", "string": "text",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One thing that a rule can name. `area` marks a figure of the postcode area, not of the person.

    currency: ISO 4217 of the sums of a workspace's own field; None where it holds none, or nobody has said.
    """

    name: str
    kind: Kind
    klass: Class = "ordinary"
    area: bool = False
    custom: bool = False
    currency: str | None = None


@dataclass(frozen=True)
class EventType:
    """One event type and the properties that a filter or measure can name."""

    name: str
    properties: dict[str, Field]


@dataclass(frozen=True)
class Vocabulary:
    """Everything that rules of one workspace may name. seen: event types that came and are not registered: slug →
    name as given; a rule that names one is told how to register it."""

    customers: dict[str, Field]
    areas: dict[str, Field]
    events: dict[str, EventType]
    seen: Mapping[str, str] = field(default_factory=dict)
    accounts: dict[str, Field] = field(default_factory=dict)

    def fields(self, unit: str) -> dict[str, Field]:
        """The fields of a unit: customers, accounts or areas."""
        return {"areas": self.areas, "accounts": self.accounts}.get(unit, self.customers)

    def extended(self, fields: tuple[Field, ...] = (), events: tuple[EventType, ...] = ()) -> Vocabulary:
        """The same with a workspace's own fields and event types."""
        return replace(
            self,
            customers={**self.customers, **{f.name: f for f in fields}},
            events={**self.events, **{e.name: e for e in events}},
        )


def columns_of(field: Field) -> tuple[Column, ...]:
    """The columns that hold a workspace's own field, with its twins."""
    first = Column(field.name, _TYPES[field.kind], "custom", nullable=field.kind != "list")
    if field.kind == "text":
        return first, Column(f"{field.name}_fold", "string", "twin")
    if field.kind == "list":
        return (
            first,
            Column(f"{field.name}_fold", "array<string>", "twin", nullable=False),
            Column(f"{field.name}_set", "boolean", "whether it is known", nullable=False),
        )
    return (first,)


def kind_of(column: Column) -> Kind:
    """How a rule sees a column of the tables."""
    if column.name in _CODES:
        return "code"
    return "decimal" if column.type.startswith("decimal") else _KINDS[column.type]


def _visible(name: str) -> bool:
    return name not in HIDDEN and not name.endswith(HIDDEN_SUFFIXES)


def _field(column: Column) -> Field:
    klass: Class = (
        "contact" if column.name in _CONTACT else "identifier" if column.name == "external_id" else "ordinary"
    )
    return Field(column.name, kind_of(column), klass)


def _customer_fields() -> dict[str, Field]:
    fields = {c.name: _field(c) for c in people.CUSTOMERS.columns if _visible(c.name)}
    fields["age"] = Field("age", "int")
    for column in facts.AREA_STATISTICS:
        fields[f"area_{column.name}"] = Field(f"area_{column.name}", kind_of(column), area=True)
    return fields


def _account_fields() -> dict[str, Field]:
    """Columns of companies; a text without a casefolded twin is a code."""
    names = {c.name for c in companies.ACCOUNTS.columns}
    found = {}
    for column in companies.ACCOUNTS.columns:
        if _visible(column.name) and column.name != "figures_source":
            text = column.type == "string" and f"{column.name}_fold" in names
            kind: Kind = "text" if text else "code" if column.type == "string" else kind_of(column)
            found[column.name] = replace(_field(column), kind=kind)
    return found


def _deal_types() -> dict[str, EventType]:
    columns = {c.name: c for c in companies.DEALS.columns}
    properties = {name: _field(columns[name]) for name in DEAL_PROPERTIES}
    return {slug: EventType(slug, {"ts": Field("ts", "instant"), **properties}) for slug in DEAL_EVENTS}


def _event_type(slug: str, table: Table, *, without: tuple[str, ...] = ()) -> EventType:
    names = [c for c in table.columns if _visible(c.name) and c.name not in without]
    return EventType(slug, {c.name: _field(c) for c in names})


def canonical() -> Vocabulary:
    """The vocabulary that every workspace has.

    `order` and `order_line` are the purchases that count (see `osuma.engine.tables.views`); `sale` is the ledger
    of orders and refunds, each at its own time, whose `amount` sums to net sales; `order_placed` is every order.
    `deal_made`, `deal_won` and `deal_lost` are views of the deals.
    """
    events = {slug: _event_type(slug, table) for slug, table in facts.EVENT_TABLES.items()}
    events["order_placed"] = EventType("order_placed", events["order"].properties)
    events["sale"] = EventType(
        "sale", {n: events["order"].properties[n] for n in ("ts", "amount", "order_id", "channel")}
    )
    areas = {c.name: _field(c) for c in facts.AREAS.columns if _visible(c.name)}
    return Vocabulary(_customer_fields(), areas, events | _deal_types(), accounts=_account_fields())
