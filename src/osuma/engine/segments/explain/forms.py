"""The forms of an event type, chosen by its filters, and the filters in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.predicates import beside_statement, predicate
from osuma.engine.segments.explain.values import either, own_name, property_of
from osuma.engine.segments.explain.words import both, data, glue, join, pair
from osuma.engine.segments.rule import Filter

_SAID_AS_HEAD = ("eq", "in")


@dataclass(frozen=True)
class Forms:
    """How one event type is said, for the filters at hand.

    filters: those that the forms themselves do not say. remarks: what a filter that has a sentence of its own says.
    by_verb: whether "2 kertaa" fits; else things are counted as nouns. rule, sum_rule: what the data counts.
    """

    event: str
    fi: Mapping[str, Any]
    en: Mapping[str, Any]
    heads: Mapping[str, Any]
    filters: tuple[Filter, ...]
    by_verb: bool
    rule: str | None = None
    sum_rule: str | None = None
    remarks: tuple[Words, ...] = ()
    given: Words | None = field(default=None)

    def has(self, name: str) -> bool:
        """Whether the event type has this form."""
        return name in self.fi

    def form(self, name: str, filters: Words | None = None) -> Words:
        """A form with the filters in their place; English falls back on the plural where it has no such form."""

        def chosen(language: str) -> str:
            table = self.fi if language == "fi" else self.en
            text: str = table.get(name) or table["many"]
            return _put(text, self.given[language] if self.given else "", filters[language] if filters else "")

        return both(chosen)

    def most(self, name: str, order: str) -> Words | None:
        """How the first in a ranking by sum are called, where the type has words for it."""
        if name not in self.fi:
            return None
        return Words(fi=self.fi[name][order], en=self.en["most"])


def _put(text: str, given: str, filters: str) -> str:
    # in one pass, so that a user's own "{f}" stays what it is
    parts = text.split("{f}")
    return filters.join(part.replace("{v}", given) for part in parts)


def forms_of(event: str, filters: Sequence[Filter], context: ExplainContext) -> Forms:
    """The forms of an event type; one that only the workspace knows has the neutral ones."""
    entry = data("events").get(event) if event != "custom" else None
    if entry is None:
        neutral = data("events")["custom"]
        given = own_name(event, context)
        return Forms(event, neutral["fi"], neutral["en"], {}, tuple(filters), by_verb=False, given=given)
    remaining, remarks = _without_machines(entry, tuple(filters))
    chosen, remaining = _variant(entry, remaining)
    return Forms(
        event,
        chosen["fi"],
        chosen["en"],
        chosen.get("heads", {}),
        remaining,
        by_verb=chosen is not entry or entry["counted"] == "verb",
        rule=entry.get("rule"),
        sum_rule=entry.get("sum_rule"),
        remarks=remarks,
    )


def _without_machines(
    entry: Mapping[str, Any], filters: tuple[Filter, ...]
) -> tuple[tuple[Filter, ...], tuple[Words, ...]]:
    """The filters without who did it, and that as a remark."""
    for remark, said in (
        ("machine", (("eq", False), ("ne", True))),
        ("by_machine", (("eq", True), ("ne", False))),
    ):
        found = [f for f in filters if f.property == "machine" and (f.op, f.value) in said]
        if found and remark in entry:
            return tuple(f for f in filters if f not in found), (pair(entry[remark]),)
    return filters, ()


def _variant(entry: Mapping[str, Any], filters: tuple[Filter, ...]) -> tuple[Mapping[str, Any], tuple[Filter, ...]]:
    for variant in entry.get("variants", ()):
        when = Filter(variant["when"]["property"], "eq", variant["when"]["value"])
        if when in filters:
            return variant, tuple(f for f in filters if f != when)
    return entry, filters


def filter_words(forms: Forms, context: ExplainContext, *, after: str) -> Words:
    """The filters, with a space before: ` tuoteryhmästä ”Juoksu” (kanava on ”verkkokauppa”)`.

    after: "verb" or "noun", which decides the case of the head noun; the user's words stay as they are.
    """
    if not forms.filters:
        return Words(fi="", en="")
    fi, en = (_filters(forms, context, language, after) for language in ("fi", "en"))
    return Words(fi=fi, en=en)


def _filters(forms: Forms, context: ExplainContext, language: str, after: str) -> str:
    heads: list[str] = []
    rest: list[Words] = []
    for condition in forms.filters:
        head = _head(forms, condition, context, language, after)
        if head is not None:
            heads.append(head)
        else:
            rest.append(_bracketed(forms, condition, context))
    bracketed = f" ({join(rest)[language]})" if rest else ""
    return "".join(f" {head}" for head in heads) + bracketed


def _bracketed(forms: Forms, condition: Filter, context: ExplainContext) -> Words:
    named = property_of(forms.event, condition.property, context)
    if condition.other is not None:
        return beside_statement(named, condition.op, property_of(forms.event, condition.other, context))
    return predicate(named.label, named, condition.op, condition.value, context)


def _head(forms: Forms, condition: Filter, context: ExplainContext, language: str, after: str) -> str | None:
    head = forms.heads.get(condition.property, {}).get(language)
    if head is None or condition.op not in _SAID_AS_HEAD or condition.other is not None:
        return None
    value = either(condition.value, property_of(forms.event, condition.property, context), context)
    text: str = head[after] if isinstance(head, Mapping) else head
    return text.replace("{v}", value[language])


def such(forms: Forms) -> Words:
    """`tällaisia ostoja` where filters narrow them, else `ostoja`."""
    many = forms.form("many")
    return glue(Words(fi="tällaisia ", en="such "), many) if forms.filters else many
