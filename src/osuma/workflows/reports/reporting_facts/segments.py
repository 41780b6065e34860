"""The stored segments: how many, what they mean, what each condition removes, what their people bought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from osuma.engine.errors import Words
from osuma.engine.segments.compile import compile_areas
from osuma.engine.segments.explain import explain
from osuma.engine.segments.explain.tree import Said
from osuma.engine.segments.rule import Segment as Rule
from osuma.engine.segments.rule import titles
from osuma.reporting.facts import Line, Overlap, Segment, Step
from osuma.store.evaluation.evaluate import FLAGS
from osuma.store.overlap import matrix
from osuma.store.warehouse import sql_of
from osuma.workflows.reports.reporting_facts import people
from osuma.workflows.reports.reporting_facts.lines import short
from osuma.workflows.reports.reporting_facts.next_steps import next_step
from osuma.workflows.reports.reporting_facts.scope import Scope
from osuma.workflows.segments import contexts
from osuma.workflows.segments.probes import conjuncts

if TYPE_CHECKING:
    from osuma.engine.segments.explain import ExplainContext

EVERYBODY = Words("Kaikki asiakkaat", "Everybody")


def segments(scope: Scope) -> tuple[Segment, ...]:
    """Every stored segment: of people, the largest first, then of areas."""
    context = contexts.context(scope, scope.sizes)
    found = of_people(scope, scope.people_segments, context)
    areas = [d for d in scope.definitions.values() if isinstance(d, Rule) and d.of == "areas"]
    return (*found, *(_of_areas(scope, rule, context) for rule in areas))


def of_people(scope: Scope, rules: Sequence[Rule], context: ExplainContext) -> list[Segment]:
    """Segments over people that could be evaluated, in the order given."""
    sales = net_sales(scope)
    named = people.has_names(scope)
    return [_of_people(scope, rule, context, sales[rule.slug], named) for rule in rules]


def net_sales(scope: Scope) -> Mapping[str, Decimal]:
    """What the people of each segment bought in the window."""
    rules = scope.people_segments
    if not rules:
        return {}
    sums = ", ".join(f"coalesce(sum(net) FILTER ({scope.evaluation.where(rule.slug)}), 0)" for rule in rules)
    row = scope.row(f"SELECT {sums} FROM {FLAGS} JOIN report_people USING (customer_key)")
    return {rule.slug: Decimal(value) for rule, value in zip(rules, row, strict=True)}


def overlap(scope: Scope) -> Overlap | None:
    """How many people each pair of segments shares; None where there is no pair."""
    rules = scope.people_segments
    if len(rules) < 2:
        return None
    counts = matrix({rule.slug: scope.evaluation.bitmap(rule.slug) for rule in rules})
    return Overlap(tuple(title(rule) for rule in rules), tuple(map(tuple, counts)), scope.origin)


def title(rule: Rule) -> Words:
    """The segment's name in both languages."""
    return titles(rule)


def _of_people(scope: Scope, rule: Rule, context: ExplainContext, sales: Decimal, named: bool) -> Segment:
    counts = scope.evaluation.counts[rule.slug]
    where = scope.evaluation.where(rule.slug)
    return Segment(
        slug=rule.slug,
        name=title(rule),
        count=counts.members,
        unknown=counts.unknown,
        explanation=_explained(rule, contexts.of(scope, rule, context)),
        net_sales=sales,
        steps=_steps(scope, rule, context),
        reach=people.segment_reach(scope, rule.slug),
        people=people.examples(scope, where, named),
        next_step=next_step(rule, contactless=people.contactless(scope)),
    )


def _of_areas(scope: Scope, rule: Rule, context: ExplainContext) -> Segment:
    areas = compile_areas(rule, scope.definitions, scope.settings, scope.at.instant, scope.vocabulary)
    count, unknown = scope.row(
        f"SELECT count(*) FILTER (flag = 1), count(*) FILTER (flag = 2) FROM ({sql_of(areas)})"
    )
    explanation = _explained(rule, context)
    return Segment(rule.slug, title(rule), int(count), int(unknown), explanation, unit="areas")


def _explained(rule: Rule, context: ExplainContext) -> tuple[Line, ...]:
    found = explain(rule, context)
    lines = [Line(found.title)]
    for said in found.body:
        lines += _lines(said, 1)
    return (*lines, *(Line(note, 1) for note in found.notes))


def _lines(said: Said, depth: int) -> list[Line]:
    lines = [Line(Words(said.text("fi"), said.text("en")), depth)]
    for child in said.children:
        lines += _lines(child, depth + 1)
    return lines


def _steps(scope: Scope, rule: Rule, context: ExplainContext) -> tuple[Step, ...]:
    """What each condition leaves of those whom the conditions before it left; empty for a single condition."""
    parts = conjuncts(rule.where)
    if len(parts) < 2:
        return ()
    tests = [scope.evaluation.where(scope.probes.slugs[part]) for part in parts]
    sums = ", ".join(f"count(*) FILTER ({' AND '.join(tests[: n + 1])})" for n in range(len(tests)))
    left = scope.row(f"SELECT {sums} FROM {FLAGS}")
    texts = [short(part, context) for part in parts]
    steps = (Step(text, int(count)) for text, count in zip(texts, left, strict=True))
    return (Step(EVERYBODY, scope.evaluation.base), *steps)
