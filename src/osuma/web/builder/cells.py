"""What a row is made of: a field with its label, and what a form gave for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from osuma.engine.errors import Words

Form = Literal["choice", "number", "text", "day", "checks"]
#: A condition, or another mapping of a definition, as the language writes it.
Written = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """One of the values of a field, as it is called. more: beside its name, such as how many have it."""

    value: str
    said: Words
    more: int | None = None


@dataclass(frozen=True)
class Cell:
    """One field of a row. chosen: of checks. before, after: what stands beside it in the sentence."""

    name: str
    label: Words
    form: Form
    value: str = ""
    choices: tuple[Choice, ...] = ()
    chosen: tuple[str, ...] = ()
    before: Words | None = None
    after: Words | None = None

    @property
    def shape(self) -> tuple[Any, ...]:
        """What makes it another field than before: all but its value."""
        listed = tuple(one.value for one in self.choices) if self.form in ("choice", "checks") else ()
        return self.name, self.form, listed


@dataclass(frozen=True)
class Given:
    """What a form gave for the fields of one row. Of a field that it did not hold nothing is known."""

    fields: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str | None:
        """The value of a field, without space around it; None where the form did not hold it."""
        return self.fields[name][-1].strip() if name in self.fields else None

    def many(self, name: str) -> list[str]:
        """Every value of a field that is not empty, each once."""
        return list(dict.fromkeys(one.strip() for one in self.fields.get(name, ()) if one.strip()))

    def __contains__(self, name: str) -> bool:
        return name in self.fields


NOTHING = Given({})


def by_path(posted: Mapping[str, Sequence[str]]) -> dict[str, Given]:
    """The fields `path:name` of a form by their paths."""
    found: dict[str, dict[str, Sequence[str]]] = {}
    for name, values in posted.items():
        path, mark, field = name.rpartition(":")
        if mark:
            found.setdefault(path, {})[field] = values
    return {path: Given(fields) for path, fields in found.items()}


def id_of(path: str) -> str:
    """A path as the id of an element."""
    return re.sub(r"\W+", "-", path).strip("-")


def listed(value: Any) -> list[Any]:
    """One or several, as the language writes them, as a list; none where nothing is written."""
    return value if isinstance(value, list) else [] if value is None else [value]


def one_or_many(written: Written, given: Given, key: str, more: str = "") -> Written:
    """The condition with the boxes that a form gave ticked, one of them as itself, none as no key. more: the name of
    the field for one without a box."""
    chosen = [*given.many(key), *(given.many(more) if more else ())]
    if key not in given or set(chosen) == set(listed(written.get(key))):
        return written
    kept = {one: value for one, value in written.items() if one != key}
    return {**kept, key: chosen[0] if len(chosen) == 1 else chosen} if chosen else kept


def choices(of: Mapping[str, Words], value: str | None = None) -> tuple[Choice, ...]:
    """Choices of a table; a value that is not among them is one too, as it is."""
    found = [Choice(one, said) for one, said in of.items()]
    if value and value not in of:
        found.append(Choice(value, Words(value, value)))
    return tuple(found)
