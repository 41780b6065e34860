"""Words as data: frames, forms and labels from the YAML files beside this module, and how they are put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from osuma.engine.errors import Words
from osuma.engine.written import ours

Slot = Words | str
Joint = Literal["and", "or", "nor"]

_JOINTS: dict[Joint, Words] = {
    "and": Words(fi="ja", en="and"),
    "or": Words(fi="tai", en="or"),
    "nor": Words(fi="eikä", en="or"),
}
EMPTY = Words(fi="", en="")


@cache
def data(name: str) -> dict[str, Any]:
    """One YAML file of words; read once."""
    text = files(__package__).joinpath("data", f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = ours(text)
    return loaded


def both(make: Callable[[str], str]) -> Words:
    """The same text made in each language."""
    return Words(fi=make("fi"), en=make("en"))


def pair(entry: Mapping[str, Any]) -> Words:
    """An entry `{fi: …, en: …}` of a data file."""
    return Words(fi=entry["fi"], en=entry["en"])


def fill(template: Words, **slots: Slot) -> Words:
    """A template with its slots filled; a plain text is the same in both languages."""
    return both(
        lambda language: template[language].format(
            **{name: slot if isinstance(slot, str) else slot[language] for name, slot in slots.items()}
        )
    )


@cache
def _template(key: str) -> Words | None:
    found: Any = data("frames")
    for step in key.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return None if found is None else pair(found)


def has_frame(key: str) -> bool:
    """Whether the data has this frame."""
    return _template(key) is not None


def frame(key: str, /, **slots: Slot) -> Words:
    """A frame of frames.yaml, such as `property.gte`, with its slots filled."""
    template = _template(key)
    if template is None:
        raise KeyError(key)
    return fill(template, **slots)


def counted(key: str, count: int, /, **slots: Slot) -> Words:
    """A frame that depends on a number: its `_one` or `_two` form where it has one and the number is that."""
    ending = {1: "_one", 2: "_two"}.get(count, "")
    chosen = key + ending if ending and has_frame(key + ending) else key
    return frame(chosen, **slots)


def quote(text: str) -> Words:
    """The user's own words: in the language's quotes, on one line, never inflected."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return Words(fi=f"”{plain}”", en=f"“{plain}”")


def join(parts: Sequence[Words], joint: Joint = "and") -> Words:
    """`a, b ja c`."""
    if len(parts) <= 1:
        return parts[0] if parts else EMPTY

    def listed(language: str) -> str:
        *first, last = (part[language] for part in parts)
        return f"{', '.join(first)} {_JOINTS[joint][language]} {last}"

    return both(listed)


def glue(*parts: Slot, between: str = "") -> Words:
    """Parts in a row; empty ones leave nothing behind."""
    return both(
        lambda language: between.join(
            text for text in (part if isinstance(part, str) else part[language] for part in parts) if text
        )
    )


def spaced(words: Words) -> Words:
    """With a space before, unless empty: how optional parts follow others."""
    return glue(" ", words) if words.fi else EMPTY


def capital(words: Words) -> Words:
    """With a capital first letter."""
    return both(lambda language: words[language][:1].upper() + words[language][1:])


def sentence(words: Words) -> Words:
    """As a sentence: a capital first letter and a full stop."""
    return glue(capital(words), ".")
