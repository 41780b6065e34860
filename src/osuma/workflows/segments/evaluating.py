"""Definitions of a workspace, run at an instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from osuma.engine.errors import Misuse, Words
from osuma.engine.periods import naive_utc
from osuma.engine.segments.compile import compile_, compile_areas, compile_conditions
from osuma.engine.segments.compile.needs import Beside
from osuma.engine.segments.rule import Definition, Segment, unit_of
from osuma.store.evaluation.evaluate import Evaluation, NotComputed, evaluate
from osuma.workflows.asking.instants import AsOf, resolve
from osuma.workflows.asking.options import language_settings
from osuma.workflows.segments.definitions import stored, vocabulary

if TYPE_CHECKING:
    from osuma.engine.segments.compile.plan import Plan
    from osuma.workflows.asking.session import Session


@dataclass(frozen=True)
class Run:
    """One evaluation. plan: what was run; paths: node path → column, where conditions were asked for."""

    evaluation: Evaluation
    as_of: AsOf
    plan: Plan
    paths: dict[str, str]


@contextmanager
def evaluated(
    session: Session,
    definitions: Sequence[Definition],
    as_of: str | None = None,
    others: Mapping[str, Definition] | None = None,
    beside: Sequence[Beside] = (),
) -> Iterator[Run]:
    """All definitions together, all over customers or all over companies; closed when the block ends.

    others: definitions that they may refer to, in the place of stored ones of the same slugs. beside: figures that
    the flags have too, as columns b0, b1 ….
    """
    at = resolve(session, as_of)
    known = {**stored(session), **(others or {}), **{d.slug: d for d in definitions}}
    settings = language_settings(session.workspace)
    plan = compile_(definitions, known, settings, at.instant, at.current, vocabulary(session), beside)
    with _run(session, plan, at) as evaluation:
        yield Run(evaluation, at, plan, {})


@contextmanager
def conditions_of(
    session: Session, defn: Definition, as_of: str | None = None, attributes_at: datetime | None = None
) -> Iterator[Run]:
    """One definition with the truth of each of its conditions. NotComputed where the engine cannot run it.

    attributes_at: naive UTC; where the instant is before the end of the data, attributes are read as they were then
    instead, as a run did whose instant was the end of the data when it ran.
    """
    at = resolve(session, as_of)
    known = {**stored(session), defn.slug: defn}
    plan, paths = compile_conditions(
        defn, known, language_settings(session.workspace), at.instant, at.current, vocabulary(session)
    )
    with _run(session, plan, at, attributes_at) as evaluation:
        if defn.slug in evaluation.errors:
            raise NotComputed(defn.slug, evaluation.errors[defn.slug])
        yield Run(evaluation, at, plan, paths)


@dataclass(frozen=True)
class AreaAnswer:
    """Postcodes by truth. total: areas that there are."""

    members: tuple[str, ...]
    unknown: tuple[str, ...]
    total: int
    as_of: AsOf


def areas_of(
    session: Session, defn: Segment, as_of: str | None = None, others: Mapping[str, Definition] | None = None
) -> AreaAnswer:
    """A definition over areas: no person is in it. others: in the place of stored ones of the same slugs."""
    at = resolve(session, as_of)
    known = {**stored(session), **(others or {}), defn.slug: defn}
    settings = language_settings(session.workspace)
    rows = session.warehouse.rows(compile_areas(defn, known, settings, at.instant, vocabulary(session)))
    by_truth = {truth: tuple(sorted(str(code) for code, flag in rows if flag == truth)) for truth in (1, 2)}
    return AreaAnswer(by_truth[1], by_truth[2], len(rows), at)


def over_areas(defn: Definition) -> bool:
    """Whether a definition is a list of areas, not of people."""
    return unit_of(defn) == "areas"


def over_people(defn: Definition) -> bool:
    """Whether a definition is of people."""
    return unit_of(defn) == "customers"


def over_companies(defn: Definition) -> bool:
    """Whether a definition is of companies, not of people."""
    return unit_of(defn) == "accounts"


def refuse_companies(defn: Definition) -> None:
    """Misuse where something is asked of a segment of companies that only people have."""
    if over_companies(defn):
        bridge = f"{{slug: …, where: {{account: any, where: {{member: {defn.slug}}}}}}}"
        raise Misuse(
            Words(
                fi=f"”{defn.slug}” on yrityksistä, ja tämä koskee ihmisiä. Tee yhteyshenkilöistä oma segmentti: "
                f"{bridge}",
                en=f"“{defn.slug}” is of companies, and this is about people. Make a segment of their contacts: "
                f"{bridge}",
            ),
            "unit",
        )


@contextmanager
def _run(session: Session, plan: Plan, at: AsOf, attributes_at: datetime | None = None) -> Iterator[Evaluation]:
    past = None if at.current else attributes_at or naive_utc(at.instant)
    with evaluate(session.warehouse, plan, past, session.workspace.zone) as evaluation:
        yield evaluation
