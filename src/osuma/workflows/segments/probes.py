"""What is counted beside the definitions, each condition once, as small segments of the same plan.

Explanations need how many people each condition holds for, waterfalls what each one removes, the RFM grid who is in
which fifth. All of it is asked in the one evaluation of the stored definitions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from osuma.engine.segments.depends import roots
from osuma.engine.segments.rule import (
    AllOf,
    AnyOf,
    Chain,
    Definition,
    Event,
    Node,
    NoneOf,
    Not,
    Rank,
    Reach,
    Segment,
    Unit,
    Unknown,
    unit_of,
    walk,
)

#: Larger than any base: a rank's first so many are everybody whom it ranks.
EVERYBODY = 2**40


@dataclass
class Probes:
    """Conditions by their slugs in the plan; no stored definition can be called so, for `?` is in no slug."""

    slugs: dict[Node, str] = field(default_factory=dict)
    unit: Unit = "customers"

    def add(self, node: Node) -> str:
        """The slug under which people are counted for whom the condition is true."""
        return self.slugs.setdefault(node, f"?{len(self.slugs)}")

    @property
    def definitions(self) -> list[Segment]:
        """The conditions as segments."""
        return [Segment(slug, node, of=self.unit) for node, slug in self.slugs.items()]


def probes_of(definitions: Iterable[Definition]) -> Probes:
    """Everything that explanations and waterfalls count of definitions, all of one unit."""
    asked = list(definitions)
    found = Probes(unit=unit_of(asked[0]) if asked else "customers")
    for defn in asked:
        if isinstance(defn, Segment):
            for part in conjuncts(defn.where):
                found.add(part)
        for path, root in roots(defn):
            for _, node in walk(root, path):
                for counted in (bare(node), never(node), ranked(node), pending(node)):
                    if counted is not None:
                        found.add(counted)
    return found


def brief_probes_of(definitions: Iterable[Definition]) -> Probes:
    """What rules count that are told on one line each: whom a permission lets in by the one ground that it names."""
    found = Probes()
    for defn in definitions:
        for path, root in roots(defn):
            for _, node in walk(root, path):
                if isinstance(node, Reach) and len(node.grounds) == 1:
                    found.add(replace(node, unknown=Unknown.KEEP))
    return found


def conjuncts(node: Node) -> tuple[Node, ...]:
    """Conditions that must all hold, which together mean the same as the node; one where it has no such parts."""
    match node:
        case AllOf(children) if children:
            return tuple(part for child in children for part in conjuncts(child))
        case NoneOf(children) | Not(AnyOf(children)) if children:
            return tuple(part for child in children for part in conjuncts(Not(child)))
        case Not(Not(inner)):
            return conjuncts(inner)
        case _:
            return (node,)


def bare(node: Node) -> Node | None:
    """A leaf before its own `unknown`; None for groups."""
    return None if isinstance(node, AllOf | AnyOf | NoneOf | Not) else replace(node, unknown=Unknown.KEEP)


def pending(node: Node) -> Node | None:
    """Those who are in a sequence but for the time that has still to pass; None for everything else."""
    if not isinstance(node, Chain) or not node.waits:
        return None
    plain = replace(node, unknown=Unknown.KEEP, so_far=False)
    return AllOf((replace(plain, so_far=True), Not(plain)))


def never(node: Node) -> Node | None:
    """True for those who never did such a thing, whenever it had been; None where the node is no event."""
    return NoneOf((Event(node.event, node.where),)) if isinstance(node, Event) else None


def ranked(node: Node) -> Node | None:
    """True for those whom a rank compares; None where the node is no rank."""
    if not isinstance(node, Rank):
        return None
    return Rank(node.by, node.order, n=EVERYBODY, among=node.among, per=node.per)
