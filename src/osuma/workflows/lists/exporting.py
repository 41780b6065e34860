"""Whom a segment reaches, and its people in a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from osuma.engine.errors import Misuse, Words
from osuma.engine.periods import local_day
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.inferred import reads_areas
from osuma.engine.segments.rule import Definition, Segment
from osuma.store.evaluation.evaluate import FLAGS
from osuma.store.reach import allowed, waterfall
from osuma.workflows.asking.options import existing_customer_rule
from osuma.workflows.asking.verbs import verb
from osuma.workflows.lists import behind
from osuma.workflows.lists.ads import audience, named_by_money
from osuma.workflows.lists.company_lists import FOR_COMPANIES, company_file, refuse_misplaced
from osuma.workflows.lists.control import CONTROL, buckets_of, drawn, experiment_of, keep
from osuma.workflows.lists.destinations import PARTS, TAG, channel_of, destination
from osuma.workflows.lists.handed_out import List, Wanted, told, written
from osuma.workflows.segments import staleness
from osuma.workflows.segments.asked import audited, from_area
from osuma.workflows.segments.dated import dated
from osuma.workflows.segments.definitions import named, titles_of, vocabulary
from osuma.workflows.segments.evaluating import areas_of, evaluated, over_companies, over_people, refuse_companies
from osuma.workflows.segments.health.describing import refuse_undescribed
from osuma.workflows.segments.recomputing import refuse_without_history

if TYPE_CHECKING:
    from osuma.workflows.asking.instants import AsOf
    from osuma.workflows.asking.session import Session

ADS = "ads"
#: In the column `inferred` of those whom only a figure of their area lets in.
FROM_AREA = "from area"


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
    shown = {"slug": slug, "channel": channel, **dated(session, run.as_of), "steps": steps, "grounds": grounds}
    audited(session, "segments.reach", defn.slug, {"count": found.reachable})
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
    channel: str | None = None,
    control: str | None = None,
    experiment: str | None = None,
    work_related: str | None = None,
) -> dict[str, Any]:
    """Write the members of a segment or a class to a file: id, name and contact details.

    Postcodes only where the unit is areas.

    format: csv or xlsx for everybody; the name of a tool for a file that its own import takes in. channel: only those
    who may be contacted on it, by the workspace's suppression list, refusals and legal grounds; a tool's file is
    always of such. for_: `ads` for hashed e-mails of those whose consent allows it; Refused where it forbids some,
    unless drop_blocked leaves them out. with_: more columns, each a property of the newest event behind the
    membership (`attendance.event_name`). Of a segment of companies `linkedin` (its company list), `contacts` or
    `decision-makers` (the people whom the channel may reach, each with the legal ground). work_related: why what is
    offered is about these people's work, which lets in work addresses without another ground; kept in the log.

    control: the share that is left out at random so that what the list brings can be measured, and experiment: under
    what name it is remembered who was left out and who was not; else that of the segment.

    Where the rule asks for figures of areas, a last column marks those who are in by these alone.
    Refused where nobody has said what the segment is for and by what it is judged (`segments.describe`).
    stale_on_purpose: why a "did not" condition on old data may be handed out all the same; Refused without it.
    """
    from osuma.catalog import audit, exports

    wanted = _wanted(slug, format, for_, channel, control, experiment)
    defn = named(session, slug)
    refuse_misplaced(defn, for_)
    refuse_undescribed(defn)
    refuse_without_history(session, defn, as_of)
    old = staleness.refuse(session, defn, stale_on_purpose)
    shown = _shown(session, defn, slug, with_, for_)
    if over_companies(defn):
        found = _companies(session, defn, as_of, for_, work_related, wanted)
    elif for_ == ADS:
        rows_of = audience(session, defn, slug, as_of, drop_blocked=drop_blocked)
        found = List(*rows_of, said=named_by_money(defn, slug))
    elif isinstance(defn, Segment) and defn.of == "areas":
        found = _areas(session, defn, as_of, wanted)
    else:
        found = _people(session, defn, slug, as_of, wanted, shown)
    rows, left = behind.screened(found.header, found.rows, shown)
    path = Path(to)
    with written(path, found.header, rows, sheet=wanted.to.sheet) as digest:
        # before the file is there: what left is never unlogged, whenever the machine stops
        if work_related:
            reason = {"slug": slug, "reason": work_related}
            audit.record(session.workspace, session.who, "segments.work_related", reason)
        exports.record(session.workspace, slug, session.who, len(rows), digest, path.name)
        if found.arms:
            keep(session, wanted.experiment, found.arms)
    return {
        "path": str(path), "rows": len(rows), **dated(session, found.at), "channel": wanted.channel,
        "warnings": [*(one.plain for one in old), *left], **told(found, wanted),
    }  # fmt: skip


def _shown(
    session: Session, defn: Definition, slug: str, wanted: Sequence[str], for_: str | None
) -> tuple[behind.Column, ...]:
    """The columns that are asked for beside the person; none leaves in a file without persons in it."""
    if wanted and (for_ == ADS or not over_people(defn)):
        raise Misuse(
            Words("Tapahtuman tiedon voi viedä vain ihmisten listaan.",
                  "A property of an event can be exported in a list of people only."),
            "no_people",
        )  # fmt: skip
    return behind.columns(session, defn, slug, wanted)


def _wanted(
    slug: str, name: str, for_: str | None, channel: str | None, control: str | None, experiment: str | None
) -> Wanted:
    """The options together; Misuse where they do not go with one another."""
    to = destination(name)
    if for_ not in (None, ADS, *FOR_COMPANIES):
        there = ", ".join((ADS, *FOR_COMPANIES))
        raise Misuse(
            Words(fi=f"Kohde on jokin näistä tai ei mitään: {there}.", en=f"It is for one of {there}, or none."),
            "no_for",
        )
    if for_ == ADS and (to is not destination("csv") or channel or control):
        raise Misuse(
            Words(
                f"--for {ADS} ei käy yhteen valitsinten --format, --channel ja --control kanssa.",
                f"--for {ADS} goes with none of --format, --channel and --control.",
            ),
            "ads_alone",
        )
    if experiment is not None and control is None:
        raise Misuse(
            Words(
                "--experiment nimeää kokeen, jossa on kontrolliryhmä: anna myös --control, esimerkiksi 10%.",
                "--experiment names an experiment with a control group: give --control too, such as 10%.",
            ),
            "no_control",
        )
    taken = 0 if control is None else buckets_of(control)
    return Wanted(to, channel_of(name, channel), taken, experiment_of(slug, experiment) if taken else "")


def _companies(
    session: Session, defn: Definition, as_of: str | None, for_: str | None, work_related: str | None, wanted: Wanted
) -> List:
    if wanted.taken or wanted.to not in (destination("csv"), destination("xlsx")):
        raise Misuse(
            Words(
                "Yrityslista viedään muodossa csv tai xlsx, ilman kontrolliryhmää.",
                "A list of companies is exported as csv or xlsx, without a control group.",
            ),
            "companies",
        )
    made = company_file(session, defn, as_of, for_, wanted.channel or "email", work_related)
    return List(made.header, made.rows, made.at, said=made.said)


def _areas(session: Session, defn: Segment, as_of: str | None, wanted: Wanted) -> List:
    if wanted.channel or wanted.taken:
        raise Misuse(
            Words(
                "Postinumerolistassa ei ole ihmisiä: vie se muodossa csv tai xlsx, ilman kanavaa ja kontrolliryhmää.",
                "A list of postcodes has no people in it: export it as csv or xlsx, with no channel or control.",
            ),
            "areas",
        )
    areas = areas_of(session, defn, as_of)
    return List(["postcode"], [(code,) for code in areas.members], areas.as_of)


def _people(
    session: Session,
    defn: Definition,
    name: str,
    as_of: str | None,
    wanted: Wanted,
    shown: Sequence[behind.Column],
) -> List:
    figures = [figure for column in shown for figure in column.figures]
    with evaluated(session, [defn], as_of, beside=figures) as run:
        con, keys, reach = run.evaluation.con, run.evaluation.members(name), None
        if wanted.channel is not None:
            rule = existing_customer_rule(session.workspace)
            reach, keys = allowed(con, keys, wanted.channel, existing_customers=rule)
        parts = [PARTS[part] for part in wanted.to.columns.values() if part != TAG]
        parts += [column.sql for column in shown]
        con.register("export_keys", pa.table({"customer_key": pa.array(keys, pa.int64())}))
        rows = con.execute(
            f"SELECT c.customer_key, c.external_id, {', '.join(parts)} FROM export_keys JOIN customers c "
            f"USING (customer_key) JOIN {FLAGS} f USING (customer_key) "
            "ORDER BY c.source, c.external_id, c.customer_key"
        ).fetchall()
        con.unregister("export_keys")
        arms = {}
        if wanted.taken:
            arms = drawn(con, {key: str(external) for key, external, *_ in rows}, wanted.experiment, wanted.taken)
        at = run.as_of
    marks = None
    if wanted.to.channel is None and isinstance(defn, Segment) and reads_areas(defn, vocabulary(session)):
        marks = from_area(session, defn, as_of)
    cells = [_cells(row, wanted, _tag(session, defn, name, at), marks) for row in rows if arms.get(row[0]) != CONTROL]
    header = [*wanted.to.columns, *([] if marks is None else ["inferred"]), *(column.header for column in shown)]
    return List(header, cells, at, reach, arms)


def _cells(row: Sequence[Any], wanted: Wanted, tag: str, marks: set[int] | None) -> tuple[Any, ...]:
    values = iter(row[2:])
    cells = [tag if part == TAG else next(values) for part in wanted.to.columns.values()]
    return (*cells, *([] if marks is None else [FROM_AREA if row[0] in marks else ""]), *values)


def _tag(session: Session, defn: Definition, name: str, at: AsOf) -> str:
    """What the tool shows of the segment: its name and day. A comma would make two tags of it."""
    language = session.workspace.language
    title = titles_of({defn.slug: defn})[name][language]
    day = numbers.day(local_day(at.instant, session.zone))[language]
    return " ".join(f"Osuma: {title} {day}".replace(",", " ").split())
