"""The yearly review of a workspace's segments: shown, and as a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.periods import local_day
from osuma.engine.segments import kpis
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition, Partition, titles
from osuma.reporting import review as told
from osuma.reporting.courses import Size
from osuma.reporting.review import DRIFT, Review, Reviewed
from osuma.workflows.asking.instants import data_end
from osuma.workflows.asking.verbs import verb
from osuma.workflows.reports import called
from osuma.workflows.reports.files import ENDINGS, handed_out, keep_document, writable
from osuma.workflows.reports.logo import logo
from osuma.workflows.reports.pictures import plain
from osuma.workflows.reports.yearly import results
from osuma.workflows.reports.yearly.grown import Grown, drifts, grown
from osuma.workflows.reports.yearly.happened import happened
from osuma.workflows.reports.yearly.results import Lists
from osuma.workflows.reports.yearly.stretch import Stretch, stretch
from osuma.workflows.segments.definitions import titles_of
from osuma.workflows.segments.evaluating import over_people
from osuma.workflows.segments.health.describing import described

if TYPE_CHECKING:
    from osuma.catalog.definitions import Definition as Kept
    from osuma.workflows.asking.session import Session


@verb("review.show", kept=True, lasting=True)
def show(session: Session, since: str | None = None, until: str | None = None) -> dict[str, Any]:
    """Every segment then and now, and what changed and why, between two days; a year until today unless given.

    segments: sizes at both ends (null where never computed, or where there is nothing to compare with), who stayed,
    came and left, the causes of the moves, figures of the people then and now, lists handed out, results of control
    groups (none: nothing is measured yet), owner, day of review, whether it was ever used. changes: by day, the
    oldest first, with the reason as it was written. pictures: the same as tables. Nobody is named but colleagues.
    """
    review = gather(session, since, until)
    return {
        "title": told.TITLE.plain(),
        "below": review.below.plain(),
        "since": review.first.isoformat(),
        "until": review.last.isoformat(),
        "data_end": None if review.data_end is None else review.data_end.isoformat(),
        "sentences": [one.plain() for one in told.sentences(review)],
        "segments": [_shown(one) for one in review.segments],
        "changes": [
            {
                "day": one.day.isoformat(),
                "kind": one.kind,
                "slug": one.slug,
                **one.what.plain(),
                "why": one.why,
                "who": one.who,
            }
            for one in review.acts
        ],
        "pictures": [plain(one, review.currency) for one in told.tables(review)],
    }


@verb("review.write")
def write(
    session: Session, to: str, since: str | None = None, until: str | None = None, language: str | None = None
) -> dict[str, Any]:
    """The same as a file: pdf, pptx or xlsx by the ending of `to`, with the logo on each page.

    Misuse for another ending, for a folder that is not there, and where the extra `slides` is not installed (xlsx
    needs nothing).
    """
    path = writable(to, ENDINGS)
    made = told.document(gather(session, since, until))
    keep_document(path, made, language or session.workspace.language, logo(session.workspace))
    handed_out(session, "review.write", path)
    return {"path": str(path)}


def gather(session: Session, since: str | None, until: str | None) -> Review:
    """The review between two days. Refused where one is no day or they are the wrong way round."""
    from osuma.catalog import definitions

    within = stretch(session, since, until)
    session.progress("report")
    kept = {
        one.slug: one
        for one in definitions.list_(session.workspace, archived=True)
        if one.created_at < within.high and (one.archived_at is None or one.archived_at >= within.low)
    }
    known = {slug: parse(one.text) for slug, one in kept.items()}
    names = titles_of(known)
    with session.warehouse.reader() as con:
        calls = called.result(session, con, within.now)
    return Review(
        workspace=session.workspace.name,
        currency=session.workspace.currency,
        first=within.first,
        last=within.last,
        data_end=data_end(session),
        segments=tuple(_segments(session, within, kept, known, names)),
        acts=tuple(happened(session, within, kept, names)),
        calls=calls,
    )


def _segments(
    session: Session,
    within: Stretch,
    kept: Mapping[str, Kept],
    known: Mapping[str, Definition],
    names: Mapping[str, Words],
) -> list[Reviewed]:
    lists = results.lists(session, within)
    with session.warehouse.reader() as con:
        ends = {slug: found for slug in names if (found := grown(session, con, slug, within)) is not None}
        people = {
            slug: one for slug, one in ends.items() if one.compared and over_people(known[slug.partition("/")[0]])
        }
        drift = drifts(session, con, people) if people else {}
        measured = {
            slug: tuple(
                said
                for name in of.experiments
                if (said := results.measured(session, con, within.now, name)) is not None
            )
            for slug, of in lists.items()
        }
    rows = []
    for slug, name in names.items():
        one, defn = kept[slug.partition("/")[0]], known[slug.partition("/")[0]]
        came = ends.get(slug), drift.get(slug, {}), _lists(slug, defn, lists), measured.get(slug, ())
        rows.append(_reviewed(session, one, defn, name, slug, *came))
    language = session.workspace.language
    return sorted(rows, key=lambda row: (row.retired is not None, row.name[language].casefold(), row.slug))


def _lists(slug: str, defn: Definition, lists: Mapping[str, Lists]) -> tuple[Lists, bool]:
    """What was handed out of a segment, and whether anything ever was; of a partition whatever was of its classes."""
    within = f"{slug}/"
    used = slug in lists or (isinstance(defn, Partition) and any(one.startswith(within) for one in lists))
    return lists.get(slug, Lists()), used


def _reviewed(
    session: Session,
    kept: Kept,
    defn: Definition,
    name: Words,
    slug: str,
    ends: Grown | None,
    drift: Mapping[str, tuple[Decimal | None, Decimal | None]],
    handed: tuple[Lists, bool],
    measured: tuple[Words, ...],
) -> Reviewed:
    said, (lists, used) = described(session, kept, defn), handed
    return Reviewed(
        slug=slug,
        name=name if "/" not in slug else _class(defn, name),
        then=None if ends is None else ends.first,
        now=None if ends is None else ends.last,
        stayed=None if ends is None else ends.stayed,
        came=None if ends is None else ends.came,
        left=None if ends is None else ends.left,
        moves=() if ends is None else ends.moves,
        course=() if ends is None else ends.course,
        drift=drift,
        lists=lists.lists,
        rows=lists.rows,
        last_list=lists.last,
        used=used,
        results=measured,
        owner=said.owner,
        kpi=kpis.named(said.kpi) if said.kpi else None,
        review_by=said.review_by,
        overdue=kept.archived_at is None and said.review_by < local_day(session.now(), session.zone),
        begun=local_day(kept.created_at, session.zone),
        changed=local_day(kept.changed_at, session.zone),
        changed_by=kept.who,
        version=kept.version,
        retired=None if kept.archived_at is None else local_day(kept.archived_at, session.zone),
    )


def _class(defn: Definition, name: Words) -> Words:
    """A class by the name of its partition too: “Best” alone tells nothing in a list of all."""
    whole = titles(defn)
    return Words(f"{whole.fi}: {name.fi}", f"{whole.en}: {name.en}")


def _shown(one: Reviewed) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "name": one.name.plain(),
        "then": _size(one.then if one.compared else None),
        "now": _size(one.now),
        "stayed": one.stayed,
        "came": one.came,
        "left": one.left,
        "causes": [{"cause": of.cause, "came": of.came, "left": of.left} for of in one.moves],
        "course": [_size(size) for size in one.course],
        "drift": {
            code: {**DRIFT[code][0].plain(), "then": _number(then), "now": _number(now)}
            for code, (then, now) in one.drift.items()
        },
        "lists": {"count": one.lists, "rows": one.rows, "last": _day(one.last_list)},
        "results": [said.plain() for said in one.results or (told.NO_RESULTS,)],
        "measured": bool(one.results),
        "owner": one.owner,
        "review_by": _day(one.review_by),
        "overdue": one.overdue,
        "changed": _day(one.changed),
        "changed_by": one.changed_by,
        "version": one.version,
        "never_used": not one.used,
        "retired": _day(one.retired),
        "state": one.state.plain(),
    }


def _size(one: Size | None) -> dict[str, Any] | None:
    return None if one is None else {"day": one.day.isoformat(), "count": one.count}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
