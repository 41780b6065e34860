"""The stored definitions side by side: size and its course, share, whom one reaches, what the guard rails find."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pyroaring import BitMap

from osuma.engine.errors import Words
from osuma.engine.segments.rule import Definition, Partition, Segment, titles, unit_of
from osuma.store.companies.worth import Worth
from osuma.store.membership import history
from osuma.store.reach import allowed
from osuma.workflows.asking.options import existing_customer_rule
from osuma.workflows.asking.verbs import verb
from osuma.workflows.reports import company_segments, courses
from osuma.workflows.reports.pictures import plain
from osuma.workflows.reports.reporting_facts.partitions import partitions
from osuma.workflows.reports.reporting_facts.scope import opened
from osuma.workflows.segments.commenting import tags_of
from osuma.workflows.segments.definitions import stored
from osuma.workflows.segments.evaluating import over_companies, over_people
from osuma.workflows.segments.health.describing import described
from osuma.workflows.segments.health.guards import Shelf, findings, shelf
from osuma.workflows.segments.health.showing import unmeant

if TYPE_CHECKING:
    from osuma.reporting.facts import PartitionClass, RfmGrid
    from osuma.workflows.asking.session import Session

#: In the settings: what a definition is kept under, by slug.
FOLDERS = "segment_folders"
#: Runs that the course of a size is drawn of.
COURSE = 12
CHANNEL = "email"
#: How many shades the cells of a grid have.
SHADES = 5


@verb("segments.shelf", kept=True, lasting=True)
def shelf_(session: Session) -> dict[str, Any]:
    """Every stored definition with what a list of them tells.

    count: null where it was never computed. course: its sizes in the last runs, the oldest first. sales: net sales of
    12 months of its people; of companies the deals that they won and what their contacts bought; everybody: of all
    people, with how many they are. reach: to how many of them, or of the companies' contacts, an e-mail may go; null
    of areas and partitions. tags: what it is found by. findings: of the guard rails, without those that are on
    purpose; remarks: those that concern all of them together.
    """
    on = shelf(session)
    told = unmeant(session, findings(on))
    found = Counter(one.slug for one in told)
    folders, tags = _folders(session), tags_of(session)
    with session.warehouse.reader() as con:
        reachable = _reachable(session, con)
        firms = company_segments.stored_worths(session, con, list(on.definitions.values()), on.at)
        sizes = history.last_sizes(con)
        courses = {
            slug: [point.members for point in history.points(con, slug)[-COURSE:] if point.error is None]
            for slug in on.definitions
        }
    rows = [
        {
            **_row(on, slug, defn, reachable),
            **_of_companies(firms.get(slug)),
            "count": sizes.get(slug),
            "course": courses[slug],
            "findings": found.get(slug, 0),
            "folder": folders.get(slug, ""),
            "tags": tags.get(slug, []),
        }
        for slug, defn in on.definitions.items()
    ]
    everybody = on.worths.everybody
    return {
        "segments": rows,
        "remarks": [
            {"code": one.code, **one.said.plain(), "way_out": one.way_out.plain()} for one in told if one.slug is None
        ],
        "everybody": {"people": everybody.people, "net": str(everybody.net)},
        "folders": sorted({one for one in folders.values() if one}),
        "tags": sorted({one for row in rows for one in row["tags"]}, key=str.casefold),
        "currency": session.workspace.currency,
    }


@verb("segments.folder", writes=True)
def folder(session: Session, slug: str, folder: str) -> dict[str, Any]:
    """Keep a definition in a folder; in none where it is empty. Misuse where there is no such segment."""
    from osuma.catalog import definitions, settings_store

    definitions.get(session.workspace, slug)
    said = folder.strip()[:60]
    kept = {one: name for one, name in _folders(session).items() if one != slug}
    settings_store.put(session.workspace, FOLDERS, kept | ({slug: said} if said else {}))
    return {"slug": slug, "folder": said}


@verb("segments.divided", kept=True)
def divided(session: Session, slug: str, as_of: str | None = None) -> dict[str, Any]:
    """A stored partition: each class with its people and what they bought in 12 months; its grid where it has one.

    classes: in order; the last is everybody else. grid: rows from the newest purchases, columns from the fewest; of
    each cell the people, the position of its class, and its shade, 0 to SHADES. null where the partition is no such
    grid. Of companies each class has its worth, as `segments.companies` tells it. entered, left: of each class in the
    last run; null where it was never computed.
    """
    from osuma.workflows.segments.definitions import read

    defn = read(session, None, slug)
    if not isinstance(defn, Partition):
        return {"slug": slug, "classes": [], "grid": None}
    if over_companies(defn):
        found = company_segments.divided(session, defn, as_of)
        return {**found, "classes": _with_moves(session, slug, found["classes"])}
    with opened(session, as_of, [defn]) as scope:
        plain, grid = partitions(scope)
        base, at = scope.evaluation.base, scope.at
    chosen = grid.partition if grid is not None else plain[0]
    cells = None if grid is None else _shaded(grid)
    classes = [
        {"slug": rule.slug, **_class(one)}
        for rule, one in zip((*defn.classes, defn.other), chosen.classes, strict=True)
    ]
    return {
        "slug": slug,
        "unit": defn.of,
        "name": chosen.name.plain(),
        "as_of": at.text,
        "base": base,
        "currency": session.workspace.currency,
        "classes": _with_moves(session, slug, classes),
        "grid": cells,
        "notes": [note.plain() for note in chosen.notes],
    }


def _shaded(grid: RfmGrid) -> list[list[dict[str, Any]]]:
    """The cells of a grid, the fullest shaded most."""
    most = max((cell.count for row in grid.cells for cell in row), default=0)
    return [
        [
            {"count": cell.count, "class": cell.class_index, "shade": -(-SHADES * cell.count // most) if most else 0}
            for cell in row
        ]
        for row in grid.cells
    ]


def _with_moves(session: Session, slug: str, classes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Classes of a stored partition with how many came and left in the last run of each."""
    found = []
    with session.warehouse.reader() as con:
        for one in classes:
            runs = [point for point in history.points(con, f"{slug}/{one['slug']}") if point.error is None]
            entered, left = (runs[-1].entered, runs[-1].left) if runs else (None, None)
            found.append({**one, "entered": entered, "left": left})
    return found


@verb("segments.course", kept=True)
def course(session: Session, slug: str) -> dict[str, Any]:
    """The size of a stored definition or class by day, after its last run; entered, left: in all runs of the day.

    picture: the same drawn, with the notes on days. Misuse where there is no such segment.
    """
    found = courses.steps(session, slug)
    days = [
        {"day": one.day.isoformat(), "count": one.count, "entered": one.entered, "left": one.left} for one in found
    ]
    return {"slug": slug, "days": days, "picture": plain(courses.picture(session, slug), session.workspace.currency)}


def _class(one: PartitionClass) -> dict[str, Any]:
    said: Words | None = one.meaning
    return {
        **one.name.plain(),
        "count": one.count,
        "net": None if one.net_sales is None else str(one.net_sales),
        "meaning": None if said is None else said.plain(),
    }


def _row(on: Shelf, slug: str, defn: Definition, reachable: BitMap) -> dict[str, Any]:
    kept = on.kept[slug]
    said = described(on.session, kept, defn)
    worth = on.worths.of.get(slug)
    people = isinstance(defn, Segment) and over_people(defn) and slug in on.sets
    return {
        "slug": slug,
        "kind": kept.kind,
        "unit": unit_of(defn),
        "name": titles(defn).plain(),
        "purpose": said.purpose,
        "owner": said.owner,
        "review_by": said.review_by.isoformat(),
        "overdue": said.review_by < on.session.now().astimezone(on.session.zone).date(),
        "changed_at": kept.changed_at.date().isoformat(),
        "version": kept.version,
        "sales": None if worth is None else str(worth.net),
        "reach": on.sets[slug].intersection_cardinality(reachable) if people else None,
    }


def _of_companies(worth: Worth | None) -> dict[str, Any]:
    if worth is None:
        return {}
    return {"sales": str(worth.won + worth.bought), "reach": worth.reachable}


def _reachable(session: Session, con: Any) -> BitMap:
    """Everybody to whom an e-mail may go."""
    keys = [int(key) for (key,) in con.execute("SELECT customer_key FROM customers").fetchall()]
    rule = existing_customer_rule(session.workspace)
    return BitMap(allowed(con, keys, CHANNEL, existing_customers=rule)[1])


def _folders(session: Session) -> dict[str, str]:
    from osuma.catalog import settings_store

    known = stored(session)
    kept = settings_store.get(session.workspace, FOLDERS, {})
    return {slug: str(name) for slug, name in kept.items() if slug in known}
