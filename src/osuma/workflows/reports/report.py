"""The report of a workspace: facts gathered at one instant, written as one file that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.reporting.facts import Report
from osuma.reporting.report import render
from osuma.workflows.asking.verbs import verb
from osuma.workflows.reports.logo import data_address
from osuma.workflows.reports.reporting_facts import (
    choices,
    partitions,
    people,
    planted,
    sales,
    segments,
    sources,
    summary,
)
from osuma.workflows.reports.reporting_facts.scope import Scope, made_at, opened

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

FILE_NAME = "report.html"
TITLE = Words("Asiakkaamme yhdellä silmäyksellä", "Our customers at a glance")


@verb("report.write")
def write(session: Session, to: str | None = None, as_of: str | None = None) -> dict[str, Any]:
    """Write the report; its path, and what it says in three sentences. Misuse where the folder does not exist."""
    from osuma.catalog import audit
    from osuma.catalog.modes import write_whole

    path = Path(to) if to is not None else session.workspace.reports / FILE_NAME
    if not path.parent.is_dir() or path.is_dir():
        raise Misuse(
            Words(fi=f"Raporttia ei voi kirjoittaa: {path}", en=f"The report cannot be written: {path}"), "bad_path"
        )
    with opened(session, as_of) as scope:
        facts, findings = gather(scope)
        text = scope.at.text
    write_whole(path, render(facts, session.workspace.language))
    audit.record(session.workspace, session.who, "report.write", {"as_of": text, "segments": len(facts.segments)})
    return {
        "path": str(path),
        "as_of": text,
        "sentences": _both(facts.summary),
        "notices": _both(facts.notices),
        "planted": [asdict(one) for one in findings],
    }


def gather(scope: Scope) -> tuple[Report, tuple[planted.Finding, ...]]:
    """Everything that the report says, and for simulated data what was planted and found."""
    sold, files, reached = sales.sales(scope), sources.sources(scope), people.reach(scope)
    identity = people.identity(scope)
    findings = planted.findings(summary.stated(scope).get("planted", {}), identity, reached, files)
    plain, grid = partitions.partitions(scope)
    report = Report(
        workspace=scope.session.workspace.name,
        title=TITLE,
        label=summary.label(scope),
        made_at=made_at(scope),
        data_end=scope.end,
        as_of=scope.at.instant,
        zone=scope.settings.zone,
        currency=scope.settings.currency,
        base=scope.evaluation.base,
        net_sales=sold.net,
        sales_window=scope.window,
        summary=summary.sentences(scope, sold, files, reached),
        sources=files,
        segments=segments.segments(scope),
        origin=scope.origin,
        reach=reached,
        choices=choices.choices(scope, sold, reached.contactless),
        key_figures=summary.key_figures(scope, sold, reached),
        notices=summary.notices(scope, planted.told(findings)),
        set_apart=people.set_apart(scope),
        refused=sources.refused(scope),
        identity=identity,
        overlap=segments.overlap(scope),
        rfm=grid,
        partitions=plain,
        concentration=sales.concentration(scope),
        months=sales.months(scope),
        logo=data_address(scope.session.workspace),
    )
    return report, findings


def _both(said: Sequence[Words]) -> list[dict[str, str]]:
    return [words.plain() for words in said]
