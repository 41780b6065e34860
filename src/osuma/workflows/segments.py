"""Segments and partitions asked: checked, counted, listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Refused, Words
from osuma.engine.segments.inferred import by_own_data, reads_areas
from osuma.engine.segments.rule import Definition, Partition, Segment
from osuma.store.dialect import identifier
from osuma.store.evaluate import FLAGS, Evaluation
from osuma.store.warehouse import sql_of
from osuma.workflows import recomputing, staleness
from osuma.workflows.definitions import read, vocabulary
from osuma.workflows.evaluating import areas_of, conditions_of, evaluated, over_areas
from osuma.workflows.verbs import verb

if TYPE_CHECKING:
    from osuma.workflows.session import Session


@verb("segments.check")
def check_(session: Session, text: str | None = None, slug: str | None = None) -> dict[str, Any]:
    """Every mistake of a definition at once, each with its path."""
    try:
        read(session, text, slug)
    except Refused as refused:
        return {"ok": False, "mistakes": [_mistake(m) for m in refused.mistakes], "warnings": []}
    return {"ok": True, "mistakes": [], "warnings": []}


@verb("segments.count")
def count(
    session: Session, text: str | None = None, slug: str | None = None, as_of: str | None = None
) -> dict[str, Any]:
    """How many are in, how many are not known, and what each condition leaves."""
    defn = read(session, text, slug)
    recomputing.refuse_without_history(session, defn, as_of)
    if isinstance(defn, Segment) and defn.of == "areas":
        areas = areas_of(session, defn, as_of)
        found = {"count": len(areas.members), "unknown": len(areas.unknown), "as_of": areas.as_of.text}
        found |= {"unit": "areas", "base": areas.total, **staleness.told(session, defn, areas.as_of)}
        audited(session, "segments.count", defn, found)
        return found
    with conditions_of(session, defn, as_of) as run:
        counts = run.evaluation.counts[defn.slug]
        found = {
            "count": counts.members,
            "unknown": counts.unknown,
            "as_of": run.as_of.text,
            "unit": "customers",
            "base": run.evaluation.base,
            "conditions": condition_counts(run.evaluation, run.paths),
        }
        if isinstance(defn, Partition):
            found["classes"] = {
                name.removeprefix(f"{defn.slug}/"): one.members
                for name, one in run.evaluation.counts.items()
                if name != defn.slug
            }
        else:
            found["admitted_as_unknown"] = _admitted_as_unknown(run.evaluation, defn, run.paths)
        at = run.as_of
    if isinstance(defn, Segment) and reads_areas(defn, vocabulary(session)):
        found["from_area"] = len(from_area(session, defn, as_of))
    found |= staleness.told(session, defn, at) | recomputing.said(session, as_of, at)
    audited(session, "segments.count", defn, found)
    return found


@verb("segments.members")
def members(
    session: Session,
    text: str | None = None,
    slug: str | None = None,
    as_of: str | None = None,
    limit: int | None = None,
) -> dict[str, Any]:
    """External ids of the members, in order; postcodes where the unit is areas. A class is `partition/class`."""
    wanted, _, klass = (slug or "").partition("/")
    defn = read(session, text, wanted or None)
    recomputing.refuse_without_history(session, defn, as_of)
    if isinstance(defn, Segment) and defn.of == "areas":
        areas = areas_of(session, defn, as_of)
        at = areas.as_of
        found = {"members": list(areas.members), "unknown": list(areas.unknown), "as_of": at.text}
    else:
        with evaluated(session, [defn], as_of) as run:
            name = f"{defn.slug}/{klass}" if klass else defn.slug
            _refuse_class(run.evaluation, name)
            at = run.as_of
            found = {"members": run.evaluation.externals(name), "as_of": at.text}
    found |= staleness.told(session, defn, at) | recomputing.said(session, as_of, at)
    if limit is not None:
        found["members"] = found["members"][:limit]
    audited(session, "segments.members", defn, {"count": len(found["members"]), **found})
    return found


def from_area(session: Session, defn: Segment, as_of: str | None) -> set[int]:
    """customer_keys of the members who are in by what is known of their area alone."""
    own = by_own_data(defn, vocabulary(session))
    with evaluated(session, [defn, own], as_of) as run:
        return set(run.evaluation.members(defn.slug)) - set(run.evaluation.members(own.slug))


@verb("segments.sql")
def sql(
    session: Session, text: str | None = None, slug: str | None = None, as_of: str | None = None
) -> dict[str, Any]:
    """The SQL that is run, stage by stage."""
    defn = read(session, text, slug)
    if over_areas(defn):
        raise Misuse(
            Words(
                fi="Aluelistan SQL:ää ei näytetä; sen ehdot koskevat vain taulua areas.",
                en="There is no SQL to show for a list of areas; its conditions read only the table areas.",
            ),
            "areas",
        )
    with evaluated(session, [defn], as_of) as run:
        stages = [f"-- {stage.name}\n{sql_of(stage.expr)};" for stage in run.plan.stages]
        final = f"-- 1 true, 0 false, 2 unknown\n{sql_of(run.plan.flags)};"
    return {"sql": "\n\n".join([*stages, final]), "as_of": run.as_of.text}


@verb("fields.list")
def fields(session: Session) -> dict[str, Any]:
    """What rules may name: customer fields, area fields, event types with their properties."""
    words = vocabulary(session)
    return {
        "customers": [{"field": f.name, "kind": f.kind, "class": f.klass} for f in words.customers.values()],
        "areas": [{"field": f.name, "kind": f.kind} for f in words.areas.values()],
        "events": [{"event": e.name, "properties": ", ".join(e.properties)} for e in words.events.values()],
    }


def condition_counts(evaluation: Evaluation, paths: dict[str, str]) -> list[dict[str, Any]]:
    """Per node: people for whom it is true, false, unknown, before its own unknown policy where it has one."""
    if not paths:
        return []
    shown = [path for path in paths if not path.endswith("?")]
    sums = []
    for path in shown:
        column = identifier(paths.get(f"{path}?", paths[path]))
        sums += [f"countif({column} = {truth})" for truth in (1, 0, 2)]
    found = evaluation.con.execute(f"SELECT {', '.join(sums)} FROM {FLAGS}").fetchone() or ()
    row = [int(n or 0) for n in found]  # countif of no row at all is null
    return [
        {"path": path, "true": row[3 * n], "false": row[3 * n + 1], "unknown": row[3 * n + 2]}
        for n, path in enumerate(shown)
    ]


def _admitted_as_unknown(evaluation: Evaluation, defn: Segment, paths: dict[str, str]) -> dict[str, int]:
    """Members who are in although a condition is not known for them, by path; only where there are any."""
    found = {}
    for path in (p for p in paths if p.endswith("?")):
        where = f"{evaluation.where(defn.slug)} AND {identifier(paths[path])} = 2"
        row = evaluation.con.execute(f"SELECT count(*) FROM {FLAGS} WHERE {where}").fetchone()
        if row and row[0]:
            found[path.removesuffix("?")] = int(row[0])
    return found


def _refuse_class(evaluation: Evaluation, name: str) -> None:
    if name not in evaluation.columns:
        classes = ", ".join(sorted(evaluation.columns))
        raise Misuse(
            Words(
                fi=f"Luokkaa ”{name}” ei ole. Mahdollisia: {classes}.", en=f"No class “{name}”. There are: {classes}."
            ),
            "no_class",
        )


def _mistake(mistake: Any) -> dict[str, str]:
    return {"where": mistake.where, "code": mistake.code, **mistake.what.plain()}


def audited(session: Session, name: str, defn: Definition, found: dict[str, Any]) -> None:
    """Enter a question about a segment in the change log."""
    from osuma.catalog import audit

    audit.record(
        session.workspace,
        session.who,
        name,
        {"slug": defn.slug, "count": found.get("count"), "as_of": found.get("as_of")},
    )
