"""Segments and partitions kept: stored, computed all together, compared and looked back on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, OsumaError, Refused, Words
from osuma.engine.periods import naive_utc
from osuma.engine.segments.depends import evaluation_order
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition, Partition
from osuma.engine.segments.version import fingerprint, rule_version
from osuma.store import history as past
from osuma.store.membership import Version, store_run
from osuma.workflows.definitions import mistakes_of, stored
from osuma.workflows.evaluating import judged, over_areas
from osuma.workflows.instants import resolve
from osuma.workflows.options import language_settings
from osuma.workflows.verbs import verb

if TYPE_CHECKING:
    from osuma.workflows.session import Session


@verb("segments.list")
def list_(session: Session) -> dict[str, Any]:
    """Every stored definition with its size at the last refresh."""
    from osuma.catalog import definitions

    with session.warehouse.reader() as con:
        sizes = past.last_sizes(con)
    return {
        "segments": [
            {
                "slug": one.slug,
                "kind": one.kind,
                "name": parse(one.text).title(session.workspace.language),
                "count": sizes.get(one.slug),
                "version": one.version,
                "changed_at": one.changed_at.date().isoformat(),
            }
            for one in definitions.list_(session.workspace)
        ]
    }


@verb("segments.apply", writes=True)
def apply(session: Session, texts: Sequence[str], note: str = "") -> dict[str, Any]:
    """Keep definitions: all of them, or none where any has a mistake."""
    from osuma.catalog import definitions

    parsed = [(text, parse(text)) for text in texts]
    together = {**stored(session), **{defn.slug: defn for _, defn in parsed}}
    mistakes = mistakes_of(session, [defn for _, defn in parsed], together)
    if mistakes:
        raise Refused(mistakes)
    settings = language_settings(session.workspace)
    order = evaluation_order({defn.slug: defn for _, defn in parsed}, together)
    texts_by_slug = {defn.slug: text for text, defn in parsed}
    saved = []
    for slug in (slug for slug in order if slug in texts_by_slug):
        defn = together[slug]
        kept = definitions.save(
            session.workspace,
            slug,
            "partition" if isinstance(defn, Partition) else "segment",
            texts_by_slug[slug],
            rule_version(defn),
            session.who,
            note,
            fingerprint(defn, together, settings),
        )
        saved.append({"slug": slug, "version": kept.definition.version, "changed": kept.changed})
    return {"segments": saved}


@verb("segments.refresh", writes=True)
def refresh(session: Session, as_of: str | None = None) -> dict[str, Any]:
    """Evaluate everything that is kept, all together, and store who came in and who left."""
    from osuma.catalog import journal

    known_ = stored(session)
    over_people = [defn for defn in known_.values() if not over_areas(defn)]
    at = resolve(session, as_of)
    run_id = journal.start(session.workspace, "refresh", {"as_of": at.text})
    session.progress("started")
    try:
        with judged(session, over_people, at) as found:
            session.progress("evaluated")
            versions = list(_versions(session, over_people, known_))
            told = store_run(
                session.warehouse,
                run_id,
                naive_utc(at.instant),
                naive_utc(session.now()),
                found,
                versions,
            )
            session.progress("committed")
    except OsumaError as error:
        journal.fail(session.workspace, run_id, error)
        raise
    shown = [
        {"slug": one.slug, "count": one.members, "unknown": one.unknown, "entered": one.entered, "left": one.left}
        | ({"error": one.error} if one.error else {})
        for one in told
    ]
    journal.finish(session.workspace, run_id, {"as_of": at.text, "segments": len(shown)})
    session.progress("done")
    return {"run_id": run_id, "as_of": at.text, "segments": shown}


@verb("segments.history")
def history(session: Session, slug: str) -> dict[str, Any]:
    """The versions of a definition, its size in every run, and how many came and left."""
    from osuma.catalog import definitions

    with session.warehouse.reader() as con:
        points = past.points(con, slug)
    return {
        "slug": slug,
        "versions": [
            {"version": v.version, "at": v.created_at.isoformat(), "who": v.who, "note": v.note}
            for v in definitions.history(session.workspace, slug.partition("/")[0])
        ],
        "runs": [
            {
                "run_id": p.run_id,
                "as_of": p.as_of.replace(tzinfo=UTC).astimezone(session.zone).date().isoformat(),
                "count": p.members,
                "unknown": p.unknown,
                "entered": p.entered,
                "left": p.left,
            }
            for p in points
        ],
    }


def _versions(
    session: Session, definitions: Sequence[Definition], known_: dict[str, Definition]
) -> Iterator[Version]:
    settings = language_settings(session.workspace)
    for defn in definitions:
        mark = fingerprint(defn, known_, settings)
        yield Version(defn.slug, mark)
        if isinstance(defn, Partition):
            for klass in (*defn.classes, defn.other):
                yield Version(f"{defn.slug}/{klass.slug}", mark)


def refuse_never_refreshed(session: Session, slugs: Sequence[str]) -> None:
    """Misuse where some of the segments or classes were never computed."""
    with session.warehouse.reader() as con:
        missing = sorted(set(slugs) - set(past.last_sizes(con)))
    if missing:
        raise Misuse(
            Words(
                fi=f"Näitä ei ole vielä laskettu: {', '.join(missing)}. Laske ensin: osuma segments refresh",
                en=f"These were never computed: {', '.join(missing)}. First run: osuma segments refresh",
            ),
            "never_refreshed",
        )
