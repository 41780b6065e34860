"""Whether a message may go to somebody, and on which legal ground, in words."""

from __future__ import annotations

from collections.abc import Mapping

from osuma.engine.errors import Words
from osuma.engine.features.reach import GROUNDS
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.values import code_name
from osuma.engine.segments.explain.words import EMPTY, frame, glue, join, quote
from osuma.engine.segments.rule import Reach


def reach_statement(node: Reach, context: ExplainContext, path: str, *, negated: bool, brief: bool) -> Words:
    """`asiakkaalle saa lähettää sähköpostimarkkinointia: voimassa oleva suostumus (6 240) tai …, eikä kieltoa`."""
    if node.purpose != "marketing":
        side = "other_out" if negated else "other_in"
        said = frame(f"reach.{side}", v=quote(node.purpose), w=code_name("channel", node.reach, context))
    else:
        said = frame(f"{'reach.may_not' if negated else 'consent.may'}.{node.reach}")
    if brief and not node.grounds:
        return said
    known: Mapping[str, int | None] = {} if negated else context.at(path).grounds
    wanted = node.grounds or GROUNDS[node.reach]
    grounds = join([ground_words(ground, known.get(ground)) for ground in wanted], "or")
    if negated:
        return frame("reach.not_on", s=said, g=grounds) if node.grounds else said
    return glue(said, ": ", grounds) if brief else frame("consent.grounds", s=said, g=grounds)


def ground_words(ground: str, n: int | None) -> Words:
    """One ground with the number of people whom it lets in, where that is known."""
    return frame(f"consent.ground.{ground}", b=in_brackets(n))


def in_brackets(n: int | None) -> Words:
    """` (6 240)`, and nothing where it is not known."""
    return EMPTY if n is None else glue(" (", numbers.number(n), ")")


def fate_words(fate: str) -> Words:
    """What was decided of one person: a ground, or why not."""
    if fate in GROUNDS["email"]:
        return frame("reach.own_in", g=ground_words(fate, None))
    return frame(f"reach.own.{fate}")
