"""`osuma rates`: currency rates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, Limit, command
from osuma.cli.help import group
from osuma.cli.language import say
from osuma.cli.place import existing
from osuma.cli.render import line, records, sentences

app = group(say("Valuuttakurssit.", "Currency rates."))

Source = Annotated[str | None, typer.Option("--source", help=say("Kuka kurssin sanoo.", "Who says so."))]


@command(app, "import")
def import_(
    call: Call,
    file: Annotated[
        Path,
        typer.Argument(
            help=say(
                "EKP:n kurssitiedosto (CSV) tai sarakkeet currency, day, rate.",
                "The European Central Bank's CSV, or columns currency, day, rate.",
            )
        ),
    ],
    source: Source = None,
) -> None:
    """Tuo kurssit tiedostosta / take rates from a file."""
    call.show(call.ask("rates.import", file=existing(file), source=source), _said)


@command(app, "set")
def set_(
    call: Call,
    currency: Annotated[str, typer.Argument(metavar="CURRENCY", help=say("Esimerkiksi USD.", "For example USD."))],
    rate: Annotated[
        str,
        typer.Argument(
            metavar="RATE",
            help=say("Yksi yksikkö työtilan valuutassa.", "One unit in the workspace's currency."),
        ),
    ],
    day: Annotated[str, typer.Option("--day", help=say("Mistä päivästä lähtien.", "From which day on."))],
    source: Source = None,
) -> None:
    """Anna yksi kurssi / give one rate."""
    call.show(call.ask("rates.set", currency=currency, rate=rate, day=day, source=source), _said)


@command(app, "list")
def list_(
    call: Call,
    currency: Annotated[
        str | None, typer.Argument(metavar="[CURRENCY]", help=say("Vain tämä valuutta.", "Only this currency."))
    ] = None,
    limit: Limit = None,
) -> None:
    """Näytä kurssit / show rates."""
    call.show(call.ask("rates.list", currency=currency, limit=limit), _listed)


def _said(result: dict[str, Any], language: str) -> None:
    sentences(result["sentences"], language)


def _listed(result: dict[str, Any], language: str) -> None:
    records(result["rates"], language, "Kursseja ei ole." if language == "fi" else "There are no rates.")
    if result["missing"]:
        line("Kurssi puuttuu näiltä tilauksilta:" if language == "fi" else "Orders that lack a rate:")
        records(result["missing"], language, "")
