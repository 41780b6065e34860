"""What is known of a person beside fields and events, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.leaves import consent_note, title_of
from osuma.engine.segments.explain.predicates import opposite, predicate
from osuma.engine.segments.explain.reach import fate_words
from osuma.engine.segments.explain.rows import local_date
from osuma.engine.segments.explain.spans import event_span
from osuma.engine.segments.explain.stated import stated_evidence, stated_statement
from osuma.engine.segments.explain.suppressed import suppressed_evidence, suppressed_statement
from osuma.engine.segments.explain.values import Named, field_of, shown
from osuma.engine.segments.explain.words import EMPTY, frame, glue, join, quote, spaced
from osuma.engine.segments.rule import (
    Bucket,
    Changed,
    Consent,
    Experiment,
    Joined,
    Leaf,
    Reach,
    Sample,
    Score,
    Stated,
    Suppressed,
    Window,
)
from osuma.engine.segments.rule.people import BUCKETS

#: Those of which the words need nothing but the context.
Told = Bucket | Sample | Joined | Changed | Score | Experiment | Stated | Suppressed


def person_statement(node: Told, context: ExplainContext, *, negated: bool, brief: bool) -> Words:
    """The condition without capital or full stop; brief: without the dates of its window."""
    match node:
        case Bucket():
            return _bucket(node, negated=negated)
        case Sample():
            return _sample(node, negated=negated)
        case Joined():
            return _joined(node, context, negated=negated, brief=brief)
        case Changed():
            return _changed(node, context, negated=negated, brief=brief)
        case Score():
            return predicate(
                score_label(node), _figure(node), opposite(node.op, negated=negated), node.value, context
            )
        case Experiment():
            return _experiment(node, negated=negated)
        case Stated():
            return stated_statement(node, context, negated=negated, brief=brief)
        case Suppressed():
            return suppressed_statement(node, context, negated=negated, brief=brief)


def _experiment(node: Experiment, *, negated: bool) -> Words:
    """`asiakas on kokeen ”spring” ryhmässä ”a” tai ”b”`; without arms, whether in the experiment at all."""
    side = "out" if negated else "in"
    if not node.arms:
        return frame(f"experiment.any_{side}", v=quote(node.experiment))
    arms = join([quote(arm) for arm in node.arms], "nor" if negated else "or")
    many = "s" if len(node.arms) > 1 else ""
    return frame(f"experiment.{side}{many}", v=quote(node.experiment), arm=arms)


def score_label(node: Score) -> Words:
    """`mallin ”clv” arvio`."""
    return frame("score.label", v=quote(node.score))


def _figure(node: Score) -> Named:
    return Named(node.score, score_label(node), "decimal")


def _period(window: Window | None, context: ExplainContext, *, brief: bool) -> Words:
    if window is None:
        return EMPTY
    span = event_span(window, context)
    return spaced(span.during if brief else span.with_bounds("during"))


def _joined(node: Joined, context: ExplainContext, *, negated: bool, brief: bool) -> Words:
    """`asiakas on tullut segmenttiin ”Huvilan omistajat” viimeisten 30 päivän aikana`."""
    side = "out" if negated else "in"
    return frame(f"joined.{side}", v=title_of(node.member, context), p=_period(node.window, context, brief=brief))


def person_note(node: Leaf, context: ExplainContext, *, negated: bool) -> Words | None:
    """What the reader must know beside the statement; None where that says it all."""
    match node:
        case Reach():
            by_phone = "_phone" if node.reach in ("sms", "phone") else ""
            return frame(("reach.note_not" if negated else "reach.note") + by_phone)
        case Consent():
            return consent_note(node, negated=negated)
        case Joined():
            return _joined_note(node, context)
        case _:
            return None


def _joined_note(node: Joined, context: ExplainContext) -> Words | None:
    """Which run the stored membership is of; None where that was not looked up."""
    if node.member not in context.stored:
        return None
    run = context.stored[node.member]
    if run is None:
        return frame("joined.never")
    day = numbers.day(run.as_of.astimezone(context.zone).date())
    return frame("joined.run", day=day, n=str(run.run_id))


def _changed(node: Changed, context: ExplainContext, *, negated: bool, brief: bool) -> Words:
    """`paikkakunta on muuttunut (vanha arvo ”Turku”) viimeisten 30 päivän aikana`."""
    named = field_of(node.changed, context)
    ends = [
        frame(f"changed.{key}", v=shown(value, named, context))
        for key, value in (("old", node.old), ("new", node.new))
        if value is not None
    ]
    values = glue(" (", glue(*ends, between=", "), ")") if ends else EMPTY
    key = ("plural_" if named.plural else "") + ("out" if negated else "in")
    return frame(f"changed.{key}", s=named.label, v=values, p=_period(node.window, context, brief=brief))


def _bucket(node: Bucket, *, negated: bool) -> Words:
    """`asiakas on arvonnan ”spring” lokeroissa 0–999 (noin 10 % asiakkaista)`."""
    low, high = numbers.number(node.low), numbers.number(node.high)
    share = numbers.share(Decimal(node.high - node.low + 1) / BUCKETS)
    side = ("out" if negated else "in") + ("_one" if node.low == node.high else "")
    return frame(f"bucket.{side}", v=quote(node.bucket), low=low, high=high, share=share)


def _sample(node: Sample, *, negated: bool) -> Words:
    kind, n = ("n", node.n or 0) if node.percent is None else ("percent", node.percent)
    side = "out" if negated else "in"
    return frame(f"sample.{kind}_{side}", n=numbers.number(n), v=numbers.percent(n), seed=quote(node.draw.seed))


def person_evidence(
    leaf: Leaf, figure: object, rows: Sequence[Mapping[str, Any]], context: ExplainContext
) -> Words | None:
    """What is behind the condition for one person; None where there is nothing to add to it."""
    match leaf:
        case Bucket() if isinstance(figure, int):
            return frame("bucket.own", n=numbers.number(figure))
        case Joined() if isinstance(figure, datetime):
            day = local_date(figure, context)
            return frame("joined.own", v=title_of(leaf.member, context), day=day)
        case Changed() if rows:
            return _change(leaf, rows[0], context)
        case Score() if figure is not None:
            return frame("person.figure", s=score_label(leaf), v=shown(figure, _figure(leaf), context))
        case Stated():
            return stated_evidence(leaf, rows, context)
        case Suppressed():
            return suppressed_evidence(leaf, figure, rows, context)
        case Reach() if isinstance(figure, str):
            return fate_words(figure)
        case Experiment() if figure is not None:
            return frame("experiment.own", v=quote(leaf.experiment), arm=quote(str(figure)))
        case Experiment():
            return frame("experiment.not_own", v=quote(leaf.experiment))
        case _:
            return None


def _change(leaf: Changed, row: Mapping[str, Any], context: ExplainContext) -> Words:
    named = field_of(leaf.changed, context)
    day = local_date(row["valid_from"], context)
    sides = [frame("changed.nothing") if row[side] is None else quote(str(row[side])) for side in ("old", "new")]
    return frame("changed.own", s=named.label, day=day, old=sides[0], new=sides[1])
