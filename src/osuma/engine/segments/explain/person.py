"""One person and one segment: whether they are in it, by what, and when they would leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.explain.accounts import across_evidence
from osuma.engine.segments.explain.companies import said_of
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.events import COUNT, figure
from osuma.engine.segments.explain.forms import Forms, filter_words, forms_of, such
from osuma.engine.segments.explain.habits import overdue_evidence
from osuma.engine.segments.explain.leaving import Leaving
from osuma.engine.segments.explain.people import person_evidence
from osuma.engine.segments.explain.ranks import ranked_by
from osuma.engine.segments.explain.rows import row_day, row_detail
from osuma.engine.segments.explain.sequences import chain_evidence
from osuma.engine.segments.explain.spans import forms
from osuma.engine.segments.explain.tree import explain_node
from osuma.engine.segments.explain.unknowns import Place
from osuma.engine.segments.explain.values import code_name, field_of, listed, property_of, shown
from osuma.engine.segments.explain.words import (
    EMPTY,
    counted,
    data,
    frame,
    glue,
    join,
    quote,
    sentence,
)
from osuma.engine.segments.rule import (
    Across,
    AllOf,
    AnyOf,
    Chain,
    Consent,
    Dates,
    Event,
    Leaf,
    Member,
    Node,
    NoneOf,
    Not,
    Overdue,
    Property,
    Rank,
    Recency,
    Segment,
    children,
)
from osuma.engine.segments.tracked import refusals

Row = Mapping[str, Any]
_MOST_REASONS = 3


@dataclass(frozen=True)
class Truth:
    """One condition for one person. value: 1 true, 0 false, 2 not known, after its unknown policy.

    figure: the value behind it (a field's value, what an event condition measured, a rank's figure, the instant at
    which the time of a sequence ends); None where it is not known. rows: event rows behind it, newest first: `ts`
    naive UTC, and what the type has (order_id, amount …); for "did not" and recency the newest rows of all time.
    """

    value: int
    figure: object = None
    rows: Sequence[Row] = ()


@dataclass(frozen=True)
class PersonFacts:
    """What is known of one person and one segment. since: aware; leaves: from `leaves_at`."""

    name: str
    member: bool
    truths: Mapping[str, Truth]
    since: datetime | None = None
    leaves: Leaving | None = None


@dataclass(frozen=True)
class Reason:
    """One condition for the person. decides: whether it is one of those that decided the answer."""

    path: str
    value: int
    decides: bool
    condition: Words
    because: Words


@dataclass(frozen=True)
class PersonExplanation:
    """At most three sentences, and every condition with its truth and what is behind it."""

    sentences: tuple[Words, ...]
    reasons: tuple[Reason, ...] = field(default=())

    def text(self, language: str) -> str:
        return " ".join(words[language] for words in self.sentences)


def explain_person(segment: Segment, facts: PersonFacts, context: ExplainContext) -> PersonExplanation:
    """Why a person is or is not in a segment."""
    found = dict(_leaves(segment.where, Place(unit=segment.of)))
    deciding = _deciding(segment.where, "where", facts.truths)
    plain = replace(context, counts={}, sizes={})
    reasons = tuple(
        Reason(
            place.path,
            _value(leaf, place.path, facts.truths),
            place.path in deciding,
            explain_node(leaf, plain, place).short,
            evidence(leaf, facts.truths.get(place.path), place, plain),
        )
        for place, leaf in found.items()
    )
    sentences = [_verdict(facts, [reason.because for reason in reasons if reason.decides], context)]
    if facts.member:
        sentences += _departure(segment, facts, deciding, found, context)
    return PersonExplanation(tuple(sentence(words) for words in sentences), reasons)


def _leaves(node: Node, place: Place) -> list[tuple[Place, Leaf]]:
    below = () if isinstance(node, Rank) else children(node)
    if not isinstance(node, AllOf | AnyOf | NoneOf | Not):
        return [(place, node)]
    found: list[tuple[Place, Leaf]] = []
    for step, child in below:
        found += _leaves(child, replace(place, path=f"{place.path}.{step}"))
    return found


def _value(node: Node, path: str, truths: Mapping[str, Truth]) -> int:
    """1, 0 or 2: as told, else from the children by Kleene's rules."""
    if path in truths:
        return truths[path].value
    values = [_value(child, f"{path}.{step}", truths) for step, child in children(node)]
    match node:
        case AllOf():
            return 0 if 0 in values else 2 if 2 in values else 1
        case AnyOf():
            return 1 if 1 in values else 2 if 2 in values else 0
        case NoneOf():
            return 0 if 1 in values else 2 if 2 in values else 1
        case Not():
            return {0: 1, 1: 0, 2: 2}[values[0]]
        case _:
            return 2


def _deciding(node: Node, path: str, truths: Mapping[str, Truth]) -> frozenset[str]:
    """The paths of the conditions that made the node what it is."""
    if not isinstance(node, AllOf | AnyOf | NoneOf | Not):
        return frozenset((path,))
    value = _value(node, path, truths)
    below = [(f"{path}.{step}", child) for step, child in children(node)]
    wanted = _decisive_value(node, value)
    chosen = [pair for pair in below if wanted is None or _value(pair[1], pair[0], truths) == wanted]
    return frozenset().union(*(_deciding(child, at, truths) for at, child in chosen))


def _decisive_value(node: Node, value: int) -> int | None:
    # which children made it so; None: all of them together
    match node, value:
        case (AllOf(), 0) | (_, 2):
            return value
        case (AnyOf(), 1) | (NoneOf(), 0):
            return 1
        case _:
            return None


def _verdict(facts: PersonFacts, why: Sequence[Words], context: ExplainContext) -> Words:
    if facts.member and facts.since is not None:
        day = numbers.day(facts.since.astimezone(context.zone).date())
        said = frame("person.in_since", name=facts.name, day=day)
    else:
        said = frame("person.in" if facts.member else "person.out", name=facts.name)
    shown_ones = list(why[:_MOST_REASONS])
    if not shown_ones:
        return said
    if len(why) > _MOST_REASONS:
        more = len(why) - _MOST_REASONS
        shown_ones.append(counted("person.more", more, n=numbers.number(more)))
    return frame("person.in_because" if facts.member else "person.out_because", s=said, why=join(shown_ones))


def evidence(leaf: Leaf, truth: Truth | None, place: Place, context: ExplainContext) -> Words:
    """What is behind a condition for the person: `hänen viimeisin ostonsa on 21.8.2026 (tilaus 10482, 64,90 €)`."""
    if truth is None:
        return _bare(leaf, 2, place, context)
    return said_of(_evidence(leaf, truth, place, replace(context, unit=place.unit)), leaf, place)


def _evidence(leaf: Leaf, truth: Truth, place: Place, context: ExplainContext) -> Words:
    match leaf:
        case Property() | Dates():
            return _field_evidence(leaf, truth, place, context)
        case Event():
            return _event_evidence(leaf, truth, place, context)
        case Recency():
            chosen = forms_of(leaf.recency, leaf.where, context)
            return _done(chosen, truth.rows, leaf.which, context, place.unit) or _bare(leaf, 2, place, context)
        case Consent():
            return _consent(leaf, truth, place, context)
        case Member() | Across():
            return _elsewhere(leaf, truth, place, context)
        case Rank() if truth.figure is not None:
            label, named = ranked_by(leaf, context)
            return frame("person.figure", s=label, v=shown(truth.figure, named, context))
        case Overdue():
            return overdue_evidence(leaf, truth.figure, truth.rows, context)
        case Chain() if truth.rows:
            return chain_evidence(leaf, truth.rows[::-1], truth.figure, context)
        case _:
            return person_evidence(leaf, truth.figure, truth.rows, context) or _bare(
                leaf, truth.value, place, context
            )


def _bare(leaf: Leaf, value: int, place: Place, context: ExplainContext) -> Words:
    short = explain_node(leaf, context, place).short
    key = {1: "holds", 0: "fails"}.get(value, "not_known")
    return frame(f"person.{key}", s=short)


def _field_value(name: str, value: object, unit: str, context: ExplainContext) -> Words:
    named = field_of(name, context, unit)
    label = frame("area.statement", s=named.label) if named.area else named.label
    if value is None:
        return frame("person.missing_plural" if named.plural else "person.missing", s=label)
    if isinstance(value, tuple | list):
        items = listed(tuple(value), named, context)
        return frame("person.list", s=label, v=join(items)) if items else frame("person.list_none", s=label)
    return frame("person.figure", s=label, v=shown(value, named, context))


def _field_evidence(leaf: Property | Dates, truth: Truth, place: Place, context: ExplainContext) -> Words:
    if isinstance(leaf, Dates) or leaf.other is None:
        name = leaf.date if isinstance(leaf, Dates) else leaf.property
        return _field_value(name, truth.figure, place.unit, context)
    values = truth.figure if isinstance(truth.figure, tuple) else (None, None)
    pairs = zip((leaf.property, leaf.other), values, strict=True)
    first, second = (_field_value(name, value, place.unit, context) for name, value in pairs)
    return frame("beside.values", a=first, b=second)


def _event_evidence(leaf: Event, truth: Truth, place: Place, context: ExplainContext) -> Words:
    chosen = forms_of(leaf.event, leaf.where, context)
    if truth.value == 2 and refusals(leaf):
        return frame("person.untracked")
    if leaf.measure.kind != "count":
        if truth.figure is None:
            return _bare(leaf, truth.value, place, context)
        distinct = leaf.measure.kind == "distinct"
        named = COUNT if distinct else property_of(leaf.event, leaf.measure.field or "", context)
        return frame("person.figure", s=figure(leaf, context), v=shown(truth.figure, named, context))
    if isinstance(truth.figure, int | Decimal) and truth.figure > 0:
        newest = frame("person.newest", row=row_day(truth.rows[0], context)) if truth.rows else EMPTY
        detail = glue(" (", newest, ")") if newest.fi else EMPTY
        return frame("person.count", many=such(chosen), v=numbers.number(truth.figure), detail=detail)
    return _done(chosen, truth.rows, "last", context, place.unit) or _bare(leaf, truth.value, place, context)


def _done(chosen: Forms, rows: Sequence[Row], which: str, context: ExplainContext, unit: str) -> Words | None:
    """The last or first row, or that there is none, which is None of a company."""
    if unit == "accounts":
        return _done_for_company(chosen, rows, which, context) if rows else None
    if not rows:
        never = chosen.form("never_one", filter_words(chosen, context, after="verb"))
        pronoun, rest = never.fi.split(" ", 1)
        they = chosen.form("never", filter_words(chosen, context, after="verb")).en.split(" ", 1)[1]
        return Words(fi=f"{data('frames')['person']['pronoun'][pronoun]} {rest}", en=f"they {they}")
    row = rows[0] if which == "last" else rows[-1]
    return frame(
        f"person.{which}_done",
        own=chosen.form("own"),
        row=row_day(row, context),
        detail=row_detail(row, chosen.event, context),
    )


def _done_for_company(chosen: Forms, rows: Sequence[Row], which: str, context: ExplainContext) -> Words:
    row = rows[0] if which == "last" else rows[-1]
    detail = row_detail(row, chosen.event, context)
    return frame(f"person.account_{which}_done", one=chosen.form("one"), row=row_day(row, context), detail=detail)


def _elsewhere(leaf: Member | Across, truth: Truth, place: Place, context: ExplainContext) -> Words:
    if isinstance(leaf, Member):
        return _member(leaf, truth, place, context)
    return across_evidence(leaf, truth.figure, truth.rows) or _bare(leaf, truth.value, place, context)


def _consent(leaf: Consent, truth: Truth, place: Place, context: ExplainContext) -> Words:
    if leaf.purpose != "marketing":
        return _bare(leaf, truth.value, place, context)
    state = truth.figure
    channel = code_name("channel", leaf.consent, context)
    if state is None and truth.value != 2:
        opposite = {"granted": "refused", "refused": "granted"}
        state = leaf.state if truth.value == 1 else opposite[leaf.state]
    key = {"granted": "granted", "refused": "refused"}.get(str(state), "may_not_known")
    return frame(f"person.{key}", v=channel)


def _member(leaf: Member, truth: Truth, place: Place, context: ExplainContext) -> Words:
    if truth.value == 2:
        return _bare(leaf, 2, place, context)
    title = context.titles.get(leaf.member)
    quoted = quote(leaf.member) if title is None else Words(fi=quote(title.fi).fi, en=quote(title.en).en)
    return frame("person.member" if truth.value == 1 else "person.not_member", v=quoted)


def _departure(
    segment: Segment,
    facts: PersonFacts,
    deciding: frozenset[str],
    found: Mapping[Place, Leaf],
    context: ExplainContext,
) -> list[Words]:
    """When they leave: by the clock alone, and at once by doing what the segment says they have not done."""
    said: list[Words] = []
    if facts.leaves is not None:
        said.append(_leaving(facts.name, facts.leaves, context))
    never = [leaf for place, leaf in found.items() if place.path in deciding and _did_not(leaf, place, facts)]
    if never and isinstance(never[0], Event) and not isinstance(segment.where, AnyOf):
        chosen = forms_of(never[0].event, never[0].where, context)
        does = glue(chosen.form("does"), filter_words(chosen, context, after="verb"))
        key = "person.account_leaves_when" if segment.of == "accounts" else "person.leaves_when"
        said.append(frame(key, does=does, one=chosen.form("one")))
    return said


def _did_not(leaf: Leaf, place: Place, facts: PersonFacts) -> bool:
    if not isinstance(leaf, Event) or leaf.measure.kind != "count":
        return False
    zero = (leaf.op, leaf.value) in (("eq", 0), ("lte", 0), ("lt", 1))
    once = (leaf.op, leaf.value) in (("gte", 1), ("gt", 0))
    value = facts.truths.get(place.path, Truth(2)).value
    return (zero and value == 1) or (once and value == 0)


def _leaving(name: str, leaving: Leaving, context: ExplainContext) -> Words:
    day = numbers.day(leaving.at.astimezone(context.zone).date())
    if leaving.event is None or leaving.row is None or leaving.duration is None:
        return frame("person.leaves_clock", name=name, day=day)
    chosen = forms_of(leaving.event, leaving.where, context)
    row: date = leaving.row.astimezone(context.zone).date()
    return counted(
        "person.leaves_window",
        leaving.duration.n,
        name=name,
        day=day,
        unless=chosen.form("unless"),
        own=chosen.form("own"),
        row=numbers.day(row),
        **forms(leaving.duration),
    )
