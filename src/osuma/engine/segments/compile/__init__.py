"""All definitions at once to Ibis expressions: shared features, rankings, then one column per definition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import ibis.expr.types as ir

from osuma.engine.features.aggregates import KEY
from osuma.engine.segments.compile.base import base, class_index, closure, needs_of, partition_index, with_places
from osuma.engine.segments.compile.leaves import Row
from osuma.engine.segments.compile.needs import Beside, Environment, RowUnit
from osuma.engine.segments.compile.nodes import node_truth, raw_truth, three
from osuma.engine.segments.compile.people import read_of
from osuma.engine.segments.compile.plan import FALSE, OUTSIDE, TRUE, UNKNOWN, FeatureQuery, Plan
from osuma.engine.segments.compile.planes import CarriedPlan, Kept, PlanesPlan, carried_plan, planes_plan
from osuma.engine.segments.depends import evaluation_order, nodes, owner, references, roots
from osuma.engine.segments.rule import (
    AllOf,
    AnyOf,
    Definition,
    Leaf,
    Member,
    Node,
    NoneOf,
    Not,
    Partition,
    Rank,
    Reach,
    Sample,
    Segment,
    Unknown,
    children,
    unit_of,
)
from osuma.engine.segments.settings import Settings
from osuma.engine.tables.facts import AREAS
from osuma.engine.tables.schema import unbound
from osuma.engine.tables.vocabulary import Vocabulary, canonical

__all__ = [
    "FALSE", "OUTSIDE", "TRUE", "UNKNOWN", "CarriedPlan", "FeatureQuery", "Plan", "PlanesPlan", "compile_",
    "compile_areas", "compile_carried", "compile_conditions", "compile_planes",
]  # fmt: skip


def compile_(
    definitions: Sequence[Definition],
    known: Mapping[str, Definition],
    settings: Settings,
    as_of: datetime,
    current: bool = True,
    vocabulary: Vocabulary | None = None,
    beside: Sequence[Beside] = (),
    *,
    row_kept: bool = False,
) -> Plan:
    """One plan for all definitions, all over customers or all over companies, which must have passed `check`.

    beside: figures that the flags have too, as columns b0, b1 … in this order. row_kept: what the rules are columns
    over is a stage too, for engines that look at all that stands behind a column for every condition on it.
    as_of: aware. current: whether `as_of` is at or after the end of the data; if not, orders and consents are
    reconstructed as they were, and whoever runs the plan lets it read tables of people and companies as they were
    (`osuma.store.evaluation.past.records_as_of`). Raises ValueError for a naive `as_of`, a cycle, units that
    differ or a definition over areas (see `compile_areas`), KeyError for a name that is not known.
    """
    env = _environment(definitions, known, settings, as_of, current, vocabulary)
    order = _own_order(definitions, env)
    rules = [rule for slug in order for _, rule in roots(env.known[slug])]
    needs, shown_beside = needs_of(rules, env), [one.feature(env) for one in beside]
    needs.features |= dict.fromkeys(shown_beside)
    found = base(needs, env, row_kept=row_kept)
    row, columns = _columns(order, found.row, env)
    shown: dict[str, ir.Value] = {f"b{i}": row.feature(one) for i, one in enumerate(shown_beside)}
    names: dict[str, str] = {}
    for defn in definitions:
        for slug, value in _results(defn, row.table[columns[defn.slug]]):
            names[slug] = f"s{len(names)}"
            shown[names[slug]] = value
    return Plan(found.features, found.ranks, row.table.select(KEY, **shown), names, env.unit)


def compile_planes(
    definitions: Sequence[Definition],
    known: Mapping[str, Definition],
    settings: Settings,
    as_of: datetime,
    current: bool = True,
    vocabulary: Vocabulary | None = None,
) -> PlanesPlan:
    """As `compile_` over customers, for a reader that puts the rules together itself, one bit a person (`planes`)."""
    return planes_plan(definitions, _of_people(definitions, known, settings, as_of, current, vocabulary))


def compile_carried(
    definitions: Sequence[Definition],
    known: Mapping[str, Definition],
    settings: Settings,
    as_of: datetime,
    kept: Kept,
    vocabulary: Vocabulary | None = None,
) -> CarriedPlan:
    """As `compile_planes` at or after the end of the data, where those of an earlier such instant are kept."""
    return carried_plan(definitions, _of_people(definitions, known, settings, as_of, True, vocabulary), kept)


def _of_people(
    definitions: Sequence[Definition],
    known: Mapping[str, Definition],
    settings: Settings,
    as_of: datetime,
    current: bool,
    vocabulary: Vocabulary | None,
) -> Environment:
    env = _environment(definitions, known, settings, as_of, current, vocabulary)
    if env.unit != "customers":
        raise ValueError("planes are of people")
    return env


def compile_conditions(
    defn: Definition,
    known: Mapping[str, Definition],
    settings: Settings,
    as_of: datetime,
    current: bool = True,
    vocabulary: Vocabulary | None = None,
) -> tuple[Plan, dict[str, str]]:
    """The truth of every node of one definition, by path: a plan and path -> column of its flags (1, 0, 2).

    ``path`` is the truth after the leaf's own `unknown`; ``path?`` is the truth of a leaf before it; ``path=`` of a
    reach is what was decided (`osuma.engine.features.reach.FATES`). The definition
    itself is in `Plan.columns` as in `compile_`.
    """
    env = _environment([defn], known, settings, as_of, current, vocabulary)
    order = _own_order([defn], env)
    found = base(needs_of([rule for slug in order for _, rule in roots(env.known[slug])], env), env)
    row, columns = _columns(order, found.row, env)
    shown = {f"s{i}": value for i, (_, value) in enumerate(_results(defn, row.table[columns[defn.slug]]))}
    names = {slug: f"s{i}" for i, (slug, _) in enumerate(_results(defn, row.table[columns[defn.slug]]))}
    paths: dict[str, str] = {}
    for path, root in roots(defn):
        for step, node, positive in _signed(root, path):
            paths[step] = f"n{len(paths)}"
            shown[paths[step]] = three(node_truth(node, row, env, positive))
            if not isinstance(node, AllOf | AnyOf | NoneOf | Not):
                # where the leaf leaves unknown as it is, both are one column
                kept = node.unknown is Unknown.KEEP
                paths[f"{step}?"] = paths[step] if kept else f"n{len(paths)}"
                shown[paths[f"{step}?"]] = three(raw_truth(node, row, env))
            if isinstance(node, Reach):
                paths[f"{step}="] = f"n{len(paths)}"
                shown[paths[f"{step}="]] = row.table[row.told[read_of(node)]]
    return Plan(found.features, found.ranks, row.table.select(KEY, **shown), names, env.unit), paths


def compile_areas(
    defn: Segment,
    known: Mapping[str, Definition],
    settings: Settings,
    as_of: datetime,
    vocabulary: Vocabulary | None = None,
) -> ir.Table:
    """A definition over areas: one row per postcode, `flag` 1 true, 0 false, 2 unknown."""
    env = Environment(settings, as_of, True, vocabulary or canonical(), closure([defn], known))
    evaluation_order({defn.slug: defn}, env.known)
    areas = unbound(AREAS)
    needs = needs_of([defn.where], env)
    if needs.places:
        areas = with_places(areas.mutate(home_east=areas.east, home_north=areas.north), needs.places)

    def member(leaf: Member, row: Row) -> ir.BooleanValue:
        other = env.known[leaf.member]
        if isinstance(other, Partition) or other.of != "areas":
            raise ValueError(f"{leaf.member} is over customers, not areas")
        return node_truth(other.where, row, env)

    row = Row(areas, env.vocabulary.areas, {}, {}, member)
    return areas.select("postcode", flag=three(node_truth(defn.where, row, env)))


def _unit(definitions: Sequence[Definition]) -> RowUnit:
    units = {unit_of(d) for d in definitions} or {"customers"}
    if len(units) > 1:
        raise ValueError("definitions over different units: compile them apart")
    (unit,) = units
    if unit == "areas":
        raise ValueError("a definition over areas: use compile_areas")
    return "accounts" if unit == "accounts" else "customers"


def _own_order(definitions: Sequence[Definition], env: Environment) -> list[str]:
    """The definitions and those of their unit that they refer to; others are asked where they are referred to."""
    order = evaluation_order({d.slug: d for d in definitions}, env.known)
    return [slug for slug in order if unit_of(env.known[slug]) == env.unit]


def _environment(
    definitions: Sequence[Definition],
    known: Mapping[str, Definition],
    settings: Settings,
    as_of: datetime,
    current: bool,
    vocabulary: Vocabulary | None,
) -> Environment:
    if as_of.tzinfo is None:
        raise ValueError("as_of must be aware")
    everything = closure(definitions, known)
    return Environment(settings, as_of, current, vocabulary or canonical(), everything, _unit(definitions))


def _columns(order: Sequence[str], row: Row, env: Environment) -> tuple[Row, dict[str, str]]:
    """Every definition as a column, level by level, so that a reference reads the column of what it names."""
    names = {slug: f"d{i}" for i, slug in enumerate(order)}
    row = replace(row, member=partial(_column_member, names=names, env=env))
    # no name like Ibis's own of tables (t0, t1 …), which ClickHouse would take for the column further inside
    shared = {leaf: f"leaf_{i}" for i, leaf in enumerate(_shared([env.known[slug] for slug in order]))}
    if shared:
        row = _widened(row, {name: raw_truth(leaf, row, env) for leaf, name in shared.items()}, shared)
    levels: dict[str, int] = {}
    for slug in order:
        levels[slug] = 1 + max((levels.get(other, -1) for other in references(env.known[slug])), default=-1)
    for level in range(max(levels.values(), default=-1) + 1):
        made = {names[s]: _column(env.known[s], row, env) for s in order if levels[s] == level}
        row = _widened(row, made, shared)
    return row, names


def _shared(definitions: Sequence[Definition]) -> list[Leaf]:
    """Leaves that stand more than once in all the rules: they become columns, worked out once.

    Not references, whose columns come later, nor rankings among such.
    """
    uses: Counter[Leaf] = Counter()
    for defn in definitions:
        for _, node in nodes(defn):
            if not isinstance(node, AllOf | AnyOf | NoneOf | Not | Member | Rank | Sample):
                uses[replace(node, unknown=Unknown.KEEP)] += 1
    return [leaf for leaf, n in uses.items() if n > 1]


def _widened(row: Row, made: Mapping[str, ir.Value], shared: Mapping[Leaf, str]) -> Row:
    """The row with more columns; what shared leaves came to is read from theirs."""
    wider = replace(row, table=row.table.mutate(**made))
    wider.truths.update({leaf: wider.table[name] for leaf, name in shared.items()})
    return wider


def _column(defn: Definition, row: Row, env: Environment) -> ir.IntegerColumn:
    if isinstance(defn, Partition):
        return partition_index(defn, row, env)
    return three(node_truth(defn.where, row, env))


def _column_member(leaf: Member, row: Row, *, names: Mapping[str, str], env: Environment) -> ir.BooleanValue:
    slug = owner(leaf.member)
    column, defn = row.table[names[slug]], env.known[slug]
    if isinstance(defn, Partition):
        inside: ir.BooleanValue = column == class_index(defn, leaf.member.removeprefix(f"{slug}/"))
        return inside
    true: ir.BooleanValue = column.nullif(UNKNOWN) == TRUE
    return true


def _results(defn: Definition, column: ir.Column) -> list[tuple[str, ir.Value]]:
    """The columns of one definition: itself, and the classes of a partition."""
    if not isinstance(defn, Partition):
        return [(defn.slug, column)]
    slugs = [*(c.slug for c in defn.classes), defn.other.slug]
    classes = [(f"{defn.slug}/{slug}", (column == i).cast("int8")) for i, slug in enumerate(slugs)]
    return [(defn.slug, column), *classes]


def _signed(node: Node, path: str, positive: bool = True) -> list[tuple[str, Node, bool]]:
    """Every node with its path and sign; `among` of a rank is a root of its own."""
    found = [(path, node, positive)]
    for step, child in children(node):
        sign = True if step == "among" else positive != isinstance(node, NoneOf | Not)
        found += _signed(child, f"{path}.{step}", sign)
    return found
