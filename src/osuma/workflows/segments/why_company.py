"""Why one company is in a segment or not: every condition with the values, the events and the contacts behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.explain import ExplainContext, PersonFacts, explain_person
from osuma.engine.segments.interpret import Judge
from osuma.engine.segments.interpret.rows import Facts
from osuma.engine.segments.rule import Definition, Partition, Segment
from osuma.workflows.asking.options import language_settings
from osuma.workflows.people.companies import key_of_company
from osuma.workflows.people.person import with_companies
from osuma.workflows.segments.definitions import known
from osuma.workflows.segments.evaluating import conditions_of, evaluated, over_companies
from osuma.workflows.segments.why import conditions_told, since_of, truth_at, truths_of
from osuma.workflows.segments.why_class import Told, in_partition, told_words

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


def company(
    session: Session, defn: Definition, as_of: str | None, context: ExplainContext, named: str, klass: str = ""
) -> Told:
    """Why the company is in the segment or not: a few sentences, and every condition with what is behind it.

    klass: the class of a partition that is asked for; without it the class that the company is in is told.
    """
    key = key_of_company(session, named)
    if not isinstance(defn, Partition):
        return _of_segment(session, defn, as_of, context, named, key)
    with evaluated(session, [defn], as_of) as run:
        index = truth_at(run, run.evaluation.columns[defn.slug], key)
    told = in_partition(defn, index, klass, lambda rule: _of_segment(session, rule, as_of, context, named, key))
    return {"company": named, **told}


def _of_segment(
    session: Session, defn: Segment, as_of: str | None, context: ExplainContext, named: str, key: int
) -> Told:
    with conditions_of(session, defn, as_of) as run:
        world = with_companies(run.evaluation.con, [key])
        facts = Facts(world, language_settings(session.workspace), run.as_of.instant, run.as_of.current)
        judge = Judge(facts, known(session, defn)).beyond
        (row,) = judge.people
        truths = truths_of(run, defn, key, judge, row)
        member = truth_at(run, run.evaluation.columns[defn.slug], key) == 1
    name = str(row["name"] or row["business_id"] or row["external_id"])
    found = explain_person(
        defn, PersonFacts(name=name, member=member, truths=truths, since=since_of(session, defn.slug, key)), context
    )
    return {
        "company": named,
        "member": member,
        **told_words(*found.sentences),
        "conditions": conditions_told(found),
    }


def refuse_other_unit(defn: Definition, customer: str | None, company: str | None) -> None:
    """Misuse where a person is asked about in a segment of companies, or a company in one of people."""
    if customer is not None and over_companies(defn):
        said = Words(
            f"”{defn.slug}” on yrityksistä. Anna yritys: --company TUNNUS.",
            f"“{defn.slug}” is of companies. Name a company: --company ID.",
        )
        raise Misuse(said, "unit")
    if company is not None and not over_companies(defn):
        said = Words(
            f"”{defn.slug}” on ihmisistä. Anna asiakas: --customer TUNNUS.",
            f"“{defn.slug}” is of people. Name a customer: --customer ID.",
        )
        raise Misuse(said, "unit")
