"""What a definition reads: names for the check, causes for the refresh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from osuma.engine.features.reach import ADDRESS_FIELDS, GROUNDS
from osuma.engine.segments.rule import (
    Across,
    AllOf,
    AnyOf,
    Bucket,
    Chain,
    Changed,
    Consent,
    Dates,
    Definition,
    Event,
    Experiment,
    Joined,
    Member,
    Near,
    Node,
    NoneOf,
    Not,
    Overdue,
    Partition,
    PersonLeaf,
    Property,
    Rank,
    Reach,
    Recency,
    RowsLeaf,
    Sample,
    Score,
    Seasonal,
    Stated,
    Suppressed,
    Unit,
    Window,
    unit_of,
    walk,
)
from osuma.engine.segments.tracked import refusals


@dataclass(frozen=True)
class Depends:
    """fields: of the unit. beyond: of another one, as (unit, field). events: types. members: slugs as written.
    consents: (channel, purpose). tables: other tables of which a row of the person's own can change the truth:
    history, stored membership, scores, exposures, contacts.

    clock: whether the truth can change with nothing but time. others: whether it depends on other people's rows.
    """

    fields: frozenset[str] = frozenset()
    beyond: frozenset[tuple[Unit, str]] = frozenset()
    events: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    consents: frozenset[tuple[str, str]] = frozenset()
    tables: frozenset[str] = frozenset()
    clock: bool = False
    others: bool = False

    def __or__(self, other: Depends) -> Depends:
        return Depends(
            self.fields | other.fields,
            self.beyond | other.beyond,
            self.events | other.events,
            self.members | other.members,
            self.consents | other.consents,
            self.tables | other.tables,
            self.clock or other.clock,
            self.others or other.others,
        )


def roots(defn: Definition) -> Iterator[tuple[str, Node]]:
    """The rules of a definition with their paths: `where`, or `base` and `classes[i].where`."""
    if not isinstance(defn, Partition):
        yield "where", defn.where
        return
    if defn.base is not None:
        yield "base", defn.base
    for i, klass in enumerate(defn.classes):
        yield f"classes[{i}].where", klass.where


def nodes(defn: Definition) -> Iterator[tuple[str, Node]]:
    """Every node of every rule of a definition with its path."""
    for path, root in roots(defn):
        yield from walk(root, path)


def everywhere(defn: Definition) -> Iterator[tuple[str, Node, Unit]]:
    """Every node of every rule with its path and the unit that it speaks of, also of the rules about another unit."""
    for path, root in roots(defn):
        yield from _beneath(root, path, unit_of(defn))


def _beneath(root: Node, path: str, unit: Unit) -> Iterator[tuple[str, Node, Unit]]:
    for step, node in walk(root, path):
        yield step, node, unit
        if isinstance(node, Across) and node.where is not None:
            yield from _beneath(node.where, f"{step}.where", node.inside)


def depends_on(defn: Definition, known: Mapping[str, Definition] | None = None) -> Depends:
    """What the definition reads itself; with `known`, also what the definitions that it refers to read."""
    found = Depends()
    for _, node in nodes(defn):
        found |= reads(node)
    for slug in sorted({owner(member) for member in found.members} & set(known or {})):
        others = {k: v for k, v in (known or {}).items() if k != slug}
        read = depends_on((known or {})[slug], others)
        found |= read if unit_of((known or {})[slug]) == unit_of(defn) else _seen_from(read, unit_of(defn))
    return found


def owner(reference: str) -> str:
    """The definition that a reference such as `rfm/champions` names."""
    return reference.split("/", 1)[0]


def references(defn: Definition) -> tuple[str, ...]:
    """Slugs of the definitions that this one refers to, sorted."""
    return tuple(sorted({owner(node.member) for _, node, _ in everywhere(defn) if isinstance(node, Member)}))


def fields_read(node: Node) -> tuple[str, ...]:
    """The fields that a condition compares, or that a rank orders or groups by; none for other nodes."""
    match node:
        case Property():
            return (node.property,) if node.other is None else (node.property, node.other)
        case Rank():
            return fields_read(node.by) if node.per is None else (*fields_read(node.by), node.per)
        case _:
            return ()


def reads(node: Node) -> Depends:
    """What one condition reads; of a group nothing, of a condition on another unit all that its rule reads."""
    match node:
        case Property():
            names = fields_read(node)
            return Depends(fields=frozenset(names), clock="age" in names)
        case Near():
            return Depends(fields=frozenset({"postcode"}))
        case Event() | Chain() | Overdue() | Seasonal():
            return _of_rows(node)
        case Recency():
            return Depends(events=frozenset({node.recency}), clock=True)
        case Dates():
            fixed = not node.anniversary and (node.window.since is not None or node.window.until is not None)
            return Depends(fields=frozenset({node.date}), clock=not fixed)
        case Member() | Across():
            return _of_others(node)
        case Consent():
            return Depends(consents=frozenset({(node.consent, node.purpose)}))
        case Rank():
            per = Depends(fields=frozenset({node.per} if node.per else ()), others=True)
            return reads(node.by) | per
        case AllOf() | AnyOf() | NoneOf() | Not():
            return Depends()
        case _:
            return _of_person(node)


def _of_others(node: Member | Across) -> Depends:
    """What the rule inside reads, seen from outside: other people's rows and who is joined to which company."""
    if isinstance(node, Member):
        return Depends(members=frozenset({node.member}))
    read = Depends(tables=frozenset({"contacts"}), others=True)
    for _, inner in walk(node.where) if node.where is not None else ():
        read |= _seen_from(reads(inner), node.outside)
    return read


def _seen_from(read: Depends, unit: Unit) -> Depends:
    """What a rule of the other unit reads, as a rule of this one does."""
    other: Unit = "accounts" if unit == "customers" else "customers"
    own = frozenset(field for side, field in read.beyond if side == unit)
    beyond = frozenset((other, field) for field in read.fields) | read.beyond - {(unit, field) for field in own}
    return replace(read, fields=own, beyond=beyond, others=True)


def _moves(window: Window | None) -> bool:
    """Whether time alone moves the bounds of a window."""
    return window is not None and window.since is None and window.until is None


def _of_person(node: PersonLeaf) -> Depends:
    match node:
        case Bucket():
            return Depends(fields=frozenset({"external_id"}))
        case Sample():
            return Depends(fields=frozenset({"external_id"}), others=True)
        case Joined():
            return Depends(members=frozenset({node.member}), tables=frozenset({"runs"}), clock=_moves(node.window))
        case Changed():
            history = frozenset({"customer_changes"})
            return Depends(fields=frozenset({node.changed}), tables=history, clock=_moves(node.window))
        case Score():
            return Depends(tables=frozenset({"scores"}))
        case Experiment():
            return Depends(tables=frozenset({"exposures"}))
        case Stated():
            said = frozenset({(node.stated, node.purpose)})
            return Depends(consents=said, clock=_moves(node.window))
        case Suppressed():
            field = frozenset({ADDRESS_FIELDS[node.suppressed]})
            return Depends(fields=field, tables=frozenset({"suppressions"}), clock=_moves(node.window))
        case Reach():
            return _of_reach(node)
        case _:
            assert_never(node)


def _of_reach(node: Reach) -> Depends:
    """A mailbox may be shared, so that another person's refusal counts."""
    bought = frozenset({"order"}) if "existing_customer" in GROUNDS[node.reach] else frozenset[str]()
    return Depends(
        fields=frozenset({ADDRESS_FIELDS[node.reach]}),
        events=bought,
        consents=frozenset({(node.reach, node.purpose)}),
        tables=frozenset({"suppressions", "contacts", "accounts"}),
        others=True,
    )


def _of_rows(node: Event | RowsLeaf) -> Depends:
    if isinstance(node, Overdue):
        return Depends(events=frozenset({node.overdue}), clock=True)
    if isinstance(node, Seasonal):
        return Depends(events=frozenset({node.seasonal}))
    # without a window or with fixed dates only new rows change the truth, unless it waits for something not to happen
    moving = _moves(node.window)
    if isinstance(node, Event):
        asked = frozenset((one.consent, one.purpose) for one in refusals(node))
        return Depends(events=frozenset({node.event}), consents=asked, clock=moving)
    return Depends(events=frozenset(step.event for step in node.steps), clock=moving or node.waits)


def evaluation_order(wanted: Mapping[str, Definition], known: Mapping[str, Definition]) -> list[str]:
    """Slugs of the wanted definitions and of all that they refer to, each after those that it refers to.

    Raises ValueError for a cycle (its path in the message) and KeyError for a slug that is not known.
    """
    everything = {**known, **wanted}
    done: list[str] = []

    def visit(slug: str, path: tuple[str, ...]) -> None:
        if slug in path:
            raise ValueError(" -> ".join((*path[path.index(slug) :], slug)))
        if slug in done:
            return
        for reference in references(everything[slug]):
            visit(reference, (*path, slug))
        done.append(slug)

    for slug in wanted:
        visit(slug, ())
    return done
