"""The guard rails: each looks at what is stored and finds something or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Literal, get_args

from pyroaring import BitMap

from osuma.engine.errors import Words
from osuma.engine.periods import Duration, Window, local_day, rolling
from osuma.engine.segments.absence import absences
from osuma.engine.segments.depends import depends_on
from osuma.engine.segments.drift import CHANGED, drift, full_years
from osuma.engine.segments.rule import Definition, Event, Leaf, Partition, Segment, titles
from osuma.store.membership import history
from osuma.store.membership.health import Worths, births, worths
from osuma.workflows.asking.instants import AsOf, resolve
from osuma.workflows.asking.known_settings import value
from osuma.workflows.segments import staleness
from osuma.workflows.segments.definitions import stored
from osuma.workflows.segments.evaluating import over_people
from osuma.workflows.segments.health import sentences
from osuma.workflows.segments.health.describing import Described, described, labels, to_describe
from osuma.workflows.segments.recalling import day_of

if TYPE_CHECKING:
    from osuma.catalog.definitions import Definition as Kept
    from osuma.catalog.definitions import Version
    from osuma.workflows.asking.session import Session

YEAR = Window(last=Duration(12, "months"))
#: Net sales a head between these shares of everybody's tell nobody apart.
SAME = (0.95, 1.05)
MANY_UNKNOWN_PERCENT = 10
CHANGES, CHANGES_WITHIN = 3, timedelta(days=30)
_BUYING = frozenset(("order", "order_line", "order_placed", "sale"))


Code = Literal[
    "undescribed",
    "stale_data",
    "doubled",
    "drifted",
    "never_buyers",
    "too_small",
    "too_broad",
    "overlapping",
    "demographics_only",
    "no_difference",
    "unknowns",
    "untested",
    "changed_often",
    "review_due",
    "too_many",
    "unassigned",
]
#: Every kind of finding there is.
CODES: tuple[Code, ...] = get_args(Code)


@dataclass(frozen=True)
class Finding:
    """slug: of the definition, None where it is of them all. said: the risk with its figure. way_out: what to do."""

    slug: str | None
    code: Code
    said: Words
    way_out: Words


@dataclass(frozen=True)
class Shelf:
    """Everything stored, with what its people are worth; made once for all guards."""

    session: Session
    definitions: Mapping[str, Definition]
    kept: Mapping[str, Kept]
    worths: Worths
    points: Mapping[str, list[history.Point]]
    sets: Mapping[str, BitMap]
    exported: Mapping[str, list[datetime]]
    at: AsOf

    @property
    def segments(self) -> list[Segment]:
        """Segments over people that have been computed."""
        return [d for d in self.definitions.values() if isinstance(d, Segment) and d.slug in self.sets]

    @cached_property
    def described(self) -> Mapping[str, Described]:
        return {slug: described(self.session, self.kept[slug], defn) for slug, defn in self.definitions.items()}

    def limit(self, key: str) -> int:
        return int(value(self.session.workspace, key))

    @property
    def base(self) -> int:
        return self.worths.everybody.people


def shelf(session: Session) -> Shelf:
    """What is stored and what it came to at the last refresh."""
    from osuma.catalog import definitions, exports

    known, at = stored(session), resolve(session)
    people = [d for d in known.values() if over_people(d)]
    low, high = rolling(YEAR, at.instant, session.zone)
    exported: dict[str, list[datetime]] = {}
    for one in exports.list_(session.workspace):
        exported.setdefault(one.what, []).append(one.at)
    with session.warehouse.reader() as con:
        computed = set(history.last_sizes(con))
        slugs = [d.slug for d in people if isinstance(d, Segment) and d.slug in computed]
        classes = [f"{d.slug}/{c.slug}" for d in people if isinstance(d, Partition) for c in d.classes]
        found = worths(con, low, high, [*slugs, *classes])
        return Shelf(
            session,
            known,
            {one.slug: one for one in definitions.list_(session.workspace)},
            found,
            {slug: [p for p in history.points(con, slug) if p.error is None] for slug in slugs},
            session.warehouse.bitmaps.of(con, slugs),
            exported,
            at,
        )


def findings(on: Shelf) -> list[Finding]:
    """Everything that the guard rails find, what holds a list back first."""
    return [finding for guard in GUARDS for finding in guard(on)]


def _undescribed(on: Shelf) -> Iterator[Finding]:
    for slug, one in on.described.items():
        if one.missing:
            said = sentences.undescribed(labels(one.missing), to_describe(slug, one.missing))
            yield Finding(slug, "undescribed", *said)


def _stale(on: Shelf) -> Iterator[Finding]:
    found = [(slug, one) for slug, defn in on.definitions.items() for one in absences(defn, on.definitions)]
    own = [one for slug, one in found if one.slug == slug]
    way = Words("Tuo uudemmat tiedot: osuma import TIEDOSTO", "Import newer data: osuma import FILE")
    for old in staleness.stale_among(on.session, own, on.definitions, on.at):
        yield Finding(old.absence.slug, "stale_data", old.words, way)


def _size(on: Shelf) -> Iterator[Finding]:
    least, broad = on.limit("segment_min_size"), on.limit("segment_broad_percent")
    for segment in on.segments:
        n = len(on.sets[segment.slug])
        if n < least:
            yield Finding(segment.slug, "too_small", *sentences.too_small(n, least))
        elif n * 100 > on.base * broad:
            yield Finding(segment.slug, "too_broad", *sentences.too_broad(n, on.base))


def _worth(on: Shelf) -> Iterator[Finding]:
    """Rules that read no behaviour; and those whose people buy as everybody does, where the rule is about buying."""
    currency, everybody, least = on.session.workspace.currency, on.worths.everybody, on.limit("segment_min_size")
    for segment in on.segments:
        one, reads = on.worths.of.get(segment.slug), depends_on(segment, on.definitions)
        if one is None or one.people < least:
            continue
        if reads.fields and not reads.events:
            yield Finding(segment.slug, "demographics_only", *sentences.demographics_only(one, everybody, currency))
        elif everybody.net > 0 and SAME[0] <= one.net * everybody.people / (one.people * everybody.net) <= SAME[1]:
            yield Finding(segment.slug, "no_difference", *sentences.no_difference(one, everybody, currency))


def _overlap(on: Shelf) -> Iterator[Finding]:
    limit = on.limit("segment_overlap_percent")
    named = {segment.slug: depends_on(segment).members for segment in on.segments}
    for one, other in combinations(on.segments, 2):
        small, large = sorted((one.slug, other.slug), key=lambda slug: (len(on.sets[slug]), slug))
        size, shared = len(on.sets[small]), on.sets[small].intersection_cardinality(on.sets[large])
        refers = {small, large} & (named[small] | named[large])
        if size and shared * 100 > size * limit and not refers:
            title = on.definitions[large].title(on.session.workspace.language)
            yield Finding(small, "overlapping", *sentences.overlapping(shared, size, title))


def _many(on: Shelf) -> Iterator[Finding]:
    limit = on.limit("segment_limit")
    if len(on.definitions) > limit:
        yield Finding(None, "too_many", *sentences.too_many(len(on.definitions), limit, _nearest(on)))


def _nearest(on: Shelf) -> tuple[Words, Words] | None:
    """The two segments whose merging would change the fewest memberships, for their size."""
    pairs = [
        (on.sets[a.slug].jaccard_index(on.sets[b.slug]), a.slug, b.slug)
        for a, b in combinations(on.segments, 2)
        if on.sets[a.slug] and on.sets[b.slug]
    ]
    near = max(pairs, default=(0.0, "", ""))
    named = [titles(one) for slug in near[1:] if (one := on.definitions.get(slug))]
    return (named[0], named[1]) if near[0] > 0 else None


def _use(on: Shelf) -> Iterator[Finding]:
    from osuma.catalog import definitions

    today = local_day(on.session.now(), on.session.zone)
    for slug in on.definitions:
        used = on.exported.get(slug, [])
        if used:
            last = local_day(max(used), on.session.zone)
            yield Finding(slug, "untested", *sentences.untested(len(used), last))
            changes = _changes(definitions.history(on.session.workspace, slug), min(used), on.session.now())
            if changes > CHANGES:
                yield Finding(slug, "changed_often", *sentences.changed_often(changes))
        one = on.described[slug]
        if one.review_by < today:
            yield Finding(slug, "review_due", *sentences.review_due(one.review_by, one.owner))


def _changes(versions: Sequence[Version], first_used: datetime, now: datetime) -> int:
    """Changes of the rule in the last 30 days, of those after the list was first handed out."""
    moved = [after.created_at for before, after in pairwise(versions) if before.rule_version != after.rule_version]
    return sum(1 for at in moved if at >= first_used and now - at <= CHANGES_WITHIN)


def _unknown(on: Shelf) -> Iterator[Finding]:
    for segment in on.segments:
        points = on.points[segment.slug]
        if points and points[-1].unknown * 100 > on.base * MANY_UNKNOWN_PERCENT:
            yield Finding(segment.slug, "unknowns", *sentences.unknowns(points[-1].unknown, on.base, segment.slug))


def _never(on: Shelf) -> Iterator[Finding]:
    for segment in on.segments:
        one = on.worths.of.get(segment.slug)
        leaves = [a.leaf for a in absences(segment, on.definitions) if a.event in _BUYING]
        if one is not None and one.never and leaves and not any(_says_never(leaf) for leaf in leaves):
            yield Finding(segment.slug, "never_buyers", *sentences.never_buyers(one.never, one.people))


def _says_never(leaf: Leaf) -> bool:
    """Whether a condition asks for those who have never bought anything, which is then no surprise."""
    return isinstance(leaf, Event) and leaf.window is None and not leaf.where


def _jumped(on: Shelf) -> Iterator[Finding]:
    least = on.limit("segment_min_size")
    for segment in on.segments:
        points = on.points[segment.slug]
        if len(points) < 2 or points[-1].fingerprint != points[-2].fingerprint:
            continue
        before, now = points[-2].members, points[-1].members
        if max(before, now) >= least and max(before, now) >= 2 * min(before, now):
            yield Finding(segment.slug, "doubled", *sentences.doubled(before, now, _day(on, points[-2])))


def _drifted(on: Shelf) -> Iterator[Finding]:
    """Against the oldest run of the last year with the same rule; the same people's ages at each run's day."""
    least = on.limit("segment_min_size")
    for segment in on.segments:
        points = [p for p in on.points[segment.slug] if p.fingerprint == on.points[segment.slug][-1].fingerprint]
        last = points[-1]
        first = next(p for p in points if last.as_of - p.as_of <= timedelta(days=366))
        if min(first.members, last.members) < least or first.run_id == last.run_id:
            continue
        before, now = (_ages(on, segment.slug, point) for point in (first, last))
        if min(len(before), len(now)) >= least and (found := drift(before, now)).index > CHANGED:
            yield Finding(segment.slug, "drifted", *sentences.drifted(found, _day(on, first)))


def _ages(on: Shelf, slug: str, point: history.Point) -> list[int]:
    with on.session.warehouse.reader() as con:
        return [
            full_years(born, _day(on, point)) for born in births(con, history.members_at(con, slug, point.run_id))
        ]


def _day(on: Shelf, point: history.Point) -> date:
    return day_of(on.session, point.as_of)


def _outside(on: Shelf) -> Iterator[Finding]:
    if on.definitions and on.worths.outside:
        yield Finding(None, "unassigned", *sentences.unassigned(on.worths.outside, on.base))


Guard = Callable[[Shelf], Iterator[Finding]]
#: In the order in which they are told.
GUARDS: tuple[Guard, ...] = (
    _undescribed, _stale, _jumped, _drifted, _never, _size, _overlap, _worth, _unknown, _use, _many, _outside,
)  # fmt: skip
