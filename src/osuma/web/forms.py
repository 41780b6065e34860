"""What was wrong in a form, told beside each of its fields."""

from __future__ import annotations

from osuma.engine.errors import OsumaError, Refused


def wrong(error: OsumaError, language: str) -> dict[str, str]:
    """By field, what to mend; empty where it is not about the fields."""
    said: dict[str, str] = {}
    for mistake in error.mistakes if isinstance(error, Refused) else ():
        said[mistake.where] = f"{said.get(mistake.where, '')} {mistake.what[language]}".strip()
    return said


def whole(text: str, otherwise: int) -> int:
    """A whole number of a form; another where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
