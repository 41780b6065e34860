"""Counts with an upper bound over a time that only grows: old data that comes in later takes people out."""

from __future__ import annotations

from osuma.engine.segments.depends import everywhere
from osuma.engine.segments.rule import Definition, Event

_COUNTS = ("count", "distinct")


def growing(defn: Definition) -> tuple[Event, ...]:
    """Every such condition of a definition, each once: exactly or at most so many, from one on, of all history.

    Not those that ask for none at all, whose truth the guard against old data watches.
    """
    found = [node for _, node, _ in everywhere(defn) if isinstance(node, Event) and _bounded(node) and _open(node)]
    return tuple(dict.fromkeys(found))


def _bounded(node: Event) -> bool:
    """Whether one event more can make a count pass its bound, which one event at least reaches."""
    most = node.value[-1] if isinstance(node.value, tuple) else node.value
    if node.measure.kind not in _COUNTS or not isinstance(most, int):
        return False
    least = {"lt": 2}.get(node.op, 1)
    return node.op in ("eq", "lt", "lte", "between", "in") and most >= least


def _open(node: Event) -> bool:
    """Whether the condition has no window, or one that begins on a fixed day and has no end."""
    window = node.window
    return window is None or (window.since is not None and window.until is None)
