"""What the data is worth: three sentences and the reconciliation first, then each field, then what looks wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from osuma.engine.periods import local_day, naive_utc
from osuma.engine.segments.explain.values import field_label
from osuma.engine.segments.templates import templates
from osuma.store.loading.reconcile import RECONCILIATIONS
from osuma.store.loading.visitors import standing
from osuma.store.quality.doubles import Doubles, doubles
from osuma.store.quality.fields import Field, fields
from osuma.store.quality.outliers import Outliers, outliers
from osuma.store.quality.relevance import Relevance, relevance
from osuma.store.quality.spellings import Spelling, spellings
from osuma.store.warehouse import Connection
from osuma.workflows.asking.verbs import verb
from osuma.workflows.consent.questions import open_questions
from osuma.workflows.reports.quality_words import relevance_class, told
from osuma.workflows.reports.reporting_facts import people, sales, sources, summary
from osuma.workflows.reports.reporting_facts.scope import Scope, opened
from osuma.workflows.segments.answerable import have, lacks
from osuma.workflows.segments.dated import dated

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

#: Who bought within this is what a field's relevance is measured by.
BUYING = timedelta(days=365)


@verb("quality.show", kept=True)
def show(session: Session) -> dict[str, Any]:
    """Everything about the quality of the data at its end.

    sentences: three that lead. reconciliation: of each import that has money. findings: what looks wrong, in words.
    fields: coverage and sources of each. doubles, outliers, spellings: see `osuma.store.quality`. relevance: fields
    by how strongly they and buying go together. unanswerable: ready-made segments that the data cannot answer, what
    each lacks and where it would come from. consents: people of whom sources disagree; the refusal holds. questions:
    what a person has to answer. anonymous: visitors whom nobody knows, outside every count of people.
    """
    with opened(session, None, []) as scope:  # nothing of it is told of segments
        files, reached = sources.sources(scope), people.reach(scope)
        sentences = summary.sentences(scope, sales.sales(scope), files, reached)
        known = fields(scope.con)
        wrong = _wrong(scope)
        relevant = relevance(scope.con, known, naive_utc(scope.at.instant) - BUYING)
        cannot = _unanswerable(scope.con, known)
        disagreeing = _contradictory(scope.con)
        visitors, seen = standing(scope.con)
    findings = told(*wrong, known, disagreeing, (visitors, seen))
    return {
        **dated(session, scope.at),
        "sentences": [words.plain() for words in sentences],
        "reconciliation": _reconciliations(session),
        "findings": [words.plain() for words in findings],
        "fields": [_field(one, session.zone) for one in known],
        "doubles": [asdict(one) for one in wrong[0]],
        "outliers": [_plain(asdict(one)) for one in wrong[1]],
        "spellings": [asdict(one) for one in wrong[2]],
        "relevance": [_relevance(one) for one in relevant],
        "answerable": len(templates()) - len(cannot),
        "unanswerable": cannot,
        "consents": {"contradictory": sum(disagreeing.values()), "by_sources": disagreeing},
        "anonymous": {"visitors": visitors, "events": seen},
        "questions": open_questions(session),
    }


def _wrong(scope: Scope) -> tuple[list[Doubles], list[Outliers], list[Spelling]]:
    today = local_day(scope.at.instant, scope.session.zone)
    return doubles(scope.con), outliers(scope.con, today), spellings(scope.con)


def _field(one: Field, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "field": one.name,
        "label": field_label(one.name).plain(),
        "known": one.known,
        "base": one.base,
        "share": round(one.known / one.base, 4) if one.base else None,
        "said": [
            {
                "source": s.source,
                "known": s.known,
                "newest": local_day(s.newest.replace(tzinfo=UTC), zone).isoformat(),
            }
            for s in one.said
        ],
    }


def _relevance(one: Relevance) -> dict[str, Any]:
    said = relevance_class(one.strength)
    return {
        "field": one.field,
        "label": field_label(one.field).plain(),
        "strength": round(one.strength, 3),
        "people": one.people,
        "bought": one.bought,
        "says": said.plain(),
    }


def _unanswerable(con: Connection, known: list[Field]) -> list[dict[str, Any]]:
    found, ready = have(con, (one.name for one in known)), templates()
    missing = {slug: lacks(defn, found, ready) for slug, defn in ready.items()}
    return [
        {
            "slug": slug,
            "name": {language: ready[slug].title(language) for language in ("fi", "en")},
            "lacks": [one.plain() for one in lacking],
        }
        for slug, lacking in missing.items()
        if lacking
    ]


def _contradictory(con: Connection) -> dict[str, int]:
    """People whose sources disagree about marketing, by channel and the source of the refusal that holds."""
    rows = con.execute(
        "SELECT k.channel || ': ' || k.source, count(*) FROM customer_consents k JOIN customers c "
        "USING (customer_key) WHERE k.contradicts AND c.kind = 'person' AND c.set_apart IS NULL GROUP BY 1 "
        "ORDER BY 2 DESC, 1"
    ).fetchall()
    return {str(name): int(n) for name, n in rows}


def _reconciliations(session: Session) -> list[dict[str, Any]]:
    from osuma.catalog import journal

    rows = [row for row in journal.list_(session.workspace, "import") if row.undone_by is None]
    return [
        {"name": row.detail.get("file"), **money}
        for row in rows
        for money in map(row.result.get, RECONCILIATIONS)
        if money and (money["file"].get("orders") or money["file"].get("refunds"))
    ]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in row.items()}
