"""Why one person is in a segment or not, and in which class of a partition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.depends import depends_on, nodes, roots
from osuma.engine.segments.explain import ExplainContext, PersonFacts, Truth, explain_person, leaves_at
from osuma.engine.segments.explain.leaving import Leaving
from osuma.engine.segments.explain.person import PersonExplanation
from osuma.engine.segments.inferred import reads_areas
from osuma.engine.segments.interpret import Judge
from osuma.engine.segments.interpret.rows import Facts
from osuma.engine.segments.rule import (
    Across,
    AllOf,
    AnyOf,
    Definition,
    NoneOf,
    Not,
    Partition,
    Reach,
    Segment,
    walk,
)
from osuma.engine.segments.witness import Witness, witness
from osuma.store.evaluation.evaluate import FLAGS
from osuma.store.membership import runs as membership
from osuma.workflows.asking.options import language_settings
from osuma.workflows.people.person import companies_of, key_of, with_companies, world_of
from osuma.workflows.segments.asked import from_area
from osuma.workflows.segments.definitions import known, vocabulary
from osuma.workflows.segments.evaluating import Run, conditions_of, evaluated
from osuma.workflows.segments.why_class import Told, in_partition, told_words

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

FROM_AREA = Words(
    "Päätelty asuinalueesta: tämä ei ole tieto hänestä eikä hänen taloudestaan.",
    "Inferred from the area: this is not personal data about them or their household.",
)


def person(
    session: Session, defn: Definition, as_of: str | None, context: ExplainContext, customer: str, klass: str = ""
) -> Told:
    """Why the person is in the segment or not: a few sentences, and every condition with what is behind it.

    klass: the class of a partition that is asked for; without it the class that the person is in is told.
    """
    if not isinstance(defn, Partition):
        return _of_segment(session, defn, as_of, context, customer)
    with evaluated(session, [defn], as_of) as run:
        index = truth_at(run, run.evaluation.columns[defn.slug], _key_of(run, customer))
    told = in_partition(
        defn, index, klass, lambda rule: _of_segment(session, rule, as_of, context, customer, leaves=False)
    )
    return {"customer": customer, **told}


def _of_segment(
    session: Session,
    defn: Segment,
    as_of: str | None,
    context: ExplainContext,
    customer: str,
    *,
    leaves: bool = True,
) -> Told:
    with conditions_of(session, defn, as_of) as run:
        key = _key_of(run, customer)
        across = any(isinstance(node, Across) for _, node in nodes(defn))
        con = run.evaluation.con
        world = with_companies(con, companies_of(con, key), key) if across else world_of(con, key)
        who = world["customers"][0]
        judge = _judge(session, run, defn, world, run.as_of.instant)
        truths = truths_of(run, defn, key, judge, who)
        member = truth_at(run, run.evaluation.columns[defn.slug], key) == 1
        departure = _leaving(session, run, defn, world, judge) if leaves and member else None
    facts = PersonFacts(
        name=_name(who), member=member, truths=truths, since=since_of(session, defn.slug, key), leaves=departure
    )
    found = explain_person(defn, facts, context)
    by_area = member and reads_areas(defn, vocabulary(session)) and key in from_area(session, defn, as_of)
    return {
        "customer": customer,
        "member": member,
        "from_area": by_area,
        **told_words(*found.sentences, *((FROM_AREA,) if by_area else ())),
        "conditions": conditions_told(found),
        "leaves_at": departure.at.isoformat() if departure else None,
    }


def conditions_told(found: PersonExplanation) -> list[Told]:
    """Every condition with its truth and what is behind it."""
    return [
        {
            "path": reason.path,
            "truth": {1: True, 0: False}.get(reason.value),
            "decides": reason.decides,
            "fi": f"{reason.condition.fi}: {reason.because.fi}",
            "en": f"{reason.condition.en}: {reason.because.en}",
        }
        for reason in found.reasons
    ]


def _judge(session: Session, run: Run, defn: Segment, world: Mapping[str, Any], instant: datetime) -> Judge:
    facts = Facts(world, language_settings(session.workspace), instant, run.as_of.current)
    return Judge(facts, known(session, defn))


def _leaving(session: Session, run: Run, defn: Segment, world: Mapping[str, Any], judge: Judge) -> Leaving | None:
    """When a member leaves by the clock alone; None where it depends on other people, or never."""
    definitions = known(session, defn)
    if depends_on(defn, definitions).others:
        return None
    who = world["customers"][0]

    def is_member(instant: datetime) -> bool:
        return _judge(session, run, defn, world, instant).holds(defn.where, who) is True

    return leaves_at(
        defn,
        is_member,
        as_of=run.as_of.instant,
        zone=session.zone,
        rows={name: judge.facts.events(who, name) for name in vocabulary(session).events},
        dates={n: v for n, v in who.items() if isinstance(v, date) and not isinstance(v, datetime)},
        known=definitions,
        fiscal_year_start_month=language_settings(session.workspace).fiscal_year_start_month,
    )


def truths_of(run: Run, defn: Segment, key: int, judge: Judge, person: Mapping[str, Any]) -> dict[str, Truth]:
    """Every condition of the definition for one person: its truth as evaluated, and what is behind it."""
    found = {}
    for root_path, root in roots(defn):
        for path, node in walk(root, root_path):
            if path not in run.paths or ".among" in path:
                continue
            value = truth_at(run, run.paths[path], key)
            if isinstance(node, AllOf | AnyOf | NoneOf | Not):
                found[path] = Truth(value)
            else:
                seen = witness(node, person, judge)
                if isinstance(node, Reach):
                    # others may share the address, so that the person's own rows do not tell
                    seen = Witness(_fate_at(run, run.paths[f"{path}="], key))
                found[path] = Truth(value, seen.figure, seen.rows)
    return found


def truth_at(run: Run, column: str, key: int) -> int:
    rows = run.evaluation.con.execute(f"SELECT {column} FROM {FLAGS} WHERE customer_key = ?", [key]).fetchall()
    return int(rows[0][0])


def _fate_at(run: Run, column: str, key: int) -> str:
    rows = run.evaluation.con.execute(f"SELECT {column} FROM {FLAGS} WHERE customer_key = ?", [key]).fetchall()
    return str(rows[0][0])


def _key_of(run: Run, customer: str) -> int:
    con = run.evaluation.con
    key = key_of(con, customer)
    if not con.execute(f"SELECT 1 FROM {FLAGS} WHERE customer_key = ?", [key]).fetchall():
        raise Misuse(
            Words(
                fi=f"Asiakas ”{customer}” on erillään luvuista (oma työntekijä, testi tai ei henkilö).",
                en=f"Customer “{customer}” is outside the counts (an employee, a test, or no person).",
            ),
            "set_apart",
        )
    return key


def since_of(session: Session, slug: str, key: int) -> datetime | None:
    with session.warehouse.reader() as con:
        found = membership.since(con, slug, key)
    return None if found is None else found.replace(tzinfo=UTC)


def _name(person: Mapping[str, Any]) -> str:
    names = " ".join(str(person[n]) for n in ("first_name", "last_name") if person[n])
    return names or str(person["full_name"] or person["external_id"])
