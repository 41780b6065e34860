"""Two changes of one definition put together: what was there, yours and theirs, by the outermost keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from osuma.engine.errors import Refused
from osuma.engine.segments.dump import dump
from osuma.engine.segments.parse import parse
from osuma.engine.segments.parse.text import load

_KEY = re.compile(r"(?P<key>[A-Za-z_][A-Za-z0-9_]*)\s*:(\s|\Z)")


@dataclass(frozen=True)
class Side:
    """One key in the three texts, as it is written there with the comments above it; None where it is not there."""

    key: str
    base: str | None
    mine: str | None
    theirs: str | None


@dataclass(frozen=True)
class ThreeWay:
    """mine, theirs: keys that only one has changed; both: keys that both changed, and not alike.

    merged: the text with the changes of both, None where a key is in `both`.
    """

    mine: tuple[Side, ...]
    theirs: tuple[Side, ...]
    both: tuple[Side, ...]
    merged: str | None


def three_way(base: str, mine: str, theirs: str) -> ThreeWay:
    """Compare two texts of a definition with the one that both were made from; all three must parse."""
    parts = [blocks(text) for text in (base, mine, theirs)]
    if any(found is None for found in parts):
        parts = [blocks(dump(parse(text))) for text in (base, mine, theirs)]
    old, own, other = (found or {} for found in parts)
    sides = [Side(key, old.get(key), own.get(key), other.get(key)) for key in dict.fromkeys((*own, *other, *old))]
    changed = [one for one in sides if one.mine != one.theirs]
    ours = tuple(one for one in changed if one.theirs == one.base)
    foreign = tuple(one for one in changed if one.mine == one.base)
    both = tuple(one for one in changed if one not in ours and one not in foreign and not _alike(one))
    merged = None if both else "".join(one.theirs or "" if one in foreign else one.mine or "" for one in sides)
    return ThreeWay(ours, foreign, both, merged)


def blocks(text: str) -> dict[str, str] | None:
    """The text cut before each outermost key, comments with the key below them; None where it cannot be cut so."""
    found: dict[str, str] = {}
    waiting, key = "", ""
    for line in text.splitlines(keepends=True):
        start = _KEY.match(line)
        if start is not None:
            key = start["key"]
            found[key], waiting = waiting + line, ""
        elif not key or line.startswith("#") or not line.strip():
            waiting += line
        else:
            found[key], waiting = found[key] + waiting + line, ""
    if waiting and key:
        found[key] += waiting
    ended = {key: part if part.endswith("\n") else f"{part}\n" for key, part in found.items()}
    return ended if _same(text, ended) else None


def _same(text: str, parts: Mapping[str, str]) -> bool:
    try:
        whole = load(text)
        return (
            bool(parts)
            and all(load(part) == {key: whole[key]} for key, part in parts.items())
            and (set(whole) == set(parts))
        )
    except (Refused, KeyError, TypeError, yaml.YAMLError):
        return False


def _alike(side: Side) -> bool:
    """Whether both made the same of the key, however they wrote it."""
    if side.mine is None or side.theirs is None:
        return False
    found: tuple[Any, Any] = (load(side.mine), load(side.theirs))
    return bool(found[0] == found[1])
