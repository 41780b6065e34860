"""Conditions that lead to the other unit: the rule inside asked of all its rows, then told along who works where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from osuma.engine.features.aggregates import KEY, FeatureQuery
from osuma.engine.segments.compile.needs import Environment
from osuma.engine.segments.rule import Across
from osuma.engine.tables.companies import ACCOUNTS
from osuma.engine.tables.company_views import contact_pairs
from osuma.engine.tables.schema import unbound

_COLUMNS = {"customers": "customer_key", "accounts": "account_key"}


def companies() -> ir.Table:
    """Every company, by its key in the column of keys."""
    return unbound(ACCOUNTS).rename(**{KEY: "account_key"})


def stage_name(env: Environment) -> str:
    """The temporary table of what is told of the rows of a unit by those of the other."""
    return "_".join(("across", *env.beyond.inside))


def told(truths: Mapping[str, ir.Value], others: ir.Table, env: Environment) -> FeatureQuery:
    """One row per row of the unit that is joined to any of the other.

    others: the rows of the other unit, by KEY. truths: name -> 1, 0 or 2 for unknown, over them. Columns: `n` how
    many it is joined to, and for each name `<name>_true` and `<name>_unknown`, for how many it is so.
    """
    flags = others.select(other_key=others[KEY], **truths)
    pairs = contact_pairs()
    near, far = _COLUMNS[env.unit], _COLUMNS[env.beyond.unit]
    joined = pairs.select(near_key=pairs[near], far_key=pairs[far])
    joined = joined.join(flags, joined.far_key == flags.other_key)
    counts: dict[str, ir.Value] = {"n": joined.count().cast("int64")}
    for name in truths:
        for ending, value in (("true", 1), ("unknown", 2)):
            counts[f"{name}_{ending}"] = ibis.ifelse(joined[name] == value, 1, 0).sum().cast("int64")
    return FeatureQuery(
        stage_name(env),
        joined.group_by(near_key=joined.near_key).agg(**counts).rename(**{KEY: "near_key"}),
        unit=env.unit,
    )


def across_truth(leaf: Across, table: ir.Table, stage: str, name: str) -> ir.BooleanValue:
    """The truth of a condition from the numbers of `told`, which are null of a row that is joined to none."""

    def number(column: str) -> Any:
        return table[f"{stage}__{column}"].fill_null(0)

    n, true, unknown = number("n"), number(f"{name}_true"), number(f"{name}_unknown")
    if leaf.which == "count":
        return _counted(leaf, true, true + unknown)
    if leaf.which == "all":
        return _either((true + unknown) < n, False, (unknown > 0) | (n == 0), True)
    hit = leaf.which == "any"
    return _either(true > 0, hit, (unknown > 0) | (n == 0), not hit)


def _either(first: Any, said: bool, unknown: Any, rest: bool) -> ir.BooleanValue:
    found: ir.BooleanValue = ibis.ifelse(
        first, ibis.literal(said), ibis.ifelse(unknown, ibis.null("boolean"), ibis.literal(rest))
    )
    return found


def _counted(leaf: Across, least: Any, most: Any) -> ir.BooleanValue:
    """The number is anything from `least` to `most`: known only where every one of these gives the same."""
    low, high = _bounds(leaf)
    inside = least >= low if high is None else (least >= low) & (most <= high)
    outside = most < low if high is None else (most < low) | (least > high)
    found: ir.BooleanValue = ibis.ifelse(inside, True, ibis.ifelse(outside, False, ibis.null("boolean")))
    return ~found if leaf.op == "ne" else found


def _bounds(leaf: Across) -> tuple[int, int | None]:
    """The numbers, both ends included, that the comparison accepts; of `ne` those that it does not."""
    values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    first, *rest = (int(str(value)) for value in values)
    match leaf.op:
        case "gte":
            return first, None
        case "gt":
            return first + 1, None
        case "lte":
            return 0, first
        case "lt":
            return 0, first - 1
        case "between":
            return first, rest[0]
        case _:
            return first, first
