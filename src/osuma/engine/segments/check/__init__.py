"""Whether a definition makes sense in a workspace: every mistake at once, with its path and a way out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import get_args

from osuma.engine.errors import Mistake, Words
from osuma.engine.segments.check.accounts import bridge, count_mistakes, misplaced
from osuma.engine.segments.check.leaves import LeafCheck
from osuma.engine.segments.check.people import person
from osuma.engine.segments.check.sequence import sequence_mistakes
from osuma.engine.segments.check.special import special_name
from osuma.engine.segments.depends import everywhere, owner, references
from osuma.engine.segments.mistakes import mistake, unknown_name
from osuma.engine.segments.rule import (
    Across,
    Bucket,
    Chain,
    Changed,
    Dates,
    Definition,
    Event,
    Joined,
    Member,
    Near,
    Node,
    Overdue,
    Partition,
    Property,
    Rank,
    Recency,
    RowsLeaf,
    Sample,
    Score,
    Seasonal,
    Segment,
    Stated,
    Suppressed,
    Unit,
    unit_of,
)
from osuma.engine.tables.special import screen
from osuma.engine.tables.vocabulary import Vocabulary


def check(
    defn: Definition,
    vocabulary: Vocabulary,
    known: Mapping[str, Definition],
    allowed_special: Collection[str] = frozenset(),
) -> list[Mistake]:
    """Every mistake of a parsed definition; empty where it can be evaluated.

    known: the workspace's definitions by slug. allowed_special: names of fields, slugs of definitions and values
    (`value_key`) for which a written basis for special-category data exists.
    """
    leaves = {unit: LeafCheck(vocabulary, unit, allowed_special) for unit in get_args(Unit)}
    found = [*_names(defn, allowed_special), *_classes(defn)]
    for path, node, unit in everywhere(defn):
        found += misplaced(node, path, unit) or _node(node, path, leaves[unit])
    for path, node, unit in everywhere(defn):
        if isinstance(node, Member | Joined):
            found += _member(node, path, unit, {**known, defn.slug: defn})
    found += _cycles(defn, known)
    if isinstance(defn, Segment) and defn.rank_by is not None:
        found += leaves[defn.of].field(defn.rank_by[0], "rank_by.field")[1]
    return found


def _names(defn: Definition, allowed: Collection[str]) -> list[Mistake]:
    """A name that speaks of a special category is refused: names leave the house in files and advertising tools."""
    if defn.slug in allowed:
        return []
    said = [("partition" if isinstance(defn, Partition) else "slug", defn.slug)]
    said += [(f"name.{language}", text) for language, text in defn.name]
    for i, klass in enumerate(defn.classes if isinstance(defn, Partition) else ()):
        said.append((f"classes[{i}].slug", klass.slug))
        said += [(f"classes[{i}].name.{language}", text) for language, text in klass.name]
    return [special_name(where, category) for where, text in said if (category := screen(text)) is not None]


def _classes(defn: Definition) -> list[Mistake]:
    if not isinstance(defn, Partition):
        return []
    slugs = [*(c.slug for c in defn.classes), defn.other.slug]
    return [
        mistake(
            f"classes[{i}].slug" if i < len(defn.classes) else "other.slug",
            "class_twice",
            f"Luokka ”{slug}” on jaossa kahdesti; anna toiselle eri tunnus.",
            f"the class `{slug}` is there twice; give one of them another slug.",
        )
        for i, slug in enumerate(slugs)
        if slug in slugs[:i]
    ]


def _rows(node: RowsLeaf, path: str, leaves: LeafCheck) -> list[Mistake]:
    match node:
        case Chain():
            return sequence_mistakes(node, path, leaves)
        case Overdue():
            return leaves.rows_of(node.overdue, node.where, path, "overdue")
        case Seasonal():
            return leaves.rows_of(node.seasonal, node.where, path, "seasonal")


def _node(node: Node, path: str, leaves: LeafCheck) -> list[Mistake]:
    match node:
        case Property():
            return leaves.property(node, path)
        case Near():
            return []
        case Event():
            return leaves.event(node, path)
        case Recency():
            return leaves.recency(node, path)
        case Dates():
            return leaves.dates(node, path)
        case Rank():
            return leaves.rank(node, path)
        case Chain() | Overdue() | Seasonal():
            return _rows(node, path, leaves)
        case Across(which="count"):
            return count_mistakes(node, path)
        case Bucket() | Sample() | Joined() | Changed() | Score() | Stated() | Suppressed():
            return person(node, path, leaves)
        case _:
            return []


def _member(node: Member | Joined, path: str, unit: Unit, everything: Mapping[str, Definition]) -> list[Mistake]:
    slug, _, klass = node.member.partition("/")
    defn = everything.get(slug)
    where = f"{path}.member"
    if defn is None:
        what = Words(fi="tuntematon segmentti", en="unknown segment")
        return [unknown_name(where, "unknown_segment", what, slug, everything)]
    if unit_of(defn) != unit:
        return [bridge(where, node.member, unit_of(defn), unit)]
    return _class_of(where, defn, klass)


def _class_of(where: str, defn: Definition, klass: str) -> list[Mistake]:
    if not isinstance(defn, Partition):
        if not klass:
            return []
        return [
            mistake(
                where,
                "not_a_partition",
                f"”{defn.slug}” ei ole jako, joten sillä ei ole luokkia; kirjoita vain ”{defn.slug}”.",
                f"`{defn.slug}` is not a partition and has no classes; write just `{defn.slug}`.",
            )
        ]
    slugs = [*(c.slug for c in defn.classes), defn.other.slug]
    if klass in slugs:
        return []
    if not klass:
        return [
            mistake(
                where,
                "class_missing",
                f"”{defn.slug}” on jako; sano, mikä luokka: {', '.join(f'{defn.slug}/{s}' for s in slugs)}.",
                f"`{defn.slug}` is a partition; say which class: {', '.join(f'{defn.slug}/{s}' for s in slugs)}.",
            )
        ]
    return [unknown_name(where, "unknown_class", Words(fi="tuntematon luokka", en="unknown class"), klass, slugs)]


def _cycles(defn: Definition, known: Mapping[str, Definition]) -> list[Mistake]:
    """A reference that leads back to the definition itself; the path is named."""
    everything = {**known, defn.slug: defn}
    seen: set[str] = set()

    def back(slug: str, path: tuple[str, ...]) -> tuple[str, ...] | None:
        for other in references(everything[slug]) if slug in everything else ():
            if other == defn.slug:
                return (*path, other)
            if other not in seen:
                seen.add(other)
                found = back(other, (*path, other))
                if found:
                    return found
        return None

    found = back(defn.slug, (defn.slug,))
    if found is None:
        return []
    where = next(p for p, n, _ in everywhere(defn) if isinstance(n, Member) and owner(n.member) == found[1])
    shown = " → ".join(found)
    return [
        mistake(
            f"{where}.member",
            "cycle",
            f"Segmentit viittaavat toisiinsa kehässä: {shown}. Poista jokin näistä viittauksista.",
            f"segments refer to each other in a circle: {shown}. Remove one of these references.",
        )
    ]
