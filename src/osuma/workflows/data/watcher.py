"""Looking at a watched folder again and again, from any process: a file is taken when it has stopped changing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from osuma.engine.errors import OsumaError

#: Seconds between two looks: a look is a list of names, sizes and times, also on a slow drive.
POLL_SECONDS = 5.0
#: What `watch.take` tells of each file.
_LISTED = ("loads", "failed", "moved", "sentences")


class Ask(Protocol):
    """Asks a verb, here or at the owner."""

    def __call__(self, verb: str, **args: Any) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Sighting:
    """A file as it was seen first with this size and time of change. since: seconds of the clock."""

    size: int
    mtime_ns: int
    since: float


class Watcher:
    """One folder. Its clock is this process's own, for the time of a network drive may be another."""

    def __init__(self, ask: Ask, folder: str | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._folder = folder
        self._clock = clock
        self._seen: dict[str, Sighting] = {}
        #: What the folder last answered; `files` are those that were not done then. None before the first look.
        self.due: dict[str, Any] | None = None

    def look(self) -> dict[str, Any] | None:
        """One look; what `watch.take` told of the files that have stopped changing, None where there were none."""
        given = {} if self._folder is None else {"folder": self._folder}
        due = self.due = self._ask("watch.due", **given)
        ready = self._ready(due)
        if not ready:
            return None
        try:
            return self._ask("watch.take", files=ready, **given)
        except Exception as problem:
            if not _is_fault(problem):
                raise
            return self._one_by_one(ready, given)

    @property
    def unsettled(self) -> bool:
        """Whether a file was seen that may still be being written."""
        return bool(self._seen)

    def _ready(self, due: dict[str, Any]) -> list[str]:
        now, seen = self._clock(), {}
        for file in due["files"]:
            before = self._seen.get(file["name"])
            if before is None or (before.size, before.mtime_ns) != (file["size"], file["mtime_ns"]):
                before = Sighting(file["size"], file["mtime_ns"], now)
            seen[file["name"]] = before
        ready = [name for name, one in seen.items() if now - one.since >= due["settle_seconds"]]
        self._seen = {name: one for name, one in seen.items() if name not in ready}
        return ready

    def _one_by_one(self, files: list[str], given: dict[str, Any]) -> dict[str, Any]:
        """A fault with one file keeps the others from nothing; the faulty one is listed, and not tried again."""
        told = []
        for name in files:
            try:
                told.append(self._ask("watch.take", files=[name], retried=True, **given))
            except Exception as problem:
                if not _is_fault(problem):
                    raise
                told.append(self._ask("watch.take", files=[name], fault=_kind(problem), **given))
        return {**told[-1], **{key: [one for part in told for one in part[key]] for key in _LISTED}}


def once(watcher: Watcher, wait: Callable[[float], None] = time.sleep) -> dict[str, Any] | None:
    """One look, and where something is new a second one after the time in which a file must stay the same."""
    told = watcher.look()
    if told is None and watcher.unsettled and watcher.due is not None:
        wait(watcher.due["settle_seconds"])
        told = watcher.look()
    return told


def _is_fault(problem: Exception) -> bool:
    return not isinstance(problem, OsumaError) or problem.code == "fault"


def _kind(problem: Exception) -> str:
    return type(problem).__name__
