"""What a wish to register comes to: the definition before and after, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Misuse, Refused, Words
from osuma.engine.segments.check import check
from osuma.engine.shell import command
from osuma.engine.tables.facts import EVENT_TABLES
from osuma.engine.tables.own import (
    PREFIX,
    PROPERTY_TYPES,
    WIDER,
    OwnProperty,
    OwnType,
    PropertyType,
    is_free,
    may_be_property,
    with_own,
)
from osuma.engine.tables.special import screen
from osuma.engine.tables.vocabulary import canonical
from osuma.engine.written import Unreadable, read
from osuma.ingestion.mapping.formats import is_format
from osuma.store.dialect import fold_text
from osuma.store.loading.own import known as known_values
from osuma.workflows.asking.own import own_types
from osuma.workflows.consent import basis
from osuma.workflows.data.seen import format_of, name_for, properties, seen_types, slug_for
from osuma.workflows.segments.definitions import stored, vocabulary

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


@dataclass(frozen=True)
class WishedProperty:
    """type: as written, also where there is none such. name: slug, null for the one that follows from `given`."""

    given: str
    type: str
    format: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Wish:
    """What a person asked for. type: as the data has it, or ours. properties: none means as they were seen."""

    type: str
    slug: str | None = None
    properties: tuple[WishedProperty, ...] = field(default_factory=tuple)


def wish(type_: str | None, slug: str | None, properties_: Sequence[str], text: str | None) -> Wish:
    """The wish of a command; the file is added to. Refused where it or a property is not written so."""
    given = _file(text) if text is not None else {}
    mistakes: list[Mistake] = []
    listed = [*_listed(given.get("properties"), mistakes), *(_property(one, mistakes) for one in properties_)]
    name = type_ or given.get("type")
    if not isinstance(name, str) or not name.strip():
        mistakes.append(_mistake("type", "no_type", "tapahtuman tyyppi puuttuu", "the event type is missing"))
    if mistakes:
        raise Refused(mistakes)
    return Wish(str(name).strip(), slug or given.get("as"), tuple(one for one in listed if one is not None))


def registered(session: Session, wish: Wish) -> tuple[OwnType | None, OwnType]:
    """The definition before and after a wish. Refused with everything that is wrong with it."""
    types = own_types(session)
    before = next((t for t in types if wish.type == t.slug or fold_text(wish.type) == fold_text(t.given)), None)
    ours = wish.type in EVENT_TABLES
    if before is None:
        seen = {fold_text(given): given for given in seen_types(session).values()}
        given = wish.type if ours else seen.get(fold_text(wish.type), wish.type)
        start = OwnType(wish.type if ours else wish.slug or slug_for(given), given)
    else:
        start = before
    asked = wish.properties or (() if ours or before else _seen(session, start))
    mistakes = [] if ours or before else list(_slug_mistakes(session, start, types))
    if before is not None and wish.slug not in (None, before.slug):
        mistakes.append(
            _mistake("as", "other_slug", f"tyypin tunnus on jo {before.slug}", f"its slug is {before.slug}")
        )
    if ours and not asked:
        mistakes.append(
            _mistake("property", "no_property", "anna ainakin yksi --property", "give at least one --property")
        )
    made = [_made(session, start, one, mistakes) for one in asked]
    after = replace(start, properties=(*start.properties, *(p for p in made if p is not None)))
    if mistakes:
        raise Refused(mistakes)
    refuse_used(session, before, after)
    return before, after


def widened(session: Session, slug: str, text: str) -> tuple[OwnType, OwnType]:
    """The definition before and after one property is made wider."""
    before = known(session, slug)
    mistakes: list[Mistake] = []
    asked = _property(text, mistakes)
    if asked is None:
        raise Refused(mistakes)
    one = before.property(asked.given)
    if one is None:
        names = ", ".join(p.name for p in before.properties) or "–"
        raise Refused([_mistake(
            asked.given, "unknown_property",
            f"ominaisuutta ei ole; on: {names}", f"no such property; there are: {names}",
        )])  # fmt: skip
    if asked.type not in WIDER.get(one.type, ()):
        can = ", ".join(WIDER.get(one.type, ())) or "–"
        raise Refused([_mistake(
            one.name, "not_wider",
            f"{one.type} ei laajene tyypiksi {asked.type}; mahdollisia: {can}",
            f"{one.type} cannot be widened to {asked.type}; it can become: {can}",
        )])  # fmt: skip
    wider = replace(one, type=_type(asked.type), format=None if asked.type == "text" else one.format)
    after = replace(before, properties=tuple(wider if p == one else p for p in before.properties))
    refuse_used(session, before, after)
    return before, after


def known(session: Session, slug: str) -> OwnType:
    """A registered type by its slug or name; Misuse where there is none."""
    types = own_types(session)
    found = next((t for t in types if slug == t.slug or fold_text(slug) == fold_text(t.given)), None)
    if found is None:
        raise Misuse(
            Words(
                fi=f"Tapahtumatyyppiä ”{slug}” ei ole rekisteröity. Katso: osuma events list",
                en=f"The event type “{slug}” is not registered. See: osuma events list",
            ),
            "not_registered",
        )
    return found


def refuse_used(session: Session, before: OwnType | None, after: OwnType | None) -> None:
    """Refused, naming the segments, where a change would break definitions that are kept."""
    others = [t for t in own_types(session) if before is None or t.slug != before.slug]
    plain = vocabulary(session)
    customers = canonical().extended(tuple(f for f in plain.customers.values() if f.custom))
    later = with_own(customers, [*others, *([after] if after is not None else [])])
    definitions, allowed = stored(session), basis.allowed(session)
    broken = [
        slug
        for slug, defn in definitions.items()
        if len(check(defn, later, definitions, allowed_special=allowed))
        > len(check(defn, plain, definitions, allowed_special=allowed))
    ]
    if broken:
        listed = ", ".join(sorted(broken))
        raise Refused([_mistake(
            before.slug if before is not None else "", "in_use",
            f"nämä segmentit käyttävät sitä: {listed}. Muuta ensin niitä.",
            f"these segments use it: {listed}. Change them first.",
        )])  # fmt: skip


def refuse_filled(session: Session, own: OwnType) -> None:
    """Refused where own properties of a canonical type have values, which nothing else would keep."""
    with session.warehouse.reader() as con:
        n = known_values(con, own, tuple(p.name for p in own.properties))
    if n:
        raise Refused([_mistake(
            own.slug, "has_values",
            "omilla ominaisuuksilla on arvoja, jotka häviäisivät. Peru ensin tuonnit, jotka toivat ne.",
            "its own properties have values, which would be lost. First undo the imports that brought them.",
        )])  # fmt: skip


def _seen(session: Session, start: OwnType) -> tuple[WishedProperty, ...]:
    """Properties as their values look; lists and objects are left as they are."""
    return tuple(
        WishedProperty(p.given, p.type, p.format)
        for p in properties(session, start.given, None)
        if p.type is not None and screen(p.given) is None
    )


def _slug_mistakes(session: Session, start: OwnType, types: Sequence[OwnType]) -> Iterator[Mistake]:
    if not is_free(start.slug) or start.slug in {t.slug for t in types}:
        yield _mistake(
            "as", "bad_slug",
            f"tunnus ”{start.slug}” ei käy: enintään 48 merkkiä a–z, 0–9 ja _, ensin kirjain, ei jo käytössä",
            f"slug “{start.slug}” will not do: at most 48 of a–z, 0–9 and _, a letter first, not in use",
        )  # fmt: skip
    yield from _special(session, "type", start.slug, start.given)


def _made(session: Session, start: OwnType, asked: WishedProperty, mistakes: list[Mistake]) -> OwnProperty | None:
    """A new property; null where it is there already or cannot be, and then `mistakes` says why."""
    where = f"property {asked.given}"
    there = start.property(asked.name or asked.given)
    if there is not None:
        if asked.type != there.type:
            said = command("events", "widen", start.slug, f"{there.name}={asked.type}")
            mistakes.append(_mistake(
                where, "other_type", f"tyyppi on jo {there.type}; laajenna: {said}",
                f"its type is {there.type}; widen it: {said}",
            ))  # fmt: skip
        return None
    name = asked.name or name_for(asked.given, canonical=start.canonical)
    wrong = [*_property_mistakes(start, asked, name, where), *_special(session, where, name, asked.given)]
    own = None if start.canonical else start
    if not wrong and own is not None and _nested(session, own, asked.given):
        wrong.append(_mistake(
            where, "nested",
            "arvot ovat luetteloita tai rakenteita; ne jäävät JSONiin, eikä niitä voi rekisteröidä ominaisuudeksi",
            "its values are lists or objects; they stay in the JSON and cannot be registered as a property",
        ))  # fmt: skip
    mistakes += wrong
    if wrong:
        return None
    kind = _type(asked.type)
    form = asked.format
    if form is None and own is not None:
        form = format_of(session, own.given, _registered(session, own), asked.given, kind)
    return OwnProperty(name, asked.given, kind, form)


def _registered(session: Session, own: OwnType) -> OwnType | None:
    return next((t for t in own_types(session) if t.slug == own.slug), None)


def _nested(session: Session, own: OwnType, given: str) -> bool:
    found = properties(session, own.given, _registered(session, own))
    return any(p.given == given and p.type is None for p in found)


def _property_mistakes(start: OwnType, asked: WishedProperty, name: str, where: str) -> Iterator[Mistake]:
    if asked.type not in PROPERTY_TYPES:
        kinds = ", ".join(PROPERTY_TYPES)
        yield _mistake(
            where, "unknown_type", f"tyyppiä ”{asked.type}” ei ole; tyypit: {kinds}",
            f"there is no type “{asked.type}”; types: {kinds}",
        )  # fmt: skip
    if not may_be_property(name, canonical=start.canonical) or name in {p.name for p in start.properties}:
        begin_fi = f", alussa {PREFIX}" if start.canonical else ""
        begin_en = f", beginning with {PREFIX}" if start.canonical else ""
        yield _mistake(
            where, "bad_slug",
            f"tunnus ”{name}” ei käy: enintään 48 merkkiä a–z, 0–9 ja _, ei varattu{begin_fi}",
            f"slug “{name}” will not do: at most 48 of a–z, 0–9 and _, not reserved{begin_en}",
        )  # fmt: skip
    if asked.format is not None and not is_format(asked.format):
        yield _mistake(
            where, "unknown_format", f"muotoa ”{asked.format}” ei ole; esimerkiksi comma, dot, d.m.Y",
            f"there is no format “{asked.format}”; for example comma, dot, d.m.Y",
        )  # fmt: skip


def _special(session: Session, where: str, slug: str, given: str) -> Iterator[Mistake]:
    """What people do may say of them what the law protects, as much as a field does."""
    category = screen(slug.replace("_", " ")) or screen(given)
    if category is not None and slug not in basis.allowed(session):
        yield _mistake(
            where, "special_category",
            f"”{given}” kertoo ihmisestä arkaluonteista tietoa, jota ei rekisteröidä ilman kirjallista perustetta.",
            f"“{given}” says something of people that the law protects: not registered without a written basis.",
        )  # fmt: skip


def _type(text: str) -> PropertyType:
    return next(t for t in PROPERTY_TYPES if t == text)


def _property(text: str, mistakes: list[Mistake]) -> WishedProperty | None:
    """`name=type` or `name=type:format`."""
    given, sign, rest = text.rpartition("=")
    kind, _, form = rest.partition(":")
    if not sign or not given.strip() or not kind:
        mistakes.append(_mistake(
            text, "bad_property", "kirjoita nimi=tyyppi, esimerkiksi hinta=decimal",
            "write name=type, for example price=decimal",
        ))  # fmt: skip
        return None
    return WishedProperty(given.strip(), kind, form or None)


def _file(text: str) -> dict[str, Any]:
    try:
        data = read(text)
    except Unreadable as error:
        raise Refused([_mistake("", "bad_file", error.words.fi, error.words.en)]) from None
    if not isinstance(data, dict) or set(data) - {"type", "as", "properties"}:
        raise Refused([_mistake(
            "", "bad_file", "tiedostossa pitää olla type, as ja properties (YAML)",
            "the file must have type, as and properties (YAML)",
        )])  # fmt: skip
    return data


def _listed(data: object, mistakes: list[Mistake]) -> Iterator[WishedProperty | None]:
    for given, said in data.items() if isinstance(data, Mapping) else ():
        if (
            isinstance(said, Mapping)
            and isinstance(said.get("type"), str)
            and not set(said) - {"type", "format", "as"}
        ):
            yield WishedProperty(str(given), said["type"], said.get("format"), said.get("as"))
        else:
            yield _property(f"{given}={said}" if isinstance(said, str) else str(given), mistakes)


def _mistake(where: str, code: str, fi: str, en: str) -> Mistake:
    return Mistake(where, code, Words(fi=fi, en=en))
