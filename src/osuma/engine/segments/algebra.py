"""`villa & cottage - owners`: set operations on stored segments, as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, Self, TypeVar

from osuma.engine.errors import Mistake, Refused, Words

Operator = Literal["&", "|", "-"]

_TOKEN = re.compile(r"\s*([&|()]|[^\s&|()]+)")


class Settable(Protocol):
    """Anything with the three operations of sets."""

    def __and__(self, other: Self, /) -> Self: ...
    def __or__(self, other: Self, /) -> Self: ...
    def __sub__(self, other: Self, /) -> Self: ...


Set = TypeVar("Set", bound=Settable)


@dataclass(frozen=True)
class Operation:
    """`&` both, `|` either, `-` the left one without the right one."""

    operator: Operator
    left: Expression
    right: Expression


Expression = str | Operation


def parse_expression(text: str) -> Expression:
    """Slugs, `&`, `|`, `-` between spaces, and parentheses; `&` first, then `|` and `-` from the left.

    Raises Refused where the text is no such expression.
    """
    tokens = _TOKEN.findall(text)
    found = _sum(tokens)
    if tokens:
        raise _refused(text)
    return found


def slugs_in(expression: Expression) -> Iterator[str]:
    """The slugs and classes that are named, from the left."""
    if isinstance(expression, str):
        yield expression
    else:
        yield from slugs_in(expression.left)
        yield from slugs_in(expression.right)


def value_of(expression: Expression, sets: Mapping[str, Set]) -> Set:
    """The set that an expression means. Raises KeyError for a slug without a set."""
    if isinstance(expression, str):
        return sets[expression]
    left, right = value_of(expression.left, sets), value_of(expression.right, sets)
    if expression.operator == "&":
        return left & right
    return left | right if expression.operator == "|" else left - right


def _sum(tokens: list[str]) -> Expression:
    found = _product(tokens)
    while tokens and tokens[0] in ("|", "-"):
        operator: Operator = "|" if tokens.pop(0) == "|" else "-"
        found = Operation(operator, found, _product(tokens))
    return found


def _product(tokens: list[str]) -> Expression:
    found = _term(tokens)
    while tokens and tokens[0] == "&":
        tokens.pop(0)
        found = Operation("&", found, _term(tokens))
    return found


def _term(tokens: list[str]) -> Expression:
    if not tokens or tokens[0] in ("&", "|", "-", ")"):
        raise _refused(" ".join(tokens))
    first = tokens.pop(0)
    if first != "(":
        return first
    found = _sum(tokens)
    if not tokens or tokens.pop(0) != ")":
        raise _refused(first)
    return found


def _refused(near: str) -> Refused:
    shown = near or "…"
    what = Words(
        f"Lauseketta ei voi lukea (kohta: {shown}). Kirjoita tunnuksia ja väliin & (molemmissa), | "
        "(jommassakummassa) tai - (vähennettynä), esimerkiksi ”villa & mokki - omistajat”; miinuksen "
        "ympärille välilyönnit.",
        f"The expression cannot be read (at: {shown}). Write slugs with & (in both), | (in either) or "
        "- (without) between them, such as “villa & cottage - owners”; put spaces around the minus.",
    )
    return Refused([Mistake("expression", "not_an_expression", what)])
