"""What a workspace registers beside the canonical tables: event types of its own, and properties of events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from osuma.engine.tables.facts import EVENT, EVENT_TABLES, event_table
from osuma.engine.tables.people import ORIGIN
from osuma.engine.tables.schema import Column, Table
from osuma.engine.tables.vocabulary import HIDDEN, HIDDEN_SUFFIXES, VIEWS, EventType, Field, Vocabulary, columns_of

PropertyType = Literal["text", "int", "decimal", "bool", "date", "instant", "code"]
PROPERTY_TYPES: tuple[PropertyType, ...] = get_args(PropertyType)
#: What a type can become without losing anything.
WIDER: Mapping[PropertyType, tuple[PropertyType, ...]] = {"int": ("decimal", "text"), "decimal": ("text",)}

SLUG = re.compile(r"[a-z][a-z0-9_]{0,47}")
#: Beside the properties, every table of an own type keeps its rows as they came: nothing is lost by typing them.
AS_GIVEN = (
    Column("type", "string", "type as given", nullable=False),
    Column("properties", "string", "JSON object as given, with what is not registered", nullable=False),
)
_STAGED = ("row", "person", "person_id", "person_email", "person_phone", "apart", "at", "where", "event")
RESERVED = frozenset({c.name for c in (*EVENT, *ORIGIN, *AS_GIVEN)} | HIDDEN | set(_STAGED))
#: A field of customers that Osuma keeps for static lists; a workspace can have none of this name.
STATIC_LISTS = "x_static_lists"
#: An own property of a canonical event type begins with this, so that a later column of ours never meets it.
PREFIX = "x_"
#: Who looks after a person, as the exports of CRMs tell it.
CONTACT_OWNER = f"{PREFIX}contact_owner"
_TAKEN = frozenset({*EVENT_TABLES, *VIEWS, "other", "custom"})


@dataclass(frozen=True)
class OwnProperty:
    """One registered property. name: slug, the column. given: the name as the data has it.

    format: how its texts are read where the type alone does not say: `comma` or `dot`, or a form of dates; null: by
    the usual forms.
    """

    name: str
    given: str
    type: PropertyType
    format: str | None = None

    @property
    def field(self) -> Field:
        return Field(self.name, self.type, custom=True)

    @property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(self.field)


@dataclass(frozen=True)
class OwnType:
    """A registered event type, or the own properties of a canonical one. given: its name as the data has it."""

    slug: str
    given: str
    properties: tuple[OwnProperty, ...] = ()

    @property
    def canonical(self) -> bool:
        """Whether only the properties are the workspace's own."""
        return self.slug in EVENT_TABLES

    @property
    def table(self) -> Table:
        own = tuple(column for p in self.properties for column in p.columns)
        if self.canonical:
            return EVENT_TABLES[self.slug].extended(*own)
        return event_table(self.slug, f"Events of the workspace's own type {self.given}.", *AS_GIVEN, *own)

    def property(self, name: str) -> OwnProperty | None:
        """By its slug, or by its name as the data has it."""
        return next((p for p in self.properties if name in (p.name, p.given)), None)

    def as_plain(self) -> dict[str, Any]:
        """JSON of the definition; `of_plain` gives the same back."""
        return {"slug": self.slug, "given": self.given, "properties": [dict(vars(p)) for p in self.properties]}


def of_plain(data: Mapping[str, Any]) -> OwnType:
    """The definition of `OwnType.as_plain`."""
    return OwnType(data["slug"], data["given"], tuple(OwnProperty(**p) for p in data["properties"]))


def is_free(slug: str) -> bool:
    """Whether an own event type may be called so: a slug that is none of ours."""
    return bool(SLUG.fullmatch(slug)) and slug not in _TAKEN


def may_be_property(name: str, *, canonical: bool) -> bool:
    """Whether an own property may be called so."""
    own = bool(SLUG.fullmatch(name)) and name not in RESERVED and not name.endswith((*HIDDEN_SUFFIXES, "_base"))
    return own and (name.startswith(PREFIX) or not canonical)


def with_own(vocabulary: Vocabulary, types: Iterable[OwnType]) -> Vocabulary:
    """The vocabulary with a workspace's own event types and properties; orders placed have those of orders."""
    events: dict[str, EventType] = {}
    for own in types:
        fields = {p.name: p.field for p in own.properties}
        if own.canonical:
            known = vocabulary.events[own.slug]
            events[own.slug] = replace(known, properties={**known.properties, **fields})
            if own.slug == "order":
                events["order_placed"] = EventType("order_placed", events["order"].properties)
        else:
            common = {"ts": Field("ts", "instant"), "source": Field("source", "code")}
            events[own.slug] = EventType(own.slug, {**common, **fields})
    return vocabulary.extended(events=tuple(events.values()))
