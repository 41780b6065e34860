"""An installation: one folder with the catalog in it and a folder a workspace."""

from __future__ import annotations

import pkgutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from osuma.catalog import migrations, settings, workspaces
from osuma.catalog.modes import private_file, private_folder
from osuma.engine.errors import Conflict, Misuse, OsumaError, Words
from osuma.engine.shell import command


@dataclass(frozen=True)
class Installation:
    """folder: absolute."""

    folder: Path


def create(folder: Path, workspace_slug: str, name: str, zone: str, currency: str, language: str) -> Installation:
    """A new installation with one workspace. Conflict where there is one already."""
    folder = folder.absolute()
    if (folder / settings.FILE_NAME).exists():
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
    private_folder(folder)
    private_file(folder / settings.FILE_NAME)
    try:
        _migrate(folder)
        workspaces.create(workspace_slug, name, zone, currency, language)
    except OsumaError:
        # A catalog without a workspace would be taken for an installation the next time.
        settings.forget()
        for part in folder.glob(f"{settings.FILE_NAME}*"):
            part.unlink()
        raise
    return Installation(folder)


def open_(folder: Path) -> Installation:
    """The installation, its catalog named for every query of this process. Misuse, Conflict where it cannot be."""
    folder = folder.absolute()
    if not (folder / settings.FILE_NAME).is_file():
        raise Misuse(
            Words(
                fi=f"Kansiossa {folder} ei ole Osumaa. Luo se: {command('init', folder)}",
                en=f"There is no Osuma in {folder}. Make one: {command('init', folder)}",
            ),
            "no_installation",
        )
    done = _applied(folder / settings.FILE_NAME)
    _refuse_newer(folder, done)
    if _known() - done:
        raise Conflict(
            Words(
                fi=f"Kansion {folder} tiedot on tehty vanhemmalla Osumalla. Päivitä ne: osuma upgrade",
                en=f"The data in {folder} was made by an older Osuma. Bring it up to date: osuma upgrade",
            ),
            "catalog_older",
        )
    settings.configure(folder)
    return Installation(folder)


def upgrade(folder: Path) -> list[str]:
    """Run the migrations that the catalog lacks; their names."""
    folder = folder.absolute()
    done = _applied(folder / settings.FILE_NAME)
    _refuse_newer(folder, done)
    _migrate(folder)
    return sorted(_known() - done)


def sound() -> bool:
    """Whether every page of the catalog can be read and every reference holds."""
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA quick_check").fetchall()
        return pages == [("ok",)] and not cursor.execute("PRAGMA foreign_key_check").fetchall()


def close() -> None:
    """Close this thread's connection to the catalog."""
    settings.forget()


def _migrate(folder: Path) -> None:
    settings.configure(folder)
    call_command("migrate", verbosity=0, interactive=False)
    private_file(folder / settings.FILE_NAME)


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


def _applied(file: Path) -> set[str]:
    """Names of the migrations that the file has had. Conflict where it is no catalog."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
            rows = connection.execute("SELECT name FROM django_migrations WHERE app = 'catalog'").fetchall()
    except sqlite3.DatabaseError as problem:
        raise Conflict(
            Words(
                fi=f"{file} ei ole Osuman tietokanta tai se on vioittunut. Palauta varmuuskopio: osuma restore",
                en=f"{file} is not a catalog of Osuma, or it is damaged. Restore a backup: osuma restore",
            ),
            "catalog_damaged",
        ) from problem
    return {str(name) for (name,) in rows}
