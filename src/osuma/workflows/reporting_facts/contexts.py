"""What explanations know beside the definitions: sizes, names, and how many each condition holds for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.features.aggregates import feature_queries
from osuma.engine.segments.compile_needs import Environment, figure_features
from osuma.engine.segments.explain import Counts, ExplainContext
from osuma.engine.segments.rule import Consent, Node, Property, Rank, Segment, Unknown, walk
from osuma.ingestion.planning.places import municipality_names
from osuma.store.dialect import identifier
from osuma.store.evaluate import FLAGS
from osuma.store.warehouse import sql_of
from osuma.workflows.definitions import titles_of
from osuma.workflows.reporting_facts.probes import bare, never, ranked
from osuma.workflows.reporting_facts.scope import Scope


def context(scope: Scope) -> ExplainContext:
    """What all explanations of a report share."""
    return ExplainContext(
        as_of=scope.at.instant,
        zone=scope.session.zone,
        currency=scope.settings.currency,
        vocabulary=scope.vocabulary,
        fiscal_year_start_month=scope.settings.fiscal_year_start_month,
        sizes={slug: count.members for slug, count in scope.evaluation.counts.items()},
        titles=titles_of(scope.definitions),
        code_names={"municipality": municipality_names()},
        area_source=_area_source(scope),
    )


def of(scope: Scope, rule: Segment, shared: ExplainContext) -> ExplainContext:
    """The context of one segment, with the counts of its own conditions."""
    return replace(shared, counts={path: _counts(scope, node) for path, node in walk(rule.where) if bare(node)})


def _counts(scope: Scope, leaf: Node) -> Counts:
    true, unknown = _asked(scope, bare(leaf))
    never_did, _ = _asked(scope, never(leaf))
    compared, _ = _asked(scope, ranked(leaf))
    return Counts(
        true=true,
        false=None if true is None or unknown is None else scope.evaluation.base - true - unknown,
        unknown=unknown,
        never=never_did,
        ranked=compared,
        border=_border(scope, leaf) if isinstance(leaf, Rank) else None,
        grounds={"consent": true} if _tells_ground(leaf) and true is not None else {},
    )


def _tells_ground(leaf: Node) -> bool:
    """Whether those who consented are of interest: not where a condition is of those of whom it is not known."""
    return isinstance(leaf, Consent) and leaf.unknown is not Unknown.ONLY


def _asked(scope: Scope, node: Node | None) -> tuple[int | None, int | None]:
    """For how many a probe is true, and of how many it is not known."""
    count = None if node is None else scope.evaluation.counts.get(scope.probes.slugs[node])
    return (None, None) if count is None else (count.members, count.unknown)


def _border(scope: Scope, leaf: Rank) -> Any:
    """The figure of the last one inside; None where nobody is, or where the figure is not one column."""
    inside = scope.evaluation.where(scope.probes.slugs[bare(leaf) or leaf])
    end = "min" if leaf.order == "desc" else "max"
    if isinstance(leaf.by, Property):
        figures = f"SELECT customer_key, {identifier(leaf.by.property)} AS figure FROM customers"
        own = leaf.by.property not in scope.vocabulary.customers or leaf.by.property == "age"
        if own or scope.vocabulary.customers[leaf.by.property].area:
            return None
    else:
        env = Environment(scope.settings, scope.at.instant, scope.at.current, scope.vocabulary, scope.definitions)
        features = figure_features(leaf.by, env)
        if len(features) != 1 or features[0].aggregate in ("latest", "earliest"):
            return None
        query = feature_queries(features, env.rows).queries[0].expr
        figures = f"SELECT customer_key, {query.columns[1]} AS figure FROM ({sql_of(query)})"
    (found,) = scope.row(
        f"SELECT {end}(figure) FROM {FLAGS} JOIN ({figures}) USING (customer_key) WHERE {inside} "
        "AND figure IS NOT NULL"
    )
    return found


def _area_source(scope: Scope) -> Words | None:
    """Where area figures come from: the year of the newest statistics."""
    (year,) = scope.row("SELECT max(year) FROM areas")
    return None if year is None else Words(f"aluetilasto {year}", f"area statistics {year}")
