"""The staging targets: their columns, how each is read, what a row cannot be without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from osuma.engine.tables import companies, facts, people
from osuma.engine.tables.own import OwnType
from osuma.engine.tables.schema import Column

_SQL = {
    "string": "VARCHAR",
    "int64": "BIGINT",
    "int8": "TINYINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp(6)": "TIMESTAMP",
    "decimal(18,4)": "DECIMAL(18,4)",
    "array<string>": "VARCHAR[]",
}
#: How a field is read where its type alone does not say.
KINDS = MappingProxyType({
    "email": "email", "person_email": "email", "phone": "phone", "person_phone": "phone", "postcode": "postcode",
    "person_id": "id", "visitor_id": "id", "cookie_consent": "code:consent_state",
    "order_id": "id", "product_id": "id", "refund_id": "id", "event_id": "id",
    "session_id": "id", "municipality": "municipality", "region": "region", "title_role": "title_role",
    "gender": "code:gender", "language": "code:language", "country": "code:country",
    "employment": "code:employment", "relationship": "code:relationship", "education": "code:education",
    "dwelling": "code:dwelling", "income_band": "code:income_band", "status": "code:status",
    "device": "code:device", "address": "address", "currency": "currency", "minutes": "minutes",
    "direction": "code:direction", "outcome": "code:outcome", "campaign_id": "id", "ad_group_id": "id",
    "account_id": "first_id", "deal_id": "id", "business_id": "business_id", "account_business_id": "business_id",
    "vat_id": "vat_id", "domain": "domain", "account_domain": "domain", "industry_code": "industry_code",
    "industry_version": "code:industry_version", "headcount": "headcount", "turnover": "euros", "profit": "euros",
    "balance_total": "euros", "probability": "percent",
})  # fmt: skip
_BY_TYPE = {
    "VARCHAR": "text", "BIGINT": "int", "TINYINT": "int", "BOOLEAN": "bool", "DATE": "date",
    "TIMESTAMP": "moment", "DECIMAL(18,4)": "money", "VARCHAR[]": "list",
}  # fmt: skip
#: Kinds of which a value that cannot be read is left empty with a warning; of the others it refuses the row.
LENIENT = frozenset({
    "phone", "postcode", "municipality", "region", "title_role", "business_id", "vat_id", "domain",
    "industry_code", "headcount",
})  # fmt: skip

CUSTOM_TYPES = MappingProxyType({
    "text": "VARCHAR", "int": "BIGINT", "decimal": "DECIMAL(18,4)", "bool": "BOOLEAN", "date": "DATE",
    "list": "VARCHAR[]",
})  # fmt: skip


@dataclass(frozen=True)
class Target:
    """One staging target. columns: name → SQL type, in order. required: never null. people: whether a row is
    about a person who must be named. links: of each group one must be known; a row without is passed over, as it
    joins nothing. defaults: what a column is where the mapping is silent, as SQL; blanks: what it is where the
    mapping has it and the cell is empty, if that is not the same. own: the workspace's own columns
    and how each is read."""

    name: str
    columns: Mapping[str, str]
    required: tuple[str, ...] = ()
    people: bool = False
    links: tuple[tuple[str, ...], ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    blanks: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)

    def kind(self, column: str) -> str:
        """How a value of this column is read."""
        if column in self.own:
            return self.own[column]
        if self.name == "own_export" and column in _WRITTEN:
            return "written"
        if self.name == "consents" and column == "state":
            return "code:consent_state"
        if self.name == "consents" and column == "method":
            return "code:consent_method"
        if self.name == "events:attendance" and column == "state":
            return "code:attendance_state"
        if self.name == "orders" and column == "channel":
            return "code:channel"
        if self.name == "accounts" and column == "status":
            return "code:company_status"
        if self.name in ("deals", "deal_stages") and column == "state":
            return "code:deal_state"
        if self.name == "areas":
            return _AREA_KINDS.get(column, "figure")
        return KINDS.get(column) or _BY_TYPE[self.columns[column]]


#: How an area's columns are read; an average of 0 stands for a suppressed one.
_AREA_KINDS = {
    "median_income": "average",
    "mean_age": "average",
    "postcode": "area_postcode",
    "name": "area_name",
    "municipality": "area_municipality",
    "region": "region",
}

#: What is read of an export of Osuma's own as it was written, less the mark against formulas.
_WRITTEN = ("person_id", "person_source", "first_name", "last_name")

_PERSON = {"person_id": "VARCHAR", "person_email": "VARCHAR", "person_phone": "VARCHAR"}
#: Who saw or did something on a site, where it does not know the person.
_VISITOR = {"visitor_id": "VARCHAR", "cookie_consent": "VARCHAR"}
_MOMENT = {"ts": "TIMESTAMP", "date_only": "BOOLEAN", "local_date": "DATE"}


def _money(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "DECIMAL(18,4)")


def _texts(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "VARCHAR")


def sql_type(column: Column) -> str:
    """DuckDB's name of a portable type."""
    return _SQL[column.type]


def _own(columns: tuple[Column, ...], without: frozenset[str]) -> dict[str, str]:
    return {
        c.name: sql_type(c)
        for c in columns
        if c.name not in without and not c.name.endswith(("_fold", "_set", "_base"))
    }


def _customers() -> dict[str, str]:
    attributes = _own(people.ATTRIBUTES, frozenset({"created_date"}))
    return {"row": "BIGINT", "person_id": "VARCHAR", **attributes, "source_updated_at": "TIMESTAMP"}


def _orders() -> dict[str, str]:
    return (
        {"row": "BIGINT"} | _PERSON | {"order_id": "VARCHAR"} | _MOMENT
        | _texts("status", "set_apart", "channel", "currency")
        | _money("amount", "total", "shipping", "tax", "discount", "items") | _texts("discount_code")
        | {"status_ts": "TIMESTAMP"} | _money("refunded") | {"refunded_at": "TIMESTAMP"} | _money("claimed")
        | {"source_updated_at": "TIMESTAMP"}
    )  # fmt: skip


def _lines() -> dict[str, str]:
    return (
        {"row": "BIGINT", "order_id": "VARCHAR", "line_no": "BIGINT"}
        | _texts("product_id", "product", "category", "brand") | _money("quantity", "unit_price", "amount")
        | _PERSON | _MOMENT | _texts("currency", "status", "set_apart")
    )  # fmt: skip


def _refunds() -> dict[str, str]:
    return (
        {"row": "BIGINT"} | _PERSON | _texts("refund_id", "order_id") | {"line_no": "BIGINT"} | _MOMENT
        | _texts("product_id", "product", "category", "reason") | _money("quantity", "amount")
        | _texts("currency", "set_apart")
    )  # fmt: skip


#: What names a company in a row about something else, the surest first.
ACCOUNT_REFERENCE = ("account_id", "account_business_id", "account_name", "account_domain")


def _accounts() -> dict[str, str]:
    attributes = _own(companies.ACCOUNT_ATTRIBUTES, frozenset())
    return {"row": "BIGINT", "account_id": "VARCHAR", **attributes, "source_updated_at": "TIMESTAMP"}


def _contacts() -> dict[str, str]:
    return {"row": "BIGINT"} | _PERSON | _texts(*ACCOUNT_REFERENCE, "title", "title_role")


def _deals() -> dict[str, str]:
    return (
        {"row": "BIGINT", "deal_id": "VARCHAR"} | _texts(*ACCOUNT_REFERENCE) | _PERSON | _texts("name")
        | {"created_at": "TIMESTAMP", "closed_at": "TIMESTAMP", "expected_close": "DATE"}
        | _texts("pipeline", "stage", "state") | {"stage_ts": "TIMESTAMP"} | _texts("currency")
        | _money("amount", "probability") | _texts("owner", "product", "deal_source", "lost_reason")
        | {"source_updated_at": "TIMESTAMP"}
    )  # fmt: skip


_EVENT_COMMON = frozenset({c.name for c in (*facts.EVENT, *people.ORIGIN)} | {"set_apart", "counted"})


def _event(slug: str) -> Target:
    properties = _own(facts.EVENT_TABLES[slug].columns, _EVENT_COMMON)
    columns = {"row": "BIGINT"} | _PERSON | _VISITOR | {"event_id": "VARCHAR"} | _MOMENT | properties
    needed = {c.name for c in facts.EVENT_TABLES[slug].columns if not c.nullable} & properties.keys()
    defaults = {c: sql for c, sql in _EVENT_DEFAULTS.items() if c in needed}
    return Target(f"events:{slug}", columns, ("ts",), True, defaults=defaults, blanks=_EVENT_BLANKS.get(slug, {}))


_EVENT_DEFAULTS = {"channel": "'email'", "machine": "false", "hard": "true", "state": "'attended'"}
#: A list of who came says it of nobody whose cell is empty: they are on the list, and no more is known.
_EVENT_BLANKS = {"attendance": {"state": "'registered'"}}
#: What is counted of an advertisement; the other columns of the target say which.
AD_FIGURES = ("cost", "impressions", "clicks", "conversions", "conversion_value")
_PAPER = ("order", "order_line", "refund")


def targets() -> dict[str, Target]:
    """Every target by name."""
    plain = (
        Target("customers", _customers(), (), True),
        Target("own_export", {"row": "BIGINT"} | _texts("person_source", "person_id", "first_name", "last_name",
               "email", "phone", "postcode", "country", "municipality", "region"), (), True),
        Target("orders", _orders(), ("order_id", "ts"), False, defaults={"status": "'completed'"}),
        Target("order_lines", _lines(), ("order_id",)),
        Target("refunds", _refunds(), ("refund_id", "ts", "amount")),
        Target("products", {"row": "BIGINT"} | _texts("product_id", "product", "category", "brand")
               | _money("price", "cost"), ("product_id",)),
        Target("areas", {"row": "BIGINT"} | _texts("postcode", "name", "municipality", "region") | {
            "inhabitants": "BIGINT", "median_income": "DECIMAL(18,4)", "dwellings": "BIGINT",
            "small_houses": "BIGINT", "students": "BIGINT", "pensioners": "BIGINT", "mean_age": "BIGINT",
            "east": "BIGINT", "north": "BIGINT", "year": "BIGINT",
        }, ("postcode",)),
        Target("ad_cost", {"row": "BIGINT", "day": "DATE"}
               | _texts("campaign", "campaign_id", "ad_group", "ad_group_id", "ad", "currency")
               | {"cost": "DECIMAL(18,4)", "impressions": "BIGINT", "clicks": "BIGINT"}
               | _money("conversions", "conversion_value"), ("day", "cost")),
        Target("consents", {"row": "BIGINT"} | _PERSON | _texts("purpose", "channel", "state")
               | {"ts": "TIMESTAMP"} | _texts("text_version", "evidence", "method")
               | {"double_opt_in": "BOOLEAN"}, ("state",), True,
               defaults={"purpose": "'marketing'", "channel": "'email'"}),
        Target("suppressions", {"row": "BIGINT"} | _texts("channel", "address", "reason")
               | {"ts": "TIMESTAMP"}, ("address",), False,
               defaults={"channel": "'email'", "reason": "'objection'"}),
        Target("accounts", _accounts()),
        Target("contacts", _contacts(), (), True, (ACCOUNT_REFERENCE,)),
        Target("deals", _deals(), ("deal_id",), False, defaults={"state": "'unknown'"}),
        Target("deal_stages", {"row": "BIGINT"} | _texts("deal_id", "stage", "state") | {"ts": "TIMESTAMP"},
               ("deal_id", "stage", "ts"), False, defaults={"state": "'unknown'"}),
    )  # fmt: skip
    other = Target(
        "events:other",
        {"row": "BIGINT"} | _PERSON | _VISITOR | {"event_id": "VARCHAR"} | _MOMENT | _texts("type", "properties"),
        ("ts", "type"), True, defaults={"properties": "'{}'"},
    )  # fmt: skip
    events = tuple(_event(slug) for slug in facts.EVENT_TABLES if slug not in _PAPER)
    return {target.name: target for target in (*plain, *events, other)}


TARGETS: Mapping[str, Target] = MappingProxyType(targets())

#: How the values of a registered property are read.
OWN_KINDS = MappingProxyType({
    "text": "text", "code": "text", "int": "int", "decimal": "money", "bool": "bool", "date": "date",
    "instant": "moment",
})  # fmt: skip
_PAPER_TARGETS = {"order": "orders", "order_line": "order_lines", "refund": "refunds"}


def with_own(types: Iterable[OwnType]) -> Mapping[str, Target]:
    """Every target of a workspace: ours, and those of the event types and properties that it has registered."""
    found = dict(TARGETS)
    for own in types:
        kinds = {p.name: OWN_KINDS[p.type] for p in own.properties}
        columns = {p.name: sql_type(p.columns[0]) for p in own.properties}
        if own.canonical:
            name = _PAPER_TARGETS.get(own.slug, f"events:{own.slug}")
            found[name] = replace(found[name], columns={**found[name].columns, **columns}, own=kinds)
        else:
            name = f"events:{own.slug}"
            shared = {"row": "BIGINT"} | _PERSON | _VISITOR | {"event_id": "VARCHAR"} | _MOMENT
            found[name] = Target(name, shared | columns | {"properties": "VARCHAR"}, ("ts",), True, own=kinds)
    return MappingProxyType(found)
