"""Why one company is in a segment or not: every condition with the values, the events and the contacts behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.explain import ExplainContext, PersonFacts, explain_person
from osuma.engine.segments.interpret import Judge
from osuma.engine.segments.interpret_rows import Facts
from osuma.engine.segments.rule import Segment
from osuma.workflows.companies import key_of_company
from osuma.workflows.definitions import known
from osuma.workflows.evaluating import conditions_of
from osuma.workflows.options import language_settings
from osuma.workflows.person import with_companies
from osuma.workflows.why import Told, conditions_told, since_of, told_words, truth_at, truths_of

if TYPE_CHECKING:
    from osuma.workflows.session import Session


def company(session: Session, defn: Segment, as_of: str | None, context: ExplainContext, named: str) -> Told:
    """Why the company is in the segment or not: a few sentences, and every condition with what is behind it."""
    key = key_of_company(session, named)
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


def refuse_other_unit(defn: Segment, customer: str | None, company: str | None) -> None:
    """Misuse where a person is asked about in a segment of companies, or a company in one of people."""
    of_companies = defn.of == "accounts"
    if customer is not None and of_companies:
        said = Words(
            f"”{defn.slug}” on yrityksistä. Anna yritys: --company TUNNUS.",
            f"“{defn.slug}” is of companies. Name a company: --company ID.",
        )
        raise Misuse(said, "unit")
    if company is not None and not of_companies:
        said = Words(
            f"”{defn.slug}” on ihmisistä. Anna asiakas: --customer TUNNUS.",
            f"“{defn.slug}” is of people. Name a customer: --customer ID.",
        )
        raise Misuse(said, "unit")
