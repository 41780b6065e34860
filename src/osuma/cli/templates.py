"""`osuma segments templates|take`: ready-made definitions, those first that the data can answer."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.language import say
from osuma.cli.render import line, records, table, words


def register(segments: typer.Typer) -> None:
    """The commands beside the other ones of segments."""
    command(segments, "templates")(templates)
    command(segments, "take")(take)


def templates(call: Call) -> None:
    """Valmiit mallit / templates."""
    call.show(call.ask("segments.templates"), _templates)


def take(
    call: Call,
    slug: Annotated[list[str], typer.Argument(metavar="SLUG...", help=say("Mallien tunnukset.", "Templates."))],
    as_: Annotated[
        str | None, typer.Option("--as", metavar="SLUG", help=say("Tunnus, jonka malli saa.", "Slug it gets here."))
    ] = None,
    replace: Annotated[
        bool,
        typer.Option("--replace", help=say("Korvaa oma määrittely mallilla.", "Replace your own with the template.")),
    ] = False,
) -> None:
    """Ota malli käyttöön / take a template into use."""
    call.show(
        call.ask("segments.take", slugs=slug, as_=as_, replace=replace or None),
        lambda found, language: records(found["segments"], language, "–"),
    )


def _templates(result: dict[str, Any], language: str) -> None:
    fi = language == "fi"
    ready = [one for one in result["templates"] if one["ready"]]
    lacking = [one for one in result["templates"] if not one["ready"]]
    line(f"Valmiina sinun tiedoillasi: {len(ready)}" if fi else f"Ready with your data: {len(ready)}")
    heads = ["tunnus", "nimi", "laji", "tarkoitus"] if fi else ["slug", "name", "kind", "purpose"]
    table(heads, [[one[key] for key in ("slug", "name", "type_name", "purpose")] for one in ready], (), language)
    if lacking:
        line(f"Tarvitsee lisää tietoa: {len(lacking)}" if fi else f"Needs more data: {len(lacking)}")
    for one in lacking:
        line(
            "-",
            f"{one['slug']} ({one['name']}):",
            " ".join(dict.fromkeys(words(lack, language) for lack in one["lacks"])),
        )
    line("Ota käyttöön: osuma segments take TUNNUS" if fi else "Take one into use: osuma segments take SLUG")
