"""Conditions on one line."""

from __future__ import annotations

from osuma.engine.errors import Words
from osuma.engine.segments.explain import ExplainContext, explain_node
from osuma.engine.segments.explain.tree import Said
from osuma.engine.segments.explain.unknowns import Place
from osuma.engine.segments.rule import Node, Unit


def short(node: Node, context: ExplainContext, unit: Unit = "customers") -> Words:
    """The condition with everything in it, without its notes. unit: of what it speaks."""
    return _short(explain_node(node, context, Place(unit=unit)))


def lower(text: str) -> str:
    """A sentence as a part of another one."""
    return text[:1].lower() + text[1:]


def sentence(text: Words) -> Words:
    """With a capital and a full stop."""
    return Words(*(f"{said[:1].upper()}{said[1:]}".rstrip(".") + "." for said in (text.fi, text.en)))


def _short(said: Said) -> Words:
    if not said.children:
        return said.short
    inside = [_short(child) for child in said.children]
    return Words(
        f"{said.short.fi.rstrip(':')}: {' · '.join(lower(words.fi) for words in inside)}",
        f"{said.short.en.rstrip(':')}: {' · '.join(lower(words.en) for words in inside)}",
    )
