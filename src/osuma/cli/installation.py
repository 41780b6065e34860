"""`osuma init`, `backup`, `restore`, `upgrade`: the installation itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.language import say
from osuma.cli.place import absolute
from osuma.cli.render import line, sentences


def register(root: typer.Typer) -> None:
    """The commands."""
    command(root, "init")(init)
    command(root, "backup")(backup)
    command(root, "restore")(restore)
    command(root, "upgrade")(upgrade)


def init(
    call: Call,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=say("Uusi kansio.", "A new folder."))],
    name: Annotated[str | None, typer.Option("--name", help=say("Työtilan nimi.", "Name of the workspace."))] = None,
    zone: Annotated[str, typer.Option("--zone", help=say("Aikavyöhyke.", "Time zone."))] = "Europe/Helsinki",
    currency: Annotated[str, typer.Option("--currency", help=say("Valuutta.", "Currency."))] = "EUR",
    catalog: Annotated[
        str | None,
        typer.Option(
            "--catalog",
            metavar="postgresql://…",
            help=say(
                "Tyhjä PostgreSQL-tietokanta asennuksen tiedoille; muuten tiedosto kansiossa.",
                "An empty PostgreSQL database for the catalog; else a file in the folder.",
            ),
        ),
    ] = None,
) -> None:
    """Luo Osuma kansioon / make an installation."""
    from osuma.workflows.installation.upkeep import NEW_CATALOG
    from osuma.workflows.installation.upkeep import init as make

    slug, where = call.workspace or "main", catalog or os.environ.get(NEW_CATALOG)
    call.show(make(folder, slug, name or "", zone, currency, call.language, where), _said)


def backup(
    call: Call,
    to: Annotated[
        Path | None, typer.Option("--to", help=say("Kansio, johon kopioidaan.", "Folder to copy into."))
    ] = None,
) -> None:
    """Tee varmuuskopio / make a backup."""
    call.show(call.ask("backup.make", to=None if to is None else absolute(to)), _said)


def restore(
    call: Call,
    source: Annotated[
        Path, typer.Argument(metavar="BACKUP", help=say("Varmuuskopion kansio.", "Folder of the backup."))
    ],
    catalog: Annotated[
        str | None,
        typer.Option(
            "--catalog",
            metavar="postgresql://…",
            help=say(
                "Tyhjä PostgreSQL-tietokanta, johon tiedot tulevat; muuten tiedosto kansiossa.",
                "An empty PostgreSQL database to take the catalog; else a file in the folder.",
            ),
        ),
    ] = None,
) -> None:
    """Palauta varmuuskopio kansioon --dir / restore a backup into --dir."""
    from osuma.workflows.installation.upkeep import restore as put_back

    with call.bar() as progress:
        result = put_back(source, call.folder, progress, catalog)
    call.show(result, _said)


def upgrade(call: Call) -> None:
    """Päivitä tiedot tälle Osumalle / bring the data up to this Osuma."""
    from osuma.workflows.installation.upkeep import upgrade as bring

    with call.bar() as progress:
        result = bring(call.folder, progress)
    call.show(result, _said)


def _said(result: dict[str, Any], language: str) -> None:
    if result.get("sentences"):
        sentences(result["sentences"], language)
        return
    for key, value in result.items():
        line(f"{key}:", value)
