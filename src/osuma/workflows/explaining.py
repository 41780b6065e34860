"""A definition in words, with its numbers; and why one person is in it or not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.depends import depends_on, roots
from osuma.engine.segments.explain import (
    Counts,
    ExplainContext,
    PersonFacts,
    Truth,
    explain,
    explain_person,
    leaves_at,
)
from osuma.engine.segments.interpret import Judge
from osuma.engine.segments.interpret_rows import Facts
from osuma.engine.segments.rule import AllOf, AnyOf, Definition, NoneOf, Not, Partition, Segment, walk
from osuma.engine.segments.witness import witness
from osuma.ingestion.planning.places import municipality_names
from osuma.store import history, membership
from osuma.store.customers import find
from osuma.store.evaluate import FLAGS
from osuma.workflows.definitions import read, stored, titles_of, vocabulary
from osuma.workflows.evaluating import Run, areas_of, conditions_of
from osuma.workflows.never import never_counts
from osuma.workflows.options import language_settings
from osuma.workflows.person import world_of
from osuma.workflows.segments import audited, condition_counts
from osuma.workflows.verbs import verb

if TYPE_CHECKING:
    from osuma.workflows.session import Session


@verb("segments.explain")
def explain_(
    session: Session,
    text: str | None = None,
    slug: str | None = None,
    as_of: str | None = None,
    customer: str | None = None,
) -> dict[str, Any]:
    """The definition in Finnish and English; with a customer, why this person is in it or not."""
    defn = read(session, text, slug)
    if isinstance(defn, Segment) and defn.of == "areas":
        return _areas(session, defn, as_of)
    with conditions_of(session, defn, as_of) as run:
        context = context_of(session, run, defn)
        found = explain(defn, context)
        told: dict[str, Any] = {
            "sentences": {language: found.text(language).split("\n") for language in ("fi", "en")},
            "tree": found.plain(),
            "as_of": run.as_of.text,
        }
        if customer is not None:
            told["person"] = _person(session, run, defn, context, customer)
    audited(session, "segments.explain", defn, {"as_of": told["as_of"]})
    return told


def context_of(session: Session, run: Run, defn: Definition) -> ExplainContext:
    """Everything that the sentences of one definition may say: numbers, sizes, names."""
    known = {**stored(session), defn.slug: defn}
    with session.warehouse.reader() as con:
        sizes = history.last_sizes(con)
    counts = {
        one["path"]: Counts(true=one["true"], false=one["false"], unknown=one["unknown"])
        for one in condition_counts(run.evaluation, run.paths)
    }
    for path, n in never_counts(run, defn).items():
        counts[path] = Counts(**{**vars(counts[path]), "never": n})
    return ExplainContext(
        as_of=run.as_of.instant,
        zone=session.zone,
        currency=session.workspace.currency,
        vocabulary=vocabulary(session),
        fiscal_year_start_month=language_settings(session.workspace).fiscal_year_start_month,
        counts=counts,
        sizes=sizes,
        titles=titles_of(known),
        code_names={"municipality": municipality_names()},
    )


def _areas(session: Session, defn: Segment, as_of: str | None) -> dict[str, Any]:
    found = areas_of(session, defn, as_of)
    context = ExplainContext(
        as_of=found.as_of.instant,
        zone=session.zone,
        currency=session.workspace.currency,
        vocabulary=vocabulary(session),
        counts={"where": Counts(true=len(found.members), unknown=len(found.unknown))},
    )
    said = explain(defn, context)
    audited(session, "segments.explain", defn, {"as_of": found.as_of.text})
    return {
        "sentences": {language: said.text(language).split("\n") for language in ("fi", "en")},
        "tree": said.plain(),
        "as_of": found.as_of.text,
    }


def _person(session: Session, run: Run, defn: Definition, context: ExplainContext, customer: str) -> dict[str, Any]:
    if isinstance(defn, Partition):
        raise Misuse(
            Words(
                fi="Yhden asiakkaan syyt näytetään segmentistä. Anna segmentti tai jaon luokka omana segmenttinään.",
                en="Why a customer is in is shown of a segment. Give a segment, or a class as a segment of its own.",
            ),
            "partition",
        )
    key = _key_of(run, customer)
    world = world_of(session, key)
    person = world["customers"][0]
    settings = language_settings(session.workspace)
    known = {**stored(session), defn.slug: defn}
    judge = Judge(Facts(world, settings, run.as_of.instant, run.as_of.current), known)
    truths = _truths(run, defn, key, judge, person)
    member = _truth_at(run, run.evaluation.columns[defn.slug], key) == 1

    def is_member(instant: datetime) -> bool:
        later = Judge(Facts(world, settings, instant, run.as_of.current), known)
        return later.holds(defn.where, person) is True

    leaves = None
    if member and not _compares_people(defn, known):
        leaves = leaves_at(
            defn,
            is_member,
            as_of=run.as_of.instant,
            zone=session.zone,
            rows={name: judge.facts.events(person, name) for name in vocabulary(session).events},
            dates={n: v for n, v in person.items() if isinstance(v, date) and not isinstance(v, datetime)},
            known=known,
            fiscal_year_start_month=settings.fiscal_year_start_month,
        )
    facts = PersonFacts(
        name=_name(person), member=member, truths=truths, since=_since(session, defn.slug, key), leaves=leaves
    )
    found = explain_person(defn, facts, context)
    return {
        "customer": customer,
        "member": member,
        "sentences": {"fi": [w.fi for w in found.sentences], "en": [w.en for w in found.sentences]},
        "conditions": [
            {
                "path": reason.path,
                "truth": {1: True, 0: False}.get(reason.value),
                "decides": reason.decides,
                "fi": f"{reason.condition.fi}: {reason.because.fi}",
                "en": f"{reason.condition.en}: {reason.because.en}",
            }
            for reason in found.reasons
        ],
        "leaves_at": leaves.at.isoformat() if leaves else None,
    }


def _truths(run: Run, defn: Segment, key: int, judge: Judge, person: Mapping[str, Any]) -> dict[str, Truth]:
    """Every condition of the definition for one person: its truth as evaluated, and what is behind it."""
    found = {}
    for root_path, root in roots(defn):
        for path, node in walk(root, root_path):
            if path not in run.paths or ".among" in path:
                continue
            value = _truth_at(run, run.paths[path], key)
            if isinstance(node, AllOf | AnyOf | NoneOf | Not):
                found[path] = Truth(value)
            else:
                seen = witness(node, person, judge)
                found[path] = Truth(value, seen.figure, seen.rows)
    return found


def _truth_at(run: Run, column: str, key: int) -> int:
    rows = run.evaluation.con.execute(f"SELECT {column} FROM {FLAGS} WHERE customer_key = ?", [key]).fetchall()
    return int(rows[0][0])


def _key_of(run: Run, customer: str) -> int:
    con = run.evaluation.con
    keys = find(con, customer)
    if len(keys) != 1:
        raise Misuse(
            Words(
                fi=f"Tunnuksella ”{customer}” löytyy {len(keys)} asiakasta. Anna tunnus muodossa lähde:tunnus.",
                en=f"“{customer}” names {len(keys)} customers. Give the id as source:id.",
            ),
            "which_customer",
        )
    if not con.execute(f"SELECT 1 FROM {FLAGS} WHERE customer_key = ?", [keys[0]]).fetchall():
        raise Misuse(
            Words(
                fi=f"Asiakas ”{customer}” on erillään luvuista (oma työntekijä, testi tai ei henkilö).",
                en=f"Customer “{customer}” is outside the counts (an employee, a test, or no person).",
            ),
            "set_apart",
        )
    return keys[0]


def _compares_people(defn: Definition, known: Mapping[str, Definition]) -> bool:
    return depends_on(defn, known).others


def _since(session: Session, slug: str, key: int) -> datetime | None:
    with session.warehouse.reader() as con:
        found = membership.since(con, slug, key)
    return None if found is None else found.replace(tzinfo=UTC)


def _name(person: Mapping[str, Any]) -> str:
    names = " ".join(str(person[n]) for n in ("first_name", "last_name") if person[n])
    return names or str(person["full_name"] or person["external_id"])
