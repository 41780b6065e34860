"""A condition on those of the other unit as fields: of how many of them its rule must hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from osuma.engine.segments.operators import COUNTED
from osuma.web.builder import comparing, places
from osuma.web.builder.cells import Cell, Given, Written

_NUMBER: Mapping[str, Any] = {"kind": "int", "codes": {}, "unit": None}
#: As the language reads a count that is compared with nothing.
_AT_LEAST_ONE: Written = {"op": "gte", "value": 1}


def cells(node: Written, side: str) -> list[Cell]:
    """With what the number of them is compared, where they are counted."""
    if node[side] != places.COUNT:
        return []
    return comparing.cells({**_AT_LEAST_ONE, **node}, _NUMBER, lambda: (), operators=COUNTED)


def read(node: Written, side: str, given: Given) -> Written:
    """The condition with what a form gave. What is no count any more has a rule inside."""
    which = given.one("which")
    if which == node[side] or which not in (*places.GROUPS, places.COUNT):
        return _compared(node, given) if node[side] == places.COUNT else node
    kept = {key: value for key, value in node.items() if key not in (side, "where", "op", "value")}
    compared = _AT_LEAST_ONE if which == places.COUNT else {}
    return {side: which, "where": node.get("where", {"all": []}), **compared, **kept}


def _compared(node: Written, given: Given) -> Written:
    found = comparing.read({**_AT_LEAST_ONE, **node}, given, str(_NUMBER["kind"]))
    same = all(found.get(key) == value for key, value in _AT_LEAST_ONE.items())
    return node if same and "op" not in node else found
