"""`osuma segments health|on-purpose|describe`: the guard rails, and what is said of a segment."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.language import say
from osuma.cli.render import dated, line, records, words
from osuma.cli.segments import Slug


def register(segments: typer.Typer) -> None:
    """The commands beside the other ones of segments."""
    command(segments, "health")(health)
    command(segments, "on-purpose")(on_purpose)
    command(segments, "describe")(describe)


def health(
    call: Call,
    slug: Annotated[
        str | None, typer.Argument(metavar="SLUG", help=say("Vain tästä segmentistä.", "Only of this segment."))
    ] = None,
) -> None:
    """Mikä segmenteissä on riskialtista / what is risky about the segments."""
    call.show(call.ask("segments.health", slug=slug), _health)


def on_purpose(
    call: Call,
    slug: Annotated[str, typer.Argument(metavar="SLUG|-", help=say("- koskee kaikkia.", "- concerns them all."))],
    code: Annotated[str, typer.Argument(metavar="CODE", help=say("Havainnon koodi.", "Code of the finding."))],
    reason: Annotated[
        str, typer.Option("--reason", help=say("Miksi; tyhjä poistaa merkinnän.", "Why; empty takes it back."))
    ],
) -> None:
    """Merkitse havainto tarkoitukselliseksi / say that a finding is on purpose."""
    call.show(call.ask("segments.on_purpose", slug=slug, code=code, reason=reason), _one)


def describe(
    call: Call,
    slug: Slug,
    owner: Annotated[str | None, typer.Option("--owner", help=say("Vastuuhenkilö.", "Who answers for it."))] = None,
    purpose: Annotated[str | None, typer.Option("--purpose", help=say("Tarkoitus.", "What it is for."))] = None,
    kpi: Annotated[str | None, typer.Option("--kpi", help=say("Mittari.", "By what it is judged."))] = None,
    review_by: Annotated[
        str | None,
        typer.Option("--review-by", metavar="DATE", help=say("Tarkista viimeistään.", "To be reviewed by.")),
    ] = None,
    restore: Annotated[
        bool,
        typer.Option("--restore", help=say("Ota takaisin käyttöön.", "Bring back into use what was archived.")),
    ] = False,
) -> None:
    """Vastuuhenkilö, tarkoitus, mittari, tarkistuspäivä / owner, purpose, KPI, review date."""
    said = {"owner": owner, "purpose": purpose, "kpi": kpi, "review_by": review_by}
    call.show(call.ask("segments.describe", slug=slug, **said, restore=restore or None), _one)


def _health(result: dict[str, Any], language: str) -> None:
    fi = language == "fi"
    dated(result, language)
    if not result["findings"]:
        line("Ei huomautettavaa." if fi else "Nothing to remark.")
    for one in result["findings"]:
        line("!", f"{one['slug'] or ('kaikki' if fi else 'all')} ({one['code']}):", words(one, language))
        line(" ", words(one["way_out"], language))
    for one in result["on_purpose"]:
        said = "tarkoituksella" if fi else "on purpose"
        line("-", f"{one['slug'] or '-'} ({one['code']}), {said}: {one['reason']} ({one['who']})")


def _one(result: dict[str, Any], language: str) -> None:
    records([{name: value for name, value in result.items() if name != "missing"}], language, "–")
