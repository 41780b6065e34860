"""Fields by their labels and values as they are shown: codes by name, money, shares, the user's words in quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.words import data, glue, join, pair, quote
from osuma.engine.tables.vocabulary import Field, Kind

_YEARS = Words(fi=f"{numbers.NBSP}vuotta", en="")
_ONE_YEAR = Words(fi=f"{numbers.NBSP}vuosi", en="")


@dataclass(frozen=True)
class Named:
    """A field with its words. label: nominative, lower case; the user's own in quotes. unit: how values are shown.

    many: the label as "how many different …" needs it. plural: the label takes a plural verb.
    anniversary: the label of its yearly day. currency: of sums that are not in the workspace's.
    """

    name: str
    label: Words
    kind: Kind = "text"
    unit: str | None = None
    many: Words | None = None
    plural: bool = False
    area: bool = False
    anniversary: Words | None = None
    currency: str | None = None


def own_name(name: str, context: ExplainContext) -> Words:
    """A name that the workspace gave, in quotes: its label, else that of a field as words, else as it is."""
    said = name.removeprefix("x_").replace("_", " ") if name.startswith("x_") else name
    return quote(context.labels.get(name) or said)


def field_label(name: str) -> Words:
    """What a field of a person, or of their area, is called; the workspace's own by its name without the prefix."""
    area = name.startswith("area_")
    entry = data("fields")["areas" if area else "customers"].get(name.removeprefix("area_"))
    own = name.removeprefix("x_").replace("_", " ")
    return Words(own, own) if entry is None else pair(entry)


def company_label(name: str) -> Words:
    """What a field of a company is called."""
    return pair(data("fields")["accounts"][name])


def field_of(name: str, context: ExplainContext, unit: str = "customers") -> Named:
    """A field of customers, companies or areas."""
    area = unit == "customers" and name.startswith("area_")
    entries = data("fields")["areas" if area else unit]
    entry = entries.get(name.removeprefix("area_") if area else name)
    return _named(name, entry, context.vocabulary.fields(unit).get(name), context, area=area)


def property_of(event: str, name: str, context: ExplainContext) -> Named:
    """A property of an event type."""
    words = data("fields")
    entry = words["events"].get(event, {}).get(name) or words["properties"].get(name)
    known = context.vocabulary.events.get(event)
    return _named(name, entry, known.properties.get(name) if known else None, context)


def _named(
    name: str, entry: Mapping[str, Any] | None, known: Field | None, context: ExplainContext, *, area: bool = False
) -> Named:
    kind: Kind = known.kind if known else "text"
    if entry is None or (known is not None and known.custom):
        currency = known.currency if known is not None else None
        unit = None if currency is None else "money"
        return Named(name, own_name(name, context), kind, unit, currency=currency)
    return Named(
        name,
        pair(entry),
        kind,
        unit=entry.get("unit"),
        many=pair(entry["many"]) if "many" in entry else None,
        plural=entry.get("plural", False),
        area=area,
        anniversary=pair(entry["anniversary"]) if "anniversary" in entry else None,
    )


def shown(value: object, named: Named, context: ExplainContext) -> Words:
    """One value of a field."""
    if isinstance(value, bool):
        return Words(fi="”kyllä”", en="“yes”") if value else Words(fi="”ei”", en="“no”")
    if isinstance(value, int | Decimal):
        return _figure(value, named, context)
    if isinstance(value, datetime):
        local = value.astimezone(context.zone) if value.tzinfo else value
        return numbers.moment(local)
    if isinstance(value, date):
        return numbers.day(value)
    text = str(value)
    return code_name(named.name, text, context) if named.kind == "code" else quote(text)


def code_name(name: str, code: str, context: ExplainContext) -> Words:
    """A code by its name in quotes; as it is where nobody has named it."""
    given = context.code_names.get(name, {}).get(code)
    if given is not None:
        return Words(fi=quote(given.fi).fi, en=quote(given.en).en)
    entry = data("codes").get(name, {}).get(code)
    return Words(fi=f"”{entry['fi']}”", en=f"“{entry['en']}”") if entry else quote(code)


def listed(value: object, named: Named, context: ExplainContext) -> tuple[Words, ...]:
    """Every value of a list; one value is a list of one."""
    items = value if isinstance(value, tuple | list) else (value,)
    return tuple(shown(item, named, context) for item in items)


def either(value: object, named: Named, context: ExplainContext) -> Words:
    """`”a”, ”b” tai ”c”`."""
    return join(listed(value, named, context), "or")


def between(low: object, high: object, named: Named, context: ExplainContext) -> Words:
    """A range, both ends included: `30–60 vuotta`, `1.1.–31.3.2026`."""
    first, last = shown(low, named, context), shown(high, named, context)
    if isinstance(low, datetime) or isinstance(high, datetime):
        return Words(fi=f"{first.fi} – {last.fi}", en=f"{first.en} to {last.en}")
    if isinstance(low, date) and isinstance(high, date):
        return numbers.days(low, high)
    return Words(fi=f"{_bare(first.fi)}–{last.fi}", en=f"{first.en} to {last.en}")


def _bare(shown_value: str) -> str:
    # 100,00 € and 200,00 € make 100,00–200,00 €: the unit is said once
    return re.sub(rf"{numbers.NBSP}\D+$", "", shown_value)


def _figure(value: int | Decimal, named: Named, context: ExplainContext) -> Words:
    match named.unit:
        case "money":
            return numbers.money(value, named.currency or context.currency)
        case "share":
            return numbers.share(value)
        case "year":
            return Words(f"{Decimal(value):f}", f"{Decimal(value):f}")
        case "years":
            return glue(numbers.number(value), _ONE_YEAR if value == 1 else _YEARS)
        case _:
            return numbers.number(value)
