"""What a watched folder is told of."""

from __future__ import annotations

from pathlib import Path

from osuma.engine.errors import Words
from osuma.engine.shell import command
from osuma.engine.system import why
from osuma.reporting.numbers import number

NO_FOLDER = Words(
    "Seurattavaa kansiota ei ole annettu. Anna se: osuma watch KANSIO tai osuma settings set watch_folder KANSIO",
    "No folder to watch was given. Give it: osuma watch FOLDER or osuma settings set watch_folder FOLDER",
)


def unreachable(folder: Path, problem: OSError) -> Words:
    """The folder is not there, or a drive does not answer."""
    reason = why(problem)
    return Words(
        f"Kansiota {folder} ei voi lukea ({reason.fi}). Tarkista, että se on olemassa ja verkkolevy on yhdistetty.",
        f"The folder {folder} cannot be read ({reason.en}). Check that it is there and that its drive is connected.",
    )


def own_folder(folder: Path) -> Words:
    """A folder of Osuma itself would bring its own files in."""
    return Words(
        f"Kansio {folder} on Osuman oma. Valitse kansio, johon vain tuotavat tiedostot pudotetaan.",
        f"The folder {folder} is Osuma's own. Choose one into which only files to import are dropped.",
    )


def fault(kind: str) -> Words:
    """Something is wrong in Osuma. Its message is left out: a database quotes values in those."""
    return Words(
        f"Osumassa on vika ({kind}): tiedostoa ei tuotu. Kokeile osuma import ja ilmoita viasta.",
        f"There is a fault in Osuma ({kind}): the file was not imported. Try osuma import and report the fault.",
    )


def status(folder: str | None, waiting: int, done: int) -> list[Words]:
    """What is watched, and how much was done and waits."""
    counts = Words(
        f"Tuotuja tiedostoja {number(done, 'fi')}, odottavia {number(waiting, 'fi')}.",
        f"Files imported {number(done, 'en')}, waiting {number(waiting, 'en')}.",
    )
    if folder is not None:
        watched = Words(
            f"Seurattava kansio: {folder} (kun osuma serve on käynnissä).",
            f"Watched folder: {folder} (while osuma serve runs).",
        )
        return [watched, counts]
    return [counts] if done or waiting else [NO_FOLDER]


def way_to_map(path: Path) -> Words:
    """The command that begins to answer how an unknown file is read."""
    return Words(
        f"Aloita: {command('import', path, '--mapping-out', 'yhdista.yaml')}",
        f"Begin with: {command('import', path, '--mapping-out', 'map.yaml')}",
    )
