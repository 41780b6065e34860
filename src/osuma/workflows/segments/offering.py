"""What a rule can be made of, in words, and the values that the data has: for whoever builds one on a screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.periods import naive_utc
from osuma.engine.segments.check.people import has_history
from osuma.engine.segments.explain.values import Named, code_name, field_of, property_of
from osuma.engine.segments.explain.words import data
from osuma.engine.segments.rule import Partition, Segment, unit_of
from osuma.engine.tables.own import STATIC_LISTS
from osuma.engine.tables.views import relation
from osuma.engine.tables.vocabulary import Field
from osuma.ingestion.planning.places import municipality_names
from osuma.store.dialect import identifier
from osuma.store.evaluation.evaluate import RECORDS
from osuma.store.quality.fields import PEOPLE
from osuma.store.warehouse import sql_of
from osuma.workflows.asking.instants import resolve
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments import contexts
from osuma.workflows.segments.definitions import stored, titles_of

if TYPE_CHECKING:
    from osuma.engine.segments.explain import ExplainContext
    from osuma.workflows.asking.session import Session

#: Values that are shown of one property.
MOST = 60
#: Properties whose values name one thing each, or are what somebody wrote.
_NOT_SHOWN = {"order_id", "refund_id", "session_id", "line_no", "text", "caller", "url", "external_id"}
_SHOWN_KINDS = ("text", "code", "list")


@verb("fields.words", kept=True)
def words(session: Session) -> dict[str, Any]:
    """Everything a rule may name, with what each is called.

    units: fields of customers, accounts and areas by name; anniversary: what its yearly day is called, null where it
    has none; history: whether its changes are recorded; codes: what each code is called, where codes have names.
    events: each with its properties. members: what may be referred to, a class as `partition/class`. models: those
    that have said something; experiments: each with its arms; consent_sources: those that have told of consents.
    """
    known = stored(session)
    context = _named(contexts.of_names(session, resolve(session), known))
    names = context.vocabulary
    units = {"customers": names.customers, "accounts": names.accounts, "areas": names.areas}
    return {
        "units": {
            unit: {f.name: _field(f, unit, context) for f in fields.values() if f.name != STATIC_LISTS}
            for unit, fields in units.items()
        },
        "events": {
            event.name: {
                "label": _event_label(event.name, context).plain(),
                "properties": {p.name: _property(event.name, p, context) for p in event.properties.values()},
            }
            for event in names.events.values()
        },
        "members": list(_members(known.values(), titles_of(known))),
        **_recorded(session),
    }


def _recorded(session: Session) -> dict[str, Any]:
    """Names that only rows hold."""
    rows = session.warehouse.kept_rows
    arms: dict[str, list[str]] = {}
    for experiment, arm in rows("SELECT DISTINCT experiment, arm FROM exposures ORDER BY 1, 2"):
        arms.setdefault(str(experiment), []).append(str(arm))
    return {
        "models": [str(model) for (model,) in rows("SELECT DISTINCT model FROM scores ORDER BY 1")],
        "experiments": arms,
        "consent_sources": [str(one) for (one,) in rows("SELECT DISTINCT source FROM consents ORDER BY 1")],
    }


@verb("fields.values", kept=True)
def values(session: Session, name: str, event: str | None = None, unit: str = "customers") -> dict[str, Any]:
    """The commonest values of a field or of an event's property, with the people (or rows) that have each.

    None are shown of what names a person or one thing, nor of numbers and dates.
    """
    at = resolve(session)
    context = _named(contexts.of_names(session, at, {}))
    if event is not None:
        type_ = context.vocabulary.events.get(event)
        field = type_.properties.get(name) if type_ else None
        rows = sql_of(relation(event, naive_utc(at.instant), at.current)) if field else ""
        source = f"(SELECT customer_key AS counted, {identifier(name)} AS value FROM ({rows}))"
    else:
        field = context.vocabulary.fields(unit).get(name)
        source = _of_unit(name, unit)
    if field is None or not _shows(field):
        return {"values": []}
    if field.kind == "list":
        source = f"(SELECT counted, unnest(value) AS value FROM {source})"
    # a rule takes HELSINKI and Helsinki for one, so they are shown as one, as it is mostly written
    same = "value" if field.kind == "code" else "lower(value)"
    found = session.warehouse.kept_rows(
        f"SELECT mode(value) AS shown, count(DISTINCT counted) AS n FROM {source} WHERE value IS NOT NULL "
        f"GROUP BY {same} ORDER BY n DESC, shown LIMIT {MOST}"
    )
    return {
        "values": [
            {"value": str(value), "n": n, "label": _bare(code_name(name, str(value), context)).plain()}
            for value, n in found
        ]
    }


def _named(context: ExplainContext) -> ExplainContext:
    return replace(context, code_names={"municipality": municipality_names()})


def _of_unit(name: str, unit: str) -> str:
    if unit == "areas":
        return f"(SELECT postcode AS counted, {identifier(name)} AS value FROM areas)"
    table, key = RECORDS.get(unit, RECORDS["customers"])
    people = f" WHERE {PEOPLE}" if table == "customers" else ""
    return f"(SELECT {key} AS counted, {identifier(name)} AS value FROM {table}{people})"


def _shows(field: Field) -> bool:
    ordinary = field.klass not in ("contact", "identifier")
    return ordinary and field.kind in _SHOWN_KINDS and field.name not in _NOT_SHOWN


def _field(field: Field, unit: str, context: ExplainContext) -> dict[str, Any]:
    named = field_of(field.name, context, unit)
    return {
        "label": _bare(named.label).plain(),
        "kind": field.kind,
        "class": field.klass,
        "area": field.area,
        "history": unit == "customers" and has_history(field),
        "unit": named.unit,
        "currency": _currency(named, context),
        "anniversary": None if named.anniversary is None else named.anniversary.plain(),
        "codes": _codes(field, context),
    }


def _property(event: str, field: Field, context: ExplainContext) -> dict[str, Any]:
    named = property_of(event, field.name, context)
    return {
        "label": _bare(named.label).plain(),
        "kind": field.kind,
        "unit": named.unit,
        "currency": _currency(named, context),
        "codes": _codes(field, context),
    }


def _currency(named: Named, context: ExplainContext) -> str | None:
    """What the sums of a field are in; None where it has none."""
    return (named.currency or context.currency) if named.unit == "money" else None


def _codes(field: Field, context: ExplainContext) -> Mapping[str, dict[str, str]]:
    named = {**data("codes").get(field.name, {}), **context.code_names.get(field.name, {})}
    if field.kind != "code":
        return {}
    return {str(code): _bare(code_name(field.name, str(code), context)).plain() for code in named}


def _event_label(event: str, context: ExplainContext) -> Words:
    entry = data("events").get(event)
    if entry is not None and event not in context.labels:
        return Words(entry["fi"]["one"], entry["en"]["one"])
    own = context.labels.get(event, event)
    return Words(own, own)


def _members(known: Iterable[Segment | Partition], titles: Mapping[str, Words]) -> Iterable[dict[str, Any]]:
    for defn in known:
        classes = (*defn.classes, defn.other) if isinstance(defn, Partition) else ()
        if not classes:
            yield {"slug": defn.slug, "of": unit_of(defn), **titles[defn.slug].plain()}
        for klass in classes:
            slug, title = f"{defn.slug}/{klass.slug}", titles[f"{defn.slug}/{klass.slug}"]
            of = titles[defn.slug]
            yield {
                "slug": slug,
                "of": unit_of(defn),
                **Words(f"{of.fi}: {title.fi}", f"{of.en}: {title.en}").plain(),
            }


def _bare(said: Words) -> Words:
    """A name without the quotes that it has in a sentence."""
    return Words(said.fi.strip("”"), said.en.strip("“”"))
