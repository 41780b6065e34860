"""How long what is handed out lasts: invitations, keys, links."""

from __future__ import annotations

from osuma.engine.errors import Mistake, Words


def days_mistakes(days: int, most: int) -> list[Mistake]:
    """What is wrong with a number of days that a person chose."""
    if 1 <= days <= most:
        return []
    return [Mistake("days", "bad_days", Words(f"1–{most} päivää", f"1 to {most} days"))]
