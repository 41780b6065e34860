"""Whom a segment reaches, and its people in a file."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.inferred import reads_areas
from osuma.engine.segments.rule import Definition, Segment
from osuma.store.evaluate import FLAGS
from osuma.store.reach import waterfall
from osuma.workflows import behind, staleness
from osuma.workflows.ads import audience
from osuma.workflows.company_lists import FOR_COMPANIES, company_file, refuse_misplaced
from osuma.workflows.definitions import named, vocabulary
from osuma.workflows.evaluating import areas_of, evaluated, over_companies, over_people, refuse_companies
from osuma.workflows.health.describing import refuse_undescribed
from osuma.workflows.options import existing_customer_rule
from osuma.workflows.recomputing import refuse_without_history
from osuma.workflows.segments import audited, from_area
from osuma.workflows.verbs import verb

FORMATS = ("csv",)
ADS = "ads"
_FORMULA = re.compile(r"'*[=+@\t\r-]")
#: In the column `inferred` of those whom only a figure of their area lets in.
FROM_AREA = "from area"


if TYPE_CHECKING:
    from osuma.workflows.session import Session


@verb("segments.reach")
def reach(session: Session, slug: str, channel: str = "email", as_of: str | None = None) -> dict[str, Any]:
    """From the members to those whom a message may go to, step by step, by legal ground."""
    defn = named(session, slug)
    refuse_companies(defn)
    with evaluated(session, [defn], as_of) as run:
        found = waterfall(
            run.evaluation.con,
            run.evaluation.members(slug),
            channel,
            existing_customers=existing_customer_rule(session.workspace),
        )
    left = found.members
    steps = [{"step": "members", "count": left}]
    for name in ("without_address", "suppressed", "company_excluded", "refused", "no_ground"):
        if name == "company_excluded" and not found.company_excluded:
            continue  # most workspaces know no companies
        left -= getattr(found, name)
        steps.append({"step": name, "removed": getattr(found, name), "count": left})
    grounds = {"consent": found.by_consent, "existing_customer": found.existing_customer}
    if found.company:
        grounds["company"] = found.company  # most workspaces know no companies
    shown = {"slug": slug, "channel": channel, "as_of": run.as_of.text, "steps": steps, "grounds": grounds}
    audited(session, "segments.reach", defn, {"count": found.reachable})
    return {**shown, "reachable": found.reachable, "addresses": found.addresses}


@verb("segments.export", writes=True)
def export(
    session: Session,
    slug: str,
    to: str,
    format: str = "csv",  # noqa: A002 - the option's name
    as_of: str | None = None,
    stale_on_purpose: str | None = None,
    for_: str | None = None,
    drop_blocked: bool = False,
    with_: Sequence[str] = (),
    channel: str = "email",
    work_related: str | None = None,
) -> dict[str, Any]:
    """Write the members of a segment or a class to a file: id, name and contact details.

    Postcodes only where the unit is areas.

    for_: `ads` for hashed e-mails of those whose consent allows it; Refused where it forbids somebody's, unless
    drop_blocked leaves them out. with_: more columns, each a property of the newest event behind the membership
    (`attendance.event_name`). Of a segment of companies `linkedin` (its company list), `contacts` or
    `decision-makers` (the people whom the channel may reach, each with the legal ground). work_related: why what is
    offered is about these people's work, which lets in work addresses without another ground; kept in the log.

    Where the rule asks for figures of areas, a last column marks those who are in by these alone.
    Refused where nobody has said what the segment is for and by what it is judged (`segments.describe`).
    stale_on_purpose: why a "did not" condition on old data may be handed out all the same; Refused without it.
    """
    from osuma.catalog import audit, exports

    if format not in FORMATS:
        raise Misuse(
            Words(
                fi=f"Muotoa ”{format}” ei ole. Mahdollisia: {', '.join(FORMATS)}.",
                en=f"There is no format “{format}”. There are: {', '.join(FORMATS)}.",
            ),
            "no_format",
        )
    if for_ not in (None, ADS, *FOR_COMPANIES):
        there = ", ".join((ADS, *FOR_COMPANIES))
        raise Misuse(
            Words(fi=f"Kohde on jokin näistä tai ei mitään: {there}.", en=f"It is for one of {there}, or none."),
            "no_for",
        )
    defn = named(session, slug)
    refuse_misplaced(defn, for_)
    refuse_undescribed(defn)
    refuse_without_history(session, defn, as_of)
    old = staleness.refuse(session, defn, stale_on_purpose)
    said: tuple[Words, ...] = ()
    shown = _shown(session, defn, slug, with_, for_)
    if over_companies(defn):
        made = company_file(session, defn, as_of, for_, channel, work_related)
        header, rows, at, said = list(made.header), made.rows, made.as_of, made.said
    elif for_ == ADS:
        header, rows, at = audience(session, defn, slug, as_of, drop_blocked=drop_blocked)
    else:
        header, rows, at = _export_rows(session, defn, slug, as_of, shown)
    rows, left = behind.screened(header, rows, shown)
    path = Path(to)
    _write_csv(path, header, rows)
    exports.record(
        session.workspace, slug, session.who, len(rows), hashlib.sha256(path.read_bytes()).hexdigest(), path.name
    )
    if work_related:
        audit.record(session.workspace, session.who, "segments.work_related", {"slug": slug, "reason": work_related})
    return {
        "path": str(path),
        "rows": len(rows),
        "as_of": at,
        "warnings": [*(one.plain for one in old), *left],
        "sentences": [words.plain() for words in said],
    }


def _shown(
    session: Session, defn: Definition, slug: str, wanted: Sequence[str], for_: str | None
) -> tuple[behind.Column, ...]:
    """The columns that are asked for beside the person; none leaves in a file without persons in it."""
    if wanted and (for_ == ADS or not over_people(defn)):
        raise Misuse(
            Words("Tapahtuman tiedon voi viedä vain ihmisten luetteloon.",
                  "A property of an event can be exported in a list of people only."),
            "no_people",
        )  # fmt: skip
    return behind.columns(session, defn, slug, wanted)


def _export_rows(
    session: Session, defn: Definition, name: str, as_of: str | None, shown: Sequence[behind.Column]
) -> tuple[list[str], list[tuple[Any, ...]], str]:
    if isinstance(defn, Segment) and defn.of == "areas":
        areas = areas_of(session, defn, as_of)
        return ["postcode"], [(code,) for code in areas.members], areas.as_of.text
    header = ["source", "external_id", "first_name", "last_name", "email", "phone", "postcode", "country"]
    fields = [*(f"c.{column}" for column in header), *(column.sql for column in shown)]
    more = [column.header for column in shown]
    figures = [figure for column in shown for figure in column.figures]
    with evaluated(session, [defn], as_of, beside=figures) as run:
        rows = run.evaluation.con.execute(
            f"SELECT c.customer_key, {', '.join(fields)} FROM {FLAGS} f "
            "JOIN customers c USING (customer_key) "
            f"WHERE {run.evaluation.where(name)} ORDER BY c.source, c.external_id, c.customer_key"
        ).fetchall()
        text = run.as_of.text
    if isinstance(defn, Segment) and reads_areas(defn, vocabulary(session)):
        inferred = from_area(session, defn, as_of)
        width = len(header) + 1
        marked = [(*row[1:width], FROM_AREA if row[0] in inferred else "", *row[width:]) for row in rows]
        return [*header, "inferred", *more], marked, text
    return [*header, *more], [row[1:] for row in rows], text


def _write_csv(path: Path, header: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """A whole file or none; nothing in it is taken for a formula by a spreadsheet."""
    if not path.parent.is_dir():
        raise Misuse(Words(f"Kansiota {path.parent} ei ole.", f"There is no folder {path.parent}."), "no_folder")
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        out.writerows([_harmless(name, value) for name, value in zip(header, row, strict=True)] for row in rows)
    part.replace(path)


def _harmless(name: str, value: Any) -> Any:
    """Text that a spreadsheet would run gets an apostrophe; a phone begins with + and is left alone.

    Text that could be mistaken for such gets one more, so that the preset of our own exports takes off what was put.
    """
    if isinstance(value, str) and _FORMULA.match(value) and name != "phone":
        return f"'{value}"
    return value
