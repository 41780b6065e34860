"""Sentences that people and companies share, said of a company: `yritys kuuluu ylimpään 10 prosenttiin …`."""

from __future__ import annotations

import re
from functools import cache

from osuma.engine.errors import Words
from osuma.engine.segments.explain.unknowns import Place
from osuma.engine.segments.explain.words import both, data
from osuma.engine.segments.rule import Bucket, Chain, Leaf, Overdue, Rank, Sample, Seasonal

#: A name that somebody has given stands in these and is left as it is.
_QUOTED = re.compile("([”“][^”]*”)")
_SHARED = Rank | Sample | Bucket | Chain | Overdue | Seasonal


def of_unit(words: Words, unit: str) -> Words:
    """A sentence about customers as it is said of the unit."""
    return both(lambda language: _of_company(words[language], language)) if unit == "accounts" else words


def said_of(words: Words, node: Leaf, place: Place) -> Words:
    """The sentence of a condition as it is said of the unit at its place."""
    return of_unit(words, place.unit) if isinstance(node, _SHARED) else words


def _of_company(text: str, language: str) -> str:
    instead: dict[str, str] = data("frames")["as_company"][language]
    parts = _QUOTED.split(text)
    parts[::2] = [_customers(language).sub(lambda found: instead[found[0]], part) for part in parts[::2]]
    return "".join(parts)


@cache
def _customers(language: str) -> re.Pattern[str]:
    """The words for a customer, the longest first."""
    known = sorted(data("frames")["as_company"][language], key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, known))})\b")
