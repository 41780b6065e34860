"""Written conditions on a person's companies and on a company's contacts, to values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, get_args

from osuma.engine.segments.mistakes import at
from osuma.engine.segments.parse.people import Reads
from osuma.engine.segments.rule import Across, Node
from osuma.engine.segments.rule.accounts import Quantifier, Side

_KEYS = ("where", "op", "value", "unknown")
ACROSS_KEYS: dict[str, tuple[str, ...]] = {side: (side, *_KEYS) for side in get_args(Side)}


class ReadsNodes(Reads, Protocol):
    """What these readers ask beside: a rule inside a condition."""

    def node(self, given: Any, where: str) -> Node: ...


def _across(reader: ReadsNodes, given: Mapping[str, Any], where: str, side: Side) -> Node:
    found = reader.choice(given, side, where, get_args(Quantifier), "any")
    which: Quantifier = next(one for one in get_args(Quantifier) if one == found)
    inner = reader.node(given["where"], at(where, "where")) if given.get("where") is not None else None
    if which != "count":
        _uncounted(reader, given, where, which)
    compared = which == "count" and ("op" in given or "value" in given)
    return Across(
        side,
        which,
        inner,
        reader.text(given, "op", where) if compared else "gte",
        reader.value(given, where) if compared else 1,
        reader.unknown(given, where),
    )


def _uncounted(reader: Reads, given: Mapping[str, Any], where: str, which: str) -> None:
    if given.get("where") is None:
        reader.wrong(
            at(where, "where"),
            "missing",
            f"Kerro ehdolla where, mitä {which} koskee. Pelkkä määrä on count.",
            f"say with `where` what `{which}` is about. A bare number is `count`.",
        )
    for key in ("op", "value"):
        if key in given:
            reader.wrong(
                at(where, key),
                "not_a_count",
                f"Vertailu ({key}) käy vain, kun lasketaan määrä (count).",
                f"`{key}` goes with `count` only.",
            )


def _account(reader: ReadsNodes, given: Mapping[str, Any], where: str) -> Node:
    return _across(reader, given, where, "account")


def _contacts(reader: ReadsNodes, given: Mapping[str, Any], where: str) -> Node:
    return _across(reader, given, where, "contacts")


ACROSS_READERS: dict[str, Callable[[ReadsNodes, Mapping[str, Any], str], Node]] = {
    "account": _account,
    "contacts": _contacts,
}
