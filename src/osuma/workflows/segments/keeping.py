"""Stored segments and partitions: listed, computed all together, compared and looked back on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.periods import local_day, naive_utc
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition, Partition, titles, unit_of
from osuma.engine.segments.version import fingerprint
from osuma.store.engines import membership
from osuma.store.evaluation import figures
from osuma.store.membership import history as past
from osuma.store.membership.runs import Stored, Version, store_run
from osuma.workflows.asking.instants import AsOf, resolve
from osuma.workflows.asking.journal import finisher, journaled
from osuma.workflows.asking.options import language_settings
from osuma.workflows.asking.verbs import verb
from osuma.workflows.consent.projecting import project
from osuma.workflows.segments.dated import dated
from osuma.workflows.segments.definitions import named, stored
from osuma.workflows.segments.elsewhere import Place, chosen, there
from osuma.workflows.segments.evaluating import over_areas, over_companies, over_people
from osuma.workflows.segments.held import held
from osuma.workflows.segments.refreshing import SAID, judged
from osuma.workflows.segments.retaining import tidied

if TYPE_CHECKING:
    from osuma.catalog.journal import Load
    from osuma.workflows.asking.session import Session

#: In the journal: a run that another engine stores.
ELSEWHERE = "refresh_elsewhere"


@verb("segments.list")
def list_(session: Session) -> dict[str, Any]:
    """Every stored definition with its size at the last refresh. title: the name in both languages."""
    from osuma.catalog import definitions

    with session.warehouse.reader() as con:
        sizes = past.last_sizes(con)
    return {
        "segments": [
            {
                "slug": one.slug,
                "kind": one.kind,
                "name": defn.title(session.workspace.language),
                "title": titles(defn).plain(),
                "count": sizes.get(one.slug),
                "version": one.version,
                "changed_at": local_day(one.changed_at, session.zone).isoformat(),
            }
            for one in definitions.list_(session.workspace)
            for defn in (parse(one.text),)
        ]
    }


@verb("segments.refresh", writes=True, brings=lambda _: True)
def refresh(
    session: Session, as_of: str | None = None, engine: str | None = None, in_full: bool = False
) -> dict[str, Any]:
    """Evaluate everything that is kept, all together, and store who came in and who left.

    held: slugs that were not computed (see `osuma.workflows.segments.held`); what they had before stays as it is.

    engine: an address, where it is evaluated and stored; `duckdb` or none means the workspace's own warehouse, which
    then lets go of runs that are due. in_full: not from the figures that the last refresh kept. how: "differences",
    or why it was done in full.
    """
    project(session)  # lists whose projection was cut short
    known_ = stored(session)
    barred = held(session, known_)
    kept = [defn for defn in known_.values() if not over_areas(defn) and defn.slug not in barred]
    held_back = [said.plain() for said in barred.values()]
    if (place := chosen(session, engine)) is not None:
        told = _refresh_there(session, place, as_of, kept, known_)
        return told | {"held": sorted(barred), "sentences": held_back}
    versions = list(_versions(session, kept, known_))
    at = resolve(session, as_of)
    with (
        journaled(session, "refresh", {"as_of": at.text}) as run_id,
        judged(session, kept, at, in_full) as (found, how),
    ):
        session.progress("evaluated")
        moment, now = naive_utc(at.instant), naive_utc(session.now())
        stored_run = store_run(session.warehouse, run_id, moment, now, found, versions)
        figures.tidy(session.warehouse)
        told = {"how": how, "sentences": [SAID[how].plain(), *held_back], "held": sorted(barred)}
        answer = _refreshed(session, run_id, at, stored_run) | told
    answer["sentences"] += [one.plain() for one in tidied(session)]
    return answer


def _refresh_there(
    session: Session, place: str, as_of: str | None, kept: Sequence[Definition], known_: dict[str, Definition]
) -> dict[str, Any]:
    """One run for people and, where there are any, one for companies: rows of one unit are flags together."""
    people, companies = ([defn for defn in kept if over(defn)] for over in (over_people, over_companies))
    with there(session, place, as_of) as other:
        runs = [_run_there(session, other, place, some, known_) for some in (people, companies) if some or not kept]
    return {**runs[0], "segments": [one for run in runs for one in run["segments"]], "engine": other.engine.name}


def _run_there(
    session: Session, other: Place, place: str, some: Sequence[Definition], known_: dict[str, Definition]
) -> dict[str, Any]:
    detail = {"as_of": other.at.text, "engine": place}
    with journaled(session, ELSEWHERE, detail) as run_id, other.evaluated(some) as flags:
        session.progress("evaluated")
        moment, now = naive_utc(other.at.instant), naive_utc(session.now())
        versions = list(_versions(session, some, known_))
        told = membership.store_run(other.engine, run_id, moment, now, flags, versions)
        return _refreshed(session, run_id, other.at, told)


def _refreshed(session: Session, run_id: int, at: AsOf, told: Sequence[Stored]) -> dict[str, Any]:
    """The answer of a run that is stored, which ends it in the journal."""
    from osuma.catalog import journal

    session.progress("committed")
    shown = [
        {"slug": one.slug, "count": one.members, "unknown": one.unknown, "entered": one.entered, "left": one.left}
        | ({"error": one.error} if one.error else {})
        for one in told
    ]
    journal.finish(session.workspace, run_id, {"as_of": at.text, "segments": len(shown)})
    session.progress("done")
    return {"run_id": run_id, **dated(session, at), "segments": shown}


@finisher(ELSEWHERE)
def _interrupted_there(session: Session, load: Load, _committed: bool) -> None:
    """Whether the engine has the run is seen there: it counts as a whole, or not at all."""
    from osuma.catalog import journal

    journal.fail(session.workspace, load.import_id, _INTERRUPTED_THERE)


_INTERRUPTED_THERE = Words(
    fi="Laskenta toisessa moottorissa keskeytyi. Tulos on siellä kokonaan tai ei lainkaan; laske uudelleen.",
    en="Computing segments on another engine was interrupted. The result is there whole or not at all; run it again.",
)


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
        yield Version(defn.slug, mark, unit_of(defn))
        if isinstance(defn, Partition):
            for klass in (*defn.classes, defn.other):
                yield Version(f"{defn.slug}/{klass.slug}", mark, unit_of(defn))


def refuse_never_refreshed(session: Session, slugs: Sequence[str]) -> None:
    """Misuse where some of the segments or classes were never computed."""
    with session.warehouse.reader() as con:
        missing = sorted(set(slugs) - set(past.last_sizes(con)))
    for slug in missing:
        named(session, slug)  # one that is not there cannot be computed either
    if missing:
        raise Misuse(
            Words(
                fi=f"Näitä ei ole vielä laskettu: {', '.join(missing)}. Laske ensin: osuma segments refresh",
                en=f"These were never computed: {', '.join(missing)}. First run: osuma segments refresh",
            ),
            "never_refreshed",
        )
