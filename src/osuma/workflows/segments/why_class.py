"""Why somebody, or a company, is in one class of a partition and not in another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.segments.compile import OUTSIDE
from osuma.engine.segments.rule import Partition, PartitionClass, Segment

Told = dict[str, Any]
_OUTSIDE = {
    "customers": Words("ei koske tätä asiakasta.", "does not divide this customer."),
    "accounts": Words("ei koske tätä yritystä.", "does not divide this company."),
}


def told_words(*sentences: Words) -> Told:
    return {"sentences": {language: [words[language] for words in sentences] for language in ("fi", "en")}}


def in_partition(defn: Partition, index: int, klass: str, about: Callable[[Segment], Told]) -> Told:
    """The class that one is in, and where a class is asked for, why that one or why not.

    index: of the class, as evaluated. about: the answer for them about one rule.
    """
    told = _of_partition(defn, index, about)
    wanted = [c for c in (*defn.classes, defn.other) if c.slug == klass]
    return _of_class(defn, wanted[0], told, about) if wanted else told


def _rule(defn: Partition, klass: PartitionClass) -> Segment:
    return Segment(f"{defn.slug}/{klass.slug}", klass.where, of=defn.of, name=klass.name)


def _of_partition(defn: Partition, index: int, about: Callable[[Segment], Told]) -> Told:
    if index == OUTSIDE:
        said = _OUTSIDE[defn.of]
        outside = Words(f"Jako ”{defn.title('fi')}” {said.fi}", f"“{defn.title('en')}” {said.en}")
        return {"class": None, "member": False, **told_words(outside), "conditions": []}
    chosen = (*defn.classes, defn.other)[index]
    verdict = Words(
        f"Luokka: {chosen.title('fi')}. Luokat käydään läpi järjestyksessä, ja ensimmäinen sopiva ratkaisee.",
        f"Class: {chosen.title('en')}. The classes are tried in order, and the first that fits decides.",
    )
    if chosen is defn.other:
        told = {"member": True, **told_words(verdict), "conditions": []}
    else:
        told = about(_rule(defn, chosen))
        for language, lines in told["sentences"].items():
            lines.insert(0, verdict[language])
    return {**told, "class": chosen.slug}


def _of_class(defn: Partition, wanted: PartitionClass, told: Told, about: Callable[[Segment], Told]) -> Told:
    """The same, asked of one class: why another one has them, or what this one lacks."""
    order = [c.slug for c in (*defn.classes, defn.other)]
    if told["class"] in (None, wanted.slug):
        return told
    out = Words(f"Ei luokassa ”{wanted.title('fi')}”.", f"Not in “{wanted.title('en')}”.")
    found = told
    if order.index(wanted.slug) < order.index(told["class"]):
        found = about(_rule(defn, wanted))
        verdict = {language: lines[0] for language, lines in told["sentences"].items()}
        found["sentences"] = {language: [verdict[language], *lines] for language, lines in found["sentences"].items()}
    said = {language: [out[language], *lines] for language, lines in found["sentences"].items()}
    return {**found, "sentences": said, "member": False, "class": told["class"]}
