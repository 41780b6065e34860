"""`osuma review`: the yearly review of the segments, in words or as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.language import say
from osuma.cli.place import absolute
from osuma.cli.render import line, sentences


def register(root: typer.Typer) -> None:
    """The command of one word."""
    command(root, "review")(review)


def review(
    call: Call,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DAY",
            help=say("Mistä päivästä; ilman sitä vuosi.", "From which day; a year where it is not given."),
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until", metavar="DAY", help=say("Mihin päivään; ilman sitä tähän.", "To which day; else today.")
        ),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="FILE",
            help=say("Tiedostoksi: .pdf, .pptx tai .xlsx.", "Into a file: .pdf, .pptx or .xlsx."),
        ),
    ] = None,
) -> None:
    """Vuosikatsaus: segmentit, muutokset, tulokset, syyt / the annual review: segments, changes, results, why."""
    if to is None:
        call.show(call.ask("review.show", since=since, until=until), _shown)
        return
    told = call.ask("review.write", to=absolute(to), since=since, until=until, language=call.language)
    call.show(told, lambda result, _: line(result["path"]))


def _shown(result: dict[str, Any], language: str) -> None:
    line(result["title"][language])
    line(result["below"][language])
    sentences(result["sentences"], language)
    for part in result["pictures"]:
        line("")
        line(part["title"][language])
        head, *rows = part["table"][language]
        for row in rows:
            line("-", "; ".join(f"{name}: {cell}" for name, cell in zip(head, row, strict=True) if cell))
