"""Sizes as a line of a picture, in its own units."""

from __future__ import annotations


def line(values: list[int], width: int, height: int) -> str:
    """The points of a line through sizes; empty where there are not two."""
    if len(values) < 2:
        return ""
    most = max(values) or 1
    step = width / (len(values) - 1)
    return " ".join(f"{n * step:.1f},{height - value / most * height:.1f}" for n, value in enumerate(values))
