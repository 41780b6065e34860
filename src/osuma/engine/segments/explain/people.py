"""What is known of a person beside fields and events, in words."""

from __future__ import annotations

from decimal import Decimal

from osuma.engine.errors import Words
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.explain.words import frame, quote
from osuma.engine.segments.rule import Bucket, PersonLeaf, Sample
from osuma.engine.segments.rule_people import BUCKETS


def person_statement(node: PersonLeaf, *, negated: bool) -> Words:
    """The condition without capital or full stop."""
    match node:
        case Bucket():
            return _bucket(node, negated=negated)
        case Sample():
            return _sample(node, negated=negated)


def _bucket(node: Bucket, *, negated: bool) -> Words:
    """`asiakas on arvonnan ”spring” lokeroissa 0–999 (noin 10 % asiakkaista)`."""
    low, high = numbers.number(node.low), numbers.number(node.high)
    share = numbers.share(Decimal(node.high - node.low + 1) / BUCKETS)
    side = "out" if negated else "in"
    return frame(f"bucket.{side}", v=quote(node.bucket), low=low, high=high, share=share)


def _sample(node: Sample, *, negated: bool) -> Words:
    kind, n = ("n", node.n or 0) if node.percent is None else ("percent", node.percent)
    side = "out" if negated else "in"
    return frame(f"sample.{kind}_{side}", n=numbers.number(n), v=numbers.percent(n), seed=quote(node.draw.seed))


def person_evidence(figure: object) -> Words | None:
    """What is behind the condition for one person; None where there is nothing to add to it."""
    return frame("bucket.own", n=numbers.number(figure)) if isinstance(figure, int) else None
