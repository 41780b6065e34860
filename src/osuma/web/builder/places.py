"""Paths of conditions: `where.all[0].any[1]`, and what stands at one."""

from __future__ import annotations

import copy
import re
from typing import Any

from osuma.web.builder import comparing
from osuma.web.builder.cells import Written

GROUPS = ("all", "any", "none")
ROOT, BASE = "where", "base"
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


def taken(definition: Written, path: str) -> Written:
    """The definition without the key at a path."""
    holder, _, key = path.rpartition(".")
    kept = {one: value for one, value in (at(definition, holder) if holder else definition).items() if one != key}
    return put(definition, holder, kept) if holder else kept


#: Lists whose entries move and go: conditions of a group, steps of a sequence, classes of a partition.
_IN_LIST = re.compile(r"(.*\.(?:all|any|none|sequence)|classes)\[(\d+)\]")
_STEP_OF = re.compile(r".*\.sequence\[\d+\]")


def around(path: str) -> tuple[str, int] | None:
    """The list that something stands in, and its position there; None where it stands in none."""
    found = _IN_LIST.fullmatch(path)
    return (found[1], int(found[2])) if found else None


def is_step(path: str) -> bool:
    """Whether a path is of a step of a sequence."""
    return _STEP_OF.fullmatch(path) is not None


def is_root(path: str) -> bool:
    """Whether a path is of a whole rule: of the definition, of those among whom one stands, of the other side."""
    return path in (ROOT, BASE) or path.endswith((".where", ".among"))


def root_of(path: str) -> str:
    """The whole rule that a condition is in."""
    parts = path.split(".")
    before = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
    return next((one for one in before if is_root(one)), ROOT)


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


#: In the place of how many there must be: that they are counted.
COUNT = "count"


def side_of(node: Any) -> str | None:
    """Whether a node is a condition on the other side that a group can show, and on which."""
    side = next((one for one in SIDES if isinstance(node, dict) and one in node), None)
    if side is None:
        return None
    keys, inside = set(node) - {side, "unknown"}, isinstance(node.get("where"), dict)
    if node[side] == COUNT:
        compared = keys - {"where"} in (set(), {"op", "value"}) and comparing.fits(node)
        return side if compared and (inside or "where" not in node) else None
    return side if node[side] in GROUPS and inside and keys == {"where"} else None


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
