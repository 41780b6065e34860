"""Kept values that are no sums: whose can have changed since another instant, so that nobody else is asked again.

The least, the last, the different ones, a chain of rows, a rhythm: each follows from somebody's own rows in certain
windows. Who has no row between the old bounds of those windows and the new ones, and none that was changed, has the
value of then. Where time alone changes a truth, the rows whose deadline has passed are among those, or what is kept
is the moment until which it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import TypeAlias

import ibis
import ibis.expr.types as ir

from osuma.engine.features.aggregates import KEY, WITHIN_DAY, Feature, FeatureQuery, Rows, instant
from osuma.engine.features.habits import DUE, OverdueFeature, SeasonFeature
from osuma.engine.features.sequences import ChainFeature
from osuma.engine.features.slices import Known
from osuma.engine.periods import Duration, naive_utc, shift
from osuma.engine.tables.company_views import DEAL_EVENTS

Valued: TypeAlias = Feature | ChainFeature | OverdueFeature | SeasonFeature
#: Rows of an event type in ``(low, high]`` (naive UTC).
Span: TypeAlias = tuple[str, datetime, datetime]
#: How far from the shift back of an instant a row can lie whose shift forwards is that instant: clocks change within
#: days, and the ends of months are cut.
_ASTRAY = {
    "minutes": timedelta(0), "hours": timedelta(0), "days": timedelta(days=1), "weeks": timedelta(days=1),
    "months": timedelta(days=5), "years": timedelta(days=5),
}  # fmt: skip
_NO_TIME = datetime(1970, 1, 1)  # noqa: DTZ001 - naive UTC, the same in every shape


@dataclass(frozen=True)
class _Window:
    """Rows that a value depends on. astray: how far over its ends they may lie."""

    event: str
    low: datetime | None
    high: datetime
    astray: timedelta = timedelta(0)


@dataclass(frozen=True)
class Group:
    """Stages whose values change for the same people. touching: `customer_key`s of people with a row between the
    bounds of then and of now; None where only changed rows tell. values: stage → column → what is kept of it.
    passed: stages whose `c0` is whether their `due` is less than this."""

    touching: ir.Table | None
    stages: tuple[FeatureQuery, ...]
    values: Mapping[str, Mapping[str, Known]]
    passed: Mapping[str, int]


def keeps(feature: Valued) -> bool:
    """Whether what a change of its rows touches is told: a deal may be changed for whoever is named in it."""
    return _events(feature).isdisjoint(DEAL_EVENTS)


def known_value(feature: Valued) -> Known:
    """What the value of a feature is kept as."""
    if isinstance(feature, Feature | ChainFeature):
        return Known(repr(replace(feature, low=None, high=_NO_TIME)), feature.low, feature.high)
    still = replace(feature, high=_NO_TIME)
    return Known(repr(replace(still, today=0) if isinstance(still, OverdueFeature) else still), None, feature.high)


def kept_column(feature: Valued, column: str) -> str:
    """The column of its stage that is kept: the truth, or where that moves with the clock what it is told from."""
    return DUE if isinstance(feature, OverdueFeature) else column


def spans(feature: Valued, kept: Known, then: datetime, rows: Rows) -> frozenset[Span] | None:
    """The rows that are in the windows of now and not of then, or the other way round; None where they have no end.

    then: the instant (naive UTC) that the kept value is of.
    """
    wanted = known_value(feature)
    if kept.shape != wanted.shape or (kept.low is None) != (wanted.low is None):
        return None
    found: set[Span] = set()
    for old, new in zip(
        _windows(feature, kept, then, rows), _windows(feature, wanted, rows.as_of, rows), strict=True
    ):
        if any(one.low is not None and one.low >= one.high for one in (old, new)):
            return None
        found |= _between(new, old.high, new.high)
        if old.low is not None and new.low is not None:
            found |= _between(new, old.low, new.low)
    return frozenset(found)


def _between(window: _Window, one: datetime, other: datetime) -> set[Span]:
    if one == other:
        return set()
    return {(window.event, min(one, other) - window.astray, max(one, other) + window.astray)}


def _windows(feature: Valued, at: Known, now: datetime, rows: Rows) -> list[_Window]:
    if not isinstance(feature, ChainFeature):
        return [_Window(feature.event, at.low, at.high)]
    parts = [link.event for links in feature.without for link in links]
    found = [_Window(link.event, at.low, at.high) for link in feature.links]
    found += [_Window(event, None, now) for event in parts]
    if feature.without[-1] and feature.within is not None and not feature.so_far:
        # what did not follow in time is known when the time has passed
        found.append(_deadline(feature.links[0].event, feature.within, now, rows))
    return found


def _deadline(event: str, within: Duration, now: datetime, rows: Rows) -> _Window:
    """Rows of which the time to be followed has passed."""
    begun = naive_utc(shift(now.replace(tzinfo=UTC), within, -1, rows.zone))
    return _Window(event, None, begun, _ASTRAY[within.unit])


def _events(feature: Valued) -> set[str]:
    if not isinstance(feature, ChainFeature):
        return {feature.event}
    return {link.event for links in (feature.links, *feature.without) for link in links}


def groups(
    features: Iterable[Valued], kept: Collection[Known], then: datetime, rows: Rows
) -> dict[frozenset[Span], dict[Valued, Known]]:
    """Features whose value of then holds for most people, with that value, by the rows that tell for whom it does
    not. Of several that are kept, the one with the least time between."""
    by_shape: dict[str, list[Known]] = {}
    for one in kept:
        by_shape.setdefault(one.shape, []).append(one)
    found: dict[frozenset[Span], dict[Valued, Known]] = {}
    for feature in features:
        ways = [
            (between, one)
            for one in by_shape.get(known_value(feature).shape, ())
            if (between := spans(feature, one, then, rows)) is not None
        ]
        if ways and keeps(feature):
            between, one = min(ways, key=lambda way: sum((high - low for _, low, high in way[0]), timedelta()))
            found.setdefault(between, {})[feature] = one
    return found


def touching(between: Collection[Span], rows: Rows) -> ir.Table | None:
    """customer_keys (some more than once) of the people who have a row in any of the spans."""
    times: dict[str, list[tuple[datetime, datetime]]] = {}
    for event, low, high in sorted(between):
        times.setdefault(event, []).append((low - WITHIN_DAY, high))
    parts = []
    for event, bounds in times.items():
        table = rows.of(event, ())
        inside = [(table.ts > instant(low)) & (table.ts <= instant(high)) for low, high in bounds]
        parts.append(table.filter(ibis.or_(*inside)).select(KEY))
    return reduce(lambda a, b: a.union(b, distinct=False), parts) if parts else None
