"""Paths of conditions: `where.all[0].any[1]`, and what stands at one."""

from __future__ import annotations

import copy
import re
from typing import Any

from osuma.web.builder.cells import Written

GROUPS = ("all", "any", "none")
ROOT = "where"
_STEP = re.compile(r"([a-z_]+)|\[(\d+)\]")


class NoPlace(LookupError):
    """A path that leads nowhere in the definition: the form is of another one."""


def steps(path: str) -> list[str | int]:
    """The keys and positions that lead to a place."""
    return [found[1] if found[1] else int(found[2]) for found in _STEP.finditer(path)]


def at(definition: Written, path: str) -> Any:
    """What stands at a path. Raises NoPlace."""
    found: Any = definition
    try:
        for step in steps(path):
            found = found[step]
    except (KeyError, IndexError, TypeError) as error:
        raise NoPlace(path) from error
    return found


def put(definition: Written, path: str, value: Any) -> Written:
    """The definition with something else at a path."""
    changed = copy.deepcopy(definition)
    *way, last = steps(path)
    holder: Any = changed
    try:
        for step in way:
            holder = holder[step]
        holder[last] = value
    except (KeyError, IndexError, TypeError) as error:
        raise NoPlace(path) from error
    return changed


def around(path: str) -> tuple[str, str, int] | None:
    """The group around a condition, its key, and the condition's position; None where it stands in no list."""
    found = re.fullmatch(r"(.*)\.(all|any|none)\[(\d+)\]", path)
    return (found[1], found[2], int(found[3])) if found else None


def group_of(node: Any) -> str | None:
    """Whether a node is a group, and of which kind; `not` is none of one."""
    if not isinstance(node, dict) or len(node) != 1:
        return None
    (key,) = node
    if key == "not":
        return "none"
    return str(key) if key in GROUPS and isinstance(node[key], list) else None


#: Conditions on those of another unit, and the unit that the rule inside is of.
SIDES = {"contacts": "customers", "account": "accounts"}


def side_of(node: Any) -> str | None:
    """Whether a node is a condition on the other side that a group can show, and on which."""
    if not isinstance(node, dict) or not isinstance(node.get("where"), dict):
        return None
    side = next((one for one in SIDES if one in node), None)
    return side if side and set(node) == {side, "where"} and node[side] in GROUPS else None


def unit_at(definition: Written, path: str, unit: str) -> str:
    """The unit that a rule speaks of at a path: within a condition on the other side that side's."""
    found: Any = definition
    for step in steps(path):
        side = side_of(found)
        unit = SIDES[side] if side and step == "where" else unit
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError):
            break
    return unit


def children(node: Written, path: str) -> list[tuple[str, Any]]:
    """The conditions of a group, each with its path."""
    (key,) = node
    if key == "not":
        return [(f"{path}.not", node["not"])]
    return [(f"{path}.{key}[{n}]", child) for n, child in enumerate(node[key])]
