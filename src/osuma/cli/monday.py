"""`osuma monday`: the week at a glance, also as the body of a mail."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.language import say
from osuma.cli.render import line, words
from osuma.reporting import numbers


def register(root: typer.Typer) -> None:
    """The command of one word."""
    command(root, "monday")(monday)


def monday(
    call: Call,
    mail: Annotated[
        Path | None,
        typer.Option(
            "--mail",
            help=say(
                "Kirjoita sähköpostin runko tähän kansioon: monday.txt ja monday.html.",
                "Write the body of a mail into this folder: monday.txt and monday.html.",
            ),
        ),
    ] = None,
) -> None:
    """Viikko yhdellä silmäyksellä / the week at a glance."""
    if mail is None:
        call.show(call.ask("monday.show"), _week)
        return
    body = call.ask("monday.mail")
    mail.mkdir(parents=True, exist_ok=True)
    files = {name: mail / f"monday.{ending}" for name, ending in (("text", "txt"), ("html", "html"))}
    for name, path in files.items():
        path.write_text(body[name], encoding="utf-8")
    told = {"subject": body["subject"], **{name: str(path) for name, path in files.items()}}
    call.show(told, _written)


def _written(result: dict[str, Any], _: str) -> None:
    for value in result.values():
        line(value)


def _week(result: dict[str, Any], language: str) -> None:
    for one in result["figures"]:
        value, before = (_shown(one[key], one["money"], result["currency"], language) for key in ("value", "before"))
        line(f"{words(one, language)}: {value} ({before})")
    for one in result["segments"]:
        line("-", f"{words(one, language)}: {one['value']} ({one['before']})")
    for n, one in enumerate(result["suggestions"], 1):
        line(f"{n}.", words(one, language))


def _shown(value: str, money: bool, currency: str, language: str) -> str:
    given = Decimal(value)
    return numbers.money(given, currency, language) if money else numbers.number(given, language)
