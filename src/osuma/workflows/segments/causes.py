"""Why people came into a segment or left it between two instants: by which condition, and what lay behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import pyarrow as pa

from osuma.engine.segments.depends import depends_on
from osuma.engine.segments.explain.change import CauseCode
from osuma.engine.segments.rule import (
    Consent,
    Dates,
    Definition,
    Event,
    Leaf,
    Member,
    Near,
    Property,
    Rank,
    Recency,
    Segment,
    Stated,
    Suppressed,
    Unit,
    unit_of,
)
from osuma.engine.segments.turning import Between, Sifted, counted_truth, leaves, turned_by
from osuma.store.dialect import identifier
from osuma.store.evaluation.evaluate import FLAGS, Evaluation
from osuma.workflows.asking.options import language_settings
from osuma.workflows.segments.evaluating import conditions_of, evaluated

if TYPE_CHECKING:
    from osuma.engine.periods import Duration
    from osuma.workflows.asking.session import Session

#: Events whose figures a refund changes.
_PURCHASES = ("order", "order_line", "order_placed", "sale")
_REFUNDED, _ORDERED = "?refunded", "?ordered"


@dataclass(frozen=True)
class Because:
    """Why one person moved. paths: the conditions that made the difference, the first of which gives the rest."""

    code: CauseCode
    paths: tuple[str, ...] = ()
    event: str | None = None
    duration: Duration | None = None
    field: str | None = None
    member: str | None = None


@dataclass(frozen=True)
class Then:
    """One of the two instants, naive UTC. attributes_at: the instant as of which people's fields were read."""

    as_of: datetime
    attributes_at: datetime


@dataclass(frozen=True)
class _Change:
    """One condition for one person: its truth at both instants."""

    path: str
    before: int
    after: int


@dataclass
class _Sieve:
    """The questions that tell what a change of a condition on events came from, and the answers by person."""

    between: Between
    sifted: dict[str, Sifted]
    answers: dict[int, dict[str, int]] = field(default_factory=dict)

    def questions(self, unit: Unit) -> list[Segment]:
        """Each question as a segment; no stored definition can be called so, for `?` is in no slug."""
        asked: dict[str, Leaf] = {
            _REFUNDED: Event("refund", window=self.between.days),
            _ORDERED: Event("order_placed", window=self.between.days),
        }
        for n, one in enumerate(self.sifted.values()):
            asked |= {f"?then{n}": one.then, f"?rest{n}": one.rest}
        return [Segment(slug, leaf, of=unit) for slug, leaf in asked.items()]

    def because(self, key: int, leaf: Event | Recency, change: _Change) -> Because:
        """What a change of a condition on events came from."""
        event = leaf.event if isinstance(leaf, Event) else leaf.recency
        one = self.sifted.get(change.path)
        told = self.answers.get(key)
        if one is None or told is None:
            return Because("time" if one is None else "behaviour", event=event)
        n = list(self.sifted).index(change.path)
        before, after = counted_truth(leaf, change.before), counted_truth(leaf, change.after)
        refunded = event in _PURCHASES and told[_REFUNDED] == 1
        if told[f"?then{n}"] != before:
            return Because("refund" if refunded else "behaviour", event=event)
        if told[f"?rest{n}"] != after:
            by_refund = event == "sale" and refunded and told[_ORDERED] != 1
            return Because("refund" if by_refund else "event", event=event)
        if one.duration is None:
            return Because("time", event=event)
        return Because("lapsed" if one.once else "window", event=event, duration=one.duration)


def causes(
    session: Session, defn: Definition, klass: str | None, keys: Collection[int], earlier: Then, later: Then
) -> dict[int, Because]:
    """Why each person's membership by today's rule differs between two instants, by customer_key.

    `late` where it does not differ by what is known today: what the runs knew came late or was corrected since.
    `behaviour` where the person is no longer in the base, or the condition is of a kind that says no more.
    """
    held = leaves(defn)
    before, after = (_truths(session, defn, list(held), keys, at) for at in (earlier, later))
    turned = lru_cache(maxsize=None)(
        lambda was, now: turned_by(defn, klass, dict(zip(held, was, strict=True)), dict(zip(held, now, strict=True)))
    )
    paths = {key: turned(before[key], after[key]) for key in keys if key in before and key in after}
    sieve = _sieve(session, unit_of(defn), held, paths, earlier.as_of, later.as_of)
    order = {path: n for n, path in enumerate(held)}

    def because(key: int) -> Because:
        if key not in paths:
            return Because("behaviour")
        if not paths[key]:
            return Because("late")
        first = paths[key][0]
        change = _Change(first, before[key][order[first]], after[key][order[first]])
        found = _of_leaf(held[first], key, change, sieve)
        return Because(found.code, paths[key], found.event, found.duration, found.field, found.member)

    return {key: because(key) for key in keys}


def _of_leaf(leaf: Leaf, key: int, change: _Change, sieve: _Sieve) -> Because:
    match leaf:
        case Event() | Recency():
            return sieve.because(key, leaf, change)
        case Property() | Dates():
            moved = depends_on(Segment("?", leaf)).clock
            name = leaf.property if isinstance(leaf, Property) else leaf.date
            return Because("time") if moved else Because("attribute", field=name)
        case Near():
            return Because("attribute", field="postcode")
        case Consent() | Stated() | Suppressed():
            return Because("consent")
        case Rank():
            return Because("rank")
        case Member():
            return Because("member", member=leaf.member)
        case _:
            return Because("behaviour")


def _sieve(
    session: Session,
    unit: Unit,
    held: Mapping[str, Leaf],
    paths: Mapping[int, tuple[str, ...]],
    earlier: datetime,
    later: datetime,
) -> _Sieve:
    month = language_settings(session.workspace).fiscal_year_start_month
    between = Between(earlier.replace(tzinfo=UTC), later.replace(tzinfo=UTC), session.zone, month)
    firsts = {found[0] for found in paths.values() if found}
    sifted = {path: one for path in held if path in firsts and (one := between.sift(held[path])) is not None}
    sieve = _Sieve(between, sifted)
    if sifted:
        questions = sieve.questions(unit)
        with evaluated(session, questions, _text(later)) as run:
            columns = [run.evaluation.columns[question.slug] for question in questions]
            for key, *answers in _of_people(run.evaluation, columns, paths):
                sieve.answers[key] = {q.slug: a for q, a in zip(questions, answers, strict=True)}
    return sieve


def _truths(
    session: Session, defn: Definition, paths: list[str], keys: Collection[int], at: Then
) -> dict[int, tuple[int, ...]]:
    with conditions_of(session, defn, _text(at.as_of), at.attributes_at) as run:
        rows = _of_people(run.evaluation, [run.paths[path] for path in paths], keys)
        return {key: tuple(truths) for key, *truths in rows}


def _of_people(evaluation: Evaluation, columns: list[str], keys: Collection[int]) -> Iterator[list[int]]:
    """customer_key and some columns of the flags, of those people who are in the base."""
    evaluation.con.register("asked_keys", pa.table({"customer_key": pa.array(sorted(keys), pa.int64())}))
    selected = ", ".join(identifier(column) for column in ("customer_key", *columns))
    found = evaluation.con.execute(f"SELECT {selected} FROM {FLAGS} SEMI JOIN asked_keys USING (customer_key)")
    yield from ([int(value) for value in row] for row in found.fetchall())


def _text(instant: datetime) -> str:
    return instant.replace(tzinfo=UTC).isoformat()
