"""Segments and partitions asked: checked, counted, listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Refused, Words
from osuma.engine.segments.explain.values import field_label
from osuma.engine.segments.inferred import by_own_data, reads_areas
from osuma.engine.segments.rule import Definition, Segment
from osuma.engine.tables.own import STATIC_LISTS
from osuma.store.warehouse import sql_of
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments import recomputing, staleness
from osuma.workflows.segments.counting import counted, named
from osuma.workflows.segments.definitions import read, vocabulary
from osuma.workflows.segments.elsewhere import chosen, there
from osuma.workflows.segments.evaluating import areas_of, conditions_of, evaluated, over_areas

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


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
    session: Session,
    text: str | None = None,
    slug: str | None = None,
    as_of: str | None = None,
    engine: str | None = None,
) -> dict[str, Any]:
    """How many are in, how many are not known, and what each condition leaves. engine: an address, or duckdb."""
    if (address := chosen(session, engine)) is not None:
        with there(session, address, as_of) as place:
            defn = read(session, text, slug, place.words)
            found = place.count(defn)
        audited(session, "segments.count", defn.slug, found)
        return found
    defn = read(session, text, slug)
    recomputing.refuse_without_history(session, defn, as_of)
    if isinstance(defn, Segment) and defn.of == "areas":
        areas = areas_of(session, defn, as_of)
        found = {"count": len(areas.members), "unknown": len(areas.unknown), "as_of": areas.as_of.text}
        found |= {"unit": "areas", "base": areas.total, **staleness.told(session, defn, areas.as_of)}
        audited(session, "segments.count", defn.slug, found)
        return found
    with conditions_of(session, defn, as_of) as run:
        found = counted(run.evaluation, defn, run.paths, run.as_of)
        at = run.as_of
    if isinstance(defn, Segment) and reads_areas(defn, vocabulary(session)):
        found["from_area"] = len(from_area(session, defn, as_of))
    found |= staleness.told(session, defn, at) | recomputing.said(session, defn, as_of, at)
    audited(session, "segments.count", defn.slug, found)
    return found


@verb("segments.members")
def members(
    session: Session,
    text: str | None = None,
    slug: str | None = None,
    as_of: str | None = None,
    limit: int | None = None,
    engine: str | None = None,
) -> dict[str, Any]:
    """External ids of the members, in order; postcodes where the unit is areas. A class is `partition/class`."""
    wanted, _, klass = (slug or "").partition("/")
    if (address := chosen(session, engine)) is not None:
        with there(session, address, as_of) as place:
            defn = read(session, text, wanted or None, place.words)
            found = place.members(defn, klass)
        return _listed(session, defn, found, limit)
    defn = read(session, text, wanted or None)
    recomputing.refuse_without_history(session, defn, as_of)
    if isinstance(defn, Segment) and defn.of == "areas":
        areas = areas_of(session, defn, as_of)
        at = areas.as_of
        found = {"members": list(areas.members), "unknown": list(areas.unknown), "as_of": at.text}
    else:
        with evaluated(session, [defn], as_of) as run:
            name = named(run.evaluation, defn, klass)
            at = run.as_of
            found = {"members": run.evaluation.externals(name), "as_of": at.text}
    found |= staleness.told(session, defn, at) | recomputing.said(session, defn, as_of, at)
    return _listed(session, defn, found, limit)


def _listed(session: Session, defn: Definition, found: dict[str, Any], limit: int | None) -> dict[str, Any]:
    if limit is not None:
        found["members"] = found["members"][:limit]
    audited(session, "segments.members", defn.slug, {"count": len(found["members"]), **found})
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
        stages = [f"-- {stage.name}\n{sql_of(stage.expr, pretty=True)};" for stage in run.plan.stages]
        final = f"-- 1 true, 0 false, 2 unknown\n{sql_of(run.plan.flags, pretty=True)};"
    return {"sql": "\n\n".join([*stages, final]), "as_of": run.as_of.text}


@verb("fields.list")
def fields(session: Session) -> dict[str, Any]:
    """What rules may name: customer fields, fields of companies and areas, event types with their properties."""
    words = vocabulary(session)
    return {
        "customers": [
            {"field": f.name, "label": field_label(f.name).plain(), "kind": f.kind, "class": f.klass}
            for f in words.customers.values()
            if f.name != STATIC_LISTS
        ],
        "accounts": [{"field": f.name, "kind": f.kind} for f in words.accounts.values()],
        "areas": [{"field": f.name, "kind": f.kind} for f in words.areas.values()],
        "events": [{"event": e.name, "properties": ", ".join(e.properties)} for e in words.events.values()],
    }


def _mistake(mistake: Any) -> dict[str, str]:
    return {"where": mistake.where, "code": mistake.code, **mistake.what.plain()}


def audited(session: Session, name: str, slug: str, found: dict[str, Any]) -> None:
    """Enter a question about a segment in the change log."""
    from osuma.catalog import audit

    audit.record(
        session.workspace,
        session.who,
        name,
        {"slug": slug, "count": found.get("count"), "as_of": found.get("as_of")},
    )
