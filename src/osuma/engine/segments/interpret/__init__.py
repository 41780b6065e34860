"""The oracle: a rule evaluated person by person in plain Python. Small, slow, and meant to be read.

It shares the rule with the compiler and nothing else: its own calendar, its own text comparison, its own idea of
which orders count. 1 is true, 0 false, 2 unknown; a partition gives the index of the class, -1 outside its base.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from osuma.engine.segments.interpret import sequence as interpret_sequence
from osuma.engine.segments.interpret.accounts import beyond, quantified
from osuma.engine.segments.interpret.habits import is_overdue, is_seasonal
from osuma.engine.segments.interpret.people import person_leaf
from osuma.engine.segments.interpret.rows import Facts, RowOf, World
from osuma.engine.segments.interpret.time import anniversary_in, day_in, instant_in, wall
from osuma.engine.segments.interpret.values import (
    compare_list,
    compare_plain,
    compare_text,
    compare_two,
    fold,
    heaviest,
    most_common,
)
from osuma.engine.segments.rule import (
    Across,
    AllOf,
    AnyOf,
    Chain,
    Consent,
    Dates,
    Definition,
    Event,
    Filter,
    Leaf,
    Member,
    Near,
    Node,
    NoneOf,
    Not,
    Overdue,
    Partition,
    Property,
    Rank,
    Recency,
    RowsLeaf,
    Sample,
    Seasonal,
    Segment,
    Unknown,
    Window,
    unit_of,
)
from osuma.engine.segments.rule.people import hashed
from osuma.engine.segments.settings import Settings
from osuma.engine.segments.tracked import refusals
from osuma.engine.tables.facts import AREA_COUNTRIES

__all__ = ["Judge", "World", "interpret", "interpret_areas", "interpret_many"]

Truth = bool | None


def interpret(
    defn: Definition,
    known: Mapping[str, Definition],
    settings: Settings,
    as_of: datetime,
    world: World,
    current: bool = True,
) -> dict[int, int]:
    """Result per customer_key of the base; per account_key of a definition over companies."""
    return interpret_many([defn], known, settings, as_of, world, current)[defn.slug]


def interpret_many(
    definitions: Sequence[Definition],
    known: Mapping[str, Definition],
    settings: Settings,
    as_of: datetime,
    world: World,
    current: bool = True,
) -> dict[str, dict[int, int]]:
    """Results of several definitions; what one leaf is for one person is looked up only once."""
    everything = {**known, **{d.slug: d for d in definitions}}
    people = Judge(Facts(world, settings, as_of, current), everything)
    return {d.slug: (people.beyond if unit_of(d) == "accounts" else people).results(d) for d in definitions}


def interpret_areas(
    defn: Segment, known: Mapping[str, Definition], settings: Settings, as_of: datetime, world: World
) -> dict[str, int]:
    """Result per postcode of a definition over areas."""
    judge = _AreaJudge(Facts(world, settings, as_of, True), {**known, defn.slug: defn})
    return {a["postcode"]: _number(judge.holds(defn.where, a)) for a in world.get("areas", ())}


def _number(truth: Truth) -> int:
    return 2 if truth is None else int(truth)


def kleene_and(truths: Sequence[Truth]) -> Truth:
    return False if False in truths else None if None in truths else True


def kleene_or(truths: Sequence[Truth]) -> Truth:
    return True if True in truths else None if None in truths else False


def kleene_not(truth: Truth) -> Truth:
    return None if truth is None else not truth


class Judge:
    """Evaluates definitions over one set of facts; what a leaf is for a person is looked up only once."""

    def __init__(self, facts: Facts, known: Mapping[str, Definition]) -> None:
        self.facts, self.known = facts, known
        self.people = facts.people()
        self.zone = facts.settings.zone_info
        self.today = wall(facts.as_of, self.zone).date()
        self.areas = {a["postcode"]: a for a in facts.table("areas")}
        self._beyond: Judge | None = None
        self._places: dict[tuple[Any, ...], dict[int, tuple[int, int]]] = {}
        self._truths: dict[Leaf, dict[Any, Truth]] = {}

    @property
    def beyond(self) -> Judge:
        """The judge of the other unit: of companies for people, of people for companies."""
        if self._beyond is None:
            self._beyond = Judge(beyond(self.facts), self.known)
            self._beyond._beyond = self
        return self._beyond

    def results(self, defn: Definition) -> dict[int, int]:
        if isinstance(defn, Partition):
            return {p["customer_key"]: self.class_of(defn, p) for p in self.people}
        return {p["customer_key"]: _number(self.holds(defn.where, p)) for p in self.people}

    def holds(self, node: Node, person: RowOf, negations: int = 0) -> Truth:
        match node:
            case AllOf(nodes):
                return kleene_and([self.holds(n, person, negations) for n in nodes])
            case AnyOf(nodes):
                return kleene_or([self.holds(n, person, negations) for n in nodes])
            case NoneOf(nodes):
                return kleene_not(kleene_or([self.holds(n, person, negations + 1) for n in nodes]))
            case Not(child):
                return kleene_not(self.holds(child, person, negations + 1))
            case _:
                return _decide(self.seen(node, person), node.unknown, negations)

    def seen(self, leaf: Leaf, person: RowOf) -> Truth:
        plain = leaf if leaf.unknown is Unknown.KEEP else replace(leaf, unknown=Unknown.KEEP)
        truths = self._truths.setdefault(plain, {})
        key = person.get("customer_key", person.get("postcode"))
        if key not in truths:
            truths[key] = self.leaf(leaf, person)
        return truths[key]

    def leaf(self, leaf: Leaf, person: RowOf) -> Truth:
        match leaf:
            case Property():
                return self.property(leaf, person)
            case Near():
                return self.near(leaf, person)
            case Event():
                return self.event(leaf, person)
            case Recency():
                return self.recency(leaf, person)
            case Dates():
                return self.dates(leaf, person)
            case Member() | Across():
                return self.elsewhere(leaf, person)
            case Consent():
                state = self.facts.consent(person, leaf.consent, leaf.purpose)
                return None if state is None else state == leaf.state
            case Rank() | Sample():
                return self.rank(leaf, person)
            case Chain() | Overdue() | Seasonal():
                return self.in_order(leaf, person)
            case _:
                return person_leaf(leaf, person, self.facts, self.compare)

    # properties

    def property(self, leaf: Property, person: RowOf) -> Truth:
        found, folds = self.field(person, leaf.property), self._folds(person, leaf)
        if leaf.other is not None:
            return compare_two(leaf.op, found, self.field(person, leaf.other), folds)
        return self.compare(leaf.op, found, leaf.value, folds)

    def field(self, person: RowOf, name: str) -> Any:
        if name == "age":
            return self._age(person)
        if name.startswith("area_"):
            area = self.home(person)
            return area[name.removeprefix("area_")] if area else None
        return self.facts.attribute(person, name)

    def home(self, person: RowOf) -> RowOf | None:
        """The area that somebody lives in."""
        country, postcode = self.facts.attribute(person, "country"), self.facts.attribute(person, "postcode")
        return self.areas.get(postcode) if country in (None, *AREA_COUNTRIES) else None

    def near(self, leaf: Near, person: RowOf) -> Truth:
        here, there = self.home(person), self.areas.get(leaf.near)
        if here is None or there is None or None in (here["east"], here["north"], there["east"], there["north"]):
            return None
        return math.dist((here["east"], here["north"]), (there["east"], there["north"])) <= leaf.km * 1000

    def _age(self, person: RowOf) -> int | None:
        born = self.facts.attribute(person, "birth_date")
        if born is None:
            given: int | None = self.facts.attribute(person, "age_given")
            return given
        had_birthday = (self.today.month, self.today.day) >= (born.month, born.day)
        return int(self.today.year - born.year - (0 if had_birthday else 1))

    def _folds(self, row: RowOf, leaf: Property | Filter) -> bool:
        return f"{leaf.property}_fold" in row

    def compare(self, op: str, found: Any, wanted: Any, folds: bool) -> Truth:
        if op == "set":
            return found is not None
        if op == "not_set":
            return found is None
        if found is None:
            return None
        if isinstance(found, list):
            return compare_list(op, found, wanted)
        if isinstance(found, datetime):
            found = wall(found.replace(tzinfo=UTC), self.zone).date()
        if isinstance(found, str):
            return compare_text(op, found, wanted, folds)
        return compare_plain(op, found, wanted)

    # events

    def rows(self, event: str, filters: Sequence[Filter], window: Window | None, person: RowOf) -> list[RowOf]:
        return [
            row
            for row in self.facts.events(person, event)
            if (window is None or self.facts.within(row, window))
            and all(self.passes(f, row) is True for f in filters)
        ]

    def passes(self, one: Filter, row: RowOf) -> Truth:
        if one.other is not None:
            return compare_two(one.op, row[one.property], row[one.other], self._folds(row, one))
        return self.compare(one.op, row[one.property], one.value, self._folds(row, one))

    def event(self, leaf: Event, person: RowOf) -> Truth:
        rows = self.rows(leaf.event, leaf.where, leaf.window, person)
        folds = f"{leaf.measure.field}_fold" in rows[0] if rows else False
        found = measured(rows, leaf)
        if found == 0 and self.unseen(leaf, person):
            return None
        return self.compare(leaf.op, found, leaf.value, folds)

    def unseen(self, leaf: Event, person: RowOf) -> bool:
        """Whether a person has refused what such rows come from."""
        stated = [self.facts.consent(person, c.consent, c.purpose) for c in refusals(leaf)]
        return "refused" in stated and "account_key" not in person

    def in_order(self, leaf: RowsLeaf, person: RowOf) -> Truth:
        match leaf:
            case Chain():
                return any(True for _ in self.chains(leaf, person))
            case Overdue():
                return is_overdue(leaf, self.days(leaf.overdue, leaf.where, person), self.today)
            case Seasonal():
                return is_seasonal(leaf, self.days(leaf.seasonal, leaf.where, person))

    def days(self, event: str, where: Sequence[Filter], person: RowOf) -> list[date]:
        """The local day of every row of a person that passes."""
        return [row["local_date"] for row in self.rows(event, where, None, person)]

    def chains(self, leaf: Chain, person: RowOf) -> Iterator[tuple[RowOf, ...]]:
        """Every chain of a person's rows that the sequence describes."""
        done = [self.rows(step.event, step.where, leaf.window, person) for step in leaf.done]
        broken = [
            [row for s in leaf.without_after(i) for row in self.rows(s.event, s.where, None, person)]
            for i in range(len(done))
        ]
        return interpret_sequence.chains(leaf, done, broken, self.facts.as_of, self.zone)

    def recency(self, leaf: Recency, person: RowOf) -> Truth:
        rows = self.rows(leaf.recency, leaf.where, None, person)
        if not rows:
            return None
        inside = [self.facts.within(row, Window(last=leaf.value)) for row in rows]
        recent = any(inside) if leaf.which == "last" else all(inside)
        return recent if leaf.op == "lte" else not recent

    def dates(self, leaf: Dates, person: RowOf) -> Truth:
        found, fiscal = self.field(person, leaf.date), self.facts.settings.fiscal_year_start_month
        if found is None:
            return None
        if leaf.anniversary:
            return anniversary_in(found, leaf.window, self.today, fiscal)
        if isinstance(found, datetime):
            return instant_in(found.replace(tzinfo=UTC), leaf.window, self.facts.as_of, self.zone, fiscal)
        return day_in(found, leaf.window, self.today, fiscal)

    # other people and other definitions

    def elsewhere(self, leaf: Member | Across, person: RowOf) -> Truth:
        if isinstance(leaf, Across):
            return self.across(leaf, person)
        slug, _, klass = leaf.member.partition("/")
        defn = self.known[slug]
        if not isinstance(defn, Partition):
            return self.holds(defn.where, person)
        slugs = [*(c.slug for c in defn.classes), defn.other.slug]
        return self.class_of(defn, person) == slugs.index(klass)

    def across(self, leaf: Across, person: RowOf) -> Truth:
        others = self.facts.joined(person["customer_key"])
        there = [one for one in self.beyond.people if one["customer_key"] in others]
        return quantified(leaf, [leaf.where is None or self.beyond.holds(leaf.where, one) for one in there])

    def class_of(self, partition: Partition, person: RowOf) -> int:
        if partition.base is not None and self.holds(partition.base, person) is not True:
            return -1
        for i, klass in enumerate(partition.classes):
            if self.holds(klass.where, person) is True:
                return i
        return len(partition.classes)

    def figure(self, by: Event | Property, person: RowOf) -> Any:
        if isinstance(by, Property):
            return self.field(person, by.property)
        rows = self.rows(by.event, by.where, by.window, person)
        if by.measure.field == "ts":
            times = [row["ts"] + timedelta(seconds=1 if row["date_only"] else 0) for row in rows]
            return (max(times) if by.measure.kind == "max" else min(times)) if times else None
        return measured(rows, by)

    def rank(self, leaf: Rank | Sample, person: RowOf) -> Truth:
        if leaf.among is not None and self.holds(leaf.among, person) is not True:
            return False
        places = self.drawn(leaf) if isinstance(leaf, Sample) else self.places(leaf)
        if person["customer_key"] not in places:
            return None
        place, size = places[person["customer_key"]]
        if leaf.percent is not None:
            return place * 100 < leaf.percent * size
        if leaf.n is not None:
            return place < leaf.n
        if isinstance(leaf, Rank) and leaf.percentiles is not None:
            return leaf.percentiles[0] <= Fraction(place * 100, size) < leaf.percentiles[1]
        return isinstance(leaf, Rank) and place * (leaf.tiles or 1) // size + 1 in leaf.among_tiles

    def places(self, leaf: Rank) -> dict[int, tuple[int, int]]:
        """How many of their group stand strictly better than each who is ranked, and how many are ranked in it."""
        key = (leaf.by, leaf.order, leaf.among, leaf.per)
        if key not in self._places:
            groups: dict[Any, dict[int, Any]] = {}
            for person in self._compared(leaf.among):
                group, value = self.group(leaf.per, person), self.figure(leaf.by, person)
                if group is not None and value is not None:
                    groups.setdefault(group, {})[person["customer_key"]] = value
            self._places[key] = {
                one: (sum(1 for o in values.values() if (o > v if leaf.order == "desc" else o < v)), len(values))
                for values in groups.values()
                for one, v in values.items()
            }
        return self._places[key]

    def drawn(self, leaf: Sample) -> dict[int, tuple[int, int]]:
        """The place of each in the order of a draw, and how many are drawn from."""
        key = (leaf.draw, leaf.among)
        if key not in self._places:
            seed, people = leaf.draw.seed, self._compared(leaf.among)
            order = sorted((hashed(seed, p["external_id"]), p["customer_key"]) for p in people)
            self._places[key] = {one: (place, len(order)) for place, (_, one) in enumerate(order)}
        return self._places[key]

    def _compared(self, among: Node | None) -> list[RowOf]:
        return [p for p in self.people if among is None or self.holds(among, p) is True]

    def group(self, per: str | None, person: RowOf) -> Any:
        """By what people are told apart before they are ranked; None where it is not known."""
        if per is None:
            return "everybody"
        found = self.field(person, per)
        return fold(found) if isinstance(found, str) and f"{per}_fold" in person else found


class _AreaJudge(Judge):
    """The same over areas: their own columns are the fields."""

    def field(self, person: RowOf, name: str) -> Any:
        return person[name]

    def home(self, person: RowOf) -> RowOf | None:
        return person


def _decide(truth: Truth, unknown: Unknown, negations: int) -> Truth:
    if unknown is Unknown.ONLY:
        return truth is None
    if truth is not None or unknown is Unknown.KEEP:
        return truth
    lets_in = negations % 2 == 0
    return lets_in if unknown is Unknown.INCLUDE else not lets_in


def measured(rows: Sequence[RowOf], leaf: Event) -> Any:
    """The measure over rows in order; None where it is not known."""
    kind, field = leaf.measure.kind, str(leaf.measure.field)
    if kind == "count":
        return len(rows)
    values = [row[field] for row in rows]
    if kind in ("first", "last"):
        return (values[0] if kind == "first" else values[-1]) if values else None
    present = [value for value in values if value is not None]
    if kind == "mode" and leaf.measure.by is not None:
        return heaviest(rows, field, leaf.measure.by)
    if kind == "mode":
        return most_common(present, bool(rows) and f"{field}_fold" in rows[0])
    if kind == "distinct":
        return len({fold(v) if f"{field}_fold" in rows[0] else v for v in present}) if rows else 0
    if kind == "sum":
        return sum(present, Decimal(0))
    if not present:
        return None
    if kind == "avg":
        return sum((Fraction(v) for v in present), Fraction(0)) / len(present)
    return min(present) if kind == "min" else max(present)
