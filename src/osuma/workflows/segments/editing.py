"""A definition while it is being edited: how many, what each condition does, what to beware of, whom it shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Refused, Words
from osuma.engine.segments.depends import depends_on, owner, references
from osuma.engine.segments.explain import Counts, ExplainContext, Explanation, explain
from osuma.engine.segments.inferred import reads_areas
from osuma.engine.segments.rule import AllOf, AnyOf, Definition, NoneOf, Partition, Segment
from osuma.reporting.numbers import number, percent
from osuma.store.dialect import identifier
from osuma.store.evaluation.evaluate import Evaluation, NotComputed
from osuma.store.membership import history
from osuma.workflows.asking.known_settings import value
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments import contexts, staleness
from osuma.workflows.segments.asked import audited
from osuma.workflows.segments.counting import admitted_as_unknown, condition_counts
from osuma.workflows.segments.definitions import known, read, stored, titles_of, vocabulary
from osuma.workflows.segments.evaluating import Run, areas_of, conditions_of, over_areas, over_people
from osuma.workflows.segments.health import sentences
from osuma.workflows.segments.health.guards import MANY_UNKNOWN_PERCENT, Code

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

#: What a guard rail finds of a kept segment, by what is warned of while it is edited.
GUARDED: Mapping[str, Code] = {
    "too_small": "too_small",
    "too_broad": "too_broad",
    "demographics_only": "demographics_only",
    "unknowns": "unknowns",
    "never_did": "never_buyers",
}
#: Segments that share most with what is edited.
NEAREST = 5


@dataclass(frozen=True)
class Warned:
    """Something to beware of. path: of the condition that it is about, empty where it is about the whole.

    As it is told, guard is the guard rail that will find the same of the kept segment, and that may be said to be on
    purpose; None where none does.
    """

    path: str
    code: str
    said: Words
    way_out: Words | None = None

    def plain(self) -> dict[str, Any]:
        way = None if self.way_out is None else self.way_out.plain()
        guard = GUARDED.get(self.code)
        return {"path": self.path, "code": self.code, "guard": guard, **self.said.plain(), "way_out": way}


@verb("segments.live")
def live(session: Session, text: str, as_of: str | None = None) -> dict[str, Any]:
    """What a text that is being edited means: either its mistakes, each with its path, or the numbers.

    conditions: by path, for how many each holds, does not and is not known, and in short; of what must hold together
    also left (after it and those before it) and removed (who would be in but for it); of what may each suffice,
    brought (who is in by it alone); admitted, the members of whom it is not known. classes: of a partition, by path,
    how many are in each and how many would be but for an earlier class (taken). sentences: the whole in both
    languages; actions: one-click changes by path. warnings: beside the row (path) or of the whole. overlap: stored
    segments that share most people with it.
    """
    try:
        defn = read(session, text, None)
    except Refused as refused:
        return _wrong(refused)
    if over_areas(defn):
        return _of_areas(session, defn, as_of)
    try:
        with conditions_of(session, defn, as_of) as run:
            found = _counted(session, defn, run)
    except NotComputed as refused:
        return _wrong(refused)
    audited(session, "segments.live", defn.slug, found)
    return found


def _wrong(refused: Refused) -> dict[str, Any]:
    return {"mistakes": [{"where": m.where, "code": m.code, **m.what.plain()} for m in refused.mistakes]}


@verb("segments.used")
def used(session: Session, slug: str) -> dict[str, Any]:
    """Where a stored definition is used: the definitions that refer to it, and what was handed out of it."""
    from osuma.catalog import exports

    known_ = stored(session)
    titles = titles_of(known_)
    users = [one for one, defn in known_.items() if slug in {owner(name) for name in references(defn)}]
    lists = [one for one in exports.list_(session.workspace) if one.what.partition("/")[0] == slug]
    return {
        "slug": slug,
        "definitions": [{"slug": one, **titles[one].plain()} for one in users],
        "exports": [{"at": one.at.date().isoformat(), "rows": one.rows, "who": one.who} for one in lists],
    }


def _counted(session: Session, defn: Definition, run: Run) -> dict[str, Any]:
    counts = run.evaluation.counts[defn.slug]
    conditions: dict[str, dict[str, Any]] = {
        one.pop("path"): one for one in condition_counts(run.evaluation, run.paths)
    }
    if isinstance(defn, Segment):
        for path, told in _steps(run.evaluation, defn, run.paths):
            conditions.setdefault(path, {}).update(told)
        for path, n in admitted_as_unknown(run.evaluation, defn, run.paths).items():
            conditions.setdefault(path, {})["admitted"] = n
    context = _context(session, defn, run, conditions)
    said = explain(defn, context)
    for one in (inner for body in said.body for inner in body.walk()):
        if one.path in conditions:
            conditions[one.path] |= {**one.short.plain(), "actions": _actions(one.actions)}
    warned = list(_warnings(session, defn, run, conditions))
    return {
        "mistakes": [],
        "count": counts.members,
        "unknown": counts.unknown,
        "base": run.evaluation.base,
        "unit": run.evaluation.unit,
        "as_of": run.as_of.text,
        "data_end": None if run.as_of.data_end is None else run.as_of.data_end.isoformat(),
        "conditions": conditions,
        "classes": dict(_classes(defn, run)),
        "sentences": _sentences(said),
        "warnings": [one.plain() for one in warned] + _stale(session, defn, run),
        "overlap": _overlap(session, defn, run),
    }


def _sentences(said: Explanation) -> dict[str, list[str]]:
    return {language: said.text(language).split("\n") for language in ("fi", "en")}


def _actions(actions: Any) -> list[dict[str, Any]]:
    return [{"code": one.code, **one.label.plain()} for one in actions]


def _context(session: Session, defn: Definition, run: Run, conditions: Mapping[str, Any]) -> ExplainContext:
    known_ = known(session, defn)
    counted = {
        path: Counts(true=one["true"], false=one["false"], unknown=one["unknown"])
        for path, one in conditions.items()
        if "true" in one
    }
    with session.warehouse.reader() as con:
        sizes = history.last_sizes(con)
    shared = contexts.of_names(session, run.as_of, known_)
    return replace(shared, counts=counted, sizes=sizes, area_source=contexts.area_source(session))


def _steps(flags: Evaluation, defn: Segment, paths: Mapping[str, str]) -> Iterator[tuple[str, dict[str, int]]]:
    """What each part of the outermost group does, in its order."""
    rule = defn.where
    if not isinstance(rule, AllOf | AnyOf | NoneOf):
        return
    key = {AllOf: "all", AnyOf: "any", NoneOf: "none"}[type(rule)]
    parts = [f"where.{key}[{n}]" for n in range(len(rule.children))]
    holds = 0 if key == "none" else 1
    tests = [f"{identifier(paths[path])} = {holds}" for path in parts]
    asked = []
    for n, test in enumerate(tests):
        others = [one for m, one in enumerate(tests) if m != n]
        if key == "any":
            asked.append(" AND ".join([test, *(f"NOT ({one})" for one in others)]))
        else:
            asked += [" AND ".join(tests[: n + 1]), " AND ".join([f"NOT ({test})", *others])]
    found = flags.tally(asked) if asked else []
    for n, path in enumerate(parts):
        yield path, {"brought": found[n]} if key == "any" else {"left": found[2 * n], "removed": found[2 * n + 1]}


def _classes(defn: Definition, run: Run) -> Iterator[tuple[str, dict[str, int]]]:
    """Of each class of a partition its people, and those whom an earlier one took; of everybody else the people."""
    if not isinstance(defn, Partition):
        return
    flags, base = run.evaluation, run.evaluation.where(defn.slug)
    places = [f"classes[{n}]" for n in range(len(defn.classes))]
    fits = flags.tally([f"{base} AND {identifier(run.paths[f'{place}.where'])} = 1" for place in places])
    for klass, place, n in zip(defn.classes, places, fits, strict=True):
        count = flags.counts[f"{defn.slug}/{klass.slug}"].members
        yield place, {"count": count, "taken": n - count}
    yield "other", {"count": flags.counts[f"{defn.slug}/{defn.other.slug}"].members, "taken": 0}


def _warnings(
    session: Session, defn: Definition, run: Run, conditions: Mapping[str, dict[str, Any]]
) -> Iterator[Warned]:
    n, base = run.evaluation.counts[defn.slug].members, run.evaluation.base
    for path, one in conditions.items():
        yield from _of_condition(path, one, base)
    if isinstance(defn, Partition):
        yield from _of_classes(run, defn)
        return
    if over_people(defn):
        yield from _never_did(conditions)
        reads = depends_on(defn, known(session, defn))
        if reads.fields and not reads.events and n:
            yield Warned("", "demographics_only", *_only_background())
        if reads_areas(defn, vocabulary(session)):
            yield Warned("", "from_area", _from_area())
    least = int(value(session.workspace, "segment_min_size"))
    if n < least:
        yield Warned("", "too_small", *sentences.too_small(n, least))
    elif base and n * 100 > base * int(value(session.workspace, "segment_broad_percent")):
        yield Warned("", "too_broad", *sentences.too_broad(n, base))


def _of_classes(run: Run, defn: Partition) -> Iterator[Warned]:
    """Classes that nobody is in, and why."""
    for path, one in _classes(defn, run):
        if one["count"] == 0 and path != "other":
            yield Warned(path, "empty_class", _ALL_TAKEN if one["taken"] else _NOBODY_FITS)


_ALL_TAKEN = Words(
    "Luokkaan ei jää ketään: aikaisemmat luokat ottavat kaikki, jotka täyttävät ehdot.",
    "Nobody is left for this class: earlier ones take everybody whom the conditions fit.",
)
_NOBODY_FITS = Words("Luokan ehdot eivät sovi keneenkään.", "The conditions of this class fit nobody.")


def _of_condition(path: str, one: Mapping[str, Any], base: int) -> Iterator[Warned]:
    if "true" not in one or not base or not path.endswith("]"):
        return
    if one["unknown"] * 100 > base * MANY_UNKNOWN_PERCENT:
        yield Warned(path, "unknowns", _not_known(one["unknown"], base))
    if one["true"] == 0:
        yield Warned(path, "nobody", Words("Ehto ei pidä paikkaansa kenestäkään.", "This holds for nobody."))
    elif one["true"] == base:
        yield Warned(
            path,
            "everybody",
            Words("Ehto pitää paikkansa kaikista: se ei rajaa ketään.", "This holds for everybody."),
        )


def _never_did(conditions: Mapping[str, dict[str, Any]]) -> Iterator[Warned]:
    for path, one in conditions.items():
        if any(action["code"] == "exclude_never" for action in one.get("actions", ())):
            yield Warned(path, "never_did", _NEVER)


_NEVER = Words(
    "Mukana ovat nekin, jotka eivät ole tehneet sitä koskaan.", "This also takes those who have never done it."
)


def _not_known(n: int, base: int) -> Words:
    return Words(
        f"Tieto puuttuu {number(n, 'fi')} asiakkaalta ({percent(n, base, 'fi', 0)}).",
        f"Not known for {number(n, 'en')} ({percent(n, base, 'en', 0)}).",
    )


def _only_background() -> tuple[Words, Words]:
    return Words(
        "Rajaus perustuu vain taustatietoihin, ei siihen, mitä asiakkaat tekevät.",
        "The rule reads only who people are, not what they do.",
    ), Words("Lisää ehto ostoista, käynneistä tai klikkauksista.", "Add a condition on purchases, visits or clicks.")


def _from_area() -> Words:
    return Words(
        "Aluetieto kuvaa postinumeroaluetta, ei asiakkaan omaa kotitaloutta.",
        "An area figure describes the postcode area, not the customer’s own household.",
    )


def _stale(session: Session, defn: Definition, run: Run) -> list[dict[str, Any]]:
    told = staleness.told(session, defn, run.as_of).get("warnings", [])
    return [
        {"path": "", "code": "stale", "guard": None, "way_out": None, "fi": one["fi"], "en": one["en"]}
        for one in told
    ]


def _overlap(session: Session, defn: Definition, run: Run) -> list[dict[str, Any]]:
    if not isinstance(defn, Segment):
        return []
    others = {
        slug: one
        for slug, one in stored(session).items()
        if isinstance(one, Segment) and one.of == defn.of and slug != defn.slug
    }
    with session.warehouse.reader() as con:
        computed = [slug for slug in history.last_sizes(con) if slug in others]
        sets = session.warehouse.bitmaps.of(con, computed)
    own = run.evaluation.bitmap(defn.slug)
    shared = sorted(((own.intersection_cardinality(one), slug) for slug, one in sets.items()), reverse=True)
    titles = titles_of(others)
    return [
        {"slug": slug, **titles[slug].plain(), "shared": n, "size": len(sets[slug])}
        for n, slug in shared[:NEAREST]
        if n
    ]


def _of_areas(session: Session, defn: Definition, as_of: str | None) -> dict[str, Any]:
    assert isinstance(defn, Segment)  # noqa: S101  only a segment is of areas
    found = areas_of(session, defn, as_of)
    context = contexts.of_names(session, found.as_of, known(session, defn))
    return {
        "mistakes": [],
        "count": len(found.members),
        "unknown": len(found.unknown),
        "base": found.total,
        "unit": "areas",
        "as_of": found.as_of.text,
        "data_end": None if found.as_of.data_end is None else found.as_of.data_end.isoformat(),
        "conditions": {},
        "classes": {},
        "sentences": _sentences(explain(defn, context)),
        "warnings": [],
        "overlap": [],
    }
