"""An installation: one folder with the catalog in it and a folder a workspace."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command

from osuma.catalog import database, migrations, rows, settings, workspaces
from osuma.catalog.database import Catalog
from osuma.catalog.in_sqlite import SqliteCatalog
from osuma.catalog.modes import private_folder
from osuma.engine.errors import Conflict, Misuse, Words
from osuma.engine.marker import is_installation


@dataclass(frozen=True)
class Installation:
    """folder: absolute."""

    folder: Path


def create(
    folder: Path,
    workspace_slug: str,
    name: str,
    zone: str,
    currency: str,
    language: str,
    catalog: str | None = None,
) -> Installation:
    """A new installation with one workspace. Conflict where there is one already.

    catalog: the address of an empty database of PostgreSQL, by default a file in the folder.
    """
    folder = folder.absolute()
    if is_installation(folder):
        raise Conflict(
            Words(
                fi=f"Kansiossa {folder} on jo Osuma. Valitse toinen kansio tai käytä sitä: --dir {folder}.",
                en=f"There is an Osuma in {folder} already. Choose another folder, or use it: --dir {folder}.",
            ),
            "installation_exists",
        )
    if folder.exists() and not folder.is_dir():
        raise Misuse(
            Words(fi=f"{folder} on tiedosto, ei kansio.", en=f"{folder} is a file, not a folder."), "not_a_folder"
        )
    made = database.new(folder, catalog)
    private_folder(folder)
    settings.configure(folder, made.settings())
    with made.making():
        _migrate(made)
        workspaces.create(workspace_slug, name, zone, currency, language)
    database.note(folder, made)
    return Installation(folder)


def open_(folder: Path) -> Installation:
    """The installation, its catalog named for every query of this process. Misuse, Conflict where it cannot be."""
    folder = folder.absolute()
    catalog = database.of(folder)
    done = catalog.applied()
    _refuse_newer(folder, done)
    if _known() - done:
        raise Conflict(
            Words(
                fi=f"Kansion {folder} tiedot on tehty vanhemmalla Osumalla. Päivitä ne: osuma upgrade",
                en=f"The data in {folder} was made by an older Osuma. Bring it up to date: osuma upgrade",
            ),
            "catalog_older",
        )
    settings.configure(folder, catalog.settings())
    return Installation(folder)


def upgrade(folder: Path) -> list[str]:
    """Run the migrations that the catalog lacks; their names."""
    folder = folder.absolute()
    catalog = database.of(folder)
    done = catalog.applied()
    _refuse_newer(folder, done)
    settings.configure(folder, catalog.settings())
    _migrate(catalog)
    return sorted(_known() - done)


def copy(folder: Path, to: Path) -> Path:
    """The installation's catalog as one file of SQLite in the folder `to`, whole although others write meanwhile."""
    catalog = database.of(folder)
    if isinstance(catalog, SqliteCatalog):
        return catalog.copy(to)
    done = catalog.applied()
    _refuse_newer(folder, done)
    if settings.installation() != folder:
        settings.configure(folder, catalog.settings())
    return rows.save(done, to)


def fill(folder: Path, source: Path, address: str) -> Catalog:
    """A catalog in PostgreSQL with everything that a copy in the folder `source` has, for an installation to be.

    The folder becomes one when its note is written. Conflict where the database is not empty.
    """
    kept, made = SqliteCatalog(source), database.new(folder, address)
    _refuse_newer(source, kept.applied())
    settings.configure(folder, made.settings())
    with made.making():
        rows.load(kept)
    return made


def sound() -> bool:
    """Whether everything in the catalog of this process can be read and every reference holds."""
    return database.of(settings.installation()).sound()


def kind() -> str:
    """Which database the catalog of this process is in, with its version."""
    return database.of(settings.installation()).told()


def close() -> None:
    """Close this thread's connection to the catalog."""
    settings.forget()


def _migrate(catalog: Catalog) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    catalog.shut()


def _refuse_newer(folder: Path, done: set[str]) -> None:
    if done - _known():
        raise Conflict(
            Words(
                fi=f"Kansion {folder} tiedot on tehty uudemmalla Osumalla. Asenna se: pip install --upgrade osuma",
                en=f"The data in {folder} was made by a newer Osuma. Install that: pip install --upgrade osuma",
            ),
            "catalog_newer",
        )


def _known() -> set[str]:
    return {module.name for module in pkgutil.iter_modules(migrations.__path__)}
