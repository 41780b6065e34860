"""`osuma engine`: another engine than DuckDB, filled and checked."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.help import group
from osuma.cli.language import number, say
from osuma.cli.render import clean, line, pairs, records, words
from osuma.engine.errors import Misuse

app = group(say("ClickHouse ja Spark.", "ClickHouse and Spark."))

Engine = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="URL",
        help=say("Missä lasketaan (muuten asetus engine); duckdb on oma varasto.",
                 "Where to compute (else the setting engine); duckdb is our own warehouse."),
    ),
]  # fmt: skip


@command(app, "list")
def list_(call: Call) -> None:
    """Mitä moottoreita tältä koneelta tavoittaa / engines that this machine can reach."""
    call.show(_reachable(call), _engines)


def _reachable(call: Call) -> dict[str, Any]:
    """What is so of the machine needs no workspace; what one has chosen is told where it is known which is meant."""
    try:
        return call.ask("engine.list")
    except Misuse as missing:
        if call.dir is not None or missing.code not in ("no_installation", "which_workspace"):
            raise
    from osuma.workflows.installation.engines import reachable

    return {"engines": reachable()}


@command(app, "copy")
def copy(
    call: Call,
    to: Annotated[str, typer.Option("--to", metavar="URL", help=say("Moottorin osoite.", "Address of the engine."))],
) -> None:
    """Kopioi tiedot moottoriin / copy the facts to an engine."""
    call.show(call.ask("engine.copy", to=to), _copied)


@command(app, "check")
def check(
    call: Call, url: Annotated[str, typer.Argument(help=say("Moottorin osoite.", "Address of the engine."))]
) -> None:
    """Vertaa vastauksia DuckDB:hen / compare answers with DuckDB's."""
    result = call.ask("engine.check", engine=url)
    call.show(result, _checked)
    if not result["ok"]:
        raise typer.Exit(1)


def _engines(result: dict[str, Any], language: str) -> None:
    for one in result["engines"]:
        lacks = [] if one["available"] else ["puuttuu" if language == "fi" else "lacks", clean(one["lacks"])]
        line("ok" if one["available"] else "--", clean(one["engine"]), *lacks)
    if "chosen" in result:
        line("Käytössä:" if language == "fi" else "In use:", clean(result["chosen"]))


def _copied(result: dict[str, Any], language: str) -> None:
    pairs([(str(one["table"]), number(one["rows"], language)) for one in result["tables"]])
    line("Rivejä:" if language == "fi" else "Rows:", number(result["rows"], language))


def _checked(result: dict[str, Any], language: str) -> None:
    records([one for one in result["compared"] if not one["same"]], language, "")
    line(words(result["said"], language))
