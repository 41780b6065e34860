"""Set operations on stored members: union, intersection and difference of segments and classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.algebra import parse_expression, slugs_in, value_of
from osuma.engine.segments.depends import owner
from osuma.engine.segments.rule import Unit, unit_of
from osuma.store.membership import history
from osuma.store.overlap import matrix
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments.dated import stored_runs
from osuma.workflows.segments.definitions import stored
from osuma.workflows.segments.evaluating import over_people
from osuma.workflows.segments.keeping import refuse_never_refreshed

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


@verb("segments.combine")
def combine(session: Session, expression: str, members: bool = False) -> dict[str, Any]:
    """How many people `villa & cottage - owners` means at the last refresh; with members, their external ids."""
    from osuma.catalog import audit

    read = parse_expression(expression)
    slugs = list(dict.fromkeys(slugs_in(read)))
    unit = _one_unit(session, slugs)
    refuse_never_refreshed(session, slugs)
    with session.warehouse.reader() as con:
        sets = session.warehouse.bitmaps.of(con, slugs)
        found = value_of(read, sets)
        at = stored_runs(session, con, slugs)
        externals = history.people_today(con, found, unit).externals if members else None
    detail = {"slug": expression, "count": len(found)}
    audit.record(session.workspace, session.who, "segments.combine", detail)
    return {
        "expression": expression,
        "count": len(found),
        "of": [{"slug": slug, "count": len(one)} for slug, one in sets.items()],
        **at,
        **({} if externals is None else {"members": externals}),
    }


@verb("segments.overlap")
def overlap(session: Session, slugs: list[str] | None = None) -> dict[str, Any]:
    """People in each pair of stored segments at the last refresh; all segments where none is named.

    matrix: the diagonal is the sizes. shares: of the people of the row's segment those who are in the column's too,
    0 to 1; null where the row's segment is empty.
    """
    wanted = list(dict.fromkeys(slugs)) if slugs else _every_segment(session)
    _one_unit(session, wanted)
    refuse_never_refreshed(session, wanted)
    with session.warehouse.reader() as con:
        sets = session.warehouse.bitmaps.of(con, wanted)
        at = stored_runs(session, con, wanted)
    counts = matrix(sets)
    shares = [[n / row[i] if row[i] else None for n in row] for i, row in enumerate(counts)]
    return {"slugs": wanted, "matrix": counts, "shares": shares, **at}


def _one_unit(session: Session, slugs: Sequence[str]) -> Unit:
    """What all of them are of; Misuse where one is of companies and another of people."""
    known = stored(session)
    units: dict[Unit, str] = {unit_of(known[owner(slug)]): slug for slug in slugs if owner(slug) in known}
    if len(units) > 1:
        company = units.get("accounts", "")
        raise Misuse(
            Words(
                fi=f"Yrityksiä ja ihmisiä ei voi laskea yhteen: ”{company}” on yrityksistä. Tee sen "
                f"yhteyshenkilöistä segmentti ehdolla {{account: any, where: {{member: {company}}}}}.",
                en=f"Companies and people cannot be put together: “{company}” is of companies. Make a segment of "
                f"its contacts by the condition {{account: any, where: {{member: {company}}}}}.",
            ),
            "unit",
        )
    return next(iter(units), "customers")


def _every_segment(session: Session) -> list[str]:
    """Segments of people in use that were ever computed; a partition does not overlap itself, so its classes are
    not here."""
    from osuma.catalog import definitions

    with session.warehouse.reader() as con:
        computed = history.last_sizes(con)
    of_people = {slug for slug, defn in stored(session).items() if over_people(defn)}
    listed = [d.slug for d in definitions.list_(session.workspace) if d.kind == "segment" and d.slug in computed]
    return [slug for slug in listed if slug in of_people]
