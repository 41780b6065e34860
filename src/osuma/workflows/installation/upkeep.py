"""The installation itself: making it, looking at it, backing it up, putting it back, bringing it up to date."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from osuma.engine.errors import Conflict, Misuse, Words
from osuma.engine.marker import CATALOG_FILE, NOTE, is_installation, parts
from osuma.engine.shell import command
from osuma.workflows.asking import forward
from osuma.workflows.asking.owner import Busy, hold, locked
from osuma.workflows.asking.progress import Progress, quiet
from osuma.workflows.asking.session import Session
from osuma.workflows.asking.verbs import verb

MANIFEST = "osuma-backup.json"
#: The variable that says where the catalog of a new installation goes.
NEW_CATALOG = "OSUMA_CATALOG"


def init(
    folder: Path,
    slug: str = "main",
    name: str = "",
    zone: str = "Europe/Helsinki",
    currency: str = "EUR",
    language: str = "fi",
    catalog: str | None = None,
) -> dict[str, Any]:
    """A new installation with one workspace and its empty warehouse.

    catalog: address of an empty database of PostgreSQL; None for a file in the folder.
    """
    from osuma.catalog import installation

    made = installation.create(folder, slug, name or slug, zone, currency, language, catalog)
    installation.close()
    with hold(made.folder) as owner:
        _ = owner.session(slug).warehouse
    return {
        "folder": str(made.folder),
        "workspace": slug,
        "sentences": [
            {
                "fi": f"Osuma on kansiossa {made.folder}, työtila {slug}. Tuo tiedosto: osuma import TIEDOSTO",
                "en": f"Osuma is in {made.folder}, workspace {slug}. Import a file: osuma import FILE",
            }
        ],
    }


@verb("backup.make")
def backup(session: Session, to: str | None = None) -> dict[str, Any]:
    """Catalog and every warehouse, as they are together at one instant: no writer is let in meanwhile."""
    from osuma.catalog import audit, installation, workspaces
    from osuma.catalog.modes import private_file, private_folder
    from osuma.store import backup as warehouse_backup

    target = _new_folder(session, to)
    with contextlib.ExitStack() as stack:
        # Always in the order of slugs, so that two backups never wait for each other.
        held = [stack.enter_context(session.exclusive(found.slug)) for found in workspaces.list_()]
        for one in held:
            # Opening reconciles, which may still write into the catalog.
            _ = one.warehouse
        installation.copy(session.installation.folder, target)
        for n, one in enumerate(held):
            session.progress("backup", n, len(held))
            into = target / "workspaces" / one.workspace.slug / one.workspace.warehouse_file.name
            private_folder(into.parent)
            warehouse_backup.copy(one.warehouse, into)
            private_file(into)
    slugs = [one.workspace.slug for one in held]
    _sign(target, session.now(), slugs)
    audit.record(session.workspace, session.who, "backup.make", {"workspaces": slugs})
    return {
        "path": target,
        "workspaces": slugs,
        "sentences": [
            {
                "fi": f"Varmuuskopio on kansiossa {target}. Palauta: {command('restore', target, '--dir', 'KANSIO')}",
                "en": f"The backup is in {target}. Restore it: {command('restore', target, '--dir', 'FOLDER')}",
            }
        ],
    }


def upgrade(folder: Path, progress: Progress = quiet) -> dict[str, Any]:
    """Back up, then bring catalog and warehouses to this version. Conflict while an owner is alive."""
    from osuma.catalog import installation

    with _alone(folder):
        progress("backup")
        kept = _keep(folder)
        progress("upgrade")
        done = installation.upgrade(folder)
        installation.close()
    _open_all(folder, progress)
    return {
        "migrations": done,
        "backup": str(kept),
        "sentences": [
            {
                "fi": f"Tiedot ovat ajan tasalla. Varmuuskopio ennen päivitystä: {kept}",
                "en": f"The data is up to date. Backup from before: {kept}",
            }
        ],
    }


def restore(source: Path, folder: Path, progress: Progress = quiet, catalog: str | None = None) -> dict[str, Any]:
    """Put a backup into a folder; what was there is kept in it. Misuse where `source` is no backup.

    catalog: address of an empty database of PostgreSQL, which takes the backup's catalog; None for a file in the
    folder. The database of an installation that was in the folder stays as it is.
    """
    source, folder = source.expanduser().absolute(), folder.absolute()
    if not (source / MANIFEST).is_file():
        raise Misuse(
            Words(fi=f"{source} ei ole Osuman varmuuskopio.", en=f"{source} is not a backup of Osuma."), "no_backup"
        )
    with _alone(folder):
        if catalog is None and (folder / NOTE).is_file():
            raise Misuse(
                Words(
                    fi=f"Kansion {folder} tiedot ovat PostgreSQL:ssä. Anna uusi, tyhjä tietokanta (--catalog) tai "
                    "palauta toiseen kansioon (--dir).",
                    en=f"The catalog of {folder} is in PostgreSQL. Give a new, empty database (--catalog), or "
                    "restore into another folder (--dir).",
                ),
                "which_catalog",
            )
        progress("restore")
        kept = _put(source, folder, catalog)
    slugs = _open_all(folder, progress)
    fi = f" Entiset tiedot ovat kansiossa {kept}." if kept else ""
    en = f" The data from before is in {kept}." if kept else ""
    return {
        "folder": str(folder),
        "workspaces": slugs,
        "kept": None if kept is None else str(kept),
        "sentences": [{"fi": f"Palautettu kansioon {folder}.{fi}", "en": f"Restored into {folder}.{en}"}],
    }


def _open_all(folder: Path, progress: Progress) -> list[str]:
    """Open every warehouse once, which migrates it and reconciles it with the catalog; the slugs."""
    from osuma.catalog import workspaces

    with hold(folder) as owner:
        slugs = [workspace.slug for workspace in workspaces.list_()]
        for slug in slugs:
            _ = owner.session(slug, progress).warehouse
    return slugs


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock while nothing is open; a sentence that says what to stop where somebody else holds it."""
    try:
        with locked(folder):
            yield
    except Busy:
        if forward.live(folder) is None:
            raise
        raise Conflict(
            Words(
                fi="Osuma on käynnissä. Lopeta ensin osuma serve (Ctrl-C) ja aja uudelleen.",
                en="Osuma is running. Stop osuma serve first (Ctrl-C) and run again.",
            ),
            "serving",
        ) from None


def _new_folder(session: Session, to: str | None) -> Path:
    from osuma.catalog.modes import private_folder

    target = Path(to) if to is not None else session.installation.folder / "backups" / _stamp()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Conflict(
            Words(
                fi=f"{target} ei ole tyhjä kansio. Anna uusi kansio.",
                en=f"{target} is not an empty folder. Give a new one.",
            ),
            "folder_taken",
        )
    return private_folder(target)


def _keep(folder: Path) -> Path:
    """A copy of an installation that nobody has open."""
    from osuma.catalog import installation
    from osuma.catalog.modes import private_folder

    if not is_installation(folder):
        installation.open_(folder)
    kept = private_folder(folder / "backups" / f"{_stamp()}-before-upgrade")
    installation.copy(folder, kept)
    slugs = []
    for file in sorted(folder.glob("workspaces/*/warehouse.duckdb*")):
        if file.is_file():
            shutil.copy2(file, private_folder(kept / "workspaces" / file.parent.name) / file.name)
            slugs.append(file.parent.name)
    _sign(kept, datetime.now(UTC), sorted(set(slugs)))
    return kept


def _put(source: Path, folder: Path, catalog: str | None) -> Path | None:
    """Copy the backup in, whole, before anything of the old is moved away; where the old went."""
    from osuma.catalog.modes import private_folder

    private_folder(folder)
    coming = private_folder(folder / f".restoring-{_stamp()}")
    try:
        shutil.copytree(source / "workspaces", coming / "workspaces")
        for path in (coming / "workspaces", *(coming / "workspaces").iterdir()):
            private_folder(path)
        known = _catalog_of(source, coming, folder, catalog)
    except BaseException:
        shutil.rmtree(coming)
        raise
    old = [*parts(folder), *folder.glob("workspaces")]
    kept = folder / "backups" / f"{_stamp()}-before-restore"
    for path in old:
        path.rename(private_folder(kept) / path.name)
    # What makes it an installation comes last, so that a kill leaves nothing half restored.
    (coming / "workspaces").rename(folder / "workspaces")
    known.rename(folder / known.name)
    coming.rmdir()
    return kept if old else None


def _catalog_of(source: Path, coming: Path, folder: Path, catalog: str | None) -> Path:
    """The backup's catalog where it is to be; the file in `coming` by which the folder will know it."""
    from osuma.catalog import database, installation

    if catalog is None:
        return Path(shutil.copy2(source / CATALOG_FILE, coming / CATALOG_FILE))
    made = installation.fill(folder, source, catalog)
    installation.close()
    return database.note(coming, made)


def _sign(folder: Path, at: datetime, slugs: list[str]) -> None:
    """The manifest comes last: a folder without it is not a whole backup."""
    from osuma.catalog.modes import write_whole

    write_whole(folder / MANIFEST, json.dumps({"made_at": at.isoformat(), "workspaces": slugs}))


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
