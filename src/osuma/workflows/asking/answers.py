"""Answers kept for who asks next: what depends on a workspace's data, definitions, settings and day alone.

Every write of a workspace ends them: one process owns it, so that there is no write it does not know of. Where a
write brought data and no more, those that may be are held as earlier ones, to be told with their time until the new
ones are there. A server keeps answers in files too, so that nobody waits for the first ones after it was started
again; those go before a write begins, so that no end of the process, however hard, leaves one that the data does not
say any more.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

#: Bytes of all answers together; those that nobody asked for longest go first.
MOST_BYTES = 64 * 2**20
#: The folder of a workspace in which answers outlast the process, and for how long one of a day gone by.
FOLDER = "answers"
OLD_SECONDS = 2 * 86_400.0


@dataclass(frozen=True)
class Kept:
    """An answer as JSON. lasting: whether it may be told as an earlier one after data came."""

    said: bytes
    lasting: bool = False


@dataclass(frozen=True)
class Earlier:
    """What was so until `until`, when data came that it does not know of."""

    answer: dict[str, Any]
    until: datetime


class Answers:
    """Answers by workspace and question; asked by many at once, each is worked out once."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._guard = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Kept] = OrderedDict()
        self._earlier: OrderedDict[tuple[str, str], tuple[bytes, datetime]] = OrderedDict()
        self._bytes = 0
        self._written: dict[str, int] = {}
        self._writers: dict[str, int] = {}
        self._making: dict[tuple[str, str], threading.Lock] = {}
        self._folders: dict[str, Path] = {}

    def outlast(self, workspace: str, folder: Path) -> None:
        """From now on the workspace's answers lie in its folder; those that an earlier process left are taken."""
        from osuma.catalog.modes import private_folder

        lying = private_folder(folder / FOLDER)
        with self._guard:
            self._folders[workspace] = lying
            for file in sorted(lying.iterdir(), key=lambda file: file.stat().st_mtime):
                left = _left(file)
                if left is None:
                    file.unlink()
                else:
                    self._keep((workspace, left[0]), left[1])

    def of(
        self, workspace: str, question: str, work: Callable[[], dict[str, Any]], lasting: bool = False
    ) -> dict[str, Any]:
        """The answer that is kept, else the one that `work` gives; plain JSON values, which the caller may change.

        lasting: whether it may be told as an earlier one once data came.
        """
        key = (workspace, question)
        with self._guard:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            try:
                return self._answer(key, work, lasting)
            finally:
                with self._guard:
                    self._making.pop(key, None)

    def kept(self, workspace: str, question: str) -> dict[str, Any] | None:
        """The answer that is kept, if one is."""
        with self._guard:
            found = self._found((workspace, question))
        return None if found is None else dict(json.loads(found.said))

    def earlier(self, workspace: str, question: str) -> Earlier | None:
        """What was answered before data came, where nothing has made it untrue since."""
        with self._guard:
            found = self._earlier.get((workspace, question))
        return None if found is None else Earlier(dict(json.loads(found[0])), found[1])

    def begin(self, workspace: str, folder: Path) -> None:
        """Something of the workspace is about to be written; `forget` follows."""
        with self._guard:
            self._writers[workspace] = self._writers.get(workspace, 0) + 1
            lying = folder / FOLDER
            if lying.is_dir() and any(lying.iterdir()):
                shutil.rmtree(lying)
                lying.mkdir(mode=0o700)
                _flush(folder)

    def forget(self, workspace: str, brought: datetime | None = None) -> None:
        """Something of the workspace was written. brought: when, where all of it is data that came or was counted."""
        with self._guard:
            self._writers[workspace] = max(self._writers.get(workspace, 0) - 1, 0)
            self._written[workspace] = self._written.get(workspace, 0) + 1
            if brought is None:
                for key in [key for key in self._earlier if key[0] == workspace]:
                    del self._earlier[key]
            for key in [key for key in self._kept if key[0] == workspace]:
                gone = self._kept.pop(key)
                self._bytes -= len(gone.said)
                if brought is not None and gone.lasting:
                    self._earlier[key] = gone.said, brought
            while sum(len(said) for said, _ in self._earlier.values()) > self._most:
                self._earlier.popitem(last=False)

    def written(self, workspace: str) -> int:
        """How often the workspace was written."""
        with self._guard:
            return self._written.get(workspace, 0)

    def _answer(self, key: tuple[str, str], work: Callable[[], dict[str, Any]], lasting: bool) -> dict[str, Any]:
        workspace, _ = key
        with self._guard:
            found, written = self._found(key), self._written.get(workspace, 0)
        if found is not None:
            return dict(json.loads(found.said))
        try:
            answer = work()
        except BaseException:
            with self._guard:
                # what cannot be answered any more is not told from before either
                self._earlier.pop(key, None)
            raise
        with self._guard:
            # what was begun before a write ended may not know of it
            if self._written.get(workspace, 0) == written:
                kept = Kept(json.dumps(answer).encode(), lasting)
                self._earlier.pop(key, None)
                self._keep(key, kept)
                self._lay(key, kept)
        return answer

    def _found(self, key: tuple[str, str]) -> Kept | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def _keep(self, key: tuple[str, str], answer: Kept) -> None:
        before = self._kept.pop(key, None)
        self._bytes += len(answer.said) - (0 if before is None else len(before.said))
        self._kept[key] = answer
        while self._bytes > self._most and self._kept:
            gone, least = self._kept.popitem(last=False)
            self._bytes -= len(least.said)
            if (file := self._file(gone)) is not None:
                file.unlink(missing_ok=True)

    def _file(self, key: tuple[str, str]) -> Path | None:
        """Where an answer lies, or would; None where the workspace's do not outlast the process."""
        workspace, question = key
        lying = self._folders.get(workspace)
        return None if lying is None else lying / f"{hashlib.sha256(question.encode()).hexdigest()}.json"

    def _lay(self, key: tuple[str, str], answer: Kept) -> None:
        """Into a file, but for what a write that is at work will end."""
        from osuma.catalog.modes import write_whole

        workspace, question = key
        file = self._file(key)
        # nothing too large to be kept, which would stay when it is told again
        if file is None or key not in self._kept or self._writers.get(workspace, 0):
            return
        head = json.dumps([_program(), question, answer.lasting]).encode()
        write_whole(file, head + b"\n" + answer.said)


def _left(file: Path) -> tuple[str, Kept] | None:
    """Question and answer of a file; None where it is old, damaged, or another program's."""
    try:
        if time.time() - file.stat().st_mtime > OLD_SECONDS:
            return None
        head, _, answer = file.read_bytes().partition(b"\n")
        program, question, lasting = json.loads(head)
        json.loads(answer)
    except (OSError, ValueError):
        return None
    return (str(question), Kept(answer, lasting is True)) if program == _program() else None


@functools.cache
def _program() -> str:
    """Which program this is: its version and, for one that is being worked on, when its files were changed last."""
    package = Path(__file__).parents[2]
    return f"{version('osuma')} {max(file.stat().st_mtime_ns for file in package.rglob('*.*'))}"


def _flush(folder: Path) -> None:
    """What is gone from a folder stays gone, whatever becomes of the machine."""
    if os.name == "nt":  # a folder cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
