"""The segment sheet: what is known and said of each segment, as a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Misuse, Refused, Words
from osuma.engine.segments import kpis
from osuma.engine.segments.rule import Segment
from osuma.engine.segments.rule.sheet import FIGURES, KEYS, LONGEST
from osuma.reporting import numbers, pictures
from osuma.reporting.document import Document
from osuma.reporting.pictures import Cell
from osuma.reporting.sheet import (
    TARGETS,
    TEXTS,
    TITLE,
    Row,
    Sheet,
    Told,
    ages,
    cells,
    named_alone,
    one_table,
    parts,
    reached,
    shares,
)
from osuma.workflows import xlsx
from osuma.workflows.asking.verbs import verb
from osuma.workflows.lists.handed_out import write as write_csv
from osuma.workflows.reports.files import ENDINGS, ending_of, handed_out, keep_document, worksheet, writable
from osuma.workflows.reports.logo import logo
from osuma.workflows.reports.reporting_facts import sheet as facts
from osuma.workflows.reports.reporting_facts.scope import opened
from osuma.workflows.segments.definitions import named
from osuma.workflows.segments.health.describing import keep

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

CHANNELS = {
    "email": Words("sähköposti", "e-mail"),
    "sms": Words("tekstiviesti", "text message"),
    "phone": Words("puhelin", "phone"),
    "post": Words("posti", "post"),
}
_AGES = re.compile(r"\s*(\d{1,3})\s*(?:-|–|—|\.\.)\s*(\d{1,3})\s*(?:v|vuotta|years)?\s*")


@verb("sheet.show", kept=True, lasting=True)
def show(session: Session, slugs: Sequence[str] = (), as_of: str | None = None) -> dict[str, Any]:
    """The sheet of the stored segments of people, or of those named, the largest first.

    segments: one each, for a page. columns, cells: the table, figures as figures; table: the same as text in both
    languages. Nobody is named in it. Misuse for a slug that is no segment of people.
    """
    found, as_of = _gather(session, slugs, as_of)
    columns, rows = cells(found, CHANNELS)
    return {
        "as_of": as_of,
        "at": found.at.isoformat(),
        "window": [day.isoformat() for day in found.window],
        "base": found.base,
        "net_sales": str(found.net_sales),
        "currency": found.currency,
        "segments": [_shown(row) for row in found.rows],
        "columns": [{**column.name.plain(), "kind": column.kind} for column in columns],
        "cells": [[_plain(cell) for cell in row] for row in rows],
        "table": {
            language: [
                [column.name[language] for column in columns],
                *(
                    [
                        pictures.shown(cell, column.kind, found.currency, language)
                        for cell, column in zip(row, columns, strict=True)
                    ]
                    for row in rows
                ),
            ]
            for language in ("fi", "en")
        },
        "sentences": [note.plain() for note in found.notes],
    }


@verb("sheet.fill", writes=True)
def fill(session: Session, slug: str, said: dict[str, Any]) -> dict[str, Any]:
    """Say what the data does not tell of a segment, and what is aimed at; the definition keeps it as a new version.

    said: by key (texts interests, products, factors, examples, channels, angle, offer, goal; targets age as
    "18–30", customers, sales, reach). Empty takes a key away, and what is not given stays. Refused with every value
    that will not do.
    """
    before = of_people(session, slug).sheet
    mistakes: list[Mistake] = []
    given = {key: _value(key, one, mistakes) for key, one in said.items()}
    if mistakes:
        raise Refused(mistakes)
    whole = {**(before.plain() if before else {}), **given}
    kept = {key: one for key, one in whole.items() if one is not None}
    defn = keep(session, slug, {"sheet": kept or None})
    after = defn.sheet if isinstance(defn, Segment) else None
    return {"slug": slug, "said": after.plain() if after else {}}


@verb("sheet.write")
def write(
    session: Session, to: str, slugs: Sequence[str] = (), as_of: str | None = None, language: str | None = None
) -> dict[str, Any]:
    """The sheet as a file: csv, xlsx, pdf or pptx by the ending of `to`; paper and slides with the logo.

    Misuse as `sheet.show`, for another ending, for a folder that is not there, and where the extra `slides` is not
    installed (csv and xlsx need nothing).
    """
    path, speaks = writable(to, (*ENDINGS, "csv")), language or session.workspace.language
    found, _ = _gather(session, slugs, as_of)
    if ending_of(path) == "csv":
        head, *rows = pictures.plain(one_table(found, CHANNELS), speaks)
        write_csv(path, [str(name) for name in head], [tuple(row) for row in rows], sheet=False)
    elif ending_of(path) == "xlsx":
        xlsx.write_tables(path, [worksheet(one_table(found, CHANNELS), speaks)])
    else:
        keep_document(path, _document(session, found), speaks, logo(session.workspace))
    handed_out(session, "sheet.write", path)
    return {"path": str(path), "segments": len(found.rows)}


def document(session: Session) -> Document:
    """The sheet of every segment, for slides."""
    return _document(session, _gather(session, (), None)[0])


def _document(session: Session, found: Sheet) -> Document:
    at, (first, last) = found.at, found.window
    below = Words(
        *(
            f"{session.workspace.name} · {numbers.day(at, to)} · {sold} {numbers.period(first, last, to)}"
            for to, sold in (("fi", "myynti"), ("en", "sales"))
        )
    )
    return Document(session.workspace.name, TITLE, below, found.currency, found.notes, parts(found, CHANNELS))


def _gather(session: Session, slugs: Sequence[str], as_of: str | None) -> tuple[Sheet, str]:
    """The sheet, and of what day or instant it is."""
    chosen = [of_people(session, slug) for slug in dict.fromkeys(slugs)]
    with opened(session, as_of, chosen or None, brief=True) as scope:
        found = facts.sheet(scope)
        at = scope.at.text
    return (_only(found, {one.slug for one in chosen}) if chosen else found), at


def labels() -> dict[str, Words]:
    """What each key that people fill in is called."""
    aimed = {key: Words(f"Tavoite: {name.fi}", f"Target: {name.en}") for key, name in TARGETS.items()}
    return {**TEXTS, **aimed}


def of_people(session: Session, slug: str) -> Segment:
    """A stored segment of people. Misuse where there is none of that slug."""
    defn = named(session, slug)
    if isinstance(defn, Segment) and defn.of == "customers":
        return defn
    raise Misuse(
        Words(
            f"”{slug}” ei ole segmentti asiakkaista; segmenttitaulukossa on vain niitä.",
            f"“{slug}” is no segment of customers, which are what the segment sheet holds.",
        ),
        "not_of_people",
    )


def _only(found: Sheet, wanted: set[str]) -> Sheet:
    return replace(found, rows=tuple(row for row in found.rows if row.slug in wanted))


def _shown(row: Row) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "name": row.name.plain(),
        "who": row.who.plain(),
        "count": row.count,
        "net_sales": str(row.net_sales),
        "reach": dict(row.reach),
        "reached": reached(row, CHANNELS).plain(),
        "data": {
            "age": _told(ages(row)),
            "gender": _told(shares(row.gender, row.count)),
            "interests": _told(shares(row.interests, row.count)),
            "products": _told(shares(row.products, row.count)),
            "examples": _told(named_alone(row.examples)),
        },
        "said": dict(row.said),
        "kpi": kpis.named(row.kpi).plain() if row.kpi else None,
        "targets": [
            {
                "code": one.code,
                "name": one.name.plain(),
                "target": one.target.plain(),
                "actual": one.actual.plain() if one.actual else None,
                "deviation": one.deviation.plain() if one.deviation else None,
            }
            for one in row.targets
        ],
    }


def _told(found: Told) -> dict[str, Any]:
    return {"values": [one.plain() for one in found.values], "note": found.note.plain() if found.note else None}


def _plain(cell: Cell) -> Any:
    if isinstance(cell, Words):
        return cell.plain()
    return str(cell) if isinstance(cell, Decimal) else cell


def _value(key: str, given: Any, mistakes: list[Mistake]) -> Any:
    """A value as a definition writes it, from JSON or from what somebody typed; None where it is empty."""
    if key not in KEYS:
        known = ", ".join(KEYS)
        what = Words(f"tällaista ei ole; on {known}", f"there is no such key; there are {known}")
        mistakes.append(Mistake(key, "unknown_key", what))
        return None
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    if not isinstance(given, str):
        return given
    if key == "age":
        return _typed_ages(given, mistakes)
    if key in FIGURES:
        return _typed_figure(key, given, mistakes)
    if len(given) > LONGEST:
        what = Words(f"Enintään {LONGEST} merkkiä.", f"At most {LONGEST} characters.")
        mistakes.append(Mistake(key, "too_long", what))
    return given.strip()


def _typed_ages(given: str, mistakes: list[Mistake]) -> list[int] | None:
    found = _AGES.fullmatch(given)
    if found is not None and int(found[1]) <= int(found[2]):
        return [int(found[1]), int(found[2])]
    what = Words("Kirjoita nuorin ja vanhin ikä, esimerkiksi 18–30.", "Write the youngest and oldest age: 18–30.")
    mistakes.append(Mistake("age", "bad_age", what))
    return None


def _typed_figure(key: str, given: str, mistakes: list[Mistake]) -> int | None:
    digits = re.sub(r"[\s\u00a0\u202f]|€", "", given)
    if digits.isascii() and digits.isdigit() and len(digits) < 13:
        return int(digits)
    what = Words("Kirjoita kokonaisluku, esimerkiksi 500.", "Write a whole number, such as 500.")
    mistakes.append(Mistake(key, "bad_figure", what))
    return None
