"""Definitions of a workspace as values, and what its rules may name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from osuma.engine.errors import Mistake, Misuse, Refused, Words
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition, Partition, titles
from osuma.engine.tables.own import with_own
from osuma.engine.tables.special import screen
from osuma.engine.tables.vocabulary import Field, Kind, Vocabulary, canonical
from osuma.store import schema
from osuma.workflows.asking.options import own_money, special_fields
from osuma.workflows.asking.own import own_types
from osuma.workflows.consent import basis
from osuma.workflows.data.seen import seen_types

if TYPE_CHECKING:
    from osuma.store.warehouse import Warehouse
    from osuma.workflows.asking.session import Session

CUSTOM = "x_"
_KINDS: dict[str, Kind] = {
    "VARCHAR": "text", "BIGINT": "int", "BOOLEAN": "bool", "DATE": "date", "TIMESTAMP": "instant",
    "VARCHAR[]": "list", "DOUBLE": "decimal",
}  # fmt: skip


def stored(session: Session) -> dict[str, Definition]:
    """Every definition in use, by slug. Raises Refused where a stored text is no definition any more."""
    from osuma.catalog import definitions

    return {one.slug: _parsed(one.text) for one in definitions.list_(session.workspace)}


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Definition:
    """The same text is the same value: a workspace's definitions are asked for many times in one call."""
    return parse(text)


def vocabulary(session: Session) -> Vocabulary:
    """The canonical vocabulary with the workspace's own customer fields, event types and properties of events."""
    return _marked(session, with_own(with_own_fields(session.warehouse), own_types(session)))


def vocabulary_of(session: Session, columns: Iterable[tuple[str, str]]) -> Vocabulary:
    """The same, where the table of customers has these columns, with their types as DuckDB names them."""
    return _marked(session, with_own(_with_fields(columns), own_types(session)))


def _marked(session: Session, words: Vocabulary) -> Vocabulary:
    """The vocabulary in which fields that people have marked are special, and own sums have their currency."""
    marks, money = special_fields(session.workspace), own_money(session.workspace)
    known = words.customers
    changed = {name: replace(known[name], klass="special") for name in marks & known.keys()}
    for name, currency in money.items():
        if currency and name in known:
            changed[name] = replace(changed.get(name, known[name]), currency=currency)
    return replace(words, customers={**known, **changed}) if changed else words


def with_own_fields(warehouse: Warehouse) -> Vocabulary:
    """The canonical vocabulary with the customer fields that only this warehouse has."""
    with warehouse.reader() as con:
        return _with_fields(schema.columns(con, "customers").items())


def _with_fields(columns: Iterable[tuple[str, str]]) -> Vocabulary:
    own = [(n, kind) for n, kind in columns if n.startswith(CUSTOM) and not n.endswith(("_fold", "_set"))]
    return canonical().extended(tuple(_field(name, kind) for name, kind in own))


def mistakes_of(
    session: Session,
    definitions: Iterable[Definition],
    known: Mapping[str, Definition],
    words: Vocabulary | None = None,
) -> list[Mistake]:
    """Everything wrong with definitions. An event type that came and is not registered is told as that.

    words: what rules may name; None means what the workspace's own warehouse has.
    """
    from osuma.engine.segments.check import check

    words, allowed = words or vocabulary(session), basis.allowed(session)
    listed = list(definitions)
    found = [m for defn in listed for m in check(defn, words, known, allowed_special=allowed)]
    if any(m.code == "unknown_event" for m in found):
        words = replace(words, seen=seen_types(session))
        found = [m for defn in listed for m in check(defn, words, known, allowed_special=allowed)]
    return found


def read(session: Session, text: str | None, slug: str | None, words: Vocabulary | None = None) -> Definition:
    """The definition that a call speaks of: a text, or a stored one. Refused with every mistake of the text.

    words: as for `mistakes_of`.
    """
    from osuma.catalog import definitions

    defn = parse(text) if text is not None else parse(definitions.get(session.workspace, slug or "").text)
    mistakes = mistakes_of(session, [defn], known(session, defn), words)
    if mistakes:
        raise Refused(mistakes)
    return defn


def named(session: Session, slug: str) -> Definition:
    """The stored definition that a slug or a class (`partition/class`) names. Misuse where there is no such class."""
    whole, _, klass = slug.partition("/")
    defn = read(session, None, whole or slug)
    classes = [c.slug for c in (*defn.classes, defn.other)] if isinstance(defn, Partition) else []
    if klass and klass not in classes:
        there = ", ".join(f"{whole}/{one}" for one in classes) or "–"
        raise Misuse(
            Words(fi=f"Luokkaa ”{slug}” ei ole. Mahdollisia: {there}.", en=f"No class “{slug}”. There are: {there}."),
            "no_class",
        )
    return defn


def known(session: Session, defn: Definition) -> dict[str, Definition]:
    """The stored definitions, with this one in the place of its namesake."""
    return {**stored(session), defn.slug: defn}


def titles_of(known: Mapping[str, Definition]) -> dict[str, Words]:
    """Names of definitions and of the classes of partitions, by slug."""
    found = {}
    for slug, defn in known.items():
        found[slug] = titles(defn)
        if isinstance(defn, Partition):
            for klass in (*defn.classes, defn.other):
                found[f"{slug}/{klass.slug}"] = titles(klass)
    return found


def _field(name: str, kind: str) -> Field:
    shape: Kind = "decimal" if kind.startswith("DECIMAL") else _KINDS.get(kind, "text")
    special = screen(name.removeprefix(CUSTOM).replace("_", " ")) is not None
    return Field(name, shape, "special" if special else "ordinary", custom=True)
