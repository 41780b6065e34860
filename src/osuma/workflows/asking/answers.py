"""Answers kept for who asks next: what depends on a workspace's data, definitions, settings and day alone.

Every write of a workspace ends them: one process owns it, so that there is no write it does not know of.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

#: Bytes of all answers together; those that nobody asked for longest go first.
MOST_BYTES = 64 * 2**20


class Answers:
    """Answers by workspace and question; asked by many at once, each is worked out once."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._guard = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._bytes = 0
        self._written: dict[str, int] = {}
        self._making: dict[tuple[str, str], threading.Lock] = {}

    def of(self, workspace: str, question: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """The answer that is kept, else the one that `work` gives; plain JSON values, which the caller may change."""
        key = (workspace, question)
        with self._guard:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            try:
                return self._answer(key, work)
            finally:
                with self._guard:
                    self._making.pop(key, None)

    def forget(self, workspace: str) -> None:
        """Something of the workspace was written."""
        with self._guard:
            self._written[workspace] = self._written.get(workspace, 0) + 1
            for key in [key for key in self._kept if key[0] == workspace]:
                self._bytes -= len(self._kept.pop(key))

    def written(self, workspace: str) -> int:
        """How often the workspace was written."""
        with self._guard:
            return self._written.get(workspace, 0)

    def _answer(self, key: tuple[str, str], work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        workspace, _ = key
        with self._guard:
            found, written = self._found(key), self._written.get(workspace, 0)
        if found is not None:
            return dict(json.loads(found))
        answer = work()
        with self._guard:
            # what was begun before a write ended may not know of it
            if self._written.get(workspace, 0) == written:
                self._keep(key, json.dumps(answer).encode())
        return answer

    def _found(self, key: tuple[str, str]) -> bytes | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def _keep(self, key: tuple[str, str], answer: bytes) -> None:
        self._bytes += len(answer) - len(self._kept.pop(key, b""))
        self._kept[key] = answer
        while self._bytes > self._most and self._kept:
            self._bytes -= len(self._kept.popitem(last=False)[1])
