"""What rows are made from: the names of everything that a rule may speak of, and the values that the data has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from osuma.engine.errors import Words
from osuma.web.builder import wording
from osuma.web.builder.cells import Choice

Ask = Callable[..., dict[str, Any]]
_NO_FIELD: Mapping[str, Any] = {"kind": "text", "codes": {}, "unit": None}


@dataclass(frozen=True)
class Offer:
    """Everything for rules of one unit. words: as the verb `fields.words` says. ask: asks a verb, for values."""

    unit: str
    words: Mapping[str, Any]
    ask: Ask

    def fields(self, *, area: bool = False) -> dict[str, Mapping[str, Any]]:
        """The fields of the unit; of customers those of their area apart."""
        found = self.words["units"][self.unit]
        return {name: one for name, one in found.items() if one["area"] == area}

    def field(self, name: str) -> Mapping[str, Any]:
        """A field; one that there is not is a text."""
        found: Mapping[str, Any] = self.words["units"][self.unit].get(name, _NO_FIELD)
        return found

    @property
    def models(self) -> Sequence[str]:
        """Models that have said something of somebody."""
        return tuple(self.words["models"])

    @property
    def experiments(self) -> Mapping[str, Sequence[str]]:
        """Experiments with their arms."""
        found: Mapping[str, Sequence[str]] = self.words["experiments"]
        return found

    @property
    def consent_sources(self) -> Sequence[str]:
        """Sources that have told of consents."""
        return tuple(self.words["consent_sources"])

    @property
    def events(self) -> dict[str, Words]:
        """Event types by what they are called."""
        found = {name: words_of(one["label"]) for name, one in self.words["events"].items()}
        return {name: wording.EVENTS.get(name, said) for name, said in found.items()}

    def properties(self, event: str) -> Mapping[str, Mapping[str, Any]]:
        """The properties of an event type; none of one that there is not."""
        found: Mapping[str, Mapping[str, Any]] = self.words["events"].get(event, {}).get("properties", {})
        return found

    def property(self, event: str, name: str) -> Mapping[str, Any]:
        """A property of an event type; one that there is not is a text."""
        return self.properties(event).get(name, _NO_FIELD)

    def members(self) -> dict[str, Words]:
        """Segments and classes of the unit by their names."""
        return {one["slug"]: words_of(one) for one in self.words["members"] if one["of"] == self.unit}

    def values(self, name: str, event: str | None = None) -> tuple[Choice, ...]:
        """The commonest values of a field or a property."""
        found = self.ask("fields.values", name=name, event=event, unit=self.unit)["values"]
        return tuple(Choice(one["value"], words_of(one["label"]), one["n"]) for one in found)


def labels(fields: Mapping[str, Mapping[str, Any]]) -> dict[str, Words]:
    """Fields by what they are called."""
    return {name: words_of(one["label"]) for name, one in fields.items()}


def words_of(said: Mapping[str, str]) -> Words:
    """The words of an answer."""
    return Words(said["fi"], said["en"])
