"""Segments and partitions of companies as a salesperson sees them: which companies, and what they are worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.periods import rolling
from osuma.engine.segments.rule import Definition, Partition, Segment, titles
from osuma.store.companies.worth import Worth, worths
from osuma.store.dialect import literal, values
from osuma.store.evaluation.evaluate import FLAGS
from osuma.workflows.asking.instants import AsOf
from osuma.workflows.asking.options import existing_customer_rule
from osuma.workflows.asking.verbs import verb
from osuma.workflows.asking.wire import plain
from osuma.workflows.reports.reporting_facts.partitions import meaning
from osuma.workflows.reports.reporting_facts.scope import SALES_WINDOW
from osuma.workflows.segments import contexts
from osuma.workflows.segments.asked import audited
from osuma.workflows.segments.counting import named
from osuma.workflows.segments.definitions import known, read
from osuma.workflows.segments.evaluating import Run, evaluated, over_companies

if TYPE_CHECKING:
    from osuma.store.warehouse import Connection
    from osuma.workflows.asking.session import Session

_LISTED = (
    "SELECT a.account_key AS key, coalesce(a.name, a.business_id, a.domain, a.external_id) AS name, a.city, "
    f"a.excluded FROM {FLAGS} f JOIN accounts a ON a.account_key = f.customer_key WHERE {{where}} ORDER BY "
    "a.name_fold NULLS LAST, a.account_key LIMIT $limit"
)


@verb("segments.companies")
def companies(
    session: Session,
    text: str | None = None,
    slug: str | None = None,
    as_of: str | None = None,
    limit: int = 200,
) -> dict[str, Any]:
    """The companies of a segment or class (`partition/class`) by name, and what they are worth.

    worth: of the last 12 months, in the workspace's currency: `won` deals and how many `deals`, what the `contacts`
    `bought`, and how many mailboxes of theirs are `reachable`. Misuse where it is not of companies.
    """
    wanted, _, klass = (slug or "").partition("/")
    defn = read(session, text, wanted or None)
    if not over_companies(defn):
        raise Misuse(
            Words(fi="Näin näytetään vain yritysten segmentti.", en="Only a segment of companies is shown so."),
            "not_of_companies",
        )
    with evaluated(session, [defn], as_of) as run:
        name = named(run.evaluation, defn, klass)
        listed = _LISTED.format(where=run.evaluation.where(name))
        found = run.evaluation.con.execute(listed, {"limit": limit})
        columns = [column[0] for column in found.description or ()]
        rows = [dict(zip(columns, map(plain, row), strict=True)) for row in found.fetchall()]
        worth = _worths(session, run, [name])[name]
        count, at = run.evaluation.counts[name].members, run.as_of
    told = {"slug": slug or defn.slug, "count": count, "as_of": at.text, "companies": rows, **_told(session, worth)}
    audited(session, "segments.companies", defn.slug, told)
    return told


def divided(session: Session, defn: Partition, as_of: str | None) -> dict[str, Any]:
    """A partition of companies: each class with its companies and what they are worth; see `segments.divided`."""
    names = [f"{defn.slug}/{klass.slug}" for klass in (*defn.classes, defn.other)]
    with evaluated(session, [defn], as_of) as run:
        found = _worths(session, run, names)
        counts = {name: run.evaluation.counts[name].members for name in names}
        base, at = run.evaluation.base, run.as_of
    context = contexts.of_names(session, at, known(session, defn))
    meanings = [meaning(klass, context, defn.of).plain() for klass in defn.classes]
    return {
        "slug": defn.slug,
        "unit": defn.of,
        "name": titles(defn).plain(),
        "as_of": at.text,
        "base": base,
        "classes": [
            {
                "slug": klass.slug,
                **titles(klass).plain(),
                "count": counts[name],
                "meaning": said,
                **_told(session, found[name]),
            }
            for klass, name, said in zip((*defn.classes, defn.other), names, [*meanings, None], strict=True)
        ],
        "grid": None,
        "notes": [],
        "currency": session.workspace.currency,
    }


def stored_worths(
    session: Session, con: Connection, definitions: Sequence[Definition], at: AsOf
) -> Mapping[str, Worth]:
    """By slug, what the companies that were stored in segments of companies are worth."""
    slugs = [defn.slug for defn in definitions if isinstance(defn, Segment) and over_companies(defn)]
    if not slugs:
        return {}
    return _of_list(
        session,
        con,
        "SELECT v.slug, m.unit_key AS account_key FROM membership_now m JOIN segment_versions v USING (segment_id) "
        f"WHERE v.unit = 'accounts' AND v.slug IN {values(slugs)}",
        at,
    )


def _worths(session: Session, run: Run, names: Sequence[str]) -> dict[str, Worth]:
    listed = " UNION ALL ".join(
        f"SELECT {literal(name)} AS slug, customer_key AS account_key FROM {FLAGS} WHERE {run.evaluation.where(name)}"
        for name in names
    )
    found = _of_list(session, run.evaluation.con, listed, run.as_of)
    return {name: found.get(name, Worth()) for name in names}


def _of_list(session: Session, con: Connection, listed: str, at: AsOf) -> dict[str, Worth]:
    low, high = rolling(SALES_WINDOW, at.instant, session.zone)
    return worths(
        con,
        listed,
        low,
        high,
        current=at.current,
        existing_customers=existing_customer_rule(session.workspace),
    )


def _told(session: Session, worth: Worth) -> dict[str, Any]:
    return {
        "worth": {
            "won": str(worth.won),
            "deals": worth.deals,
            "bought": str(worth.bought),
            "contacts": worth.contacts,
            "reachable": worth.reachable,
        },
        "currency": session.workspace.currency,
    }
