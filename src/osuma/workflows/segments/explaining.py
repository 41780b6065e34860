"""A definition in words, with its numbers; and why one person is in it or not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.segments.explain import Counts, ExplainContext, Explanation, explain
from osuma.engine.segments.rule import Definition, Partition, Segment
from osuma.store.membership import history
from osuma.workflows.asking.options import language_settings
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments import contexts, recomputing, staleness
from osuma.workflows.segments.asked import audited
from osuma.workflows.segments.definitions import known, named, read, vocabulary
from osuma.workflows.segments.evaluating import areas_of, evaluated
from osuma.workflows.segments.probes import probes_of
from osuma.workflows.segments.why import person
from osuma.workflows.segments.why_company import company as why_company
from osuma.workflows.segments.why_company import refuse_other_unit

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


@verb("segments.explain")
def explain_(
    session: Session,
    text: str | None = None,
    slug: str | None = None,
    as_of: str | None = None,
    customer: str | None = None,
    company: str | None = None,
) -> dict[str, Any]:
    """The definition in Finnish and English; with a customer, or a company, why it is in it or not.

    slug: `partition/class` tells the conditions of that class and which classes come before it.
    """
    wanted, _, klass = (slug or "").partition("/")
    defn = named(session, slug or "") if klass else read(session, text, wanted or None)
    recomputing.refuse_without_history(session, defn, as_of)
    if isinstance(defn, Segment) and defn.of == "areas":
        return _areas(session, defn, as_of)
    told, context = _told(session, defn, as_of, klass)
    refuse_other_unit(defn, customer, company)
    if company is not None:
        told["company"] = why_company(session, defn, as_of, context, company, klass)
    if customer is not None:
        told["person"] = person(session, defn, as_of, context, customer, klass)
    audited(session, "segments.explain", defn.slug, {"as_of": told["as_of"]})
    return told


def _told(session: Session, defn: Definition, as_of: str | None, klass: str) -> tuple[dict[str, Any], ExplainContext]:
    probes = probes_of([defn])
    with session.warehouse.reader() as con:
        sizes = history.last_sizes(con)
    with evaluated(session, [defn, *probes.definitions], as_of) as run:
        asked = contexts.Asked(
            session=session,
            at=run.as_of,
            settings=language_settings(session.workspace),
            vocabulary=vocabulary(session),
            definitions=known(session, defn),
            probes=probes,
            evaluation=run.evaluation,
        )
        context = contexts.of(asked, defn, contexts.context(asked, sizes))
        at = run.as_of
    found = explain(defn, context)
    if isinstance(defn, Partition) and klass:
        found = _of_class(found, defn, klass)
    found = replace(found, notes=(*found.notes, *recomputing.told_only_later(session, defn, at)))
    return {**_sentences(found), "as_of": at.text, **staleness.told(session, defn, at)}, context


def _of_class(found: Explanation, defn: Partition, klass: str) -> Explanation:
    """What one class says, and what a person must not be in to come to it."""
    order = (*defn.classes, defn.other)
    at = next(n for n, one in enumerate(order) if one.slug == klass)
    path = f"classes[{at}]" if at < len(defn.classes) else "other"
    body = tuple(said for said in found.body if said.path in ("base", path))
    before = [Words(f"”{c.title('fi')}”", f"“{c.title('en')}”") for c in order[:at]]
    if not before:
        return replace(found, body=body)
    fi, en = (", ".join(one[language] for one in before) for language in ("fi", "en"))
    note = Words(
        f"Luokkaan tulevat vain ne, joille mikään aiempi luokka ei sovi: {fi}.",
        f"It takes only those whom no class before it takes: {en}.",
    )
    return replace(found, body=body, notes=(*found.notes, note))


def _areas(session: Session, defn: Segment, as_of: str | None) -> dict[str, Any]:
    found = areas_of(session, defn, as_of)
    context = ExplainContext(
        as_of=found.as_of.instant,
        zone=session.zone,
        currency=session.workspace.currency,
        vocabulary=vocabulary(session),
        counts={"where": Counts(true=len(found.members), unknown=len(found.unknown))},
        area_source=contexts.area_source(session),
    )
    audited(session, "segments.explain", defn.slug, {"as_of": found.as_of.text})
    said = _sentences(explain(defn, context))
    return {**said, "as_of": found.as_of.text, **staleness.told(session, defn, found.as_of)}


def _sentences(found: Explanation) -> dict[str, Any]:
    return {
        "sentences": {language: found.text(language).split("\n") for language in ("fi", "en")},
        "tree": found.plain(),
    }
