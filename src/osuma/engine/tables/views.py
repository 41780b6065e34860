"""What rules mean by an event: relations over the canonical tables, at an instant.

`order` and `order_line` are the purchases that count: completed, not set apart, not refunded in full, of a customer
who is not set apart; `amount` is the value in the workspace's currency less refunds. `order_placed` is every order
that is not set apart. `sale` is the ledger of orders and refunds, each at its own time: its `amount` sums to net
sales. `refund` is money given back, positive. Every other event is its table. A line or refund whose file does not
say what the product is (its name, group, brand) has it from the same source's list of products.

`current` reads the columns that the store derived at the end of the data; otherwise the status history and the
refunds not later than `as_of` decide. Instants are naive UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import ibis
import ibis.expr.types as ir

from osuma.engine.tables.company_views import deal_rows
from osuma.engine.tables.facts import EVENT, EVENT_TABLES, ORDER, ORDER_LINE, ORDER_STATUS, PRODUCTS, REFUND
from osuma.engine.tables.people import CONSENTS, CUSTOMERS, IDENTITIES, WITHDRAWN
from osuma.engine.tables.schema import INSTANT, MONEY, Table, unbound

WIDE = "decimal(38,4)"
#: Columns that every relation has, before the properties of its type.
COMMON = ("customer_key", "ts", "event_id", "local_date", "date_only")
_HIDDEN = {
    "identity_key", "source_row_id", "recorded_at", "import_id", "content_hash", "counted", "net_base",
    "amount_base", "set_apart", "given", "status_then", "with_history", "order_counted",
}  # fmt: skip
#: What a list of products tells of a line or a refund that names only the product's id.
DESCRIBED = ("product", "category", "brand")
#: Status of orders that were sold, also where the money has since been given back.
SOLD = ("completed", "refunded")
#: How consent was given or refused, as far as the source says.
_HOW_SAID = ("method", "double_opt_in")
_NONE: Mapping[str, Table] = MappingProxyType({})


def relation(
    event: str,
    as_of: datetime,
    current: bool,
    custom: Mapping[str, Table] | None = None,
    described: bool = True,
) -> ir.Table:
    """The rows of one event type as rules see them; rows later than `as_of` are still in it.

    Columns: `customer_key`, `ts`, `event_id`, `local_date`, `date_only`, then the properties with their `_fold`
    twins; money is `amount`. described: whether what a product is (`DESCRIBED`) will be read, which costs a join.
    custom: tables of the workspace's own types, and canonical ones with its own properties.
    Raises KeyError for a type that is neither canonical nor in `custom`.
    """
    own = custom or {}
    match event:
        case "order":
            return _shown(_counted(_orders(as_of, current, own)), "net_base")
        case "order_line":
            lines = _counted(_lines(as_of, current, own))
            return _shown(_described(lines) if described else lines, "net_base")
        case "order_placed":
            return _shown(_kept(unbound(own.get("order", ORDER))), "amount_base")
        case "refund":
            refunds = _kept(unbound(own.get("refund", REFUND)))
            return _shown(_described(refunds) if described else refunds, "amount_base")
        case "sale":
            return _sales(as_of, current)
        case "deal_made" | "deal_won" | "deal_lost":
            return deal_rows(event, "customers")
        case _:
            return _shown(unbound(own.get(event) or EVENT_TABLES[event]), None)


def derived_orders(as_of: datetime) -> ir.Table:
    """What `counted` and `net_base` of every order are at an instant: event_id, counted, net_base."""
    return _orders(as_of, current=False).select("event_id", "counted", "net_base")


def derived_lines(as_of: datetime) -> ir.Table:
    """What `counted` and `net_base` of every order line are at an instant: event_id, counted, net_base."""
    return _lines(as_of, current=False).select("event_id", "counted", "net_base")


def consents_at(as_of: datetime) -> ir.Table:
    """What counts per person, channel and purpose by the statements up to the instant: a refusal wins.

    Columns: customer_key, channel, purpose, state.
    """
    said = statements(as_of)
    refused = ibis.ifelse(said.state == "refused", 1, 0)
    counted = said.group_by(["customer_key", "channel", "purpose"]).agg(refusals=refused.sum())
    state = ibis.ifelse(counted.refusals > 0, "refused", "granted")
    return counted.select("customer_key", "channel", "purpose", state=state)


def statements(as_of: datetime | None) -> ir.Table:
    """The statements that count, one row each, of those up to the instant; None for all.

    Per identity and source the newest statement counts. What a person took back by hand counts until a source says
    that they gave it again at a later time. Columns: customer_key, channel, purpose, state (granted or refused), and
    those of `consents` that say when and how it was said.
    """
    said, identities = unbound(CONSENTS), unbound(IDENTITIES)
    past = said if as_of is None else said.filter(said.ts <= _instant(as_of))
    newest = [ibis.desc(past.ts), ibis.desc(past.seq)]
    place = ibis.row_number().over(
        group_by=[past.identity_key, past.source, past.channel, past.purpose], order_by=newest
    )
    last = past.mutate(place=place).filter(lambda t: (t.place == 0) & (t.state != "unknown"))
    people = identities.select(person_identity=identities.identity_key, customer_key=identities.customer_key)
    joined = last.join(people, last.identity_key == people.person_identity)
    given = ibis.ifelse((joined.state == "granted") & joined.dated, joined.ts, ibis.null(INSTANT))
    again = given.max().over(group_by=[joined.customer_key, joined.channel, joined.purpose])
    rows = joined.mutate(again=again)
    rows = rows.filter((rows.source != WITHDRAWN) | rows.again.isnull() | (rows.ts >= rows.again))
    return rows.select("customer_key", "channel", "purpose", "state", "ts", "dated", "source", *_HOW_SAID)


def _shown(rows: ir.Table, amount: str | None) -> ir.Table:
    """The visible columns, with `amount` taken from the column that counts."""
    names = [c for c in rows.columns if c not in _HIDDEN and c not in COMMON]
    if amount is None:
        return rows.select(*COMMON, *names)
    return rows.select(*COMMON, *(c for c in names if c != "amount"), rows[amount].name("amount"))


def _described(rows: ir.Table) -> ir.Table:
    """What the product is, from the list of products where the row itself does not say."""
    products = unbound(PRODUCTS)
    columns = [c for name in DESCRIBED if name in rows.columns for c in (name, f"{name}_fold")]
    listed = products.select(
        listed_source=products.source,
        listed_id=products.product_id,
        **{f"listed_{c}": products[c] for c in columns},
    )
    joined = rows.left_join(listed, [rows.source == listed.listed_source, rows.product_id == listed.listed_id])
    filled = joined.mutate(**{c: ibis.coalesce(joined[c], joined[f"listed_{c}"]) for c in columns})
    return filled.drop("listed_source", "listed_id", *(f"listed_{c}" for c in columns))


def _kept(rows: ir.Table) -> ir.Table:
    return rows.filter(rows.set_apart.isnull())


def _counted(rows: ir.Table) -> ir.Table:
    return rows.filter(rows.counted)


def _status_at(orders: ir.Table, as_of: datetime) -> ir.Table:
    """The orders with `status` as the history says at the instant; without any history, as the order says.

    Before the first status of its history an order is pending.
    """
    history = unbound(ORDER_STATUS)
    past = history.filter(history.ts <= _instant(as_of))
    newest = [ibis.desc(past.ts), ibis.desc(past.recorded_at), ibis.desc(past.source_row_id)]
    place = ibis.row_number().over(group_by=past.order_event_id, order_by=newest)
    last = past.mutate(place=place).filter(lambda t: t.place == 0)
    then = last.select(then_id=last.order_event_id, status_then=last.status)
    known = history.select(history_id=history.order_event_id).distinct().mutate(with_history=True)
    joined = orders.left_join(then, orders.event_id == then.then_id).left_join(
        known, orders.event_id == known.history_id
    )
    found = ibis.ifelse(joined.with_history.notnull(), joined.status_then.fill_null("pending"), joined.status)
    return joined.mutate(status=found).drop("then_id", "status_then", "history_id", "with_history")


def _given_back(by: str, as_of: datetime) -> ir.Table:
    refunds = unbound(REFUND)
    linked = refunds.filter(refunds.set_apart.isnull() & refunds[by].notnull() & (refunds.ts <= _instant(as_of)))
    return linked.group_by(given_id=linked[by]).agg(given=linked.amount_base.cast(WIDE).sum())


def _with_net(rows: ir.Table, by: str, as_of: datetime) -> ir.Table:
    given = _given_back(by, as_of)
    joined = rows.left_join(given, rows.event_id == given.given_id).drop("given_id")
    back = joined.given.cast(WIDE).fill_null(ibis.literal(0, type=WIDE))
    return joined.mutate(net_base=(joined.amount_base.cast(WIDE) - back).cast(MONEY), given=back)


def _not_refunded(rows: ir.Table) -> ir.BooleanValue:
    full = (rows.given > ibis.literal(0, type=WIDE)) & (rows.given >= rows.amount_base.cast(WIDE))
    return ibis.ifelse(full, False, True)


def _orders(as_of: datetime, current: bool, own: Mapping[str, Table] = _NONE) -> ir.Table:
    orders = unbound(own.get("order", ORDER))
    if current:
        return orders
    rows = _with_net(_status_at(orders, as_of), "order_event_id", as_of)
    customers = unbound(CUSTOMERS)
    apart = customers.filter(customers.set_apart.notnull()).select(apart_key=customers.customer_key, is_apart=True)
    rows = rows.left_join(apart, rows.customer_key == apart.apart_key).drop("apart_key")
    holds = (rows.status == "completed") & rows.set_apart.isnull() & rows.is_apart.isnull() & _not_refunded(rows)
    return rows.mutate(counted=holds).drop("given", "is_apart")


def _lines(as_of: datetime, current: bool, own: Mapping[str, Table] = _NONE) -> ir.Table:
    lines = unbound(own.get("order_line", ORDER_LINE))
    if current:
        return lines
    orders = _orders(as_of, current=False)
    sold = orders.filter(orders.counted).select(sold_id=orders.event_id)
    rows = _with_net(lines, "line_event_id", as_of)
    rows = rows.left_join(sold, rows.order_event_id == sold.sold_id)
    holds = rows.sold_id.notnull() & rows.set_apart.isnull() & _not_refunded(rows)
    return rows.mutate(counted=holds).drop("given", "sold_id")


def _sales(as_of: datetime, current: bool) -> ir.Table:
    orders = unbound(ORDER) if current else _status_at(unbound(ORDER), as_of)
    sold = orders.filter(orders.set_apart.isnull() & orders.status.isin(SOLD))
    bought = sold.select(*COMMON, "order_id", "channel", amount=sold.amount_base.cast(MONEY))
    refunds = _kept(unbound(REFUND))
    known = sold.select(sold_id=sold.event_id, sold_order=sold.order_id, sold_channel=sold.channel)
    joined = refunds.left_join(known, refunds.order_event_id == known.sold_id)
    taken = joined.filter(joined.order_event_id.isnull() | joined.sold_id.notnull())
    zero = ibis.literal(0, type=WIDE)
    given = taken.select(
        *COMMON,
        order_id=taken.sold_order,
        channel=taken.sold_channel,
        amount=(zero - taken.amount_base.cast(WIDE)).cast(MONEY),
    )
    names = [*COMMON, "order_id", "channel", "amount"]
    nullable = {c.name: c.type for c in EVENT if c.name in COMMON}
    shape = {**nullable, "order_id": "string", "channel": "string", "amount": MONEY}
    return bought.select(names).cast(shape).union(given.select(names).cast(shape))


def _instant(moment: datetime) -> ir.TimestampScalar:
    return ibis.literal(moment, type=INSTANT)
