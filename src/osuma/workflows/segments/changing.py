"""What has changed in a segment between two days: who came, who left, and by which condition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.explain import Cause, ExplainContext, explain_change, explain_node, numbers
from osuma.engine.segments.explain.change import Direction
from osuma.engine.segments.rule import Definition, Unit, unit_of
from osuma.engine.segments.timeless import timeless
from osuma.engine.segments.turning import leaves
from osuma.store.membership import history
from osuma.store.membership.history import Person, Point
from osuma.workflows.asking.instants import resolve, was_current
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments import contexts
from osuma.workflows.segments.causes import Because, Then, causes
from osuma.workflows.segments.definitions import known, named, vocabulary
from osuma.workflows.segments.evaluating import over_companies
from osuma.workflows.segments.recalling import day_of, newest_run, run_at
from osuma.workflows.segments.sized import sized

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

#: Causes that a run stored because they are not what people did.
_APART = ("definition", "merge", "first")


@dataclass(frozen=True)
class _Moved:
    """One stored key that came in or left. stored: the cause that the last run to move it kept."""

    key: int
    direction: Direction
    stored: str


@verb("segments.changes")
def changes(session: Session, slug: str, from_: str, to: str | None = None, people: bool = False) -> dict[str, Any]:
    """Who came into a stored segment or class and who left between two days, and why.

    The two states are as they were known: of the last runs not later than the days. A cause that lies with the
    definition or with joined people is the one that was stored; what people did is told by today's rule and data at
    the two instants, condition by condition; so is what became of companies. to: the newest run where it is not
    given. people: list them.
    """
    from osuma.catalog import audit

    defn = named(session, slug)
    klass = slug.partition("/")[2] or None
    with session.warehouse.reader() as con:
        first = run_at(session, con, slug, from_)
        last = newest_run(con, slug) if to is None else run_at(session, con, slug, to)
        _refuse_backwards(first, last)
        moved = _moved(history.moves(con, slug, first.run_id, last.run_id), *_between(con, slug, first, last))
        today = history.today(con, [one.key for one in moved], unit_of(defn))
    why = _why(session, defn, klass, moved, today, first, last)
    audit.record(session.workspace, session.who, "segments.changes", {"slug": slug, "count": len(moved)})
    context = contexts.of_names(session, resolve(session, to), known(session, defn))
    context = replace(context, unit=unit_of(defn))
    return {
        "slug": slug,
        "from": _point(session, first),
        "to": _point(session, last),
        **{direction: sum(one.direction == direction for one in moved) for direction in ("entered", "left")},
        "causes": [_plain(cause) for cause in _counted(moved, why)],
        "conditions": _conditions(defn, moved, why, context),
        "not_compared": [
            {"path": one.path, "field": one.field}
            for one in timeless(defn, known(session, defn), vocabulary(session))
        ],
        **({"people": _people(moved, why, today)} if people else {}),
        "sentences": [words.plain() for words in _said(session, defn, first, last, moved, why, context)],
    }


def _between(con: Any, slug: str, first: Point, last: Point) -> tuple[list[int], list[int]]:
    return history.between(con, slug, first.run_id, last.run_id)


def _moved(moves: list[history.Move], entered: list[int], left: list[int]) -> list[_Moved]:
    stored = {move.unit_key: move.cause for move in moves}  # oldest first: the last one is kept
    came = [_Moved(key, "entered", stored.get(key, "behaviour")) for key in entered]
    return [*came, *(_Moved(key, "left", stored.get(key, "behaviour")) for key in left)]


def _why(
    session: Session,
    defn: Definition,
    klass: str | None,
    moved: list[_Moved],
    today: Mapping[int, Person],
    first: Point,
    last: Point,
) -> dict[int, Because]:
    """The cause of every move, by stored key."""
    asked = {one.key: today[one.key].customer_key for one in moved if one.stored not in _APART and one.key in today}
    found = (
        causes(session, defn, klass, set(asked.values()), _then(session, first), _then(session, last))
        if asked
        else {}
    )
    why = {one.key: Because(one.stored if one.stored in _APART else "behaviour") for one in moved}  # type: ignore[arg-type]  # one of _APART
    return why | {key: found[person] for key, person in asked.items()}


def _then(session: Session, point: Point) -> Then:
    """What a run read: the fields of people as they were at its instant, or as known when that was the present."""
    current = was_current(session.warehouse, point.as_of, point.committed_at, session.zone)
    return Then(point.as_of, point.committed_at if current else point.as_of)


def _counted(moved: list[_Moved], why: Mapping[int, Because]) -> list[Cause]:
    """Causes with their numbers, the commonest first; each person is in one."""
    counted = Counter((one.direction, replace(why[one.key], paths=())) for one in moved)
    return [
        Cause(
            because.code,
            n,
            direction,
            because.event if because.code in ("window", "lapsed", "event") else None,
            because.duration,
            because.field,
            because.member,
        )
        for (direction, because), n in counted.most_common()
    ]


def _conditions(
    defn: Definition, moved: list[_Moved], why: Mapping[int, Because], context: ExplainContext
) -> list[dict[str, Any]]:
    """Every condition by which somebody came or left; a person may be with several."""
    counted = Counter((path, one.direction) for one in moved for path in why[one.key].paths)
    return [
        {
            "path": path,
            **explain_node(leaf, context).short.plain(),
            "entered": counted[path, "entered"],
            "left": counted[path, "left"],
        }
        for path, leaf in leaves(defn).items()
        if counted[path, "entered"] or counted[path, "left"]
    ]


def _people(moved: list[_Moved], why: Mapping[int, Because], today: Mapping[int, Person]) -> list[dict[str, Any]]:
    """Those who have a record, by id."""
    listed = [
        {
            "customer": today[one.key].external_id,
            "direction": one.direction,
            "cause": why[one.key].code,
            "conditions": list(why[one.key].paths),
        }
        for one in moved
        if one.key in today
    ]
    return sorted(listed, key=lambda row: (str(row["direction"]), str(row["customer"])))


def _said(
    session: Session,
    defn: Definition,
    first: Point,
    last: Point,
    moved: list[_Moved],
    why: Mapping[int, Because],
    context: ExplainContext,
) -> list[Words]:
    came = sum(one.direction == "entered" for one in moved)
    since, until = day_of(session, first.as_of), day_of(session, last.as_of)
    unit: Unit = "accounts" if over_companies(defn) else "customers"
    old, new = sized(first.members, unit), sized(last.members, unit)
    start, end = numbers.day(since), numbers.day(until)
    compared = Words(
        f"Verrattu: {start.fi} ({old.fi}) ja {end.fi} ({new.fi}).",
        f"Compared: {start.en} ({old.en}) and {end.en} ({new.en}).",
    )
    return [compared, *explain_change(came, len(moved) - came, since, _counted(moved, why), context)]


def _point(session: Session, point: Point) -> dict[str, Any]:
    return {"run_id": point.run_id, "as_of": day_of(session, point.as_of).isoformat(), "count": point.members}


def _plain(cause: Cause) -> dict[str, Any]:
    named = {"event": cause.event, "field": cause.field, "member": cause.member}
    told = {name: value for name, value in named.items() if value is not None}
    return {"direction": cause.direction, "code": cause.code, "n": cause.n, **told}


def _refuse_backwards(first: Point, last: Point) -> None:
    if last.as_of < first.as_of or last.run_id < first.run_id:
        raise Misuse(
            Words(
                "Jälkimmäinen päivä on ennen aiempaa, tai sen tilanne laskettiin ensin. Anna --from ja --to niin, "
                "että --from on aiempi.",
                "The later day is before the earlier one, or its state was computed first. Give --from and --to so "
                "that --from is the earlier.",
            ),
            "backwards",
        )
