"""`osuma demo`: a workspace on sample data, the whole main job, a report."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.language import say
from osuma.cli.render import line, sentences


class Sample(StrEnum):
    GROCER = "grocer"
    SPORTSHOP = "sportshop"
    B2B = "b2b"


def register(root: typer.Typer) -> None:
    """The command."""
    command(root, "demo")(demo)


def demo(
    call: Call,
    data: Annotated[
        Sample,
        typer.Option(
            "--data",
            help=say(
                "grocer: oikeita ostoja; sportshop: simuloitu kauppa; b2b: simuloitu yritysmyynti.",
                "grocer: real purchases; sportshop: a simulated shop; b2b: simulated sales to companies.",
            ),
        ),
    ] = Sample.SPORTSHOP,
) -> None:
    """Koko työ esimerkkitiedoilla (kansioon --dir) / the whole job on sample data (into --dir)."""
    from osuma.workflows.installation.demo import run

    folder = (call.dir or Path(f"osuma-demo-{data.value}")).expanduser().absolute()
    with call.bar() as progress:
        result = run(data.value, folder, call.language, progress)
    call.show(result, _said)


def _said(result: dict[str, Any], language: str) -> None:
    sentences(result.get("sentences", []), language)
    if result.get("report"):
        line("Raportti:" if language == "fi" else "Report:", result["report"])
