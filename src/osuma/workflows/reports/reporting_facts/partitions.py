"""The stored partitions: how many are in each class, what they bought, and the RFM grid."""

from __future__ import annotations

from decimal import Decimal

from osuma.engine.errors import Words
from osuma.engine.segments.explain import ExplainContext
from osuma.engine.segments.rule import Partition as Rule
from osuma.engine.segments.rule import PartitionClass as RuleClass
from osuma.engine.segments.rule import Unit, titles
from osuma.reporting.facts import RFM_SIDE, Partition, PartitionClass, RfmCell, RfmGrid
from osuma.store.dialect import identifier
from osuma.store.evaluation.evaluate import FLAGS
from osuma.workflows.reports.reporting_facts import rfm
from osuma.workflows.reports.reporting_facts.lines import lower, short
from osuma.workflows.reports.reporting_facts.scope import Scope
from osuma.workflows.segments import contexts
from osuma.workflows.segments.probes import conjuncts

SCORES = range(1, RFM_SIDE + 1)


def partitions(scope: Scope) -> tuple[tuple[Partition, ...], RfmGrid | None]:
    """Every stored partition; the first one that is an RFM grid stands apart from the others."""
    context = contexts.context(scope, scope.sizes)
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
    meanings = [None if context is None else meaning(chosen, context) for chosen in rule.classes]
    classes = tuple(
        PartitionClass(_named(chosen), *found.get(index, (0, Decimal(0))), meaning=meaning)
        for index, (chosen, meaning) in enumerate(zip((*rule.classes, rule.other), [*meanings, None], strict=True))
    )
    return Partition(titles(rule), classes, scope.origin, notes)


def meaning(chosen: RuleClass, context: ExplainContext, unit: Unit = "customers") -> Words:
    """What a class means on one line: its own rule, without those of the classes before it."""
    texts = [short(part, context, unit) for part in conjuncts(chosen.where)]
    fi, en = ("; ".join([texts[0][to], *(lower(words[to]) for words in texts[1:])]) for to in ("fi", "en"))
    return Words(f"{fi}.", f"{en}.")


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
