"""`osuma simulate`: files of an invented company and the truth of them, to try things on."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.language import say
from osuma.cli.render import sentences, table


class Company(StrEnum):
    SHOP = "shop"
    B2B = "b2b"


def register(root: typer.Typer) -> None:
    """The command."""
    command(root, "simulate")(simulate)


def simulate(
    call: Call,
    folder: Annotated[Path, typer.Argument(help=say("Tyhjä tai uusi kansio.", "An empty or a new folder."))],
    kind: Annotated[
        Company,
        typer.Option(
            "--kind",
            help=say(
                "shop: kauppa kuluttajille; b2b: myyntiä yrityksille.",
                "shop: a shop for consumers; b2b: sales to companies.",
            ),
        ),
    ] = Company.SHOP,
    people: Annotated[
        int | None, typer.Option("--people", help=say("Montako ihmistä.", "How many people."), min=1)
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", help=say("Sama luku tekee samat tiedostot.", "The same number makes the same files.")),
    ] = None,
) -> None:
    """Kirjoita keksityn yrityksen tiedostot ja niiden totuus / write files of an invented company and their truth."""
    from osuma.workflows.installation.simulating import DEFAULT_SEED
    from osuma.workflows.installation.simulating import simulate as write

    result = write(folder, kind.value, people, DEFAULT_SEED if seed is None else seed)
    call.show(result, _said)


def _said(result: dict[str, Any], language: str) -> None:
    rows = [[one["path"], one["rows"], one["what"][language]] for one in result["files"]]
    heads = ("Tiedosto", "Rivejä", "Mitä") if language == "fi" else ("File", "Rows", "What")
    table(heads, rows, (1,), language)
    sentences(result["sentences"], language)
