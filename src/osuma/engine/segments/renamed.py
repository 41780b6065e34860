"""Definitions under other slugs, so that two states of the same ones can be asked together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from osuma.engine.segments.depends import owner
from osuma.engine.segments.rule import Definition, Member, Partition, Segment

Any_ = TypeVar("Any_")


def renamed(defn: Definition, slugs: Mapping[str, str]) -> Definition:
    """The definition with its own slug and those that it refers to as `slugs` says; others stay as they are."""
    slug = slugs.get(defn.slug, defn.slug)
    if isinstance(defn, Segment):
        return replace(defn, slug=slug, where=_inside(defn.where, slugs))
    assert isinstance(defn, Partition)  # noqa: S101  there are two kinds
    return replace(defn, slug=slug, base=_inside(defn.base, slugs), classes=_inside(defn.classes, slugs))


def _inside(value: Any_, slugs: Mapping[str, str]) -> Any_:
    made: Any = value
    if isinstance(value, Member):
        name = owner(value.member)
        made = replace(value, member=slugs.get(name, name) + value.member.removeprefix(name))
    elif isinstance(value, tuple):
        made = tuple(_inside(one, slugs) for one in value)
    elif is_dataclass(value) and not isinstance(value, type):
        made = replace(value, **{one.name: _inside(getattr(value, one.name), slugs) for one in fields(value)})
    return made  # type: ignore[no-any-return]  # each branch keeps the kind
