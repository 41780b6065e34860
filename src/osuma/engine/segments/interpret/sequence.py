"""Sequences for the interpreter: from every first row on, every next row is tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from osuma.engine.segments.interpret.rows import RowOf
from osuma.engine.segments.interpret.time import back
from osuma.engine.segments.rule import Chain

Rows = Sequence[RowOf]


def chains(
    leaf: Chain, done: Sequence[Rows], broken: Sequence[Rows], as_of: datetime, zone: ZoneInfo
) -> Iterator[tuple[RowOf, ...]]:
    """Chains with a row of each of `done`; `broken[i]` must not come between row i and the next one.

    One chain for each first and last row that any chain has: what may follow a row depends on it and the first alone.
    """
    for first in done[0]:
        end = deadline(first, leaf, zone)
        grown: list[tuple[RowOf, ...]] = [(first,)] if _same(leaf, first, first) else []
        for place, rows in enumerate(done[1:]):
            parting = [other for other in broken[place] if _bound(leaf, first, other)]
            longer = [
                _first_longer(grown, row, parting) for row in rows if _in_time(row, end) and _same(leaf, first, row)
            ]
            grown = [chain for chain in longer if chain is not None]
        after = [other for other in broken[-1] if _bound(leaf, first, other) and _in_time(other, end)]
        for chain in grown:
            quiet = not any(before(chain[-1], other) for other in after)
            if not leaf.waits or (quiet and (leaf.so_far or (end is not None and end <= as_of))):
                yield chain


def deadline(first: RowOf, leaf: Chain, zone: ZoneInfo) -> datetime | None:
    """The last instant at which a chain that begins with the row is in time; None where it may take forever."""
    return None if leaf.within is None else back(moment(first), leaf.within, 1, zone)


def moment(row: RowOf) -> datetime:
    """When a row counts as having happened: one of a day in its first second. Aware."""
    found: datetime = row["ts"].replace(tzinfo=UTC)
    return found + timedelta(seconds=1) if row["date_only"] else found


def before(one: RowOf, other: RowOf) -> bool:
    """Whether a row is strictly earlier; nothing orders the rows of a day with one of which only the day is known."""
    if one["date_only"] or other["date_only"]:
        return bool(one["local_date"] < other["local_date"])
    return (one["ts"], one["event_id"].encode()) < (other["ts"], other["event_id"].encode())


def _first_longer(grown: Sequence[tuple[RowOf, ...]], row: RowOf, parting: Rows) -> tuple[RowOf, ...] | None:
    """A chain with the row behind it, where there is one that the row follows with nothing in between."""
    for chain in grown:
        between = any(before(chain[-1], other) and before(other, row) for other in parting)
        if before(chain[-1], row) and not between:
            return (*chain, row)
    return None


def _in_time(row: RowOf, end: datetime | None) -> bool:
    return end is None or moment(row) <= end


def _same(leaf: Chain, first: RowOf, row: RowOf) -> bool:
    return all(_key(first, name) is not None and _key(first, name) == _key(row, name) for name in leaf.same)


def _bound(leaf: Chain, first: RowOf, other: RowOf) -> bool:
    """Whether a row is about what the chain is about; a type without the property is about everything."""
    return all(_key(first, name) == _key(other, name) for name in leaf.same if name in other)


def _key(row: RowOf, name: str) -> Any:
    return row.get(f"{name}_fold", row[name])
