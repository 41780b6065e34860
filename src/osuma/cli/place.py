"""Which installation a command means: --dir, else OSUMA_DIR, else the nearest folder upwards that has one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from osuma.engine.errors import Misuse, Words
from osuma.engine.marker import is_installation
from osuma.engine.system import unwritable
from osuma.workflows.data.text_files import utf8


def installation(given: Path | None, environ: Mapping[str, str], here: Path) -> Path:
    """The folder; Misuse where there is no installation to be found."""
    if given is not None:
        return given.expanduser().absolute()
    if environ.get("OSUMA_DIR"):
        return Path(environ["OSUMA_DIR"]).expanduser().absolute()
    for folder in (here, *here.parents):
        if is_installation(folder):
            return folder
    raise Misuse(
        Words(
            fi=f"Kansiossa {here} tai sen yllä ei ole Osumaa. Luo se (osuma init KANSIO) tai anna --dir KANSIO.",
            en=f"There is no Osuma in {here} or above it. Make one (osuma init FOLDER) or give --dir FOLDER.",
        ),
        "no_installation",
    )


def api_key(environ: Mapping[str, str]) -> str:
    """The key for another machine's Osuma; Misuse where none is given. Never an argument: others see those."""
    if environ.get("OSUMA_API_KEY"):
        return environ["OSUMA_API_KEY"].strip()
    if environ.get("OSUMA_API_KEY_FILE"):
        return text_of(Path(environ["OSUMA_API_KEY_FILE"])).strip()
    raise Misuse(
        Words(
            "Avain puuttuu: anna se muuttujassa OSUMA_API_KEY tai tiedostossa, jonka OSUMA_API_KEY_FILE nimeää.",
            "The key is missing: give it in OSUMA_API_KEY, or in the file that OSUMA_API_KEY_FILE names.",
        ),
        "no_key",
    )


def absolute(path: Path) -> str:
    """A path as an owner in another folder understands it."""
    return str(path.expanduser().absolute())


def text_of(path: Path) -> str:
    """The text of a file in UTF-8; Misuse where it is not there or is something else."""
    return utf8(Path(existing(path)))


def write_text(path: Path, text: str) -> None:
    """A file that the user named, in UTF-8; Misuse where it cannot be written."""
    try:
        path.expanduser().write_text(text, encoding="utf-8")
    except OSError as problem:
        raise unwritable(path, problem) from None


def make_folder(path: Path) -> None:
    """A folder that the user named, where it is not there yet; Misuse where it cannot be made."""
    try:
        path.expanduser().mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise unwritable(path, problem) from None


def existing(path: Path) -> str:
    """An absolute path of a file that is there; Misuse where it is not."""
    if not path.expanduser().is_file():
        raise Misuse(Words(fi=f"Tiedostoa {path} ei ole.", en=f"There is no file {path}."), "no_file")
    return absolute(path)


def file_or_folder(path: Path) -> str:
    """An absolute path of a file or a folder that is there; Misuse where neither is."""
    if not path.expanduser().exists():
        raise Misuse(
            Words(fi=f"Tiedostoa tai kansiota {path} ei ole.", en=f"There is no file or folder {path}."), "no_file"
        )
    return absolute(path)
