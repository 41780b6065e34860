"""Which conditions turned somebody into a member or out: the truth of every condition at two instants, compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from osuma.engine.periods import TICK, Duration, Window, local_day, past_bounds, printed
from osuma.engine.segments.depends import roots
from osuma.engine.segments.rule import (
    AllOf,
    AnyOf,
    Definition,
    Event,
    Leaf,
    Measure,
    Node,
    NoneOf,
    Not,
    Partition,
    Recency,
    children,
)

#: Path of a condition → 1 true, 0 false, 2 unknown, after its own `unknown`.
Truths = Mapping[str, int]

_TRUE, _FALSE, _UNKNOWN = 1, 0, 2


def leaves(defn: Definition) -> dict[str, Leaf]:
    """Every condition with its path; who is compared in a rank is part of the rank."""
    return {path: leaf for root_path, root in roots(defn) for path, leaf in _leaves(root, root_path)}


def _leaves(node: Node, path: str) -> Iterator[tuple[str, Leaf]]:
    if not isinstance(node, AllOf | AnyOf | NoneOf | Not):
        yield path, node
        return
    for step, child in children(node):
        yield from _leaves(child, f"{path}.{step}")


def turned_by(defn: Definition, klass: str | None, before: Truths, after: Truths) -> tuple[str, ...]:
    """Paths of the conditions that made the difference, in order; empty where the truths give no difference.

    Those without whose change the answer would be as before; where no single one is such, those whose change alone
    would have been enough; else every one that changed.
    """
    was, now = _holds(defn, klass, before), _holds(defn, klass, after)
    if was == now:
        return ()
    changed = [path for path in leaves(defn) if before[path] != after[path]]
    needed = [path for path in changed if _holds(defn, klass, {**after, path: before[path]}) == was]
    enough = [path for path in changed if _holds(defn, klass, {**before, path: after[path]}) == now]
    return tuple(needed or enough or changed)


def _holds(defn: Definition, klass: str | None, truths: Truths) -> bool:
    """Whether the person is a member, or in the class; without a class, whether the partition divides them."""
    if not isinstance(defn, Partition):
        return _truth(defn.where, "where", truths) == _TRUE
    if defn.base is not None and _truth(defn.base, "base", truths) != _TRUE:
        return False
    if klass is None:
        return True
    first = next(
        (c for i, c in enumerate(defn.classes) if _truth(c.where, f"classes[{i}].where", truths) == _TRUE), defn.other
    )
    return first.slug == klass


def _truth(node: Node, path: str, truths: Truths) -> int:
    if not isinstance(node, AllOf | AnyOf | NoneOf | Not):
        return truths[path]
    below = {_truth(child, f"{path}.{step}", truths) for step, child in children(node)}
    if isinstance(node, AllOf):
        return _FALSE if _FALSE in below else _UNKNOWN if _UNKNOWN in below else _TRUE
    found = _TRUE if _TRUE in below else _UNKNOWN if _UNKNOWN in below else _FALSE
    return found if isinstance(node, AnyOf) or found == _UNKNOWN else 1 - found


@dataclass(frozen=True)
class Sifted:
    """A condition on events asked twice at the later instant, to tell what its change came from.

    then: over the period of the earlier instant, so that only what is known of the old events has changed.
    rest: over the later period without what happened in between, so that only the window has moved.
    duration: of the window; None where it does not move day by day. once: whether one event is enough.
    """

    then: Event
    rest: Event
    duration: Duration | None
    once: bool


@dataclass(frozen=True)
class Between:
    """Two instants, the earlier first, aware."""

    earlier: datetime
    later: datetime
    zone: ZoneInfo
    fiscal_year_start_month: int = 1

    @property
    def days(self) -> Window:
        """The local days in between, both ends included."""
        return Window(since=local_day(self.earlier + TICK, self.zone), until=local_day(self.later, self.zone))

    def sift(self, leaf: Leaf) -> Sifted | None:
        """The two questions; None where the condition is not on events, or its window is not one of whole days."""
        event = _counted(leaf)
        if event is None or not _of_days(event.window):
            return None
        since, until = self._period(event.window, self.earlier)
        low, high = self._period(event.window, self.later)
        # the last day that was over at the earlier instant
        known = local_day(self.earlier, self.zone)
        return Sifted(
            replace(event, window=Window(since=since, until=until)),
            replace(event, window=Window(since=low, until=known if high is None else min(high, known))),
            event.window.last if event.window is not None else None,
            event.measure == Measure() and (event.op, event.value) in (("gte", 1), ("eq", 0), ("lt", 1)),
        )

    def _period(self, window: Window | None, at: datetime) -> tuple[date | None, date | None]:
        low, high = past_bounds(window, at, self.zone, self.fiscal_year_start_month)
        return printed(low, high, self.zone)


def counted_truth(leaf: Leaf, truth: int) -> int:
    """The truth of what `Between.sift` asks, from that of the condition itself."""
    if not isinstance(leaf, Recency):
        return truth
    return int((truth == _TRUE) == (leaf.op == "lte") and truth != _UNKNOWN)


def _counted(leaf: Leaf) -> Event | None:
    """The condition as one on the events of a period; how long ago the last one was is whether there is one since."""
    if isinstance(leaf, Recency) and leaf.which == "last":
        return Event(leaf.recency, leaf.where, window=Window(last=leaf.value))
    return leaf if isinstance(leaf, Event) else None


def _of_days(window: Window | None) -> bool:
    if window is None:
        return True
    spans = [window.last, window.before, window.next, *(window.ago or ())]
    return all(span is None or span.unit not in ("minutes", "hours") for span in spans)
