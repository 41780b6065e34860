"""`osuma one-page`: the customer base on one page, as a file or in words; `osuma logo`: what stands on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.language import say
from osuma.cli.place import absolute, existing
from osuma.cli.render import line, words


def register(root: typer.Typer) -> None:
    """The commands of one word."""
    command(root, "one-page")(one_page)
    command(root, "logo")(logo)


def one_page(
    call: Call,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="FILE",
            help=say("Tiedostoksi: .pdf, .pptx tai .png.", "Into a file: .pdf, .pptx or .png."),
        ),
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(
            "--group",
            metavar="SLUG",
            help=say("Segmentti sivulle, enintään kolme.", "A segment on it, at most three."),
        ),
    ] = None,
) -> None:
    """Asiakkaamme yhdellä sivulla / our customers on one page."""
    if to is None:
        call.show(call.ask("one_page.show", groups=group or None), _shown)
        return
    told = call.ask("one_page.write", to=absolute(to), groups=group or None, language=call.language)
    call.show(told, lambda result, _: line(result["path"]))


def logo(
    call: Call,
    file: Annotated[
        Path | None, typer.Argument(help=say("PNG tai JPEG; ilman sitä logo poistetaan.", "PNG or JPEG; none: away."))
    ] = None,
) -> None:
    """Yrityksen tai asiakkaan logo raportteihin / the company's or client's logo on reports."""
    told = call.ask("logo.keep", file=None if file is None else existing(file))
    kept = {"fi": "Logo tallennettu.", "en": "The logo is kept."}
    gone = {"fi": "Logo poistettu.", "en": "The logo is taken away."}
    call.show(told, lambda result, language: line((kept if result["logo"] else gone)[language]))


def _shown(result: dict[str, Any], language: str) -> None:
    line(words(result["title"], language))
    line(result["below"][language])
    for one in result["figures"]:
        line(f"{words(one['name'], language)}: {words(one['value'], language)} ({words(one['note'], language)})")
    for one in result["groups"]:
        line(f"- {words(one['name'], language)}: {one['size'][language]}; {one['brings'][language]}")
