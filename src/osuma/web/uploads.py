"""Files that were given to the browser and wait for a person to say what their columns are.

Each waits in a folder of its own under the workspace's uploads, until it is imported, taken away, or has waited too
long.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from osuma.catalog.modes import private_folder
from osuma.catalog.workspaces import Workspace

#: Beside the file: what was said of its columns, and the mapping that came of it.
SAID, MAPPING = "said.json", "mapping.yaml"
DAYS = 14
LONGEST = 200
_KEY = re.compile(r"[0-9a-f]{16}")
_WAITING, _ASKED = "waiting", "asked"


@dataclass(frozen=True)
class Waiting:
    """A file that waits. key: what addresses it. file: where it is, under the name that the person knows."""

    key: str
    file: Path

    @property
    def folder(self) -> Path:
        return self.file.parent.parent

    @property
    def mapping(self) -> Path:
        return self.folder / MAPPING

    def said(self) -> dict[str, Any]:
        """What a person has said of its columns; nothing where nobody has yet."""
        kept = self.folder / SAID
        return dict(json.loads(kept.read_text(encoding="utf-8"))) if kept.is_file() else {}

    def say(self, said: dict[str, Any], mapping: str) -> None:
        """Keep what a person has said of its columns."""
        (self.folder / SAID).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        self.mapping.write_text(mapping, encoding="utf-8")

    def drop(self) -> None:
        """Take the file away."""
        shutil.rmtree(self.folder, ignore_errors=True)


def arrived(workspace: Workspace) -> Path:
    """A new folder for files of one drop."""
    return private_folder(workspace.uploads / secrets.token_hex(8))


def called(name: str, folder: Path) -> Path:
    """Where an upload goes: under its own name as far as it may be one here, for it names the source."""
    plain = "".join(c for c in name if c.isprintable() and c not in '/\\:*?"<>|')[-LONGEST:].lstrip(". ")
    file = folder / (plain or "tiedosto")
    return file if not file.exists() else folder / f"{secrets.token_hex(4)} {file.name}"


def wait(workspace: Workspace, file: Path) -> Waiting:
    """Let a file of a drop wait for a person."""
    key = secrets.token_hex(8)
    private_folder(workspace.uploads / _WAITING)
    folder = private_folder(workspace.uploads / _WAITING / key)
    return Waiting(key, Path(shutil.move(file, private_folder(folder / "file") / file.name)))


def waiting(workspace: Workspace) -> list[Waiting]:
    """Every file that waits, by name."""
    folder = workspace.uploads / _WAITING
    found = [one for one in folder.iterdir() if _KEY.fullmatch(one.name)] if folder.is_dir() else []
    files = ((one.name, file) for one in found for file in (one / "file").glob("*"))
    return sorted((Waiting(key, file) for key, file in files), key=lambda one: one.file.name)


def waits(workspace: Workspace, key: str) -> Waiting | None:
    """The file of that key; None where there is none."""
    return next((one for one in waiting(workspace) if one.key == key), None)


def hold(workspace: Workspace, file: Path, import_id: int) -> None:
    """Keep a file that was imported until a person has said whether it is of another system."""
    private_folder(workspace.uploads / _ASKED)
    shutil.move(file, private_folder(workspace.uploads / _ASKED / str(import_id)) / file.name)


def held(workspace: Workspace, import_id: int) -> Path | None:
    """The file of an import that is asked about; None where there is none any more."""
    folder = workspace.uploads / _ASKED / str(import_id)
    return next(folder.glob("*"), None) if folder.is_dir() else None


def let_go(workspace: Workspace, import_id: int) -> None:
    """Take away the file of an import that is asked about no more."""
    shutil.rmtree(workspace.uploads / _ASKED / str(import_id), ignore_errors=True)


def _too_old(file: Path) -> bool:
    return time.time() - file.stat().st_mtime > DAYS * 24 * 3600


def clear(workspace: Workspace) -> None:
    """At the start of a process: what a drop left behind goes, and what has waited too long."""
    for one in waiting(workspace):
        if _too_old(one.file):
            one.drop()
    asked = workspace.uploads / _ASKED
    for folder in asked.iterdir() if asked.is_dir() else ():
        if _too_old(folder):
            shutil.rmtree(folder, ignore_errors=True)
    for folder in workspace.uploads.iterdir() if workspace.uploads.is_dir() else ():
        if folder.name not in (_WAITING, _ASKED):
            shutil.rmtree(folder, ignore_errors=True)
