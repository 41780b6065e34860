"""Sizes as lines of a picture, in its own units."""

from __future__ import annotations

from datetime import date
from typing import Any

WIDTH, HEIGHT = 600, 120


def line(values: list[int], width: int, height: int) -> str:
    """The points of a line through sizes; empty where there are not two."""
    if len(values) < 2:
        return ""
    most = max(values) or 1
    step = width / (len(values) - 1)
    return " ".join(f"{n * step:.1f},{height - value / most * height:.1f}" for n, value in enumerate(values))


def picture(days: list[dict[str, Any]], notes: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Sizes as a line with a mark where a note is, by day."""
    if len(days) < 2:
        return None
    when = [date.fromisoformat(one["day"]).toordinal() for one in days]
    first, last = when[0], max(when[-1], when[0] + 1)
    most = max(one["count"] for one in days) or 1
    across = {day: (day - first) / (last - first) * WIDTH for day in when}
    line = " ".join(
        f"{across[day]:.1f},{HEIGHT - one['count'] / most * HEIGHT:.1f}" for day, one in zip(when, days, strict=True)
    )
    marks = [
        {
            "x": f"{(date.fromisoformat(one['day']).toordinal() - first) / (last - first) * WIDTH:.1f}",
            "text": one["text"],
        }
        for one in notes
        if first <= date.fromisoformat(one["day"]).toordinal() <= last
    ]
    return {"line": line, "marks": marks, "most": most, "width": WIDTH, "height": HEIGHT}
