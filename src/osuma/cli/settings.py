"""`osuma settings`, `osuma fields`, `osuma report`, `osuma doctor`: small things about one workspace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.help import group
from osuma.cli.language import say
from osuma.cli.place import absolute
from osuma.cli.render import clean, line, pairs, records, sentences, words
from osuma.engine.errors import Words

_GROUPS = {
    "customers": Words("Asiakkaan tiedot", "Of a customer"),
    "accounts": Words("Yrityksen tiedot", "Of a company"),
    "areas": Words("Postinumeroalueen tiedot", "Of a postcode area"),
    "events": Words("Tapahtumat ja niiden tiedot", "Events and their properties"),
}

app = group(say("Työtilan asetukset.", "Settings of the workspace."))


@command(app, "get")
def get(
    call: Call,
    key: Annotated[str | None, typer.Argument(metavar="[KEY]", help=say("Muuten kaikki.", "Else all."))] = None,
) -> None:
    """Näytä asetukset / show settings."""
    call.show(call.ask("settings.get", key=key), _settings)


@command(app, "set")
def set_(
    call: Call,
    key: Annotated[str, typer.Argument(metavar="KEY")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help=say("JSON tai teksti.", "JSON or text."))],
) -> None:
    """Muuta asetusta / change a setting."""
    call.show(call.ask("settings.set", key=key, value=_value(value)), _settings)


def register(root: typer.Typer) -> None:
    """The commands of one word."""
    command(root, "fields")(fields)
    command(root, "report", as_of=True)(report)
    command(root, "doctor")(doctor)


def fields(call: Call) -> None:
    """Kentät, joita ehdoissa voi käyttää / fields that conditions can use."""
    call.show(call.ask("fields.list"), _fields)


def report(
    call: Call,
    to: Annotated[Path | None, typer.Option("--to", help=say("HTML-tiedosto.", "HTML file."))] = None,
) -> None:
    """Kirjoita raportti / write the report."""
    call.show(call.ask("report.write", to=None if to is None else absolute(to)), _written)


def doctor(call: Call) -> None:
    """Tarkista, että kaikki on kunnossa / check that all is well."""
    result = call.ask("doctor")
    call.show(result, _diagnosis)
    if result.get("ok") is False:
        raise typer.Exit(1)


def _settings(result: dict[str, Any], language: str) -> None:
    found = result.get("settings", result)
    rows = [(str(key), json.dumps(value, ensure_ascii=False)) for key, value in found.items()]
    if rows:
        pairs(rows)
    else:
        line("Kaikki asetukset ovat oletuksissa." if language == "fi" else "Every setting has its default.")


def _fields(result: dict[str, Any], language: str) -> None:
    for key, value in result.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            line(f"{_GROUPS[key][language] if key in _GROUPS else clean(key)}:")
            records(value, language, "–")


def _written(result: dict[str, Any], language: str) -> None:
    line("Raportti:" if language == "fi" else "Report:", result.get("path", result.get("to")))
    sentences(result.get("sentences", []), language)


def _diagnosis(result: dict[str, Any], language: str) -> None:
    for finding in result.get("checks", []):
        mark = "ok" if finding.get("ok") else "!!"
        line(mark, words(finding, language) or finding.get("name"))
    sentences(result.get("sentences", []), language)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
