"""A person's own rhythm in words: `viimeisestä kerrasta (osto) on yli 2 kertaa asiakkaan oma tavallinen väli`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from osuma.engine.errors import Words
from osuma.engine.periods import local_day
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.forms import Forms, filter_words, forms_of
from osuma.engine.segments.explain.rows import Row
from osuma.engine.segments.explain.words import counted, frame, glue
from osuma.engine.segments.rule import Overdue, Seasonal


def overdue_statement(node: Overdue, context: ExplainContext, *, negated: bool) -> Words:
    """The condition without capital or full stop."""
    chosen = forms_of(node.overdue, node.where, context)
    side = "not_overdue" if negated else "overdue"
    one = _with(chosen, "one", context)
    return frame(
        f"habit.{side}{'_one' if node.times == 1 else ''}",
        one=one,
        which=_aside(one),
        n=numbers.number(node.times),
    )


def seasonal_statement(node: Seasonal, context: ExplainContext, *, negated: bool) -> Words:
    many = _with(forms_of(node.seasonal, node.where, context), "many", context)
    return counted(
        "habit.not_seasonal" if negated else "habit.seasonal",
        node.months,
        many=many,
        which=_aside(many),
        p=numbers.percent(node.percent),
        n=numbers.number(node.months),
        years=_number_of("years", node.years),
    )


def usual_note(node: Overdue) -> Words:
    """What the usual gap is, and of whom it is not known."""
    return frame("habit.note", n=numbers.number(node.gaps + 1))


def overdue_evidence(node: Overdue, usual: object, rows: Sequence[Row], context: ExplainContext) -> Words:
    """The usual gap of one person and the days since the last time."""
    if not isinstance(usual, Fraction) or not rows:
        return frame("habit.no_rhythm", many=forms_of(node.overdue, node.where, context).form("many"))
    since = (local_day(context.as_of, context.zone) - rows[0]["local_date"]).days
    # a median is a whole number or a half: exact as a float
    return frame("habit.own", usual=_number_of("days", Decimal(float(usual))), since=_number_of("days", since))


def _number_of(what: str, n: int | Decimal) -> Words:
    """`1 päivä`, `10,5 päivää`."""
    return frame(f"habit.{what}{'_one' if n == 1 else ''}", n=numbers.number(n))


def _aside(said: Words) -> Words:
    """What is meant, beside a Finnish word for it: in brackets, between dashes where it has brackets of its own."""
    return frame("habit.which_with" if "(" in said.fi else "habit.which", s=said)


def _with(chosen: Forms, form: str, context: ExplainContext) -> Words:
    return glue(chosen.form(form), filter_words(chosen, context, after="noun"))
