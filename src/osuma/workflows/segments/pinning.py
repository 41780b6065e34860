"""Static lists made by hand, and segments kept as they were at a run. A rule names either as any other segment."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.dump import dump
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition, Property, Segment
from osuma.ingestion.mapping.headers import concept_of
from osuma.store.membership import history
from osuma.store.people import pinned
from osuma.workflows.asking.verbs import verb
from osuma.workflows.consent.projecting import project
from osuma.workflows.data.text_files import utf8
from osuma.workflows.segments.as_code.applying import apply
from osuma.workflows.segments.definitions import named, stored, titles_of
from osuma.workflows.segments.evaluating import refuse_companies
from osuma.workflows.segments.recalling import day_of, newest_run, run_at

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

_NOBODY = Words("tunnuksella tai osoitteella ei löydy ketään", "no customer has this id or address")
_SEVERAL = Words(
    "tunnuksella tai osoitteella löytyy useita asiakkaita; anna tunnus muodossa lähde:tunnus",
    "several customers have this id or address; give the id as source:id",
)


@verb("segments.pin", writes=True)
def pin(session: Session, slug: str, file: str, remove: bool = False, name: str | None = None) -> dict[str, Any]:
    """Put the people of a file on a static list, or take them off it; the list is a segment from then on.

    file: an id, `source:id` or e-mail a row: in the column whose header says so, in an export of Osuma's the person's
    source and id together, else in the first column. refused: rows that name nobody or several people,
    by number; the others are taken. A list on which nobody was ever put is none.
    """
    from osuma.catalog import pins

    _refuse_other(session, slug)
    made = _named_by(slug, (("fi", name), ("en", name)) if name else ())
    rows = _rows(Path(file))
    refused: list[dict[str, Any]] = []
    records = []
    with session.warehouse.reader() as con:
        for number, value in rows:
            found = pinned.records_of(con, value)
            if len(found) == 1:
                records += found
            elif number > 1 or found or any(mark.isdigit() or mark == "@" for mark in value):
                why, code = (_SEVERAL, "several") if found else (_NOBODY, "nobody")
                refused.append({"row": number, "code": code, **why.plain()})
    changed = pins.add(session.workspace, slug, records, "out" if remove else "in", session.who)
    project(session)
    if slug not in stored(session) and pins.find(session.workspace, slug) is not None:
        apply(session, [made])
    return {"slug": slug, "rows": len(rows), "changed": changed, "refused": refused}


@verb("segments.freeze", writes=True)
def freeze(session: Session, slug: str, as_: str, known_at: str | None = None) -> dict[str, Any]:
    """Keep the members of a stored segment or class as they were after a run, under a slug of their own.

    known_at: the last run not later than the day; the newest one where it is not given. The copy never changes; its
    name tells the run.
    """
    from osuma.catalog import definitions, pins

    defn = named(session, slug)
    refuse_companies(defn)
    if definitions.find(session.workspace, as_) is not None or pins.find(session.workspace, as_) is not None:
        raise Misuse(
            Words(
                f"”{as_}” on jo käytössä. Anna kopiolle oma tunnus.",
                f"“{as_}” is in use. Give the copy a slug of its own.",
            ),
            "slug_in_use",
        )
    with session.warehouse.reader() as con:
        point = newest_run(con, slug) if known_at is None else run_at(session, con, slug, known_at)
        records = pinned.records(con, history.members_at(con, slug, point.run_id))
    day = numbers.day(day_of(session, point.as_of))
    title = titles_of({defn.slug: defn})[slug]
    run = Words(f"(ajo {point.run_id}, {day.fi})", f"(run {point.run_id}, {day.en})")
    made = _named_by(as_, (("fi", f"{title.fi} {run.fi}"), ("en", f"{title.en} {run.en}")), defn)
    pins.add(session.workspace, as_, records, "in", session.who, run_id=point.run_id)
    project(session)
    apply(session, [made])
    as_of = day_of(session, point.as_of).isoformat()
    return {"slug": as_, "of": slug, "run_id": point.run_id, "as_of": as_of, "count": len(records)}


def _named_by(slug: str, name: tuple[tuple[str, str], ...], of: Definition | None = None) -> str:
    """The text by which rules name the list; Refused where slug or name are none, before anybody is on it.

    of: what it is a copy of, whose purpose it has.
    """
    rule = Property(pinned.FIELD, "any", (slug,))
    made = Segment(slug, rule, name=name)
    if of is not None:
        made = replace(made, owner=of.owner, purpose=of.purpose, kpi=of.kpi)
    text = dump(made)
    parse(text)
    return text


def _refuse_other(session: Session, slug: str) -> None:
    from osuma.catalog import definitions, pins

    kept = pins.find(session.workspace, slug)
    if kept is not None and kept.run_id is not None:
        raise Misuse(
            Words(
                f"”{slug}” on ajosta {kept.run_id} tallennettu kopio, eikä se muutu. Tee lista toisella tunnuksella.",
                f"“{slug}” is a copy kept from run {kept.run_id} and does not change. Make a list of another slug.",
            ),
            "frozen",
        )
    if kept is None and definitions.find(session.workspace, slug) is not None:
        raise Misuse(
            Words(
                f"”{slug}” on segmentti, jolla on ehdot. Anna listalle toinen tunnus.",
                f"“{slug}” is a segment with a rule. Give the list another slug.",
            ),
            "not_a_list",
        )


#: Headers of an own export that together name one record.
_RECORD = ("source", "external_id")
#: What a column may be by its header to tell whom a row names, the surest first.
_WHO = ("customer_id", "email")


def _rows(path: Path) -> list[tuple[int, str]]:
    """Number and name of a person of every row that has any; a header is a row."""
    try:
        lines = utf8(path).splitlines()
    except OSError:
        raise Misuse(
            Words(f"Tiedostoa {path.name} ei voi lukea.", f"{path.name} cannot be read."), "no_file"
        ) from None
    delimiter = ";" if any(";" in line for line in lines) else ","
    rows = list(csv.reader(lines, delimiter=delimiter))
    at = _columns(rows[0]) if rows else (0,)
    named = ((n, ":".join(row[i].strip() for i in at if i < len(row))) for n, row in enumerate(rows, start=1))
    return [(n, name) for n, name in named if name.strip(":")]


def _columns(header: Sequence[str]) -> tuple[int, ...]:
    """Where a row says whom it names."""
    headers = [one.strip() for one in header]
    if set(_RECORD) <= set(headers):
        return tuple(headers.index(one) for one in _RECORD)
    concepts = [concept_of(one) for one in headers]
    return (next((concepts.index(one) for one in _WHO if one in concepts), 0),)
