"""The ways in which the same person or company is written differently: one change of a text at a time, by kind."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from osuma.engine.simulate.given_names import SHORT

_PLAIN = str.maketrans("äöåÄÖÅ", "aoaAOA")


def _place(rng: random.Random, text: str) -> int:
    return rng.randrange(1, max(2, len(text) - 1))


def swapped(rng: random.Random, text: str) -> str:
    """Two letters beside each other in the wrong order."""
    at = _place(rng, text)
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def dropped(rng: random.Random, text: str) -> str:
    """A letter missing."""
    at = _place(rng, text)
    return text[:at] + text[at + 1 :] if len(text) > 3 else text


def doubled(rng: random.Random, text: str) -> str:
    """A letter twice."""
    at = _place(rng, text)
    return text[:at] + text[at : at + 1] + text[at:]


def without_dots(_rng: random.Random, text: str) -> str:
    """ä, ö and å as a and o."""
    return text.translate(_PLAIN)


def shouted(_rng: random.Random, text: str) -> str:
    """All in capitals."""
    return text.upper()


def familiar(_rng: random.Random, text: str) -> str:
    """The short form of a first name, where it has one."""
    return SHORT.get(text, text)


TYPOS: Mapping[str, Callable[[random.Random, str], str]] = {
    "swapped": swapped, "dropped": dropped, "doubled": doubled, "without_dots": without_dots, "shouted": shouted,
    "familiar": familiar,
}  # fmt: skip


def misspell(rng: random.Random, text: str) -> tuple[str, str]:
    """The text with one change that shows, and the kind of it; as it was, and an empty kind, where none shows."""
    for kind in rng.sample(sorted(TYPOS), len(TYPOS)):
        changed = TYPOS[kind](rng, text)
        if changed != text:
            return changed, kind
    return text, ""


def mojibake(text: str) -> str:
    """UTF-8 that was read as Windows-1252 and saved again: Mäkinen as MÃ¤kinen. The text itself where it is ASCII."""
    return text.encode("utf-8").decode("cp1252", errors="replace")
