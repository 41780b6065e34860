"""Who would come and go: the definitions as they are and as they would be, evaluated together at one instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.segments.depends import references
from osuma.engine.segments.renamed import renamed
from osuma.engine.segments.rule import Definition, Segment, Unit, unit_of
from osuma.store.evaluation.evaluate import Flags
from osuma.workflows.asking.instants import AsOf
from osuma.workflows.segments.as_code.changes import Changes, touched
from osuma.workflows.segments.definitions import mistakes_of, titles_of
from osuma.workflows.segments.evaluating import areas_of, evaluated, over_areas

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

#: No slug can hold this, so that a definition as it is now has a name of its own beside the one that it gets.
NOW = "?now"


@dataclass(frozen=True)
class Effect:
    """Members of a definition or of a class now and then; now is None where it is new or cannot be evaluated, then
    where it would be archived or cannot. refers_to: the changed definitions that change it, where it is not one."""

    slug: str
    unit: str
    now: int | None
    then: int | None
    entered: int
    left: int
    unknown_now: int | None = None
    unknown_then: int | None = None
    refers_to: tuple[str, ...] = ()


def effects(session: Session, changes: Changes, at: AsOf, *, new: bool = True) -> list[dict[str, Any]]:
    """One row for each definition whose members may change, and each class of a partition. new: new ones too.

    name: what it is called, a class under its partition; null of one that is not known any more.
    """
    changed = {one.slug for one in changes.of("rule", "archived", *(("new",) if new else ()))}
    before = {slug: changes.old[slug] for slug in sorted(touched(changed, changes.old))}
    after = {slug: changes.new[slug] for slug in sorted(touched(changed, changes.new))}
    if not before and not after:
        return []
    as_now = {slug: f"{slug}{NOW}" for slug in before}
    then = _sound(session, after, changes.new)
    now = {slug: renamed(defn, as_now) for slug, defn in _sound(session, before, changes.old).items()}
    found = [one for unit in _COUNTED for one in _of_rows(session, unit, now, then, changes, at)]
    found += _of_areas(session, now, then, changes, at)
    causes = _causes(changed, changes)
    names = titles_of({**changes.old, **changes.new})
    return [
        asdict(one) | {"refers_to": causes.get(one.slug.partition("/")[0], []), "name": _called(one.slug, names)}
        for one in found
    ]


def _called(slug: str, names: Mapping[str, Words]) -> dict[str, str] | None:
    name, _, klass = slug.partition("/")
    if slug not in names or not klass:
        return names[slug].plain() if slug in names else None
    return Words(f"{names[name].fi}: {names[slug].fi}", f"{names[name].en}: {names[slug].en}").plain()


def _causes(changed: set[str], changes: Changes) -> dict[str, list[str]]:
    """Of definitions that do not change themselves: the ones that they refer to and that change, or are changed."""
    moved = touched(changed, changes.old) | touched(changed, changes.new)
    everything = {**changes.old, **changes.new}
    return {slug: sorted(set(references(everything[slug])) & moved) for slug in moved - changed}


def _sound(session: Session, wanted: dict[str, Definition], known: dict[str, Definition]) -> dict[str, Definition]:
    """Those that can be evaluated: what was stored may name what is not there any more."""
    if not mistakes_of(session, wanted.values(), known):
        return wanted
    bad = {slug for slug, defn in known.items() if mistakes_of(session, [defn], known)}
    return {slug: defn for slug, defn in wanted.items() if slug not in touched(bad, known)}


#: Units whose members are the rows of one plan each.
_COUNTED: tuple[Unit, ...] = ("customers", "accounts")


def _of_rows(
    session: Session,
    unit: Unit,
    now: dict[str, Definition],
    then: dict[str, Definition],
    changes: Changes,
    at: AsOf,
) -> list[Effect]:
    asked = [defn for defn in (*now.values(), *then.values()) if unit_of(defn) == unit]
    if not asked:
        return []
    with evaluated(session, asked, at.text, changes.new) as run:
        flags = run.evaluation
        slugs = dict.fromkeys(_bare(name) for name in flags.slugs)
        return [_compared(flags, slug) for slug in sorted(slugs)]


def _compared(flags: Flags, slug: str) -> Effect:
    name, _, klass = slug.partition("/")
    was = f"{name}{NOW}" + (f"/{klass}" if klass else "")
    old, new = (flags.where(one) if one in flags.columns else "1 = 0" for one in (was, slug))
    entered, left = flags.tally([f"{new} AND NOT ({old})", f"{old} AND NOT ({new})"])
    before, after = flags.counts.get(was), flags.counts.get(slug)
    return Effect(
        slug=slug,
        unit=flags.unit,
        now=None if before is None else before.members,
        then=None if after is None else after.members,
        entered=entered,
        left=left,
        unknown_now=None if before is None else before.unknown,
        unknown_then=None if after is None else after.unknown,
    )


def _of_areas(
    session: Session, now: dict[str, Definition], then: dict[str, Definition], changes: Changes, at: AsOf
) -> list[Effect]:
    asked = (*now.values(), *then.values())
    world = {**changes.new, **{one.slug: one for one in asked}}
    listed = {one.slug: one for one in asked if isinstance(one, Segment) and over_areas(one)}
    answers = {slug: areas_of(session, defn, at.text, world) for slug, defn in listed.items()}
    found = []
    for slug in sorted({_bare(name) for name in listed}):
        before, after = answers.get(f"{slug}{NOW}"), answers.get(slug)
        old, new = (set(one.members) if one is not None else set() for one in (before, after))
        found.append(
            Effect(
                slug=slug,
                unit="areas",
                now=None if before is None else len(old),
                then=None if after is None else len(new),
                entered=len(new - old),
                left=len(old - new),
                unknown_now=None if before is None else len(before.unknown),
                unknown_then=None if after is None else len(after.unknown),
            )
        )
    return found


def _bare(name: str) -> str:
    return name.replace(NOW, "")
