"""`osuma events`: event types of the workspace's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.help import group
from osuma.cli.language import say
from osuma.cli.place import existing
from osuma.cli.render import line, records, sentences

app = group(say("Omat tapahtumatyypit.", "Event types of your own."))

Slug = Annotated[str, typer.Argument(metavar="SLUG", help=say("Tyypin tunnus.", "Slug of the type."))]


@command(app, "seen")
def seen(call: Call) -> None:
    """Mitä on tuotu mutta ei rekisteröity / what came and is not registered."""
    call.show(call.ask("events.seen"), _seen)


@command(app, "list")
def list_(call: Call) -> None:
    """Rekisteröidyt tapahtumatyypit / registered event types."""
    call.show(call.ask("events.list"), _listed)


@command(app, "register")
def register(
    call: Call,
    type_: Annotated[
        str | None,
        typer.Argument(metavar="TYPE", help=say("Tyyppi, kuten tiedostossa.", "Type, as the files have it.")),
    ] = None,
    as_: Annotated[str | None, typer.Option("--as", help=say("Tyypin tunnus.", "Slug of the type."))] = None,
    property_: Annotated[
        list[str] | None,
        typer.Option(
            "--property",
            help=say(
                "nimi=tyyppi tai nimi=tyyppi:muoto; tyypit text, int, decimal, bool, date, instant, code. Ilman tätä "
                "kaikki nähdyt ominaisuudet.",
                "name=type or name=type:format; types are text, int, decimal, bool, date, instant, code. Without it "
                "every property that was seen.",
            ),
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", help=say("Sama YAML-tiedostona.", "The same as a YAML file.")),
    ] = None,
) -> None:
    """Rekisteröi tapahtumatyyppi tai sen ominaisuuksia / register an event type or properties of one."""
    told = call.ask(
        "events.register", type_=type_, slug=as_, properties=property_, file=None if file is None else existing(file)
    )
    call.show(told, _changed)


@command(app, "widen")
def widen(
    call: Call,
    slug: Slug,
    property_: Annotated[
        str, typer.Argument(metavar="NAME=TYPE", help=say("int → decimal → text.", "int → decimal → text."))
    ],
) -> None:
    """Laajenna ominaisuuden tyyppi / make a property's type wider."""
    call.show(call.ask("events.widen", slug=slug, property_=property_), _changed)


@command(app, "unregister")
def unregister(call: Call, slug: Slug) -> None:
    """Peru rekisteröinti; rivit säilyvät / undo the registration; the rows stay."""
    call.show(call.ask("events.unregister", slug=slug), lambda result, lang: sentences(result["sentences"], lang))


def _seen(result: dict[str, Any], language: str) -> None:
    nothing = "Kaikki tapahtumat on rekisteröity." if language == "fi" else "Every event is registered."
    if not result["types"]:
        line(nothing)
    for one in result["types"]:
        period = " – ".join(dict.fromkeys(day for day in (one["first"], one["last"]) if day))
        rows = ("riviä", "rows") if one["rows"] != 1 else ("rivi", "row")
        line(one["given"], f"({one['slug']})", one["rows"], rows[language != "fi"], period)
        empty = "Ei muita ominaisuuksia." if language == "fi" else "No other properties."
        listed = [
            {"property": p["given"], "slug": p["name"], "rows": p["rows"], "type": p["type"], "format": p["format"]}
            for p in one["properties"]
        ]
        records(listed, language, empty)


def _listed(result: dict[str, Any], language: str) -> None:
    empty = "Omia tapahtumatyyppejä ei ole." if language == "fi" else "There are no event types of your own."
    records(result["types"], language, empty)


def _changed(result: dict[str, Any], language: str) -> None:
    sentences(result["sentences"], language)
    records(
        [
            {"property": p["given"], "slug": p["name"], "type": p["type"], "format": p["format"]}
            for p in result["properties"]
        ],
        language,
        "Ominaisuuksia ei ole." if language == "fi" else "It has no properties.",
    )
    if result["refused_file"]:
        line("hylätyt rivit:" if language == "fi" else "refused rows:", result["refused_file"])
