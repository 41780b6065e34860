"""Another engine looked after: a workspace's facts copied there, and its answers compared with DuckDB's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.rule import Segment
from osuma.engine.segments.templates import templates
from osuma.store.engines import address, membership, mirror
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments.definitions import mistakes_of, stored
from osuma.workflows.segments.elsewhere import OWN, Place, chosen, opened, there
from osuma.workflows.segments.evaluating import areas_of, evaluated, over_areas, over_companies, over_people

if TYPE_CHECKING:
    from osuma.engine.segments.rule import Definition
    from osuma.workflows.asking.session import Session


@verb("engine.list")
def list_(session: Session) -> dict[str, Any]:
    """The engines that this machine can reach, and what the others lack; what the workspace has chosen."""
    return {"engines": reachable(), "chosen": chosen(session, None) or OWN}


def reachable() -> list[dict[str, Any]]:
    """Every engine, and what this machine lacks to reach it."""
    lacking = {kind: address.missing(kind) for kind in address.KINDS}
    found = [{"engine": kind, "available": lacks is None, "lacks": lacks} for kind, lacks in lacking.items()]
    return [{"engine": OWN, "available": True, "lacks": None}, *found]


@verb("engine.copy", writes=True)
def copy(session: Session, to: str) -> dict[str, Any]:
    """The tables that rules read, made anew on an engine with the workspace's rows. Membership there stays."""
    if not address.parse(to).lasts:
        raise Misuse(_GONE, "no_folder")
    with opened(to) as engine, session.warehouse.reader() as con:
        written = mirror.copy(con, engine, told=partial(session.progress, "copying"))
        membership.prepare(engine)
    return {
        "engine": engine.name,
        "tables": [{"table": name, "rows": rows} for name, rows in written.items()],
        "rows": sum(written.values()),
    }


_GONE = Words(
    fi="Taulut katoaisivat komennon päättyessä, koska osoitteessa ei ole kansiota. Anna se: chdb:///kansio tai "
    '"spark:local?warehouse=/kansio".',
    en="The tables would be gone when the command ends: the address names no folder. Give one: chdb:///folder or "
    '"spark:local?warehouse=/folder".',
)


@verb("engine.check")
def check(session: Session, engine: str) -> dict[str, Any]:
    """Every stored segment and every template that fits, by DuckDB and by the engine: which differ."""
    definitions = _checked(session)
    with there(session, engine) as place:
        compared = [
            one
            for of_unit in (over_people, over_companies)
            for one in _compared(session, place, [defn for defn in definitions if of_unit(defn)])
        ]
        areas = (defn for defn in definitions if isinstance(defn, Segment) and over_areas(defn))
        compared += [_compared_areas(session, place, defn) for defn in areas]
        name, at = place.engine.name, place.at.text
    wrong = [one["slug"] for one in compared if not one["same"]]
    said = Words(
        fi=f"{name} antaa samat jäsenet kuin DuckDB: {len(compared)} tarkistettu.",
        en=f"{name} gives the same members as DuckDB: {len(compared)} checked.",
    )
    if wrong:
        said = Words(
            fi=f"{name} ja DuckDB eroavat, {len(wrong)}/{len(compared)}. Ovatko tiedot samat? osuma engine copy",
            en=f"{name} and DuckDB differ, {len(wrong)} of {len(compared)}. Are the data the same? osuma engine copy",
        )
    return {"ok": not wrong, "engine": name, "as_of": at, "compared": compared, "said": said.plain()}


def _compared(session: Session, place: Place, definitions: Sequence[Definition]) -> list[dict[str, Any]]:
    """Definitions of one unit, and the classes of those that are partitions."""
    if not definitions:
        return []
    with evaluated(session, definitions, place.at.text) as own, place.evaluated(definitions) as flags:
        counts = own.evaluation.counts
        return [
            {
                "slug": slug,
                "duckdb": counts[slug].members if slug in counts else None,
                "engine": flags.counts[slug].members if slug in flags.counts else None,
                "same": slug in flags.columns
                and slug in own.evaluation.columns
                and own.evaluation.members(slug) == flags.members(slug)
                and counts[slug] == flags.counts[slug],
            }
            for slug in own.plan.columns
        ]


def _compared_areas(session: Session, place: Place, defn: Segment) -> dict[str, Any]:
    own, found = areas_of(session, defn, place.at.text), place.members(defn, "")
    return {
        "slug": defn.slug,
        "duckdb": len(own.members),
        "engine": len(found["members"]),
        "same": [*own.members] == found["members"] and [*own.unknown] == found["unknown"],
    }


def _checked(session: Session) -> list[Definition]:
    """What is stored, and the templates that have no mistake in this workspace."""
    known = stored(session)
    ready = {slug: defn for slug, defn in templates().items() if slug not in known}
    fitting = [defn for defn in ready.values() if not mistakes_of(session, [defn], {**ready, **known})]
    found = [*known.values(), *fitting]
    if not found:
        raise Misuse(Words(fi="Ei ole mitään tarkistettavaa.", en="There is nothing to check."), "nothing_to_check")
    return found
