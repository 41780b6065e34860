"""The row of people that rules are columns over: attributes, area figures, consents, features, rankings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import ibis
import ibis.expr.types as ir

from osuma.engine.features.aggregates import KEY, Feature, FeatureQuery, feature_queries
from osuma.engine.features.habits import HabitFeature, habit_query
from osuma.engine.features.sequences import ChainFeature, chain_query
from osuma.engine.segments.compile.accounts import companies, stage_name, told
from osuma.engine.segments.compile.leaves import Ranking, Row, consent_column, field_operand, figure, unseen
from osuma.engine.segments.compile.needs import Environment, chains_of, features_of, figure_features
from osuma.engine.segments.compile.nodes import certain, node_truth, three
from osuma.engine.segments.compile.people import Told, read_of, with_told
from osuma.engine.segments.depends import owner, roots
from osuma.engine.segments.rule import (
    Across,
    Bucket,
    Changed,
    Consent,
    Dates,
    Definition,
    Draw,
    Event,
    Experiment,
    Joined,
    Member,
    Near,
    Node,
    Partition,
    Property,
    Rank,
    Reach,
    Sample,
    Score,
    Stated,
    Suppressed,
    Unknown,
    walk,
)
from osuma.engine.tables.facts import AREA_COUNTRIES, AREAS
from osuma.engine.tables.joining import beside
from osuma.engine.tables.people import CUSTOMER_CONSENTS, CUSTOMERS
from osuma.engine.tables.schema import Column, unbound
from osuma.engine.tables.views import consents_at
from osuma.engine.tables.vocabulary import columns_of

_AREA = "area_"


@dataclass
class Needs:
    """Everything that a set of rules reads. rankings: inner ones before those that use them. places: postcodes.

    across: conditions on the other unit, with their `unknown` kept. seen: definitions whose needs are among these.
    """

    features: dict[Feature, None] = field(default_factory=dict)
    rankings: dict[Ranking, None] = field(default_factory=dict)
    chains: dict[ChainFeature | HabitFeature, None] = field(default_factory=dict)
    consents: dict[str, Consent] = field(default_factory=dict)
    fields: dict[str, None] = field(default_factory=dict)
    places: dict[str, None] = field(default_factory=dict)
    told: dict[Told, None] = field(default_factory=dict)
    across: dict[Across, None] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    @cached_property
    def beyond(self) -> Needs:
        """What the rules about the other unit read."""
        return Needs()


def needs_of(rules: Iterable[Node], env: Environment) -> Needs:
    """What the rules read, with what the definitions read that they refer to."""
    needs = Needs()
    for rule in rules:
        _collect(rule, env, needs)
    return needs


def _collect(rule: Node, env: Environment, needs: Needs) -> None:
    for _, node in walk(rule):
        needs.features.update(dict.fromkeys(features_of(node, env)))
        needs.chains.update(dict.fromkeys(chains_of(node, env)))
        match node:
            case Property() | Dates() | Bucket():
                needs.fields |= dict.fromkeys(_fields_of(node))
            case Near():
                needs.places[node.near] = None
            case Consent() | Event():
                asked = (node,) if isinstance(node, Consent) else unseen(node, env)
                needs.consents |= {consent_column(one): one for one in asked}
            case Rank() | Sample():
                _collect_ranking(Ranking.of(node), env, needs)
                needs.rankings.setdefault(Ranking.of(node))
            case Joined() | Changed() | Score() | Experiment() | Reach() | Stated() | Suppressed():
                needs.told[read_of(node)] = None
            case Across():
                _collect_across(node, env, needs)
            case Member() if owner(node.member) not in needs.seen:
                needs.seen.add(owner(node.member))
                for _, other in roots(env.known[owner(node.member)]):
                    _collect(other, env, needs)
            case _:
                pass


def _fields_of(node: Property | Dates | Bucket) -> list[str]:
    if isinstance(node, Property):
        return [name for name in (node.property, node.other) if name is not None]
    return [node.date if isinstance(node, Dates) else "external_id"]


def _collect_across(leaf: Across, env: Environment, needs: Needs) -> None:
    needs.across[replace(leaf, unknown=Unknown.KEEP)] = None
    if leaf.where is not None:
        _collect(leaf.where, env.beyond, needs.beyond)


def _collect_ranking(ranking: Ranking, env: Environment, needs: Needs) -> None:
    """What an order of people reads; inner ones before it."""
    by = ranking.by
    needs.features.update(dict.fromkeys(figure_features(by, env)))
    named = by.property if isinstance(by, Property) else "external_id" if isinstance(by, Draw) else None
    needs.fields |= {name: None for name in (named, ranking.per) if name is not None}
    if ranking.among is not None:
        _collect(ranking.among, env, needs)


@dataclass(frozen=True)
class _Made:
    """The queries of features and sequences, and where each is found. across: names of what the last one tells."""

    queries: tuple[FeatureQuery, ...]
    places: Mapping[Feature | ChainFeature | HabitFeature, tuple[str, str]]
    across: Mapping[Across, str]


@dataclass(frozen=True)
class Base:
    """The row, and the temporary tables that it reads. places: the table and the column of each feature."""

    row: Row
    features: tuple[FeatureQuery, ...]
    ranks: tuple[FeatureQuery, ...]
    places: Mapping[Feature | ChainFeature | HabitFeature, tuple[str, str]]


def base(
    needs: Needs,
    env: Environment,
    apart: Sequence[Collection[Feature | ChainFeature | HabitFeature]] = (),
    *,
    row_kept: bool = False,
) -> Base:
    """People of the base with everything that the needs name. apart: features that share no table with others.

    row_kept: the row is a temporary table too, the last of `ranks`.
    """
    # the rows of the other unit, with all that the rules about it read
    beyond = base(needs.beyond, env.beyond, row_kept=row_kept) if needs.across else None
    found = _made(needs, env, beyond, apart)
    ranks: dict[Ranking, FeatureQuery] = {}
    for i, ranking in enumerate(needs.rankings):
        row = _row(_needs_of_ranking(ranking, env), found, ranks, env)
        ranks[ranking] = FeatureQuery(named(f"rank_{i}", env), _ranked(ranking, row, env), unit=env.unit)
    # what is told from the other unit is made before everything that may read it
    before = (*beyond.features, *beyond.ranks) if beyond else ()
    made = Base(_row(needs, found, ranks, env), (*before, *found.queries), tuple(ranks.values()), found.places)
    return _with_row_kept(made, env) if row_kept else made


def _with_row_kept(made: Base, env: Environment) -> Base:
    query = FeatureQuery(named("wide_row", env), made.row.table, unit=env.unit)
    table = ibis.table(query.expr.schema(), name=query.name)
    return replace(made, row=replace(made.row, table=table), ranks=(*made.ranks, query))


def named(name: str, env: Environment) -> str:
    """The name of a temporary table; those of rules inside a condition on another unit have names of their own."""
    return "_".join((*env.inside, name))


def _made(
    needs: Needs,
    env: Environment,
    beyond: Base | None,
    apart: Sequence[Collection[Feature | ChainFeature | HabitFeature]],
) -> _Made:
    queries: list[FeatureQuery] = []
    places: dict[Feature | ChainFeature | HabitFeature, tuple[str, str]] = {}
    grouped = frozenset(feature for group in apart for feature in group)
    for prefix, features in [
        ("", [f for f in needs.features if f not in grouped]),
        *((f"apart_{n}_", [f for f in needs.features if f in group]) for n, group in enumerate(apart)),
    ]:
        made = feature_queries(features, env.rows)
        queries += [replace(q, name=named(prefix + q.name, env), unit=env.unit) for q in made.queries]
        places |= {f: (named(prefix + name, env), column) for f, (name, column) in made.places.items()}
    chains = {c: _own_query(c, env, i) for i, c in enumerate(needs.chains)}
    places |= {c: (q.name, "c0") for c, q in chains.items()}
    if beyond is None:
        return _Made((*queries, *chains.values()), places, {})
    keys = {leaf: f"a{i}" for i, leaf in enumerate(needs.across)}
    truths = {name: _of_other(leaf, beyond.row, env.beyond) for leaf, name in keys.items()}
    across = told(truths, beyond.row.table, env)
    return _Made((*queries, *chains.values(), across), places, keys)


def _of_other(leaf: Across, row: Row, env: Environment) -> ir.Value:
    truth = ibis.literal(True) if leaf.where is None else node_truth(leaf.where, row, env)
    return three(truth)


def _own_query(feature: ChainFeature | HabitFeature, env: Environment, number: int) -> FeatureQuery:
    if isinstance(feature, ChainFeature):
        return chain_query(feature, env.rows, named(f"sequence_{number}", env))
    return habit_query(feature, env.rows, named(f"habit_{number}", env))


def _needs_of_ranking(ranking: Ranking, env: Environment) -> Needs:
    needs = Needs()
    _collect_ranking(ranking, env, needs)
    return needs


def _row(needs: Needs, found: _Made, ranks: Mapping[Ranking, FeatureQuery], env: Environment) -> Row:
    """The row with only the temporary tables and columns that the needs name."""
    read: dict[str, list[str]] = {}
    wanted: list[Feature | ChainFeature | HabitFeature] = [*needs.features, *needs.chains]
    for feature in wanted:
        name, column = found.places[feature]
        read.setdefault(name, []).append(column)
    made = {query.name: query for query in (*found.queries, *ranks.values())}
    read |= {ranks[ranking].name: ["place", "size"] for ranking in needs.rankings}
    across = {leaf: (stage_name(env), found.across[leaf]) for leaf in needs.across}
    for name, key in across.values():
        read.setdefault(name, ["n"]).extend((f"{key}_true", f"{key}_unknown"))
    units = companies().select(KEY, *_read(needs, companies())) if env.unit == "accounts" else _people(needs, env)
    table = _with_tables(units, [(made[name], columns) for name, columns in sorted(read.items())])
    names = {feature: "__".join(found.places[feature]) for feature in wanted}
    places = {ranking: ranks[ranking].name for ranking in needs.rankings}
    return Row(
        table, env.vocabulary.fields(env.unit), names, places, _Inline(env), told=_told_names(needs), across=across
    )


def _told_names(needs: Needs) -> dict[Told, str]:
    return {read: f"told_{i}" for i, read in enumerate(needs.told)}


@lru_cache(maxsize=64)
def people_of_base(*own: Column) -> ir.Table:
    """The customers of whom rules are asked. own: columns that the workspace has added."""
    people = unbound(CUSTOMERS.extended(*own))
    return people.filter((people.kind == "person") & people.set_apart.isnull())


def _people(needs: Needs, env: Environment) -> ir.Table:
    own = [c for f in env.vocabulary.customers.values() if f.custom for c in columns_of(f)]
    people = people_of_base(*own)
    figures = [name for name in needs.fields if env.vocabulary.customers[name].area]
    if figures or needs.places:
        people = _with_areas(people, figures)
    people = people.select(KEY, *_read(needs, people))
    if needs.places:
        people = with_places(people, needs.places)
    for name, leaf in needs.consents.items():
        people = _with_consent(people, name, leaf, env)
    return with_told(people, _told_names(needs), env)


def _read(needs: Needs, people: ir.Table) -> list[str]:
    """The columns of the fields that are read: a narrow row is quicker to build, to compile and to join."""
    names = {twin for name in needs.fields for twin in (name, f"{name}_fold", f"{name}_set")}
    names |= {"home_east", "home_north"} if needs.places else set()
    names |= {"birth_date", "age_given"} if "age" in needs.fields else set()
    return [c for c in people.columns if c in names and c != KEY]


def _with_areas(people: ir.Table, names: Sequence[str]) -> ir.Table:
    areas = unbound(AREAS)
    where = {"home_east": areas.east, "home_north": areas.north}
    stats = areas.select(
        area_code=areas.postcode, **where, **{name: areas[name.removeprefix(_AREA)] for name in names}
    )
    here = people.country.isnull() | people.country.isin(AREA_COUNTRIES)
    people = people.mutate(home_area=ibis.ifelse(here, people.postcode, ibis.null("string")))
    return people.left_join(stats, people.home_area == stats.area_code).drop("area_code", "home_area")


def with_places(table: ir.Table, places: Iterable[str]) -> ir.Table:
    """The table with the centres of areas beside every row; null where an area is not known."""
    areas = unbound(AREAS)
    centres = {
        f"{side}_{code}": ibis.ifelse(areas.postcode == code, areas[side], ibis.null("int64")).max()
        for code in places
        for side in ("east", "north")
    }
    return table.cross_join(areas.aggregate(**centres))


def _with_consent(people: ir.Table, name: str, leaf: Consent, env: Environment) -> ir.Table:
    stated = unbound(CUSTOMER_CONSENTS) if env.current else consents_at(env.now)
    own = stated.filter((stated.channel == leaf.consent) & (stated.purpose == leaf.purpose))
    own = own.select(consent_key=own.customer_key, **{name: own.state})
    return people.left_join(own, people.customer_key == own.consent_key).drop("consent_key")


def _with_tables(people: ir.Table, read: Sequence[tuple[FeatureQuery, Sequence[str]]]) -> ir.Table:
    """The people with columns of temporary tables, `<table>__<column>`, null for who is not in one."""
    return beside(
        people,
        KEY,
        [
            (ibis.table(query.expr.schema(), name=query.name), {f"{query.name}__{c}": c for c in columns})
            for query, columns in read
        ],
    )


def _ranked(ranking: Ranking, row: Row, env: Environment) -> ir.Table:
    """Everybody who is ranked: place = how many are strictly better, size = how many are ranked."""
    table = row.table
    if ranking.among is not None:
        table = table.filter(certain(node_truth(ranking.among, row, env)))
    here = replace(row, table=table)
    figures = table.select(KEY, figure=figure(ranking.by, here, env), within=_group(ranking, here, env))
    known = figures.filter(figures.figure.notnull() & figures.within.notnull())
    first = known.figure if ranking.order == "asc" else ibis.desc(known.figure)
    number = ibis.row_number().over(group_by=known.within, order_by=[first, known[KEY]])
    numbered = known.mutate(number=number)
    # a draw is of exactly so many: where two have the same hash the key decides
    tied = numbered.number.min().over(group_by=[numbered.within, numbered.figure])
    place = numbered.number if isinstance(ranking.by, Draw) else tied
    size = numbered.count().over(ibis.window(group_by=numbered.within))
    return numbered.select(KEY, place=place.cast("int64"), size=size.cast("int64"))


def _group(ranking: Ranking, row: Row, env: Environment) -> ir.Value:
    """The people among whom one is ranked; one value for everybody where they are not divided."""
    if ranking.per is None:
        return ibis.literal(0, type="int8")
    found = field_operand(row, ranking.per, env)
    return found.fold if found.kind == "text" and found.fold is not None else found.plain


@dataclass(frozen=True)
class _Inline:
    """A reference worked out in place: rankings are made before the columns of the segments that they name."""

    env: Environment

    def __call__(self, leaf: Member, row: Row) -> ir.BooleanValue:
        slug = owner(leaf.member)
        defn = self.env.known[slug]
        if not isinstance(defn, Partition):
            return node_truth(defn.where, row, self.env)
        index = class_index(defn, leaf.member.removeprefix(f"{slug}/"))
        return partition_index(defn, row, self.env) == index


def class_index(partition: Partition, slug: str) -> int:
    """Position of a class; the number of classes for other. Raises KeyError."""
    slugs = [*(c.slug for c in partition.classes), partition.other.slug]
    if slug not in slugs:
        raise KeyError(f"{partition.slug}/{slug}")
    return slugs.index(slug)


def partition_index(partition: Partition, row: Row, env: Environment) -> ir.IntegerColumn:
    """Index of the first class whose rule is known to be true, the number of classes for other, -1 outside."""
    firsts = [(certain(node_truth(c.where, row, env)), i) for i, c in enumerate(partition.classes)]
    index = ibis.cases(*firsts, else_=len(partition.classes)).cast("int16")
    if partition.base is None:
        return index
    inside = certain(node_truth(partition.base, row, env))
    return ibis.ifelse(inside, index, ibis.literal(-1, type="int16"))


def closure(definitions: Sequence[Definition], known: Mapping[str, Definition]) -> dict[str, Definition]:
    """Known definitions and the given ones, which win."""
    return {**known, **{d.slug: d for d in definitions}}
