"""`osuma special`: the written bases for special-category data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.help import group
from osuma.cli.language import say
from osuma.cli.place import existing
from osuma.cli.render import records

app = group(say("Arkaluonteisten tietojen perusteet.", "Written bases for special-category data."))


@command(app, "allow")
def allow(
    call: Call,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("Allekirjoitettu peruste.", "Signed basis."))],
) -> None:
    """Kirjaa peruste tai päätös / enter a basis or a decision."""
    call.show(call.ask("special.allow", file=existing(file)), _listed)


@command(app, "list")
def list_(call: Call) -> None:
    """Kirjatut perusteet / the bases that were entered."""
    call.show(call.ask("special.list"), _listed)


def _listed(result: dict[str, Any], language: str) -> None:
    empty = "Perusteita ei ole kirjattu." if language == "fi" else "No basis was entered."
    yes, no = ("kyllä", "ei") if language == "fi" else ("yes", "no")
    rows = [
        {
            "covers": ", ".join([*one["fields"], *one["values"]]),
            **{name: one[name] for name in ("purpose", "article", "who", "date", "expires")},
            "holds": yes if one["holds"] else no,
        }
        for one in result["bases"]
    ]
    records(rows, language, empty)
