"""A partition as its classes in order: what each is called and its rule as rows, and everybody else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from osuma.web.builder import places, rows
from osuma.web.builder.cells import Given, Written, id_of
from osuma.web.builder.offer import Offer
from osuma.web.builder.rows import Group

LANGUAGES = ("fi", "en")
OTHER = "other"
#: Slugs of classes that have not been kept under one yet.
_NEW = re.compile(r"uusi-luokka-\d+")
_CLASS = re.compile(r"classes\[\d+\]")
_LONGEST = 40
#: What a new class asks at first, of each unit.
_FIRST: Mapping[str, Written] = {
    "customers": {"event": "order", "window": {"last": "12 months"}},
    "accounts": {"property": "headcount", "op": "gte", "value": 10},
}
_OTHERS, _CALLED = {"fi": "Muut", "en": "Everybody else"}, {"fi": "Luokka", "en": "Class"}


@dataclass(frozen=True)
class Class:
    """One class. root: its rule as rows; None of everybody else, who has none. n: its place, from 1."""

    path: str
    n: int
    name: Mapping[str, str]
    root: Group | None

    @property
    def id(self) -> str:
        return id_of(self.path)

    @property
    def shape(self) -> tuple[Any, ...]:
        return self.path, None if self.root is None else self.root.shape


@dataclass(frozen=True)
class Divided:
    """base: who are divided at all, as rows; None for everybody. classes: the last is everybody else."""

    base: Group | None
    classes: tuple[Class, ...]

    @property
    def roots(self) -> tuple[Group, ...]:
        """Every rule."""
        found = (self.base, *(one.root for one in self.classes))
        return tuple(one for one in found if one is not None)

    @property
    def shape(self) -> tuple[Any, ...]:
        """What makes it another page than before, whatever its fields hold."""
        return None if self.base is None else self.base.shape, tuple(one.shape for one in self.classes)


def is_partition(definition: Written) -> bool:
    """Whether a definition divides people, rather than picking them."""
    return "partition" in definition


def opens(definition: Written) -> bool:
    """Whether the classes of a partition can be shown."""
    classes, other = definition.get("classes", []), definition.get(OTHER, {})
    listed = isinstance(classes, list) and all(isinstance(one, dict) for one in classes)
    rules = [one.get("where") or {} for one in classes] if listed else []
    return listed and all(isinstance(one, dict) for one in (other, definition.get("base") or {}, *rules))


def begun(language: str) -> Written:
    """The classes of a new partition: one, and everybody else."""
    other = {"slug": "muut", "name": {language: _OTHERS[language]}}
    whole = added({"name": {language: ""}, "classes": [], OTHER: other})
    return {key: whole[key] for key in ("classes", OTHER)}


def shown(definition: Written, on: Offer) -> Divided:
    """A partition as rows."""
    classes = [
        Class(f"classes[{n}]", n + 1, _name(one), rows.whole(one.get("where"), f"classes[{n}].where", on))
        for n, one in enumerate(definition.get("classes", []))
    ]
    base = definition.get("base")
    other = Class(OTHER, len(classes) + 1, _name(definition.get(OTHER, {})), None)
    return Divided(None if base is None else rows.whole(base, "base", on), (*classes, other))


def _name(one: Written) -> Mapping[str, str]:
    name = one.get("name") or {}
    return dict.fromkeys(LANGUAGES, name) if isinstance(name, str) else name


def is_named(path: str) -> bool:
    """Whether a path is of a class or of everybody else, which have names."""
    return path == OTHER or _CLASS.fullmatch(path) is not None


def named(definition: Written, path: str, given: Given) -> Written:
    """The definition with what a form gave as the names of a class."""
    whole = {**definition, OTHER: definition.get(OTHER, {"slug": "other"})} if path == OTHER else definition
    try:
        one = places.at(whole, path)
    except places.NoPlace:
        return definition
    before = _name(one)
    name = {**before, **{language: said for language in LANGUAGES if (said := given.one(language)) is not None}}
    if {language: said for language, said in name.items() if said} == before:
        return definition
    kept = {key: value for key, value in one.items() if key != "where"}
    kept["name"] = {language: said for language, said in name.items() if said}
    if not kept["name"]:
        del kept["name"]
    return places.put(whole, path, kept | ({"where": one["where"]} if "where" in one else {}))


def added(definition: Written) -> Written:
    """The definition with one more class, before everybody else, named in the languages of the whole."""
    classes = definition.get("classes", [])
    taken = {str(one.get("slug")) for one in classes}
    n = next(n for n in range(1, len(taken) + 2) if f"uusi-luokka-{n}" not in taken)
    name = {language: f"{_CALLED[language]} {n}" for language in _name(definition) if language in LANGUAGES}
    rule = {"all": [dict(_FIRST[rows.unit_of(definition)])]}
    return {**definition, "classes": [*classes, {"slug": f"uusi-luokka-{n}", "name": name, "where": rule}]}


def settled(definition: Written) -> Written:
    """The definition as it is kept: classes that are new get slugs from their names."""
    taken = {str(one.get("slug")) for one in definition["classes"]} | {str(definition.get(OTHER, {}).get("slug"))}
    found = []
    for one in definition["classes"]:
        slug = str(one.get("slug"))
        name = next(iter(_name(one).values()), "")
        if _NEW.fullmatch(slug) and name:
            slug = slug_from(name, "luokka", taken)
            taken.add(slug)
        found.append({**one, "slug": slug})
    return {**definition, "classes": found}


def slug_from(name: str, otherwise: str, taken: Collection[str]) -> str:
    """A slug from a name, one that is not in use. otherwise: where nothing of the name will do."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-") or otherwise
    slug = slug if slug[0].isalpha() else f"{otherwise[0]}-{slug}"
    return next(one for one in (slug, *(f"{slug}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
