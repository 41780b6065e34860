"""People as they were at an instant: attributes through the changes, consents through the statements.

A value at an instant is the `old` of the earliest change after it, else what it is now. Before a person was
known every attribute is unknown. A list that has changed since is unknown: its old value is not kept as a list.
Instants are naive UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from osuma.engine.tables.people import ATTRIBUTES, CONSENTS, CUSTOMER_CHANGES, IDENTITIES
from osuma.engine.tables.schema import INSTANT, unbound

_KEPT = {"customer_key", "kind", "set_apart", "external_id", "source", "known_from"}


def customers_at(customers: ir.Table, as_of: datetime) -> ir.Table:
    """The table of customers with every attribute as it was known to be at the instant."""
    moment = ibis.literal(as_of, type=INSTANT)
    names = [c.name for c in ATTRIBUTES] + [c for c in customers.columns if c.startswith("x_")]
    old = _old_values(moment, names)
    joined = customers.left_join(old, customers.customer_key == old.changed_key).drop("changed_key")
    there = joined.known_from <= moment
    shown: dict[str, Any] = {}
    for name in dict.fromkeys(names):
        unset = name.endswith("_set") and f"{name.removesuffix('_set')}_fold" in customers.columns
        nothing = ibis.literal(False) if unset else _nothing(joined[name].type())
        shown[name] = ibis.ifelse(there, _then(joined, name), nothing)
    return joined.select(*(joined[c] for c in customers.columns if c in _KEPT), **shown)


def _old_values(moment: ir.TimestampScalar, names: list[str]) -> ir.Table:
    """One row per person with changes after the instant: per field whether it changed, and the value before."""
    changes = unbound(CUSTOMER_CHANGES)
    later = changes.filter((changes.valid_from > moment) & changes.field.isin(names))
    order = [later.valid_from, later.recorded_at, later.import_id, later.identity_key, later.origin]
    place = ibis.row_number().over(group_by=[later.customer_key, later.field], order_by=order)
    first = later.select("customer_key", "field", "old", place=place)
    first = first.filter(first.place == 0)
    columns: dict[str, Any] = {}
    for name in dict.fromkeys(names):
        own = first.field == name
        columns[f"changed__{name}"] = ibis.ifelse(own, 1, 0).sum()
        columns[f"old__{name}"] = ibis.ifelse(own, first.old, ibis.null("string")).max()
    return first.group_by(changed_key=first.customer_key).agg(**columns)


def _then(joined: ir.Table, name: str) -> Any:
    """The value at the instant. A casefolded twin follows its own history, else the lower case of its text's."""
    now: Any = joined[name]
    changed = joined[f"changed__{name}"].fill_null(0) > 0
    if name.endswith("_set") and str(now.type()).lstrip("!") == "boolean":
        changed = changed | (joined[f"changed__{name.removesuffix('_set')}"].fill_null(0) > 0)
        return ibis.ifelse(changed, False, now)
    value = ibis.ifelse(changed, _typed(joined[f"old__{name}"], now.type()), now)
    original = name.removesuffix("_fold")
    if original == name or now.type().is_array():
        return value
    follows = joined[f"changed__{original}"].fill_null(0) > 0
    return ibis.ifelse(changed, value, ibis.ifelse(follows, joined[f"old__{original}"].lower(), now))


def _typed(text: Any, kind: Any) -> Any:
    if kind.is_string():
        return text
    if kind.is_array():
        return _nothing(kind)
    return text.try_cast(kind.copy(nullable=True))


def _nothing(kind: Any) -> Any:
    return ibis.literal([], type=kind) if kind.is_array() else ibis.null(kind.copy(nullable=True))


def consents_at(as_of: datetime) -> ir.Table:
    """What counts per person, channel and purpose by the statements up to the instant: a refusal wins.

    Per identity and source the newest statement counts. Columns: customer_key, channel, purpose, state.
    """
    said, identities = unbound(CONSENTS), unbound(IDENTITIES)
    past = said.filter(said.ts <= ibis.literal(as_of, type=INSTANT))
    newest = [ibis.desc(past.ts), ibis.desc(past.seq)]
    place = ibis.row_number().over(
        group_by=[past.identity_key, past.source, past.channel, past.purpose], order_by=newest
    )
    last = past.mutate(place=place).filter(lambda t: t.place == 0)
    people = identities.select(person_identity=identities.identity_key, customer_key=identities.customer_key)
    joined = last.join(people, last.identity_key == people.person_identity)
    counted = joined.group_by(["customer_key", "channel", "purpose"]).agg(
        refusals=ibis.ifelse(joined.state == "refused", 1, 0).sum()
    )
    state = ibis.ifelse(counted.refusals > 0, "refused", "granted")
    return counted.select("customer_key", "channel", "purpose", state=state)
