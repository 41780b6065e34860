"""The stored partitions: how many are in each class, what they bought, and the RFM grid."""

from __future__ import annotations

from decimal import Decimal

from osuma.engine.errors import Words
from osuma.engine.segments.explain import ExplainContext, explain
from osuma.engine.segments.rule import Partition as Rule
from osuma.engine.segments.rule import PartitionClass as RuleClass
from osuma.reporting.facts import RFM_SIDE, Partition, PartitionClass, RfmCell, RfmGrid
from osuma.store.dialect import identifier
from osuma.store.evaluate import FLAGS
from osuma.workflows.reporting_facts import contexts, rfm
from osuma.workflows.reporting_facts.scope import Scope

SCORES = range(1, RFM_SIDE + 1)


def partitions(scope: Scope) -> tuple[tuple[Partition, ...], RfmGrid | None]:
    """Every stored partition; the first one that is an RFM grid stands apart from the others."""
    context = contexts.context(scope)
    plain, grid = [], None
    for rule in scope.partitions:
        axes = rfm.axes(rule)
        if axes is not None and grid is None:
            grid = _grid(scope, rule, axes)
        else:
            plain.append(_partition(scope, rule, context))
    return tuple(plain), grid


def _partition(scope: Scope, rule: Rule, context: ExplainContext | None, notes: tuple[Words, ...] = ()) -> Partition:
    column = identifier(scope.evaluation.columns[rule.slug])
    found = {
        int(index): (int(count), Decimal(net))
        for index, count, net in scope.rows(
            f"SELECT {column}, count(*), sum(net) FROM {FLAGS} JOIN report_people USING (customer_key) "
            f"WHERE {scope.evaluation.where(rule.slug)} GROUP BY {column}"
        )
    }
    meanings = _meanings(rule, context) if context is not None else {}
    classes = tuple(
        PartitionClass(_named(chosen), *found.get(index, (0, Decimal(0))), meaning=meanings.get(index))
        for index, chosen in enumerate((*rule.classes, rule.other))
    )
    return Partition(Words(rule.title("fi"), rule.title("en")), classes, scope.origin, notes)


def _meanings(rule: Rule, context: ExplainContext) -> dict[int, Words]:
    """What each class means on one line, where it is one condition or a list of them that must all hold."""
    found = {}
    start = 0 if rule.base is None else 1
    body = explain(rule, context).body[start : start + len(rule.classes)]
    for index, said in enumerate(body):
        texts = [child.short for child in said.children if not child.children]
        if texts and len(texts) == len(said.children):
            found[index] = Words(*("; ".join(w[language] for w in texts) + "." for language in ("fi", "en")))
    return found


def _named(chosen: RuleClass) -> Words:
    names = dict(chosen.name)
    fallback = next(iter(names.values()), chosen.slug)
    return Words(names.get("fi", fallback), names.get("en", fallback))


def _grid(scope: Scope, rule: Rule, axes: rfm.Axes) -> RfmGrid:
    recency, frequency = (
        [scope.evaluation.where(scope.probes.slugs[rfm.score(axis, value)]) for value in SCORES]
        for axis in (axes.recency, axes.frequency)
    )
    sums = ", ".join(f"count(*) FILTER ({r} AND {f})" for r in reversed(recency) for f in frequency)
    inside = scope.evaluation.where(rule.slug)
    counts = [int(n) for n in scope.row(f"SELECT {sums} FROM {FLAGS} WHERE {inside}")]
    cells = tuple(
        tuple(RfmCell(counts[(RFM_SIDE - r) * RFM_SIDE + f - 1], rfm.class_of(rule, axes, r, f)) for f in SCORES)
        for r in reversed(SCORES)
    )
    used = sum(any(row[f].count for row in cells) for f in range(RFM_SIDE))
    return RfmGrid(_partition(scope, rule, None, _notes(used)), cells)


def _notes(used: int) -> tuple[Words, ...]:
    """Why columns are empty: whoever bought equally often gets the same score."""
    if used == RFM_SIDE:
        return ()
    return (
        Words(
            f"Ostotiheydessä on käytössä {used} pistettä viidestä: yhtä usein ostaneet saavat aina saman pisteen.",
            f"Frequency uses {used} of its five scores: customers who bought equally often always get the same one.",
        ),
    )
