"""Where the catalog of an installation is: a file of its own folder, or a database that the folder's note names."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TypeAlias

from osuma.catalog.in_postgres import PostgresCatalog
from osuma.catalog.in_sqlite import SqliteCatalog
from osuma.catalog.modes import write_whole
from osuma.catalog.postgres_address import VARIABLE, parse
from osuma.engine.errors import Conflict, Misuse, Words
from osuma.engine.marker import NOTE, is_installation
from osuma.engine.shell import command

Catalog: TypeAlias = SqliteCatalog | PostgresCatalog


def of(folder: Path) -> Catalog:
    """The catalog of the installation there. Misuse where there is none, Conflict where its note is damaged."""
    if not is_installation(folder):
        raise Misuse(
            Words(
                fi=f"Kansiossa {folder} ei ole Osumaa. Luo se: {command('init', folder)}",
                en=f"There is no Osuma in {folder}. Make one: {command('init', folder)}",
            ),
            "no_installation",
        )
    note = folder / NOTE
    if not note.is_file():
        return SqliteCatalog(folder)
    try:
        said = tomllib.loads(note.read_text(encoding="utf-8"))
        address, mark = str(said["catalog"]), str(said["installation"])
    except (ValueError, KeyError):
        raise Conflict(
            Words(
                fi=f"Tiedostoa {note} ei voi lukea: siinä pitää olla catalog (osoite) ja installation (tunnus).",
                en=f"{note} cannot be read: it has to have catalog (an address) and installation (its id).",
            ),
            "note_damaged",
        ) from None
    return PostgresCatalog(parse(address), mark)


def new(folder: Path, address: str | None) -> Catalog:
    """The catalog that a new installation will have. Misuse where the address is none."""
    return SqliteCatalog(folder) if address is None else PostgresCatalog(parse(address))


def note(folder: Path, catalog: Catalog) -> Path:
    """Write down where the catalog is, by which the folder is known as an installation; a file is its own note."""
    if isinstance(catalog, SqliteCatalog):
        return catalog.file
    write_whole(
        folder / NOTE,
        f"# Where the catalog is. The password is not here: {VARIABLE}, or where PostgreSQL's client looks.\n"
        f"catalog = {json.dumps(catalog.address.text)}\n"
        "# The database has the same; it tells one installation from another.\n"
        f"installation = {json.dumps(catalog.mark)}\n",
    )
    return folder / NOTE
