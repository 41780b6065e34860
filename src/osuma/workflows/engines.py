"""Another engine looked after: a workspace's facts copied there, and its answers compared with DuckDB's."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.templates import templates
from osuma.store.engines import address, membership, mirror
from osuma.workflows.definitions import mistakes_of, stored
from osuma.workflows.elsewhere import OWN, chosen, opened, there
from osuma.workflows.evaluating import evaluated, over_people
from osuma.workflows.verbs import verb

if TYPE_CHECKING:
    from osuma.engine.segments.rule import Definition
    from osuma.workflows.session import Session


@verb("engine.list")
def list_(session: Session) -> dict[str, Any]:
    """The engines that this machine can reach, and what the others lack; what the workspace has chosen."""
    lacking = {kind: address.missing(kind) for kind in address.KINDS}
    return {
        "engines": [{"engine": OWN, "available": True, "lacks": None}]
        + [{"engine": kind, "available": lacks is None, "lacks": lacks} for kind, lacks in lacking.items()],
        "chosen": chosen(session, None) or OWN,
    }


@verb("engine.copy", writes=True)
def copy(session: Session, to: str) -> dict[str, Any]:
    """The tables that rules read, made anew on an engine with the workspace's rows. Membership there stays."""
    with opened(to) as engine, session.warehouse.reader() as con:
        written = mirror.copy(con, engine, told=partial(session.progress, "copying"))
        membership.prepare(engine)
    return {
        "engine": engine.name,
        "tables": [{"table": name, "rows": rows} for name, rows in written.items()],
        "rows": sum(written.values()),
    }


@verb("engine.check")
def check(session: Session, engine: str) -> dict[str, Any]:
    """Every stored segment and every template that fits, by DuckDB and by the engine: which differ."""
    definitions = _checked(session)
    with there(session, engine) as place, evaluated(session, definitions, place.at.text) as own:
        with place.evaluated(definitions) as flags:
            compared = [
                {
                    "slug": slug,
                    "duckdb": own.evaluation.counts[slug].members if slug in own.evaluation.counts else None,
                    "engine": flags.counts[slug].members if slug in flags.counts else None,
                    "same": slug in flags.columns
                    and slug in own.evaluation.columns
                    and own.evaluation.members(slug) == flags.members(slug)
                    and own.evaluation.counts[slug] == flags.counts[slug],
                }
                for slug in own.plan.columns
            ]
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


def _checked(session: Session) -> list[Definition]:
    """What is stored, and the templates that have no mistake in this workspace."""
    known = stored(session)
    ready = {slug: defn for slug, defn in templates().items() if slug not in known}
    fitting = [defn for defn in ready.values() if not mistakes_of(session, [defn], {**ready, **known})]
    found = [defn for defn in (*known.values(), *fitting) if over_people(defn)]
    if not found:
        raise Misuse(Words(fi="Ei ole mitään tarkistettavaa.", en="There is nothing to check."), "nothing_to_check")
    return found
