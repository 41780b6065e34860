"""How far a verb is: a step's name, and done of total where it can be counted."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    def __call__(self, step: str, done: int | None = None, total: int | None = None, /) -> None: ...


def quiet(step: str, done: int | None = None, total: int | None = None, /) -> None:
    """Nobody is watching."""
