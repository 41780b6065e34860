"""The compiler uses only Ibis operations that were measured to mean the same on every engine."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

import ibis.expr.operations as ops
import ibis.expr.types as ir
import pytest

from oracle import wider
from oracle.rules import known, pool
from oracle.test_oracle import wishes
from oracle.worlds import VOCABULARY, draw
from osuma.engine.segments.compile import compile_, compile_areas, compile_planes
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import AnyOf, Definition, Segment, unit_of
from osuma.engine.segments.templates import templates
from osuma.engine.tables.inner import parts

ALLOWED = {
    # relations
    "UnboundTable", "Project", "Filter", "Aggregate", "JoinChain", "JoinReference", "JoinLink", "JoinTable", "Union",
    "Distinct", "DropColumns", "Field", "SelfReference",
    # logic and nulls
    "And", "Or", "Not", "IsNull", "NotNull", "IfElse", "SearchedCase", "Coalesce", "NullIf", "Literal", "Cast",
    "Alias",
    # a row of literals: SELECT without FROM, which each of the engines has
    "DummyTable",
    # a relation or a list of values that is written in front of the query, by its name
    "Inner",
    # a hash of an id, digit by digit, and whole numbers modulo a constant
    "HexDigest", "StringConcat", "Substring", "SimpleCase", "Modulus",
    # comparison; no Between: two plain comparisons
    "Equals", "NotEquals", "Greater", "GreaterEqual", "Less", "LessEqual", "InValues",
    # numbers: sums and products of exact types; Divide only between doubles for the order of averages
    "Add", "Subtract", "Multiply", "Divide",
    # text and lists
    "StringContains", "StartsWith", "EndsWith", "RegexSearch", "ArrayContains", "ArrayLength", "ArrayStringJoin",
    # time: only the parts of dates; bounds are literals, and one second is added to rows without a time
    "ExtractYear", "ExtractMonth", "ExtractDay", "TimestampAdd",
    # aggregates and the windows that rule 5 of portability allows
    "Sum", "Min", "Max", "CountStar", "RowNumber", "Lag", "WindowFunction", "SortKey",
    # running maxima, minima and sums over rows: from the first to this one, or from this one to the last
    "WindowBoundary",
}  # fmt: skip
FORBIDDEN = {
    "Rank",
    "DenseRank",
    "MinRank",
    "First",
    "Last",
    "ArgMax",
    "ArgMin",
    "Mode",
    "CountDistinct",
    "Lowercase",
}


def _nodes(exprs: Iterable[ir.Expr]) -> Iterator[ops.Node]:
    return (node for expr in exprs for part in parts(expr) for node in part.op().find(ops.Node))


def operations(exprs: Iterable[ir.Expr]) -> set[str]:
    return {type(node).__name__ for node in _nodes(exprs)}


def plans() -> list[ir.Expr]:
    exprs: list[ir.Expr] = []
    for seed in (0, 2):
        rng, drawn = random.Random(seed), draw(seed, people=3)
        leaves = {**pool(rng, drawn, variants=4), **wider.pool(rng, drawn, variants=4)}
        others = known(rng, leaves)
        rules: list[Definition] = [Segment(f"s{i}", AnyOf(tuple(found))) for i, found in enumerate(leaves.values())]
        rules += [*others.values(), *wishes(seed, drawn)]
        plan = compile_(rules, others, drawn.settings, drawn.as_of, drawn.current, VOCABULARY)
        exprs += [*(query.expr for query in plan.stages), plan.flags]
        planes = compile_planes(rules, others, drawn.settings, drawn.as_of, drawn.current, VOCABULARY)
        assert any(query.long for query in planes.totals)
        exprs += [*(query.expr for query in planes.totals), *(query.expr for query in planes.stages), planes.people]
    ready = [
        compile_([one for one in templates().values() if unit_of(one) == unit], {}, drawn.settings, drawn.as_of)
        for unit in ("customers", "accounts")
    ]
    area = parse("{slug: a, of: areas, where: {property: name, op: contains, value: x}}")
    assert isinstance(area, Segment)
    return [
        *exprs,
        *(q.expr for plan in ready for q in plan.stages),
        *(plan.flags for plan in ready),
        compile_areas(area, {}, drawn.settings, drawn.as_of),
    ]


@pytest.fixture(scope="module")
def asked() -> list[ir.Expr]:
    return plans()


@pytest.fixture(scope="module")
def used(asked: list[ir.Expr]) -> set[str]:
    return operations(asked)


def test_only_operations_of_the_allowlist(used: set[str]) -> None:
    assert used - ALLOWED == set()


def test_the_allowlist_holds_nothing_that_is_not_used_or_is_a_trap(used: set[str]) -> None:
    assert set() == FORBIDDEN & ALLOWED
    assert ALLOWED - used <= {"JoinReference", "SelfReference", "Alias", "JoinLink", "JoinTable"}


def test_no_condition_is_asked_whether_it_is_unknown(asked: list[ir.Expr]) -> None:
    """Of `a IN (…)` or `NOT a` DuckDB would say it wrongly, and Spark cannot read it: a column's own truth alone."""
    tests = (node for node in _nodes(asked) if isinstance(node, ops.IsNull | ops.NotNull))
    assert [node.arg for node in tests if node.arg.dtype.is_boolean() and not isinstance(node.arg, ops.Field)] == []


def test_a_query_holds_at_most_32_aggregates() -> None:
    rules = [parse(f"{{slug: s{n}, where: {{event: order, window: {{last: {n} days}}}}}}") for n in range(1, 101)]
    drawn = draw(0, people=3)
    plan = compile_(rules, {}, drawn.settings, drawn.as_of)
    assert [len(q.expr.columns) - 1 for q in plan.features] == [32, 32, 32, 4]


def test_equal_aggregates_are_computed_once() -> None:
    texts = [
        "{event: order, op: gte, value: 2, window: {last: 12 months}}",
        "{event: order, op: eq, value: 0, window: {last: 1 year}}",
        "{event: order, op: between, value: [1, 2], window: {last: 12 months}, unknown: include}",
        "{event: order, op: lt, value: 9, window: {last: 12 months}}",
    ]
    drawn = draw(0, people=3)
    rules = [parse(f"{{slug: s{i}, where: {text}}}") for i, text in enumerate(texts)]
    plan = compile_(rules, {}, drawn.settings, drawn.as_of)
    assert [q.expr.columns for q in plan.features] == [("customer_key", "c0")]


def test_a_place_stands_beside_two_temporary_tables() -> None:
    drawn = draw(0, people=3)
    ranked = "{rank: {event: order, measure: {avg: amount}}, top: {percent: 10}}"
    rule = parse(f"{{slug: s, where: {{all: [{{near: '00100', km: 5}}, {ranked}]}}}}")
    assert len(compile_([rule], {}, drawn.settings, drawn.as_of).stages) == 2
