"""A zip of tables: checked before and while it is unpacked."""

from __future__ import annotations

import stat
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from osuma.ingestion.reading.limits import MEGABYTE, Limits
from osuma.ingestion.reading.refusals import nested_archive, refuse

_TABLES = (
    ".csv", ".tsv", ".tab", ".psv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".xlsm", ".xls",
    ".ods", ".sqlite", ".sqlite3", ".db",
)  # fmt: skip
_NESTED = (".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar")
_JUNK = ("thumbs.db", "desktop.ini")
_SMALL = 10 * MEGABYTE


def entries(path: Path, limits: Limits) -> list[zipfile.ZipInfo]:
    """What is in the archive; raises Refused where its list alone is reason enough."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise broken(path) from None
    if len(infos) > limits.members:
        raise refuse(
            path.name, "too_many_members",
            f"Paketissa on {len(infos)} tiedostoa; enintään {limits.members} voidaan lukea.",
            f"The archive has {len(infos)} files; at most {limits.members} can be read.",
        )  # fmt: skip
    for info in infos:
        _check_name(path, info)
    if sum(info.file_size for info in infos) > limits.unpacked_bytes:
        raise _bomb(path)
    return infos


def _check_name(path: Path, info: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    linked = stat.S_ISLNK(info.external_attr >> 16)
    if linked or ".." in parts or info.filename.startswith(("/", "\\")) or ":" in (parts[0] if parts else ""):
        raise refuse(
            path.name, "unsafe_name",
            "Paketissa on tiedosto, jonka nimi osoittaa paketin ulkopuolelle. Pakettia ei purettu.",
            "The archive has a file whose name points outside it. It was not unpacked.",
        )  # fmt: skip
    if info.flag_bits & 1:
        raise refuse(
            path.name, "encrypted",
            "Paketti on suojattu salasanalla. Pura se ensin ja tuo tiedostot sellaisinaan.",
            "The archive has a password. Unpack it first and import the files as they are.",
        )  # fmt: skip


def _bomb(path: Path) -> Exception:
    return refuse(
        path.name, "unpacks_too_big",
        "Paketti purkautuu kohtuuttoman suureksi, joten sitä ei purettu. Tuo tiedostot sellaisinaan.",
        "The archive unpacks to an unreasonable size, so it was not unpacked. Import the files as they are.",
    )  # fmt: skip


def broken(path: Path) -> Exception:
    """The refusal of a damaged archive."""
    return refuse(
        path.name, "broken_archive",
        "Paketti on rikki tai jäänyt kesken. Lataa se uudelleen.",
        "The archive is damaged or incomplete. Download it again.",
    )  # fmt: skip


def shown(name: str) -> str:
    """A member's name for people: its last part, without control characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(c for c in last if unicodedata.category(c)[0] != "C")[:120]


def unpack(path: Path, work: Path, limits: Limits) -> Iterator[tuple[str, Path]]:
    """Each member that may hold tables: its name for people, and its copy under a name of ours."""
    infos = [info for info in entries(path, limits) if not _hidden(info.filename)]
    members = [info for info in infos if info.filename.lower().endswith((*_TABLES, *_NESTED))]
    if not any(info.filename.lower().endswith(_TABLES) for info in members):
        if members:
            raise nested_archive(path.name)
        raise refuse(
            path.name, "no_tables",
            "Paketissa ei ole yhtään tiedostoa, jossa voisi olla taulukko (CSV, Excel, JSON, Parquet).",
            "The archive has no file that may hold a table (CSV, Excel, JSON, Parquet).",
        )  # fmt: skip
    left, names = limits.unpacked_bytes, _names(members)
    with zipfile.ZipFile(path) as archive:
        for place, info in enumerate(members, start=1):
            target = work / f"{path.stem[:40]}.member{place}.csv"
            left -= _copy(path, archive, info, target, left, limits)
            yield names[place - 1], target


def _names(members: Sequence[zipfile.ZipInfo]) -> list[str]:
    """What to call each member: its own name, with its folder where two share one."""
    own = [shown(info.filename) for info in members]
    folders = [shown(str(PurePosixPath(info.filename.replace("\\", "/")).parent)) for info in members]
    return [name if own.count(name) == 1 else f"{folder}/{name}" for name, folder in zip(own, folders, strict=True)]


def _hidden(name: str) -> bool:
    last = PurePosixPath(name).name
    return name.startswith("__MACOSX/") or last.startswith((".", "~$")) or last.casefold() in _JUNK


def _copy(
    path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, left: int, limits: Limits
) -> int:
    """Unpack one member as a stream; what it really holds is counted, not what it declares."""
    most = min(left, max(_SMALL, info.compress_size * limits.ratio))
    size = 0
    try:
        with archive.open(info) as member, target.open("wb") as out:
            while block := member.read(MEGABYTE):
                size += len(block)
                if size > most:
                    raise _bomb(path)
                out.write(block)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError):
        raise broken(path) from None
    return size


def measure(path: Path, infos: list[zipfile.ZipInfo], most: int) -> int:
    """Bytes that the members really unpack to; raises Refused beyond `most`. Keeps nothing."""
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for info in infos:
                with archive.open(info) as member:
                    while block := member.read(MEGABYTE):
                        total += len(block)
                        if total > most:
                            raise _bomb(path)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError):
        raise broken(path) from None
    return total
