"""A whole definition in words: a tree of sentences with a title, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.explain.accounts import across_statement, said_at_once
from osuma.engine.segments.explain.companies import of_unit, said_of
from osuma.engine.segments.explain.context import Counts, ExplainContext
from osuma.engine.segments.explain.events import (
    data_rule,
    event_statement,
    never_passes,
    recency_statement,
)
from osuma.engine.segments.explain.forms import filter_words, forms_of
from osuma.engine.segments.explain.habits import overdue_statement, seasonal_statement, usual_note
from osuma.engine.segments.explain.leaves import (
    dates_statement,
    leap_note,
    member_statement,
    near_statement,
    permission_statement,
)
from osuma.engine.segments.explain.people import person_note, person_statement
from osuma.engine.segments.explain.predicates import beside_statement, opposite, property_statement
from osuma.engine.segments.explain.ranks import border_notes, rank_statement, said_in_a_clause
from osuma.engine.segments.explain.sequences import chain_notes, chain_statement
from osuma.engine.segments.explain.unknowns import Place, only_unknown, unknown_note
from osuma.engine.segments.explain.values import field_of
from osuma.engine.segments.explain.words import capital, counted, frame, has_frame, quote, sentence
from osuma.engine.segments.rule import (
    Across,
    AllOf,
    AnyOf,
    Bucket,
    Chain,
    Consent,
    Dates,
    Definition,
    Event,
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
    Reach,
    Recency,
    RowsLeaf,
    Sample,
    Seasonal,
    Segment,
    Unknown,
    walk,
)

_MOST_SENTENCES = 3


@dataclass(frozen=True)
class Action:
    """A one-click change. code: include_unknown, exclude_unknown, exclude_never; path: of the condition."""

    code: str
    path: str
    label: Words


@dataclass(frozen=True)
class Said:
    """One node in words. short: for a row of the builder. full: at most three sentences."""

    path: str
    short: Words
    full: tuple[Words, ...]
    actions: tuple[Action, ...] = ()
    children: tuple[Said, ...] = ()

    def walk(self) -> Iterator[Said]:
        """This and everything below, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def text(self, language: str) -> str:
        """The full sentences in one language."""
        return " ".join(words[language] for words in self.full)


@dataclass(frozen=True)
class Explanation:
    """A definition in words. title: its first line; notes: what else the reader must know."""

    title: Words
    body: tuple[Said, ...]
    notes: tuple[Words, ...] = ()

    def text(self, language: str) -> str:
        """The whole as lines with bullets."""
        lines = [self.title[language]]
        for said in self.body:
            lines += _lines(said, language, 0)
        return "\n".join([*lines, *(note[language] for note in self.notes)])

    def plain(self) -> dict[str, Any]:
        """The whole as JSON takes it."""
        return {
            "title": self.title.plain(),
            "body": [_plain(said) for said in self.body],
            "notes": [note.plain() for note in self.notes],
        }


def _lines(said: Said, language: str, depth: int) -> list[str]:
    lines = [f"{'  ' * depth}– {said.text(language)}"]
    for child in said.children:
        lines += _lines(child, language, depth + 1)
    return lines


def _plain(said: Said) -> dict[str, Any]:
    return {
        "path": said.path,
        "short": said.short.plain(),
        "full": [words.plain() for words in said.full],
        "actions": [{"code": a.code, "path": a.path, "label": a.label.plain()} for a in said.actions],
        "children": [_plain(child) for child in said.children],
    }


def explain(defn: Definition, context: ExplainContext) -> Explanation:
    """A segment or partition in words."""
    return _partition(defn, context) if isinstance(defn, Partition) else _segment(defn, context)


def explain_node(node: Node, context: ExplainContext, place: Place | None = None) -> Said:
    """One node with everything below it."""
    return _said(node, context, place or Place())


def _segment(segment: Segment, context: ExplainContext) -> Explanation:
    who = frame(f"tree.{segment.of}")
    place = Place(unit=segment.of)
    notes = (_order_note(segment, context),) if segment.rank_by else ()
    root = _titled(segment.where, who, context, place)
    return Explanation(root.short, root.children, notes)


def _order_note(segment: Segment, context: ExplainContext) -> Words:
    name, order = segment.rank_by or ("", "desc")
    label = field_of(name, context, segment.of).label
    return sentence(frame("tree.order", s=label, order=frame(f"rank.{order}")))


def _group_key(node: Node) -> str | None:
    """Which words introduce a group; `not` of a group has those of its opposite."""
    match node:
        case AllOf():
            return "all"
        case AnyOf() | Not(child=NoneOf()):
            return "any"
        case NoneOf() | Not(child=AnyOf()):
            return "none"
        case Not(child=AllOf()):
            return "not_all"
        case _:
            return None


def _said(node: Node, context: ExplainContext, place: Place) -> Said:
    match node:
        case AllOf() | AnyOf() | NoneOf() | Not(child=AllOf() | AnyOf() | NoneOf()):
            return _group(node, context, place)
        case Not(child=Not(child=inner)):
            return _said(inner, context, replace(place, path=f"{place.path}.not.not"))
        case Not(child=leaf):
            below = replace(place, path=f"{place.path}.not", negative=not place.negative)
            return _leaf(leaf, context, below, negated=True)  # type: ignore[arg-type]  # groups were matched above
        case _:
            return _leaf(node, context, place, negated=False)


def _group(node: Node, context: ExplainContext, place: Place) -> Said:
    key = _group_key(node) or "all"
    flipped = isinstance(node, Not)
    group, path = (node.child, f"{place.path}.not") if isinstance(node, Not) else (node, place.path)
    step, members = _members(group)
    if not members:
        said = frame("tree.nobody" if key in ("any", "not_all") else "tree.everyone")
        return Said(place.path, capital(said), (sentence(said),))
    negative = place.negative != (flipped != isinstance(group, NoneOf))
    below = replace(
        place,
        negative=negative,
        certain=place.certain and (len(members) == 1 or _decisive(group, negative)),
        alone=place.alone and len(members) == 1,
    )
    children = tuple(
        _said(member, context, replace(below, path=f"{path}.{step}[{i}]")) for i, member in enumerate(members)
    )
    title = capital(frame(f"tree.{key}"))
    return Said(place.path, title, (title,), children=children)


def _members(group: Node) -> tuple[str, tuple[Node, ...]]:
    match group:
        case AllOf(children=nodes):
            return "all", nodes
        case AnyOf(children=nodes):
            return "any", nodes
        case NoneOf(children=nodes):
            return "none", nodes
        case _:
            return "", ()


def _decisive(group: Node, negative: bool) -> bool:
    # one unknown child is enough to keep a person out: of `all` as it stands, of `any` and `none` where negated
    return negative != isinstance(group, AllOf)


def _leaf(node: Leaf, context: ExplainContext, place: Place, *, negated: bool) -> Said:
    statement = _statement(node, context, place, negated=negated, brief=False)
    short = _statement(node, context, place, negated=negated, brief=True)
    if node.unknown is Unknown.ONLY:
        statement = only_unknown(node, statement, context, place)
        short = only_unknown(node, short, replace(context, counts={}), place)
    notes, actions = _notes(node, context, place, negated=negated)
    below: tuple[Said, ...] = ()
    if isinstance(node, Rank | Sample) and node.among is not None and not said_in_a_clause(node):
        reference = replace(place, path=f"{place.path}.among", negative=False, certain=True, alone=False)
        title = frame("tree.drawn" if isinstance(node, Sample) else "tree.reference")
        below = (_titled(node.among, said_of(title, node, place), context, reference),)
    if isinstance(node, Across) and node.where is not None and not _said_above(node, negated=negated):
        below = (_of_others(node, node.where, context, place),)
    full = (sentence(statement), *(sentence(note) for note in notes))
    return Said(place.path, capital(short), full, actions, below)


def _said_above(node: Across, *, negated: bool) -> bool:
    """Whether the statement has said the rule inside already."""
    return (
        node.which in ("any", "none", "all")
        and not (node.which == "all" and negated)
        and (node.to == "contacts" and said_at_once(node) is not None)
    )


def _of_others(node: Across, where: Node, context: ExplainContext, place: Place) -> Said:
    """The rule about the other unit; nobody is counted in it."""
    path = f"{place.path}.where"
    uncounted = {step: Counts(unknown=0, never=0) for step, _ in walk(where, path)}
    there = Place(path, node.inside, alone=False)
    return _titled(where, frame(f"tree.{node.to}"), replace(context, counts=uncounted), there)


def _titled(node: Node, who: Words, context: ExplainContext, place: Place) -> Said:
    """A tree under a title of its own, such as those whom a rank compares."""
    if isinstance(node, Not) and isinstance(node.child, Not):
        return _titled(node.child.child, who, context, replace(place, path=f"{place.path}.not.not"))
    said = _said(node, context, place)
    key = _group_key(node)
    grouped = key is not None and bool(said.children)
    whom = Words("", "whom" if place.unit == "customers" else "which")
    title = frame(f"tree.title_{key}" if grouped else "tree.title_leaf", who=who, whom=whom)
    return Said(place.path, title, (title,), children=said.children if grouped else (said,))


def _statement(node: Leaf, context: ExplainContext, place: Place, *, negated: bool, brief: bool) -> Words:
    here = replace(context, unit=place.unit)
    return said_of(_of_customer(node, here, place, negated=negated, brief=brief), node, place)


def _of_customer(node: Leaf, context: ExplainContext, place: Place, *, negated: bool, brief: bool) -> Words:
    match node:
        case Property():
            return _property(node, context, place, negated=negated)
        case Near():
            return near_statement(node, unit=place.unit, negated=negated)
        case Event():
            return event_statement(node, context, unit=place.unit, negated=negated, brief=brief)
        case Recency():
            return recency_statement(node, context, unit=place.unit, negated=negated, brief=brief)
        case Dates():
            return dates_statement(node, context, unit=place.unit, negated=negated, brief=brief)
        case Member() | Across():
            return _elsewhere(node, context, place, negated=negated, brief=brief)
        case Consent() | Reach():
            return permission_statement(node, context, place.path, negated=negated, brief=brief)
        case Rank():
            return rank_statement(node, context, place.path, negated=negated, brief=brief)
        case Chain() | Overdue() | Seasonal():
            return _rows_statement(node, context, negated=negated, brief=brief)
        case _:
            return person_statement(node, context, negated=negated, brief=brief)


def _elsewhere(node: Member | Across, context: ExplainContext, place: Place, *, negated: bool, brief: bool) -> Words:
    if isinstance(node, Member):
        return member_statement(node, context, unit=place.unit, negated=negated, brief=brief)
    return across_statement(node, context, negated=negated, brief=brief)


def _rows_statement(node: RowsLeaf, context: ExplainContext, *, negated: bool, brief: bool) -> Words:
    match node:
        case Chain():
            return chain_statement(node, context, negated=negated, brief=brief)
        case Overdue():
            return overdue_statement(node, context, negated=negated)
        case Seasonal():
            return seasonal_statement(node, context, negated=negated)


def _property(node: Property, context: ExplainContext, place: Place, *, negated: bool) -> Words:
    named = field_of(node.property, context, place.unit)
    if node.other is not None:
        return beside_statement(named, node.op, field_of(node.other, context, place.unit), negated=negated)
    return property_statement(named, opposite(node.op, negated=negated), node.value, context)


def _notes(
    node: Leaf, context: ExplainContext, place: Place, *, negated: bool
) -> tuple[list[Words], tuple[Action, ...]]:
    """What follows the statement: particulars first, then the unknown; the last to be left out is the unknown."""
    found = _own_notes(node, replace(context, unit=place.unit), place, negated=negated)
    own = [said_of(note, node, place) for note in found if note is not None]
    never, unknown = _never_note(node, context, place), unknown_note(node, context, place)
    unknown = None if unknown is None else said_of(unknown, node, place)
    actions = []
    if never is not None:
        own = [never, *own]
        actions.append(Action("exclude_never", place.path, frame("action.exclude_never")))
    room = _MOST_SENTENCES - 1 - (unknown is not None)
    notes = own[:room]
    if unknown is not None:
        code = "exclude_unknown" if node.unknown is Unknown.INCLUDE else "include_unknown"
        notes.append(unknown)
        actions.append(Action(code, place.path, frame(f"action.{code}")))
    return notes, tuple(actions)


def _own_notes(node: Leaf, context: ExplainContext, place: Place, *, negated: bool) -> list[Words | None]:
    match node:
        case Property(property=name) if field_of(name, context, place.unit).area:
            key = f"area.note_{name}"
            return [frame(key if has_frame(key) else "area.note")]
        case Near() | Bucket() | Across():
            return [_standing_note(node, place)]
        case Event():
            return [data_rule(node, context, negated=negated)]
        case Dates():
            return [leap_note(node, context, place.unit)]
        case Rank():
            return [*border_notes(node, context, context.at(place.path))]
        case Chain():
            return chain_notes(node, context, place.path)
        case Overdue():
            return [usual_note(node)]
        case _:
            return [person_note(node, context, negated=negated)]


def _standing_note(node: Near | Bucket | Across, place: Place) -> Words | None:
    """What is always said of such a condition."""
    match node:
        case Near():
            return frame("near.note" if place.unit == "customers" else "near.note_area")
        case Bucket():
            return frame("bucket.note")
        case Across():
            outermost = node.to == "contacts" and node.which != "count" and ".where" not in place.path
            return frame("across.contacts.note") if outermost else None


def _never_note(node: Leaf, context: ExplainContext, place: Place) -> Words | None:
    """The trap of "did not": those who never did are let in too."""
    if place.unit != "customers" or not isinstance(node, Event) or not never_passes(node, negative=place.negative):
        return None
    forms = forms_of(node.event, node.where, context)
    filters = filter_words(forms, context, after="verb")
    slots = {"never": forms.form("never", filters), "never_one": forms.form("never_one", filters)}
    key = "never.number" if place.alone else "never.kept" if place.negative else "never.fits"
    n = context.at(place.path).never
    if n is None:
        return frame("never.plain" if place.alone else f"{key}_plain", **slots)
    return None if n == 0 else counted(key, n, n=numbers.number(n), **slots)


def _partition(partition: Partition, context: ExplainContext) -> Explanation:
    title = Words(fi=quote(partition.title("fi")).fi, en=quote(partition.title("en")).en)
    body: list[Said] = []
    if partition.base is not None:
        body.append(
            _titled(
                partition.base,
                of_unit(frame("partition.base"), partition.of),
                context,
                Place("base", unit=partition.of),
            )
        )
    for i, chosen in enumerate(partition.classes):
        said = explain_node(chosen.where, context, Place(f"classes[{i}].where", unit=partition.of))
        heading = _class_heading("class", partition, chosen.slug, chosen.name, i, context)
        body.append(Said(f"classes[{i}]", heading, (heading,), children=_unwrapped(chosen.where, said)))
    other = partition.other
    heading = _class_heading("other", partition, other.slug, other.name, len(partition.classes), context)
    body.append(Said("other", heading, (sentence(heading),)))
    key = "partition.title_base" if partition.base is not None else "partition.title"
    return Explanation(of_unit(frame(key, v=title), partition.of), tuple(body))


def _unwrapped(node: Node, said: Said) -> tuple[Said, ...]:
    return said.children if isinstance(node, AllOf) and said.children else (said,)


def _class_heading(
    key: str, partition: Partition, slug: str, name: tuple[tuple[str, str], ...], i: int, context: ExplainContext
) -> Words:
    names = dict(name)
    fallback = next(iter(names.values()), slug)
    title = Words(fi=quote(names.get("fi", fallback)).fi, en=quote(names.get("en", fallback)).en)
    n = context.sizes.get(f"{partition.slug}/{slug}")
    size: Words | str = "" if n is None else counted("partition.size", n, n=numbers.number(n))
    return of_unit(frame(f"partition.{key}", i=str(i + 1), v=title, size=size), partition.of)
