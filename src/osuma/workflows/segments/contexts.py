"""What explanations know beside the definitions: sizes, names, and how many each condition holds for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.features.aggregates import feature_queries
from osuma.engine.segments.compile.needs import Environment, figure_features
from osuma.engine.segments.depends import roots
from osuma.engine.segments.explain import Counts, ExplainContext, StoredRun
from osuma.engine.segments.rule import Consent, Definition, Node, Property, Rank, Reach, Unknown, walk
from osuma.engine.segments.settings import Settings
from osuma.engine.tables.vocabulary import Vocabulary
from osuma.ingestion.planning.places import municipality_names
from osuma.store.dialect import identifier
from osuma.store.evaluation.evaluate import FLAGS, Evaluation
from osuma.store.membership.history import last_runs
from osuma.store.warehouse import Connection, sql_of
from osuma.workflows.asking.instants import AsOf, Place
from osuma.workflows.asking.options import language_settings
from osuma.workflows.asking.own import labels_of
from osuma.workflows.segments.definitions import titles_of, vocabulary
from osuma.workflows.segments.probes import Probes, bare, never, pending, ranked

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


@dataclass(frozen=True)
class Counted:
    """One evaluation of definitions over people and of the probes that explain them."""

    at: AsOf
    settings: Settings
    vocabulary: Vocabulary
    definitions: Mapping[str, Definition]
    probes: Probes
    evaluation: Evaluation

    @property
    def con(self) -> Connection:
        """The reader of the evaluation."""
        return self.evaluation.con

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query that may read the evaluation's temporary tables."""
        return self.con.execute(sql, list(parameters)).fetchall()

    def row(self, sql: str) -> tuple[Any, ...]:
        """The only row of a query."""
        return self.rows(sql)[0]


@dataclass(frozen=True)
class Asked(Counted):
    """One such evaluation in a workspace."""

    session: Session


def context(asked: Asked, sizes: Mapping[str, int]) -> ExplainContext:
    """What the explanations of one evaluation share. sizes: members of other definitions, by slug."""
    return ExplainContext(
        as_of=asked.at.instant,
        zone=asked.session.zone,
        currency=asked.settings.currency,
        vocabulary=asked.vocabulary,
        fiscal_year_start_month=asked.settings.fiscal_year_start_month,
        sizes=sizes,
        titles=titles_of(asked.definitions),
        labels=labels_of(asked.session),
        code_names={"municipality": municipality_names()},
        area_source=area_source(asked.session),
        stored={**dict.fromkeys(asked.definitions), **stored_runs(asked.con)},
    )


def of_names(session: Session, at: AsOf, known: Mapping[str, Definition]) -> ExplainContext:
    """What an explanation without any counts knows."""
    settings = language_settings(session.workspace)
    return ExplainContext(
        as_of=at.instant,
        zone=session.zone,
        currency=settings.currency,
        vocabulary=vocabulary(session),
        fiscal_year_start_month=settings.fiscal_year_start_month,
        titles=titles_of(known),
        labels=labels_of(session),
    )


def of(asked: Counted, rule: Definition, shared: ExplainContext) -> ExplainContext:
    """The context of one definition, with the counts of its own conditions."""
    nodes = [found for path, root in roots(rule) for found in walk(root, path)]
    return replace(shared, counts={path: _counts(asked, node) for path, node in nodes if bare(node)})


def stored_runs(con: Connection) -> dict[str, StoredRun | None]:
    """The last run that stored each segment and class, by slug."""
    return {slug: StoredRun(run, as_of.replace(tzinfo=UTC)) for slug, run, as_of in last_runs(con)}


def area_source(session: Place) -> Words | None:
    """Where area figures come from: the year of the newest statistics."""
    ((year,),) = session.warehouse.rows("SELECT max(year) FROM areas")
    return None if year is None else Words(f"aluetilasto {year}", f"area statistics {year}")


def _counts(asked: Counted, leaf: Node) -> Counts:
    true, unknown = _number(asked, bare(leaf))
    never_did, _ = _number(asked, never(leaf))
    compared, _ = _number(asked, ranked(leaf))
    waiting, _ = _number(asked, pending(leaf))
    return Counts(
        true=true,
        false=None if true is None or unknown is None else asked.evaluation.base - true - unknown,
        unknown=unknown,
        never=never_did,
        pending=waiting,
        ranked=compared,
        border=_border(asked, leaf) if isinstance(leaf, Rank) else None,
        grounds={} if true is None else dict.fromkeys(_grounds(leaf), true),
    )


def _grounds(leaf: Node) -> tuple[str, ...]:
    """The one ground of those for whom a permission is true; not where it is of those of whom it is not known."""
    match leaf:
        case Consent() if leaf.unknown is not Unknown.ONLY:
            return ("consent",)
        case Reach(grounds=(ground,)):
            return (ground,)
        case _:
            return ()


def _number(asked: Counted, node: Node | None) -> tuple[int | None, int | None]:
    """For how many a probe is true, and of how many it is not known."""
    count = None if node is None else asked.evaluation.counts.get(asked.probes.slugs.get(node, ""))
    return (None, None) if count is None else (count.members, count.unknown)


def _border(asked: Counted, leaf: Rank) -> Any:
    """The figure of the last one inside; None where nobody is, or where the figure is not one column."""
    probe = asked.probes.slugs.get(bare(leaf) or leaf)
    if leaf.per is not None or probe is None:
        return None
    inside = asked.evaluation.where(probe)
    end = "min" if leaf.order == "desc" else "max"
    if isinstance(leaf.by, Property):
        figures = f"SELECT customer_key, {identifier(leaf.by.property)} AS figure FROM customers"
        own = leaf.by.property not in asked.vocabulary.customers or leaf.by.property == "age"
        if own or asked.vocabulary.customers[leaf.by.property].area:
            return None
    else:
        env = Environment(asked.settings, asked.at.instant, asked.at.current, asked.vocabulary, asked.definitions)
        features = figure_features(leaf.by, env)
        if len(features) != 1 or features[0].aggregate in ("latest", "earliest"):
            return None
        query = feature_queries(features, env.rows).queries[0].expr
        figures = f"SELECT customer_key, {query.columns[1]} AS figure FROM ({sql_of(query)})"
    (found,) = asked.row(
        f"SELECT {end}(figure) FROM {FLAGS} JOIN ({figures}) USING (customer_key) WHERE {inside} "
        "AND figure IS NOT NULL"
    )
    return found
