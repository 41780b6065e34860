"""A written sequence to a value: its steps, how long they may take, and what is the same in all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from osuma.engine.segments.mistakes import at
from osuma.engine.segments.parse import values as parse_values
from osuma.engine.segments.parse.people import Reads
from osuma.engine.segments.rule import Chain, Step


def sequence(reader: Reads, given: Mapping[str, Any], where: str) -> Chain:
    """`{sequence: [{event: …}, {without: …}], within: 7 days, same: [product_id], window: …, so_far: false}`"""
    path, within = at(where, "sequence"), None
    if given.get("within") is not None:
        within = parse_values.duration(given["within"], at(where, "within"), reader.mistakes.append)
    if given["sequence"] is None:
        reader.wrong(path, "form", "Tässä pitää olla luettelo vaiheita.", "a list of steps is needed here.")
    items = reader.sequence(given["sequence"], path)
    return Chain(
        tuple(_step(reader, item, f"{path}[{i}]") for i, item in enumerate(items)),
        within,
        _same(reader, given.get("same"), at(where, "same")),
        reader.window(given, where),
        reader.flag(given, "so_far", where),
        reader.unknown(given, where),
    )


def _step(reader: Reads, given: Any, where: str) -> Step:
    if not isinstance(given, Mapping) or ("event" in given) == ("without" in given):
        reader.wrong(
            where,
            "form",
            "Vaihe on {event: page_view} tai {without: order}; lisäksi sillä voi olla where.",
            "a step is {event: page_view} or {without: order}; it may also have a where.",
        )
        return Step("?")
    key = "without" if "without" in given else "event"
    reader.keys(given, where, (key, "where"))
    return Step(reader.text(given, key, where), reader.filters(given, where), key == "without")


def _same(reader: Reads, given: Any, where: str) -> tuple[str, ...]:
    items = [given] if isinstance(given, str) else reader.sequence(given, where)
    names = [item for item in items if isinstance(item, str) and item.strip()]
    if len(names) < len(items):
        reader.wrong(
            where, "form", "Luettele tapahtumien tietoja: [product_id].", "list properties of events: [product_id]."
        )
    return tuple(dict.fromkeys(names))
