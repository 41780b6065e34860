"""Conditions on what people did: how often, how much, how long ago."""

from __future__ import annotations

from decimal import Decimal

from osuma.engine.errors import Words
from osuma.engine.periods import Window
from osuma.engine.segments.absence import MEASURES_OF_NOTHING, zero_passes
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.forms import Forms, filter_words, forms_of
from osuma.engine.segments.explain.predicates import compare, opposite, predicate
from osuma.engine.segments.explain.spans import Span, brackets, event_span, forms
from osuma.engine.segments.explain.values import Named, property_of
from osuma.engine.segments.explain.words import EMPTY, counted, frame, glue, has_frame, join, spaced
from osuma.engine.segments.rule import Event, Recency
from osuma.engine.tables.company_views import DEAL_EVENTS

#: A count, shown as a bare number.
COUNT = Named("count", EMPTY, kind="int", unit="count")
_NEVER_WITHOUT = (("eq", 0), ("lte", 0), ("lt", 1))
_ONCE = (("gte", 1), ("gt", 0), ("ne", 0))


def event_statement(
    node: Event, context: ExplainContext, *, negated: bool, brief: bool, unit: str = "customers"
) -> Words:
    """The condition without capital or full stop; brief: without the dates of its window.

    Of a company it is what its contacts did together, counted as things; deals are its own.
    """
    said = _statement(node, context, negated=negated, brief=brief, counted_only=unit == "accounts")
    return frame("event.together", s=said) if unit == "accounts" and node.event not in DEAL_EVENTS else said


def _statement(node: Event, context: ExplainContext, *, negated: bool, brief: bool, counted_only: bool) -> Words:
    op = opposite(node.op, negated=negated)
    chosen = forms_of(node.event, node.where, context)
    span = event_span(node.window, context) if node.window else None
    if node.measure.kind == "count":
        return _count(chosen, op, node.value, span, context, brief=brief, counted_only=counted_only)
    if node.measure.kind == "sum" and node.measure.field == "amount":
        return _sum(chosen, op, node.value, span, context, brief=brief)
    if node.measure.kind == "distinct":
        return _distinct(chosen, node, op, span, context, brief=brief)
    named = _measured(node, context)
    subject = glue(figure(node, context), spaced(_period(span, "of", brief=brief)))
    return predicate(subject, named, op, node.value, context)


def _period(span: Span | None, form: str, *, brief: bool) -> Words:
    if span is None:
        return EMPTY
    words: Words = getattr(span, form)
    return words if brief else span.with_bounds(form)


def _count(
    chosen: Forms,
    op: str,
    value: object,
    span: Span | None,
    context: ExplainContext,
    *,
    brief: bool,
    counted_only: bool,
) -> Words:
    none, once = (op, value) in _NEVER_WITHOUT, (op, value) in _ONCE
    if not counted_only and chosen.has("did") and (chosen.by_verb or none or once):
        return _by_verb(chosen, op, value, span, context, brief=brief)
    filters, period = filter_words(chosen, context, after="noun"), spaced(_period(span, "of", brief=brief))
    many = chosen.form("many")
    if none:
        return frame("event.count_none", many=many, f=filters, p=period)
    if once:
        return frame("event.count_some", many=many, one=chosen.form("one"), f=filters, p=period)
    return frame("event.count", many=many, f=filters, c=compare(COUNT, op, value, context), p=period)


def _by_verb(
    chosen: Forms, op: str, value: object, span: Span | None, context: ExplainContext, *, brief: bool
) -> Words:
    filters = filter_words(chosen, context, after="verb")
    subject = chosen.form("subject")
    tense = "_past" if span is not None and span.past else ""
    if (op, value) in _NEVER_WITHOUT:
        if span is None:
            return glue(subject, " ", _after_pronoun(chosen.form("never_one", filters)))
        verb = chosen.form(f"{'not' if chosen.filters else 'none'}{tense}", filters)
        period = _period(span, "during" if tense else "into", brief=brief)
        return frame("event.did", s=subject, did=verb, times="", p=spaced(period))
    often = EMPTY if span is not None and (op, value) in _ONCE else times(op, value)
    return frame(
        "event.did",
        s=subject,
        did=chosen.form(f"did{tense}", filters),
        times=spaced(often),
        p=spaced(_period(span, "during", brief=brief)),
    )


def _after_pronoun(clause: Words) -> Words:
    # "joka ei ole ostanut koskaan" as a sentence of its own: what follows the relative pronoun
    return Words(fi=clause.fi.split(" ", 1)[1], en=clause.en.split(" ", 1)[1])


def times(op: str, value: object) -> Words:
    """`vähintään 2 kertaa`, `at least twice`."""
    if (op, value) in _ONCE:
        return frame("times.gte_one")
    if isinstance(value, int | Decimal):
        n = int(value) if value == int(value) else -1
        return counted(f"times.{op}", n, n=numbers.number(value))
    items = value if isinstance(value, tuple | list) else ()
    shown = [numbers.number(item) for item in items if isinstance(item, int | Decimal)]
    if op in ("between", "not_between"):
        low, high = shown
        return frame(f"times.{op}", n=Words(fi=f"{low.fi}–{high.fi}", en=f"{low.en} to {high.en}"))
    return frame(f"times.{op}", n=join(shown, "or"))


def _sum(chosen: Forms, op: str, value: object, span: Span | None, context: ExplainContext, *, brief: bool) -> Words:
    return frame(
        "event.sum",
        of_many=chosen.form("of_many"),
        many=chosen.form("sum"),
        f=filter_words(chosen, context, after="noun"),
        c=compare(property_of(chosen.event, "amount", context), op, value, context),
        p=spaced(_period(span, "of", brief=brief)),
    )


def _distinct(
    chosen: Forms, node: Event, op: str, span: Span | None, context: ExplainContext, *, brief: bool
) -> Words:
    named = property_of(node.event, node.measure.field or "", context)
    kinds = named.many or glue(Words(fi="arvoja ", en="values of "), named.label)
    return frame(
        "event.distinct",
        kinds=kinds,
        in_many=chosen.form("in_many"),
        many=chosen.form("many"),
        f=filter_words(chosen, context, after="noun"),
        c=compare(COUNT, op, node.value, context),
        p=spaced(_period(span, "of", brief=brief)),
    )


def _measured(node: Event, context: ExplainContext) -> Named:
    if node.measure.field is None:
        return COUNT
    return property_of(node.event, node.measure.field, context)


def figure(node: Event, context: ExplainContext) -> Words:
    """What an event condition measures, as a nominative: `ostojen summa tuoteryhmästä ”Juoksu”`."""
    chosen = forms_of(node.event, node.where, context)
    kind, named = node.measure.kind, _measured(node, context)
    key = f"figure.{kind}"
    if kind == "sum" and named.name == "amount":
        key = "figure.sum_amount"
    elif named.kind == "instant" and has_frame(f"{key}_time"):
        key = f"{key}_time"
    elif node.measure.by is not None:
        key = "figure.mode_amount" if node.measure.by == "amount" else "figure.mode_by"
    by = "" if node.measure.by is None else property_of(node.event, node.measure.by, context).label
    words = frame(
        key,
        x=named.label,
        by=by,
        many=chosen.form("sum" if kind == "sum" else "many"),
        of_many=chosen.form("of_many"),
        one=chosen.form("one"),
        of_one=chosen.form("of_one"),
    )
    return glue(words, filter_words(chosen, context, after="noun"))


def recency_statement(
    node: Recency, context: ExplainContext, *, negated: bool, brief: bool, unit: str = "customers"
) -> Words:
    """`asiakkaan viimeisin osto on yli 90 päivän takaa (21.8.2026 tai sitä ennen)`."""
    op = opposite(node.op, negated=negated)
    window = Window(last=node.value) if op == "lte" else Window(before=node.value)
    chosen = forms_of(node.recency, node.where, context)
    return frame(
        f"recency.{'account_' if unit == 'accounts' else ''}{node.which}_{op}",
        thing=chosen.form("one"),
        f=filter_words(chosen, context, after="noun"),
        b=EMPTY if brief else brackets(event_span(window, context).bounds),
        **forms(node.value),
    )


def never_passes(node: Event, *, negative: bool) -> bool:
    """Whether the condition quietly lets in those who never did such a thing. negative: under an odd number of nots.

    Not where being without is all that it says ("has never bought").
    """
    if node.measure.kind not in MEASURES_OF_NOTHING or zero_passes(node) == negative:
        return False
    about = _ONCE if negative else _NEVER_WITHOUT
    return not (node.window is None and node.measure.kind == "count" and (node.op, node.value) in about)


def data_rule(node: Event, context: ExplainContext, *, negated: bool) -> Words | None:
    """What the data counts, where the condition depends on it."""
    chosen = forms_of(node.event, node.where, context)
    if chosen.remarks:
        return chosen.remarks[0]
    is_sum = node.measure.kind == "sum" and node.measure.field == "amount"
    name = chosen.sum_rule if is_sum else chosen.rule
    never = node.measure.kind == "count" and (opposite(node.op, negated=negated), node.value) in _NEVER_WITHOUT
    if name is None or (never and name == "purchases"):
        return None
    return frame(f"rule.{name}")
