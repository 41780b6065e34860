"""The rule tree: frozen values that say who belongs to a segment, and nothing about how it is found out.

Every condition is true, false or unknown for one unit (Kleene's three values). `unknown` on a leaf says what
its unknown becomes; see `Unknown`. Paths such as ``where.all[0].any[1]`` name a node; `walk` yields them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from osuma.engine.errors import Words
from osuma.engine.periods import Calendar, Duration, TimeUnit, Window
from osuma.engine.segments.rule.accounts import INSIDE, OUTSIDE, Quantifier, Side
from osuma.engine.segments.rule.base import Scalar, Unit, Unknown, Value
from osuma.engine.segments.rule.people import (
    Bucket,
    Changed,
    Draw,
    Experiment,
    Joined,
    Reach,
    Score,
    Stated,
    Suppressed,
)
from osuma.engine.segments.rule.sheet import Sheet

__all__ = [
    "Across", "AllOf", "AnyOf", "Bucket", "Calendar", "Chain", "Changed", "Consent", "Dates", "Definition", "Draw",
    "Duration", "Event", "Experiment", "Filter", "Joined", "Leaf", "Measure", "Member", "Near", "Node",
    "NoneOf", "Not", "Overdue", "Partition", "PartitionClass", "PersonLeaf", "Property", "Rank", "Reach", "Recency",
    "RowsLeaf", "Sample", "Scalar", "Score", "Seasonal", "Segment", "Stated", "Step", "Suppressed", "TimeUnit",
    "Unit", "Unknown", "Value", "Window", "children", "plain", "titled", "unit_of", "walk",
]  # fmt: skip


@dataclass(frozen=True)
class Filter:
    """A condition on one property of an event row; a row counts where it is true (false and unknown do not).

    other: another property of the same row, in the place of the value.
    """

    property: str
    op: str
    value: Value = None
    other: str | None = None


@dataclass(frozen=True)
class Measure:
    """What is measured over the event rows of one person: `kind` of `field` (count needs none).

    mode: the value that most rows have; of values that tie, the smallest (texts by the bytes of UTF-8). by, of a
    mode: the value with the largest sum of this property instead, of those that tie the one of the newest row.
    """

    kind: Literal["count", "sum", "avg", "min", "max", "first", "last", "distinct", "mode"] = "count"
    field: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class Property:
    """`{property: age, op: between, value: [30, 60]}` or `{property: x_promised, op: lt, other: created_at}`.

    other: another property of the same person or area, in the place of the value; unknown where either is.
    """

    property: str
    op: str
    value: Value = None
    unknown: Unknown = Unknown.KEEP
    other: str | None = None


@dataclass(frozen=True)
class Near:
    """`{near: "00100", km: 20}`: the centre of the person's postcode area is at most so far from that area's centre.

    As the crow flies, in the plane of ETRS-TM35FIN. Unknown where either centre is not known.
    """

    near: str
    km: int | Decimal
    unknown: Unknown = Unknown.KEEP

    @property
    def metres(self) -> int:
        """The distance in whole metres."""
        return int(self.km * 1000)


@dataclass(frozen=True)
class Event:
    """`{event: order, where: [...], measure: {sum: amount}, op: gte, value: 500, window: {last: 12 months}}`

    Without op and value it means: at least once.
    """

    event: str
    where: tuple[Filter, ...] = ()
    measure: Measure = field(default_factory=Measure)
    op: str = "gte"
    value: Value = 1
    window: Window | None = None
    unknown: Unknown = Unknown.KEEP


@dataclass(frozen=True)
class Recency:
    """`{recency: order, which: last, op: lte, value: 90 days}`: how long ago the last (or first) such event was.

    Unknown for a person who has none. `lte 90 days` is the window ``(as_of - 90 days, as_of]``; `gt` is its
    complement among those who have one.
    """

    recency: str
    op: Literal["lte", "gt"]
    value: Duration
    which: Literal["last", "first"] = "last"
    where: tuple[Filter, ...] = ()
    unknown: Unknown = Unknown.KEEP


@dataclass(frozen=True)
class Dates:
    """`{date: birth_date, anniversary: true, window: {next: 14 days}}` or `{date: created_at, window: …}`.

    With `anniversary` only last and next in days, and calendar day, week, month are allowed.
    """

    date: str
    window: Window
    anniversary: bool = False
    unknown: Unknown = Unknown.KEEP


@dataclass(frozen=True)
class Member:
    """`{member: villa-owners}` or `{member: rfm/champions}`: in another segment of the same run and instant.

    The truth is that of the other rule, unknown too, as if it stood here; a class of a partition is never unknown.
    """

    member: str
    unknown: Unknown = Unknown.KEEP


@dataclass(frozen=True)
class Consent:
    """`{consent: email, state: granted, purpose: marketing}`: unknown where nothing was ever said."""

    consent: str
    state: Literal["granted", "refused"] = "granted"
    purpose: str = "marketing"
    unknown: Unknown = Unknown.KEEP


@dataclass(frozen=True)
class Rank:
    """Where a person stands among others by one figure; people who tie stand together.

    `{rank: {event: sale, measure: {sum: amount}, window: …}, order: desc, top: {percent: 10}}`
    by: an Event whose op and value are not used, or a Property. order: desc ranks the largest first.
    Exactly one of: `percent` (rank*100 < percent*n), `n` (rank < n), `tiles` with `among_tiles`
    (tile = rank*tiles // n + 1, 1 is the best by `order`), `percentiles` (low*n <= rank*100 < high*n, always from
    the smallest: 95 to 100 are the largest). rank = number of people strictly better.
    per: people are ranked among those who have the same value of this field; who has none is unknown.
    among: only people for whom this is known to be true are ranked; the others are false. It is a root of its own:
    the sign of its conditions is counted from it. Unknown figure: unknown, unranked.
    """

    by: Event | Property
    order: Literal["desc", "asc"] = "desc"
    percent: int | None = None
    n: int | None = None
    tiles: int | None = None
    among_tiles: tuple[int, ...] = ()
    among: Node | None = None
    unknown: Unknown = Unknown.KEEP
    percentiles: tuple[int, int] | None = None
    per: str | None = None


@dataclass(frozen=True)
class Sample:
    """`{sample: {n: 500}, seed: spring, among: {event: order}}`: exactly so many, the first in the order of a draw.

    Exactly one of: `percent` (place*100 < percent*size), `n`. among: only people for whom this is known to be true
    are drawn from; the others are false. It is a root of its own, as in a rank.
    """

    draw: Draw
    percent: int | None = None
    n: int | None = None
    among: Node | None = None
    unknown: Unknown = Unknown.KEEP


@dataclass(frozen=True)
class Step:
    """One step of a sequence: a row of the event type that passes every filter. without: that there is none."""

    event: str
    where: tuple[Filter, ...] = ()
    without: bool = False


@dataclass(frozen=True)
class Chain:
    """`{sequence: [{event: page_view}, {event: add_to_cart}, {without: order}], within: 7 days, same: [product_id]}`

    True where any chain of rows is: each step strictly later than the one before by (ts, event_id); a row of which
    only the day is known comes before or after rows of other days only. `without` between two steps: no such row
    strictly between them; at the end: none from the step before until `within` after the first step has passed,
    which it must have done by `as_of`, unless so_far. same: properties that are known and equal in every step; a
    `without` whose type lacks one is not bound by it. window: where every step lies. Never unknown.
    """

    steps: tuple[Step, ...]
    within: Duration | None = None
    same: tuple[str, ...] = ()
    window: Window | None = None
    so_far: bool = False
    unknown: Unknown = Unknown.KEEP

    @property
    def waits(self) -> bool:
        """Whether it ends with what did not happen, so that the truth comes only with time."""
        return bool(self.steps) and self.steps[-1].without

    @property
    def done(self) -> tuple[Step, ...]:
        """The steps that happened."""
        return tuple(step for step in self.steps if not step.without)

    def without_after(self, place: int) -> tuple[Step, ...]:
        """What must not have happened after a step of `done`, by its place there, and before the next one."""
        found: list[tuple[Step, ...]] = []
        for step in self.steps:
            if step.without and found:
                found[-1] = (*found[-1], step)
            elif not step.without:
                found.append(())
        return found[place]


@dataclass(frozen=True)
class Overdue:
    """`{overdue: order, times: 2}`: more days since the last such event than so many of the person's usual gaps.

    The usual gap is the median of the whole local days between the days with such an event. Unknown of a person with
    fewer than `gaps` of them. The days since the last run to the local day of `as_of`.
    """

    overdue: str
    times: int | Decimal
    where: tuple[Filter, ...] = ()
    gaps: int = 2
    unknown: Unknown = Unknown.KEEP

    @property
    def hundredths(self) -> int:
        return int(self.times * 100)


@dataclass(frozen=True)
class Seasonal:
    """`{seasonal: order, months: 3, percent: 80, years: 2}`: comes at one time of the year, year after year.

    True where some run of so many months, which may cross the new year, holds at least that share of the events of
    every year that has any, and there are so many years. A year runs from the first of those months. Never unknown.
    """

    seasonal: str
    where: tuple[Filter, ...] = ()
    months: int = 3
    percent: int = 80
    years: int = 2
    unknown: Unknown = Unknown.KEEP


@dataclass(frozen=True)
class Across:
    """`{contacts: any, where: {...}}` of a company, `{account: any, where: {...}}` of a person.

    to: contacts are the people of the base who are joined to the company, account the companies that the person is a
    contact of, each once. which: whether the inner rule holds for any, all or none of them, or for how many (`count`,
    compared by op and value). where: None for a count of all of them; a root of its own, as `among` of a rank.
    Kleene's logic over them: of somebody of whom the inner rule is unknown, both are possible. Without a single one
    any, all and none are unknown, since nothing is known of them; a count is then 0.
    """

    to: Side
    which: Quantifier = "any"
    where: Node | None = None
    op: str = "gte"
    value: Value = 1
    unknown: Unknown = Unknown.KEEP

    @property
    def inside(self) -> Unit:
        """The unit that the inner rule speaks of."""
        return INSIDE[self.to]

    @property
    def outside(self) -> Unit:
        """The unit of which the condition is true or false."""
        return OUTSIDE[self.to]


@dataclass(frozen=True)
class AllOf:
    """True where every child is; true when empty."""

    children: tuple[Node, ...]


@dataclass(frozen=True)
class AnyOf:
    """True where at least one child is; false when empty."""

    children: tuple[Node, ...]


@dataclass(frozen=True)
class NoneOf:
    """True where no child is: not any."""

    children: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    """The opposite; unknown stays unknown."""

    child: Node


PersonLeaf = Bucket | Sample | Joined | Changed | Score | Experiment | Reach | Stated | Suppressed
#: What a person's own rows tell by their order and their times.
RowsLeaf = Chain | Overdue | Seasonal
Leaf = Property | Near | Event | Recency | Dates | Member | Consent | Rank | Across | RowsLeaf | PersonLeaf
Node = Leaf | AllOf | AnyOf | NoneOf | Not


def titled(name: tuple[tuple[str, str], ...], slug: str, language: str) -> str:
    """The name in a language, else in the other one, else the slug."""
    names = dict(name)
    return names.get(language) or next(iter(names.values()), slug)


def titles(of: Segment | Partition | PartitionClass) -> Words:
    """The name in both languages."""
    return Words(of.title("fi"), of.title("en"))


@dataclass(frozen=True)
class Segment:
    """A definition: `of` and `where` decide who belongs; the rest is metadata with its own history."""

    slug: str
    where: Node
    of: Unit = "customers"
    name: tuple[tuple[str, str], ...] = ()  # (("fi", …), ("en", …))
    owner: str | None = None
    purpose: str | None = None
    kpi: str | None = None
    review_by: date | None = None
    rank_by: tuple[str, str] | None = None  # (field, "asc" | "desc"): orders lists, adds or removes nobody
    sheet: Sheet | None = None
    version: int = 1  # of the language

    def title(self, language: str) -> str:
        """The name in a language, else in the other one, else the slug."""
        return titled(self.name, self.slug, language)


@dataclass(frozen=True)
class PartitionClass:
    """One class: its rule applies to those whom no class before it took."""

    slug: str
    where: Node
    name: tuple[tuple[str, str], ...] = ()

    def title(self, language: str) -> str:
        """The name in a language, else in the other one, else the slug."""
        return titled(self.name, self.slug, language)


@dataclass(frozen=True)
class Partition:
    """An ordered list of classes of which the first match wins; everybody else is `other`.

    Complete and mutually exclusive by construction: unknown is no match. `base` limits who is divided at all
    (those outside it are in no class, not even in other). of: customers or accounts.
    """

    slug: str
    classes: tuple[PartitionClass, ...]
    other: PartitionClass
    base: Node | None = None
    of: Unit = "customers"
    name: tuple[tuple[str, str], ...] = ()
    owner: str | None = None
    purpose: str | None = None
    kpi: str | None = None
    review_by: date | None = None
    version: int = 1

    def title(self, language: str) -> str:
        return titled(self.name, self.slug, language)


Definition = Segment | Partition


def unit_of(defn: Definition) -> Unit:
    """What a definition is of."""
    return defn.of


def children(node: Node) -> tuple[tuple[str, Node], ...]:
    """The direct children of a node with the step that leads to each; what speaks of another unit is none of them."""
    match node:
        case AllOf(nodes):
            return tuple((f"all[{i}]", child) for i, child in enumerate(nodes))
        case AnyOf(nodes):
            return tuple((f"any[{i}]", child) for i, child in enumerate(nodes))
        case NoneOf(nodes):
            return tuple((f"none[{i}]", child) for i, child in enumerate(nodes))
        case Not(child):
            return (("not", child),)
        case Rank(among=among) | Sample(among=among) if among is not None:
            return (("among", among),)
        case _:
            return ()


def walk(node: Node, path: str = "where") -> Iterator[tuple[str, Node]]:
    """Every node with its path, parents before children."""
    yield path, node
    for step, child in children(node):
        yield from walk(child, f"{path}.{step}")


def plain(value: Any) -> Any:
    """A value as JSON and YAML take it: decimals as text-free numbers, dates as ISO text, tuples as lists."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(str(value))
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
