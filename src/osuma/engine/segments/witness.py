"""What lies behind one condition for one person: the value that was compared and the rows that gave it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median
from typing import Any

from osuma.engine.segments.interpret import Judge, measured
from osuma.engine.segments.interpret.habits import gaps
from osuma.engine.segments.interpret.people import changes, exposure, joined, listed, said_so, score
from osuma.engine.segments.interpret.rows import Facts, RowOf
from osuma.engine.segments.interpret.sequence import deadline, moment
from osuma.engine.segments.rule import (
    Across,
    Bucket,
    Chain,
    Changed,
    Dates,
    Event,
    Experiment,
    Joined,
    Leaf,
    Near,
    Overdue,
    Property,
    Rank,
    Recency,
    RowsLeaf,
    Score,
    Seasonal,
    Stated,
    Suppressed,
)
from osuma.engine.segments.rule.people import bucket_of


@dataclass(frozen=True)
class Witness:
    """figure: the value behind the condition, None where it is not known or there is none; of a sequence that waits,
    the end of its time. rows: newest first; of a sequence, those of its chain."""

    figure: Any = None
    rows: tuple[Mapping[str, Any], ...] = ()


def witness(leaf: Leaf, person: RowOf, judge: Judge) -> Witness:
    """The evidence of a condition, by the interpreter over the person's own rows.

    A count's rows are those that it counted; where it counted none, the newest of all time, so that one can say when
    it last happened. Of a sequence it is the chain that ended last, else one whose time is not over.
    """
    match leaf:
        case Property(property=name, other=str() as other):
            return Witness((judge.field(person, name), judge.field(person, other)))
        case Property(property=name) | Dates(date=name):
            return Witness(judge.field(person, name))
        case Near():
            area = judge.home(person)
            return Witness(None if area is None else area["postcode"])
        case Event():
            rows = judge.rows(leaf.event, leaf.where, leaf.window, person)
            shown = rows or judge.rows(leaf.event, leaf.where, None, person)
            return Witness(measured(rows, leaf), tuple(reversed(shown)))
        case Recency():
            return Witness(None, tuple(reversed(judge.rows(leaf.recency, leaf.where, None, person))))
        case Rank():
            return Witness(judge.figure(leaf.by, person))
        case Chain() | Overdue() | Seasonal():
            return _in_order(leaf, person, judge)
        case Across():
            return _of_others(leaf, person, judge)
        case _:
            return _told(leaf, person, judge.facts)


def _of_others(leaf: Across, person: RowOf, judge: Judge) -> Witness:
    """How many there are, of how many the rule inside holds and of how many that is not known; who they are."""
    joined = judge.facts.joined(person["customer_key"])
    there = [one for one in judge.beyond.people if one["customer_key"] in joined]
    truths = [True if leaf.where is None else judge.beyond.holds(leaf.where, one) for one in there]
    hits = tuple(one for one, truth in zip(there, truths, strict=True) if truth)
    return Witness((len(there), len(hits), truths.count(None)), hits)


def _told(leaf: Leaf, person: RowOf, facts: Facts) -> Witness:
    """What is known of the person beside fields and events."""
    match leaf:
        case Bucket():
            return Witness(bucket_of(leaf.bucket, person["external_id"]))
        case Joined():
            return Witness(joined(leaf.member, person, facts))
        case Changed():
            return Witness(None, tuple(reversed(changes(leaf, person, facts))))
        case Stated():
            return Witness(None, tuple(said_so(leaf, person, facts)))
        case Suppressed():
            found = listed(leaf, person, facts)
            return Witness(None if found is None else len(found), tuple(found or ()))
        case Score():
            return Witness(score(leaf, person, facts))
        case Experiment():
            return Witness(exposure(leaf, person, facts))
        case _:
            return Witness()


def _in_order(leaf: RowsLeaf, person: RowOf, judge: Judge) -> Witness:
    match leaf:
        case Chain():
            return _chain(leaf, person, judge)
        case Overdue():
            rows = judge.rows(leaf.overdue, leaf.where, None, person)
            found = gaps(row["local_date"] for row in rows)
            return Witness(Fraction(median(map(Fraction, found))) if found else None, tuple(reversed(rows)))
        case Seasonal():
            return Witness(None, tuple(reversed(judge.rows(leaf.seasonal, leaf.where, None, person))))


def _chain(leaf: Chain, person: RowOf, judge: Judge) -> Witness:
    found = [*judge.chains(leaf, person)] or [*judge.chains(replace(leaf, so_far=True), person)]
    if not found:
        return Witness()
    chain = max(found, key=lambda rows: moment(rows[-1]))
    return Witness(deadline(chain[0], leaf, judge.zone) if leaf.waits else None, tuple(reversed(chain)))
