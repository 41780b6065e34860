"""Trees of conditions to one expression: Kleene's logic, and what `unknown` makes of a leaf by its sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import ibis
import ibis.expr.types as ir

from osuma.engine.segments.compile.leaves import Row, leaf_truth
from osuma.engine.segments.compile.needs import Environment
from osuma.engine.segments.compile.plan import UNKNOWN
from osuma.engine.segments.rule import AllOf, AnyOf, Node, NoneOf, Not, Rank, Sample, Unknown

#: How many truths are joined in a row.
_FEW = 16


def node_truth(node: Node, row: Row, env: Environment, positive: bool = True) -> ir.BooleanValue:
    """True, false or null. positive: whether an even number of `none` and `not` stands above the node."""
    match node:
        case AllOf(nodes):
            return ibis.and_(*_few(ibis.and_, [node_truth(child, row, env, positive) for child in nodes]))
        case AnyOf(nodes):
            return ibis.or_(*_few(ibis.or_, [node_truth(child, row, env, positive) for child in nodes]))
        case NoneOf(nodes):
            return ~ibis.or_(*_few(ibis.or_, [node_truth(child, row, env, not positive) for child in nodes]))
        case Not(child):
            return ~node_truth(child, row, env, not positive)
        case _:
            return _decided(raw_truth(node, row, env), node.unknown, positive)


def _few(join: Callable[..., ir.BooleanValue], truths: Sequence[ir.BooleanValue]) -> Sequence[ir.BooleanValue]:
    """The truths joined until few are left: a row of a thousand would nest a thousand deep."""
    while len(truths) > _FEW:
        truths = [join(*truths[at : at + _FEW]) for at in range(0, len(truths), _FEW)]
    return truths


def raw_truth(node: Node, row: Row, env: Environment) -> ir.BooleanValue:
    """The truth of a leaf before its own `unknown`; of a group, its truth."""
    if isinstance(node, AllOf | AnyOf | NoneOf | Not):
        return node_truth(node, row, env)
    plain = replace(node, unknown=Unknown.KEEP)
    if plain not in row.truths:
        row.truths[plain] = leaf_truth(plain, row, env, lambda rank: stands_among(rank, row, env))
    return row.truths[plain]


def stands_among(rank: Rank | Sample, row: Row, env: Environment) -> ir.BooleanValue:
    """Whether the person is ranked at all: known to be true of `among`, which is a root of its own."""
    return certain(node_truth(rank.among, row, env)) if rank.among is not None else ibis.literal(True)


def certain(truth: ir.BooleanValue) -> ir.BooleanValue:
    """Known to be true: unknown is no."""
    return truth.fill_null(False)


def three(truth: ir.BooleanValue) -> ir.IntegerColumn:
    """The truth as the plan gives it: 1, 0, and 2 for unknown; never null."""
    return truth.cast("int8").fill_null(ibis.literal(UNKNOWN, type="int8"))


def _decided(truth: ir.BooleanValue, unknown: Unknown, positive: bool) -> ir.BooleanValue:
    match unknown:
        case Unknown.KEEP:
            return truth
        case Unknown.INCLUDE:
            return truth.fill_null(positive)
        case Unknown.EXCLUDE:
            return truth.fill_null(not positive)
        case Unknown.ONLY:
            # not `.isnull()`: on a negated expression that compiles to the wrong thing
            return three(truth) == UNKNOWN
